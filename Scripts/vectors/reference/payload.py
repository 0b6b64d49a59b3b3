"""The two payload ciphers: what is encrypted once per stanza, for all devices."""

from . import cipher
from .refused import Refused


def seal_omemo2(key: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
    """Ciphertext, and the 48 bytes of key and tag that go into the ratchets (XEP-0384 0.9, section 4.5)."""
    encryption, authentication, iv = expand(key)
    ciphertext = cipher.cbc_encrypt(encryption, iv, plaintext)
    return ciphertext, key + cipher.hmac_sha256(authentication, ciphertext)[:16]


def open_omemo2(ciphertext: bytes, key_material: bytes) -> bytes:
    """The reverse: exactly 48 bytes of key material, and the tag before anything else."""
    if len(key_material) != 48:
        raise Refused("not-authentic")
    encryption, authentication, iv = expand(key_material[:32])
    if cipher.hmac_sha256(authentication, ciphertext)[:16] != key_material[32:]:
        raise Refused("not-authentic")
    return cipher.cbc_decrypt(encryption, iv, ciphertext)


def expand(key: bytes) -> tuple[bytes, bytes, bytes]:
    """The cipher key, the MAC key and the IV of an OMEMO 2 payload."""
    material = cipher.hkdf(key, bytes(32), "OMEMO Payload", 80)
    return material[:32], material[32:64], material[64:]


LEGACY_IV_LENGTHS = range(12, 17)
"""12 bytes are written today; older clients wrote 16."""


def seal_legacy(key: bytes, iv: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
    """Ciphertext without its tag, and the 32 bytes of key and tag (XEP-0384 0.3, section 4.4)."""
    ciphertext, tag = cipher.gcm_encrypt(key, iv, plaintext)
    return ciphertext, key + tag


def open_legacy(ciphertext: bytes, iv: bytes, key_material: bytes) -> bytes:
    """The reverse: exactly 32 bytes of key material. The oldest clients' 16, with the tag in the payload, are refused:
    whoever else received that key could have made the payload."""
    if len(iv) not in LEGACY_IV_LENGTHS:
        raise Refused("malformed")
    if len(key_material) != 32:
        raise Refused("not-authentic")
    return cipher.gcm_decrypt(key_material[:16], iv, ciphertext, key_material[16:])
