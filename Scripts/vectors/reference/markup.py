"""XML as XMPP allows it (RFC 6120, section 11.1), and how OMEMO's values stand in it."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from .refused import Refused
from .wire import ID_RANGE

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DECIMAL = re.compile(r"[1-9][0-9]{0,9}")
_SPACE = re.compile(r"[ \t\r\n]+")


@dataclass
class Element:
    """An element with its namespace; text is all the text right inside it."""

    namespace: str
    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str, namespace: str | None = None) -> list["Element"]:
        """The children of a name, in this element's namespace unless another is given."""
        wanted = self.namespace if namespace is None else namespace
        return [child for child in self.children if (child.namespace, child.name) == (wanted, name)]

    def optional(self, name: str, namespace: str | None = None) -> "Element | None":
        """The only child of a name, or none; two are refused."""
        found = self.all(name, namespace)
        if len(found) > 1:
            raise Refused("malformed")
        return found[0] if found else None

    def one(self, name: str, namespace: str | None = None) -> "Element":
        """The only child of a name."""
        found = self.optional(name, namespace)
        if found is None:
            raise Refused("malformed")
        return found

    def octets(self) -> bytes:
        """The text as base64, white space skipped."""
        text = _SPACE.sub("", self.text)
        if not _BASE64.fullmatch(text):
            raise Refused("malformed")
        try:
            decoded = base64.b64decode(text, validate=True)
        except binascii.Error:
            raise Refused("malformed") from None
        if base64.b64encode(decoded).decode() != text:
            raise Refused("malformed")  # bits behind the last byte
        return decoded

    def id(self, name: str) -> int:
        """An attribute that is a device's or prekey's id, in its one decimal spelling."""
        text = self.attributes.get(name, "")
        if not _DECIMAL.fullmatch(text) or int(text) not in ID_RANGE:
            raise Refused("bad-id")
        return int(text)

    def flag(self, name: str) -> bool:
        """An attribute of the type xs:boolean, false when absent."""
        value = {"true": True, "1": True, "false": False, "0": False}.get(self.attributes.get(name, "false"))
        if value is None:
            raise Refused("malformed")
        return value


def parse(xml: str | bytes) -> Element:
    """Reads a document in UTF-8; comments, processing instructions and document types are refused."""
    if isinstance(xml, bytes):
        # expat would follow a byte order mark to another encoding.
        try:
            xml = xml.decode()
        except UnicodeDecodeError:
            raise Refused("malformed") from None
    builder = _Builder()
    parser = expat.ParserCreate("UTF-8", namespace_separator="\n")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.CommentHandler = parser.ProcessingInstructionHandler = parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise Refused("malformed") from None
    assert builder.root is not None
    return builder.root


def _refuse(*_: object) -> NoReturn:
    raise Refused("malformed")


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("\n")
        element = Element(namespace, local, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        self._open[-1].text += text
