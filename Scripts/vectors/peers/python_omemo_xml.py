"""python-omemo's XML readers, and what its backends make of what they read. They know nothing of SCE."""

import base64
import xml.etree.ElementTree as ET
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

import oldmemo.etree
import oldmemo.oldmemo
import twomemo.etree
import twomemo.twomemo
import xeddsa

from peers.python_omemo import LIBRARIES, Library, run
from suite import Json, NotAble

_ETREE: dict[str, ModuleType] = {
    twomemo.twomemo.NAMESPACE: twomemo.etree, oldmemo.oldmemo.NAMESPACE: oldmemo.etree}
_ANY_SCALAR = "00" * 31 + "40"
_SENDER = "romeo@montague.lit"


def bundle(namespace: str, case: Json) -> Json:
    """Judges a case of `bundle-*.json`: reads it, and begins a session with its first prekey."""
    library, element = LIBRARIES[namespace], _parsed(case["xml"])
    read = _ETREE[namespace].parse_bundle(element, _SENDER, 1)
    state = library.state({
        "identity": {"form": "scalar", "private": _ANY_SCALAR}, "prekeys": [],
        "signed_prekeys": [{"id": 1, "private": _ANY_SCALAR}]})
    first = min(read.bundle.pre_keys, key=lambda key: read.pre_key_ids[key], default=None)
    with mock.patch("x3dh.base_state.secrets.choice", lambda keys: first):
        run(state.get_shared_secret_active(read.bundle))
    u = xeddsa.ed25519_pub_to_curve25519_pub(read.bundle.identity_key)
    lead = b"\x05" if library.is_legacy else b""
    signature = read.bundle.signed_pre_key_sig
    if library.is_legacy:
        signature = signature[:63] + bytes([signature[63] | read.bundle.identity_key[31] & 0x80])
    # The library keeps prekeys without an order.
    prekeys = sorted(
        ({"id": id, "key": (lead + key).hex()} for key, id in read.pre_key_ids.items()),
        key=lambda prekey: prekey["id"])
    return {"fingerprint": u.hex(), "bundle": {
        "identity_key": (lead + u if library.is_legacy else read.bundle.identity_key).hex(),
        "signed_prekey": {"id": read.signed_pre_key_id, "key": (lead + read.bundle.signed_pre_key).hex()},
        "signature": signature.hex(), "prekeys": prekeys}}


def device_list(namespace: str, case: Json) -> Json:
    """Judges a case of `devicelist-*.json`."""
    read = _ETREE[namespace].parse_device_list(_parsed(case["xml"]))
    devices: list[Json] = []
    for id, label in read.items():
        devices.append({
            "id": id, "label": label.label if label else None, "labelsig": _base64(label.signature) if label else None})
    return {"devices": devices}


def stanza(namespace: str, case: Json) -> Json:
    """Judges a case of `stanza-*.json`, except what the envelope says."""
    library, device = LIBRARIES[namespace], case["device"]
    message = _parsed(case["stanza"])
    [element] = message.findall(f"{{{namespace}}}encrypted")
    sender = message.attrib["from"].partition("/")[0]
    read = _message(namespace, element, sender, device)
    mine = [
        (material, exchange) for material, exchange in read.keys
        if (material.bare_jid, material.device_id) == (device["jid"], device["device_id"])]
    if len(mine) > 1:
        raise NotAble  # the session manager takes any one of them
    [(material, exchange)] = mine
    if exchange is None:
        raise ValueError("no session")
    backend = run(library.backend(device))
    _, plain = run(backend.build_session_passive(sender, read.device_id, exchange, material))
    text = None
    if not read.content.empty:
        text = _shown(library, run(backend.decrypt_plaintext(read.content, plain)))
    return {"text": text}


def _message(namespace: str, element: ET.Element, sender: str, device: Json) -> Any:
    if namespace == twomemo.twomemo.NAMESPACE:
        return twomemo.etree.parse_message(element, sender)
    header = element.find(f"{{{namespace}}}header")
    assert header is not None
    known = SimpleNamespace(device_id=int(header.attrib["sid"]), identity_key=bytes(32))

    class Manager:
        """The library asks it for the sign of the sender's key, which the secret does not depend on."""

        async def get_device_information(self, _: str) -> list[Any]:
            return [known]

    return run(oldmemo.etree.parse_message(element, sender, device["jid"], Manager()))  # type: ignore[arg-type]


def _shown(library: Library, plaintext: bytes) -> str | None:
    if library.is_legacy:
        return plaintext.decode()
    return ET.fromstring(plaintext).findtext(".//{jabber:client}body")


def _parsed(xml: str) -> ET.Element:
    # Which XML a client reads is decided by its parser, not by the library.
    if "<!--" in xml or "<!DOCTYPE" in xml or "<?" in xml:
        raise NotAble
    try:
        return ET.fromstring(xml)
    except ET.ParseError:
        raise NotAble from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

