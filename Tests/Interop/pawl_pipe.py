"""A thin client of `pawl pipe`: one JSON request a line to its standard input, one JSON reply a line back."""

import json
import subprocess
import threading
from pathlib import Path
from typing import Any

_PATIENCE = 30.0  # seconds; a side that hangs must fail the round, not stop the test


class PawlError(RuntimeError):
    """A request that pawl refused; its text is pawl's short name for the reason."""


class PawlPipe:
    """One pawl account in a store of its own, and the process that serves it."""

    def __init__(self, pawl: Path, store: Path, jid: str, device: int) -> None:
        subprocess.run(
            [pawl, "init", "--store", store, "--jid", jid, "--device-id", str(device)],
            check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE)
        self._process = subprocess.Popen(
            [pawl, "pipe", "--store", store],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def close(self) -> None:
        """Ends the process by ending its input, by force if that is not enough."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.close()
            self._process.wait(_PATIENCE)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def bundle(self) -> str:
        return str(self._request("bundle")["xml"])

    def devicelist(self) -> str:
        return str(self._request("devicelist")["xml"])

    def import_devicelist(self, jid: str, xml: str) -> None:
        self._request("import-devicelist", jid=jid, xml=xml)

    def import_bundle(self, jid: str, device: int, xml: str) -> None:
        self._request("import-bundle", jid=jid, device=device, xml=xml)

    def encrypt(self, to: str, text: str) -> str:
        return str(self._request("encrypt", to=to, text=text)["stanza"])

    def decrypt(self, stanza: str) -> dict[str, Any]:
        return self._request("decrypt", stanza=stanza)

    def _request(self, operation: str, **fields: object) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        watchdog = threading.Timer(_PATIENCE, self._process.kill)
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps({"op": operation, **fields}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            watchdog.cancel()
        if not line:
            raise ConnectionError(f"pawl ended or hung at {operation}")
        reply: dict[str, Any] = json.loads(line)
        if not reply["ok"]:
            raise PawlError(reply["error"])
        return reply
