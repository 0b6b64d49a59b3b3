"""What a peer with good keys can send and no honest one does: the MAC is right, something else is not."""

from collections.abc import Callable

from reference import cipher, curve, keys, protobuf, ratchet
from reference.ratchet import Ratchet
from reference.refused import Reason
from reference.wire import OMEMO2, Exchange, Header, Wire
from suite import Level, Suite

from cases import awkward, world
from cases.conversation import Conversation, Sent
from cases.ratchet_spoiled import fields
from cases.spoil import flipped


def add(wire: Wire, suite: Suite) -> None:
    """Messages of A to B in a session that both have."""
    _contents(wire, suite)
    _encodings(wire, suite)
    _ratchet_keys(wire, suite)
    _counts(wire, suite)


class _Crafted:
    """A's next message, made by hand."""

    def __init__(self, wire: Wire, label: str, turns: int = 3) -> None:
        self.wire = wire
        self.talk = Conversation(wire, f"crafted {label}", turns=turns)
        self.talk.exchange("A")
        self.talk.exchange("B")
        self.plaintext = self.talk.text()

    def take(self) -> None:
        """Spends the next number and key of A's sending chain, and remembers both."""
        state = self.state("A")
        self.header = Header(state.public, state.previous, state.sent)
        self.key = state.advance()
        self.talk.steps.append({"advance": "A", "count": 1})

    def state(self, who: str) -> Ratchet:
        session = self.talk.parties[who].session
        assert session is not None
        return session.ratchet

    @property
    def data(self) -> bytes:
        """The associated data of A's messages."""
        session = self.talk.parties["A"].session
        assert session is not None
        return session.associated_data(self.wire, sending=True)

    def ciphertext(self) -> bytes:
        encryption, _, iv = ratchet.expand(self.wire, self.key)
        return cipher.cbc_encrypt(encryption, iv, self.plaintext)

    def authenticated(self, authenticated: bytes) -> bytes:
        """A message whose MAC is right, over whatever is given."""
        return ratchet.authenticate(self.wire, self.key, authenticated, self.data)

    def deliver(self, encoded: bytes) -> None:
        self.talk.deliver(Sent("A", self.plaintext, encoded, False))

    def refuse(self, encoded: bytes, reason: Reason, comment: str | None = None) -> None:
        self.talk.refuse("B", encoded, reason, is_exchange=False, comment=comment)


def _contents(wire: Wire, suite: Suite) -> None:
    crafted = _Crafted(wire, "padding")
    crafted.take()
    encryption, _, iv = ratchet.expand(wire, crafted.key)
    spoiled = [
        (what, cipher.cbc_encrypt(encryption, iv, plain, pad=False)) for what, plain in (
            ("the padding ends in 0", bytes(48)), ("the padding ends in 17", bytes(47) + b"\x11"),
            ("the padding's bytes differ", bytes(44) + b"\x01\x02\x03\x04"))]
    spoiled += [(f"{length} bytes, not whole blocks", crafted.ciphertext()[:length]) for length in (15, 47)]
    for what, ciphertext in spoiled:
        crafted.refuse(
            crafted.authenticated(wire.encode_authenticated(crafted.header, ciphertext)), "not-authentic", what)
    crafted.talk.exchange("A")
    suite.play(
        "padding", "A good MAC over a ciphertext that is none. The answer is the same as for a wrong MAC.",
        crafted.talk.input)


def _encodings(wire: Wire, suite: Suite) -> None:
    def crafted(
        name: str, comment: str, change: Callable[[list[protobuf.Field]], list[protobuf.Field]],
        reason: Reason | None = None, level: Level = "required", version: bytes = b"\x33",
    ) -> None:
        crafted = _Crafted(wire, name)
        crafted.take()
        written = wire.encode_authenticated(crafted.header, crafted.ciphertext())
        encoded = protobuf.encode(change(fields(written if wire is OMEMO2 else written[1:])))
        message = crafted.authenticated(encoded if wire is OMEMO2 else version + encoded)
        if reason is None:
            crafted.deliver(message)
        else:
            crafted.refuse(message, reason)
        crafted.talk.exchange("A")
        suite.play(name, comment, crafted.talk.input, level=level)

    key, previous = (3, 2) if wire is OMEMO2 else (1, 3)
    crafted("fields-reversed", "The fields in another order; the MAC is over what was sent.", lambda all: all[::-1])
    crafted(
        "field-unknown", "An unknown field; whoever writes the message anew before checking the MAC fails.",
        lambda all: all + [(15, b"new")])
    crafted(
        "without-ciphertext", "No ciphertext.", lambda all: [(n, v) for n, v in all if n != 4], "malformed")
    if wire is OMEMO2:
        crafted(
            "key-with-type-byte", "The ratchet key with libsignal's type byte, under a good MAC.",
            lambda all: [(n, b"\x05" + v if n == key and isinstance(v, bytes) else v) for n, v in all], "bad-key")
        talk = _Crafted(wire, "full mac")
        talk.take()
        written = wire.encode_authenticated(talk.header, talk.ciphertext())
        _, authentication, _ = ratchet.expand(wire, talk.key)
        mac = cipher.hmac_sha256(authentication, talk.data + written)
        for length in (32, 8, 17, 15):
            talk.refuse(wire.encode_message(written, mac[:length]), "malformed", f"{length} bytes")
        talk.deliver(wire.encode_message(written, mac[:16]))
        suite.play("mac-length", "The right MAC, cut at other places than after 16 bytes.", talk.talk.input)
        return
    crafted(
        "key-without-type-byte", "The ratchet key without its type byte, under a good MAC.",
        lambda all: [(n, v[1:] if n == key and isinstance(v, bytes) else v) for n, v in all], "bad-key")
    crafted(
        "key-of-type-06", "A ratchet key of another type, under a good MAC.",
        lambda all: [(n, b"\x06" + v[1:] if n == key and isinstance(v, bytes) else v) for n, v in all], "bad-key")
    crafted(
        "without-previous-count", "No PN: libsignal takes it for 0 and never reads it.",
        lambda all: [(n, v) for n, v in all if n != previous], level="recommended")
    crafted(
        "version-34", "The low half of the first byte is the newest version that the sender knows; today's libsignal "
        "writes 4.", lambda all: all, level="recommended", version=b"\x34")
    for version in (0x23, 0x43):
        crafted(
            f"version-{version:02x}", "Another version, under a good MAC.", lambda all: all, "unsupported-version",
            version=bytes([version]))


