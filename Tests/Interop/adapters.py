"""The two implementations behind the driver's `Side`."""

from pathlib import Path
from random import Random

from network import Pep
from omemo2_profile import Omemo2Profile
from pawl_pipe import PawlError, PawlPipe
from side import Kind, Received
from stanza import bare
from twomemo_peer import TwomemoPeer

_PAWL_KINDS = {
    "text": Kind.TEXT,
    "tokens": Kind.SILENT,
    "empty": Kind.SILENT,
}


class TwomemoSide:
    """python-omemo. It keeps one session per device: a new key exchange replaces it."""

    forgets = True

    def __init__(self, name: str, jid: str, pep: Pep, rng: Random) -> None:
        self.name = name
        self.jid = jid
        self._pep = pep
        self._peer = TwomemoPeer(jid, pep, Omemo2Profile(), rng)
        self.device = self._peer.device

    def learn(self, contact: str) -> None:
        devicelist = self._pep.devicelist(contact)
        if devicelist is not None:
            self._peer.learn(contact, devicelist, self._pep.bundles(contact))

    def encrypt(self, to: str, text: str) -> str:
        [stanza] = self._peer.encrypt(to, text)
        return stanza

    def decrypt(self, stanza: str) -> Received:
        return self._peer.decrypt(stanza)

    def take_automatic(self) -> list[str]:
        return self._peer.take_automatic()

    def session(self, contact: str, device: int) -> bytes | None:
        return self._peer.session(contact, device)

    def reset(self, contact: str) -> None:
        self._peer.reset(contact)

    def close(self) -> None:
        self._peer.close()


class PawlSide:
    """Pawl. It keeps earlier sessions, so everything that arrives must be readable."""

    forgets = False

    def __init__(self, name: str, jid: str, pep: Pep, rng: Random, pawl: Path, folder: Path) -> None:
        self.name = name
        self.jid = jid
        self.device = rng.randint(1, 2**31 - 1)
        self._pep = pep
        self._automatic: list[str] = []
        self._pipe = PawlPipe(pawl, folder / "pawl.store", jid, self.device)
        self._publish("devicelist")
        self._publish("bundle")

    def learn(self, contact: str) -> None:
        devicelist = self._pep.devicelist(contact)
        if devicelist is not None:
            self._pipe.import_devicelist(contact, devicelist)
        for device, xml in self._pep.bundles(contact).items():
            self._pipe.import_bundle(contact, device, xml)

    def encrypt(self, to: str, text: str) -> str:
        return self._pipe.encrypt(to, text)

    def decrypt(self, stanza: str) -> Received:
        try:
            reply = self._pipe.decrypt(stanza)
        except PawlError as error:
            kind = Kind.DUPLICATE if str(error) == "duplicate" else Kind.ERROR
            return Received(kind, error=str(error))
        self._automatic.extend(reply.get("send", []))
        for node in reply.get("publish", []):
            self._publish(node)
        kind = _PAWL_KINDS[reply["kind"]]
        return Received(kind, bare(reply.get("from", "")), reply.get("device", 0), reply.get("text"))

    def take_automatic(self) -> list[str]:
        automatic, self._automatic = self._automatic, []
        return automatic

    def session(self, contact: str, device: int) -> bytes | None:
        return None

    def close(self) -> None:
        self._pipe.close()

    def _publish(self, node: str) -> None:
        if node == "devicelist":
            self._pep.publish_devicelist(self.jid, self._pipe.devicelist())
        elif node == "bundle":
            self._pep.publish_bundle(self.jid, self.device, self._pipe.bundle())
        else:
            raise ValueError(f"unknown node to publish: {node}")
