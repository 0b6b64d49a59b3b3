"""`x3dh-omemo2.json` and `x3dh-legacy.json`: both sides of the key agreement, and the bundles and keys to refuse."""

import copy
from collections.abc import Callable

from peers import omemo_dr, python_omemo
from reference import curve, judge, keys, signatures
from reference.refused import Reason
from reference.wire import LEGACY, OMEMO2, Wire
from seeded import scalar
from suite import Json, Judge, Level, Suite

from cases import awkward, world
from cases.spoil import flipped

_Change = Callable[[Json], object]


def omemo2() -> Suite:
    """OMEMO 2."""
    return _suite(OMEMO2, {python_omemo.TWOMEMO: lambda case: python_omemo.x3dh_judge(OMEMO2.namespace, case)})


def legacy() -> Suite:
    """Legacy OMEMO."""
    return _suite(LEGACY, {
        python_omemo.OLDMEMO: lambda case: python_omemo.x3dh_judge(LEGACY.namespace, case),
        omemo_dr.NAME: omemo_dr.x3dh})


def _suite(wire: Wire, peers: dict[str, Judge]) -> Suite:
    name = python_omemo.TWOMEMO if wire is OMEMO2 else python_omemo.OLDMEMO
    suite = Suite(
        f"x3dh-{world.short(wire)}.json", "x3dh", wire.namespace,
        f"{name} with X3DH 1.3.0 and fixed keys; the same by an independent implementation, which also made the "
        "intermediate values", lambda case: judge.x3dh(wire, case), peers)
    for form_a in ("seed", "scalar"):
        for form_b in ("seed", "scalar"):
            given = _initiate(wire, form_a, form_b)
            suite.accept(
                f"initiate-{form_a}-{form_b}", f"The initiator's identity is a {form_a}, the responder's a {form_b}.",
                given)
            suite.accept(
                f"respond-{form_a}-{form_b}", "The other side of the same.", _respond(wire, form_a, form_b))
    _Initiating(wire, suite).add()
    _Responding(wire, suite).add()
    return suite


def _initiate(wire: Wire, form_a: str, form_b: str) -> Json:
    a, b = world.initiator(wire, "x3dh", form_a), world.responder(wire, "x3dh", form_b)
    assert a.ephemeral is not None
    return {
        "function": "initiate", "identity": a.identity.as_json(), "ephemeral": a.ephemeral.hex(),
        "bundle": b.bundle(world.SIGNATURE_RANDOM).as_json(), "prekey_id": world.PREKEY_IDS[0]}


def _respond(wire: Wire, form_a: str, form_b: str) -> Json:
    a, b = world.initiator(wire, "x3dh", form_a), world.responder(wire, "x3dh", form_b)
    assert a.ephemeral is not None
    return {
        "function": "respond", "identity": b.identity.as_json(),
        "signed_prekeys": world.prekeys_json(b.signed_prekeys), "prekeys": world.prekeys_json(b.prekeys),
        "exchange": {
            "prekey_id": world.PREKEY_IDS[0], "signed_prekey_id": world.SIGNED_PREKEY_IDS[0],
            "identity_key": wire.public_key(a.identity).hex(),
            "ephemeral_key": wire.encode_key(world.public(a.ephemeral)).hex()}}


class _Changes:
    """Cases made from one good case by changing it."""

    prefix: str

    def __init__(self, wire: Wire, suite: Suite, good: Json) -> None:
        self.wire = wire
        self.suite = suite
        self.good = good
        # What a key has in front of its 32 bytes.
        self.lead = b"" if wire is OMEMO2 else keys.TYPE_BYTE

    def refuse(
        self, name: str, comment: str, change: _Change, reason: Reason, level: Level = "required"
    ) -> None:
        self.suite.refuse(f"{self.prefix}-{name}", comment, self._changed(change), reason, level=level)

    def accept(self, name: str, comment: str, change: _Change, level: Level = "required") -> None:
        self.suite.accept(f"{self.prefix}-{name}", comment, self._changed(change), level=level)

    def _changed(self, change: _Change) -> Json:
        case = copy.deepcopy(self.good)
        change(case)
        return case

    def bad_forms(self, name: str, good: bytes, put: Callable[[Json, bytes], None]) -> None:
        """A key of the wrong length or type."""
        forms = {"short": good[:-1], "long": good + b"\0", "empty": b""}
        if self.wire is OMEMO2:
            forms["with-type-byte"] = b"\x05" + good
        else:
            forms |= {"type-06": b"\x06" + good[1:], "type-00": b"\0" + good[1:], "without-type-byte": good[1:]}
        for form, key in forms.items():
            self.refuse(f"{name}-{form}", "A key of the wrong length or type.", lambda case: put(case, key), "bad-key")

    def bad_points(self, name: str, put: Callable[[Json, bytes], None]) -> None:
        """A u-coordinate that must not be used."""
        for label, u in awkward.low_order_u():
            level: Level = "required" if curve.number(u) < curve.P else "recommended"
            self.refuse(
                f"{name}-{label}", "Of small order: the agreement is zero.", lambda case: put(case, self.lead + u),
                "bad-key", level)
        self.refuse(
            f"{name}-u-9-plus-p", "Not reduced modulo p.",
            lambda case: put(case, self.lead + awkward.NON_CANONICAL_BASE_U), "bad-key", "recommended")


