"""A connection as any XMPP library gives it: stanzas out of it and into it, as strings.

    connection.py JID [HOST PORT CERTIFICATES]

Each line on standard output is a stanza, as a JSON string, and each line on standard input is one to send. The first line
is the address that the account is online with. The password is PAWL_PASSWORD. It ends with its input.
"""

import asyncio
import json
import os
import ssl
import sys
import xml.etree.ElementTree as ET

from slixmpp import ClientXMPP

NOTIFY = ["urn:xmpp:omemo:2:devices+notify", "eu.siacs.conversations.axolotl.devicelist+notify"]


class Connection(ClientXMPP):
    def __init__(self, jid: str, password: str, certificates: str | None) -> None:
        super().__init__(jid, password)
        if certificates:
            self.ca_certs = certificates
            self.ssl_context.verify_mode = ssl.CERT_REQUIRED
        for plugin in ("xep_0030", "xep_0115", "xep_0280"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self.begin)
        self.add_event_handler("failed_all_auth", lambda _: sys.exit("the server refuses the password"))

    async def begin(self, _: object) -> None:
        for feature in NOTIFY:
            self["xep_0030"].add_feature(feature)
        await self["xep_0115"].update_caps()
        say(self.boundjid.full)
        self.add_filter("in", self.pass_on)
        await self["xep_0280"].enable()
        self.send_presence()
        await self.read()

    def pass_on(self, stanza):
        say(ET.tostring(stanza.xml, encoding="unicode"))
        return stanza

    async def read(self) -> None:
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            self.send_raw(json.loads(line))
        await self.disconnect()


def say(text: str) -> None:
    print(json.dumps(text), flush=True)


async def main(jid: str, host: str | None = None, port: str = "5222", certificates: str | None = None) -> None:
    connection = Connection(jid, os.environ["PAWL_PASSWORD"], certificates)
    await connection.connect(host, int(port)) if host else await connection.connect()
    await connection.disconnected


asyncio.run(main(*sys.argv[1:]))
