"""One round: a seeded conversation over a bad network, and the judgement of every single message in it."""

from dataclasses import dataclass
from random import Random
from time import perf_counter

from adapters import TwomemoSide
from expectation import MAX_GAP, Memory
from network import Flow, Parcel, Pep, Wire
from side import Kind, Received, Side
from stanza import bare, stamp
from texts import random_text

_FINAL_TEXTS = 10
_MAX_UNREADABLE = 5  # in a row, after which a user would reset the session
_MAX_AFTERMATH = 200  # messages sent by themselves with nobody writing: more means that they answer each other
_READABLE_GAP = MAX_GAP - 100
_REFUSED_GAP = MAX_GAP + 100


class RoundFailure(AssertionError):
    """Something happened that must not, in words for the summary."""


@dataclass(frozen=True)
class Plan:
    """The shape of a round."""

    starter: int | None  # the index of the side that writes first; None: both at once
    texts: int  # from each side
    stickiness: float  # how likely the same side writes again
    gaps: bool = False  # also lose long runs of messages


class Round:
    """Runs two sides against each other. `healer` may reset its session: needed when both sides forget."""

    def __init__(
        self, sides: tuple[Side, Side], pep: Pep, plan: Plan, rng: Random, healer: TwomemoSide | None
    ) -> None:
        self.flows = (Flow(), Flow())
        self.seconds = [0.0, 0.0]
        self.operations = [0, 0]
        self._sides = sides
        self._pep = pep
        self._plan = plan
        self._rng = rng
        self._healer = healer
        self._wire = Wire(rng, self.flows)
        self._memories = tuple(Memory(side.forgets) for side in sides)
        self._views: list[bytes | None] = [None, None]
        self._heard = [False, False]
        self._left = [plan.texts, plan.texts]
        self._sent = 0
        self._read: set[int] = set()
        self._unreadable = 0

    def run(self) -> None:
        """Raises `RoundFailure` at the first thing that is wrong."""
        self._share_publications()
        self._open()
        self._converse()
        if self._plan.gaps:
            for sender in (0, 1):
                self._lose_long_runs(sender)
        self._quiesce()

    # The schedule

    def _open(self) -> None:
        """Simultaneous starts have to cross for certain; a single starter's first messages may well be lost."""
        if self._plan.starter is None:
            for sender in (0, 1):
                for index in range(self._rng.randint(1, 3)):
                    self._write(sender, certain=index == 0)

    def _converse(self) -> None:
        speaker = self._rng.randrange(2) if self._plan.starter is None else self._plan.starter
        while any(self._left):
            if self._rng.random() > self._plan.stickiness:
                speaker = 1 - speaker
            if not self._may_write(speaker):
                speaker = 1 - speaker
            if self._may_write(speaker):
                self._write(speaker)
            self._wire.advance()
            while parcel := self._wire.take_due():
                self._deliver(parcel)

    def _may_write(self, index: int) -> bool:
        waits = self._plan.starter == 1 - index and not self._heard[index]
        gave_up = self._wire.idle and not self._left[1 - index]
        return self._left[index] > 0 and (not waits or gave_up)

    def _lose_long_runs(self, sender: int) -> None:
        """A gap that has to be bridged, and for a side with python-omemo's limit one that is refused.

        After a refusal the next ratchet step, which needs an answer from the receiver, makes it readable again.
        """
        self._settle()
        receiver = 1 - sender
        for gap in (_READABLE_GAP, _REFUSED_GAP) if self._sides[receiver].forgets else (_READABLE_GAP,):
            self._wire.loss[sender] = 1.0
            for _ in range(gap):
                self._write(sender)
            self._wire.loss[sender] = 0.0
            if gap == _READABLE_GAP:
                self._write_and_read(sender)
            else:
                self._write(sender)
                self._settle()
            self._write_and_read(receiver)
            self._write_and_read(sender)

    def _quiesce(self) -> None:
        """Once everything sent has arrived and nothing is lost any more, each side must read every message.

        A side that forgets writes first: only from that can the other know which session is left.
        """
        self._wire.calm()
        self._settle()
        if self._healer is not None:
            self._reset(self._healer)
            self._settle()
        order = sorted((0, 1), key=lambda index: not self._sides[index].forgets)
        for _ in range(_FINAL_TEXTS):
            for sender in order:
                self._write_and_read(sender)

    def _write_and_read(self, sender: int) -> None:
        number = self._sent
        self._write(sender, certain=True)
        self._settle()
        if number not in self._read:
            raise RoundFailure(f"{self._sides[1 - sender].name} did not read message {number} of the calm")

    def _settle(self) -> None:
        """Delivers all there is, with what the sides send in answer."""
        deliveries = 0
        while parcel := self._wire.take_next():
            self._deliver(parcel)
            deliveries += 1
            if deliveries > _MAX_AFTERMATH:
                raise RoundFailure("the sides do not fall silent")

    # Sending

    def _write(self, sender: int, certain: bool = False) -> None:
        text = random_text(self._rng, self._sent)
        started = perf_counter()
        stanza = self._sides[sender].encrypt(self._sides[1 - sender].jid, text)
        self._clock(sender, started)
        self._left[sender] = max(self._left[sender] - 1, 0)
        self.flows[sender].texts += 1
        self._post(sender, stanza, text, certain)
        self._share_publications()

    def _post(self, sender: int, stanza: str, text: str | None, certain: bool = False) -> None:
        side, other = self._sides[sender], self._sides[1 - sender]
        session = side.session(other.jid, other.device)
        self._memories[sender].sees_session(session)
        self._memories[1 - sender].misses()
        self._wire.post(Parcel(self._sent, sender, stanza, text, session, self._views[sender]), certain)
        self._sent += 1

    def _post_automatic(self, sender: int) -> None:
        for stanza in self._sides[sender].take_automatic():
            self.flows[sender].automatic += 1
            self._post(sender, stanza, None)

    def _share_publications(self) -> None:
        changed = self._pep.take_changes()
        for index, side in enumerate(self._sides):
            contact = self._sides[1 - index].jid
            if contact in changed:
                side.learn(contact)

    def _reset(self, side: TwomemoSide) -> None:
        self._unreadable = 0
        index = self._sides.index(side)
        side.reset(self._sides[1 - index].jid)
        self._post_automatic(index)

    # Receiving

    def _deliver(self, parcel: Parcel) -> None:
        sender, receiver = self._sides[parcel.sender], self._sides[1 - parcel.sender]
        started = perf_counter()
        received = receiver.decrypt(stamp(parcel.stanza, f"{sender.jid}/interop"))
        self._clock(1 - parcel.sender, started)
        if parcel.number in self._read:
            self._judge_repeat(parcel, received)
        elif received.kind in (Kind.TEXT, Kind.SILENT):
            self._judge_reading(parcel, received)
        else:
            self._judge_failure(parcel, received)
        self._memories[1 - parcel.sender].sees_session(receiver.session(sender.jid, sender.device))
        self._post_automatic(1 - parcel.sender)
        self._share_publications()
        if self._healer is not None and self._unreadable > _MAX_UNREADABLE:
            self._reset(self._healer)

    def _judge_repeat(self, parcel: Parcel, received: Received) -> None:
        """A side that forgets no longer knows the chain of an old message: it may refuse a repeat in any way."""
        forgets = self._sides[1 - parcel.sender].forgets
        if received.kind is not Kind.DUPLICATE and not (forgets and received.kind is Kind.ERROR):
            raise RoundFailure(self._describe(parcel, f"was delivered twice, the second time as {received}"))
        self.flows[parcel.sender].repeats += 1

    def _judge_reading(self, parcel: Parcel, received: Received) -> None:
        sender = self._sides[parcel.sender]
        if (received.kind is Kind.TEXT, received.text) != (parcel.text is not None, parcel.text):
            raise RoundFailure(self._describe(parcel, f"with {parcel.text!r} was read as {received}"))
        if (bare(received.sender), received.device) != (sender.jid, sender.device):
            raise RoundFailure(self._describe(parcel, f"was attributed to {received.sender}/{received.device}"))
        self._read.add(parcel.number)
        self._heard[1 - parcel.sender] = True
        self._views[1 - parcel.sender] = parcel.session
        self._memories[1 - parcel.sender].reads()
        self._unreadable = 0
        if parcel.text is not None:
            self.flows[parcel.sender].read += 1
        if received.late:
            self.flows[parcel.sender].late += 1

    def _judge_failure(self, parcel: Parcel, received: Received) -> None:
        excuse = self._memories[1 - parcel.sender].excuse(parcel, received)
        if excuse is None:
            raise RoundFailure(self._describe(parcel, f"could not be read: {received.kind.value} {received.error}"))
        excused = self.flows[parcel.sender].excused
        excused[excuse] = excused.get(excuse, 0) + 1
        self._unreadable += 1

    def _describe(self, parcel: Parcel, what: str) -> str:
        kind = "automatic message" if parcel.text is None else "text"
        return f"{kind} {parcel.number} from {self._sides[parcel.sender].name} {what}"

    def _clock(self, index: int, started: float) -> None:
        self.seconds[index] += perf_counter() - started
        self.operations[index] += 1
