"""The Double Ratchet ("The Double Ratchet Algorithm", revision 1, section 3) with OMEMO's two ciphers.

One departure: the five newest receiving chains are kept, as libsignal keeps them. libsignal and libomemo-c write PN one
too low, so that PN alone does not find the last message of a chain.
"""

import copy
from dataclasses import dataclass, field

from . import cipher
from .refused import Refused
from .wire import Header, Message, Wire

MAX_SKIP = 1000
MAX_CHAINS = 5


@dataclass
class _Chain:
    ratchet_key: bytes
    key: bytes
    next: int


@dataclass
class Ratchet:
    """One side's state. `keys` are the ratchet private keys that it draws, in order."""

    wire: Wire
    root: bytes
    private: bytes
    keys: list[bytes]
    sending_key: bytes | None = None
    sent: int = 0
    previous: int = 0
    chains: list[_Chain] = field(default_factory=list)
    skipped: dict[tuple[bytes, int], bytes] = field(default_factory=dict)

    @staticmethod
    def initiator(wire: Wire, secret: bytes, signed_prekey: bytes, keys: list[bytes]) -> "Ratchet":
        """RatchetInitAlice."""
        ratchet = Ratchet(wire, secret, keys[0], keys[1:])
        ratchet.root, ratchet.sending_key = _root_step(wire, secret, keys[0], signed_prekey)
        return ratchet

    @staticmethod
    def responder(wire: Wire, secret: bytes, signed_prekey: bytes, keys: list[bytes]) -> "Ratchet":
        """RatchetInitBob."""
        return Ratchet(wire, secret, signed_prekey, list(keys))

    def seal(self, plaintext: bytes, associated_data: bytes, *, previous: int | None = None) -> bytes:
        """RatchetEncrypt. `previous` overrides PN, as a peer does that counts it otherwise."""
        count = self.previous if previous is None else previous
        header, message_key = Header(self.public, count, self.sent), self.advance()
        return seal_message(self.wire, header, message_key, plaintext, associated_data)

    def advance(self) -> bytes:
        """Takes the next message key of the sending chain."""
        assert self.sending_key is not None, "a responder sends only after it has received"
        message_key, self.sending_key = chain_step(self.sending_key)
        self.sent += 1
        return message_key

    def open(self, message: Message, associated_data: bytes) -> bytes:
        """RatchetDecrypt. On failure the state is as it was, and a ratchet key that was drawn is still unspent."""
        state = copy.deepcopy(self.__dict__ | {"wire": None})
        try:
            message_key = self._message_key(message.header)
            return open_message(self.wire, message, message_key, associated_data)
        except Refused:
            self.__dict__.update(state | {"wire": self.wire})
            raise

    @property
    def public(self) -> bytes:
        """The public half of the current ratchet key."""
        return cipher.x25519_public(self.private)

    def _message_key(self, header: Header) -> bytes:
        stored = self.skipped.pop((header.ratchet_key, header.number), None)
        if stored is not None:
            return stored
        chain = next((chain for chain in self.chains if chain.ratchet_key == header.ratchet_key), None)
        if chain is None:
            chain = self._step(header)
        if header.number < chain.next:
            raise Refused("duplicate")
        if header.number - chain.next > MAX_SKIP:
            raise Refused("too-far-ahead")
        self._skip(chain, header.number)
        message_key, chain.key = chain_step(chain.key)
        chain.next += 1
        return message_key

    def _step(self, header: Header) -> _Chain:
        if header.number > MAX_SKIP:
            raise Refused("too-far-ahead")
        if self.chains and header.previous_count - self.chains[0].next <= MAX_SKIP:
            self._skip(self.chains[0], header.previous_count)
        self.root, receiving = _root_step(self.wire, self.root, self.private, header.ratchet_key)
        self.private = self.keys.pop(0)
        self.root, self.sending_key = _root_step(self.wire, self.root, self.private, header.ratchet_key)
        self.previous, self.sent = self.sent, 0
        self.chains.insert(0, _Chain(header.ratchet_key, receiving, 0))
        del self.chains[MAX_CHAINS:]
        return self.chains[0]

    def _skip(self, chain: _Chain, until: int) -> None:
        while chain.next < until:
            self.skipped[chain.ratchet_key, chain.next], chain.key = chain_step(chain.key)
            chain.next += 1


def chain_step(key: bytes) -> tuple[bytes, bytes]:
    """KDF_CK: the message key and the next chain key."""
    return cipher.hmac_sha256(key, b"\x01"), cipher.hmac_sha256(key, b"\x02")


def expand(wire: Wire, message_key: bytes) -> tuple[bytes, bytes, bytes]:
    """The cipher key, the MAC key and the IV of a message."""
    material = cipher.hkdf(message_key, bytes(32), wire.message_info, 80)
    return material[:32], material[32:64], material[64:]


def seal_message(
    wire: Wire, header: Header, message_key: bytes, plaintext: bytes, associated_data: bytes
) -> bytes:
    """A ratchet message under a given header."""
    encryption, _, iv = expand(wire, message_key)
    ciphertext = cipher.cbc_encrypt(encryption, iv, plaintext)
    return authenticate(wire, message_key, wire.encode_authenticated(header, ciphertext), associated_data)


def authenticate(wire: Wire, message_key: bytes, authenticated: bytes, associated_data: bytes) -> bytes:
    """Puts the MAC on whatever `authenticated` is; so malformed messages of a peer who has the key are made too."""
    _, authentication, _ = expand(wire, message_key)
    mac = cipher.hmac_sha256(authentication, associated_data + authenticated)[:wire.mac_length]
    return wire.encode_message(authenticated, mac)


def open_message(wire: Wire, message: Message, message_key: bytes, associated_data: bytes) -> bytes:
    """Verifies the MAC, then decrypts."""
    encryption, authentication, iv = expand(wire, message_key)
    mac = cipher.hmac_sha256(authentication, associated_data + message.authenticated)[:wire.mac_length]
    if mac != message.mac:
        raise Refused("not-authentic")
    return cipher.cbc_decrypt(encryption, iv, message.ciphertext)


def _root_step(wire: Wire, root: bytes, private: bytes, public: bytes) -> tuple[bytes, bytes]:
    output = cipher.hkdf(cipher.x25519(private, public), root, wire.root_info, 64)
    return output[:32], output[32:]
