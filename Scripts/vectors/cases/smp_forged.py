"""Messages of a side that does not keep to the protocol."""

from book import Book
from reference import ristretto, smp
from reference.smp import G, minus, plus, times

from cases.smp_world import before, changed, conversation, octets, part, receiver, secret, side, world

_E = ristretto.encode


def add(book: Book) -> None:
    """Adds the cases."""
    messages = conversation(world())

    def case(name: str, comment: str, step: int, values: bytes, reason: str) -> None:
        message = {**messages[step - 1], "values": values.hex()}
        book.refuse(
            name, comment, side(receiver(step), world(), messages=[*before(step, messages), message]), reason)

    first, second, third = (bytes.fromhex(message["values"]) for message in messages[:3])
    case(
        "message-1-exchanged", "A2 and A3 exchanged, each with its own proof: the numbers of the proofs differ.", 1,
        first[96:] + first[:96], "proof-failed")
    case(
        "message-1-proof-of-the-other", "Both elements, each with the other's proof.", 1,
        first[:32] + first[128:] + first[96:128] + first[32:96], "proof-failed")
    case(
        "message-2-reflected-elements", "The initiator's own A2 and A3 with their proofs, sent back as B2 and B3.", 2,
        first + second[192:], "proof-failed")
    case(
        "message-2-exchanged", "B2 and B3 exchanged, each with its own proof.", 2,
        second[96:192] + second[:96] + second[192:], "proof-failed")
    _pairs(case, second, third)
    _without_knowledge(case, messages)
    _wrong_exponents(case, messages)
    for field, name in ((0, "pa"), (1, "qa")):
        copy = changed(messages[2], field, part(messages[1], 6 + field))
        case(
            f"message-3-{name}-copied", "One half of the responder's own pair, sent back.", 3,
            bytes.fromhex(copy["values"]), "degenerate")


def _pairs(case, second: bytes, third: bytes) -> None:  # type: ignore[no-untyped-def]
    case(
        "message-3-pair-copied", "The responder's own pair with its proof, sent back.", 3,
        second[192:352] + third[160:], "degenerate")
    case(
        "message-2-pair-exchanged", "Pb and Qb exchanged.", 2, second[:192] + second[224:256] + second[192:224]
        + second[256:], "proof-failed")
    case(
        "message-3-pair-exchanged", "Pa and Qa exchanged.", 3, third[32:64] + third[:32] + third[64:], "proof-failed")


def _without_knowledge(case, messages) -> None:  # type: ignore[no-untyped-def]
    """A proof for which nobody knew the logarithm: the commitment is chosen to fit a challenge chosen before."""
    c, d = (smp.scalar(octets(f"forged {name}", 64)) for name in "cd")
    a2 = ristretto.encode(times(smp.scalar(octets("unknown", 64)), G))
    first = bytes.fromhex(messages[0]["values"])
    case(
        "message-1-simulated-proof", "A proof made without knowing a2, challenge and response chosen first.", 1,
        a2 + smp._number(c) + smp._number(d) + first[96:], "proof-failed")


def _wrong_exponents(case, messages) -> None:  # type: ignore[no-untyped-def]
    """Sides that know all their own scalars and use another one where it matters."""
    first, second, third = (bytes.fromhex(message["values"]) for message in messages[:3])
    c0 = smp.context(
        *(bytes.fromhex(world()[name]) for name in ("run", "initiator", "responder", "session")), world()["question"])
    t1 = smp.extended(c0, 1, first)
    t2 = smp.extended(t1, 2, second)
    t3 = smp.extended(t2, 3, third)
    a2, a3, _, _ = smp.scalars(octets("initiator 0", 256), 4)
    _, _, _, k7 = smp.scalars(octets("initiator 1", 256), 4)
    b2, b3, r, k3, k4, k5, k5y = smp.scalars(octets("responder 0", 448), 7)
    x = int.from_bytes(bytes.fromhex(secret("same")), "little")
    point = {name: smp.element(part(messages[step - 1], field)) for step, field, name in (
        (1, 0, "A2"), (1, 3, "A3"), (2, 0, "B2"), (2, 3, "B3"), (2, 6, "Pb"), (2, 7, "Qb"), (3, 0, "Pa"), (3, 1, "Qa"))}
    dq = minus(point["Qa"], point["Qb"])
    wrong = times(a2, dq)
    case(
        "message-3-other-exponent", "Za is a2(Qa - Qb), with a proof made as for a3.", 3,
        third[:160] + _E(wrong) + smp.prove_same(t2, 7, a3, dq, k7, wrong), "proof-failed")
    honest_of_other = smp.prove_same(t2, 7, a2, dq, k7, wrong)
    case(
        "message-3-proof-of-another-element", "Za is a2(Qa - Qb), with a proof that is good for A2.", 3,
        third[:160] + _E(wrong) + honest_of_other, "proof-failed")
    chosen = minus(point["Pa"], point["Pb"])
    case(
        "message-4-chosen-result", "Zb chosen so that the initiator would see a match if b3 were 1.", 4,
        _E(chosen) + smp.prove_same(t3, 8, b3, dq, k3, chosen), "proof-failed")
    case(
        "message-4-initiators-product", "Za with its proof, sent back as Zb.", 4, third[160:], "proof-failed")
    g2, g3 = times(b2, point["A2"]), times(b3, point["A3"])
    p, q = times(r, g3), plus(times(k3, G), times(x, g2))
    case(
        "message-2-two-randoms", "Pb and Qb with different r, and a proof for one of them.", 2,
        second[:192] + _E(p) + _E(q) + smp.prove_pair(t1, 5, g2, g3, r, x, k5, k5y), "proof-failed")
    swapped = smp.prove_pair(t1, 5, g3, g2, r, x, k5, k5y)
    case(
        "message-2-exchanged-bases", "The pair made with G2 and G3 exchanged, and a proof that is good for that.", 2,
        second[:192] + _E(times(r, g2)) + _E(plus(times(r, G), times(x, g3))) + swapped, "proof-failed")
    tail = second[192:]
    case(
        "message-2-unproven-bases", "B2 and B3 are multiples of A2 and A3 of unknown logarithm, with own proofs.", 2,
        _E(times(b2, point["A2"])) + smp.prove_knowledge(t1, 3, b2, k3) + _E(times(b3, point["A3"]))
        + smp.prove_knowledge(t1, 4, b3, k4) + tail, "proof-failed")
