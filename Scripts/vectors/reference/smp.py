"""The socialist millionaires' protocol, from the page SMP.md of the target Verification, whose sections these are."""

import hashlib
import unicodedata
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from . import curve, ristretto

NAMESPACE = "urn:pawl:smp:0"
L = ristretto.ORDER
SIZES = {1: 192, 2: 352, 3: 256, 4: 96}
"""The bytes of M1 to M4."""
FIELDS = {
    1: ("A2", "proof 1 c", "proof 1 d", "A3", "proof 2 c", "proof 2 d"),
    2: ("B2", "proof 3 c", "proof 3 d", "B3", "proof 4 c", "proof 4 d", "Pb", "Qb", "proof 5 c", "proof 5 d",
        "proof 5 d'"),
    3: ("Pa", "Qa", "proof 6 c", "proof 6 d", "proof 6 d'", "Za", "proof 7 c", "proof 7 d"),
    4: ("Zb", "proof 8 c", "proof 8 d"),
}
"""What stands in each 32 bytes of a message."""


class Failed(Exception):
    """A run fails, or does not begin; the reason is one of those in the format page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Notation


def digest(name: str, data: bytes) -> bytes:
    """H(name, data)."""
    label = f"{NAMESPACE} {name}".encode("ascii")
    return hashlib.sha512(bytes([len(label)]) + label + data).digest()


def scalar(h: bytes) -> int:
    """scalar(h)."""
    assert len(h) == 64
    return int.from_bytes(h, "little") % L


def element(encoded: bytes) -> ristretto.Element:
    """Reads an element."""
    point = ristretto.decode(encoded)
    if point is None or encoded == ristretto.IDENTITY:
        raise Failed("invalid-value")
    return point


def read_scalar(encoded: bytes) -> int:
    """Reads a scalar."""
    value = int.from_bytes(encoded, "little")
    if value >= L:
        raise Failed("invalid-value")
    return value


def times(k: int, point: ristretto.Element) -> ristretto.Element:
    """A multiple that must not be the identity."""
    return _proper(curve.multiply(k % L, point))


def plus(a: ristretto.Element, b: ristretto.Element) -> ristretto.Element:
    """A sum that must not be the identity."""
    return _proper(curve.add(a, b))


def minus(a: ristretto.Element, b: ristretto.Element) -> ristretto.Element:
    """A difference that must not be the identity."""
    return plus(a, curve.negate(b))


def _proper(point: ristretto.Element) -> ristretto.Element:
    if ristretto.encode(point) == ristretto.IDENTITY:
        raise Failed("degenerate")
    return point


def _number(value: int) -> bytes:
    return curve.octets(value)


# Who and where


def context(run: bytes, initiator: bytes, responder: bytes, session: bytes, question: str | None) -> bytes:
    """C."""
    if initiator == responder:
        raise Failed("same-identity")
    if not 16 <= len(session) <= 1024:
        raise Failed("unusable-binding")
    text = b""
    if question is not None:
        text = question.encode()
        if not 1 <= len(text) <= 512 or not all(map(_permitted, question)):
            raise Failed("unusable-question")
    flag = bytes([question is not None])
    return digest(
        "context", run + initiator + responder + len(session).to_bytes(2, "big") + session + flag
        + len(text).to_bytes(2, "big") + text)


# The secret


def normalised(text: str) -> bytes:
    """The one form of what was typed."""
    if not all(map(_permitted, text)):
        raise Failed("unusable-secret")
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in text)
    encoded = unicodedata.normalize("NFC", spaced.strip(" ")).encode()
    if not 1 <= len(encoded) <= 1024:
        raise Failed("unusable-secret")
    return encoded


def secret(text: str, c: bytes) -> int:
    """x, or y."""
    z = Argon2id(salt=c[:16], length=32, iterations=3, lanes=1, memory_cost=65536).derive(normalised(text))
    return scalar(digest("secret", c + z))


def _permitted(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Cs") or character in "\u200c\u200d"


# Transcript and challenges


def extended(transcript: bytes, n: int, message: bytes) -> bytes:
    """Tn."""
    return digest("transcript", transcript + bytes([n]) + message)


def challenge(transcript: bytes, i: int, *elements: ristretto.Element) -> int:
    """challenge(n, i, elements); `transcript` is T(n-1)."""
    return scalar(digest("proof", transcript + bytes([i]) + b"".join(map(ristretto.encode, elements))))


# Proofs

G = ristretto.GENERATOR


def prove_knowledge(t: bytes, i: int, a: int, k: int) -> bytes:
    """c ‖ d."""
    c = challenge(t, i, times(a, G), times(k, G))
    return _number(c) + _number((k - c * a) % L)


def verify_knowledge(t: bytes, i: int, of: ristretto.Element, proof: bytes) -> None:
    c, d = read_scalar(proof[:32]), read_scalar(proof[32:])
    _hold(c, lambda: challenge(t, i, of, plus(times(d, G), times(c, of))))


def prove_pair(
    t: bytes, i: int, g2: ristretto.Element, g3: ristretto.Element, r: int, x: int, k: int, k2: int
) -> bytes:
    """c ‖ d ‖ d'."""
    p, q = times(r, g3), plus(times(r, G), times(x, g2))
    c = challenge(t, i, g2, g3, p, q, times(k, g3), plus(times(k, G), times(k2, g2)))
    return _number(c) + _number((k - c * r) % L) + _number((k2 - c * x) % L)


