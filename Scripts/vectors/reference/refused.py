"""The one way in which the reference implementation says no."""

from typing import Literal

Reason = Literal[
    "bad-signature", "bad-key", "bad-id", "malformed", "too-many", "no-prekeys", "not-authentic", "duplicate",
    "too-far-ahead", "unknown-prekey", "unknown-signed-prekey", "wrong-sender", "wrong-recipient",
    "not-for-this-device", "unsupported-version"]


class Refused(Exception):
    """An input that must not be used, and the word for it that stands in the vectors."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
