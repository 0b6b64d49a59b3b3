"""The two wires: their labels, their messages, and what their MACs cover."""

from dataclasses import dataclass
from typing import Literal, Protocol

from . import keys, protobuf, signatures
from .identity import Identity
from .refused import Refused

Namespace = Literal["urn:xmpp:omemo:2", "eu.siacs.conversations.axolotl"]

ID_RANGE = range(1, 2**31)


@dataclass(frozen=True)
class Header:
    """What a ratchet message says in clear: its sender's ratchet key, PN and N."""

    ratchet_key: bytes
    previous_count: int
    number: int


@dataclass(frozen=True)
class Message:
    """A ratchet message, parsed. The MAC covers `authenticated` as it was received."""

    header: Header
    ciphertext: bytes
    authenticated: bytes
    mac: bytes


@dataclass(frozen=True)
class Exchange:
    """A key exchange, parsed. The identity key is in the form of its wire, without a type byte."""

    prekey_id: int
    signed_prekey_id: int
    identity_key: bytes
    ephemeral_key: bytes
    message: bytes


class Wire(Protocol):
    """What differs between OMEMO 2 and legacy OMEMO below the XML."""

    namespace: Namespace
    agreement_info: str
    root_info: str
    message_info: str
    mac_length: int
    signature_rule: Literal["ed25519", "libsignal"]

    def public_key(self, identity: Identity) -> bytes:
        """An identity key as the bundle carries it."""

    def identity_key(self, encoded: bytes) -> bytes:
        """The same as it enters signatures and associated data, checked."""

    def agreement_key(self, identity_key: bytes) -> bytes:
        """The Curve25519 form of what `identity_key` gave."""

    def encode_key(self, key: bytes) -> bytes:
        """A prekey as the bundle carries it, which is also what its signature covers."""

    def decode_key(self, encoded: bytes) -> bytes:
        """The reverse, checked."""

    def sign(self, identity: Identity, signed_prekey: bytes, random: bytes) -> bytes:
        """The signature of a signed prekey."""

    def associated_data(self, initiator: bytes, responder: bytes, *, from_initiator: bool) -> bytes:
        """What stands before a message under its MAC."""

    def encode_authenticated(self, header: Header, ciphertext: bytes) -> bytes:
        """The part of a ratchet message that its MAC covers."""

    def encode_message(self, authenticated: bytes, mac: bytes) -> bytes:
        """The whole ratchet message."""

    def decode_message(self, encoded: bytes) -> Message:
        """The reverse."""

    def encode_exchange(self, exchange: Exchange) -> bytes:
        """A key exchange with a ratchet message in it."""

    def decode_exchange(self, encoded: bytes) -> Exchange:
        """The reverse."""


class Omemo2:
    """XEP-0384 0.9, section 4."""

    namespace: Namespace = "urn:xmpp:omemo:2"
    agreement_info = "OMEMO X3DH"
    root_info = "OMEMO Root Chain"
    message_info = "OMEMO Message Key Material"
    mac_length = 16
    signature_rule: Literal["ed25519", "libsignal"] = "ed25519"

    def public_key(self, identity: Identity) -> bytes:
        return identity.ed25519

    def identity_key(self, encoded: bytes) -> bytes:
        return keys.ed25519_key(encoded)

    def agreement_key(self, identity_key: bytes) -> bytes:
        return keys.agreement_key(identity_key)

    def encode_key(self, key: bytes) -> bytes:
        return key

    def decode_key(self, encoded: bytes) -> bytes:
        return keys.x25519_key(encoded)

    def sign(self, identity: Identity, signed_prekey: bytes, random: bytes) -> bytes:
        return identity.sign(signed_prekey, random)

    def associated_data(self, initiator: bytes, responder: bytes, *, from_initiator: bool) -> bytes:
        return initiator + responder

    def encode_authenticated(self, header: Header, ciphertext: bytes) -> bytes:
        return protobuf.encode(
            [(1, header.number), (2, header.previous_count), (3, header.ratchet_key), (4, ciphertext)])

    def encode_message(self, authenticated: bytes, mac: bytes) -> bytes:
        return protobuf.encode([(1, mac), (2, authenticated)])

    def decode_message(self, encoded: bytes) -> Message:
        outer = protobuf.decode(encoded, (), (1, 2))
        mac, authenticated = _octets(outer, 1), _octets(outer, 2)
        inner = protobuf.decode(authenticated, (1, 2), (3, 4))
        number, previous = _number(inner, 1), _number(inner, 2)
        ratchet_key, ciphertext = _octets(inner, 3), _octets(inner, 4)
        if len(mac) != self.mac_length:
            raise Refused("malformed")
        return Message(Header(keys.x25519_key(ratchet_key), previous, number), ciphertext, authenticated, mac)

    def encode_exchange(self, exchange: Exchange) -> bytes:
        return protobuf.encode([
            (1, exchange.prekey_id), (2, exchange.signed_prekey_id), (3, exchange.identity_key),
            (4, exchange.ephemeral_key), (5, exchange.message)])

    def decode_exchange(self, encoded: bytes) -> Exchange:
        fields = protobuf.decode(encoded, (1, 2), (3, 4, 5))
        prekey, signed = _number(fields, 1), _number(fields, 2)
        identity, ephemeral, message = (_octets(fields, number) for number in (3, 4, 5))
        _check_ids(prekey, signed)
        return Exchange(prekey, signed, keys.ed25519_key(identity), keys.x25519_key(ephemeral), message)


