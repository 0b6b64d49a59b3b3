"""A gateway's house for the live tests: the stand-in for APNs, gateways, an account with a device, and tokens for it."""

import concurrent.futures
import http.client
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).parent
REGISTRATION = "ab" * 32


class Gateway:
    """A process of pawl-gateway."""

    def __init__(self, binary, database, apns, *options):
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--database", database, "--apns-key", apns / "key.p8", "--apns-key-id",
             "ABC123DEFG", "--apns-team", "DEF123GHIJ", "--apns-topic", "org.example.pawl", "--apns-server",
             (apns / "url").read_text(), "--apns-roots", apns / "roots.pem", "--address-rate", "1000000",
             "--account-rate", "1000000", *options],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            sys.exit(f"the gateway does not start: {line}")
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)


class Client:
    """Connections to a gateway, one a thread, kept alive."""

    def __init__(self, gateway):
        self.port, self.local = gateway.port, threading.local()

    def post(self, path, body, token=None):
        """Status and answer. OSError or HTTPException where there is no answer."""
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"content-type": "application/json", **({"authorization": f"Token {token}"} if token else {})}
        try:
            self.local.connection.request("POST", "/api/v1/" + path, json.dumps(body), headers)
            response = self.local.connection.getresponse()
            return response.status, json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException):
            self.local.connection.close()
            raise


class House:
    def __init__(self, binary, delay=0):
        self.binary, self.folder = binary, tempfile.TemporaryDirectory(prefix="pawl-push-")
        self.apns = pathlib.Path(self.folder.name) / "apns"
        self.apns.mkdir()
        self.gateways = []
        self.standin = subprocess.Popen(
            [sys.executable, HERE / "apns.py", self.apns, "--delay", str(delay)], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL)
        wait(lambda: (self.apns / "url").exists(), 10, "the stand-in does not start")

    def gateway(self, database, *options):
        self.gateways.append(Gateway(self.binary, database, self.apns, *options))
        return self.gateways[-1]

    def tokens(self, gateway, count):
        """An account with one device, and so many tokens for it."""
        client = Client(gateway)
        _, account = client.post("accounts/", {"username": "load", "password": "pencil"})
        _, device = client.post("device/apns/", {"registration_id": REGISTRATION}, account["token"])

        def make(_):
            status, answer = client.post("tokens/", {"apns_device": device["id"]}, account["token"])
            assert status == 201, (status, answer)
            return answer["token"]

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            return list(pool.map(make, range(count)))

    def pushed(self):
        """How many pushes APNs took with each token."""
        counts = {}
        for line in (self.apns / "pushes.jsonl").read_text().splitlines():
            token = json.loads(line)["payload"]["message"]["token"]
            counts[token] = counts.get(token, 0) + 1
        return counts

    def close(self):
        for gateway in self.gateways:
            if gateway.process.poll() is None:
                gateway.kill()
        self.standin.terminate()
        self.standin.wait()
        self.folder.cleanup()


def wait(condition, seconds, complaint):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(complaint)
        time.sleep(0.1)
