"""A stand-in for a WebPush service and the browser behind it (RFC 8030, 8188, 8291, 8292), over TLS with a throw-away
certificate.

    webpush.py FOLDER [--port N] [--vapid FILE]

runs until its standard input ends, makes in FOLDER what a gateway needs to use it,

    roots.pem            the certificate that vouches for it     (--webpush-roots, and --webpush-private true)
    subscription.json    registration_id, p256dh and auth of a device at device/webpush/
    url                  its URL

and then writes a line of JSON to FOLDER/pushes.jsonl for every push that it takes, with the decrypted payload, and to
FOLDER/refused.jsonl for every other. With --vapid every push has to be signed by the private key in FILE. What it answers
is scripted in FOLDER/script.json as apns.py describes, with 201, 404, 410, 413, 429, 500, 503, or "redirect".
"""

import http.server
import json
import os
import pathlib
import ssl
import sys
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import standin


def derive(secret, salt, info, length):
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


class Subscription:
    def __init__(self, folder):
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.public = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self.path = "/push/" + standin.encode(os.urandom(12))
        self.folder = folder

    def write(self, port):
        (self.folder / "subscription.json").write_text(json.dumps({
            "registration_id": f"https://localhost:{port}{self.path}", "p256dh": standin.encode(self.public),
            "auth": standin.encode(self.auth)}))

    def decrypt(self, body):
        salt, record_size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21:21 + length], body[21 + length:]
        if record_size < 18 or len(record) > record_size:
            raise ValueError("not one record")
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), public)
        secret = derive(shared, self.auth, b"WebPush: info\0" + self.public + sender, 32)
        key = derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(secret, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        if padded[-1:] != b"\x02":
            raise ValueError("not the last record")
        return padded[:-1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        server, headers = self.server, self.headers
        body = self.rfile.read(int(headers.get("content-length", 0)))
        record = {"at": time.time(), **{name: headers.get(name) for name in ("ttl", "urgency", "authorization")}}
        status = self.status(body, record)
        record["status"] = status
        record["authorization"] = bool(record["authorization"])
        server.record.note(status == 201, record)
        self.send_response(307 if status == "redirect" else status)
        if status == "redirect":
            self.send_header("location", "/elsewhere")
        if status == 429:
            self.send_header("retry-after", "1")
        self.send_header("content-length", "0")
        self.end_headers()

    def status(self, body, record):
        server, headers = self.server, self.headers
        if self.path != server.subscription.path:
            return 404
        if not (headers.get("ttl") or "").isdigit() or headers.get("content-encoding") != "aes128gcm" or len(body) > 4096:
            return 400
        if server.vapid and not self.is_signed():
            return 403
        try:
            record["payload"] = json.loads(server.subscription.decrypt(body))
        except (ValueError, InvalidTag) as error:
            record["error"] = str(error) or type(error).__name__
            return 400
        return server.script.answer("device") or 201

    def is_signed(self):
        scheme, _, rest = (self.headers.get("authorization") or "").partition(" ")
        fields = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
        try:
            _, claims = standin.verified(fields["t"], self.server.vapid)
        except (KeyError, ValueError):
            return False
        public = self.server.vapid.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return (scheme == "vapid" and fields.get("k") == standin.encode(public) and claims["aud"] == self.server.origin
                and 0 < claims["exp"] - time.time() <= 24 * 3600 and claims["sub"].startswith(("mailto:", "https:")))

    def log_message(self, *_):
        pass


def main():
    arguments = sys.argv[1:]
    port, vapid = int(standin.option(arguments, "--port") or 0), standin.option(arguments, "--vapid")
    if len(arguments) != 1:
        sys.exit(__doc__)
    folder = pathlib.Path(arguments[0])
    standin.make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "roots.pem", folder / "server.key")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.origin = f"https://localhost:{server.server_port}"
    server.subscription, server.script, server.record = Subscription(folder), standin.Script(folder), standin.Record(folder)
    server.vapid = vapid and serialization.load_pem_private_key(pathlib.Path(vapid).read_bytes(), None).public_key()
    server.subscription.write(server.server_port)
    standin.announce(folder, server.server_port)
    server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
