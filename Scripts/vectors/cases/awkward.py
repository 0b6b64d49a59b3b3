"""Public keys that are none, or are written in a way that not everyone reads alike."""

from reference import curve, keys

BASE_SCALAR = curve.octets(5 * curve.ORDER - 1)
"""A clamped scalar k with kB = -B, so that its public u-coordinate is 9.

It makes it possible to write a key whose private half is known in a non-canonical way: 9 + p fits into 255 bits.
"""

BASE_U = curve.octets(9)
NON_CANONICAL_BASE_U = curve.octets(9 + curve.P)


def low_order_u() -> list[tuple[str, bytes]]:
    """The u-coordinates whose X25519 is zero for every scalar, in every encoding that has 32 bytes."""
    named: list[tuple[str, bytes]] = []
    for label, u in _low_order():
        named.append((label, curve.octets(u)))
    for label, u in _low_order():
        if u + curve.P < 2**255:
            named.append((f"{label}-plus-p", curve.octets(u + curve.P)))
    return named + [(f"{label}-with-bit-255", curve.octets(u + 2**255)) for label, u in _low_order()]


def low_order_ed25519() -> list[tuple[str, bytes]]:
    """The encodings of the eight points of small order, with the non-canonical ones that RFC 8032 forbids."""
    named = [(f"small-order-{index}", point) for index, point in enumerate(keys.small_order_points())]
    canonical = {point for _, point in named}
    extra: list[bytes] = []
    for point in sorted(canonical):
        y, sign = curve.number(point) % 2**255, curve.number(point) >> 255
        for candidate in (y | (1 - sign) << 255, y + curve.P | sign << 255, y + curve.P | (1 - sign) << 255):
            encoded = curve.octets(candidate) if candidate < 2**256 and candidate % 2**255 >= y else b""
            # y + p must not run into the sign bit.
            if encoded and (y + curve.P < 2**255 or candidate % 2**255 == y) and encoded not in canonical:
                extra.append(encoded)
    return named + [(f"small-order-odd-{index}", point) for index, point in enumerate(sorted(set(extra)))]


def outside_subgroup() -> list[tuple[str, bytes]]:
    """Points of full order: a multiple of the base point and a part of small order."""
    torsion = curve.small_order_point()
    return [
        (f"mixed-order-{k}", curve.encode(curve.add(curve.multiply(k, curve.BASE), curve.multiply(k, torsion))))
        for k in (1, 2, 4)]


def off_curve() -> list[tuple[str, bytes]]:
    """y-coordinates of no point."""
    found: list[tuple[str, bytes]] = []
    y = 2
    while len(found) < 3:
        if curve.recover_x(y, 0) is None:
            found.append((f"off-curve-{y}", curve.octets(y)))
        y += 1
    return found


def twist_u() -> list[tuple[str, bytes]]:
    """u-coordinates of the twist, which X25519 takes and the Edwards form does not have."""
    found: list[tuple[str, bytes]] = []
    u = 2
    while len(found) < 3:
        if curve.recover_x(curve.edwards_y(u), 0) is None:
            found.append((f"twist-{u}", curve.octets(u)))
        u += 1
    return found


def _low_order() -> list[tuple[str, int]]:
    torsion = sorted({curve.number(point) % 2**255 for point in keys.small_order_points()})
    u = sorted({curve.montgomery(y) for y in torsion} | {curve.P - 1})
    names = ["order-1-or-2", "order-4", "order-8-a", "order-8-b", "order-4-twist"]
    return list(zip(names, u, strict=True))
