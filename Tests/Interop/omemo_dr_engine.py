"""omemo-dr, the library of Gajim, which encrypts payloads itself."""

from omemo_dr.const import NS_OMEMO_TMP
from omemo_dr.exceptions import DecryptionFailed, DuplicateMessage, KeyExchangeMessage, MessageNotForDevice
from omemo_dr.session_manager import OMEMOSessionManager
from omemo_dr.structs import OMEMOBundle, OMEMOConfig, OMEMOMessage

from legacy_peer import Duplicate, Unreadable
from legacy_stanza import LegacyBundle, LegacyMessage
from omemo_dr_store import MemoryStore

_DAY = 24 * 60 * 60
_CONFIG = OMEMOConfig(
    default_prekey_amount=100,
    min_prekey_amount=80,
    spk_archive_seconds=15 * _DAY,
    spk_cycle_seconds=_DAY,
    unacknowledged_count=100_000)  # Gajim takes 2000, and stops sending, which is no matter of the protocol
_TYPE_BYTE = 1


class OmemoDrEngine:
    """An `Engine`."""

    def __init__(self, jid: str) -> None:
        self._store = MemoryStore()
        self._manager = OMEMOSessionManager(jid, self._store, _CONFIG)
        self.device = self._manager.get_our_device()

    def bundle(self) -> LegacyBundle:
        bundle = self._manager.get_bundle(NS_OMEMO_TMP)
        return LegacyBundle(
            bundle.ik, bundle.spk["id"], bundle.spk["key"], bundle.spk_signature,
            {pre_key["id"]: pre_key["key"] for pre_key in bundle.otpks})

    def session(self, contact: str, device: int) -> bytes | None:
        if not self._store.contains_session(contact, device):
            return None
        return self._store.load_session(contact, device).get_session_state().get_alice_base_key()[_TYPE_BYTE:]

    def begin(self, contact: str, device: int, bundle: LegacyBundle) -> None:
        self._manager.build_session(contact, OMEMOBundle(
            device_id=device,
            ik=bundle.identity_key,
            namespace=NS_OMEMO_TMP,
            otpks=[{"id": number, "key": key} for number, key in bundle.pre_keys.items()],
            spk={"id": bundle.signed_pre_key_id, "key": bundle.signed_pre_key},
            spk_signature=bundle.signature))

    def forget(self, contact: str, device: int) -> None:
        self._manager.delete_session(contact, device, delete_identity=False)

    def seal(self, contact: str, devices: list[int], text: str | None) -> LegacyMessage:
        if text is None:
            message = self._manager.encrypt_key_transport(contact, devices)
        else:
            self._manager.update_devicelist(contact, devices)
            message = self._manager.encrypt(contact, text, groupchat=False)
        if message is None:
            raise RuntimeError("nothing was encrypted")
        return LegacyMessage(message.sid, message.keys, message.iv, message.payload)

    def open(self, contact: str, message: LegacyMessage) -> str | None:
        received = OMEMOMessage(message.device, message.iv, message.keys, message.payload)
        try:
            return self._manager.decrypt_message(received, contact)[0]
        except KeyExchangeMessage:  # the library's name for an empty message
            return None
        except DuplicateMessage as error:
            raise Duplicate() from error
        except (DecryptionFailed, MessageNotForDevice) as error:
            raise Unreadable(str(error.__context__)) from error
