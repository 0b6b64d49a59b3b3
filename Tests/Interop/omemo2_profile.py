"""Everything that is particular to `urn:xmpp:omemo:2`, so that another namespace is one more class like this.

`NamespaceProfile` is what the peer needs of a namespace; the payload cipher itself is the backend's.
"""

import xml.etree.ElementTree as ET
from random import Random
from typing import Protocol

import sce
import twomemo
from omemo import Backend, Bundle, DeviceList, EncryptedKeyMaterial, KeyExchange, Message, SessionManager, Storage
from omemo.session import Session
from stanza import CLIENT, EME, HINTS
from twomemo import etree
from twomemo.twomemo import (
    NAMESPACE, BundleImpl, EncryptedKeyMaterialImpl, KeyExchangeImpl, SessionImpl)


class StanzaError(ValueError):
    """What surrounds the encrypted element breaks a rule."""


class NamespaceProfile(Protocol):
    """The backend, XML and payload format of one OMEMO namespace."""

    namespace: str

    def backend(self, storage: Storage) -> Backend: ...
    def write_devicelist(self, devices: DeviceList) -> ET.Element: ...
    def read_devicelist(self, element: ET.Element) -> DeviceList: ...
    def write_bundle(self, bundle: Bundle) -> ET.Element: ...
    def read_bundle(self, element: ET.Element, jid: str, device: int) -> Bundle: ...

    def write_message(self, message: Message) -> list[ET.Element]:
        """All children of the `<message/>`."""

    async def read_message(self, stanza: ET.Element, sender: str, own: str, manager: SessionManager) -> Message:
        """The encrypted element of a `<message/>`."""

    def seal(self, text: str, sender: str, to: str, rng: Random) -> bytes:
        """A body as the plaintext that the backend encrypts."""

    def unseal(self, plaintext: bytes, sender: str, own: str) -> str | None:
        """The body of a decrypted plaintext, None if it has none."""

    def exchange_name(self, exchange: KeyExchange) -> bytes:
        """What identifies the session that a key exchange builds: its ephemeral key."""

    def session_name(self, session: Session) -> bytes:
        """The same for a stored session, whoever began it."""

    def ratchet_key(self, material: EncryptedKeyMaterial) -> bytes:
        """The ratchet key in a message's header, that is its sending chain."""


class Omemo2Profile:
    """OMEMO 2: twomemo, with an SCE envelope as the plaintext and no body in the clear."""

    namespace = NAMESPACE

    def backend(self, storage: Storage) -> Backend:
        return twomemo.Twomemo(storage)

    def write_devicelist(self, devices: DeviceList) -> ET.Element:
        return etree.serialize_device_list(devices)

    def read_devicelist(self, element: ET.Element) -> DeviceList:
        return etree.parse_device_list(element)

    def write_bundle(self, bundle: Bundle) -> ET.Element:
        assert isinstance(bundle, BundleImpl)
        return etree.serialize_bundle(bundle)

    def read_bundle(self, element: ET.Element, jid: str, device: int) -> Bundle:
        return etree.parse_bundle(element, jid, device)

    def write_message(self, message: Message) -> list[ET.Element]:
        return [
            etree.serialize_message(message),
            ET.Element(f"{{{EME}}}encryption", {"namespace": NAMESPACE, "name": "OMEMO"}),
            ET.Element(f"{{{HINTS}}}store"),
        ]

    async def read_message(self, stanza: ET.Element, sender: str, own: str, manager: SessionManager) -> Message:
        encrypted = stanza.find(f"{{{NAMESPACE}}}encrypted")
        if encrypted is None:
            raise StanzaError("no encrypted element")
        if encrypted.find(f"{{{NAMESPACE}}}payload") is not None:
            self._check_surroundings(stanza)
        return etree.parse_message(encrypted, sender)

    def seal(self, text: str, sender: str, to: str, rng: Random) -> bytes:
        return sce.seal(text, sender, to, rng)

    def unseal(self, plaintext: bytes, sender: str, own: str) -> str | None:
        return sce.unseal(plaintext, sender, own)

    def exchange_name(self, exchange: KeyExchange) -> bytes:
        assert isinstance(exchange, KeyExchangeImpl)
        return exchange.header.ephemeral_key

    def session_name(self, session: Session) -> bytes:
        assert isinstance(session, SessionImpl)
        return session.key_exchange.header.ephemeral_key

    def ratchet_key(self, material: EncryptedKeyMaterial) -> bytes:
        assert isinstance(material, EncryptedKeyMaterialImpl)
        return material.encrypted_message.header.ratchet_pub

    @staticmethod
    def _check_surroundings(stanza: ET.Element) -> None:
        if any(stanza.find(f"{{{namespace}}}body") is not None for namespace in (CLIENT, "")):
            raise StanzaError("a body in the clear beside SCE")
        if stanza.find(f"{{{HINTS}}}store") is None:
            raise StanzaError("no store hint")
        encryption = stanza.find(f"{{{EME}}}encryption")
        if encryption is None or encryption.get("namespace") != NAMESPACE:
            raise StanzaError("no matching explicit encryption element")
