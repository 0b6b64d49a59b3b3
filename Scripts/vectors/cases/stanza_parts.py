"""A `<message/>` from Romeo to Juliet, put together from parts that a case may replace."""

from dataclasses import dataclass, field, replace
from typing import Any

from reference import payload
from reference.party import Party
from reference.wire import OMEMO2, Wire
from seeded import octets
from suite import Json

from cases import world
from cases.conversation import Conversation
from cases.published import text

SENDER = "romeo@montague.lit"
OWN = "juliet@capulet.lit"
SENDER_DEVICE = 27183
OWN_DEVICE = 31415
OTHER_DEVICE = 12321
BODY = "But, soft! what light?"


@dataclass(frozen=True)
class Envelope:
    """The SCE envelope; each part is XML and may be left out."""

    content: str = f"<content><body xmlns='jabber:client'>{BODY}</body></content>"
    padding: str = "<rpad>a9z3</rpad>"
    time: str = "<time stamp='2026-01-02T03:04:05Z'/>"
    to: str = f"<to jid='{OWN}'/>"
    sender: str = f"<from jid='{SENDER}'/>"
    more: str = ""

    def xml(self) -> str:
        """The envelope."""
        return (
            f"<envelope xmlns='urn:xmpp:sce:1'>{self.content}{self.padding}{self.time}{self.to}{self.sender}{self.more}"
            "</envelope>")


@dataclass(frozen=True)
class Parts:
    """The stanza; what is not given is as in the good one."""

    wire: Wire
    plaintext: bytes
    key: bytes
    ciphertext: bytes | None
    iv: bytes
    sender: str = f"{SENDER}/orchard"
    to: str | None = f"{OWN}/balcony"
    type: str = "chat"
    sid: str = f" sid='{SENDER_DEVICE}'"
    own_key: str | None = None
    """The whole `<key/>` for this device."""
    accounts: str | None = None
    """Everything in the header."""
    header: str | None = None
    encrypted: str | None = None
    payload: str | None = None
    iv_element: str | None = None
    beside: str = ""

    def with_(self, **changes: Any) -> "Parts":
        """The same with other parts."""
        return replace(self, **changes)

    def key_xml(self, encoded: bytes | None = None, attributes: str | None = None) -> str:
        """The `<key/>` for this device."""
        flag = "kex" if self.wire is OMEMO2 else "prekey"
        given = f"{flag}='true' rid='{OWN_DEVICE}'" if attributes is None else attributes
        return f"<key {given}>{text(self.key if encoded is None else encoded)}</key>"

    def payload_xml(self) -> str:
        """The `<payload/>`, empty where there is none."""
        if self.payload is not None:
            return self.payload
        return "" if self.ciphertext is None else f"<payload>{text(self.ciphertext)}</payload>"

    def iv_xml(self) -> str:
        """Legacy OMEMO's `<iv/>`."""
        return f"<iv>{text(self.iv)}</iv>" if self.iv_element is None else self.iv_element

    def header_xml(self) -> str:
        """The `<header/>`."""
        if self.header is not None:
            return self.header
        own = self.key_xml() if self.own_key is None else self.own_key
        other = f"<key rid='{OTHER_DEVICE}'>{text(message_for_another(self.wire))}</key>"
        if self.accounts is not None:
            inside = self.accounts
        elif self.wire is OMEMO2:
            inside = f"<keys jid='{OWN}'>{own}</keys><keys jid='{SENDER}'>{other}</keys>"
        else:
            inside = own + other + self.iv_xml()
        return f"<header{self.sid}>{inside}</header>"

    def encrypted_xml(self) -> str:
        """The `<encrypted/>`."""
        if self.encrypted is not None:
            return self.encrypted
        return f"<encrypted xmlns='{self.wire.namespace}'>{self.header_xml()}{self.payload_xml()}</encrypted>"

    def xml(self) -> str:
        """The stanza."""
        to = "" if self.to is None else f" to='{self.to}'"
        sender = f" from='{self.sender}'" if self.sender else ""
        fallback = "" if self.wire is OMEMO2 else "<body>I sent you an OMEMO encrypted message.</body>"
        return (
            f"<message xmlns='jabber:client'{sender}{to} type='{self.type}' id='send1'>"
            f"{self.encrypted_xml()}{self.beside}"
            f"<encryption xmlns='urn:xmpp:eme:0' namespace='{self.wire.namespace}' name='OMEMO'/>{fallback}"
            "<store xmlns='urn:xmpp:hints'/></message>")


@dataclass
class Pair:
    """The sending and the receiving device of a case."""

    wire: Wire
    forms: tuple[str, str] = ("seed", "seed")
    sender: Party = field(init=False)
    receiver: Party = field(init=False)

    def __post_init__(self) -> None:
        self.sender = world.initiator(self.wire, "stanza", self.forms[0])
        self.receiver = world.responder(self.wire, "stanza", self.forms[1])
        self.sender.start(self.receiver.bundle(world.SIGNATURE_RANDOM), world.PREKEY_IDS[0])

    def device(self) -> Json:
        """The receiving device's private state."""
        return {
            "jid": OWN, "device_id": OWN_DEVICE, "identity": self.receiver.identity.as_json(),
            "signed_prekeys": world.prekeys_json(self.receiver.signed_prekeys),
            "prekeys": world.prekeys_json(self.receiver.prekeys)}

    def seal(self, plaintext: bytes | None, *, material: bytes | None = None) -> Parts:
        """A first message with this payload; `material` goes into the ratchet in place of its key and tag."""
        iv = octets("stanza iv", 12)
        ciphertext: bytes | None = None
        sealed = bytes(32)
        if plaintext is not None and self.wire is OMEMO2:
            ciphertext, sealed = payload.seal_omemo2(octets("stanza key", 32), plaintext)
        elif plaintext is not None:
            ciphertext, sealed = payload.seal_legacy(octets("stanza key", 16), iv, plaintext)
        key, _ = self.sender.seal(sealed if material is None else material)
        return Parts(self.wire, plaintext or b"", key, ciphertext, iv)


def message_for_another(wire: Wire) -> bytes:
    """A ratchet message of a session between others."""
    if wire.namespace not in _FOR_ANOTHER:
        talk = Conversation(wire, "stanza another")
        talk.exchange("A")
        talk.exchange("B")
        _FOR_ANOTHER[wire.namespace] = talk.send("A").encoded
    return _FOR_ANOTHER[wire.namespace]


def exchange_for_another(wire: Wire) -> bytes:
    """A key exchange for a device of another account that has the same id."""
    return Conversation(wire, "stanza namesake").send("A").encoded


_FOR_ANOTHER: dict[str, bytes] = {}
