"""What a device makes of a `<message/>` from a device that it has never heard of."""

from typing import Any

from . import markup, payload
from .identity import Identity
from .party import Party
from .refused import Refused
from .wire import OMEMO2, Wire

CLIENT = "jabber:client"
ENVELOPE = "urn:xmpp:sce:1"
MAX_CANDIDATES = 4

Json = dict[str, Any]


def receive(wire: Wire, case: Json) -> Json:
    """Judges a case of `stanza-*.json`."""
    device = case["device"]
    own = _bare(device["jid"])
    stanza = markup.parse(case["stanza"])
    if stanza.name != "message" or stanza.namespace not in (CLIENT, "") or stanza.attributes.get("type") == "error":
        raise Refused("malformed")
    sender = _bare(stanza.attributes.get("from", ""))
    to = _bare(stanza.attributes["to"]) if "to" in stanza.attributes else None
    encrypted = stanza.one("encrypted", wire.namespace)
    header = encrypted.one("header")
    read = _omemo2_keys if wire is OMEMO2 else _legacy_keys
    candidates = read(header, own, device["device_id"])
    sid = header.id("sid")
    content = encrypted.optional("payload")
    ciphertext = None if content is None else content.octets()
    iv = b"" if wire is OMEMO2 else _iv(header, ciphertext)
    if not candidates or (sender, sid) == (own, device["device_id"]):
        raise Refused("not-for-this-device")
    party, material = _open(wire, device, candidates[:MAX_CANDIDATES])
    text = None
    if ciphertext is not None:
        if wire is OMEMO2:
            text = _body(payload.open_omemo2(ciphertext, material), sender, to if sender == own else own)
        else:
            text = _text(payload.open_legacy(ciphertext, iv, material))
    assert party.session is not None
    identity_key = party.session.agreement.initiator_key
    return {
        "sender": {
            "jid": sender, "device_id": sid,
            "identity_key": (identity_key if wire is OMEMO2 else wire.encode_key(identity_key)).hex(),
            "fingerprint": wire.agreement_key(identity_key).hex()},
        "text": text}


def _open(wire: Wire, device: Json, candidates: list[bytes]) -> tuple[Party, bytes]:
    failure = Refused("not-for-this-device")
    for encoded in candidates:
        party = Party(
            wire, Identity.from_json(device["identity"]), [bytes(31) + b"\x40"],
            signed_prekeys={key["id"]: bytes.fromhex(key["private"]) for key in device["signed_prekeys"]},
            prekeys={key["id"]: bytes.fromhex(key["private"]) for key in device["prekeys"]})
        try:
            return party, party.open(encoded, is_exchange=True)
        except Refused as refusal:
            failure = refusal
    raise failure


def _omemo2_keys(header: markup.Element, own: str, device: int) -> list[bytes]:
    """The key for one device. Every account and every device of it may stand there once."""
    found: list[bytes] = []
    accounts: set[str] = set()
    for account in header.all("keys"):
        jid = _bare(account.attributes.get("jid", ""))
        if jid in accounts:
            raise Refused("malformed")
        accounts.add(jid)
        seen: set[int] = set()
        for key in account.all("key"):
            rid = key.id("rid")
            if rid in seen:
                raise Refused("bad-id")
            seen.add(rid)
            encoded, is_exchange = key.octets(), key.flag("kex")
            if (jid, rid) == (own, device):
                found.append(_exchange(encoded, is_exchange or encoded[:1] == b"\x08"))
    return found


def _legacy_keys(header: markup.Element, own: str, device: int) -> list[bytes]:
    """The keys for a device id: whose device it is, the wire does not say."""
    found: list[bytes] = []
    for key in header.all("key"):
        rid, encoded, is_exchange = key.id("rid"), key.octets(), key.flag("prekey")
        if rid == device:
            found.append(_exchange(encoded, is_exchange))
    return found


def _exchange(encoded: bytes, is_exchange: bool) -> bytes:
    assert is_exchange, "no case has a message of a session"
    return encoded


def _iv(header: markup.Element, ciphertext: bytes | None) -> bytes:
    element = header.optional("iv")
    if ciphertext is None:
        return b""
    if element is None:
        raise Refused("malformed")
    iv = element.octets()
    if len(iv) not in payload.LEGACY_IV_LENGTHS:
        raise Refused("malformed")
    return iv


def _body(envelope: bytes, sender: str, recipient: str | None) -> str | None:
    root = markup.parse(envelope)
    if (root.namespace, root.name) != (ENVELOPE, "envelope"):
        raise Refused("malformed")
    content = root.one("content")
    for name in ("rpad", "time"):
        root.optional(name)
    addresses: dict[str, str | None] = {}
    for name in ("from", "to"):
        element = root.optional(name)
        if element is not None and "jid" not in element.attributes:
            raise Refused("malformed")
        addresses[name] = None if element is None else _bare(element.attributes["jid"])
    if addresses["from"] != sender:
        raise Refused("wrong-sender")
    if addresses["to"] not in (None, recipient):
        raise Refused("wrong-recipient")
    bodies = content.all("body", CLIENT)
    return bodies[0].text if bodies else None


def _text(plaintext: bytes) -> str:
    try:
        return plaintext.decode()
    except UnicodeDecodeError:
        raise Refused("malformed") from None


def _bare(jid: str) -> str:
    """The vectors' addresses are ASCII, so lower case is all the preparation that they need."""
    bare = jid.partition("/")[0].lower()
    local, at, domain = bare.rpartition("@")
    if not domain or at and not local or " " in bare:
        raise Refused("malformed")
    return bare
