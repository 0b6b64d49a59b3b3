"""omemo-dr 1.2.0, Gajim's library: libsignal's ratchet and signatures, legacy OMEMO only.

Only its public interfaces are called. It writes PN as libsignal does, one too low, and a registration id: what it
sends is therefore not compared, only what it opens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from omemo_dr.aes import aes_decrypt
from omemo_dr.const import NS_OMEMO_TMP
from omemo_dr.curve import (
    calculate_agreement, calculate_signature, generate_public_key, verify_signature_curve)
from omemo_dr.ecc.curve import Curve
from omemo_dr.ecc.djbec import CurvePublicKey
from omemo_dr.ecc.eckeypair import ECKeyPair
from omemo_dr.protocol.prekeywhispermessage import PreKeyWhisperMessage
from omemo_dr.protocol.whispermessage import WhisperMessage
from omemo_dr.sessionbuilder import SessionBuilder
from omemo_dr.sessioncipher import SessionCipher
from omemo_dr.state.prekeybundle import PreKeyBundle
from omemo_dr.structs import OMEMOBundle
from reference.identity import Identity

from peers.omemo_dr_store import DictionaryStore, key_pair
from suite import Disagreement, Json, NotAble

NAME = "omemo-dr 1.2.0"
_PEER = "peer@example.org"


def keys(case: Json) -> Json:
    """Judges a case of `keys.json`."""
    match case["function"]:
        case "scalar":
            return {"x25519": generate_public_key(bytes.fromhex(case["scalar"])).hex()}
        case "x25519":
            return {"shared": calculate_agreement(
                bytes.fromhex(case["private"]), bytes.fromhex(case["public"])).hex()}
        case "curve-key":
            return {"x25519": CurvePublicKey.from_bytes(bytes.fromhex(case["key"])).get_bytes().hex()}
    raise NotAble


def signatures(case: Json) -> Json:
    """Judges a case of `xeddsa.json`."""
    message = bytes.fromhex(case["message"])
    if case["function"] == "sign":
        # It signs by XEdDSA and verifies by libsignal's rule.
        if case["rule"] != "xeddsa":
            raise NotAble
        random, private = bytes.fromhex(case["random"]), bytes.fromhex(case["identity"]["private"])
        return {"signature": calculate_signature(random, private, message).hex()}
    if case["rule"] == "ed25519" or len(case["signature"]) != 128 or len(case["public"]) != 64:
        raise NotAble
    if case["rule"] == "xeddsa" and int(case["signature"][126:], 16) & 0x80:
        raise NotAble  # it verifies by libsignal's rule alone, under which that bit has a meaning
    if verify_signature_curve(bytes.fromhex(case["public"]), message, bytes.fromhex(case["signature"])) != 0:
        raise ValueError("signature")
    return {}


class _RatchetKeys:
    """The key pairs of one side; one that was drawn in vain is drawn again."""

    def __init__(self, private: list[bytes]) -> None:
        self._private = private
        self._spent = 0
        self._drawn = 0

    @contextmanager
    def drawing(self) -> Iterator[None]:
        self._drawn = 0
        with mock.patch.object(Curve, "generate_key_pair", self._draw):
            yield
        self._spent += self._drawn

    def _draw(self) -> ECKeyPair:
        self._drawn += 1
        return key_pair(self._private[self._spent + self._drawn - 1])


class _Side:
    """One party of a ratchet case."""

    def __init__(self, value: Json) -> None:
        self._store = DictionaryStore(  # type: ignore[abstract]  # see there
            Identity.from_json(value["identity"]).scalar,
            {prekey["id"]: bytes.fromhex(prekey["private"]) for prekey in value.get("signed_prekeys", [])},
            {prekey["id"]: bytes.fromhex(prekey["private"]) for prekey in value.get("prekeys", [])})
        # An initiator draws its ephemeral key first, from the same source.
        ephemeral = [value["ephemeral"]] if "ephemeral" in value else []
        self._keys = _RatchetKeys([bytes.fromhex(key) for key in ephemeral + value["ratchet_keys"]])

    def seal(self, plaintext: bytes, bundle: OMEMOBundle) -> None:
        with self._keys.drawing():
            if not self._store.contains_session(_PEER, 1):
                SessionBuilder(self._store, _PEER, 1).process_pre_key_bundle(PreKeyBundle.from_proto(bundle))
        SessionCipher(self._store, _PEER, 1).encrypt(plaintext)

    def open(self, encoded: bytes, *, is_exchange: bool) -> bytes:
        cipher = SessionCipher(self._store, _PEER, 1)
        with self._keys.drawing():
            if not is_exchange:
                return cipher.decrypt_msg(WhisperMessage.from_bytes(encoded))
            exchange = PreKeyWhisperMessage.from_bytes(encoded)
            # As its session manager does before it asks the cipher.
            if not exchange.get_pre_key_id():
                raise ValueError("no prekey")
            return cipher.decrypt_pkmsg(exchange)


def ratchet(case: Json) -> Json:
    """Plays a case of `ratchet-legacy.json`."""
    sides = {name: _Side(case["parties"][name]) for name in "AB"}
    bundle = _bundle(case["bundle"], case["prekey_id"])
    for step in case["steps"]:
        _play(step, sides, bundle)
    return {}


def _play(step: Json, sides: dict[str, _Side], bundle: OMEMOBundle) -> None:
    if "advance" in step or "send" in step:
        side = sides[step.get("send") or step["advance"]]
        for _ in range(step.get("count", 1)):
            side.seal(bytes.fromhex(step.get("plaintext", "")), bundle)
        return
    try:
        plaintext = sides[step["deliver"]].open(bytes.fromhex(step["wire"]), is_exchange=step["key_exchange"])
    except Exception as error:
        if "refuse" not in step:
            raise Disagreement("refused") from error
        return
    if plaintext.hex() != step.get("plaintext"):
        raise Disagreement("opened otherwise")


def x3dh(case: Json) -> Json:
    """Judges the bundles of `x3dh-legacy.json`; the secret it does not show."""
    if case["function"] != "initiate" or not case["bundle"]["prekeys"]:
        raise NotAble
    prekey_id = case["prekey_id"]
    if all(prekey["id"] != prekey_id for prekey in case["bundle"]["prekeys"]):
        raise NotAble
    bundle = PreKeyBundle.from_proto(_bundle(case["bundle"], prekey_id))
    store = DictionaryStore(Identity.from_json(case["identity"]).scalar, {}, {})  # type: ignore[abstract]  # see there
    with mock.patch.object(Curve, "generate_key_pair", lambda: key_pair(bytes.fromhex(case["ephemeral"]))):
        SessionBuilder(store, _PEER, 1).process_pre_key_bundle(bundle)
    return {}


def payload(case: Json) -> Json:
    """Judges a case of `payload-legacy.json`."""
    if case["function"] != "open":
        raise NotAble
    key_material, iv = bytes.fromhex(case["key_material"]), bytes.fromhex(case["iv"])
    return {"plaintext": aes_decrypt(key_material, iv, bytes.fromhex(case["ciphertext"])).encode().hex()}


def _bundle(value: Json, prekey_id: int) -> OMEMOBundle:
    prekeys = [prekey for prekey in value["prekeys"] if prekey["id"] == prekey_id]
    return OMEMOBundle(
        device_id=1, ik=bytes.fromhex(value["identity_key"]), namespace=NS_OMEMO_TMP,
        otpks=[{"key": bytes.fromhex(prekey["key"]), "id": prekey["id"]} for prekey in prekeys],
        spk={"key": bytes.fromhex(value["signed_prekey"]["key"]), "id": value["signed_prekey"]["id"]},
        spk_signature=bytes.fromhex(value["signature"]))
