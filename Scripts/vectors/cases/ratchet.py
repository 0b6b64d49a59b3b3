"""`ratchet-omemo2.json` and `ratchet-legacy.json`: conversations, from the first key exchange on."""

from peers import omemo_dr, python_omemo
from reference.play import play
from reference.wire import LEGACY, OMEMO2, Wire
from suite import Judge, Suite

from cases import ratchet_crafted, ratchet_exchange, ratchet_spoiled, world
from cases.conversation import Conversation


def omemo2() -> Suite:
    """OMEMO 2."""
    return _suite(OMEMO2, {python_omemo.TWOMEMO: lambda case: python_omemo.ratchet_judge(OMEMO2.namespace, case)})


def legacy() -> Suite:
    """Legacy OMEMO."""
    return _suite(LEGACY, {
        python_omemo.OLDMEMO: lambda case: python_omemo.ratchet_judge(LEGACY.namespace, case),
        omemo_dr.NAME: omemo_dr.ratchet})


def _suite(wire: Wire, peers: dict[str, Judge]) -> Suite:
    name = python_omemo.TWOMEMO if wire is OMEMO2 else python_omemo.OLDMEMO
    suite = Suite(
        f"ratchet-{world.short(wire)}.json", "ratchet", wire.namespace,
        f"{name} with DoubleRatchet 1.3.0, X3DH 1.3.0 and fixed keys; the same, sent and opened, by an independent "
        "implementation, which also made what no honest side sends",
        lambda case: play(wire, case), peers)
    _good(wire, suite)
    _order(wire, suite)
    _duplicates(wire, suite)
    _far(wire, suite)
    ratchet_spoiled.add(wire, suite)
    ratchet_exchange.add(wire, suite)
    ratchet_crafted.add(wire, suite)
    return suite


def _good(wire: Wire, suite: Suite) -> None:
    for form_a in ("seed", "scalar"):
        for form_b in ("seed", "scalar"):
            talk = Conversation(wire, f"first {form_a} {form_b}", forms=(form_a, form_b))
            talk.exchange("A")
            talk.exchange("B")
            talk.exchange("A")
            suite.play(
                f"first-{form_a}-{form_b}", f"A key exchange, an answer, and a message without key exchange. The "
                f"initiator's identity is a {form_a}, the responder's a {form_b}.", talk.input)
    talk = Conversation(wire, "lengths")
    for length in (0, 1, 15, 16, 17, 32, 48, 200):
        talk.deliver(talk.send("A", talk.text(length)))
    suite.play("lengths", "Plaintexts of several lengths, the empty one among them.", talk.input)
    talk = Conversation(wire, "unanswered")
    for _ in range(4):
        talk.exchange("A")
    suite.play(
        "unanswered", "Until it is answered the initiator repeats the key exchange around every message; it begins one "
        "session.", talk.input)
    talk = Conversation(wire, "turns", turns=5)
    for _ in range(4):
        talk.exchange("A")
        talk.exchange("B")
    suite.play("turns", "Eight turns, a new ratchet key with each.", talk.input)
    talk = Conversation(wire, "bursts", turns=4)
    for count in (1, 3, 2):
        for who in "AB":
            for sent in [talk.send(who) for _ in range(count)]:
                talk.deliver(sent)
    suite.play("bursts", "Several messages per turn; PN is the length of the chain before.", talk.input)


