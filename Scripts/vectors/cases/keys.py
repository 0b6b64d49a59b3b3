"""`keys.json`: what is a key, and one form of it from the other."""

from peers import libxeddsa, omemo_dr, openssl
from reference import cipher, curve, judge, keys
from reference.identity import Identity
from seeded import octets, scalar
from suite import REFERENCE, Level, Suite

from cases import awkward
from cases.spoil import flipped


def suite() -> Suite:
    """The file."""
    suite = Suite(
        "keys.json", "keys", None, REFERENCE, judge.key,
        {libxeddsa.NAME: libxeddsa.keys, openssl.NAME: openssl.keys, omemo_dr.NAME: omemo_dr.keys})
    _identities(suite)
    _curve_keys(suite)
    _ed25519_keys(suite)
    _agreements(suite)
    return suite


def _identities(suite: Suite) -> None:
    for index in range(4):
        suite.accept(
            f"seed-{index}", "The keys of an Ed25519 seed (RFC 8032, section 5.1.5).",
            {"function": "seed", "seed": octets(f"keys seed {index}", 32).hex()})
    signs: set[int] = set()
    for index in range(8):
        key = scalar(f"keys scalar {index}")
        sign = Identity("scalar", key).ed25519[31] >> 7
        if sign not in signs:
            signs.add(sign)
            suite.accept(
                f"scalar-with-sign-{sign}",
                "The keys of a Curve25519 scalar, given clamped. The Edwards key keeps its sign.",
                {"function": "scalar", "scalar": key.hex()})
    suite.accept(
        "scalar-of-u-9", "A clamped scalar k with kB = -B.", {"function": "scalar",
        "scalar": awkward.BASE_SCALAR.hex()})


def _curve_keys(suite: Suite) -> None:
    public = cipher.x25519_public(scalar("keys public"))
    for function, prefix in (("x25519-key", b""), ("curve-key", b"\x05")):
        def given(key: bytes, prefix: bytes = prefix, function: str = function) -> dict[str, str]:
            return {"function": function, "key": (prefix + key).hex()}

        suite.accept(f"{function}-good", "A key.", given(public))
        suite.accept(f"{function}-base-point", "u = 9.", given(awkward.BASE_U))
        suite.accept(
            f"{function}-twist", "A point of the twist: X25519 takes it, and is safe with it.",
            given(curve.octets(2)))
        for name, key in awkward.low_order_u():
            level: Level = "required" if curve.number(key) < curve.P else "recommended"
            suite.refuse(
                f"{function}-{name}", "The shared secret would be zero, whatever the private key.", given(key),
                "bad-key",
                level=level)
        suite.refuse(
            f"{function}-u-9-plus-p", "The base point, not reduced modulo p.", given(awkward.NON_CANONICAL_BASE_U),
            "bad-key", level="recommended")
        suite.refuse(
            f"{function}-with-bit-255", "RFC 7748 ignores bit 255; two spellings of one key are refused here.",
            given(flipped(public, -1)), "bad-key", level="recommended")
        suite.refuse(f"{function}-short", "31 bytes.", given(public[:31]), "bad-key")
        suite.refuse(f"{function}-long", "One byte more.", given(public + b"\0"), "bad-key")
        suite.refuse(f"{function}-empty", "No key at all.", {"function": function, "key": ""}, "bad-key")
    suite.refuse(
        "x25519-key-with-type-byte", "libsignal's type byte has no place in OMEMO 2.",
        {"function": "x25519-key", "key": "05" + public.hex()}, "bad-key")
    for byte in ("00", "04", "06", "ff"):
        suite.refuse(
            f"curve-key-type-{byte}", "A type byte other than 05.",
            {"function": "curve-key", "key": byte + public.hex()}, "bad-key")
    suite.refuse(
        "curve-key-without-type-byte", "32 bytes where the legacy wire has 33.",
        {"function": "curve-key", "key": public.hex()}, "bad-key")


def _ed25519_keys(suite: Suite) -> None:
    def given(key: bytes) -> dict[str, str]:
        return {"function": "ed25519-key", "key": key.hex()}

    for index in range(4):
        suite.accept(
            f"ed25519-key-{index}", "A key and its Curve25519 form: u = (1 + y) / (1 - y).",
            given(keys.public_point(scalar(f"keys ed25519 {index}"))))
    for name, key in awkward.low_order_ed25519():
        suite.refuse(
            f"ed25519-key-{name}", "A point of small order, or another encoding of one.", given(key), "bad-key")
    for name, key in awkward.outside_subgroup():
        suite.refuse(
            f"ed25519-key-{name}",
            "A point outside the prime-order subgroup: it has twins that agree on the same secrets.",
            given(key), "bad-key")
    for name, key in awkward.off_curve():
        suite.refuse(f"ed25519-key-{name}", "No point has this y.", given(key), "bad-key")
    good = keys.public_point(scalar("keys ed25519 0"))
    suite.refuse("ed25519-key-short", "31 bytes.", given(good[:31]), "bad-key")
    suite.refuse("ed25519-key-long", "33 bytes.", given(good + b"\0"), "bad-key")
    suite.refuse("ed25519-key-type-byte", "A type byte in front.", given(b"\x05" + good), "bad-key")
    for sign in (0, 1):
        for index in range(2):
            u = cipher.x25519_public(scalar(f"keys edwards {index}"))
            suite.accept(
                f"edwards-key-{index}-sign-{sign}", "The Edwards form with a given sign: y = (u - 1) / (u + 1).",
                {"function": "edwards-key", "key": u.hex(), "sign": sign})
        for name, u in awkward.twist_u():
            suite.refuse(
                f"edwards-key-{name}-sign-{sign}", "A point of the twist has no Edwards form.",
                {"function": "edwards-key", "key": u.hex(), "sign": sign}, "bad-key")
    for name, u in awkward.low_order_u():
        suite.refuse(
            f"edwards-key-{name}", "Of small order.", {"function": "edwards-key", "key": u.hex(), "sign": 0}, "bad-key")


def _agreements(suite: Suite) -> None:
    private = scalar("keys agreement private")
    for index in range(3):
        public = cipher.x25519_public(scalar(f"keys agreement public {index}"))
        suite.accept(
            f"x25519-{index}", "An agreement (RFC 7748, section 5).",
            {"function": "x25519", "private": private.hex(), "public": public.hex()})
    for name, public in awkward.low_order_u():
        level: Level = "required" if curve.number(public) < curve.P else "recommended"
        suite.refuse(
            f"x25519-{name}", "The outcome is zero.",
            {"function": "x25519", "private": private.hex(), "public": public.hex()}, "bad-key", level=level)
