"""A client of legacy OMEMO around an implementation that leaves publishing and stanzas to its user."""

from random import Random
from typing import Protocol

import legacy_stanza
from legacy_stanza import LegacyBundle, LegacyMessage
from namespaces import LEGACY
from network import Pep
from side import Habits, Kind, Received, Reset
from stanza import StanzaError, bare, message, parse, render


class Duplicate(Exception):
    """The message was read before."""


class Unreadable(Exception):
    """The implementation refused a message, for the reason in the text."""


class Engine(Protocol):
    """What is the implementation's own."""

    device: int

    def bundle(self) -> LegacyBundle:
        """What is to be published now, with pre keys added if they have become few."""

    def session(self, contact: str, device: int) -> bytes | None:
        """The ephemeral key of the key exchange that began the current session, without its type byte."""

    def begin(self, contact: str, device: int, bundle: LegacyBundle) -> None:
        """Begins a session, beside the one that there may be."""

    def forget(self, contact: str, device: int) -> None:
        """Throws all sessions with a device away."""

    def seal(self, contact: str, devices: list[int], text: str | None) -> LegacyMessage:
        """Encrypts a body, or an empty message, for devices that all have a session."""

    def open(self, contact: str, message: LegacyMessage) -> str | None:
        """The body, None if it is an empty message; raises `Duplicate` or `Unreadable`."""


class LegacyPeer:
    """A `Side` that publishes a device list and a bundle and fetches those of its contacts when it needs them."""

    habits = Habits(
        resets=(Reset.REPLACE, Reset.DISCARD), max_gap=2000, max_chains=5, understates_length=True)

    def __init__(self, name: str, jid: str, pep: Pep, rng: Random, engine: Engine, iv_first: bool) -> None:
        self.name = name
        self.jid = jid
        self.device = engine.device
        self._pep = pep
        self._rng = rng
        self._engine = engine
        self._iv_first = iv_first
        self._automatic: list[str] = []
        pep.publish_devicelist(LEGACY, jid, render(legacy_stanza.write_devicelist([self.device])))
        self._publish_bundle()

    def learn(self, contact: str) -> None:
        """Only checks what is published; it is read when it is needed."""
        for device in self._devices(contact):
            self._bundle(contact, device)

    def encrypt(self, to: str, text: str) -> str:
        devices = self._devices(to)
        for device in devices:
            if self._engine.session(to, device) is None:
                self._engine.begin(to, device, self._bundle(to, device))
        return self._stanza(to, self._engine.seal(to, devices, text))

    def decrypt(self, stanza: str) -> Received:
        element = parse(stanza)
        sender = bare(element.get("from", ""))
        try:
            received = legacy_stanza.read_message(element)
            text = self._engine.open(sender, received)
        except Duplicate:
            return Received(Kind.DUPLICATE, sender)
        except (Unreadable, StanzaError) as error:
            return Received(Kind.ERROR, sender, error=f"{type(error).__name__} {error}")
        if received.keys[self.device][1]:
            self._publish_bundle()  # without the pre key that has been used now
        return Received(Kind.SILENT if text is None else Kind.TEXT, sender, received.device, text)

    def take_automatic(self) -> list[str]:
        automatic, self._automatic = self._automatic, []
        return automatic

    def session(self, contact: str, device: int) -> bytes | None:
        return self._engine.session(contact, device)

    def reset(self, contact: str, how: Reset) -> None:
        for device in self._devices(contact):
            if how is Reset.DISCARD:
                self._engine.forget(contact, device)
            else:
                self._engine.begin(contact, device, self._bundle(contact, device))
                self._automatic.append(self._stanza(contact, self._engine.seal(contact, [device], None)))

    def _publish_bundle(self) -> None:
        xml = render(legacy_stanza.write_bundle(self._engine.bundle()))
        self._pep.publish_bundle(LEGACY, self.jid, self.device, xml)

    def _devices(self, contact: str) -> list[int]:
        xml = self._pep.devicelist(LEGACY, contact)
        return [] if xml is None else legacy_stanza.read_devicelist(parse(xml))

    def _bundle(self, contact: str, device: int) -> LegacyBundle:
        xml = self._pep.bundle(LEGACY, contact, device)
        if xml is None:
            raise StanzaError(f"device {device} has no bundle")
        return legacy_stanza.read_bundle(parse(xml))

    def _stanza(self, to: str, encrypted: LegacyMessage) -> str:
        element = legacy_stanza.write_message(encrypted, self._iv_first)
        return message(to, legacy_stanza.surroundings(element, explicit=True), self._rng)
