"""The devices that most cases are about: A begins, B has published a bundle. Their keys are seeded by name."""

from reference import cipher
from reference.identity import Identity
from reference.party import Party
from reference.wire import OMEMO2, Wire
from seeded import octets, scalar
from suite import Json

SIGNED_PREKEY_IDS = (7, 6)
"""B's current signed prekey and the one before it, which B still answers to."""

PREKEY_IDS = (1001, 2**31 - 1)

SIGNATURE_RANDOM = octets("world signature random", 64)


def short(wire: Wire) -> str:
    """The wire's name in file names and labels."""
    return "omemo2" if wire is OMEMO2 else "legacy"


def initiator(wire: Wire, label: str, form: str = "seed", key_count: int = 2) -> Party:
    """A, with `key_count` ratchet keys to draw."""
    label = f"{short(wire)} {label} A"
    return Party(
        wire, identity(form, label), [scalar(f"{label} ratchet {index}") for index in range(key_count)],
        scalar(f"{label} ephemeral"))


def responder(wire: Wire, label: str, form: str = "seed", key_count: int = 2) -> Party:
    """B, with two signed prekeys and two prekeys."""
    label = f"{short(wire)} {label} B"
    return Party(
        wire, identity(form, label), [scalar(f"{label} ratchet {index}") for index in range(key_count)],
        signed_prekeys={id: scalar(f"{label} signed prekey {id}") for id in SIGNED_PREKEY_IDS},
        prekeys={id: scalar(f"{label} prekey {id}") for id in PREKEY_IDS})


def identity(form: str, label: str) -> Identity:
    """A seeded identity."""
    return Identity("seed", octets(f"{label} identity", 32)) if form == "seed" else Identity(
        "scalar", scalar(f"{label} identity"))


def prekeys_json(prekeys: dict[int, bytes]) -> list[Json]:
    """Private prekeys as they stand in a case."""
    return [{"id": id, "private": private.hex()} for id, private in prekeys.items()]


def public(private: bytes) -> bytes:
    """The u-coordinate of a private key."""
    return cipher.x25519_public(private)
