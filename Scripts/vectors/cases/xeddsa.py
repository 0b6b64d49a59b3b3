"""`xeddsa.json`: signatures by the three rules."""

from peers import libxeddsa, omemo_dr, openssl
from reference import cipher, curve, judge, signatures
from reference.identity import Identity
from reference.signatures import Rule
from seeded import octets, scalar
from suite import REFERENCE, Json, Level, Suite

from cases import awkward
from cases.spoil import flipped

_RULES: tuple[Rule, ...] = ("ed25519", "libsignal", "xeddsa")


def suite() -> Suite:
    """The file."""
    suite = Suite(
        "xeddsa.json", "xeddsa", None, REFERENCE, judge.signature,
        {libxeddsa.NAME: libxeddsa.signatures, openssl.NAME: openssl.signatures, omemo_dr.NAME: omemo_dr.signatures})
    for rule in _RULES:
        _sign(suite, rule)
    for rule in _RULES:
        for sign in (0, 1):
            _verify(suite, rule, sign)
        _bad_keys(suite, rule)
    return suite


def _identity(form: str, sign: int) -> Identity:
    """A seeded identity whose Edwards key has the sign."""
    for index in range(100):
        label = f"xeddsa {form} {index}"
        identity = Identity("seed", octets(label, 32)) if form == "seed" else Identity("scalar", scalar(label))
        if identity.ed25519[31] >> 7 == sign:
            return identity
    raise ValueError("no such identity")


def _sign(suite: Suite, rule: Rule) -> None:
    for form in ("seed", "scalar"):
        for sign in (0, 1):
            if rule == "xeddsa" and form == "seed":
                continue  # that identity signs as RFC 8032 says
            identity = _identity(form, sign)
            for length in (0, 32, 33, 200):
                given: Json = {
                    "function": "sign", "rule": rule, "identity": identity.as_json(),
                    "message": octets(f"xeddsa message {length}", length).hex()}
                if form == "scalar":
                    given["random"] = octets(f"xeddsa random {rule} {sign} {length}", 64).hex()
                suite.accept(f"sign-{rule}-{form}-sign-{sign}-{length}", _sign_comment(rule, form, sign), given)


def _sign_comment(rule: Rule, form: str, sign: int) -> str:
    if form == "seed":
        what = "RFC 8032, section 5.1.6; deterministic."
        return what + (" The Edwards sign goes into bit 511." if rule == "libsignal" else "")
    if rule == "xeddsa":
        what = "XEdDSA section 3, its nonce from the reduced scalar a."
        return what + ("" if sign else
                       " libxeddsa and libsignal-c hash the clamped scalar k itself where k is not negated: their "
                       "signature is another, and verifies as well.")
    what = "hash_1(k, message, random) is the nonce, k the clamped scalar, not reduced, not negated."
    return what + (" The Edwards sign goes into bit 511." if rule == "libsignal" else "")


def _signed(rule: Rule, sign: int, message: bytes) -> tuple[bytes, bytes]:
    """A public key and a signature by the rule; for XEdDSA, `sign` is that of the point before it is forced to 0."""
    identity, random = _identity("scalar", sign), octets(f"xeddsa verify {rule} {sign}", 64)
    match rule:
        case "ed25519": return identity.ed25519, identity.sign(message, random)
        case "libsignal": return identity.x25519, signatures.sign_libsignal(identity.scalar, message, random)
        case "xeddsa": return identity.x25519, signatures.sign_xeddsa(identity.scalar, message, random)


