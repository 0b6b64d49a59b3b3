"""A client as its users have it: slixmpp, with OMEMO by slixmpp-omemo.

On the legacy wire the plugin does everything. In OMEMO 2 it manages devices, sessions and bundles, but does not carry
content yet; there the content is put into its envelope here, over the same twomemo.
"""

import asyncio
import random
import ssl
import xml.etree.ElementTree as ET
from typing import Any

import oldmemo
import twomemo
import twomemo.etree
from omemo import JSONType, Just, Maybe, Nothing, Storage
from slixmpp import ClientXMPP
from slixmpp.jid import JID
from slixmpp.plugins import register_plugin
from slixmpp.stanza import Message
from slixmpp.xmlstream.handler import CoroutineCallback
from slixmpp.xmlstream.matcher import MatchXPath
from slixmpp_omemo import XEP_0384
from slixmpp_omemo.base_session_manager import BaseSessionManager

import sce

LEGACY = oldmemo.oldmemo.NAMESPACE
OMEMO2 = twomemo.twomemo.NAMESPACE


class MemoryStorage(Storage):
    """A dictionary: the client lives as long as the test."""

    def __init__(self) -> None:
        super().__init__(disable_cache=True)
        self._values: dict[str, JSONType] = {}

    async def _load(self, key: str) -> Maybe[JSONType]:
        return Just(self._values[key]) if key in self._values else Nothing()

    async def _store(self, key: str, value: JSONType) -> None:
        self._values[key] = value

    async def _delete(self, key: str) -> None:
        self._values.pop(key, None)


class OMEMOPlugin(XEP_0384):
    """The plugin, which leaves storage and trust to the application."""

    default_config = {"fallback_message": "This message is encrypted.", "json_file_path": None}

    def plugin_init(self) -> None:
        self._memory = MemoryStorage()
        super().plugin_init()

    @property
    def storage(self) -> Storage:
        return self._memory

    @property
    def _btbv_enabled(self) -> bool:
        return True

    async def _devices_blindly_trusted(self, blindly_trusted: Any, identifier: str | None) -> None:
        pass

    async def _prompt_manual_trust(self, manually_trusted: Any, identifier: str | None) -> None:
        raise RuntimeError("blind trust leaves nothing to ask")


register_plugin(OMEMOPlugin)


def speak_only(namespace: str) -> None:
    """Takes the other version of OMEMO out of the plugin: there is no option for it."""
    create = BaseSessionManager.create.__func__
    update = BaseSessionManager.update_device_list

    async def create_with_one(cls: type, backends: list[Any], *arguments: Any, **named: Any) -> Any:
        return await create(cls, [each for each in backends if each.namespace == namespace], *arguments, **named)

    async def update_of_one(self: BaseSessionManager, of: str, *arguments: Any, **named: Any) -> None:
        if of == namespace:
            await update(self, of, *arguments, **named)

    BaseSessionManager.create = classmethod(create_with_one)
    BaseSessionManager.update_device_list = update_of_one


class OMEMOClient(ClientXMPP):
    """Texts out, texts in."""

    def __init__(self, jid: str, password: str, namespace: str, certificates: str) -> None:
        super().__init__(jid, password)
        self.namespace = namespace
        self.texts: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.contents: asyncio.Queue[tuple[str, ET.Element]] = asyncio.Queue()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ca_certs = certificates
        self.ssl_context.verify_mode = ssl.CERT_REQUIRED
        for plugin in ("xep_0030", "xep_0060", "xep_0163", "xep_0199", "xep_0280", "xep_0334", "xep_0380"):
            self.register_plugin(plugin)
        self.register_plugin("xep_0384", module=__import__(__name__))
        self.add_event_handler("session_start", self._start)
        self.add_event_handler("message", self._receive)
        # For slixmpp a message without a body is no event.
        self.register_handler(
            CoroutineCallback(
                "Content", MatchXPath(f"{{jabber:client}}message/{{{OMEMO2}}}encrypted"), self._receive_silent))

    async def _start(self, _: Any) -> None:
        self.send_presence()
        await self.get_roster()
        await self["xep_0384"].get_session_manager()
        if not self.ready.done():
            self.ready.set_result(None)

    async def say(self, to: str, text: str) -> None:
        """Encrypts for all of a contact's devices and sends."""
        plugin = self["xep_0384"]
        stanza = self.make_message(mto=JID(to), mbody=text, mtype="chat")
        if self.namespace == LEGACY:
            encrypted, errors = await plugin.encrypt_message(stanza, JID(to))
            if errors or encrypted is None:
                raise RuntimeError(f"not encrypted for every device: {errors}")
            encrypted.send()
            return
        await self._say_plaintext(to, sce.seal(text, self.boundjid.bare, to, random.Random()))

    async def say_element(self, to: str, element: ET.Element) -> None:
        """The same with another content than a text, over OMEMO 2."""
        await self._say_plaintext(to, sce.seal_element(element, self.boundjid.bare, to, random.Random()))

    async def _say_plaintext(self, to: str, plaintext: bytes) -> None:
        manager = await self["xep_0384"].get_session_manager()
        await manager.refresh_device_lists(to)
        messages, errors = await manager.encrypt(frozenset({to}), {OMEMO2: plaintext})
        if errors:
            raise RuntimeError(f"not encrypted for every device: {errors}")
        for message in messages:
            outgoing = self.make_message(mto=JID(to), mtype="chat")
            outgoing.append(twomemo.etree.serialize_message(message))
            outgoing.append(ET.Element("{urn:xmpp:hints}store"))
            outgoing.send()

    async def _receive_silent(self, stanza: Message) -> None:
        if not stanza["body"]:
            await self._receive(stanza)

    async def _receive(self, stanza: Message) -> None:
        if not self["xep_0384"].is_encrypted(stanza):
            return
        text = await self._decrypt(stanza)
        if text:
            await self.texts.put((stanza["from"].bare, text))

    async def _decrypt(self, stanza: Message) -> str | None:
        if self.namespace == LEGACY:
            message, _ = await self["xep_0384"].decrypt_message(stanza)
            return message["body"] or None
        encrypted = stanza.xml.find(f"{{{OMEMO2}}}encrypted")
        if encrypted is None:
            return None
        sender = stanza["from"].bare
        manager = await self["xep_0384"].get_session_manager()
        plaintext, _, _ = await manager.decrypt(twomemo.etree.parse_message(encrypted, sender))
        if plaintext is None:
            return None
        await self.contents.put((sender, sce.unseal_content(plaintext, sender, self.boundjid.bare)))
        return sce.unseal(plaintext, sender, self.boundjid.bare)
