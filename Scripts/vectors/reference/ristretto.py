"""ristretto255 in plain integers, from RFC 9496 section 4. Slow and not constant in time.

It shares no code with libsodium, which is its purpose.
"""

from . import curve

Element = curve.Point
"""A representative of the element, as an Edwards point."""

ORDER = curve.ORDER
GENERATOR: Element = curve.BASE
IDENTITY = bytes(32)

_P = curve.P
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_M1 = pow(2, (_P - 1) // 4, _P)


def decode(encoded: bytes) -> Element | None:
    """Section 4.3.1. None for what is no encoding; the identity is an element here."""
    s = int.from_bytes(encoded, "little")
    if len(encoded) != 32 or s >= _P or s & 1:
        return None
    u1, u2 = (1 - s * s) % _P, (1 + s * s) % _P
    v = (-_D * u1 * u1 - u2 * u2) % _P
    was_square, root = _inverse_root(v * u2 * u2)
    den_x = root * u2 % _P
    den_y = root * den_x * v % _P
    x = _absolute(2 * s * den_x % _P)
    y = u1 * den_y % _P
    t = x * y % _P
    if not was_square or t & 1 or y == 0:
        return None
    return x, y, 1, t


def encode(element: Element) -> bytes:
    """Section 4.3.2."""
    x0, y0, z0, t0 = (coordinate % _P for coordinate in element)
    u1, u2 = (z0 + y0) * (z0 - y0) % _P, x0 * y0 % _P
    _, root = _inverse_root(u1 * u2 * u2)
    den1, den2 = root * u1 % _P, root * u2 % _P
    z_inverse = den1 * den2 * t0 % _P
    x, y, den = x0, y0, den2
    if t0 * z_inverse % _P & 1:
        x, y = y0 * _ROOT_M1 % _P, x0 * _ROOT_M1 % _P
        den = den1 * _INVERSE_ROOT_A_MINUS_D % _P
    if x * z_inverse % _P & 1:
        y = -y % _P
    return _absolute(den * (z0 - y) % _P).to_bytes(32, "little")


def _absolute(value: int) -> int:
    """The one of a value and its negative that is even."""
    return _P - value if value & 1 else value


def _inverse_root(v: int) -> tuple[bool, int]:
    """SQRT_RATIO_M1(1, v) of section 4.2."""
    r = pow(v, 3, _P) * pow(v, 7 * (_P - 5) // 8, _P) % _P
    check = v * r * r % _P
    if check in (-1 % _P, -_ROOT_M1 % _P):
        r = r * _ROOT_M1 % _P
    return check in (1, -1 % _P), _absolute(r)


_INVERSE_ROOT_A_MINUS_D = _inverse_root(-1 - _D)[1]
