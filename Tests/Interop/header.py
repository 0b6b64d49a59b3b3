"""What anyone can see of a message and of a bundle. The driver reads it itself, so that no side has to be believed."""

import base64
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from namespaces import LEGACY, OMEMO2
from stanza import StanzaError, parse

_KEY_LENGTH = 32  # legacy OMEMO puts a type byte before it
_LEGACY_MAC = 8

_Fields = dict[int, int | bytes]


@dataclass(frozen=True)
class Header:
    """The ratchet header for one device, and the key exchange around it."""

    namespace: str
    exchange: bytes | None  # the ephemeral key, which names the session; None: no key exchange
    pre_key: int | None
    chain: bytes  # the ratchet key
    counter: int
    previous: int  # the stated length of the chain before


def peek(stanza: str, jid: str, device: int) -> Header:
    """The header of a `<message/>` for one device of its recipient."""
    element = parse(stanza)
    for namespace, read in ((OMEMO2, _omemo2), (LEGACY, _legacy)):
        encrypted = element.find(f"{{{namespace}}}encrypted")
        if encrypted is not None:
            return read(encrypted, jid, device)
    raise StanzaError("no encrypted element")


def offered_pre_keys(bundle: str) -> set[int]:
    """The ids of the one-time pre keys in a bundle of either namespace."""
    elements = list(parse(bundle).iter())
    ids = [element.get("id") for element in elements if element.tag == f"{{{OMEMO2}}}pk"]
    ids += [element.get("preKeyId") for element in elements if element.tag == f"{{{LEGACY}}}preKeyPublic"]
    return {int(number) for number in ids if number is not None}


def _omemo2(encrypted: ET.Element, jid: str, device: int) -> Header:
    keys = encrypted.findall(f"{{{OMEMO2}}}header/{{{OMEMO2}}}keys[@jid='{jid}']/{{{OMEMO2}}}key[@rid='{device}']")
    data, is_exchange = _only(keys, "kex")
    outer = _fields(data) if is_exchange else {}
    inner = _fields(_bytes(_fields(_bytes(outer, 5) if is_exchange else data), 2))
    return Header(
        OMEMO2, _bytes(outer, 4) if is_exchange else None, _int(outer, 1) if is_exchange else None,
        _bytes(inner, 3), _int(inner, 1), _int(inner, 2))


def _legacy(encrypted: ET.Element, jid: str, device: int) -> Header:
    """Legacy OMEMO names no account beside the device id."""
    data, is_exchange = _only(encrypted.findall(f"{{{LEGACY}}}header/{{{LEGACY}}}key[@rid='{device}']"), "prekey")
    outer = _fields(data[1:]) if is_exchange else {}
    inner = _fields((_bytes(outer, 4) if is_exchange else data)[1:-_LEGACY_MAC])
    return Header(
        LEGACY, _bytes(outer, 2)[-_KEY_LENGTH:] if is_exchange else None, _int(outer, 1) if is_exchange else None,
        _bytes(inner, 1)[-_KEY_LENGTH:], _int(inner, 2), _int(inner, 3))


def _only(keys: list[ET.Element], flag: str) -> tuple[bytes, bool]:
    if len(keys) != 1:
        raise StanzaError(f"{len(keys)} keys for the recipient")
    return base64.b64decode(keys[0].text or ""), keys[0].get(flag) in ("true", "1")


def _bytes(fields: _Fields, number: int) -> bytes:
    value = fields.get(number)
    if not isinstance(value, bytes):
        raise StanzaError(f"no bytes in field {number}")
    return value


def _int(fields: _Fields, number: int) -> int:
    value = fields.get(number)
    if not isinstance(value, int):
        raise StanzaError(f"no number in field {number}")
    return value


def _fields(data: bytes) -> _Fields:
    """The fields of a Protocol Buffers message that has only numbers and byte strings."""
    fields: _Fields = {}
    stream = iter(data)
    for tag in stream:  # field numbers are below 16, so a tag is one byte
        value = _varint(stream)
        fields[tag >> 3] = value if tag & 7 == 0 else bytes(islice(stream, value))
    return fields


def _varint(stream: Iterator[int]) -> int:
    value = shift = 0
    for byte in stream:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value
    raise StanzaError("a truncated number")
