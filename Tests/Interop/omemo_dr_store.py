"""What omemo-dr asks its user to store, kept in memory. Every identity is trusted, as the network is honest."""

import time

from omemo_dr.const import OMEMOTrust
from omemo_dr.identitykey import IdentityKey
from omemo_dr.identitykeypair import IdentityKeyPair
from omemo_dr.state.prekeyrecord import PreKeyRecord
from omemo_dr.state.sessionrecord import SessionRecord
from omemo_dr.state.signedprekeyrecord import SignedPreKeyRecord
from omemo_dr.state.store import Store
from omemo_dr.structs import IdentityInfo


class MemoryStore(Store):
    """Sessions are kept serialised: the library changes the records that it has loaded."""

    def __init__(self) -> None:
        self._identity: tuple[int, IdentityKeyPair] | None = None
        self._pre_keys: dict[int, PreKeyRecord] = {}
        self._signed_pre_keys: dict[int, tuple[SignedPreKeyRecord, int]] = {}
        self._sessions: dict[tuple[str, int], bytes] = {}

    # Our identity

    def needs_init(self) -> bool:
        return self._identity is None

    def set_our_identity(self, device_id: int, identity_key_pair: IdentityKeyPair) -> None:
        self._identity = (device_id, identity_key_pair)

    def get_our_device_id(self) -> int:
        assert self._identity is not None
        return self._identity[0]

    def get_identity_key_pair(self) -> IdentityKeyPair:
        assert self._identity is not None
        return self._identity[1]

    # Identities of others

    def save_identity(self, recipient_id: str, identity_key: IdentityKey) -> None:
        pass

    def delete_identity(self, recipient_id: str, identity_key: IdentityKey) -> None:
        pass

    def is_trusted_identity(self, recipient_id: str, identity_key: IdentityKey) -> bool:
        return True

    def is_trusted(self, recipient_id: str, device_id: int) -> bool:
        return True

    def set_trust(self, recipient_id: str, identity_key: IdentityKey, trust: OMEMOTrust) -> None:
        pass

    def get_trust_for_identity(self, recipient_id: str, identity_key: IdentityKey) -> OMEMOTrust | None:
        return OMEMOTrust.BLIND

    def set_identity_last_seen(self, recipient_id: str, identity_key: IdentityKey) -> None:
        pass

    def get_identity_infos(self, recipient_ids: str | list[str]) -> list[IdentityInfo]:
        return []

    # Pre keys

    def get_pre_key_count(self) -> int:
        return len(self._pre_keys)

    def load_pre_key(self, pre_key_id: int) -> PreKeyRecord:
        return self._pre_keys[pre_key_id]

    def load_pending_pre_keys(self) -> list[PreKeyRecord]:
        return list(self._pre_keys.values())

    def get_current_pre_key_id(self) -> int | None:
        return max(self._pre_keys, default=None)

    def store_pre_key(self, pre_key_id: int, pre_key_record: PreKeyRecord) -> None:
        self._pre_keys[pre_key_id] = pre_key_record

    def contains_pre_key(self, pre_key_id: int) -> bool:
        return pre_key_id in self._pre_keys

    def remove_pre_key(self, pre_key_id: int) -> None:
        self._pre_keys.pop(pre_key_id, None)

    # Signed pre keys

    def load_signed_pre_key(self, signed_pre_key_id: int) -> SignedPreKeyRecord:
        return self._signed_pre_keys[signed_pre_key_id][0]

    def load_signed_pre_keys(self) -> list[SignedPreKeyRecord]:
        return [record for record, _ in self._signed_pre_keys.values()]

    def store_signed_pre_key(self, signed_pre_key_id: int, signed_pre_key_record: SignedPreKeyRecord) -> None:
        self._signed_pre_keys[signed_pre_key_id] = (signed_pre_key_record, int(time.time()))

    def contains_signed_pre_key(self, signed_pre_key_id: int) -> bool:
        return signed_pre_key_id in self._signed_pre_keys

    def get_current_signed_pre_key_id(self) -> int:
        return list(self._signed_pre_keys)[-1]

    def get_signed_pre_key_timestamp(self, signed_pre_key_id: int) -> int:
        return self._signed_pre_keys[signed_pre_key_id][1]

    def remove_old_signed_pre_keys(self, timestamp: int) -> None:
        self._signed_pre_keys = {
            number: entry for number, entry in self._signed_pre_keys.items() if entry[1] >= timestamp}

    def remove_signed_pre_key(self, signed_pre_key_id: int) -> None:
        self._signed_pre_keys.pop(signed_pre_key_id, None)

    # Sessions

    def load_session(self, recipient_id: str, device_id: int) -> SessionRecord:
        return SessionRecord(serialized=self._sessions.get((recipient_id, device_id)))

    def store_session(self, recipient_id: str, device_id: int, session_record: SessionRecord) -> None:
        self._sessions[recipient_id, device_id] = session_record.serialize()

    def contains_session(self, recipient_id: str, device_id: int) -> bool:
        return (recipient_id, device_id) in self._sessions

    def delete_session(self, recipient_id: str, device_id: int) -> None:
        self._sessions.pop((recipient_id, device_id), None)

    def delete_all_sessions(self, recipient_id: str) -> None:
        self._sessions = {key: record for key, record in self._sessions.items() if key[0] != recipient_id}

    def get_inactive_sessions_keys(self, recipient_id: str) -> list[IdentityKey]:
        return []

    # Devices

    def get_active_device_tuples(self) -> list[tuple[str, int]]:
        return list(self._sessions)

    def get_unacknowledged_count(self, recipient_id: str, device_id: int) -> int:
        """A sending chain begins anew when something was received."""
        return self.load_session(recipient_id, device_id).get_session_state().get_sender_chain_key().get_index()

    def set_active_state(self, address: str, devicelist: list[int]) -> None:
        pass

    def set_inactive(self, address: str, device_id: int) -> None:
        pass
