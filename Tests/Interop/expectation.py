"""Which messages a side that forgets may fail to read. Everything else that arrives has to be read.

What python-omemo (2.1.0) does on receipt, from its source:

- It keeps one session per device. A key exchange whose ephemeral key, identity key and pre key ids are those of
  that session, when the *other* side began it, is read in that session. Any other key exchange builds a new session,
  which replaces the stored one at once, also when both sides began at the same time. So from then on nothing that
  was encrypted in the replaced session can be read.
- The pre key of a key exchange is deleted once used. So when a session has been replaced, a further key exchange
  message of that session cannot bring it back.
- A gap of more than 1000 messages within the current chain is refused (DoSProtectionException).
- Chains before the current one survive only as skipped keys, made up to the length that the sender states for them.
  That length is true in OMEMO 2, so a late message is no excuse.

The driver cannot see in which session pawl encrypts. It uses what must hold for any sender: a message without a key
exchange belongs to the session of the last message that its sender had read. A receiver that replaced its session
later than that cannot read it; otherwise it must.
"""

from network import Parcel
from side import Kind, Received

MAX_GAP = 1000


class Memory:
    """What a side has had as sessions and what it has missed."""

    def __init__(self, forgets: bool) -> None:
        self._forgets = forgets
        self._sessions: list[bytes] = []
        self._missed = 0

    def sees_session(self, session: bytes | None) -> None:
        """Notes the session that the side has now."""
        if session is not None and (not self._sessions or self._sessions[-1] != session):
            self._sessions.append(session)

    def misses(self) -> None:
        """Notes a message sent to this side and not read by it, yet."""
        self._missed += 1

    def reads(self) -> None:
        """Notes that the side read a message, whatever it missed before."""
        self._missed = 0

    def excuse(self, parcel: Parcel, received: Received) -> str | None:
        """Why this side may fail to read a message it has not read before; None if it may not."""
        if not self._forgets or received.kind is not Kind.ERROR:
            return None
        if received.error == "DoSProtectionException" and self._missed > MAX_GAP:
            return f"more than {MAX_GAP} skipped"
        current = self._sessions[-1] if self._sessions else None
        if received.exchange is not None:
            replaced = received.exchange != current and received.exchange in self._sessions
            return "key exchange of a replaced session" if replaced else None
        if parcel.view is not None and parcel.view != current:
            return "session replaced by the receiver"
        return None
