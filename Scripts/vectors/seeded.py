"""Bytes that look random and are the same in every run, so that the files can be made again byte for byte."""

import hashlib

_SUITE = b"omemo interop vectors, format 1: "


def octets(label: str, count: int) -> bytes:
    """`count` bytes that belong to `label`."""
    return hashlib.shake_256(_SUITE + label.encode()).digest(count)


def scalar(label: str) -> bytes:
    """A Curve25519 private key, clamped already, so that no reader has to wonder whether to clamp."""
    key = bytearray(octets(label, 32))
    key[0] &= 248
    key[31] = key[31] & 127 | 64
    return bytes(key)
