"""python-omemo's two backends, twomemo (OMEMO 2) and oldmemo (legacy), with fixed keys in place of random ones.

Only their public interfaces are called. Where they draw randomness, a fixed value is handed out for the while.
"""

import asyncio
import base64
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, TypeVar
from unittest import mock

import oldmemo.oldmemo
import twomemo.twomemo
import x3dh
import xeddsa
from doubleratchet.recommended.diffie_hellman_ratchet_curve25519 import DiffieHellmanRatchet
from omemo.session import Initiation, Session
from x3dh.identity_key_pair import IdentityKeyPairPriv, IdentityKeyPairSeed
from x3dh.models import BaseStateModel, SignedPreKeyPairModel

from peers.memory import MemoryStorage
from suite import Disagreement, Json, NotAble

TWOMEMO = "twomemo 2.1.0"
OLDMEMO = "oldmemo 2.1.0"

_Result = TypeVar("_Result")
_PEER = "peer@example.org"


def run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """The libraries are asynchronous; nothing here has to be."""
    return asyncio.run(work)


class Library:
    """What the two backends do differently, under one roof."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.is_legacy = module is oldmemo.oldmemo
        self.namespace: str = module.NAMESPACE

    def decoded_key(self, encoded: bytes) -> bytes:
        """A key of a bundle or an exchange as the library takes it inside."""
        return self.module.StateImpl.parse_public_key(encoded) if self.is_legacy else encoded

    def state(self, device: Json) -> x3dh.BaseState:
        """The X3DH state of a device with at most two signed prekeys."""
        return self.module.StateImpl.from_model(
            self._model(device), x3dh.IdentityKeyFormat.ED_25519, x3dh.HashFunction.SHA_256,
            self.module.StateImpl.INFO)

    async def backend(self, device: Json) -> Any:
        """A backend whose storage holds a device's keys under the ids of the case."""
        storage = MemoryStorage()
        prefix = f"/{self.namespace}"
        await storage.store(f"{prefix}/x3dh", self.state(device).json)
        await storage.store(f"{prefix}/signed_pre_key_ids", _ids(device["signed_prekeys"]))
        await storage.store(f"{prefix}/pre_key_ids", _ids(device["prekeys"]))
        await storage.store(f"{prefix}/pre_key_id_counter", 1000000)
        backend_class = self.module.Oldmemo if self.is_legacy else self.module.Twomemo
        return backend_class(storage)

    def bundle(self, value: Json, prekey_id: int | None) -> Any:
        """A bundle of a case, cut down to one prekey, since the library chooses among several at random."""
        chosen = [prekey for prekey in value["prekeys"] if prekey_id in (None, prekey["id"])]
        if value["prekeys"] and not chosen:
            raise NotAble
        signature = bytes.fromhex(value["signature"])
        identity = bytes.fromhex(value["identity_key"])
        if self.is_legacy:
            identity = xeddsa.curve25519_pub_to_ed25519_pub(self.decoded_key(identity), bool(signature[63] >> 7))
            signature = signature[:63] + bytes([signature[63] & 0x7F]) + signature[64:]
        prekeys = {self.decoded_key(bytes.fromhex(prekey["key"])): prekey["id"] for prekey in chosen}
        signed_prekey = self.decoded_key(bytes.fromhex(value["signed_prekey"]["key"]))
        return self.module.BundleImpl(
            _PEER, 1, x3dh.Bundle(identity, signed_prekey, signature, frozenset(prekeys)),
            value["signed_prekey"]["id"], prekeys)

    def material(self, plaintext: bytes) -> Any:
        """What the ratchet encrypts."""
        length = self.module.PlainKeyMaterialImpl.KEY_LENGTH
        return self.module.PlainKeyMaterialImpl(plaintext[:length], plaintext[length:])

    def written_exchange(self, exchange: Any, message: bytes) -> bytes:
        """A key exchange on the wire."""
        written = exchange.serialize(message)
        return written[0] if self.is_legacy else written

    def read_exchange(self, encoded: bytes, sign: bool) -> tuple[Any, bytes]:
        """The reverse. The legacy wire has lost the sign of the sender's key, which is not secret."""
        parse = self.module.KeyExchangeImpl.parse
        return parse(encoded, sign) if self.is_legacy else parse(encoded)

    def read_message(self, encoded: bytes) -> Any:
        """A ratchet message."""
        return self.module.EncryptedKeyMaterialImpl.parse(encoded, _PEER, 1)

    def _model(self, device: Json) -> BaseStateModel:
        pairs = [
            SignedPreKeyPairModel(priv=bytes.fromhex(prekey["private"]), sig=bytes(64), timestamp=0)
            for prekey in device["signed_prekeys"]]
        return BaseStateModel(
            identity_key=identity(device["identity"]).model,
            signed_pre_key=pairs[0], old_signed_pre_key=pairs[1] if len(pairs) > 1 else None,
            pre_keys=frozenset(bytes.fromhex(prekey["private"]) for prekey in device["prekeys"]))


