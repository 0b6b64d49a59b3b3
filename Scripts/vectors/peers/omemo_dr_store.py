"""omemo-dr's store as dictionaries. Records are kept serialised, so that a failure leaves them as they were."""

from typing import Any

from omemo_dr.ecc.curve import Curve
from omemo_dr.ecc.djbec import CurvePublicKey, DjbECPrivateKey
from omemo_dr.ecc.eckeypair import ECKeyPair
from omemo_dr.exceptions import InvalidKeyIdException
from omemo_dr.identitykey import IdentityKey
from omemo_dr.identitykeypair import IdentityKeyPair
from omemo_dr.state.prekeyrecord import PreKeyRecord
from omemo_dr.state.sessionrecord import SessionRecord
from omemo_dr.state.signedprekeyrecord import SignedPreKeyRecord
from omemo_dr.state.store import Store


def key_pair(private: bytes) -> ECKeyPair:
    """A key pair of a private key."""
    return ECKeyPair(CurvePublicKey(Curve._generate_public_key(private)), DjbECPrivateKey(private))


class _Unused:
    """The store's methods that no vector leads to, which the base class wants to exist."""

    def _unused(self, *arguments: Any, **named: Any) -> Any:
        raise NotImplementedError


class DictionaryStore(_Unused, Store):
    """One device's keys and sessions."""

    def __init__(self, identity: bytes, signed_prekeys: dict[int, bytes], prekeys: dict[int, bytes]) -> None:
        pair = key_pair(identity)
        self._identity = IdentityKeyPair.new(IdentityKey(pair.get_public_key()), pair.get_private_key())
        self._signed_prekeys = {
            id: SignedPreKeyRecord.new(id, 0, key_pair(key), bytes(64)) for id, key in signed_prekeys.items()}
        self._prekeys = {id: PreKeyRecord.new(id, key_pair(key)) for id, key in prekeys.items()}
        self._sessions: dict[tuple[str, int], bytes] = {}

    def get_identity_key_pair(self) -> IdentityKeyPair:
        return self._identity

    def get_our_device_id(self) -> int:
        return 0

    def is_trusted_identity(self, recipient_id: str, identity_key: IdentityKey) -> bool:
        return True

    def save_identity(self, recipient_id: str, identity_key: IdentityKey) -> None:
        pass

    def load_pre_key(self, pre_key_id: int) -> PreKeyRecord:
        if pre_key_id not in self._prekeys:
            raise InvalidKeyIdException
        return self._prekeys[pre_key_id]

    def remove_pre_key(self, pre_key_id: int) -> None:
        self._prekeys.pop(pre_key_id, None)

    def load_signed_pre_key(self, signed_pre_key_id: int) -> SignedPreKeyRecord:
        if signed_pre_key_id not in self._signed_prekeys:
            raise InvalidKeyIdException
        return self._signed_prekeys[signed_pre_key_id]

    def load_session(self, recipient_id: str, device_id: int) -> SessionRecord:
        kept = self._sessions.get((recipient_id, device_id))
        return SessionRecord() if kept is None else SessionRecord(serialized=kept)

    def store_session(self, recipient_id: str, device_id: int, session_record: SessionRecord) -> None:
        self._sessions[recipient_id, device_id] = session_record.serialize()

    def contains_session(self, recipient_id: str, device_id: int) -> bool:
        return (recipient_id, device_id) in self._sessions


# The base class declares some thirty methods; those that no vector leads to are filled in here, where a type checker
# does not see it.
for _name in list(DictionaryStore.__abstractmethods__):
    setattr(DictionaryStore, _name, _Unused._unused)
DictionaryStore.__abstractmethods__ = frozenset()
