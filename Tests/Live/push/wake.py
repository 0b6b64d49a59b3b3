"""A sleeping phone is woken: by its server through the gateway's component, and by a contact's knock.

Run by Tests/Live/push/wake, under Tests/Live/prosody. Ends with status 1 at the first thing that is not as it should be.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PATIENCE = 30


class Failure(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failure(what)
    print(f"ok: {what}", flush=True)


class Apple:
    """The stand-in for APNs, and what it was sent."""

    def __init__(self, folder):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "apns.py"), str(folder)],
            stdin=subprocess.PIPE)  # It ends with its input.
        wait(lambda: (folder / "url").exists(), "the APNs stand-in listens")

    def pushes(self, device):
        file = self.folder / "pushes.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        return [push for push in map(json.loads, lines) if push["device"] == device]

    def next(self, device, after, what):
        """The pushes for a device beyond the first `after`, once there is one."""
        wait(lambda: len(self.pushes(device)) > after, what)
        return self.pushes(device)[after:]


class Gateway:
    def __init__(self, executable, folder, apple):
        self.process = subprocess.Popen(
            [executable, "serve", "--port", "0", "--database", f"sqlite:{folder}/gateway.sqlite",
             "--apns-key", str(apple.folder / "key.p8"), "--apns-key-id", "ABC123DEFG", "--apns-team", "DEF123GHIJ",
             "--apns-topic", "org.example.pawl", "--apns-server", (apple.folder / "url").read_text(),
             "--apns-roots", str(apple.folder / "roots.pem"), "--component", os.environ["PAWL_LIVE_COMPONENT"],
             "--component-port", os.environ["PAWL_LIVE_COMPONENT_PORT"], "--log-level", "warning"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PAWL_GATEWAY_COMPONENT_SECRET": "pencil"})
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise Failure("the gateway does not start")
        self.address = f"http://{line.split()[-1]}"
        self.url = f"{self.address}/api/v1/"

    def has_component(self):
        """Whether the component is connected to its server, by what an operator sees."""
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=PATIENCE) as answer:
            return b"pawl_gateway_component_online 1" in answer.read()


class Phone:
    """The command, with a store and an account of its own."""

    def __init__(self, executable, folder, jid, number):
        self.executable, self.store, self.jid = executable, str(folder / jid), jid
        self.device = f"{number:064x}"
        password = folder / "password"
        password.write_text("pencil")
        password.chmod(0o600)
        self.must("init", "--jid", jid)
        self.must(
            "login", "--password-file", str(password), "--host", os.environ["PAWL_LIVE_HOST"],
            "--port", os.environ["PAWL_LIVE_PORT"], "--ca-file", os.environ["PAWL_LIVE_ROOT"])

    def run(self, *arguments, text=""):
        words = arguments[:2] if arguments[0] in ("push", "tokens") else arguments[:1]
        rest = arguments[len(words):]
        return subprocess.run(
            [self.executable, *words, "--store", self.store, *rest], input=text, capture_output=True, text=True,
            timeout=4 * PATIENCE)

    def must(self, *arguments, text=""):
        done = self.run(*arguments, text=text)
        if done.returncode != 0:
            raise Failure(f"{self.jid} {' '.join(arguments)}: {done.returncode} {done.stderr}")
        return done

    def online(self, *arguments, text=""):
        return self.must(*arguments, "--allow-local-endpoints", text=text)

    def register(self, gateway):
        self.must("push", "register", "--gateway", gateway.url, "--apns-token", self.device, "--allow-local-endpoints")

    def send(self, other, text):
        return self.online("send", "--to", other.jid, text=text)

    def wake(self, push):
        """What the phone shows for a push, and then reads."""
        token = json.dumps(push["payload"])
        token = next(word for word in token.replace('"', " ").split() if len(word) == 40 and set(word) <= set("0123456789abcdef"))
        lines = self.online("wake", token).stdout.splitlines()
        return lines[0], lines[1:]


def wait(is_true, what):
    end = time.monotonic() + PATIENCE
    while not is_true():
        if time.monotonic() > end:
            raise Failure(f"it does not come: {what}")
        time.sleep(0.05)


def is_shown(push):
    """Whether a push is for a person to see, and not for the app alone."""
    return push["priority"] != "5" and push["push-type"] == "alert"


def by_the_server(apple, gateway, alice, bob):
    """Alice writes to offline Bob: his server tells the gateway, which wakes his phone."""
    for phone in (alice, bob):
        phone.register(gateway)
        enabled = phone.online("push", "enable").stdout
        expect(os.environ["PAWL_LIVE_COMPONENT"] in enabled, f"{phone.jid}'s server pushes through the component")
    before = len(apple.pushes(bob.device))
    alice.send(bob, "Are you there?")
    shown = [push for push in apple.next(bob.device, before, "a push for Bob") if is_shown(push)]
    expect(shown, "a text wakes Bob's phone with a push for a person")
    expect("Are you there?" not in json.dumps(shown) and alice.jid not in json.dumps(shown), "Apple learns neither text nor sender")
    silent = len(apple.pushes(alice.device))
    title, texts = bob.wake(shown[0])
    expect(title == bob.jid, "the token is known as the server's")
    expect(texts[:1] == [f"{alice.jid}: Are you there?"], "Bob catches up and decrypts")
    # He has answered the key exchange, and sent tokens: control messages, for the app alone if for anybody.
    time.sleep(3)
    expect(not [push for push in apple.pushes(alice.device)[silent:] if is_shown(push)], "control messages wake nobody")
    held = json.loads(alice.online("catchup").stdout and alice.must("push", "status", "--json").stdout)["held"]
    expect(held == 5, "Alice holds five tokens of Bob's")
    decided = alice.online("knock", "--to", bob.jid, "--dry-run").stdout
    expect(decided.startswith("knock: the user asks"), "asked for, a knock would go out")
    automatic = alice.send(bob, "And once more").stderr
    expect("knock" not in automatic or "no knock" in automatic, "by itself none goes to whom the server wakes")
    bob.online("push", "disable")
    after = len(apple.pushes(bob.device))
    alice.send(bob, "Sleep well")
    time.sleep(3)
    expect(len(apple.pushes(bob.device)) == after, "after push disable nothing wakes Bob")
    refused = bob.run("wake", "0" * 40)
    expect(refused.returncode == 65 and not refused.stdout, "an unknown token shows nothing")


def after_a_restart(apple, gateway, alice, bob):
    """The server is killed and comes back: the component with it, and a push as before."""
    file = Path(os.environ["PAWL_LIVE_DIRECTORY"]) / "pid"
    former = file.read_text()
    os.kill(int(former), signal.SIGKILL)
    wait(lambda: file.read_text() != former, "the server starts again")
    wait(gateway.has_component, "the component comes back")
    bob.online("push", "enable")
    before = len(apple.pushes(bob.device))
    alice.send(bob, "Still there?")
    expect(
        any(map(is_shown, apple.next(bob.device, before, "a push after a restart"))),
        "after its server was killed the component is back, and wakes Bob")


def by_a_knock(apple, gateway, alice, carol):
    """Carol's server does no push: Alice knocks."""
    for one, other in ((alice, carol), (carol, alice), (alice, carol)):
        one.online("contacts", "--add", other.jid)
    carol.register(gateway)
    expect("no push" in carol.online("push", "enable").stdout, "Carol's server does no push")
    carol.send(alice, "Good night")
    expect(f"{carol.jid}: Good night" in alice.online("catchup").stdout, "Alice hears from Carol")
    before = len(apple.pushes(carol.device))
    expect(before == 0, "nothing woke Carol so far")
    sent = alice.send(carol, "Wake up")
    expect("knock: a message waits" in sent.stderr and "takes it" in sent.stderr, "Alice's client knocks by itself")
    push = apple.next(carol.device, before, "a push for Carol")[0]
    again = alice.send(carol, "Please")
    expect("no knock: the last knock is unanswered" in again.stderr, "one knock at a time")
    time.sleep(1)
    expect(len(apple.pushes(carol.device)) == 1, "and so one push")
    title, texts = carol.wake(push)
    expect(title == alice.jid, "only Carol knows that it was Alice")
    texts = [text for text in texts if "push tokens" not in text]
    expect(texts == [f"{alice.jid}: Wake up", f"{alice.jid}: Please"], "Carol catches up and decrypts")
    carol.online("contacts", "--remove", alice.jid)
    refused = alice.run("knock", "--to", carol.jid, "--allow-local-endpoints")
    expect(refused.returncode == 77 and len(apple.pushes(carol.device)) == 1, "who is no contact any more wakes nobody")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pawl", required=True)
    parser.add_argument("--gateway", required=True)
    options = parser.parse_args()
    processes = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            (folder / "apple").mkdir()
            apple = Apple(folder / "apple")
            processes.append(apple.process)
            gateway = Gateway(options.gateway, folder, apple)
            processes.append(gateway.process)
            alice = Phone(options.pawl, folder, "user31@a.test", 0xA)
            bob = Phone(options.pawl, folder, "user32@a.test", 0xB)
            by_the_server(apple, gateway, alice, bob)
            after_a_restart(apple, gateway, alice, bob)
            by_a_knock(apple, gateway, alice, Phone(options.pawl, folder, "carol@b.test", 0xC))
        except Failure as failure:
            print(f"failed: {failure}", file=sys.stderr)
            return 1
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
                process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
