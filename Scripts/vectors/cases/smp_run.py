"""`run.json`: one side of a run, and what the other may send it."""

from book import Book
from reference import ristretto, smp, smp_judge

from cases import smp_forged
from cases.smp_world import (
    ALICE, BOB, CAROL, Json, before, changed, conversation, octets, part, receiver, side, world)


def book() -> Book:
    """The file."""
    book = Book("run.json", "smp-run", smp.NAMESPACE, smp_judge.run)
    _good(book)
    _flipped(book)
    _values(book)
    _order(book)
    _elsewhere(book)
    smp_forged.add(book)
    return book


def _good(book: Book) -> None:
    for name, comment, common, words in (
        ("match", "Both typed the same.", world(), ("same", "same")),
        ("no-match", "They didn't.", world(), ("same", "other")),
        ("match-no-question", "Without a question.", world(question=None), ("same", "same")),
        ("no-match-no-question", "Without a question.", world(question=None), ("other", "same")),
    ):
        messages = conversation(common, alice=words[0], bob=words[1])
        alice = side("initiator", common, words=words[0], messages=[messages[1], messages[3]])
        bob = side("responder", common, words=words[1], messages=[messages[0], messages[2]])
        results = {
            book.accept(f"{name}-initiator", comment, alice)["result"],
            book.accept(f"{name}-responder", comment, bob)["result"]}
        assert results == {"match" if words[0] == words[1] else "no-match"}
    messages = conversation(world())
    stranger = {**messages[1], "run": octets("another run", 16).hex()}
    book.accept(
        "message-of-another-run", "It is ignored, and the run goes on.",
        side("initiator", world(), messages=[stranger, messages[1], stranger, messages[3]]))
    foreign_abort = {"run": stranger["run"], "step": "abort", "question": None, "values": ""}
    book.accept(
        "abort-of-another-run", "It is ignored, and the run goes on.",
        side("responder", world(), messages=[messages[0], foreign_abort, messages[2]]))
    book.accept(
        "message-after-the-result", "The run is over; nothing is answered.",
        side("responder", world(), messages=[messages[0], messages[2], messages[2]]))


def _with(step: int, message: Json, messages: list[Json]) -> Json:
    """The receiver of message `step`, who gets another one."""
    return side(receiver(step), world(), messages=[*before(step, messages), message])


def _flipped(book: Book) -> None:
    messages = conversation(world())
    for step in range(1, 5):
        for field, name in enumerate(smp.FIELDS[step]):
            for bit in (0, 100, 252, 255):
                values = bytearray(part(messages[step - 1], field))
                values[bit // 8] ^= 1 << bit % 8
                is_value = _is_value(name, bytes(values))
                book.refuse(
                    f"message-{step}-{_slug(name)}-bit-{bit}", f"{name} of message {step} with bit {bit} flipped.",
                    _with(step, changed(messages[step - 1], field, bytes(values)), messages),
                    "proof-failed" if is_value else "invalid-value")


def _is_value(name: str, encoded: bytes) -> bool:
    if name.startswith("proof"):
        return int.from_bytes(encoded, "little") < smp.L
    return ristretto.decode(encoded) is not None and encoded != ristretto.IDENTITY


def _values(book: Book) -> None:
    messages = conversation(world())
    for step in range(1, 5):
        for field, name in enumerate(smp.FIELDS[step]):
            original = part(messages[step - 1], field)
            for label, comment, value, reason in (
                _scalars(original) if name.startswith("proof") else _ELEMENTS
            ):
                book.refuse(
                    f"message-{step}-{_slug(name)}-{label}", f"{name} of message {step} is {comment}.",
                    _with(step, changed(messages[step - 1], field, value), messages), reason)
    for step in range(1, 5):
        for name, values in (
            ("empty", b""), ("short", bytes.fromhex(messages[step - 1]["values"])[:-1]),
            ("long", bytes.fromhex(messages[step - 1]["values"]) + b"\0"),
        ):
            book.refuse(
                f"message-{step}-{name}", f"Message {step} of {len(values)} bytes.",
                _with(step, {**messages[step - 1], "values": values.hex()}, messages), "malformed")


def _scalars(original: bytes) -> tuple[tuple[str, str, bytes, str], ...]:
    value = int.from_bytes(original, "little")
    return (
        ("not-reduced", "a second encoding of itself", (value + smp.L).to_bytes(32, "little"), "invalid-value"),
        ("order", "the order of the group", smp.L.to_bytes(32, "little"), "invalid-value"),
        ("zero", "zero", bytes(32), "proof-failed"))


_ELEMENTS = (
    ("identity", "the identity", ristretto.IDENTITY, "invalid-value"),
    ("minus-one", "s = -1, which no element has", (smp.curve.P - 1).to_bytes(32, "little"), "invalid-value"),
    ("not-reduced", "p, a second encoding of the identity", smp.curve.P.to_bytes(32, "little"), "invalid-value"),
    ("not-square", "an encoding of no element",
     bytes.fromhex("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371"), "invalid-value"),
    ("generator", "the generator", ristretto.encode(ristretto.GENERATOR), "proof-failed"),
)


def _order(book: Book) -> None:
    messages = conversation(world())
    for step in range(1, 5):
        for sent in range(1, 5):
            if sent != step and not (step == 1 and sent != 1):
                book.refuse(
                    f"message-{sent}-in-place-of-{step}", f"Message {sent} arrives where {step} is due.",
                    _with(step, messages[sent - 1], messages), "out-of-order")
        abort = {"run": world()["run"], "step": "abort", "question": None, "values": ""}
        if step > 1:
            book.refuse(
                f"abort-in-place-of-{step}", "The other side gives up.", _with(step, abort, messages), "aborted")


def _elsewhere(book: Book) -> None:
    """Messages that are good in another run, session, pair of devices or role."""
    messages = conversation(world())
    for name, comment, common in (
        ("another-session", "another session", world(session=octets("another session", 32).hex())),
        ("another-question", "a run with another question", world(question="Where did we meet last?")),
        ("another-initiator", "a run with another initiator's key", world(initiator=CAROL)),
        ("another-responder", "a run with another responder's key", world(responder=CAROL)),
        ("exchanged-roles", "a run in which the roles were the other way round", world(initiator=BOB, responder=ALICE)),
        ("another-name", "another run, given this one's name", world(run=octets("another run", 16).hex())),
    ):
        foreign = conversation(common)
        for step in range(1, 5):
            message = {**foreign[step - 1], "run": world()["run"]}
            if step == 1:
                message["question"] = world()["question"]
            book.refuse(
                f"message-{step}-of-{name}", f"Message {step} of {comment}.", _with(step, message, messages),
                "proof-failed")
    other = conversation(world(), label="other ")
    for step in range(2, 5):
        book.refuse(
            f"message-{step}-of-other-random-bytes",
            f"Message {step} of a run that had the same name but other numbers.",
            _with(step, other[step - 1], messages), "proof-failed")
    for question, name in ((None, "removed"), ("Where did we meet last?", "replaced")):
        book.refuse(
            f"question-{name}", "Somebody between changed the question.",
            _with(1, {**messages[0], "question": question}, messages), "proof-failed")


def _slug(name: str) -> str:
    return name.replace(" ", "-").replace("d'", "d2").lower()
