"""The three rules by which OMEMO's keys sign and verify.

- `ed25519`: RFC 8032 under an Ed25519 key. OMEMO 2.
- `libsignal`: under a Curve25519 key; bit 511 of the signature is the sign of the Edwards key. Legacy OMEMO.
- `xeddsa`: the specification "XEdDSA and VXEdDSA", revision 1: under a Curve25519 key whose Edwards form has sign 0.

All three verify alike once the Edwards key is known: strictly, with s below the group order and R and the key of
prime order.
"""

import hashlib
from typing import Literal

from . import curve, keys
from .refused import Refused

Rule = Literal["ed25519", "libsignal", "xeddsa"]

_NONCE_PREFIX = b"\xfe" + b"\xff" * 31


def sign_seed(seed: bytes, message: bytes) -> bytes:
    """RFC 8032, section 5.1.6."""
    digest = hashlib.sha512(seed).digest()
    scalar = clamped(digest[:32])
    return _sign(curve.number(scalar), keys.public_point(scalar), message, digest[32:] + message)


def sign_keeping_sign(scalar: bytes, message: bytes, random: bytes) -> bytes:
    """A signature with a Curve25519 scalar that verifies under its true Edwards key."""
    return _sign(
        curve.number(scalar), keys.public_point(scalar), message, _NONCE_PREFIX + scalar + message + random)


def sign_libsignal(scalar: bytes, message: bytes, random: bytes) -> bytes:
    """The same, with the Edwards key's sign in bit 511."""
    return carrying_sign(keys.public_point(scalar), sign_keeping_sign(scalar, message, random))


def sign_xeddsa(scalar: bytes, message: bytes, random: bytes) -> bytes:
    """XEdDSA section 3: the scalar is negated where the Edwards key has sign 1."""
    public = bytearray(keys.public_point(scalar))
    a = curve.number(scalar) % curve.ORDER
    if public[31] & 0x80:
        public[31] &= 0x7F
        a = curve.ORDER - a
    return _sign(a, bytes(public), message, _NONCE_PREFIX + curve.octets(a) + message + random)


def carrying_sign(public: bytes, signature: bytes) -> bytes:
    """Moves the sign of an Ed25519 key into a signature of its own."""
    return signature[:63] + bytes([signature[63] | public[31] & 0x80])


def verify(rule: Rule, public: bytes, message: bytes, signature: bytes) -> bytes:
    """Verifies and gives the Edwards key that it verified under."""
    if len(signature) != 64:
        raise Refused("bad-signature")
    match rule:
        case "ed25519":
            edwards = keys.ed25519_key(public)
        case "xeddsa":
            edwards = keys.edwards_key(public, 0)
        case "libsignal":
            edwards = keys.edwards_key(public, signature[63] >> 7)
            signature = signature[:63] + bytes([signature[63] & 0x7F])
    _verify(edwards, message, signature)
    return edwards


def clamped(scalar: bytes) -> bytes:
    """RFC 7748, section 5."""
    key = bytearray(scalar)
    key[0] &= 248
    key[31] = key[31] & 127 | 64
    return bytes(key)


def _sign(a: int, public: bytes, message: bytes, nonce_input: bytes) -> bytes:
    r = _hash(nonce_input)
    commitment = curve.encode(curve.multiply(r, curve.BASE))
    s = (r + _hash(commitment + public + message) * a) % curve.ORDER
    return commitment + curve.octets(s)


def _verify(edwards: bytes, message: bytes, signature: bytes) -> None:
    commitment, s = signature[:32], curve.number(signature[32:])
    point, public = curve.decode(commitment), curve.decode(edwards)
    if s >= curve.ORDER or point is None or public is None or curve.is_neutral(curve.multiply(8, point)):
        raise Refused("bad-signature")
    h = _hash(commitment + edwards + message)
    expected = curve.add(curve.multiply(s, curve.BASE), curve.negate(curve.multiply(h, public)))
    if curve.encode(expected) != commitment:
        raise Refused("bad-signature")


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % curve.ORDER