class _Initiating(_Changes):
    """The initiator's side."""

    prefix = "initiate"

    def __init__(self, wire: Wire, suite: Suite) -> None:
        super().__init__(wire, suite, _initiate(wire, "seed", "seed"))
        self.responder = world.responder(wire, "x3dh", "seed")

    def add(self) -> None:
        self._choice()
        self._signature()
        self._ids()
        self._keys()

    def _choice(self) -> None:
        for id in world.PREKEY_IDS[1:]:
            self.accept(
                f"prekey-{id}", "Another of the prekeys is chosen.", lambda case: case.update(prekey_id=id))
        self.accept(
            "one-prekey", "One prekey is enough.",
            lambda case: case["bundle"].update(prekeys=case["bundle"]["prekeys"][:1]))
        self.refuse(
            "no-prekeys", "OMEMO has no key exchange without a one-time prekey.",
            lambda case: case["bundle"].update(prekeys=[]), "no-prekeys")
        self.refuse(
            "prekey-not-there", "The chosen prekey is not in the bundle.",
            lambda case: case.update(prekey_id=5), "unknown-prekey")

    def _signature(self) -> None:
        good = bytes.fromhex(self.good["bundle"]["signature"])

        def signed(signature: bytes) -> _Change:
            return lambda case: case["bundle"].update(signature=signature.hex())

        for bit in (0, 255, 256, 400, 511):
            self.refuse(
                f"signature-bit-{bit}", f"Bit {bit} of the signature is flipped.", signed(flipped(good, bit)),
                "bad-signature")
        self.refuse("signature-zero", "64 zero bytes.", signed(bytes(64)), "bad-signature")
        self.refuse("signature-short", "63 bytes.", signed(good[:63]), "bad-signature")
        self.refuse("signature-long", "65 bytes.", signed(good + b"\0"), "bad-signature")
        self.refuse("signature-empty", "None.", signed(b""), "bad-signature")
        carried = good[63] & 0x80 if self.wire is LEGACY else 0
        s = curve.number(good[32:63] + bytes([good[63] & 0x7F])) + curve.ORDER
        self.refuse(
            "signature-s-plus-order", "s + L: another signature of the same.",
            signed(good[:32] + curve.octets(s | carried << 248)), "bad-signature")
        identity, random = self.responder.identity, world.SIGNATURE_RANDOM
        public = world.public(self.responder.signed_prekeys[world.SIGNED_PREKEY_IDS[0]])
        other_form = b"\x05" + public if self.wire is OMEMO2 else public
        wrong = identity.sign(other_form, random)
        self.refuse(
            "signature-of-other-encoding",
            "The identity has signed the key with libsignal's type byte." if self.wire is OMEMO2 else
            "The identity has signed the key without its type byte.",
            signed(wrong if self.wire is OMEMO2 else signatures.carrying_sign(identity.ed25519, wrong)),
            "bad-signature")
        stranger = world.identity("seed", "x3dh stranger")
        self.refuse(
            "signature-of-stranger", "Another identity's signature, good in itself.",
            signed(self.wire.sign(stranger, public, random)), "bad-signature")
        older = world.public(self.responder.signed_prekeys[world.SIGNED_PREKEY_IDS[1]])
        self.refuse(
            "signature-of-older-prekey", "The identity's own signature, of the prekey before.",
            signed(self.wire.sign(identity, older, random)), "bad-signature")
        self.refuse(
            "signed-prekey-replaced", "A server puts its own signed prekey under the old signature.",
            lambda case: case["bundle"]["signed_prekey"].update(
                key=self.wire.encode_key(world.public(scalar("x3dh server"))).hex()), "bad-signature")
        self.refuse(
            "identity-replaced", "A server puts its own identity key over the old signature.",
            lambda case: case["bundle"].update(identity_key=self.wire.public_key(stranger).hex()), "bad-signature")
        if self.wire is OMEMO2:
            self.refuse(
                "identity-sign-flipped", "The same Curve25519 key, the other Ed25519 key.",
                lambda case: case["bundle"].update(
                    identity_key=flipped(bytes.fromhex(case["bundle"]["identity_key"]), 255).hex()), "bad-signature")

    def _ids(self) -> None:
        for value in (0, 2**31, 2**32 - 1):
            # Some legacy clients have let a signed prekey of id 0 pass.
            lenient = self.wire is LEGACY and value == 0
            self.refuse(
                f"signed-prekey-id-{value}", "Ids are 1 to 2^31 - 1.",
                lambda case: case["bundle"]["signed_prekey"].update(id=value), "bad-id",
                "recommended" if lenient else "required")
            self.refuse(
                f"prekey-id-{value}", "Ids are 1 to 2^31 - 1.",
                lambda case: (case["bundle"]["prekeys"][0].update(id=value), case.update(prekey_id=value)), "bad-id")
        self.refuse(
            "prekey-id-twice", "Two prekeys of one id.",
            lambda case: case["bundle"]["prekeys"][1].update(id=world.PREKEY_IDS[0]), "bad-id", "recommended")

    def _keys(self) -> None:
        bundle = self.good["bundle"]
        identity = bytes.fromhex(bundle["identity_key"])
        places: dict[str, tuple[bytes, Callable[[Json, bytes], None]]] = {
            "identity-key": (identity, lambda case, key: case["bundle"].update(identity_key=key.hex())),
            "signed-prekey": (bytes.fromhex(bundle["signed_prekey"]["key"]), self._put_signed_prekey),
            "prekey": (
                bytes.fromhex(bundle["prekeys"][0]["key"]),
                lambda case, key: case["bundle"]["prekeys"][0].update(key=key.hex()))}
        for name, (good, put) in places.items():
            self.bad_forms(name, good, put)
            if name != "identity-key":
                self.bad_points(name, put)
        put = places["identity-key"][1]
        if self.wire is LEGACY:
            for label, u in awkward.low_order_u():
                self.refuse(
                    f"identity-key-{label}", "Of small order: it verifies what nobody has signed.",
                    lambda case: put(case, b"\x05" + u), "bad-key")
        else:
            for label, point in awkward.low_order_ed25519() + awkward.outside_subgroup() + awkward.off_curve():
                self.refuse(
                    f"identity-key-{label}", "Not a point of prime order in its one encoding.",
                    lambda case: put(case, point), "bad-key")

    def _put_signed_prekey(self, case: Json, key: bytes) -> None:
        """A key with a good signature: the bundle is of a malicious device, not of a server."""
        random, identity = world.SIGNATURE_RANDOM, self.responder.identity
        signature = identity.sign(key, random)
        if self.wire is LEGACY:
            signature = signatures.carrying_sign(identity.ed25519, signature)
        case["bundle"]["signed_prekey"]["key"] = key.hex()
        case["bundle"]["signature"] = signature.hex()


