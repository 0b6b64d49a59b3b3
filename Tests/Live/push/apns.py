"""A stand-in for Apple's push service: HTTP/2 over TLS with a throw-away certificate.

    apns.py FOLDER [--port N] [--delay MS]

runs until its standard input ends, makes in FOLDER what a gateway needs to use it,

    roots.pem      the certificate that vouches for it       (--apns-roots)
    key.p8         the provider's signing key                (--apns-key; --apns-key-id ABC123DEFG --apns-team DEF123GHIJ
                                                              --apns-topic org.example.pawl)
    url            its URL                                   (--apns-server)

and then writes a line of JSON to FOLDER/pushes.jsonl for every push that it answers with 200, and to FOLDER/refused.jsonl
for every other. Like Apple's it wants a provider token that is not older than an hour, a topic, and a push type that goes
with the payload and the priority. What it answers otherwise is scripted: FOLDER/script.json, read anew for each push, is
an object whose keys are device tokens, or "*", and whose values are

    410 | 400 | 429 | 503     Unregistered, BadDeviceToken, TooManyRequests, ServiceUnavailable
    "goaway"                  the connection is ended, and the push is not taken
    "hang"                    no answer
    {"first": N, "then": M}   as N for the first push to the device, then as M

With --delay the answer comes that much later than the push was taken.
"""

import asyncio
import json
import pathlib
import ssl
import sys
import time

import h2.config
import h2.connection
import h2.errors
import h2.events
from cryptography.hazmat.primitives.asymmetric import ec

import standin

KEY_ID, TEAM, TOPIC = "ABC123DEFG", "DEF123GHIJ", "org.example.pawl"
REASONS = {400: "BadDeviceToken", 410: "Unregistered", 429: "TooManyRequests", 503: "ServiceUnavailable"}
PAYLOAD_LIMIT = 4096


class Provider:
    """Whoever holds the signing key."""

    def __init__(self, folder):
        key = ec.generate_private_key(ec.SECP256R1())
        standin.write_key(folder / "key.p8", key)
        self.key = key.public_key()

    def refusal(self, authorization):
        """What is wrong with a provider token; None if nothing is."""
        if not authorization.startswith("bearer "):
            return "MissingProviderToken"
        try:
            header, claims = standin.verified(authorization[7:], self.key)
        except ValueError:
            return "InvalidProviderToken"
        if header.get("kid") != KEY_ID or claims.get("iss") != TEAM:
            return "InvalidProviderToken"
        return None if -60 <= time.time() - claims["iat"] < 3600 else "ExpiredProviderToken"


class Service:
    """All connections together."""

    def __init__(self, folder):
        self.provider, self.script, self.record = Provider(folder), standin.Script(folder), standin.Record(folder)

    def answer(self, headers, body):
        """Status, reason, record; or the name of something worse."""
        path = headers.get(":path", "")
        device = path.removeprefix("/3/device/")
        record = {
            "device": device, "at": time.time(),
            **{name: headers.get("apns-" + name) for name in
               ("topic", "push-type", "priority", "expiration", "collapse-id")}}
        if headers.get(":method") != "POST" or not path.startswith("/3/device/"):
            return 404, "BadPath", record
        problem = self.provider.refusal(headers.get("authorization", ""))
        if problem:
            return 403, problem, record
        try:
            payload = json.loads(body)
            record["payload"] = payload
        except ValueError:
            return 400, "PayloadEmpty", record
        if len(body) > PAYLOAD_LIMIT:
            return 413, "PayloadTooLarge", record
        if headers.get("apns-topic") != TOPIC:
            return 400, "BadTopic", record
        if len(headers.get("apns-collapse-id", "")) > 64:
            return 400, "BadCollapseId", record
        aps = payload.get("aps", {})
        kind, priority = headers.get("apns-push-type"), headers.get("apns-priority", "10")
        is_background = aps.get("content-available") == 1 and "alert" not in aps and "sound" not in aps
        if kind not in ("alert", "background") or (kind == "background") != is_background:
            return 400, "InvalidPushType", record
        if kind == "background" and priority != "5":
            return 400, "BadPriority", record
        scripted = self.script.answer(device)
        if scripted in ("goaway", "hang"):
            return scripted, None, record
        if scripted and scripted != 200:
            return scripted, REASONS[scripted], record
        return 200, None, record

    def note(self, status, reason, record):
        self.record.note(status == 200, {**record, "status": status, "reason": reason})


class Connection(asyncio.Protocol):
    def __init__(self, service, delay):
        self.service, self.delay, self.requests = service, delay, {}
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))

    def connection_made(self, transport):
        self.transport = transport
        self.http.initiate_connection()
        self.flush()

    def flush(self):
        self.transport.write(self.http.data_to_send())

    def data_received(self, data):
        for event in self.http.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                self.requests[event.stream_id] = (dict(event.headers), bytearray())
            elif isinstance(event, h2.events.DataReceived):
                self.requests[event.stream_id][1].extend(event.data)
                self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamReset):
                self.requests.pop(event.stream_id, None)
            elif isinstance(event, h2.events.StreamEnded) and event.stream_id in self.requests:
                self.respond(event.stream_id, *self.requests.pop(event.stream_id))
        if not self.transport.is_closing():
            self.flush()

    def respond(self, stream, headers, body):
        status, reason, record = self.service.answer(headers, bytes(body))
        self.service.note(status, reason, record)
        if status == "hang":
            return
        if self.delay and status != "goaway":
            asyncio.get_running_loop().call_later(self.delay, self.finish, stream, headers, status, reason)
        else:
            self.finish(stream, headers, status, reason)

    def finish(self, stream, headers, status, reason):
        if self.transport.is_closing():
            return
        if status == "goaway":
            self.http.close_connection(h2.errors.ErrorCodes.NO_ERROR, last_stream_id=max(stream - 2, 0))
            self.flush()
            self.transport.close()
            return
        fields = [(":status", str(status)), ("apns-id", headers.get("apns-id", "00000000-0000-4000-8000-000000000000"))]
        if status == 429:
            fields.append(("retry-after", "1"))
        content = b""
        if reason:
            content = json.dumps({"reason": reason, **({"timestamp": int(time.time() * 1000)} if status == 410 else {})}).encode()
        self.http.send_headers(stream, fields, end_stream=not content)
        if content:
            self.http.send_data(stream, content, end_stream=True)
        self.flush()


async def main():
    arguments = sys.argv[1:]
    port, delay = (int(standin.option(arguments, name) or 0) for name in ("--port", "--delay"))
    if len(arguments) != 1:
        sys.exit(__doc__)
    folder = pathlib.Path(arguments[0])
    standin.make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "roots.pem", folder / "server.key")
    context.set_alpn_protocols(["h2"])
    service = Service(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(service, delay / 1000), "127.0.0.1", port, ssl=context)
    standin.announce(folder, server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
