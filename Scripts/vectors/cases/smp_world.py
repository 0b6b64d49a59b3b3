"""Two devices, a session and a question, from which the cases of Vectors/smp depart."""

import hashlib
from typing import Any

from reference import curve, smp
from reference.smp_judge import run

Json = dict[str, Any]


def octets(label: str, count: int) -> bytes:
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_256(b"smp vectors, format 1: " + label.encode()).digest(count)


def identity(label: str) -> str:
    """An X25519 public key."""
    private = int.from_bytes(octets(label, 32), "little") % curve.ORDER
    point = curve.multiply(private, curve.BASE)
    y = point[1] * pow(point[2], -1, curve.P) % curve.P
    return curve.octets(curve.montgomery(y)).hex()


ALICE, BOB, CAROL = identity("alice"), identity("bob"), identity("carol")


def world(**changes: Any) -> Json:
    """What both sides have in common."""
    base = {
        "run": octets("run", 16).hex(), "initiator": ALICE, "responder": BOB, "session": octets("session", 32).hex(),
        "question": "Where did we meet first?"}
    return {**base, **changes}


def secret(label: str) -> str:
    """A scalar, as if it had been derived from a text."""
    return curve.octets(smp.scalar(octets(f"secret {label}", 64))).hex()


def side(role: str, common: Json, *, label: str = "", words: str = "same", messages: list[Json] | None = None) -> Json:
    """A case's input: one side, with the random bytes of its two messages."""
    counts = (256, 256) if role == "initiator" else (448, 64)
    random = [octets(f"{label}{role} {index}", count).hex() for index, count in enumerate(counts)]
    return {
        "role": role, **common, "secret": secret(words), "random": random, "messages": messages or []}


def conversation(common: Json, *, label: str = "", alice: str = "same", bob: str = "same") -> list[Json]:
    """The four messages of a run."""
    messages = [run(side("initiator", common, label=label, words=alice))["sent"][0]]
    messages.append(run(side("responder", common, label=label, words=bob, messages=messages[:1]))["sent"][0])
    messages.append(run(side("initiator", common, label=label, words=alice, messages=messages[1:2]))["sent"][1])
    messages.append(
        run(side("responder", common, label=label, words=bob, messages=[messages[0], messages[2]]))["sent"][1])
    return messages


def before(step: int, messages: list[Json]) -> list[Json]:
    """What the side that receives message `step` has received before it."""
    return [messages[index] for index in ({1: (), 2: (), 3: (0,), 4: (1,)})[step]]


def receiver(step: int) -> str:
    """Who receives message `step`."""
    return "responder" if step in (1, 3) else "initiator"


def changed(message: Json, field: int, part: bytes) -> Json:
    """A message with another field of 32 bytes."""
    values = bytearray.fromhex(message["values"])
    values[32 * field:32 * field + 32] = part
    return {**message, "values": bytes(values).hex()}


def part(message: Json, field: int) -> bytes:
    """A field of 32 bytes."""
    return bytes.fromhex(message["values"])[32 * field:32 * field + 32]
