"""What the stand-ins share: a throw-away certificate, keys, ES256 tokens, and a script of answers."""

import base64
import datetime
import ipaddress
import json
import os
import sys
import threading

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


def make_certificate(folder):
    """roots.pem and server.key in the folder: one certificate that vouches for itself, for loopback."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Push stand-in")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256()))
    (folder / "roots.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    write_key(folder / "server.key", key)


def write_key(path, key):
    path.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def verified(token, key):
    """The header and claims of an ES256 JWT that the key signed; ValueError for any other."""
    header, claims, signature = token.split(".")
    raw = decode(signature)
    if len(raw) != 64:
        raise ValueError("no ES256 signature")
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        key.verify(der, f"{header}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise ValueError("the signature is not the key's") from None
    fields = json.loads(decode(header))
    if fields.get("alg") != "ES256":
        raise ValueError("not ES256")
    return fields, json.loads(decode(claims))


class Script:
    """FOLDER/script.json, read anew for each push: what to answer to which device."""

    def __init__(self, folder):
        self.path, self.seen = folder / "script.json", {}

    def answer(self, device):
        try:
            script = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return None
        answer = script.get(device, script.get("*"))
        if isinstance(answer, dict):
            answer = answer["first"] if self.seen.get(device, 0) == 0 else answer["then"]
        self.seen[device] = self.seen.get(device, 0) + 1
        return answer


class Record:
    """FOLDER/pushes.jsonl for what was taken, FOLDER/refused.jsonl for what was not."""

    def __init__(self, folder):
        self.taken = open(folder / "pushes.jsonl", "a", buffering=1)
        self.refused = open(folder / "refused.jsonl", "a", buffering=1)

    def note(self, is_taken, record):
        (self.taken if is_taken else self.refused).write(json.dumps(record) + "\n")


def announce(folder, port):
    """FOLDER/url appears, complete, once the stand-in takes connections. It ends with its standard input, which is for
    whoever started it to hold: so none outlives its test."""
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
    (folder / "url.part").write_text(f"https://localhost:{port}")
    (folder / "url.part").rename(folder / "url")
    print(f"listening on https://localhost:{port}", flush=True)


def option(arguments, name):
    """Takes an option and its value out of the arguments."""
    if name not in arguments:
        return None
    index = arguments.index(name)
    value = arguments[index + 1]
    del arguments[index:index + 2]
    return value
