"""Key addresses and signed statements, from the page Statements.md of the target Verification."""

import base64
import re
from typing import Any
from xml.etree import ElementTree

from . import keys, signatures
from .refused import Refused

Json = dict[str, Any]
NAMESPACE = "urn:pawl:identity:0"
LIFETIME = 366 * 86400
DAY = 86400


class Unbelieved(Exception):
    """Something is refused; the reason is one of those in the format page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Key addresses


def local_part(case: Json) -> Json:
    """`key-address.json`: the key of a local part, and both spellings of it; no key for an ordinary name."""
    local = case["local"]
    if re.fullmatch("[0-9a-f]{64}", local):
        key = bytes.fromhex(local)
    elif re.fullmatch("[a-z2-7]{52}", local):
        key = base64.b32decode(local.upper() + "====")
        if _base32(key) != local:
            raise Unbelieved("not-canonical")
    else:
        return {"key": None}
    try:
        keys.ed25519_key(key)
    except Refused:
        raise Unbelieved("not-a-key") from None
    return {"key": key.hex(), "hex": key.hex(), "base32": _base32(key)}


def _base32(key: bytes) -> str:
    return base64.b32encode(key).decode().rstrip("=").lower()


# What is signed


def signed_bytes(kind: str, address_key: bytes, fields: bytes) -> bytes:
    """The prefix, the key, the fields."""
    label = f"{NAMESPACE} {kind}".encode("ascii")
    return b"\xff" + bytes([len(label)]) + label + address_key + fields


def jid(text: str) -> bytes:
    """A JID with its length."""
    encoded = text.encode()
    return len(encoded).to_bytes(2, "big") + encoded


def device_fields(value: Json) -> bytes:
    """The fields of a device statement."""
    return (
        bytes.fromhex(value["identity_key"]) + value["device"].to_bytes(4, "big") + value["serial"].to_bytes(8, "big")
        + bytes([{"valid": 1, "revoked": 2}[value["state"]]]) + value["issued"].to_bytes(8, "big")
        + value["expires"].to_bytes(8, "big") + jid(value["jid"]))


def list_fields(value: Json) -> bytes:
    """The fields of an address list."""
    return (
        value["serial"].to_bytes(8, "big") + value["issued"].to_bytes(8, "big") + value["expires"].to_bytes(8, "big")
        + bytes([len(value["addresses"])]) + b"".join(map(jid, value["addresses"])))


def element(kind: str, signed: bytes, signature: bytes) -> str:
    """The XML."""
    return (
        f"<{kind} xmlns='{NAMESPACE}'><signed>{base64.b64encode(signed).decode()}</signed>"
        f"<signature>{base64.b64encode(signature).decode()}</signature></{kind}>")


# Believing a statement


def believe(case: Json) -> Json:
    """`statement.json`: reads an element, checks it under a key at a moment, and after what is known."""
    root = ElementTree.fromstring(case["xml"])
    kind = root.tag.removeprefix(f"{{{NAMESPACE}}}")
    if kind != case["kind"]:
        raise Unbelieved("malformed")
    signature, signed = _child(root, "signature"), _child(root, "signed")
    if len(signature) != 64:
        raise Unbelieved("malformed")
    address_key, value = _parse(kind, signed)
    if address_key.hex() != case["address_key"]:
        raise Unbelieved("another-key")
    try:
        signatures.verify("ed25519", address_key, signed, signature)
    except Refused:
        raise Unbelieved("bad-signature") from None
    if value["issued"] - DAY > case["now"]:
        raise Unbelieved("not-yet-valid")
    final = value.get("state") == "revoked"
    if not final and case["now"] >= value["expires"]:
        raise Unbelieved("expired")
    known = case["known"]
    if known is not None and known["signed"] != signed.hex() and not final:
        if known["final"]:
            raise Unbelieved("revoked")
        if value["serial"] < known["serial"]:
            raise Unbelieved("replaced")
        if value["serial"] == known["serial"]:
            raise Unbelieved("equivocation")
    return value


def _child(root: ElementTree.Element, name: str) -> bytes:
    found = root.findall(f"{{{NAMESPACE}}}{name}")
    if len(found) != 1 or len(found[0]):
        raise Unbelieved("malformed")
    text = found[0].text or ""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Unbelieved("malformed") from None
    if base64.b64encode(data).decode() != text:
        raise Unbelieved("malformed")
    return data


class _Fields:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, count: int) -> bytes:
        if len(self.data) < count:
            raise Unbelieved("malformed")
        part, self.data = self.data[:count], self.data[count:]
        return part

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def key(self) -> bytes:
        try:
            return keys.ed25519_key(self.take(32))
        except Refused:
            raise Unbelieved("invalid-key") from None

    def period(self) -> tuple[int, int]:
        issued, expires = self.number(8), self.number(8)
        if not issued < expires <= issued + LIFETIME or expires > 253402300799:
            raise Unbelieved("invalid-period")
        return issued, expires

    def jid(self) -> str:
        encoded = self.take(self.number(2))
        try:
            text = encoded.decode()
        except UnicodeDecodeError:
            raise Unbelieved("invalid-address") from None
        # Enough of RFC 7622 for the cases: ASCII, and letters of other alphabets.
        if len(encoded) > 512 or text != text.lower() or not re.fullmatch(r"[^@/\s]+@[\w-]+(\.[\w-]+)*", text):
            raise Unbelieved("invalid-address")
        return text


def _parse(kind: str, signed: bytes) -> tuple[bytes, Json]:
    prefix = signed_bytes(kind, b"", b"")
    if not signed.startswith(prefix):
        raise Unbelieved("malformed")
    fields = _Fields(signed[len(prefix):])
    address_key = fields.key()
    value = _device(fields) if kind == "device-statement" else _list(fields)
    return address_key, value


def _device(fields: _Fields) -> Json:
    raw_key, device, serial, state = fields.take(32), fields.number(4), fields.number(8), fields.number(1)
    if state not in (1, 2):
        raise Unbelieved("malformed")
    identity_key = _Fields(raw_key).key()
    issued, expires = fields.period()
    account = fields.jid()
    if fields.data:
        raise Unbelieved("malformed")
    if not 1 <= device < 2**31:
        raise Unbelieved("invalid-device")
    return {
        "identity_key": identity_key.hex(), "device": device, "serial": serial,
        "state": "valid" if state == 1 else "revoked", "issued": issued, "expires": expires, "jid": account}


def _list(fields: _Fields) -> Json:
    serial = fields.number(8)
    issued, expires = fields.period()
    count = fields.number(1)
    if not 1 <= count <= 16:
        raise Unbelieved("invalid-list")
    addresses = [fields.jid() for _ in range(count)]
    if fields.data:
        raise Unbelieved("malformed")
    if len(set(addresses)) < count:
        raise Unbelieved("invalid-list")
    return {"serial": serial, "issued": issued, "expires": expires, "addresses": addresses}
