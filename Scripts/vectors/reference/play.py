"""Plays a ratchet case, to see that a file says what the reference did when the case was made."""

from typing import Any

from .agreement import Bundle
from .identity import Identity
from .party import Party
from .refused import Refused
from .wire import Wire

Json = dict[str, Any]


def play(wire: Wire, case: Json) -> Json:
    """Raises ValueError where a step goes otherwise."""
    parties = {name: _party(wire, case["parties"][name]) for name in "AB"}
    parties["A"].start(Bundle.from_json(case["bundle"]), case["prekey_id"])
    for index, step in enumerate(case["steps"]):
        if not _step(parties, step):
            raise ValueError(f"step {index}")
    return {}


def _step(parties: dict[str, Party], step: Json) -> bool:
    if "advance" in step:
        for _ in range(step["count"]):
            parties[step["advance"]].seal(bytes(32))
        return True
    if "send" in step:
        encoded, is_exchange = parties[step["send"]].seal(bytes.fromhex(step["plaintext"]))
        return encoded.hex() == step["wire"] and is_exchange == step["key_exchange"]
    try:
        plaintext = parties[step["deliver"]].open(bytes.fromhex(step["wire"]), is_exchange=step["key_exchange"])
    except Refused as refusal:
        return step.get("refuse") == refusal.reason
    return step.get("plaintext") == plaintext.hex()


def _party(wire: Wire, value: Json) -> Party:
    return Party(
        wire, Identity.from_json(value["identity"]), [bytes.fromhex(key) for key in value["ratchet_keys"]],
        bytes.fromhex(value["ephemeral"]) if "ephemeral" in value else None,
        {prekey["id"]: bytes.fromhex(prekey["private"]) for prekey in value.get("signed_prekeys", [])},
        {prekey["id"]: bytes.fromhex(prekey["private"]) for prekey in value.get("prekeys", [])})
