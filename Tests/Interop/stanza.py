"""XML as it looks on an XMPP stream: default namespaces, no prefixes.

ElementTree writes `ns0:` prefixes, which are legal but which no XMPP software sends, and its own
`default_namespace` cannot write attributes. Both sides should see XML as a server would hand it over.
"""

import xml.etree.ElementTree as ET
from random import Random
from xml.sax.saxutils import escape, quoteattr

from namespaces import CLIENT

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class StanzaError(ValueError):
    """A message or publication breaks a rule of the format."""


def bare(jid: str) -> str:
    """The account part of a JID."""
    return jid.split("/", 1)[0]


def parse(xml: str) -> ET.Element:
    """Reads one element."""
    return ET.fromstring(xml)


def render(element: ET.Element, inherited: str = "") -> str:
    """Writes an element, declaring `xmlns` only where the namespace changes."""
    namespace, name = _split(element.tag)
    parts = [f"<{name}"]
    if namespace != inherited:
        parts.append(f" xmlns={quoteattr(namespace)}")
    for key, value in element.attrib.items():
        if key.startswith("{") and key != _XML_LANG:
            raise ValueError(f"unexpected attribute {key}")
        parts.append(f" {'xml:lang' if key == _XML_LANG else key}={quoteattr(value)}")
    parts.append(">")
    parts.append(_escape(element.text))
    for child in element:
        parts.append(render(child, namespace))
        parts.append(_escape(child.tail))
    parts.append(f"</{name}>")
    return "".join(parts)


def message(to: str, children: list[ET.Element], rng: Random) -> str:
    """A chat message without `from`: adding that is the server's work."""
    identifier = f"{rng.getrandbits(64):016x}"
    stanza = ET.Element(f"{{{CLIENT}}}message", {"to": to, "type": "chat", "id": identifier})
    stanza.extend(children)
    return render(stanza)


def stamp(xml: str, sender: str) -> str:
    """Adds the sender's full JID to a message, as the sender's server does."""
    stanza = parse(xml)
    stanza.set("from", sender)
    return render(stanza)


def _split(tag: str) -> tuple[str, str]:
    namespace, found, name = tag[1:].partition("}")
    return (namespace, name) if found else ("", tag)


def _escape(text: str | None) -> str:
    return escape(text or "", {"\r": "&#13;"})