def _order(wire: Wire, suite: Suite) -> None:
    talk = Conversation(wire, "order")
    sent = [talk.send("A") for _ in range(5)]
    for index in (2, 0, 4, 1, 3):
        talk.deliver(sent[index])
    suite.play("out-of-order", "Five first messages in another order: the session begins with number 2.", talk.input)
    talk = Conversation(wire, "late", turns=3)
    talk.exchange("A")
    talk.exchange("B")
    old = [talk.send("A") for _ in range(3)]
    talk.deliver(old[0])
    talk.exchange("B")
    new = talk.send("A")
    talk.deliver(new)
    talk.deliver(old[2])
    talk.deliver(old[1])
    suite.play(
        "late", "Two messages of a chain arrive when the next chain has begun: PN has told that they were missing.",
        talk.input)
    talk = Conversation(wire, "very late", turns=5)
    first = [talk.send("A") for _ in range(2)]
    talk.deliver(first[0])
    for _ in range(3):
        talk.exchange("B")
        talk.exchange("A")
    talk.deliver(first[1])
    suite.play(
        "very-late", "A repeated key exchange arrives four chains late. It belongs to the session that it began.",
        talk.input)
    talk = Conversation(wire, "crossing", turns=4)
    talk.exchange("A")
    talk.exchange("B")
    a, b = talk.send("A"), talk.send("B")
    talk.deliver(a)
    talk.deliver(b)
    talk.exchange("A")
    talk.exchange("B")
    suite.play("crossing", "Two messages cross.", talk.input)
    talk = Conversation(wire, "lost")
    talk.exchange("A")
    talk.advance("A", 300)
    talk.exchange("A")
    talk.exchange("B")
    suite.play("lost", "300 messages are lost.", talk.input)
    talk = Conversation(wire, "lost chain", turns=4)
    talk.exchange("A")
    talk.exchange("B")
    talk.advance("A", 10)
    talk.exchange("B")
    talk.exchange("A")
    talk.exchange("B")
    suite.play(
        "lost-without-step", "Ten messages are lost whose ratchet key the other side never sees otherwise.", talk.input)
    talk = Conversation(wire, "late pn", turns=4)
    talk.exchange("A")
    talk.exchange("B")
    old = [talk.send("A") for _ in range(3)]
    talk.deliver(old[0])
    talk.exchange("B")
    party = talk.parties["A"]
    plaintext = talk.text()
    encoded, is_exchange = party.seal(plaintext, previous=2)
    talk.steps.append({"advance": "A", "count": 1})
    talk.steps.append({
        "deliver": "B", "key_exchange": is_exchange, "wire": encoded.hex(), "plaintext": plaintext.hex()})
    assert talk.parties["B"].open(encoded, is_exchange=is_exchange) == plaintext
    talk.deliver(old[2])
    talk.deliver(old[1])
    suite.play(
        "late-with-low-pn",
        "As `late`, but PN is one too low, as libsignal and libomemo-c write it. The last message of the old chain "
        "opens only where the chain was kept; libsignal keeps five.", talk.input, level="recommended")


def _duplicates(wire: Wire, suite: Suite) -> None:
    talk = Conversation(wire, "duplicate exchange")
    first = talk.exchange("A")
    talk.refuse("B", first.encoded, "duplicate", is_exchange=True)
    talk.exchange("A")
    talk.refuse("B", first.encoded, "duplicate", is_exchange=True)
    talk.exchange("B")
    talk.refuse("B", first.encoded, "duplicate", is_exchange=True)
    suite.play(
        "duplicate-key-exchange", "The first message is replayed: at once, after another, and later.", talk.input)
    talk = Conversation(wire, "duplicate")
    talk.exchange("A")
    answer = talk.exchange("B")
    talk.refuse("A", answer.encoded, "duplicate", is_exchange=False)
    message = talk.exchange("A")
    talk.refuse("B", message.encoded, "duplicate", is_exchange=False)
    talk.refuse("A", answer.encoded, "duplicate", is_exchange=False)
    talk.exchange("A")
    suite.play("duplicate", "Messages are replayed.", talk.input)
    talk = Conversation(wire, "duplicate skipped", turns=3)
    talk.exchange("A")
    talk.exchange("B")
    skipped, ahead = talk.send("A"), talk.send("A")
    talk.deliver(ahead)
    talk.deliver(skipped)
    talk.refuse("B", skipped.encoded, "duplicate", is_exchange=False)
    talk.exchange("B")
    talk.exchange("A")
    talk.refuse("B", skipped.encoded, "duplicate", is_exchange=False)
    suite.play("duplicate-of-skipped", "A message that came late is replayed: its key is gone.", talk.input)
    talk = Conversation(wire, "unwrapped duplicate")
    first = talk.exchange("A")
    inner = wire.decode_exchange(first.encoded).message
    talk.refuse("B", inner, "duplicate", is_exchange=False)
    talk.exchange("B")
    suite.play(
        "duplicate-unwrapped", "The message inside a key exchange is replayed without it.", talk.input)


def _far(wire: Wire, suite: Suite) -> None:
    comment = "libsignal stops at 2000 messages, the recommendation of XEP-0384 is about 1000; 5000 is too far for all."
    talk = Conversation(wire, "far")
    talk.exchange("A")
    talk.exchange("B")
    near = talk.send("A")
    talk.advance("A", 5000)
    far = talk.send("A")
    talk.refuse("B", far.encoded, "too-far-ahead", is_exchange=False)
    talk.deliver(near)
    talk.refuse("B", far.encoded, "too-far-ahead", is_exchange=False)
    suite.play(
        "far-in-new-chain", f"5000 messages are missing; in a new chain, then in a known one. {comment}", talk.input)
    talk = Conversation(wire, "far first")
    near = talk.send("A")
    talk.advance("A", 5000)
    far = talk.send("A")
    talk.refuse("B", far.encoded, "too-far-ahead", is_exchange=True)
    talk.deliver(near)
    suite.play(
        "far-in-key-exchange", f"5000 messages are missing before the first; the prekey is not spent. {comment}",
        talk.input)
    talk = Conversation(wire, "far limit")
    talk.exchange("A")
    talk.advance("A", 1000)
    talk.exchange("A")
    suite.play(
        "at-limit", "1000 messages are missing, the number that XEP-0384 recommends.", talk.input, level="recommended")
