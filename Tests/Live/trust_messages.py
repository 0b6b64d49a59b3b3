"""Trust messages (XEP-0434, for XEP-0450) over a real server between `pawl` and a client that this project did not write.

slixmpp-omemo and python-omemo have no trust messages, nor has the QXmpp of Debian 12, so the client here writes and reads
the element by the text of the XEP, inside envelopes that twomemo encrypts.
"""

import argparse
import asyncio
import base64
import json
import os
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from foreign import PASSWORD, PATIENCE, Pawl, expect
from omemo_client import OMEMO2, OMEMOClient, speak_only

NS = "{urn:xmpp:tm:1}"
USAGE = "urn:xmpp:atm:1"


async def key_of(pawl: Pawl) -> str:
    """The identity key as OMEMO 2 publishes it, in base64: what trust messages call a key's identifier."""
    bundle = json.loads(await pawl.run("bundle", "--json"))["bundle"]
    found = re.search(r"<ik>([^<]+)</ik>", bundle)
    if not found:
        sys.exit("no identity key in the bundle")
    return found.group(1)


async def fingerprint_of(pawl: Pawl, jid: str, device: int) -> str:
    devices = json.loads(await pawl.run("devices", "--json", "--jid", jid))
    return next(each["fingerprint"] for each in devices if each["device"] == device)


async def trust_of(pawl: Pawl, jid: str, device: int) -> str:
    devices = json.loads(await pawl.run("devices", "--json", "--jid", jid))
    return next(each["trust"] for each in devices if each["device"] == device)


async def next_trust_message(client: OMEMOClient) -> ET.Element:
    while True:
        _, content = await asyncio.wait_for(client.contents.get(), PATIENCE)
        found = content.findall(f"{NS}trust-message")
        if found:
            expect(1, len(found))
            return found[0]


async def converse(executable: str, ours: str, theirs: str) -> None:
    speak_only(OMEMO2)
    client = OMEMOClient(theirs, PASSWORD, OMEMO2, os.environ["PAWL_LIVE_ROOT"])
    client.connect(os.environ["PAWL_LIVE_HOST"], int(os.environ["PAWL_LIVE_PORT"]))
    with tempfile.TemporaryDirectory() as folder:
        phone = Pawl(executable, Path(folder), ours)
        tablet = Pawl(executable, Path(folder), ours, "tablet")
        other = Pawl(executable, Path(folder), theirs, "other")
        try:
            await asyncio.wait_for(client.ready, PATIENCE)
            for device in (phone, tablet, other):
                await device.start()
            manager = await client["xep_0384"].get_session_manager()
            own, _ = await manager.get_own_device_information()
            # Everybody has met everybody.
            await phone.send(theirs, "hello")
            await asyncio.wait_for(client.texts.get(), PATIENCE)
            listening = asyncio.create_task(phone.listen(1))
            await client.say(ours, "hello yourself")
            await listening

            # The phone verifies the tablet, then the foreign client: that learns of the tablet's key.
            tablet_id = json.loads(await tablet.run("fingerprint", "--json"))["device"]
            await phone.run(
                "trust", "--jid", ours, "--device", str(tablet_id), "--fingerprint",
                await fingerprint_of(phone, ours, tablet_id), "verified", "--online")
            await phone.run(
                "trust", "--jid", theirs, "--device", str(own.device_id), "--fingerprint",
                await fingerprint_of(phone, theirs, own.device_id), "verified", "--online")
            message = await next_trust_message(client)
            expect((USAGE, OMEMO2), (message.get("usage"), message.get("encryption")))
            said = [
                (owner.get("jid"), each.tag.removeprefix(NS), (each.text or "").strip())
                for owner in message.findall(f"{NS}key-owner") for each in owner]
            expect([(ours, "trust", await key_of(tablet))], said)

            # The foreign client says that a device of its account is its own: the phone, which verified it, follows.
            other_id = json.loads(await other.run("fingerprint", "--json"))["device"]
            for word, trust in (("trust", "verified"), ("distrust", "distrusted")):
                # To the second: of two statements of one second the distrust counts, and it comes second here anyway.
                statement = ET.Element(f"{NS}trust-message", {"usage": USAGE, "encryption": OMEMO2})
                owner = ET.SubElement(statement, f"{NS}key-owner", {"jid": theirs})
                key = base64.b64decode(await key_of(other))
                ET.SubElement(owner, f"{NS}{word}").text = base64.b64encode(key).decode()
                listening = asyncio.create_task(phone.listen(1))
                await client.say_element(ours, statement)
                received = await listening
                expect(("trust", trust), (received[0]["kind"], received[0]["trustChanges"][0]["trust"]))
                expect(trust, await trust_of(phone, theirs, other_id))
        finally:
            await client.disconnect()
    print("trust messages: written for and read from a client on twomemo")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pawl", required=True, help="the command")
    parser.add_argument("--users", nargs=2, required=True, metavar="JID", help="pawl's account, and the other's")
    options = parser.parse_args()
    asyncio.run(converse(options.pawl, *options.users))


if __name__ == "__main__":
    main()
