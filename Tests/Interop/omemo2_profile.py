"""Everything that is particular to `urn:xmpp:omemo:2` in python-omemo: the backend twomemo, with SCE around bodies."""

import xml.etree.ElementTree as ET
from random import Random

import twomemo
from omemo import Backend, Bundle, DeviceList, Message, SessionManager, Storage
from omemo.session import Session
from twomemo import etree
from twomemo.twomemo import BundleImpl, SessionImpl

import sce
from namespaces import EME, HINTS, OMEMO2
from stanza import StanzaError


class Omemo2Profile:
    """OMEMO 2: twomemo, with an SCE envelope as the plaintext and no body in the clear."""

    namespace = OMEMO2

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
            ET.Element(f"{{{EME}}}encryption", {"namespace": OMEMO2, "name": "OMEMO"}),
            ET.Element(f"{{{HINTS}}}store"),
        ]

    async def read_message(self, stanza: ET.Element, sender: str, own: str, manager: SessionManager) -> Message:
        encrypted = stanza.find(f"{{{OMEMO2}}}encrypted")
        if encrypted is None:
            raise StanzaError("no encrypted element")
        if encrypted.find(f"{{{OMEMO2}}}payload") is not None:
            self._check_surroundings(stanza)
        return etree.parse_message(encrypted, sender)

    def seal(self, text: str, sender: str, to: str, rng: Random) -> bytes:
        return sce.seal(text, sender, to, rng)

    def unseal(self, plaintext: bytes, sender: str, own: str) -> str | None:
        return sce.unseal(plaintext, sender, own)

    def session_name(self, session: Session) -> bytes:
        assert isinstance(session, SessionImpl)
        return session.key_exchange.header.ephemeral_key

    @staticmethod
    def _check_surroundings(stanza: ET.Element) -> None:
        """A body in the clear is a fallback for clients without OMEMO; what is read is the one in the envelope."""
        if stanza.find(f"{{{HINTS}}}store") is None:
            raise StanzaError("no store hint")
        encryption = stanza.find(f"{{{EME}}}encryption")
        if encryption is None or encryption.get("namespace") != OMEMO2:
            raise StanzaError("no matching explicit encryption element")