class Legacy:
    """libsignal's protocol, version 3, as XEP-0384 0.3 uses it."""

    namespace: Namespace = "eu.siacs.conversations.axolotl"
    agreement_info = "WhisperText"
    root_info = "WhisperRatchet"
    message_info = "WhisperMessageKeys"
    mac_length = 8
    signature_rule: Literal["ed25519", "libsignal"] = "libsignal"
    version = b"\x33"

    def public_key(self, identity: Identity) -> bytes:
        return keys.TYPE_BYTE + identity.x25519

    def identity_key(self, encoded: bytes) -> bytes:
        return keys.curve_key(encoded)

    def agreement_key(self, identity_key: bytes) -> bytes:
        return identity_key

    def encode_key(self, key: bytes) -> bytes:
        return keys.TYPE_BYTE + key

    def decode_key(self, encoded: bytes) -> bytes:
        return keys.curve_key(encoded)

    def sign(self, identity: Identity, signed_prekey: bytes, random: bytes) -> bytes:
        return signatures.carrying_sign(identity.ed25519, identity.sign(self.encode_key(signed_prekey), random))

    def associated_data(self, initiator: bytes, responder: bytes, *, from_initiator: bool) -> bytes:
        sender, receiver = (initiator, responder) if from_initiator else (responder, initiator)
        return keys.TYPE_BYTE + sender + keys.TYPE_BYTE + receiver

    def encode_authenticated(self, header: Header, ciphertext: bytes) -> bytes:
        return self.version + protobuf.encode([
            (1, self.encode_key(header.ratchet_key)), (2, header.number), (3, header.previous_count),
            (4, ciphertext)])

    def encode_message(self, authenticated: bytes, mac: bytes) -> bytes:
        return authenticated + mac

    def decode_message(self, encoded: bytes) -> Message:
        content = self._content(encoded)
        if len(content) < self.mac_length:
            raise Refused("malformed")
        fields = protobuf.decode(content[:-self.mac_length], (2, 3), (1, 4))
        ratchet_key, number, ciphertext = _octets(fields, 1), _number(fields, 2), _octets(fields, 4)
        header = Header(keys.curve_key(ratchet_key), int(fields.get(3, 0)), number)
        return Message(header, ciphertext, encoded[:-self.mac_length], encoded[-self.mac_length:])

    def encode_exchange(self, exchange: Exchange) -> bytes:
        return self.version + protobuf.encode([
            (1, exchange.prekey_id), (2, self.encode_key(exchange.ephemeral_key)),
            (3, self.encode_key(exchange.identity_key)), (4, exchange.message), (6, exchange.signed_prekey_id)])

    def decode_exchange(self, encoded: bytes) -> Exchange:
        fields = protobuf.decode(self._content(encoded), (1, 5, 6), (2, 3, 4))
        prekey, signed = _number(fields, 1), _number(fields, 6)
        ephemeral, identity, message = (_octets(fields, number) for number in (2, 3, 4))
        _check_ids(prekey, signed)
        return Exchange(prekey, signed, keys.curve_key(identity), keys.curve_key(ephemeral), message)

    def _content(self, encoded: bytes) -> bytes:
        if not encoded:
            raise Refused("malformed")
        if encoded[0] >> 4 != self.version[0] >> 4:
            raise Refused("unsupported-version")
        return encoded[1:]


OMEMO2 = Omemo2()
LEGACY = Legacy()


def wire_of(namespace: str) -> Wire:
    """The wire of an XML namespace."""
    for wire in (OMEMO2, LEGACY):
        if wire.namespace == namespace:
            return wire
    raise ValueError(namespace)


def _number(fields: dict[int, protobuf.Value], number: int) -> int:
    value = fields.get(number)
    if not isinstance(value, int):
        raise Refused("malformed")
    return value


def _octets(fields: dict[int, protobuf.Value], number: int) -> bytes:
    value = fields.get(number)
    if not isinstance(value, bytes):
        raise Refused("malformed")
    return value


def _check_ids(*ids: int) -> None:
    if any(id not in ID_RANGE for id in ids):
        raise Refused("bad-id")