class _Responding(_Changes):
    """The responder's side."""

    prefix = "respond"

    def __init__(self, wire: Wire, suite: Suite) -> None:
        super().__init__(wire, suite, _respond(wire, "seed", "seed"))

    def add(self) -> None:
        self.accept(
            "older-signed-prekey", "The signed prekey before the current one still has an answer.",
            lambda case: case["exchange"].update(signed_prekey_id=world.SIGNED_PREKEY_IDS[1]))
        self.accept(
            "highest-prekey", "The prekey with the highest id.",
            lambda case: case["exchange"].update(prekey_id=2**31 - 1))
        self.refuse(
            "unknown-signed-prekey", "It was rotated away.",
            lambda case: case["exchange"].update(signed_prekey_id=5), "unknown-signed-prekey")
        self.refuse(
            "unknown-prekey", "It is used up, or never was.", lambda case: case["exchange"].update(prekey_id=5),
            "unknown-prekey")
        self.refuse(
            "prekey-id-as-signed", "The two kinds of ids are apart: the id is that of a signed prekey.",
            lambda case: case["exchange"].update(prekey_id=world.SIGNED_PREKEY_IDS[0]), "unknown-prekey")
        for kind in ("prekey_id", "signed_prekey_id"):
            for value in (0, 2**31, 2**32 - 1):
                self.refuse(
                    f"{kind.replace('_', '-')}-{value}", "Ids are 1 to 2^31 - 1.",
                    lambda case: case["exchange"].update({kind: value}), "bad-id")
        identity = bytes.fromhex(self.good["exchange"]["identity_key"])
        ephemeral = bytes.fromhex(self.good["exchange"]["ephemeral_key"])
        self.bad_forms("ephemeral-key", ephemeral, self._put_ephemeral)
        self.bad_points("ephemeral-key", self._put_ephemeral)
        self.bad_forms("identity-key", identity, self._put_identity)
        if self.wire is LEGACY:
            self.bad_points("identity-key", self._put_identity)
            return
        for label, point in awkward.low_order_ed25519() + awkward.outside_subgroup() + awkward.off_curve():
            self.refuse(
                f"identity-key-{label}", "Not a point of prime order in its one encoding.",
                lambda case: self._put_identity(case, point), "bad-key")
        self.accept(
            "identity-sign-flipped",
            "The Edwards key with the other sign: the same secret, and other associated data, so no message opens.",
            lambda case: self._put_identity(case, flipped(identity, 255)))

    def _put_identity(self, case: Json, key: bytes) -> None:
        case["exchange"]["identity_key"] = key.hex()

    def _put_ephemeral(self, case: Json, key: bytes) -> None:
        case["exchange"]["ephemeral_key"] = key.hex()
