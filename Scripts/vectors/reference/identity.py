"""A device's identity in the two forms that exist: an Ed25519 seed or a Curve25519 scalar."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from . import keys, signatures


@dataclass(frozen=True)
class Identity:
    """The private key of a device, and what follows from it."""

    form: Literal["seed", "scalar"]
    private: bytes

    @property
    def scalar(self) -> bytes:
        """The Curve25519 private key, clamped."""
        if self.form == "scalar":
            return self.private
        return signatures.clamped(hashlib.sha512(self.private).digest()[:32])

    @property
    def ed25519(self) -> bytes:
        """The Edwards form, with its true sign, as OMEMO 2 publishes it."""
        return keys.public_point(self.scalar)

    @property
    def x25519(self) -> bytes:
        """The Curve25519 form, as legacy OMEMO publishes it and people compare it."""
        return keys.agreement_key(self.ed25519)

    def sign(self, message: bytes, random: bytes) -> bytes:
        """A signature that verifies under `ed25519`. A seed needs no random bytes."""
        if self.form == "seed":
            return signatures.sign_seed(self.private, message)
        return signatures.sign_keeping_sign(self.private, message, random)

    def as_json(self) -> dict[str, Any]:
        """As it stands in the vectors."""
        return {"form": self.form, "private": self.private.hex()}

    @staticmethod
    def from_json(value: dict[str, Any]) -> "Identity":
        """What `as_json` wrote."""
        return Identity(value["form"], bytes.fromhex(value["private"]))
