"""libomemo-c, which Dino and Profanity use, behind the driver in `libomemo_c/`; XML and payloads are made here."""

import os
from pathlib import Path
from random import Random

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from legacy_peer import Duplicate, Unreadable
from legacy_stanza import LegacyBundle, LegacyMessage
from line_process import LineProcess

_PRE_KEYS = 100
_KEY_LENGTH = 16
_TAG_LENGTH = 16
_IV_LENGTH = 12
_TYPE_BYTE = 1
_ERROR_DUPLICATE = "-1001"  # SG_ERR_DUPLICATE_MESSAGE


class LibomemoCEngine:
    """An `Engine`, and the process that serves it."""

    def __init__(self, driver: Path, rng: Random) -> None:
        self.device = rng.randint(1, 2**31 - 1)
        self._rng = rng
        self._process = LineProcess(driver)
        identity_key, signed_id, signed_key, signature = self._request("create", self.device)
        self._identity_key = bytes.fromhex(identity_key)
        self._signed_id = int(signed_id)
        self._signed_key = bytes.fromhex(signed_key)
        self._signature = bytes.fromhex(signature)

    def close(self) -> None:
        self._process.close()

    def bundle(self) -> LegacyBundle:
        words = self._request("pre-keys", _PRE_KEYS)
        pre_keys = {int(number): bytes.fromhex(key) for number, key in zip(words[::2], words[1::2])}
        return LegacyBundle(self._identity_key, self._signed_id, self._signed_key, self._signature, pre_keys)

    def session(self, contact: str, device: int) -> bytes | None:
        words = self._request("session", contact.encode(), device)
        return bytes.fromhex(words[0])[_TYPE_BYTE:] if words else None

    def begin(self, contact: str, device: int, bundle: LegacyBundle) -> None:
        number = self._rng.choice(list(bundle.pre_keys))
        self._request(
            "begin", contact.encode(), device, bundle.identity_key, bundle.signed_pre_key_id,
            bundle.signed_pre_key, bundle.signature, number, bundle.pre_keys[number])

    def forget(self, contact: str, device: int) -> None:
        self._request("forget", contact.encode(), device)

    def seal(self, contact: str, devices: list[int], text: str | None) -> LegacyMessage:
        """An empty message carries a fresh key alone, as there is no tag."""
        key, iv = os.urandom(_KEY_LENGTH), os.urandom(_IV_LENGTH)
        payload: bytes | None = None
        if text is not None:
            sealed = AESGCM(key).encrypt(iv, text.encode(), None)
            payload, key = sealed[:-_TAG_LENGTH], key + sealed[-_TAG_LENGTH:]
        keys = {}
        for device in devices:
            kind, data = self._request("encrypt", contact.encode(), device, key)
            keys[device] = (bytes.fromhex(data), kind == "exchange")
        return LegacyMessage(self.device, keys, iv, payload)

    def open(self, contact: str, message: LegacyMessage) -> str | None:
        if self.device not in message.keys:
            raise Unreadable("not for this device")
        data, begins = message.keys[self.device]
        [answer] = self._request(
            "decrypt", contact.encode(), message.device, "exchange" if begins else "message", data)
        secret = bytes.fromhex(answer)
        if message.payload is None:
            return None
        if len(secret) != _KEY_LENGTH + _TAG_LENGTH:
            raise Unreadable(f"a key and tag of {len(secret)} bytes")
        try:
            sealed = message.payload + secret[_KEY_LENGTH:]
            return AESGCM(secret[:_KEY_LENGTH]).decrypt(message.iv, sealed, None).decode()
        except InvalidTag as error:
            raise Unreadable("the payload") from error

    def _request(self, operation: str, *words: str | int | bytes) -> list[str]:
        text = [word.hex() if isinstance(word, bytes) else str(word) for word in words]
        answer = self._process.ask(" ".join([operation, *text])).split()
        if answer[0] != "ok":
            raise Duplicate() if answer[1] == _ERROR_DUPLICATE else Unreadable(f"error {answer[1]}")
        return answer[1:]
