"""drive_python_omemo.py twomemo|oldmemo: one of python-omemo's backends, below its session manager: no XML, no storage.

The backends are asynchronous without waiting for anything; one event loop runs a whole work.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import oldmemo.oldmemo
import twomemo.twomemo
from omemo import JSONType, Just, Maybe, Nothing, Storage
from omemo.session import Session

import bench

MODULE: Any = {"twomemo": twomemo.twomemo, "oldmemo": oldmemo.oldmemo}[sys.argv[1]]
IS_LEGACY = MODULE is oldmemo.oldmemo
PEER = "peer@example.org"
MATERIAL = MODULE.PlainKeyMaterialImpl(
    bench.MESSAGE[:MODULE.PlainKeyMaterialImpl.KEY_LENGTH], bench.MESSAGE[MODULE.PlainKeyMaterialImpl.KEY_LENGTH:])


class MemoryStorage(Storage):
    """A dictionary."""

    def __init__(self) -> None:
        super().__init__(disable_cache=True)
        self.values: dict[str, JSONType] = {}

    async def _load(self, key: str) -> Maybe[JSONType]:
        return Just(self.values[key]) if key in self.values else Nothing()

    async def _store(self, key: str, value: JSONType) -> None:
        self.values[key] = value

    async def _delete(self, key: str) -> None:
        self.values.pop(key, None)


class Side:
    """A backend and its session with the other one."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        self.backend = (MODULE.Oldmemo if IS_LEGACY else MODULE.Twomemo)(self.storage)
        self.session: Session | None = None

    async def begin(self, bundle: Any) -> tuple[Any, Any]:
        self.session, message = await self.backend.build_session_active(PEER, 1, bundle, MATERIAL)
        return self.session.key_exchange, message

    async def answer(self, exchange: Any, message: Any) -> None:
        self.session, _ = await self.backend.build_session_passive(PEER, 1, exchange, message)

    async def seal(self) -> bytes:
        message = await self.backend.encrypt_key_material(self.session, MATERIAL)
        return message.serialize()

    async def open(self, message: bytes) -> None:
        await self.backend.decrypt_key_material(
            self.session, MODULE.EncryptedKeyMaterialImpl.parse(message, PEER, 1))


async def pair() -> tuple[Side, Side]:
    """Two sides of a session."""
    alice, bob = Side(), Side()
    await bob.backend.generate_pre_keys(1)
    await bob.answer(*await alice.begin(await bob.backend.get_bundle(PEER, 1)))
    await alice.open(await bob.seal())
    return alice, bob


async def converse(alice: Side, bob: Side, count: int) -> None:
    """Each message is answered by the next."""
    for index in range(count):
        sender, receiver = (alice, bob) if index % 2 == 0 else (bob, alice)
        await receiver.open(await sender.seal())


LOOP = asyncio.new_event_loop()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return LOOP.run_until_complete(work)


def keygen(count: int) -> str:
    async def work() -> None:
        for _ in range(count):
            await Side().backend.generate_pre_keys(bench.ONE_TIME_KEYS)
    return bench.timed(count, lambda: run(work()))


def initiate(count: int) -> str:
    alice, bob = Side(), Side()
    run(bob.backend.generate_pre_keys(1))
    run(alice.backend.generate_pre_keys(1))
    bundle = run(bob.backend.get_bundle(PEER, 1))

    async def work() -> None:
        for _ in range(count):
            _, message = await alice.begin(bundle)
            message.serialize()
    return bench.timed(count, lambda: run(work()))


def respond(count: int) -> str:
    alice, bob = Side(), Side()
    run(bob.backend.generate_pre_keys(1))
    bundle = run(bob.backend.get_bundle(PEER, 1))
    exchanges = [run(alice.begin(bundle)) for _ in range(count)]

    async def work() -> None:
        for exchange, message in exchanges:
            await bob.answer(exchange, message)
    return bench.timed(count, lambda: run(work()))


def encrypt(count: int) -> str:
    alice, _ = run(pair())

    async def work() -> None:
        for _ in range(count):
            await alice.seal()
    return bench.timed(count, lambda: run(work()))


def opened(count: int, is_reversed: bool) -> str:
    alice, bob = run(pair())
    messages = [run(alice.seal()) for _ in range(count)]
    if is_reversed:
        messages.reverse()

    async def work() -> None:
        for message in messages:
            await bob.open(message)
    return bench.timed(count, lambda: run(work()))


def ping_pong(count: int) -> str:
    alice, bob = run(pair())
    return bench.timed(count, lambda: run(converse(alice, bob, count)))


def record_size(count: int) -> str:
    alice, bob = run(pair())
    run(converse(alice, bob, count))
    before = set(alice.storage.values)
    run(alice.backend.store_session(alice.session))
    return bench.number(sum(len(json.dumps(alice.storage.values[key])) for key in set(alice.storage.values) - before))


def peak_memory(count: int) -> str:
    run(converse(*run(pair()), count))
    return bench.peak_memory()


WORKS: dict[str, Callable[[int], str]] = {
    "keygen": keygen, "initiate": initiate, "respond": respond, "encrypt": encrypt,
    "decrypt": lambda count: opened(count, False), "skipped": lambda count: opened(bench.SKIPPED, True),
    "ping-pong": ping_pong, "record-size": record_size, "peak-memory": peak_memory}
bench.main(WORKS)
