"""Everything that is particular to legacy OMEMO in python-omemo: the backend oldmemo, in stanzas as slixmpp sends them.

Keys, bundles and device lists pass through oldmemo's own reader and writer, which check what they read by schema.
"""

import xml.etree.ElementTree as ET
from random import Random

import oldmemo
from oldmemo import etree
from oldmemo.oldmemo import BundleImpl, SessionImpl
from omemo import Backend, Bundle, DeviceList, Message, SessionManager, Storage
from omemo.session import Session

from legacy_stanza import encrypted_element, surroundings
from namespaces import LEGACY


class LegacyProfile:
    """Legacy OMEMO: oldmemo, with the bare body as the plaintext."""

    namespace = LEGACY

    def backend(self, storage: Storage) -> Backend:
        return oldmemo.Oldmemo(storage)

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
        return surroundings(etree.serialize_message(message), explicit=False)

    async def read_message(self, stanza: ET.Element, sender: str, own: str, manager: SessionManager) -> Message:
        return await etree.parse_message(encrypted_element(stanza), sender, own, manager)

    def seal(self, text: str, sender: str, to: str, rng: Random) -> bytes:
        return text.encode()

    def unseal(self, plaintext: bytes, sender: str, own: str) -> str | None:
        return plaintext.decode()

    def session_name(self, session: Session) -> bytes:
        assert isinstance(session, SessionImpl)
        return session.key_exchange.header.ephemeral_key
