"""One round: a seeded conversation over a bad network."""

from dataclasses import dataclass
from random import Random
from time import perf_counter

from flow import Flow
from header import offered_pre_keys, peek
from judge import Judge, RoundFailure
from network import Parcel, Pep, Wire
from side import Reset, Side
from stanza import stamp
from texts import random_text

FINAL_TEXTS = 3  # from each side, once all is calm
_MAX_UNREADABLE = 5  # in a row, after which a user would reset the session
_MAX_RECONCILIATION = 10  # texts from each side until both can read again
_MAX_AFTERMATH = 200  # messages sent by themselves with nobody writing: more means that they answer each other
_GAP_MARGIN = 100
_MIN_PRE_KEYS = 25  # XEP-0384 0.9, section 5.3.2


@dataclass(frozen=True)
class Plan:
    """The shape of a round."""

    starter: int | None  # the index of the side that writes first; None: both at once
    texts: int  # from each side
    stickiness: float  # how likely the same side writes again
    resets: float = 0.0  # how likely either side resets its session before a text
    gaps: bool = False  # also lose long runs of messages


class Round:
    """Runs two sides against each other."""

    def __init__(
        self, sides: tuple[Side, Side], pep: Pep, plan: Plan, rng: Random, flows: tuple[Flow, Flow]
    ) -> None:
        self._flows = flows
        self._sides = sides
        self._pep = pep
        self._plan = plan
        self._rng = rng
        self._wire = Wire(rng, flows)
        self._judge = Judge(sides, flows)
        self._heals = plan.resets > 0 or all(side.habits.replaces for side in sides)
        self._left = [plan.texts, plan.texts]
        self._wrote = [False, False]
        self._sent = 0

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
            if self._rng.random() < self._plan.resets:
                self._reset_at_will()
            self._wire.advance()
            while parcel := self._wire.take_due():
                self._deliver(parcel)

    def _may_write(self, index: int) -> bool:
        waits = self._plan.starter == 1 - index and not self._judge.heard[index]
        gave_up = self._wire.idle and not self._left[1 - index]
        return self._left[index] > 0 and (not waits or gave_up)

    def _lose_long_runs(self, sender: int) -> None:
        """A gap that has to be bridged, and one that may be refused.

        After a refusal the next ratchet step, which needs an answer from the receiver, makes it readable again.
        """
        self._settle()
        receiver = 1 - sender
        limit = min(side.habits.max_gap for side in self._sides)
        self._lose(sender, limit - _GAP_MARGIN)
        self._write_and_read(sender)
        self._write_and_read(receiver)
        self._write_and_read(sender)
        self._lose(sender, self._sides[receiver].habits.max_gap + _GAP_MARGIN)
        self._write(sender, certain=True)
        self._settle()
        self._write_and_read(receiver)
        self._write_and_read(sender)

    def _lose(self, sender: int, count: int) -> None:
        before, self._wire.loss[sender] = self._wire.loss[sender], 1.0
        for _ in range(count):
            self._write(sender)
        self._wire.loss[sender] = before

    def _quiesce(self) -> None:
        """Once everything sent has arrived and nothing is lost any more, each side must read every message.

        A side that replaces sessions writes first: only from that can the other know which session is left.
        """
        self._wire.calm()
        self._settle()
        if self._heals:
            self._reconcile()
        order = sorted((0, 1), key=lambda index: not self._sides[index].habits.replaces)
        for _ in range(FINAL_TEXTS):
            for sender in order:
                self._write_and_read(sender)

    def _reconcile(self) -> None:
        """After resets the first texts may still be unreadable, each for a known reason, until a side resets."""
        for _ in range(_MAX_RECONCILIATION):
            numbers = []
            for sender in (0, 1):
                numbers.append(self._sent)
                self._write(sender)
                self._settle()
            if all(self._judge.was_read(number) for number in numbers):
                return
        raise RoundFailure("the sides do not find back to a common session")

    def _write_and_read(self, sender: int) -> None:
        number = self._sent
        self._write(sender, certain=True)
        self._settle()
        if not self._judge.was_read(number):
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
        if text in stanza:
            raise RoundFailure(f"{self._sides[sender].name} sent {text!r} in the clear")
        self._left[sender] = max(self._left[sender] - 1, 0)
        self._wrote[sender] = True
        self._flows[sender].texts += 1
        self._post(sender, stanza, text, certain)
        self._share_publications()

    def _post(self, sender: int, stanza: str, text: str | None, certain: bool = False) -> None:
        side, other = self._sides[sender], self._sides[1 - sender]
        session = side.session(other.jid, other.device)
        self._judge.memories[sender].sees_session(session)
        header = peek(stanza, other.jid, other.device)
        self._wire.post(
            Parcel(self._sent, sender, stanza, text, header, session), certain)
        self._sent += 1

    def _post_automatic(self, sender: int) -> int:
        stanzas = self._sides[sender].take_automatic()
        for stanza in stanzas:
            self._post(sender, stanza, None)
        self._flows[sender].automatic += len(stanzas)
        self._share_publications()
        return len(stanzas)

    def _share_publications(self) -> None:
        changed = self._pep.take_changes()
        for index, side in enumerate(self._sides):
            contact = self._sides[1 - index].jid
            if contact in changed:
                side.learn(contact)

    def _reset_at_will(self) -> None:
        """Either side, or both at once, so that their new sessions cross."""
        for index in self._rng.choice(((0,), (1,), (0, 1))):
            if self._may_reset(index):
                self._reset(index, self._rng.choice(self._sides[index].habits.resets))

    def _may_reset(self, index: int) -> bool:
        """Only a side that has a session can reset it."""
        limit = self._sides[index].habits.max_resets
        has_session = self._wrote[index] or self._judge.heard[index]
        return has_session and (limit is None or self._flows[index].resets < limit)

    def _reset(self, index: int, how: Reset) -> None:
        self._judge.unreadable[index] = 0
        self._flows[index].resets += 1
        if how is Reset.DISCARD:
            self._judge.memories[index].discards()
        self._sides[index].reset(self._sides[1 - index].jid, how)
        self._post_automatic(index)

    # Receiving

    def _deliver(self, parcel: Parcel) -> None:
        sender, receiver = self._sides[parcel.sender], 1 - parcel.sender
        started = perf_counter()
        received = self._sides[receiver].decrypt(stamp(parcel.stanza, f"{sender.jid}/interop"))
        self._clock(receiver, started)
        begins = self._judge.receive(parcel, received)
        answers = self._post_automatic(receiver)
        if begins:
            self._check_response(parcel, answers)
        if self._heals and self._judge.unreadable[receiver] > _MAX_UNREADABLE and self._may_reset(receiver):
            self._reset(receiver, Reset.REPLACE)

    def _check_response(self, parcel: Parcel, answers: int) -> None:
        """After a key exchange its pre key must be offered to nobody else, and its sender waits for an answer."""
        receiver, header = self._sides[1 - parcel.sender], parcel.header
        bundle = self._pep.bundle(header.namespace, receiver.jid, receiver.device)
        offered = offered_pre_keys(bundle) if bundle is not None else set()
        if header.pre_key in offered or len(offered) < _MIN_PRE_KEYS:
            raise RoundFailure(f"{receiver.name} offers {len(offered)} pre keys after the use of {header.pre_key}")
        if receiver.habits.answers and not answers:
            raise RoundFailure(f"{receiver.name} did not answer the key exchange in message {parcel.number}")

    def _clock(self, index: int, started: float) -> None:
        self._flows[index].seconds += perf_counter() - started
        self._flows[index].calls += 1
