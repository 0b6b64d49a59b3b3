"""Conversations over a real server between `pawl` and a client that this project did not write.

Run by Tests/Live/foreign, under Tests/Live/prosody. Ends with status 1 at the first text that does not arrive.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from omemo_client import LEGACY, OMEMO2, OMEMOClient, speak_only

PASSWORD = "pencil"
ROUNDS = 5
PATIENCE = 60


class Pawl:
    """The command, with a store and an account of its own."""

    def __init__(self, executable: str, folder: Path, jid: str, device: str = "phone") -> None:
        self._executable = executable
        self._store = str(folder / f"{jid}-{device}")
        self.jid = jid
        self._password = folder / "password"
        self._password.write_text(PASSWORD)
        self._password.chmod(0o600)

    async def start(self) -> None:
        await self.run("init", "--jid", self.jid)
        await self.run(
            "login", "--password-file", str(self._password), "--host", os.environ["PAWL_LIVE_HOST"],
            "--port", os.environ["PAWL_LIVE_PORT"], "--ca-file", os.environ["PAWL_LIVE_ROOT"])

    async def send(self, to: str, text: str) -> None:
        await self.run("send", "--to", to, text=text)

    async def listen(self, count: int) -> list[dict[str, str]]:
        lines = await self.run("listen", "--json", "--messages", str(count), "--seconds", str(PATIENCE))
        return [json.loads(line) for line in lines.splitlines()]

    async def run(self, command: str, *arguments: str, text: str = "") -> str:
        process = await asyncio.create_subprocess_exec(
            self._executable, command, "--store", self._store, *arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        output, errors = await asyncio.wait_for(process.communicate(text.encode()), 2 * PATIENCE)
        if process.returncode != 0:
            raise RuntimeError(f"pawl {command} ended with {process.returncode}: {errors.decode()}")
        return output.decode()


async def converse(executable: str, wire: str, ours: str, theirs: str) -> None:
    """Texts both ways, now one side first and now the other, in sessions that both begin."""
    speak_only(wire)
    client = OMEMOClient(theirs, PASSWORD, wire, os.environ["PAWL_LIVE_ROOT"])
    client.connect(os.environ["PAWL_LIVE_HOST"], int(os.environ["PAWL_LIVE_PORT"]))
    try:
        await asyncio.wait_for(client.ready, PATIENCE)
        with tempfile.TemporaryDirectory() as folder:
            pawl = Pawl(executable, Path(folder), ours)
            await pawl.start()
            for number in range(ROUNDS):
                await pawl.send(theirs, f"from pawl, {number}: ä € 😀")
                expect((ours, f"from pawl, {number}: ä € 😀"), await asyncio.wait_for(client.texts.get(), PATIENCE))
                listening = asyncio.create_task(pawl.listen(2))
                for text in (f"to pawl, {number}", f"to pawl, {number} again"):
                    await client.say(ours, text)
                received = await listening
                expect(
                    [(theirs, f"to pawl, {number}", wire), (theirs, f"to pawl, {number} again", wire)],
                    [(each["from"], each["text"], each["namespace"]) for each in received])
    finally:
        await client.disconnect()
    print(f"{wire}: {ROUNDS} rounds with slixmpp-omemo, every text arrived once")


def expect(expected: object, found: object) -> None:
    if expected != found:
        sys.exit(f"expected {expected!r}, found {found!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pawl", required=True, help="the command")
    parser.add_argument("--wire", choices=("legacy", "omemo2"), required=True)
    parser.add_argument("--users", nargs=2, required=True, metavar="JID", help="pawl's account, and the other's")
    options = parser.parse_args()
    wire = LEGACY if options.wire == "legacy" else OMEMO2
    asyncio.run(converse(options.pawl, wire, *options.users))


if __name__ == "__main__":
    main()
