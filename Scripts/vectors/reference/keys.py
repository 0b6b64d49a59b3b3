"""What is a key and what is not: canonical, on the curve, neither of small order nor outside the prime-order group."""

from . import curve
from .refused import Refused

TYPE_BYTE = b"\x05"
"""What libsignal writes before the u-coordinate of a Curve25519 key."""


def x25519_key(encoded: bytes) -> bytes:
    """A u-coordinate: 32 bytes, bit 255 clear, below p, not one of the five of small order."""
    if len(encoded) != 32 or curve.number(encoded) >= curve.P or encoded in _small_order_u():
        raise Refused("bad-key")
    return encoded


def ed25519_key(encoded: bytes) -> bytes:
    """A point of prime order in its one encoding."""
    if len(encoded) != 32 or not curve.is_canonical(encoded):
        raise Refused("bad-key")
    point = curve.decode(encoded)
    if point is None or curve.encode(point) != encoded:
        raise Refused("bad-key")
    if curve.is_neutral(curve.multiply(8, point)) or not curve.is_neutral(curve.multiply(curve.ORDER, point)):
        raise Refused("bad-key")
    return encoded


def agreement_key(ed25519: bytes) -> bytes:
    """The Curve25519 form of an Ed25519 key."""
    y = curve.number(ed25519_key(ed25519)) % 2**255
    return curve.octets(curve.montgomery(y))


def edwards_key(u: bytes, sign: int) -> bytes:
    """The Ed25519 form with a given sign of a Curve25519 key; there is none for a point of the twist."""
    y = curve.edwards_y(curve.number(x25519_key(u)))
    return ed25519_key(curve.octets(y | sign << 255))


def curve_key(encoded: bytes) -> bytes:
    """The u-coordinate of a key with libsignal's type byte."""
    if len(encoded) != 33 or encoded[:1] != TYPE_BYTE:
        raise Refused("bad-key")
    return x25519_key(encoded[1:])


def public_point(scalar: bytes) -> bytes:
    """kB with its true sign."""
    return curve.encode(curve.multiply(curve.number(scalar), curve.BASE))


def small_order_points() -> list[bytes]:
    """The encodings of the eight points of small order, canonical and with their own sign."""
    torsion = curve.small_order_point()
    return sorted({curve.encode(curve.multiply(k, torsion)) for k in range(8)})


def _small_order_u() -> frozenset[bytes]:
    if not _SMALL_ORDER_U:
        for point in small_order_points():
            y = curve.number(point) % 2**255
            _SMALL_ORDER_U.add(curve.octets(curve.montgomery(y)))
        # u = -1 has no Edwards form; on the twist it has order 4.
        _SMALL_ORDER_U.add(curve.octets(curve.P - 1))
    return frozenset(_SMALL_ORDER_U)


_SMALL_ORDER_U: set[bytes] = set()
