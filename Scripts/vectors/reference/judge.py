"""The reference's own answers: one function for each operation, from a case's input to its output."""

from typing import Any

from . import agreement, cipher, curve, keys, payload, signatures
from .agreement import Bundle
from .identity import Identity
from .refused import Refused
from .wire import ID_RANGE, Wire

Json = dict[str, Any]


def key(case: Json) -> Json:
    """Judges a case of `keys.json`."""
    match case["function"]:
        case "seed" | "scalar" as form:
            identity = Identity(form, _octets(case, form))
            return {
                "scalar": identity.scalar.hex(), "x25519": identity.x25519.hex(), "ed25519": identity.ed25519.hex()}
        case "x25519":
            return {"shared": cipher.x25519(_octets(case, "private"), keys.x25519_key(_octets(case, "public"))).hex()}
        case "x25519-key":
            return {"x25519": keys.x25519_key(_octets(case, "key")).hex()}
        case "curve-key":
            return {"x25519": keys.curve_key(_octets(case, "key")).hex()}
        case "ed25519-key":
            encoded = keys.ed25519_key(_octets(case, "key"))
            return {"x25519": keys.agreement_key(encoded).hex(), "sign": curve.number(encoded) >> 255}
        case "edwards-key":
            return {"ed25519": keys.edwards_key(_octets(case, "key"), case["sign"]).hex()}
    raise ValueError(case)


def signature(case: Json) -> Json:
    """Judges a case of `xeddsa.json`."""
    message = _octets(case, "message")
    if case["function"] == "verify":
        return {"ed25519": signatures.verify(
            case["rule"], _octets(case, "public"), message, _octets(case, "signature")).hex()}
    identity, random = Identity.from_json(case["identity"]), bytes.fromhex(case.get("random", ""))
    match case["rule"]:
        case "ed25519":
            signed = identity.sign(message, random)
        case "libsignal":
            signed = signatures.carrying_sign(identity.ed25519, identity.sign(message, random))
        case "xeddsa":
            signed = signatures.sign_xeddsa(identity.scalar, message, random)
    return {"x25519": identity.x25519.hex(), "ed25519": identity.ed25519.hex(), "signature": signed.hex()}


def x3dh(wire: Wire, case: Json) -> Json:
    """Judges a case of `x3dh-*.json`."""
    match case["function"]:
        case "initiate":
            agreed = agreement.initiate(
                wire, Identity.from_json(case["identity"]), _octets(case, "ephemeral"),
                Bundle.from_json(case["bundle"]), case["prekey_id"])
            return _agreed(wire, agreed) | {
                "identity_key": wire.public_key(Identity.from_json(case["identity"])).hex(),
                "ephemeral_key": wire.encode_key(cipher.x25519_public(_octets(case, "ephemeral"))).hex()}
        case "respond":
            exchange = case["exchange"]
            if any(exchange[id] not in ID_RANGE for id in ("prekey_id", "signed_prekey_id")):
                raise Refused("bad-id")
            identity_key = wire.identity_key(_octets(exchange, "identity_key"))
            ephemeral_key = wire.decode_key(_octets(exchange, "ephemeral_key"))
            signed_prekey = _private(case["signed_prekeys"], exchange["signed_prekey_id"])
            if signed_prekey is None:
                raise Refused("unknown-signed-prekey")
            prekey = _private(case["prekeys"], exchange["prekey_id"])
            if prekey is None:
                raise Refused("unknown-prekey")
            return _agreed(wire, agreement.respond(
                wire, Identity.from_json(case["identity"]), signed_prekey, prekey, identity_key, ephemeral_key))
    raise ValueError(case)


def omemo2_payload(case: Json) -> Json:
    """Judges a case of `payload-omemo2.json`."""
    if case["function"] == "open":
        return {"plaintext": payload.open_omemo2(_octets(case, "ciphertext"), _octets(case, "key_material")).hex()}
    ciphertext, key_material = payload.seal_omemo2(_octets(case, "key"), _octets(case, "plaintext"))
    encryption, authentication, iv = payload.expand(_octets(case, "key"))
    return {
        "encryption_key": encryption.hex(), "authentication_key": authentication.hex(), "iv": iv.hex(),
        "ciphertext": ciphertext.hex(), "key_material": key_material.hex()}


def legacy_payload(case: Json) -> Json:
    """Judges a case of `payload-legacy.json`."""
    if case["function"] == "open":
        return {"plaintext": payload.open_legacy(
            _octets(case, "ciphertext"), _octets(case, "iv"), _octets(case, "key_material")).hex()}
    ciphertext, key_material = payload.seal_legacy(
        _octets(case, "key"), _octets(case, "iv"), _octets(case, "plaintext"))
    return {"ciphertext": ciphertext.hex(), "key_material": key_material.hex()}


def _agreed(wire: Wire, agreed: agreement.Agreement) -> Json:
    initiator, responder = agreed.initiator_key, agreed.responder_key
    return {
        "dh": [secret.hex() for secret in agreed.dh],
        "shared_secret": agreed.shared_secret.hex(),
        "associated_data": {
            "from_initiator": wire.associated_data(initiator, responder, from_initiator=True).hex(),
            "from_responder": wire.associated_data(initiator, responder, from_initiator=False).hex()}}


def _private(prekeys: list[Json], id: int) -> bytes | None:
    return next((bytes.fromhex(prekey["private"]) for prekey in prekeys if prekey["id"] == id), None)


def _octets(case: Json, field: str) -> bytes:
    return bytes.fromhex(case[field])
