"""Which messages a side may fail to read. Everything else that arrives has to be read.

What the implementations do on receipt, from their sources:

- python-omemo 2.1.0 (twomemo, oldmemo) keeps one session per device. A key exchange whose ephemeral key, identity key
  and pre key ids are those of that session, when the *other* side began it, is read in that session. Any other key
  exchange builds a new session, which replaces the stored one at once, also when both sides began at the same time.
  So from then on nothing that was encrypted in the replaced session can be read.
- libsignal (omemo-dr 1.2.0, libomemo-c 0.5.0) keeps 40 earlier sessions, more than a round has, and goes back to one
  in which it reads a message. A session keeps the keys of its 5 newest receiving chains.
- All delete the pre key of a key exchange once it is used. So a session that was replaced or thrown away does not come
  back with its further key exchange messages; nor can a second session be built with the same pre key, which a
  sender may pick before it sees the bundle without it.
- A gap of more than 1000 (python-omemo, pawl) or 2000 messages (libsignal) within the current chain is refused.
- python-omemo keeps of a finished chain the keys up to the length that the sender states for it. libsignal states one
  less than the true length and never reads that number itself, so python-omemo misses the last message of such a chain
  if it comes late.
- Pawl keeps earlier sessions and 5 chains as libsignal does, and the keys up to the stated length as python-omemo does.
  So it misses such a last message only when its chain is older than the 5 newest. Nor can it then know a message that
  it has read from one that is none of its own.
"""

from dataclasses import dataclass, field

from network import Parcel
from side import Habits


@dataclass
class _Chain:
    """What a side has read of one sending chain."""

    session: bytes | None
    next: int = 0  # the counter after the highest that was read
    newer: int = 0  # how many chains of the same session were first read after this one
    stated: int | None = None  # the length that the first message of the next chain states for this one


@dataclass
class Memory:
    """What a side has had as sessions and what it has read in them."""

    own: Habits
    other: Habits
    _current: bytes | None = None
    _had: set[bytes] = field(default_factory=set)
    _gone: set[bytes] = field(default_factory=set)
    _spent: dict[int, bytes] = field(default_factory=dict)
    _chains: dict[bytes, _Chain] = field(default_factory=dict)
    _newest: dict[bytes | None, bytes] = field(default_factory=dict)
    _last: bytes = b""

    def sees_session(self, session: bytes | None) -> None:
        """Notes the session that the side has now."""
        if session is not None:
            if self.own.replaces:
                self._gone |= self._had - {session}
            self._had.add(session)
        self._current = session

    def discards(self) -> None:
        """Notes that the side has thrown its sessions away."""
        self._gone |= self._had
        self._current = None

    def reads(self, parcel: Parcel) -> bool:
        """Notes a message that was read, in what is the current session now; tells if it came late, by chains."""
        header = parcel.header
        if header.exchange is not None and header.pre_key is not None:
            self._spent.setdefault(header.pre_key, header.exchange)
        chain = self._chains.get(header.chain)
        if chain is None:
            chain = self._chains[header.chain] = self._begin_chain(parcel)
            self._last = header.chain
        chain.next = max(chain.next, header.counter + 1)
        return header.chain != self._last

    def begins(self, parcel: Parcel) -> bool:
        """Whether a message begins a session that this side has not read anything of."""
        header = parcel.header
        return header.exchange is not None and header.exchange not in self._spent.values()

    def excuse(self, parcel: Parcel) -> str | None:
        """Why this side may fail to read a message that it has not read before; None if it may not."""
        header = parcel.header
        chain = self._chains.get(header.chain)
        session = header.exchange or parcel.session or (chain.session if chain else None)
        if session is not None and session in self._gone:
            return "session replaced or thrown away by the receiver"
        if header.pre_key is not None and self._spent.get(header.pre_key, header.exchange) != header.exchange:
            return "pre key chosen for two sessions"
        if header.counter - (chain.next if chain else 0) > self.own.max_gap:
            return f"more than {self.own.max_gap} skipped"
        if chain is not None and not self._keeps(chain):
            if not self.own.trusts_length:
                return f"older than the {self.own.max_chains} newest chains"
            if self.other.understates_length and chain.stated == header.counter:
                return "last of a finished chain whose length was understated"
        return None

    def must_name_repeat(self, parcel: Parcel) -> bool:
        """Whether this side has to know that it has read a message before."""
        return self.own.names_repeats and self._keeps(self._chains[parcel.header.chain])

    def _keeps(self, chain: _Chain) -> bool:
        return chain.newer < self.own.max_chains

    def _begin_chain(self, parcel: Parcel) -> _Chain:
        """The chains that a session has already become older by one; its newest is finished now."""
        session = parcel.session or self._current
        for other in self._chains.values():
            if other.session == session:
                other.newer += 1
        before = self._newest.get(session)
        if before is not None:
            self._chains[before].stated = parcel.header.previous
        self._newest[session] = parcel.header.chain
        return _Chain(session)