def _ratchet_keys(wire: Wire, suite: Suite) -> None:
    crafted = _Crafted(wire, "low order")
    for label, u in awkward.low_order_u():
        # B's secret with such a key is zero, so A can make the chain.
        chain = cipher.hkdf(bytes(32), crafted.state("B").root, wire.root_info, 64)[32:]
        key, _ = ratchet.chain_step(chain)
        crafted.refuse(
            ratchet.seal_message(wire, Header(u, 1, 0), key, crafted.plaintext, crafted.data), "bad-key", label)
    crafted.talk.exchange("A")
    suite.play(
        "ratchet-key-low-order",
        "New ratchet keys of small order, in every encoding, under a MAC that is right for the secret zero.",
        crafted.talk.input)
    for name, comment in (
        ("bit-255", "The next ratchet key with bit 255 set. RFC 7748 ignores the bit; the MAC is right."),
        ("u-9-plus-p", "A ratchet key that is not reduced modulo p; the MAC is right for those who reduce it."),
    ):
        crafted = _Crafted(wire, f"key {name}")
        private = crafted.state("A").private if name == "bit-255" else awkward.BASE_SCALAR
        public = flipped(cipher.x25519_public(private), 255) if name == "bit-255" else awkward.NON_CANONICAL_BASE_U
        secret = cipher.x25519(private, cipher.x25519_public(crafted.state("B").private))
        chain = cipher.hkdf(secret, crafted.state("B").root, wire.root_info, 64)[32:]
        key, _ = ratchet.chain_step(chain)
        crafted.refuse(
            ratchet.seal_message(wire, Header(public, 1, 0), key, crafted.plaintext, crafted.data), "bad-key")
        crafted.talk.exchange("A")
        suite.play(f"ratchet-key-{name}", comment, crafted.talk.input, level="recommended")


    _zero_agreement(wire, suite)


def _zero_agreement(wire: Wire, suite: Suite) -> None:
    """Identity and ephemeral key of small order: all four secrets are zero, and everybody can make the message."""
    talk = Conversation(wire, "crafted zero agreement")
    responder = talk.parties["B"]
    for label, u in awkward.low_order_u()[:4]:
        identity = u
        if wire is OMEMO2:
            identity = next(
                point for point in keys.small_order_points()
                if curve.montgomery(curve.number(point) % 2**255) == curve.number(u))
        secret = cipher.hkdf(b"\xff" * 32 + bytes(4 * 32), bytes(32), wire.agreement_info, 32)
        chain = cipher.hkdf(bytes(32), secret, wire.root_info, 64)[32:]
        key, _ = ratchet.chain_step(chain)
        responder_key = wire.identity_key(wire.public_key(responder.identity))
        data = wire.associated_data(identity, responder_key, from_initiator=True)
        message = ratchet.seal_message(wire, Header(u, 0, 0), key, talk.text(), data)
        exchange = Exchange(world.PREKEY_IDS[0], world.SIGNED_PREKEY_IDS[0], identity, u, message)
        talk.refuse("B", wire.encode_exchange(exchange), "bad-key", is_exchange=True, comment=label)
    talk.exchange("A")
    suite.play(
        "key-exchange-of-zeros",
        "Every public key in the exchange is of small order, all secrets are zero, and the MAC is right for them.",
        talk.input)


def _counts(wire: Wire, suite: Suite) -> None:
    for previous, comment in (
        (0, "PN says less than was received."),
        (2**32 - 1, "PN says that four billion messages are missing. The message opens, and no keys are made."),
    ):
        crafted = _Crafted(wire, f"pn {previous}", turns=4)
        crafted.talk.exchange("A")
        crafted.talk.exchange("B")
        crafted.take()
        header = Header(crafted.header.ratchet_key, previous, crafted.header.number)
        crafted.deliver(ratchet.seal_message(wire, header, crafted.key, crafted.plaintext, crafted.data))
        crafted.talk.exchange("A")
        crafted.talk.exchange("B")
        suite.play(f"previous-count-{previous}", comment, crafted.talk.input, level="recommended")
    crafted = _Crafted(wire, "number")
    crafted.take()
    for number in (2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1):
        header = Header(crafted.header.ratchet_key, crafted.header.previous_count, number)
        crafted.refuse(
            ratchet.seal_message(wire, header, crafted.key, crafted.plaintext, crafted.data), "too-far-ahead",
            str(number))
    crafted.talk.exchange("A")
    suite.play(
        "number-at-the-end", "Numbers near 2^31 and 2^32. They must be refused before billions of keys are made.",
        crafted.talk.input)
