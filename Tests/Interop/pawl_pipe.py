"""A thin client of `pawl pipe`, whose requests and replies are JSON."""

import json
import subprocess
from pathlib import Path
from typing import Any

from line_process import LineProcess


class PawlError(RuntimeError):
    """A request that pawl refused; its text is pawl's short name for the reason."""


class PawlPipe:
    """One pawl account in a store of its own, and the process that serves it."""

    def __init__(self, pawl: Path, store: Path, jid: str, device: int) -> None:
        subprocess.run(
            [pawl, "init", "--store", store, "--jid", jid, "--device-id", str(device)],
            check=True, stdout=subprocess.DEVNULL)
        self._process = LineProcess(pawl, "pipe", "--store", store)

    def close(self) -> None:
        self._process.close()

    def bundle(self, namespace: str) -> str:
        return str(self._request("bundle", namespace=namespace)["xml"])

    def devicelist(self, namespace: str) -> str:
        return str(self._request("devicelist", namespace=namespace)["xml"])

    def import_devicelist(self, jid: str, xml: str) -> None:
        self._request("import-devicelist", jid=jid, xml=xml)

    def import_bundle(self, jid: str, device: int, xml: str) -> None:
        self._request("import-bundle", jid=jid, device=device, xml=xml)

    def encrypt(self, to: str, text: str) -> str:
        return str(self._request("encrypt", to=to, text=text)["stanza"])

    def decrypt(self, stanza: str) -> dict[str, Any]:
        return self._request("decrypt", stanza=stanza)

    def repair(self, jid: str, device: int) -> list[str]:
        return list(self._request("repair", jid=jid, device=device)["send"])

    def sessions(self) -> list[dict[str, Any]]:
        return list(self._request("sessions")["sessions"])

    def _request(self, operation: str, **fields: object) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(self._process.ask(json.dumps({"op": operation, **fields})))
        if not reply["ok"]:
            raise PawlError(reply["error"])
        return reply
