"""`payload-omemo2.json` and `payload-legacy.json`: the ciphers of the payload, apart from any session."""

from collections.abc import Callable

from peers import omemo_dr, python_omemo
from reference import cipher, judge, payload
from reference.wire import LEGACY, OMEMO2
from seeded import octets
from suite import Json, Suite

from cases.spoil import flipped

_LENGTHS = (1, 15, 16, 17, 31, 32, 100, 300)


def omemo2() -> Suite:
    """AES-256-CBC and HMAC."""
    suite = Suite(
        "payload-omemo2.json", "payload", OMEMO2.namespace,
        f"{python_omemo.TWOMEMO} with fixed keys; the same by an independent implementation, which also made the "
        "intermediate values", judge.omemo2_payload,
        {python_omemo.TWOMEMO: lambda case: python_omemo.payload_judge(OMEMO2.namespace, case)})

    def opened(ciphertext: bytes, material: bytes) -> Json:
        return {"function": "open", "key_material": material.hex(), "ciphertext": ciphertext.hex()}

    for length in _LENGTHS:
        key, plaintext = octets(f"payload omemo2 key {length}", 32), octets(f"payload plaintext {length}", length)
        suite.accept(
            f"seal-{length}", f"{length} bytes.",
            {"function": "seal", "key": key.hex(), "plaintext": plaintext.hex()})
        suite.accept(f"open-{length}", "The same, back.", opened(*payload.seal_omemo2(key, plaintext)))
    key = octets("payload omemo2 key", 32)
    ciphertext, material = payload.seal_omemo2(key, octets("payload plaintext", 40))
    suite.accept("open-good", "What the refused cases are made from.", opened(ciphertext, material))
    _flips(suite, ciphertext, material, opened)
    for length in (0, 16, 31, 32, 40, 47, 49, 64):
        wrong = (material + bytes(16))[:length]
        comment = "The key without its tag: an empty message's length." if length == 32 else "The material is 48 bytes."
        suite.refuse(f"open-material-{length}", comment, opened(ciphertext, wrong), "not-authentic")
    suite.refuse(
        "open-tag-in-payload", "The tag at the end of the payload, as legacy clients once did.",
        opened(ciphertext + material[32:], material[:32]), "not-authentic")
    encryption, authentication, iv = payload.expand(key)
    full = cipher.hmac_sha256(authentication, ciphertext)
    suite.refuse("open-full-tag", "The HMAC, not truncated.", opened(ciphertext, key + full), "not-authentic")
    suite.refuse(
        "open-other-half", "The second half of the HMAC.", opened(ciphertext, key + full[16:]), "not-authentic")
    suite.refuse(
        "open-tag-of-envelope", "An HMAC of the plaintext.",
        opened(ciphertext, key + cipher.hmac_sha256(authentication, octets("payload plaintext", 40))[:16]),
        "not-authentic")
    for name, padded in (
        ("zero", bytes(32)), ("beyond-block", bytes(31) + b"\x11"), ("uneven", bytes(28) + b"\x01\x02\x03\x04"),
    ):
        bad = cipher.cbc_encrypt(encryption, iv, padded, pad=False)
        suite.refuse(
            f"open-padding-{name}", "Authentic, and its padding is none. The answer is the same as for a wrong tag.",
            opened(bad, key + cipher.hmac_sha256(authentication, bad)[:16]), "not-authentic")
    for length in (15, 33):
        bad = (ciphertext + b"\0" * 16)[:length]
        suite.refuse(
            f"open-length-{length}", "Authentic, and not whole blocks.",
            opened(bad, key + cipher.hmac_sha256(authentication, bad)[:16]), "not-authentic")
    suite.refuse(
        "open-empty", "Authentic, and without a block.",
        opened(b"", key + cipher.hmac_sha256(authentication, b"")[:16]), "not-authentic")
    return suite


