"""The XML of legacy OMEMO (XEP-0384 0.3.0), as its clients write it: device lists, bundles and messages.

The reader refuses what some client refuses, so that a careless stanza from the other side fails the test.
"""

import base64
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from namespaces import CLIENT, EME, HINTS, LEGACY
from stanza import StanzaError

_NS = f"{{{LEGACY}}}"
_FALLBACK = "You received a message encrypted with OMEMO but your client doesn't support OMEMO."
_PUBLIC_KEY_LENGTH = 33  # a type byte and the key
_PUBLIC_KEY_TYPE = 5
_SIGNATURE_LENGTH = 64
_IV_LENGTH = 12


@dataclass(frozen=True)
class LegacyBundle:
    """The public keys of a device; the keys have their type byte."""

    identity_key: bytes
    signed_pre_key_id: int
    signed_pre_key: bytes
    signature: bytes
    pre_keys: dict[int, bytes]


@dataclass(frozen=True)
class LegacyMessage:
    """An encrypted element; keys are serialised messages by device id, with whether they begin a session."""

    device: int
    keys: dict[int, tuple[bytes, bool]]
    iv: bytes
    payload: bytes | None


def write_devicelist(devices: list[int]) -> ET.Element:
    """A `<list/>`."""
    element = ET.Element(f"{_NS}list")
    for device in devices:
        ET.SubElement(element, f"{_NS}device", {"id": str(device)})
    return element


def read_devicelist(element: ET.Element) -> list[int]:
    """The device ids of a `<list/>`."""
    if element.tag != f"{_NS}list":
        raise StanzaError(f"the device list is {element.tag}")
    return [_identifier(device, "id") for device in element.findall(f"{_NS}device")]


def write_bundle(bundle: LegacyBundle) -> ET.Element:
    """A `<bundle/>`."""
    element = ET.Element(f"{_NS}bundle")
    attributes = {"signedPreKeyId": str(bundle.signed_pre_key_id)}
    _append(element, "signedPreKeyPublic", bundle.signed_pre_key, attributes)
    _append(element, "signedPreKeySignature", bundle.signature)
    _append(element, "identityKey", bundle.identity_key)
    pre_keys = ET.SubElement(element, f"{_NS}prekeys")
    for identifier, key in bundle.pre_keys.items():
        _append(pre_keys, "preKeyPublic", key, {"preKeyId": str(identifier)})
    return element


def read_bundle(element: ET.Element) -> LegacyBundle:
    """Reads a `<bundle/>`; the signature is for the implementation to check."""
    if element.tag != f"{_NS}bundle":
        raise StanzaError(f"the bundle is {element.tag}")
    signed = _only(element, "signedPreKeyPublic")
    signature = _data(_only(element, "signedPreKeySignature"))
    if len(signature) != _SIGNATURE_LENGTH:
        raise StanzaError(f"a signature of {len(signature)} bytes")
    pre_keys = {
        _identifier(key, "preKeyId"): _public_key(key)
        for key in _only(element, "prekeys").findall(f"{_NS}preKeyPublic")}
    if not pre_keys:
        raise StanzaError("a bundle without pre keys")
    return LegacyBundle(
        _public_key(_only(element, "identityKey")), _identifier(signed, "signedPreKeyId"), _public_key(signed),
        signature, pre_keys)


def write_message(message: LegacyMessage, iv_first: bool = False) -> ET.Element:
    """An `<encrypted/>`; the place of the iv is free."""
    element = ET.Element(f"{_NS}encrypted")
    header = ET.SubElement(element, f"{_NS}header", {"sid": str(message.device)})
    if iv_first:
        _append(header, "iv", message.iv)
    for device, (data, begins) in message.keys.items():
        _append(header, "key", data, {"prekey": "true", "rid": str(device)} if begins else {"rid": str(device)})
    if not iv_first:
        _append(header, "iv", message.iv)
    if message.payload is not None:
        _append(element, "payload", message.payload)
    return element


def read_message(stanza: ET.Element) -> LegacyMessage:
    """The encrypted element of a `<message/>`."""
    element = encrypted_element(stanza)
    header = _only(element, "header")
    keys = {
        _identifier(key, "rid"): (_data(key), key.get("prekey") in ("true", "1"))
        for key in header.findall(f"{_NS}key")}
    iv = _data(_only(header, "iv"))
    if len(iv) != _IV_LENGTH:
        raise StanzaError(f"an iv of {len(iv)} bytes")
    payload = None if element.find(f"{_NS}payload") is None else _data(_only(element, "payload"))
    return LegacyMessage(_identifier(header, "sid"), keys, iv, payload)


def surroundings(encrypted: ET.Element, explicit: bool) -> list[ET.Element]:
    """All children of the `<message/>` around an encrypted element; the explicit encryption element is optional."""
    children = [encrypted]
    if explicit:
        children.append(ET.Element(f"{{{EME}}}encryption", {"namespace": LEGACY, "name": "OMEMO"}))
    if encrypted.find(f"{_NS}payload") is not None:
        fallback = ET.Element(f"{{{CLIENT}}}body")
        fallback.text = _FALLBACK
        children.append(fallback)
    children.append(ET.Element(f"{{{HINTS}}}store"))
    return children


def encrypted_element(stanza: ET.Element) -> ET.Element:
    """The `<encrypted/>` of a `<message/>`, whose surroundings have to make sense to clients without OMEMO."""
    element = _only(stanza, "encrypted")
    empty = element.find(f"{_NS}payload") is None
    bodies = stanza.findall(f"{{{CLIENT}}}body")
    if len(bodies) != (0 if empty else 1):
        raise StanzaError(f"{len(bodies)} fallback bodies of {'an empty message' if empty else 'a message'}")
    if stanza.find(f"{{{HINTS}}}store") is None:
        raise StanzaError("no store hint")
    encryption = stanza.find(f"{{{EME}}}encryption")
    if encryption is not None and encryption.get("namespace") != LEGACY:
        raise StanzaError("an explicit encryption element of another namespace")
    return element


def _append(parent: ET.Element, name: str, data: bytes, attributes: dict[str, str] | None = None) -> None:
    ET.SubElement(parent, f"{_NS}{name}", attributes or {}).text = base64.b64encode(data).decode()


def _only(parent: ET.Element, name: str) -> ET.Element:
    found = parent.findall(f"{_NS}{name}")
    if len(found) != 1:
        raise StanzaError(f"{len(found)} elements {name}")
    return found[0]


def _data(element: ET.Element) -> bytes:
    return base64.b64decode("".join((element.text or "").split()), validate=True)


def _identifier(element: ET.Element, name: str) -> int:
    """Clients read these as signed 32 bit numbers, and not all of them allow 0."""
    value = int(element.get(name, "0"))
    if not 0 < value < 2**31:
        raise StanzaError(f"{name} is {value}")
    return value


def _public_key(element: ET.Element) -> bytes:
    key = _data(element)
    if len(key) != _PUBLIC_KEY_LENGTH or key[0] != _PUBLIC_KEY_TYPE:
        raise StanzaError(f"no public key: {key.hex()}")
    return key
