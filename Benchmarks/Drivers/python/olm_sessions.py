"""Olm sessions, by vodozemac or by libolm under python-olm: the works are the same."""

from collections.abc import Callable
from typing import Any, Protocol

import bench


class Library(Protocol):
    """One of the two libraries. Their types have nothing in common but their names."""

    def account(self, one_time_keys: int) -> Any:
        """A new account."""

    def begin(self, account: Any, peer: Any) -> Any:
        """A session to a peer, with its first one-time key."""

    def answer(self, account: Any, peer: Any, message: Any) -> Any:
        """A session from a first message, which it opens."""

    def size(self, session: Any) -> float:
        """The bytes of a stored session, before base64."""


class Pair:
    """Two sides of a session that both have confirmed."""

    def __init__(self, library: Library) -> None:
        alice, bob = library.account(0), library.account(1)
        self.alice = library.begin(alice, bob)
        self.bob = library.answer(bob, alice, self.alice.encrypt(bench.MESSAGE))
        self.alice.decrypt(self.bob.encrypt(bench.MESSAGE))

    def converse(self, count: int) -> None:
        """Each message is answered by the next."""
        for index in range(count):
            sender, receiver = (self.alice, self.bob) if index % 2 == 0 else (self.bob, self.alice)
            receiver.decrypt(sender.encrypt(bench.MESSAGE))


def works(library: Library) -> dict[str, Callable[[int], str]]:
    """What such a library can be asked. It keeps 40 skipped keys, so it cannot have skipped a thousand."""

    def keygen(count: int) -> str:
        return bench.timed(count, lambda: [library.account(bench.ONE_TIME_KEYS) and None for _ in range(count)])

    def initiate(count: int) -> str:
        alice, bob = library.account(0), library.account(1)
        return bench.timed(
            count, lambda: [library.begin(alice, bob).encrypt(bench.MESSAGE) and None for _ in range(count)])

    def respond(count: int) -> str:
        alice = library.account(0)
        bobs = [library.account(1) for _ in range(count)]  # a one-time key is used up
        messages = [library.begin(alice, bob).encrypt(bench.MESSAGE) for bob in bobs]
        return bench.timed(
            count, lambda: [library.answer(bob, alice, message) and None for bob, message in zip(bobs, messages)])

    def encrypt(count: int) -> str:
        pair = Pair(library)

        def run() -> None:
            for _ in range(count):
                pair.alice.encrypt(bench.MESSAGE)
        return bench.timed(count, run)

    def decrypt(count: int) -> str:
        pair = Pair(library)
        messages = [pair.alice.encrypt(bench.MESSAGE) for _ in range(count)]

        def run() -> None:
            for message in messages:
                pair.bob.decrypt(message)
        return bench.timed(count, run)

    def ping_pong(count: int) -> str:
        pair = Pair(library)
        return bench.timed(count, lambda: pair.converse(count))

    def record_size(count: int) -> str:
        pair = Pair(library)
        pair.converse(count)
        return bench.number(library.size(pair.alice))

    def peak_memory(count: int) -> str:
        Pair(library).converse(count)
        return bench.peak_memory()

    return {
        "keygen": keygen, "initiate": initiate, "respond": respond, "encrypt": encrypt, "decrypt": decrypt,
        "ping-pong": ping_pong, "record-size": record_size, "peak-memory": peak_memory}
