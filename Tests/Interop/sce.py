"""Stanza Content Encryption (XEP-0420) in the profile that OMEMO 2 uses; python-omemo has none.

The reader is strict where the XEP says MUST, so that a careless envelope from the other side fails the test.
"""

import string
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone
from random import Random

from namespaces import CLIENT
from stanza import bare, parse, render

NAMESPACE = "urn:xmpp:sce:1"
_NS = f"{{{NAMESPACE}}}"
_CLOCK_MARGIN = timedelta(minutes=10)
_AFFIXES = ("rpad", "time", "to", "from")


class EnvelopeError(ValueError):
    """The envelope breaks a rule of XEP-0420."""


def seal(text: str, sender: str, to: str, rng: Random) -> bytes:
    """Wraps a message body into an envelope with all four affixes."""
    body = ET.Element(f"{{{CLIENT}}}body")
    body.text = text
    return seal_element(body, sender, to, rng)


def seal_element(element: ET.Element, sender: str, to: str, rng: Random) -> bytes:
    """Wraps any content into an envelope with all four affixes."""
    envelope = ET.Element(f"{_NS}envelope")
    ET.SubElement(envelope, f"{_NS}content").append(element)
    padding = rng.choices(string.ascii_letters, k=rng.randint(0, 200))
    ET.SubElement(envelope, f"{_NS}rpad").text = "".join(padding)
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    ET.SubElement(envelope, f"{_NS}time", {"stamp": now})
    ET.SubElement(envelope, f"{_NS}to", {"jid": to})
    ET.SubElement(envelope, f"{_NS}from", {"jid": sender})
    return render(envelope).encode()


def unseal(envelope_xml: bytes, sender: str, own: str) -> str | None:
    """The body in an envelope, or None when its content is something else than a body."""
    body = unseal_content(envelope_xml, sender, own).find(f"{{{CLIENT}}}body")
    return None if body is None else body.text or ""


def unseal_content(envelope_xml: bytes, sender: str, own: str) -> ET.Element:
    """The content of an envelope."""
    envelope = parse(envelope_xml.decode())
    if envelope.tag != f"{_NS}envelope":
        raise EnvelopeError(f"the root is {envelope.tag}")
    affixes = {name: envelope.findall(f"{_NS}{name}") for name in _AFFIXES}
    for name, found in affixes.items():
        if len(found) > 1:
            raise EnvelopeError(f"more than one {name}")
    if not affixes["rpad"]:
        raise EnvelopeError("no rpad")
    if not affixes["from"]:
        raise EnvelopeError("no from")
    if affixes["from"][0].get("jid") != sender:
        raise EnvelopeError("from is not the sender")
    if affixes["to"] and bare(affixes["to"][0].get("jid", "")) != own:
        raise EnvelopeError("to is not this account")
    if affixes["time"]:
        _check_time(affixes["time"][0].get("stamp", ""))
    contents = envelope.findall(f"{_NS}content")
    if len(contents) != 1:
        raise EnvelopeError(f"{len(contents)} content elements")
    return contents[0]


def _check_time(stamp: str) -> None:
    moment = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    if abs(datetime.now(timezone.utc) - moment) > _CLOCK_MARGIN:
        raise EnvelopeError(f"time is off: {stamp}")
