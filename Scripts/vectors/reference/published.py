"""What a device publishes: bundles and device lists, from their XML."""

from typing import Any

from . import markup
from .agreement import Bundle, PublicPrekey, check_bundle
from .refused import Refused
from .wire import OMEMO2, Wire

MAX_PREKEYS = 256
MAX_DEVICES = 200


def bundle(wire: Wire, xml: str) -> dict[str, Any]:
    """Judges a case of `bundle-*.json`."""
    read = _bundle(wire, markup.parse(xml))
    identity_key, _, _ = check_bundle(wire, read)
    return {"bundle": read.as_json(), "fingerprint": wire.agreement_key(identity_key).hex()}


def _bundle(wire: Wire, root: markup.Element) -> Bundle:
    if (root.namespace, root.name) != (wire.namespace, "bundle"):
        raise Refused("malformed")
    if wire is OMEMO2:
        names, id, prekey_id = ("ik", "spk", "spks", "pk"), "id", "id"
    else:
        names = ("identityKey", "signedPreKeyPublic", "signedPreKeySignature", "preKeyPublic")
        id, prekey_id = "signedPreKeyId", "preKeyId"
    identity, signed, signature = (root.one(name) for name in names[:3])
    prekeys = root.one("prekeys").all(names[3])
    if len(prekeys) > MAX_PREKEYS:
        raise Refused("too-many")
    return Bundle(
        identity.octets(), PublicPrekey(signed.id(id), signed.octets()), signature.octets(),
        tuple(PublicPrekey(prekey.id(prekey_id), prekey.octets()) for prekey in prekeys))


def device_list(wire: Wire, xml: str) -> dict[str, Any]:
    """Judges a case of `devicelist-*.json`."""
    root = markup.parse(xml)
    if (root.namespace, root.name) != (wire.namespace, "devices" if wire is OMEMO2 else "list"):
        raise Refused("malformed")
    devices = root.all("device")
    if len(devices) > MAX_DEVICES:
        raise Refused("too-many")
    ids = [device.id("id") for device in devices]
    if len(set(ids)) != len(ids):
        raise Refused("bad-id")
    has_labels = wire is OMEMO2
    return {"devices": [
        {"id": id, "label": device.attributes.get("label") if has_labels else None,
         "labelsig": device.attributes.get("labelsig") if has_labels else None}
        for id, device in zip(ids, devices, strict=True)]}