LIBRARIES = {
    twomemo.twomemo.NAMESPACE: Library(twomemo.twomemo),
    oldmemo.oldmemo.NAMESPACE: Library(oldmemo.oldmemo)}


def identity(value: Json) -> Any:
    """An identity of a case."""
    private = bytes.fromhex(value["private"])
    return IdentityKeyPairSeed(private) if value["form"] == "seed" else IdentityKeyPairPriv(private)


class RatchetKeys:
    """The ratchet private keys of one side. One that was drawn in vain is drawn again."""

    def __init__(self, private: list[bytes]) -> None:
        self._private = private
        self._spent = 0
        self._drawn = False

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """While it lasts, the library's ratchet draws from here."""
        self._drawn = False
        with mock.patch.object(DiffieHellmanRatchet, "_generate_priv", self._draw):
            yield
        self._spent += self._drawn

    def _draw(self) -> bytes:
        self._drawn = True
        return self._private[self._spent]


@contextmanager
def ephemeral(private: bytes) -> Iterator[None]:
    """While it lasts, X3DH's ephemeral key is this one."""
    with mock.patch("x3dh.base_state.secrets.token_bytes", lambda count: private):
        yield


class Side:
    """One party of a ratchet case."""

    def __init__(self, library: Library, value: Json) -> None:
        self._library = library
        self._value = value
        self._keys = RatchetKeys([bytes.fromhex(key) for key in value["ratchet_keys"]])
        self._session: Session | None = None
        device = {"signed_prekeys": [{"id": 1, "private": "40" + "00" * 30 + "40"}], "prekeys": []} | value
        self._backend = run(library.backend(device))

    def start(self, bundle: Any, plaintext: bytes) -> bytes:
        """Begins a session with its first message."""
        with ephemeral(bytes.fromhex(self._value["ephemeral"])), self._keys.drawing():
            self._session, material = run(
                self._backend.build_session_active(_PEER, 1, bundle, self._library.material(plaintext)))
        return self._library.written_exchange(self._session.key_exchange, material.serialize())

    @property
    def has_session(self) -> bool:
        """Whether there is a session to send in."""
        return self._session is not None

    def seal(self, plaintext: bytes) -> bytes:
        """The next message, wrapped in the key exchange for as long as the library wraps it."""
        session = self._session
        assert session is not None
        material = run(self._backend.encrypt_key_material(session, self._library.material(plaintext)))
        if session.initiation is Initiation.ACTIVE and not session.confirmed:
            return self._library.written_exchange(session.key_exchange, material.serialize())
        return material.serialize()

    def open(self, encoded: bytes, *, is_exchange: bool, sign: bool) -> bytes:
        """Receives as python-omemo's session manager does, used prekeys deleted."""
        exchange, message = None, encoded
        if is_exchange:
            exchange, message = self._library.read_exchange(encoded, sign)
        material = self._library.read_message(message)
        session = self._session
        if session is not None and exchange is not None and not (
            session.initiation is Initiation.PASSIVE and session.key_exchange.builds_same_session(exchange)
        ):
            session = None
        with self._keys.drawing():
            if session is None:
                assert exchange is not None
                session, plain = run(self._backend.build_session_passive(_PEER, 1, exchange, material))
                run(self._backend.delete_pre_key(session))
            else:
                plain = run(self._backend.decrypt_key_material(session, material))
        self._session = session
        return plain.key + plain.auth_tag


def x3dh_judge(namespace: str, case: Json) -> Json:
    """Judges a case of `x3dh-*.json`."""
    library = LIBRARIES[namespace]
    if case["function"] == "initiate":
        state = library.state(case | {"signed_prekeys": [{"private": "40" + "00" * 30 + "40"}], "prekeys": []})
        bundle = library.bundle(case["bundle"], case["prekey_id"])
        with ephemeral(bytes.fromhex(case["ephemeral"])):
            secret, data, header = run(state.get_shared_secret_active(bundle.bundle))
        key = header.ephemeral_key
        return {
            "shared_secret": secret.hex(), "ephemeral_key": (b"\x05" + key if library.is_legacy else key).hex()
        } | _associated_data(library, data)
    return _respond(library, case)


