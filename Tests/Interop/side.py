"""What the driver asks of either side of a conversation, whichever implementation stands behind it."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Kind(Enum):
    """What became of a received message."""

    TEXT = "text"
    SILENT = "silent"  # decrypted, but nothing to show: an empty message or one without a body
    DUPLICATE = "duplicate"
    ERROR = "error"


@dataclass(frozen=True)
class Received:
    """The outcome of one decryption."""

    kind: Kind
    sender: str = ""
    device: int = 0
    text: str | None = None
    error: str | None = None  # the name of the error
    exchange: bytes | None = None  # names the session of a key exchange, where the receiver can tell
    late: bool = False  # came after a message of a newer sending chain, where the receiver can tell


class Side(Protocol):
    """One account with one device."""

    name: str
    jid: str
    device: int
    forgets: bool  # a new key exchange replaces the session, instead of the old one being kept for reading

    def learn(self, contact: str) -> None:
        """Takes over what a contact has published."""

    def encrypt(self, to: str, text: str) -> str:
        """A whole `<message/>` without `from`."""

    def decrypt(self, stanza: str) -> Received:
        """Reads a `<message/>` with `from`; never raises for what the message contains."""

    def take_automatic(self) -> list[str]:
        """The messages that the implementation wants sent by itself since the last call."""

    def session(self, contact: str, device: int) -> bytes | None:
        """Names the session that the next message to a device uses, where the implementation can tell."""

    def close(self) -> None:
        """Ends whatever runs behind this side."""