def verify_pair(
    t: bytes, i: int, g2: ristretto.Element, g3: ristretto.Element, p: ristretto.Element, q: ristretto.Element,
    proof: bytes
) -> None:
    c, d, d2 = (read_scalar(proof[start:start + 32]) for start in (0, 32, 64))
    _hold(c, lambda: challenge(
        t, i, g2, g3, p, q, plus(times(d, g3), times(c, p)), plus(plus(times(d, G), times(d2, g2)), times(c, q))))


def prove_same(t: bytes, i: int, a: int, base: ristretto.Element, k: int, product: ristretto.Element) -> bytes:
    """c ‖ d."""
    c = challenge(t, i, times(a, G), base, product, times(k, G), times(k, base))
    return _number(c) + _number((k - c * a) % L)


def verify_same(
    t: bytes, i: int, of: ristretto.Element, base: ristretto.Element, product: ristretto.Element, proof: bytes
) -> None:
    c, d = read_scalar(proof[:32]), read_scalar(proof[32:])
    _hold(c, lambda: challenge(
        t, i, of, base, product, plus(times(d, G), times(c, of)), plus(times(d, base), times(c, product))))


def _hold(c: int, expected) -> None:  # type: ignore[no-untyped-def]
    try:
        holds = expected() == c
    except Failed:
        holds = False
    if not holds:
        raise Failed("proof-failed")


# The four messages


@dataclass
class Reader:
    """Takes the fields of a message from its bytes. What is not an element or a scalar is found before any check."""

    step: int
    data: bytes
    position: int = 0
    elements: dict[str, ristretto.Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.data) != SIZES[self.step]:
            raise Failed("malformed")
        for index, name in enumerate(FIELDS[self.step]):
            part = self.data[32 * index:32 * index + 32]
            if name.startswith("proof"):
                read_scalar(part)
            else:
                self.elements[name] = element(part)

    def proof(self, number: int) -> bytes:
        """The bytes of a proof."""
        places = [index for index, name in enumerate(FIELDS[self.step]) if name.startswith(f"proof {number} ")]
        return self.data[32 * places[0]:32 * places[-1] + 32]


def scalars(random: bytes, count: int) -> list[int]:
    """Random scalars out of 64 bytes each."""
    assert len(random) == 64 * count
    return [scalar(random[64 * index:64 * index + 64]) for index in range(count)]
