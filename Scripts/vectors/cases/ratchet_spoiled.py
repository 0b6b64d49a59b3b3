"""Ratchet messages that were changed on their way, by somebody who has no key."""

from collections.abc import Callable, Iterator

from reference import protobuf
from reference.refused import Reason
from reference.wire import OMEMO2, Legacy, Wire
from suite import Suite

from cases.conversation import Conversation
from cases.spoil import flipped

Fields = list[protobuf.Field]


Change = Callable[[Wire, bytes], bytes]
Spoiling = tuple[str, Reason, Change]
"""What was done, what it is refused for, and how it is done."""


def add(wire: Wire, suite: Suite) -> None:
    """In each case a message is spoiled in several ways, refused each time, and then opens unspoiled."""
    for name, comment, spoilings in _themes(wire):
        talk = Conversation(wire, f"spoiled {name}")
        talk.exchange("A")
        talk.exchange("B")
        sent = talk.send("A")
        for what, reason, change in spoilings:
            talk.refuse("B", change(wire, sent.encoded), reason, is_exchange=False, comment=what)
        talk.deliver(sent)
        suite.play(f"spoiled-{name}", f"{comment} The message itself opens afterwards.", talk.input)
    _elsewhere(wire, suite)


def _themes(wire: Wire) -> Iterator[tuple[str, str, list[Spoiling]]]:
    yield "mac", "The MAC is changed.", [
        (f"bit {bit}", "not-authentic", _mac(bit)) for bit in (0, 31, wire.mac_length * 8 - 1)]
    yield "ciphertext", "The ciphertext is changed.", [
        (f"bit {bit}", "not-authentic", _field(_CIPHERTEXT, bit)) for bit in (0, 128, 300, 383)]
    yield "ratchet-key", "The ratchet key is changed: it looks like a new chain.", [
        (f"bit {bit}", "not-authentic", _field(_RATCHET_KEY, bit)) for bit in (9, 100, 250)]
    yield "counts", "A number in the header is changed.", [
        ("the number is 1, not 0", "not-authentic", _number(_NUMBER, 1)),
        ("the number is 900", "not-authentic", _number(_NUMBER, 900)),
        ("the number is 2^32 - 1", "too-far-ahead", _number(_NUMBER, 2**32 - 1)),
        ("PN is 2, not 1", "not-authentic", _number(_PREVIOUS, 2)),
        ("PN is 0, not 1", "not-authentic", _number(_PREVIOUS, 0))]
    missing: list[Spoiling] = [
        ("no ratchet key", "malformed", _without(_RATCHET_KEY)),
        ("no number", "malformed", _without(_NUMBER)),
        ("no ciphertext", "malformed", _without(_CIPHERTEXT))]
    cut: list[Spoiling] = [
        ("nothing", "malformed", lambda wire, data: b""),
        ("the first half", "malformed", lambda wire, data: data[:len(data) // 2]),
        ("all but the last byte", "malformed", lambda wire, data: data[:-1])]
    forms: list[Spoiling] = [
        ("a byte less", "bad-key", _key(lambda key: key[:-1])),
        ("a byte more", "bad-key", _key(lambda key: key + b"\0")),
        ("empty", "bad-key", _key(lambda key: b""))]
    if wire is OMEMO2:
        missing += [
            ("no PN", "malformed", _without(_PREVIOUS)),
            ("no MAC", "malformed", _outer(lambda all: all[1:])),
            ("no message", "malformed", _outer(lambda all: all[:1]))]
        cut.append((
            "the inner message is cut", "malformed", _outer(lambda all: [all[0], (2, _octets(all[1])[:-1])])))
        forms.append(("with libsignal's type byte", "bad-key", _key(lambda key: b"\x05" + key)))
    else:
        cut += [
            ("the MAC is missing", "malformed", lambda wire, data: data[:-8]),
            ("one byte", "malformed", lambda wire, data: data[:1]),
            ("a MAC's length", "malformed", lambda wire, data: data[:8])]
        forms += [
            (f"the type byte is {byte:02x}", "bad-key", _of_type(byte))
            for byte in (0x00, 0x04, 0x06, 0xFF)]
        forms.append(("without its type byte", "bad-key", _key(lambda key: key[1:])))
        versions: list[Spoiling] = [
            (f"{version:02x}", "unsupported-version", _of_version(version))
            for version in (0x00, 0x03, 0x13, 0x23, 0x43, 0x53, 0xF3)]
        versions.append((
            "34, another low half, which the MAC covers", "not-authentic", _of_version(0x34)))
        yield "version", "The first byte is changed.", versions
    yield "fields-missing", "A required field is missing.", missing
    yield "cut", "The message is cut.", cut
    yield "key-form", "The ratchet key has the wrong length or type.", forms


def _elsewhere(wire: Wire, suite: Suite) -> None:
    talk = Conversation(wire, "spoiled reflected")
    talk.exchange("A")
    talk.exchange("B")
    sent = talk.send("A")
    talk.refuse("A", sent.encoded, "not-authentic", is_exchange=False)
    talk.deliver(sent)
    suite.play("reflected", "A message comes back to its sender.", talk.input)
    talk, other = Conversation(wire, "spoiled other"), Conversation(wire, "spoiled other session")
    talk.exchange("A")
    talk.exchange("B")
    other.exchange("A")
    other.exchange("B")
    sent = talk.send("A")
    talk.refuse("B", other.send("A").encoded, "not-authentic", is_exchange=False)
    talk.deliver(sent)
    suite.play("other-session", "A message of another session, good in itself.", talk.input)
    talk = Conversation(wire, "spoiled unwrapped")
    sent = talk.send("A")
    talk.deliver(sent)
    talk.refuse("B", sent.encoded, "malformed", is_exchange=False)
    talk.exchange("B")
    suite.play("key-exchange-unmarked", "A key exchange is given as a ratchet message.", talk.input)
    talk = Conversation(wire, "spoiled wrapped")
    talk.exchange("A")
    answer = talk.send("B")
    talk.refuse("A", answer.encoded, "malformed", is_exchange=True)
    talk.deliver(answer)
    suite.play("message-marked", "A ratchet message is given as a key exchange.", talk.input)


_RATCHET_KEY, _NUMBER, _PREVIOUS, _CIPHERTEXT = "key", "n", "pn", "ct"


def _id(wire: Wire, field: str) -> int:
    omemo2 = {_NUMBER: 1, _PREVIOUS: 2, _RATCHET_KEY: 3, _CIPHERTEXT: 4}
    legacy = {_RATCHET_KEY: 1, _NUMBER: 2, _PREVIOUS: 3, _CIPHERTEXT: 4}
    return (omemo2 if wire is OMEMO2 else legacy)[field]


def fields(encoded: bytes) -> Fields:
    """Every field of a well-formed message, in order."""
    found: Fields = []
    position = 0
    while position < len(encoded):
        key, position = protobuf.read_varint(encoded, position)
        value, position = protobuf.read_varint(encoded, position)
        if key & 7 == 2:
            found.append((key >> 3, encoded[position:position + value]))
            position += value
        else:
            found.append((key >> 3, value))
    return found


def _outer(change: Callable[[Fields], Fields]) -> Change:
    """Changes OMEMO 2's outer message."""
    return lambda wire, data: protobuf.encode(change(fields(data)))


def _inner(change: Callable[[Fields], Fields]) -> Change:
    """Changes the fields that the MAC covers, and leaves the MAC."""
    def apply(wire: Wire, data: bytes) -> bytes:
        if wire is OMEMO2:
            outer = fields(data)
            return protobuf.encode([outer[0], (2, protobuf.encode(change(fields(_octets(outer[1])))))])
        return Legacy.version + protobuf.encode(change(fields(data[1:-8]))) + data[-8:]
    return apply


def _mac(bit: int) -> Change:
    """Flips a bit of the MAC."""
    def apply(wire: Wire, data: bytes) -> bytes:
        if wire is OMEMO2:
            outer = fields(data)
            return protobuf.encode([(1, flipped(_octets(outer[0]), bit)), outer[1]])
        return data[:-8] + flipped(data[-8:], bit)
    return apply


def _field(field: str, bit: int) -> Change:
    """Flips a bit of a field."""
    return lambda wire, data: _inner(lambda all: [
        (n, flipped(v, bit) if n == _id(wire, field) and isinstance(v, bytes) else v) for n, v in all])(wire, data)


def _key(change: Callable[[bytes], bytes]) -> Change:
    """Changes the ratchet key as it is written, type byte and all."""
    return lambda wire, data: _inner(lambda all: [
        (n, change(v) if n == _id(wire, _RATCHET_KEY) and isinstance(v, bytes) else v) for n, v in all])(wire, data)


def _of_type(byte: int) -> Change:
    """Gives the ratchet key another type byte."""
    return _key(lambda key: bytes([byte]) + key[1:])


def _of_version(byte: int) -> Change:
    """Changes the legacy message's first byte."""
    return lambda wire, data: bytes([byte]) + data[1:]


def _number(field: str, value: int) -> Change:
    """Gives a number another value."""
    return lambda wire, data: _inner(
        lambda all: [(n, value if n == _id(wire, field) else v) for n, v in all])(wire, data)


def _without(field: str) -> Change:
    """Leaves a field out."""
    return lambda wire, data: _inner(
        lambda all: [(n, v) for n, v in all if n != _id(wire, field)])(wire, data)


def _octets(field: protobuf.Field) -> bytes:
    assert isinstance(field[1], bytes)
    return field[1]
