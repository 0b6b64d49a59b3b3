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


class Reset(Enum):
    """What a user does who believes a session broken."""

    REPLACE = "replace"  # begin a new one and tell the other side with an empty message
    DISCARD = "discard"  # throw it away, as a restored or cleaned store does; the next text begins a new one


@dataclass(frozen=True)
class Received:
    """The outcome of one decryption."""

    kind: Kind
    sender: str = ""
    device: int = 0
    text: str | None = None
    error: str | None = None  # the name of the error


@dataclass(frozen=True)
class Habits:
    """What an implementation does by design, and from which `expectation.py` knows what it cannot do."""

    resets: tuple[Reset, ...]
    max_resets: int | None = None  # that it agrees to in a day, which no round lasts
    replaces: bool = False  # a new key exchange replaces the session, instead of the old one being kept for reading
    max_gap: int = 1000  # of lost messages that it bridges
    max_chains: int = 1  # the receiving chains that a session keeps, the current one among them
    trusts_length: bool = False  # of a finished chain, it keeps the keys that are missing up to the stated length
    understates_length: bool = False  # states one less than the length of its finished chain, as libsignal does
    answers: bool = False  # sends an empty message by itself to whoever has begun a session
    names_repeats: bool = False  # tells a message delivered twice from one that it cannot read, while it has the chain


class Side(Protocol):
    """One account with one device."""

    name: str
    jid: str
    device: int
    habits: Habits

    def learn(self, contact: str) -> None:
        """Takes over what a contact has published."""

    def encrypt(self, to: str, text: str) -> str:
        """A whole `<message/>` without `from`."""

    def decrypt(self, stanza: str) -> Received:
        """Reads a `<message/>` with `from`; never raises for what the message contains."""

    def take_automatic(self) -> list[str]:
        """The messages that the implementation wants sent by itself since the last call."""

    def session(self, contact: str, device: int) -> bytes | None:
        """Names the session of the next message to a device by its ephemeral key, where the side can tell."""

    def reset(self, contact: str, how: Reset) -> None:
        """Resets the session with a contact; what has to be sent for that is automatic."""
