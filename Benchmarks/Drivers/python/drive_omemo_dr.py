"""omemo-dr, the library of Gajim, below its session manager, over the in-memory store of the interop test. It takes a
session's record out of its store and puts it back, serialised, with each message: that is part of every figure."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path

from omemo_dr.const import NS_OMEMO_TMP
from omemo_dr.protocol.prekeywhispermessage import PreKeyWhisperMessage
from omemo_dr.protocol.whispermessage import WhisperMessage
from omemo_dr.session_manager import OMEMOSessionManager
from omemo_dr.sessioncipher import SessionCipher
from omemo_dr.structs import OMEMOBundle, OMEMOConfig

import bench

sys.path.append(str(Path(__file__).parents[3] / "Tests/Interop"))
from omemo_dr_store import MemoryStore  # noqa: E402

_DAY = 24 * 60 * 60
PEER = "peer@example.org"


class Side:
    """A manager and its session with the other one."""

    def __init__(self, one_time_keys: int) -> None:
        self.store = MemoryStore()
        config = OMEMOConfig(
            default_prekey_amount=one_time_keys, min_prekey_amount=1, spk_archive_seconds=15 * _DAY,
            spk_cycle_seconds=_DAY, unacknowledged_count=10**9)
        self.manager = OMEMOSessionManager(PEER, self.store, config)
        self.cipher = SessionCipher(self.store, PEER, 1)

    def bundle(self) -> OMEMOBundle:
        bundle = self.manager.get_bundle(NS_OMEMO_TMP)
        return OMEMOBundle(
            device_id=1, ik=bundle.ik, namespace=NS_OMEMO_TMP, otpks=bundle.otpks, spk=bundle.spk,
            spk_signature=bundle.spk_signature)

    def begin(self, bundle: OMEMOBundle) -> bytes:
        self.store.delete_session(PEER, 1)
        self.manager.build_session(PEER, bundle)
        return self.seal()

    def answer(self, message: bytes) -> None:
        self.cipher.decrypt_pkmsg(PreKeyWhisperMessage.from_bytes(message))

    def seal(self) -> bytes:
        return self.cipher.encrypt(bench.MESSAGE).serialize()

    def open(self, message: bytes) -> None:
        self.cipher.decrypt_msg(WhisperMessage.from_bytes(message))


def pair() -> tuple[Side, Side]:
    alice, bob = Side(1), Side(2)
    bob.answer(alice.begin(bob.bundle()))
    alice.open(bob.seal())
    return alice, bob


def converse(alice: Side, bob: Side, count: int) -> None:
    """Each message is answered by the next."""
    for index in range(count):
        sender, receiver = (alice, bob) if index % 2 == 0 else (bob, alice)
        receiver.open(sender.seal())


def keygen(count: int) -> str:
    return bench.timed(count, lambda: [Side(bench.ONE_TIME_KEYS) and None for _ in range(count)])


def initiate(count: int) -> str:
    alice, bundle = Side(1), Side(2).bundle()
    return bench.timed(count, lambda: [alice.begin(bundle) and None for _ in range(count)])


def respond(count: int) -> str:
    bobs = [Side(2) for _ in range(count)]
    alice = Side(1)
    messages = [alice.begin(bob.bundle()) for bob in bobs]
    return bench.timed(count, lambda: [bob.answer(message) for bob, message in zip(bobs, messages)])


def encrypt(count: int) -> str:
    alice, _ = pair()
    return bench.timed(count, lambda: [alice.seal() and None for _ in range(count)])


def opened(count: int, is_reversed: bool) -> str:
    alice, bob = pair()
    messages = [alice.seal() for _ in range(count)]
    if is_reversed:
        messages.reverse()
    return bench.timed(count, lambda: [bob.open(message) for message in messages])


def ping_pong(count: int) -> str:
    alice, bob = pair()
    return bench.timed(count, lambda: converse(alice, bob, count))


def record_size(count: int) -> str:
    alice, bob = pair()
    converse(alice, bob, count)
    return bench.number(len(alice.store.load_session(PEER, 1).serialize()))


def peak_memory(count: int) -> str:
    converse(*pair(), count)
    return bench.peak_memory()


logging.disable()
WORKS: dict[str, Callable[[int], str]] = {
    "keygen": keygen, "initiate": initiate, "respond": respond, "encrypt": encrypt,
    "decrypt": lambda count: opened(count, False), "skipped": lambda count: opened(bench.SKIPPED, True),
    "ping-pong": ping_pong, "record-size": record_size, "peak-memory": peak_memory}
bench.main(WORKS)
