"""Key exchanges that were changed on their way, or are made of the wrong parts."""

from collections.abc import Callable

from reference import cipher, keys, protobuf
from reference.refused import Reason
from reference.wire import OMEMO2, Legacy, Wire
from seeded import scalar
from suite import Level, Suite

from cases import awkward, world
from cases.conversation import Conversation, Sent
from cases.ratchet_spoiled import Fields, fields
from cases.spoil import flipped

_Change = Callable[[Fields], Fields]


def add(wire: Wire, suite: Suite) -> None:
    """Each refused exchange is followed by the good one: neither prekey nor session is lost."""
    _Exchanges(wire, suite).add()


class _Theme:
    """One conversation that begins with several spoiled exchanges and then the good one."""

    def __init__(self, wire: Wire, suite: Suite, name: str, comment: str, level: Level = "required") -> None:
        self.talk = Conversation(wire, f"exchange {name}")
        self._suite = suite
        self._name, self._comment, self._level = name, comment, level
        self._good = self.talk.send("A")

    def refuse(self, what: str, change: Callable[[bytes], bytes], reason: Reason) -> None:
        self.talk.refuse("B", change(self._good.encoded), reason, is_exchange=True, comment=what)

    def __enter__(self) -> "_Theme":
        return self

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self.talk.deliver(self._good)
            self._suite.play(f"key-exchange-{self._name}", self._comment, self.talk.input, level=self._level)


