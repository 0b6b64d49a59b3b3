"""Stanzas whose key exchange is spoiled. What all can be wrong with one stands in `ratchet-*.json`; here is that the
refusal reaches the stanza."""

from typing import TYPE_CHECKING

from reference import keys, protobuf
from reference.refused import Reason
from reference.wire import OMEMO2, Legacy

from cases import awkward, world
from cases.ratchet_spoiled import Fields, fields
from cases.spoil import flipped

if TYPE_CHECKING:
    from cases.stanza import _Stanzas


def add(stanzas: "_Stanzas") -> None:
    """Each case is the good stanza with another key exchange in it."""
    wire, good = stanzas.wire, stanzas.good
    omemo2 = {"prekey": 1, "signed": 2, "identity": 3, "ephemeral": 4, "message": 5}
    legacy = {"prekey": 1, "signed": 6, "identity": 3, "ephemeral": 2, "message": 4}
    numbers = omemo2 if wire is OMEMO2 else legacy
    lead = b"" if wire is OMEMO2 else keys.TYPE_BYTE

    def refuse(name: str, comment: str, encoded: bytes, reason: Reason) -> None:
        stanzas.refuse(f"exchange-{name}", comment, good.with_(own_key=good.key_xml(encoded)), reason)

    def changed(field: str, value: protobuf.Value | None) -> bytes:
        found: Fields = fields(good.key if wire is OMEMO2 else good.key[1:])
        kept = [
            (n, v if n != numbers[field] or value is None else value) for n, v in found
            if n != numbers[field] or value is not None]
        return (b"" if wire is OMEMO2 else Legacy.version) + protobuf.encode(kept)

    inner = wire.decode_exchange(good.key).message
    refuse(
        "message", "The last bit of the message is flipped.", changed("message", flipped(inner, -1)), "not-authentic")
    refuse("cut", "The key is cut.", good.key[:-20], "malformed")
    refuse("short", "One byte.", good.key[:1], "malformed")
    refuse("unknown-prekey", "The prekey is used up, or never was.", changed("prekey", 5), "unknown-prekey")
    refuse(
        "unknown-signed-prekey", "The signed prekey was rotated away.", changed("signed", 5), "unknown-signed-prekey")
    refuse("prekey-id-0", "Ids are 1 to 2^31 - 1.", changed("prekey", 0), "bad-id")
    refuse("signed-prekey-id-2-to-31", "Ids are 1 to 2^31 - 1.", changed("signed", 2**31), "bad-id")
    refuse("no-prekey", "OMEMO has no key exchange without a one-time prekey.", changed("prekey", None), "malformed")
    refuse("no-message", "No message in it.", changed("message", None), "malformed")
    refuse("other-prekey", "The id of another prekey.", changed("prekey", world.PREKEY_IDS[1]), "not-authentic")
    point = awkward.low_order_ed25519()[2][1] if wire is OMEMO2 else lead + awkward.low_order_u()[0][1]
    refuse(
        "identity-of-small-order", "The sender's identity key is of small order.", changed("identity", point),
        "bad-key")
    refuse(
        "ephemeral-of-small-order", "The ephemeral key is of small order.",
        changed("ephemeral", lead + awkward.low_order_u()[1][1]), "bad-key")
    stranger = wire.public_key(world.identity("seed", "stanza stranger"))
    refuse("identity-of-stranger", "Another identity key.", changed("identity", stranger), "not-authentic")
    if wire is not OMEMO2:
        refuse("version", "Another version.", b"\x23" + good.key[1:], "unsupported-version")
