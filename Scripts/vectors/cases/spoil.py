"""Small ways of spoiling bytes."""


def flipped(data: bytes, bit: int) -> bytes:
    """With one bit changed; bit 0 is the lowest of the first byte, -1 the highest of the last."""
    bit %= len(data) * 8
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
