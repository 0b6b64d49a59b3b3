"""Keys, moments and statements from which the cases of Vectors/identity depart."""

import hashlib
from typing import Any

from reference import statements
from reference.identity import Identity

Json = dict[str, Any]
NOW = 1_800_000_000
DAY = 86400


def octets(label: str, count: int) -> bytes:
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_256(b"identity vectors, format 1: " + label.encode()).digest(count)


def identity(label: str) -> Identity:
    """A key pair of a seed."""
    return Identity("seed", octets(label, 32))


def public(label: str) -> bytes:
    """An Ed25519 public key."""
    return identity(label).ed25519


ADDRESS, DEVICE, OTHER = identity("address"), identity("device"), identity("other")


def device(**changes: Any) -> Json:
    """What a device statement says."""
    base = {
        "identity_key": DEVICE.ed25519.hex(), "device": 1234567, "serial": 7, "state": "valid",
        "issued": NOW - DAY, "expires": NOW + 90 * DAY, "jid": "juliet@capulet.example"}
    return {**base, **changes}


def addresses(**changes: Any) -> Json:
    """What an address list says."""
    base = {
        "serial": 3, "issued": NOW - DAY, "expires": NOW + 90 * DAY,
        "addresses": ["juliet@capulet.example", "juliet@montague.example"]}
    return {**base, **changes}


def fields(kind: str, value: Json) -> bytes:
    """The fields of either kind."""
    return statements.device_fields(value) if kind == "device-statement" else statements.list_fields(value)


def case(
    kind: str, value: Json, *, signer: Identity = ADDRESS, named: bytes = ADDRESS.ed25519, now: int = NOW,
    known: Json | None = None, signed: bytes | None = None, xml: str | None = None
) -> Json:
    """A case's input. `seed` and `value` are there so that a reader can make the statement too."""
    signed = statements.signed_bytes(kind, named, fields(kind, value)) if signed is None else signed
    signature = signer.sign(signed, b"")
    return {
        "kind": kind, "xml": xml or statements.element(kind, signed, signature), "address_key": ADDRESS.ed25519.hex(),
        "now": now, "known": known}


def known(kind: str, value: Json) -> Json:
    """What a reader remembers of a statement."""
    signed = statements.signed_bytes(kind, ADDRESS.ed25519, fields(kind, value))
    return {
        "serial": value["serial"], "final": value.get("state") == "revoked", "signed": signed.hex(),
        "digest": hashlib.sha512(signed).hexdigest()}