def _respond(library: Library, case: Json) -> Json:
    exchange = case["exchange"]
    identity_key = library.decoded_key(bytes.fromhex(exchange["identity_key"]))
    if library.is_legacy:
        identity_key = xeddsa.curve25519_pub_to_ed25519_pub(identity_key, False)
    public = [_public(case[kind], exchange[id]) for kind, id in (
        ("signed_prekeys", "signed_prekey_id"), ("prekeys", "prekey_id"))]
    header = x3dh.Header(
        identity_key, library.decoded_key(bytes.fromhex(exchange["ephemeral_key"])), public[0], public[1])
    secret, data, _ = run(library.state(case).get_shared_secret_passive(header))
    return {"shared_secret": secret.hex()} | _associated_data(library, data)


def ratchet_judge(namespace: str, case: Json) -> Json:
    """Plays a case of `ratchet-*.json`. Every step must go as it says."""
    library = LIBRARIES[namespace]
    sides = {name: Side(library, case["parties"][name]) for name in "AB"}
    signs = {name: _sign(case["parties"][name]) for name in "AB"}
    bundle = library.bundle(case["bundle"], case["prekey_id"])
    for step in case["steps"]:
        _play(step, sides, signs, bundle)
    return {}


def _play(step: Json, sides: dict[str, Side], signs: dict[str, bool], bundle: Any) -> None:
    if "advance" in step:
        for _ in range(step["count"]):
            _sealed(sides[step["advance"]], bytes(32), bundle)
        return
    if "send" in step:
        wire = _sealed(sides[step["send"]], bytes.fromhex(step["plaintext"]), bundle)
        if wire.hex() != step["wire"]:
            raise Disagreement("sent otherwise")
        return
    sender = "B" if step["deliver"] == "A" else "A"
    try:
        plaintext = sides[step["deliver"]].open(
            bytes.fromhex(step["wire"]), is_exchange=step["key_exchange"], sign=signs[sender])
    except Exception as error:
        if "refuse" not in step:
            raise Disagreement("refused") from error
        return
    if plaintext.hex() != step.get("plaintext"):
        raise Disagreement("opened otherwise")


def _sealed(side: Side, plaintext: bytes, bundle: Any) -> bytes:
    return side.seal(plaintext) if side.has_session else side.start(bundle, plaintext)


def payload_judge(namespace: str, case: Json) -> Json:
    """Judges a case of `payload-*.json`."""
    library = LIBRARIES[namespace]
    backend = run(library.backend({
        "identity": {"form": "seed", "private": "00" * 32},
        "signed_prekeys": [{"id": 1, "private": "40" + "00" * 30 + "40"}], "prekeys": []}))
    iv = [bytes.fromhex(case["iv"])] if library.is_legacy else []
    if case["function"] == "seal":
        fixed = [bytes.fromhex(case["key"])] + iv
        with mock.patch.object(library.module.secrets, "token_bytes", lambda count: _taken(fixed, count)):
            content, material = run(backend.encrypt_plaintext(bytes.fromhex(case["plaintext"])))
        return {"ciphertext": content.ciphertext.hex(), "key_material": (material.key + material.auth_tag).hex()}
    if not case["ciphertext"]:
        raise NotAble
    content = library.module.ContentImpl(bytes.fromhex(case["ciphertext"]), *iv)
    plaintext = run(backend.decrypt_plaintext(content, library.material(bytes.fromhex(case["key_material"]))))
    return {"plaintext": plaintext.hex()}


def _taken(values: list[bytes], count: int) -> bytes:
    [value] = [value for value in values if len(value) == count]
    return value


def _ids(prekeys: list[Json]) -> dict[str, int]:
    public = {prekey["id"]: xeddsa.priv_to_curve25519_pub(bytes.fromhex(prekey["private"])) for prekey in prekeys}
    return {base64.b64encode(key).decode(): id for id, key in public.items()}


def _public(prekeys: list[Json], id: int) -> bytes:
    for prekey in prekeys:
        if prekey["id"] == id:
            return xeddsa.priv_to_curve25519_pub(bytes.fromhex(prekey["private"]))
    raise KeyError(id)


def _sign(party: Json) -> bool:
    return bool(xeddsa.priv_to_ed25519_pub(identity(party["identity"]).as_priv().priv)[31] >> 7)


def _associated_data(library: Library, data: bytes) -> Json:
    half = len(data) // 2
    reverse = data[half:] + data[:half] if library.is_legacy else data
    return {"associated_data": {"from_initiator": data.hex(), "from_responder": reverse.hex()}}
