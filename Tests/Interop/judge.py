"""The judgement of every single message that arrives."""

from expectation import Memory
from flow import Flow
from network import Parcel
from side import Kind, Received, Side
from stanza import bare


class RoundFailure(AssertionError):
    """Something happened that must not, in words for the summary."""


class Judge:
    """Knows what was read, by whom, and raises `RoundFailure` where something should have been."""

    def __init__(self, sides: tuple[Side, Side], flows: tuple[Flow, Flow]) -> None:
        self.memories = (
            Memory(sides[0].habits, sides[1].habits), Memory(sides[1].habits, sides[0].habits))
        self.heard = [False, False]
        self.unreadable = [0, 0]  # in a row, by receiver
        self._sides = sides
        self._flows = flows
        self._read: set[int] = set()

    def was_read(self, number: int) -> bool:
        """Whether a message has been read."""
        return number in self._read

    def receive(self, parcel: Parcel, received: Received) -> bool:
        """Judges one delivery, before the receiver's session is looked at for anything else.

        Tells whether it began a session.
        """
        receiver = 1 - parcel.sender
        begins = self.memories[receiver].begins(parcel) and received.kind in (Kind.TEXT, Kind.SILENT)
        if parcel.number in self._read:
            self._repeat(parcel, received)
        elif received.kind in (Kind.TEXT, Kind.SILENT):
            sender = self._sides[parcel.sender]
            self.memories[receiver].sees_session(self._sides[receiver].session(sender.jid, sender.device))
            self._reading(parcel, received)
        else:
            self._failure(parcel, received)
        return begins

    def _repeat(self, parcel: Parcel, received: Received) -> None:
        """A side that no longer has the chain of an old message refuses a repeat as it would any other message."""
        named = received.kind is Kind.DUPLICATE
        if not named and (received.kind is not Kind.ERROR or self.memories[1 - parcel.sender].must_name_repeat(parcel)):
            raise RoundFailure(self._describe(parcel, f"was delivered twice, the second time as {received}"))
        self._flows[parcel.sender].repeats += 1

    def _reading(self, parcel: Parcel, received: Received) -> None:
        sender, receiver = self._sides[parcel.sender], 1 - parcel.sender
        if (received.kind is Kind.TEXT, received.text) != (parcel.text is not None, parcel.text):
            raise RoundFailure(self._describe(parcel, f"with {parcel.text!r} was read as {received}"))
        if (bare(received.sender), received.device) != (sender.jid, sender.device):
            raise RoundFailure(self._describe(parcel, f"was attributed to {received.sender}/{received.device}"))
        self._read.add(parcel.number)
        self.heard[receiver] = True
        self.unreadable[receiver] = 0
        flow = self._flows[parcel.sender]
        flow.late += self.memories[receiver].reads(parcel)
        flow.read += parcel.text is not None

    def _failure(self, parcel: Parcel, received: Received) -> None:
        excuse = self.memories[1 - parcel.sender].excuse(parcel)
        if excuse is None or received.kind is Kind.DUPLICATE:
            raise RoundFailure(self._describe(parcel, f"could not be read: {received.kind.value} {received.error}"))
        excused = self._flows[parcel.sender].excused
        excused[excuse] = excused.get(excuse, 0) + 1
        self.unreadable[1 - parcel.sender] += 1

    def _describe(self, parcel: Parcel, what: str) -> str:
        kind = "automatic message" if parcel.text is None else "text"
        return f"{kind} {parcel.number} from {self._sides[parcel.sender].name} {what}"
