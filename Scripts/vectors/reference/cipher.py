"""The symmetric primitives and X25519, from pyca/cryptography."""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .refused import Refused


def hkdf(material: bytes, salt: bytes, info: str, length: int) -> bytes:
    """HKDF-SHA-256 (RFC 5869)."""
    return HKDF(hashes.SHA256(), length, salt, info.encode("ascii")).derive(material)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256, all 32 bytes."""
    return hmac.new(key, message, hashlib.sha256).digest()


def cbc_encrypt(key: bytes, iv: bytes, plaintext: bytes, *, pad: bool = True) -> bytes:
    """AES-CBC with PKCS #7; without padding only to make ciphertexts that must be refused."""
    if pad:
        padder = padding.PKCS7(128).padder()
        plaintext = padder.update(plaintext) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(plaintext) + encryptor.finalize()


def cbc_decrypt(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    """The reverse. The MAC has been checked before, so every failure is an unauthentic message."""
    if not ciphertext or len(ciphertext) % 16:
        raise Refused("not-authentic")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    padded = decryptor.update(ciphertext) + decryptor.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    try:
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise Refused("not-authentic") from None


def gcm_encrypt(key: bytes, iv: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
    """AES-GCM without associated data: ciphertext and tag."""
    encryptor = Cipher(algorithms.AES(key), modes.GCM(iv)).encryptor()
    ciphertext = encryptor.update(plaintext) + encryptor.finalize()
    return ciphertext, encryptor.tag


def gcm_decrypt(key: bytes, iv: bytes, ciphertext: bytes, tag: bytes) -> bytes:
    """The reverse."""
    decryptor = Cipher(algorithms.AES(key), modes.GCM(iv, tag)).decryptor()
    try:
        return decryptor.update(ciphertext) + decryptor.finalize()
    except InvalidTag:
        raise Refused("not-authentic") from None


def x25519_public(private: bytes) -> bytes:
    """The u-coordinate of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def x25519(private: bytes, public: bytes) -> bytes:
    """The shared secret; an all-zero one is refused, whatever made it so."""
    try:
        return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        raise Refused("bad-key") from None
