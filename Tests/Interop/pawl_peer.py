"""Pawl, spoken to through `pawl pipe`."""

from pathlib import Path
from random import Random

from namespaces import LEGACY, OMEMO2
from network import Pep
from pawl_pipe import PawlError, PawlPipe
from side import Habits, Kind, Received, Reset
from stanza import bare

_REPAIRS_A_DAY = 3  # with one device, by StorageLimits.repairsPerPeriod
_KINDS = {
    "text": Kind.TEXT,
    "tokens": Kind.SILENT,
    "empty": Kind.SILENT,
}


class PawlPeer:
    """A `Side` that offers both namespaces and takes whichever its contact has."""

    name = "pawl"
    habits = Habits(
        resets=(Reset.REPLACE,), max_resets=_REPAIRS_A_DAY, max_chains=5, trusts_length=True, answers=True,
        names_repeats=True)

    def __init__(self, jid: str, pep: Pep, rng: Random, pawl: Path, folder: Path) -> None:
        self.jid = jid
        self.device = rng.randint(1, 2**31 - 1)
        self._pep = pep
        self._automatic: list[str] = []
        self._pipe = PawlPipe(pawl, folder / "pawl.store", jid, self.device)
        for namespace in (OMEMO2, LEGACY):
            self._publish("devicelist", namespace)
            self._publish("bundle", namespace)

    def learn(self, contact: str) -> None:
        for namespace in (OMEMO2, LEGACY):
            devicelist = self._pep.devicelist(namespace, contact)
            if devicelist is not None:
                self._pipe.import_devicelist(contact, devicelist)
                for device, xml in self._pep.bundles(namespace, contact).items():
                    self._pipe.import_bundle(contact, device, xml)

    def encrypt(self, to: str, text: str) -> str:
        return self._pipe.encrypt(to, text)

    def decrypt(self, stanza: str) -> Received:
        try:
            reply = self._pipe.decrypt(stanza)
        except PawlError as error:
            kind = Kind.DUPLICATE if str(error) == "duplicate" else Kind.ERROR
            return Received(kind, error=str(error))
        self._automatic.extend(reply["send"])
        for entry in reply["publish"]:
            self._publish(entry["node"], entry["namespace"])
        for entry in reply["fetch"]:
            self.learn(entry["jid"])
        kind = _KINDS[reply["kind"]]
        return Received(kind, bare(reply["from"]), reply["device"], reply.get("text"))

    def take_automatic(self) -> list[str]:
        automatic, self._automatic = self._automatic, []
        return automatic

    def session(self, contact: str, device: int) -> bytes | None:
        for session in self._pipe.sessions():
            if session["jid"] == contact and session["device"] == device and session["active"]:
                return bytes.fromhex(session["exchangeKey"])
        return None

    def reset(self, contact: str, how: Reset) -> None:
        """Begins a new session with every device of the contact, from a bundle as fresh as a client would fetch it."""
        self.learn(contact)
        devices = {
            device for namespace in (OMEMO2, LEGACY) for device in self._pep.bundles(namespace, contact)}
        for device in devices:
            self._automatic.extend(self._pipe.repair(contact, device))

    def close(self) -> None:
        self._pipe.close()

    def _publish(self, node: str, namespace: str) -> None:
        if node == "devicelist":
            self._pep.publish_devicelist(namespace, self.jid, self._pipe.devicelist(namespace))
        elif node == "bundle":
            self._pep.publish_bundle(namespace, self.jid, self.device, self._pipe.bundle(namespace))
        else:
            raise ValueError(f"unknown node to publish: {node}")
