"""Curve25519 in both of its forms, in plain integers (RFC 7748, RFC 8032, XEdDSA section 2).

Slow and not constant in time; the keys here are public. It shares no code with the peers, which is its purpose.
"""

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, P) % P
_ROOT = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
"""An Edwards point in extended coordinates: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""

NEUTRAL: Point = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """The complete addition law; it doubles as well."""
    m = (a[1] - a[0]) * (b[1] - b[0]) % P
    n = (a[1] + a[0]) * (b[1] + b[0]) % P
    c = 2 * a[3] * b[3] * _D % P
    d = 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(k: int, point: Point) -> Point:
    """k times a point, k from zero up."""
    result = NEUTRAL
    while k:
        if k & 1:
            result = add(result, point)
        point = add(point, point)
        k >>= 1
    return result


def negate(point: Point) -> Point:
    """The point mirrored at the y axis."""
    return -point[0] % P, point[1], point[2], -point[3] % P


def encode(point: Point) -> bytes:
    """32 bytes: y, and the lowest bit of x on top."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def recover_x(y: int, sign: int) -> int | None:
    """x for a y, or None when no point has that y. x = 0 is given for either sign."""
    u, v = (y * y - 1) % P, (_D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * _ROOT % P
    if v * x * x % P != u:
        return None
    return P - x if x & 1 != sign and x else x


def decode(encoded: bytes) -> Point | None:
    """The point of 32 bytes, y reduced; None when it is not on the curve. Whether y was canonical is the caller's."""
    number = int.from_bytes(encoded, "little")
    y, sign = number % 2**255 % P, number >> 255
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


_BASE_Y = 4 * pow(5, -1, P) % P
_BASE_X = recover_x(_BASE_Y, 0)
assert _BASE_X is not None
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def is_neutral(point: Point) -> bool:
    """Whether a point is (0, 1)."""
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def is_canonical(encoded: bytes) -> bool:
    """Whether the low 255 bits are below p. Bit 255 is not looked at."""
    return int.from_bytes(encoded, "little") % 2**255 < P


def montgomery(y: int) -> int:
    """u = (1 + y) / (1 - y); 0 for the neutral element."""
    return (1 + y) * pow(1 - y, P - 2, P) % P


def edwards_y(u: int) -> int:
    """y = (u - 1) / (u + 1); 0 for u = -1."""
    return (u - 1) * pow(u + 1, P - 2, P) % P


def small_order_point() -> Point:
    """A point of order 8: an arbitrary point times the group order, the first that has full small order."""
    y = 2
    while True:
        x = recover_x(y, 0)
        if x is not None:
            torsion = multiply(ORDER, (x, y, 1, x * y % P))
            if not is_neutral(multiply(4, torsion)):
                return torsion
        y += 1


def number(encoded: bytes) -> int:
    """Little-endian bytes as an integer."""
    return int.from_bytes(encoded, "little")


def octets(value: int) -> bytes:
    """An integer as 32 little-endian bytes."""
    return value.to_bytes(32, "little")