def legacy() -> Suite:
    """AES-128-GCM whose tag travels with the key."""
    suite = Suite(
        "payload-legacy.json", "payload", LEGACY.namespace,
        f"{python_omemo.OLDMEMO} with fixed keys; the same by an independent implementation", judge.legacy_payload,
        {python_omemo.OLDMEMO: lambda case: python_omemo.payload_judge(LEGACY.namespace, case),
         omemo_dr.NAME: omemo_dr.payload})

    def opened(ciphertext: bytes, material: bytes, iv: bytes) -> Json:
        return {
            "function": "open", "key_material": material.hex(), "iv": iv.hex(), "ciphertext": ciphertext.hex()}

    iv = octets("payload legacy iv", 12)
    for length in _LENGTHS:
        key = octets(f"payload legacy key {length}", 16)
        plaintext = (octets(f"payload plaintext {length}", length).hex()[:length]).encode()
        suite.accept(
            f"seal-{length}", f"{length} bytes.",
            {"function": "seal", "key": key.hex(), "iv": iv.hex(), "plaintext": plaintext.hex()})
        suite.accept(f"open-{length}", "The same, back.", opened(*payload.seal_legacy(key, iv, plaintext), iv))
    key, plaintext = octets("payload legacy key", 16), b"It is I, in the old way."
    ciphertext, material = payload.seal_legacy(key, iv, plaintext)
    long_iv = octets("payload legacy long iv", 16)
    suite.accept(
        "open-iv-16", "An IV of 16 bytes, as older clients wrote.",
        opened(*payload.seal_legacy(key, long_iv, plaintext), long_iv))
    suite.accept("open-good", "What the refused cases are made from.", opened(ciphertext, material, iv))
    _flips(suite, ciphertext, material, lambda ciphertext, material: opened(ciphertext, material, iv))
    for bit in (0, 50, 95):
        suite.refuse(
            f"open-iv-bit-{bit}", f"Bit {bit} of the IV is flipped.", opened(ciphertext, material, flipped(iv, bit)),
            "not-authentic")
    for length in (0, 8, 11, 17, 32):
        other = octets("payload legacy other iv", length)
        made = payload.seal_legacy(key, other, plaintext) if length >= 8 else (ciphertext, material)
        suite.refuse(
            f"open-iv-length-{length}", "Nobody writes such an IV.", opened(*made, other), "malformed",
            level="required" if length == 0 else "recommended")
    for length in (0, 15, 17, 28, 31, 33, 48):
        wrong = (material + bytes(16))[:length]
        suite.refuse(
            f"open-material-{length}", "The material is 32 bytes; a truncated tag is no tag.",
            opened(ciphertext, wrong, iv), "not-authentic")
    suite.refuse(
        "open-without-tag", "The key alone.", opened(ciphertext, material[:16], iv), "not-authentic")
    suite.refuse(
        "open-tag-in-payload",
        "The tag at the end of the payload, as the oldest clients wrote it. Whoever else got the key could have made "
        "it; some clients still take it.", opened(ciphertext + material[16:], material[:16], iv), "not-authentic",
        level="recommended")
    return suite


def _flips(suite: Suite, ciphertext: bytes, material: bytes, opened: Callable[[bytes, bytes], Json]) -> None:
    for bit in (0, 63, 127, 128, -1):
        suite.refuse(
            f"open-ciphertext-bit-{bit % (len(ciphertext) * 8)}", "A bit of the ciphertext is flipped.",
            opened(flipped(ciphertext, bit), material), "not-authentic")
    for bit in (0, 100, len(material) * 8 - 128, -64, -1):
        suite.refuse(
            f"open-material-bit-{bit % (len(material) * 8)}", "A bit of the key or of the tag is flipped.",
            opened(ciphertext, flipped(material, bit)), "not-authentic")
    suite.refuse("open-shortened", "A byte is missing.", opened(ciphertext[:-1], material), "not-authentic")
    suite.refuse(
        "open-blocks-missing", "The last 16 bytes are missing.", opened(ciphertext[:-16], material), "not-authentic")
    suite.refuse("open-lengthened", "A byte is added.", opened(ciphertext + b"\0", material), "not-authentic")
    suite.refuse(
        "open-first-missing", "The first 16 bytes are missing.", opened(ciphertext[16:], material), "not-authentic")
