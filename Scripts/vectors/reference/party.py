"""A device with one session: what the steps of a ratchet case are played on."""

from dataclasses import dataclass, field

from . import agreement, cipher
from .agreement import Agreement, Bundle, PublicPrekey
from .identity import Identity
from .ratchet import Ratchet
from .refused import Refused
from .wire import Exchange, Wire


@dataclass
class Session:
    """A ratchet and what OMEMO keeps beside it."""

    ratchet: Ratchet
    agreement: Agreement
    exchange: Exchange
    initiated: bool
    confirmed: bool

    def associated_data(self, wire: Wire, *, sending: bool) -> bytes:
        """For a message of ours or of the peer's."""
        return wire.associated_data(
            self.agreement.initiator_key, self.agreement.responder_key, from_initiator=self.initiated == sending)


@dataclass
class Party:
    """One side of a conversation, its private keys fixed."""

    wire: Wire
    identity: Identity
    ratchet_keys: list[bytes]
    ephemeral: bytes | None = None
    signed_prekeys: dict[int, bytes] = field(default_factory=dict)
    prekeys: dict[int, bytes] = field(default_factory=dict)
    session: Session | None = None

    def bundle(self, signature_random: bytes) -> Bundle:
        """What the device publishes; of its signed prekeys, the first."""
        id, private = next(iter(self.signed_prekeys.items()))
        public = cipher.x25519_public(private)
        return Bundle(
            self.wire.public_key(self.identity), PublicPrekey(id, self.wire.encode_key(public)),
            self.wire.sign(self.identity, public, signature_random),
            tuple(PublicPrekey(id, self.wire.encode_key(cipher.x25519_public(key)))
                  for id, key in self.prekeys.items()))

    def start(self, bundle: Bundle, prekey_id: int) -> Session:
        """Begins a session from a bundle."""
        assert self.ephemeral is not None
        agreed = agreement.initiate(self.wire, self.identity, self.ephemeral, bundle, prekey_id)
        signed_prekey = self.wire.decode_key(bundle.signed_prekey.key)
        ratchet = Ratchet.initiator(self.wire, agreed.shared_secret, signed_prekey, list(self.ratchet_keys))
        exchange = Exchange(
            prekey_id, bundle.signed_prekey.id, agreed.initiator_key, cipher.x25519_public(self.ephemeral), b"")
        self.session = Session(ratchet, agreed, exchange, initiated=True, confirmed=False)
        return self.session

    def seal(self, plaintext: bytes, *, previous: int | None = None) -> tuple[bytes, bool]:
        """The next message, and whether it is wrapped in the key exchange."""
        assert self.session is not None
        session = self.session
        data = session.associated_data(self.wire, sending=True)
        message = session.ratchet.seal(plaintext, data, previous=previous)
        return (message, False) if session.confirmed else (self.wrap(message), True)

    def wrap(self, message: bytes) -> bytes:
        """A message in this side's key exchange."""
        assert self.session is not None
        exchange = self.session.exchange
        return self.wire.encode_exchange(Exchange(
            exchange.prekey_id, exchange.signed_prekey_id, exchange.identity_key, exchange.ephemeral_key, message))

    def open(self, encoded: bytes, *, is_exchange: bool) -> bytes:
        """Receives; on failure nothing has changed."""
        if is_exchange:
            return self._open_exchange(self.wire.decode_exchange(encoded))
        message = self.wire.decode_message(encoded)
        assert self.session is not None, "no case delivers a message before there is a session"
        plaintext = self.session.ratchet.open(message, self.session.associated_data(self.wire, sending=False))
        self.session.confirmed = True
        return plaintext

    def _open_exchange(self, exchange: Exchange) -> bytes:
        message = self.wire.decode_message(exchange.message)
        session = self.session
        if session is not None and session.exchange.ephemeral_key == exchange.ephemeral_key:
            return session.ratchet.open(message, session.associated_data(self.wire, sending=False))
        if exchange.signed_prekey_id not in self.signed_prekeys:
            raise Refused("unknown-signed-prekey")
        if exchange.prekey_id not in self.prekeys:
            raise Refused("unknown-prekey")
        signed_prekey = self.signed_prekeys[exchange.signed_prekey_id]
        agreed = agreement.respond(
            self.wire, self.identity, signed_prekey, self.prekeys[exchange.prekey_id],
            exchange.identity_key, exchange.ephemeral_key)
        ratchet = Ratchet.responder(self.wire, agreed.shared_secret, signed_prekey, self.ratchet_keys)
        session = Session(ratchet, agreed, exchange, initiated=False, confirmed=True)
        plaintext = ratchet.open(message, session.associated_data(self.wire, sending=False))
        self.session = session
        del self.prekeys[exchange.prekey_id]
        return plaintext
