"""What python-omemo's peer needs of an OMEMO namespace; the payload cipher itself is the backend's."""

import xml.etree.ElementTree as ET
from random import Random
from typing import Protocol

from omemo import Backend, Bundle, DeviceList, Message, SessionManager, Storage
from omemo.session import Session


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

    def session_name(self, session: Session) -> bytes:
        """The ephemeral key of the key exchange that began a stored session, whoever sent it."""
