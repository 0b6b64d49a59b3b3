"""python-omemo as it behaves in a client: the real `omemo.SessionManager`, its server replaced by a `Pep`.

Empty messages after key exchanges, heartbeats and the refilling of pre keys are the library's own doing.
"""

import asyncio
from collections.abc import Coroutine
from random import Random
from typing import Any, TypeVar

from doubleratchet import DuplicateMessageException
from omemo import (
    Bundle,
    BundleNotFound,
    DeviceInformation,
    DeviceList,
    JSONType,
    Just,
    Maybe,
    Message,
    Nothing,
    SessionManager,
    Storage,
    TrustDecisionFailed,
    TrustLevel,
)

from namespace_profile import NamespaceProfile
from network import Pep
from side import Habits, Kind, Received, Reset
from stanza import bare, message, parse, render

_Result = TypeVar("_Result")


class MemoryStorage(Storage):
    """A dictionary; the library's own cache on top of it would only be a second one."""

    def __init__(self) -> None:
        super().__init__(disable_cache=True)
        self._values: dict[str, JSONType] = {}

    async def _load(self, key: str) -> Maybe[JSONType]:
        return Just(self._values[key]) if key in self._values else Nothing()

    async def _store(self, key: str, value: JSONType) -> None:
        self._values[key] = value

    async def _delete(self, key: str) -> None:
        self._values.pop(key, None)


class PythonOmemoPeer:
    """A `Side`. The library is asynchronous; this class is not, so that a driver need not be."""

    habits = Habits(resets=(Reset.REPLACE, Reset.DISCARD), replaces=True, trusts_length=True, answers=True)

    def __init__(self, name: str, jid: str, pep: Pep, rng: Random, profile: NamespaceProfile) -> None:
        self.name = name
        self.jid = jid
        self._pep = pep
        self._profile = profile
        self._rng = rng
        self._automatic: list[str] = []
        self._loop = asyncio.new_event_loop()
        storage = MemoryStorage()
        self._backend = profile.backend(storage)
        self._manager = self._run(self._create(storage))
        self.device = self._run(self._manager.get_own_device_information())[0].device_id

    def close(self) -> None:
        """Ends the library's background task."""
        self._run(self._manager.shutdown())
        self._loop.close()

    def learn(self, contact: str) -> None:
        """Takes a contact's device list and checks its bundles; the library fetches those from the `Pep` itself."""
        namespace = self._profile.namespace
        devicelist = self._pep.devicelist(namespace, contact)
        if devicelist is None:
            return
        for device, xml in self._pep.bundles(namespace, contact).items():
            self._profile.read_bundle(parse(xml), contact, device)
        devices = self._profile.read_devicelist(parse(devicelist))
        self._run(self._manager.update_device_list(namespace, contact, devices))

    def encrypt(self, to: str, text: str) -> str:
        """One namespace is in use, so there is one `<message/>`."""
        plaintext = self._profile.seal(text, self.jid, to, self._rng)
        messages, errors = self._run(
            self._manager.encrypt(frozenset({to}), {self._profile.namespace: plaintext}))
        if errors:
            raise RuntimeError(f"not encrypted for every device: {errors}")
        [encrypted] = messages
        return self._stanza(encrypted, to)

    def decrypt(self, stanza: str) -> Received:
        """Whatever the library raises becomes an error with the name of its cause."""
        return self._run(self._decrypt(stanza))

    def take_automatic(self) -> list[str]:
        automatic, self._automatic = self._automatic, []
        return automatic

    def session(self, contact: str, device: int) -> bytes | None:
        session = self._run(self._backend.load_session(contact, device))
        return None if session is None else self._profile.session_name(session)

    def reset(self, contact: str, how: Reset) -> None:
        """The library replaces only a session that is there."""
        devices = self._run(self._manager.get_device_information(contact))
        sessions = [device for device in devices if self.session(contact, device.device_id) is not None]
        if not sessions:
            return
        if how is Reset.DISCARD:
            self._run(self._backend.purge_bare_jid(contact))
            return
        for device in sessions:
            failures = self._run(self._manager.replace_sessions(device))
            if failures:
                raise RuntimeError(f"no new session: {failures}")

    def _run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return self._loop.run_until_complete(work)

    def _stanza(self, encrypted: Message, to: str) -> str:
        return message(to, self._profile.write_message(encrypted), self._rng)

    async def _create(self, storage: Storage) -> SessionManager:
        manager = await self._manager_class().create(
            [self._backend], storage, self.jid, initial_own_label=None, undecided_trust_level_name="trusted")
        await manager.after_history_sync()  # before that the library only queues its automatic messages
        return manager

    async def _decrypt(self, stanza_xml: str) -> Received:
        stanza = parse(stanza_xml)
        sender = bare(stanza.get("from", ""))
        try:
            encrypted = await self._profile.read_message(stanza, sender, self.jid, self._manager)
            plaintext, device, _ = await self._manager.decrypt(encrypted)
            text = None if plaintext is None else self._profile.unseal(plaintext, sender, self.jid)
        except Exception as error:  # what can be raised differs per backend, and is the answer here
            cause = error.__cause__ or error
            kind = Kind.DUPLICATE if isinstance(cause, DuplicateMessageException) else Kind.ERROR
            return Received(kind, sender, error=f"{type(cause).__name__} {cause}")
        kind = Kind.SILENT if text is None else Kind.TEXT
        return Received(kind, sender, device.device_id, text)

    def _manager_class(self) -> type[SessionManager]:
        """The library wants its server functions as static methods of a subclass: hence one class per peer."""
        peer, pep, profile = self, self._pep, self._profile

        class Manager(SessionManager):
            @staticmethod
            async def _upload_bundle(bundle: Bundle) -> None:
                xml = render(profile.write_bundle(bundle))
                pep.publish_bundle(bundle.namespace, bundle.bare_jid, bundle.device_id, xml)

            @staticmethod
            async def _download_bundle(namespace: str, bare_jid: str, device_id: int) -> Bundle:
                xml = pep.bundle(namespace, bare_jid, device_id)
                if xml is None:
                    raise BundleNotFound()
                return profile.read_bundle(parse(xml), bare_jid, device_id)

            @staticmethod
            async def _delete_bundle(namespace: str, device_id: int) -> None:
                pep.retract_bundle(namespace, peer.jid, device_id)

            @staticmethod
            async def _upload_device_list(namespace: str, device_list: DeviceList) -> None:
                pep.publish_devicelist(namespace, peer.jid, render(profile.write_devicelist(device_list)))

            @staticmethod
            async def _download_device_list(namespace: str, bare_jid: str) -> DeviceList:
                xml = pep.devicelist(namespace, bare_jid)
                return {} if xml is None else profile.read_devicelist(parse(xml))

            async def _evaluate_custom_trust_level(self, device: DeviceInformation) -> TrustLevel:
                return TrustLevel.TRUSTED

            async def _make_trust_decision(
                self, undecided: frozenset[DeviceInformation], identifier: str | None
            ) -> None:
                raise TrustDecisionFailed("every device is trusted, so nothing can be undecided")

            @staticmethod
            async def _send_message(message: Message, bare_jid: str) -> None:
                peer._automatic.append(peer._stanza(message, bare_jid))

        return Manager