class _Exchanges:
    def __init__(self, wire: Wire, suite: Suite) -> None:
        self.wire = wire
        self.suite = suite
        omemo2 = {"prekey": 1, "signed": 2, "identity": 3, "ephemeral": 4, "message": 5}
        legacy = {"prekey": 1, "signed": 6, "identity": 3, "ephemeral": 2, "message": 4}
        self.numbers = omemo2 if wire is OMEMO2 else legacy
        self.lead = b"" if wire is OMEMO2 else keys.TYPE_BYTE

    def add(self) -> None:
        self._ids()
        self._keys()
        self._messages()
        self._missing()
        self._tolerance()
        self._reuse()
        if self.wire is not OMEMO2:
            with self._theme("version", "The high half of the first byte is not 3.") as theme:
                for version in (0x00, 0x13, 0x23, 0x43, 0xF3):
                    theme.refuse(
                        f"{version:02x}", lambda data: bytes([version]) + data[1:], "unsupported-version")

    def _theme(self, name: str, comment: str) -> _Theme:
        return _Theme(self.wire, self.suite, name, comment)

    def _changed(self, change: _Change) -> Callable[[bytes], bytes]:
        def apply(data: bytes) -> bytes:
            if self.wire is OMEMO2:
                return protobuf.encode(change(fields(data)))
            return Legacy.version + protobuf.encode(change(fields(data[1:])))
        return apply

    def _with(self, field: str, value: protobuf.Value) -> Callable[[bytes], bytes]:
        return self._changed(lambda all: [(n, value if n == self.numbers[field] else v) for n, v in all])

    def _within(self, field: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        return self._changed(lambda all: [
            (n, change(v) if n == self.numbers[field] and isinstance(v, bytes) else v) for n, v in all])

    def _ids(self) -> None:
        kinds: tuple[tuple[str, int, Reason], ...] = (
            ("prekey", world.PREKEY_IDS[1], "unknown-prekey"),
            ("signed", world.SIGNED_PREKEY_IDS[1], "unknown-signed-prekey"))
        for field, other, reason in kinds:
            name = "prekey" if field == "prekey" else "signed-prekey"
            with self._theme(f"{name}-id", "The id of the responder's key is changed; ids are 1 to 2^31 - 1.") as theme:
                theme.refuse("another key of the same kind", self._with(field, other), "not-authentic")
                theme.refuse("nobody's", self._with(field, 5), reason)
                for value in (0, 2**31, 2**32 - 1):
                    theme.refuse(str(value), self._with(field, value), "bad-id")

    def _keys(self) -> None:
        wire = self.wire
        stranger = world.identity("seed", "exchange stranger")
        with self._theme("other-keys", "A key is replaced by another good one: the secret is another.") as theme:
            theme.refuse("a stranger's identity", self._with("identity", wire.public_key(stranger)), "not-authentic")
            theme.refuse(
                "the responder's own identity",
                self._with("identity", wire.public_key(theme.talk.parties["B"].identity)), "not-authentic")
            theme.refuse(
                "another ephemeral key",
                self._with("ephemeral", self.lead + cipher.x25519_public(scalar("exchange ephemeral"))),
                "not-authentic")
            if wire is OMEMO2:
                theme.refuse(
                    "the identity's other sign: the same secret, other associated data",
                    self._within("identity", lambda key: flipped(key, 255)), "not-authentic")
        with self._theme("ephemeral-points", "The ephemeral key is of small order.") as theme:
            for label, u in awkward.low_order_u()[:5]:
                theme.refuse(label, self._with("ephemeral", self.lead + u), "bad-key")
        points = [(label, self.lead + u) for label, u in awkward.low_order_u()[:5]]
        if wire is OMEMO2:
            points = awkward.low_order_ed25519() + awkward.outside_subgroup() + awkward.off_curve()
        with self._theme("identity-points", "The identity key is not of prime order, or no key at all.") as theme:
            for label, point in points:
                theme.refuse(label, self._with("identity", point), "bad-key")
        for field in ("identity", "ephemeral"):
            with self._theme(f"{field}-form", "A key of the wrong length or type.") as theme:
                theme.refuse("a byte less", self._within(field, lambda key: key[:-1]), "bad-key")
                theme.refuse("a byte more", self._within(field, lambda key: key + b"\0"), "bad-key")
                theme.refuse("empty", self._within(field, lambda key: b""), "bad-key")
                if wire is OMEMO2:
                    theme.refuse(
                        "with libsignal's type byte", self._within(field, lambda key: b"\x05" + key), "bad-key")
                else:
                    theme.refuse("of type 06", self._within(field, lambda key: b"\x06" + key[1:]), "bad-key")
        if wire is not OMEMO2:
            for field in ("identity", "ephemeral"):
                with self._theme(f"{field}-without-type-byte", "A key without its type byte.") as theme:
                    theme.refuse("32 bytes", self._within(field, lambda key: key[1:]), "bad-key")

    def _messages(self) -> None:
        wire = self.wire
        other = Conversation(wire, "exchange other session").send("A")
        inner = wire.decode_exchange(other.encoded).message
        # The MAC is OMEMO 2's first field, after two bytes, and the last of the legacy message.
        bit = 16 if wire is OMEMO2 else -1
        with self._theme("message", "The message inside is changed.") as theme:
            theme.refuse("that of another exchange", self._with("message", inner), "not-authentic")
            theme.refuse("a bit of its MAC", self._within("message", lambda data: flipped(data, bit)), "not-authentic")
            theme.refuse("empty", self._with("message", b""), "malformed")
            theme.refuse("cut", self._within("message", lambda data: data[:-30]), "malformed")
            if wire is not OMEMO2:
                theme.refuse(
                    "its version", self._within("message", lambda data: b"\x23" + data[1:]), "unsupported-version")
        with self._theme("cut", "The exchange is cut.") as theme:
            theme.refuse("all but the last byte", lambda data: data[:-1], "malformed")
            theme.refuse("the first half", lambda data: data[:len(data) // 2], "malformed")
            theme.refuse("nothing", lambda data: b"", "malformed")

    def _missing(self) -> None:
        with self._theme("fields-missing", "A required field is missing.") as theme:
            for field, number in self.numbers.items():
                theme.refuse(
                    f"no {field}", self._changed(lambda all: [(n, v) for n, v in all if n != number]), "malformed")
            theme.refuse("the identity is a number", self._with("identity", 5), "malformed")

    def _tolerance(self) -> None:
        def accept(name: str, comment: str, change: _Change) -> None:
            talk = Conversation(self.wire, f"exchange {name}")
            sent = talk.send("A")
            sent.encoded = self._changed(change)(sent.encoded)
            talk.deliver(sent)
            talk.exchange("B")
            self.suite.play(f"key-exchange-{name}", comment, talk.input)

        accept("reversed", "The fields in another order, as protobuf allows.", lambda all: all[::-1])
        accept("unknown-field", "Fields that are not known are skipped.", lambda all: [(99, b"new")] + all + [(100, 1)])
        if self.wire is not OMEMO2:
            accept(
                "registration-id", "libsignal writes its registration id, most clients their device id.",
                lambda all: all[:4] + [(5, 27183)] + all[4:])

    def _reuse(self) -> None:
        talk = Conversation(self.wire, "exchange reuse")
        talk.exchange("A")
        second = _second(talk)
        talk.refuse("B", second.encoded, "unknown-prekey", is_exchange=True)
        talk.exchange("B")
        self.suite.play(
            "key-exchange-with-used-prekey", "A second exchange with a prekey that the first has used up.", talk.input)
        talk = Conversation(self.wire, "exchange replaced message")
        first = talk.exchange("A")
        later = talk.send("A")
        swapped = self._with("message", self.wire.decode_exchange(later.encoded).message)(first.encoded)
        talk.deliver(Sent("A", later.plaintext, swapped, True))
        talk.refuse("B", later.encoded, "duplicate", is_exchange=True)
        self.suite.play(
            "key-exchange-twice-one-message", "One message in two wrappings of the same exchange.", talk.input)


def _second(talk: Conversation) -> Sent:
    """The initiator's message in another session from the same bundle."""
    party = world.initiator(talk.wire, f"ratchet {talk.label} second")
    party.identity = talk.parties["A"].identity
    party.start(world.responder(talk.wire, f"ratchet {talk.label}").bundle(world.SIGNATURE_RANDOM), world.PREKEY_IDS[0])
    plaintext = bytes(32)
    encoded, is_exchange = party.seal(plaintext)
    return Sent("A", plaintext, encoded, is_exchange)