def _verify(suite: Suite, rule: Rule, sign: int) -> None:
    message = octets("xeddsa signed", 33)
    public, signature = _signed(rule, sign, message)
    name = f"verify-{rule}-sign-{sign}"

    def given(public: bytes = public, message: bytes = message, signature: bytes = signature) -> Json:
        return {
            "function": "verify", "rule": rule, "public": public.hex(), "message": message.hex(),
            "signature": signature.hex()}

    suite.accept(name, "A good signature.", given())
    empty_public, empty_signature = _signed(rule, sign, b"")
    suite.accept(f"{name}-empty", "Of an empty message.", given(empty_public, b"", empty_signature))
    for bit in (0, 7, 100, 254, 255, 256, 263, 400, 507):
        suite.refuse(
            f"{name}-bit-{bit}", f"Bit {bit} of the signature is flipped.", given(signature=flipped(signature, bit)),
            "bad-signature")
    for bit in (508, 509, 510):
        suite.refuse(
            f"{name}-bit-{bit}", "One of the three top bits of s, which are never set.",
            given(signature=flipped(signature, bit)), "bad-signature")
    suite.refuse(
        f"{name}-bit-511",
        "libsignal's sign bit, flipped: it names the other Edwards key." if rule == "libsignal" else
        "libsignal's sign bit: by this rule it has no meaning and must be clear.",
        given(signature=flipped(signature, 511)), "bad-signature")
    s = curve.number(signature[32:]) % 2**255
    carried = curve.number(signature[32:]) >> 255 << 255
    suite.refuse(
        f"{name}-s-plus-order", "s + L: a second signature of the same message, which libsignal lets pass.",
        given(signature=signature[:32] + curve.octets(s + curve.ORDER | carried)), "bad-signature")
    suite.refuse(f"{name}-other-message", "Another message.", given(message=flipped(message, 0)), "bad-signature")
    suite.refuse(f"{name}-longer-message", "One byte more.", given(message=message + b"\0"), "bad-signature")
    suite.refuse(f"{name}-shorter-message", "One byte less.", given(message=message[:-1]), "bad-signature")
    other = _identity("scalar", 1 - sign)
    suite.refuse(
        f"{name}-other-key", "Another key.",
        given(public=other.ed25519 if rule == "ed25519" else other.x25519), "bad-signature")
    if rule == "ed25519":
        suite.refuse(
            f"{name}-other-sign", "The key with its sign flipped.", given(public=flipped(public, 255)), "bad-signature")
    suite.refuse(f"{name}-zero", "64 zero bytes.", given(signature=bytes(64)), "bad-signature")
    suite.refuse(f"{name}-short", "63 bytes.", given(signature=signature[:63]), "bad-signature")
    suite.refuse(f"{name}-long", "65 bytes.", given(signature=signature + b"\0"), "bad-signature")
    suite.refuse(f"{name}-empty-signature", "No signature.", given(signature=b""), "bad-signature")
    suite.refuse(
        f"{name}-halves-swapped", "s before R.", given(signature=signature[32:] + signature[:32]), "bad-signature")


def _bad_keys(suite: Suite, rule: Rule) -> None:
    """Keys under which a signature is easily made, since they hide the challenge: s = 0 and R the right small point."""
    message = octets("xeddsa signed", 33)
    public, signature = _signed(rule, 0, message)

    def given(public: bytes, signature: bytes = signature) -> Json:
        return {
            "function": "verify", "rule": rule, "public": public.hex(), "message": message.hex(),
            "signature": signature.hex()}

    points = awkward.low_order_ed25519() if rule == "ed25519" else awkward.low_order_u()
    forged = curve.encode(curve.NEUTRAL) + bytes(32)
    for name, point in points:
        suite.refuse(
            f"verify-{rule}-{name}",
            "A key of small order, and R = 1, s = 0: for about one message in eight, and for each under the neutral "
            "element, the equation holds.", given(point, forged), "bad-key")
    if rule == "ed25519":
        for name, point in awkward.outside_subgroup() + awkward.off_curve():
            suite.refuse(f"verify-{rule}-{name}", "Not in the prime-order subgroup.", given(point), "bad-key")
    else:
        for name, u in awkward.twist_u():
            suite.refuse(f"verify-{rule}-{name}", "A point of the twist has no Edwards form.", given(u), "bad-key")
        level: Level = "required" if rule == "xeddsa" else "recommended"
        suite.refuse(
            f"verify-{rule}-bit-255-of-u", "XEdDSA section 3 refuses u >= p.", given(flipped(public, 255)), "bad-key",
            level=level)
        base = Identity("scalar", awkward.BASE_SCALAR)
        random = octets("xeddsa base", 64)
        signed = (signatures.sign_xeddsa if rule == "xeddsa" else signatures.sign_libsignal)(
            base.scalar, message, random)
        assert cipher.x25519_public(base.scalar) == awkward.BASE_U
        suite.accept(f"verify-{rule}-u-9", "Under the base point.", given(awkward.BASE_U, signed))
        suite.refuse(
            f"verify-{rule}-u-9-plus-p", "The same signature under the same point, not reduced modulo p.",
            given(awkward.NON_CANONICAL_BASE_U, signed), "bad-key", level=level)
    suite.refuse(f"verify-{rule}-short-key", "31 bytes.", given(public[:31]), "bad-key")
    suite.refuse(f"verify-{rule}-long-key", "33 bytes.", given(public + b"\0"), "bad-key")
    suite.refuse(f"verify-{rule}-empty-key", "No key.", given(b""), "bad-key")
