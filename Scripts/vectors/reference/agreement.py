"""X3DH ("The X3DH Key Agreement Protocol", revision 1) as OMEMO uses it: always with a one-time prekey."""

from dataclasses import dataclass
from typing import Any

from . import cipher, signatures
from .identity import Identity
from .refused import Refused
from .wire import ID_RANGE, Wire


@dataclass(frozen=True)
class PublicPrekey:
    """A prekey as a bundle lists it: the key is still encoded and unchecked."""

    id: int
    key: bytes


@dataclass(frozen=True)
class Bundle:
    """What a device publishes; nothing in it has been checked."""

    identity_key: bytes
    signed_prekey: PublicPrekey
    signature: bytes
    prekeys: tuple[PublicPrekey, ...]

    def as_json(self) -> dict[str, Any]:
        """As it stands in the vectors."""
        return {
            "identity_key": self.identity_key.hex(),
            "signed_prekey": {"id": self.signed_prekey.id, "key": self.signed_prekey.key.hex()},
            "signature": self.signature.hex(),
            "prekeys": [{"id": prekey.id, "key": prekey.key.hex()} for prekey in self.prekeys],
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> "Bundle":
        """What `as_json` wrote."""
        return Bundle(
            bytes.fromhex(value["identity_key"]), _prekey(value["signed_prekey"]),
            bytes.fromhex(value["signature"]), tuple(_prekey(prekey) for prekey in value["prekeys"]))


@dataclass(frozen=True)
class Agreement:
    """The outcome, with its intermediate values."""

    dh: tuple[bytes, bytes, bytes, bytes]
    shared_secret: bytes
    initiator_key: bytes
    responder_key: bytes


def check_bundle(wire: Wire, bundle: Bundle) -> tuple[bytes, bytes, dict[int, bytes]]:
    """The identity key, the signed prekey and the one-time prekeys of a bundle that may be used."""
    ids = [bundle.signed_prekey.id] + [prekey.id for prekey in bundle.prekeys]
    if any(id not in ID_RANGE for id in ids) or len(set(ids[1:])) != len(ids) - 1:
        raise Refused("bad-id")
    identity_key = wire.identity_key(bundle.identity_key)
    signed_prekey = wire.decode_key(bundle.signed_prekey.key)
    prekeys = {prekey.id: wire.decode_key(prekey.key) for prekey in bundle.prekeys}
    signatures.verify(
        wire.signature_rule, identity_key, wire.encode_key(signed_prekey), bundle.signature)
    if not prekeys:
        raise Refused("no-prekeys")
    return identity_key, signed_prekey, prekeys


def initiate(wire: Wire, identity: Identity, ephemeral: bytes, bundle: Bundle, prekey_id: int) -> Agreement:
    """The side that has fetched a bundle."""
    peer, signed_prekey, prekeys = check_bundle(wire, bundle)
    if prekey_id not in prekeys:
        raise Refused("unknown-prekey")
    return _agreement(wire, wire.identity_key(wire.public_key(identity)), peer, (
        cipher.x25519(identity.scalar, signed_prekey),
        cipher.x25519(ephemeral, wire.agreement_key(peer)),
        cipher.x25519(ephemeral, signed_prekey),
        cipher.x25519(ephemeral, prekeys[prekey_id])))


def respond(
    wire: Wire, identity: Identity, signed_prekey: bytes, prekey: bytes, identity_key: bytes, ephemeral_key: bytes
) -> Agreement:
    """The side whose bundle was fetched; the two keys are the initiator's, checked."""
    return _agreement(wire, identity_key, wire.identity_key(wire.public_key(identity)), (
        cipher.x25519(signed_prekey, wire.agreement_key(identity_key)),
        cipher.x25519(identity.scalar, ephemeral_key),
        cipher.x25519(signed_prekey, ephemeral_key),
        cipher.x25519(prekey, ephemeral_key)))


def _agreement(
    wire: Wire, initiator: bytes, responder: bytes, dh: tuple[bytes, bytes, bytes, bytes]
) -> Agreement:
    material = b"\xff" * 32 + b"".join(dh)
    return Agreement(dh, cipher.hkdf(material, bytes(32), wire.agreement_info, 32), initiator, responder)


def _prekey(value: dict[str, Any]) -> PublicPrekey:
    return PublicPrekey(value["id"], bytes.fromhex(value["key"]))
