"""What lies between the two accounts: their published PEP nodes, and a wire that loses and mixes messages."""

import heapq
from dataclasses import dataclass, field
from random import Random

LOSS = 0.08
DUPLICATION = 0.08
REORDERING = 0.3
MAX_DELAY = 12  # in ticks, a tick being one sent message: far enough to come late by several ratchet steps


class Pep:
    """The published device lists and bundles, kept as the XML that their owners published."""

    def __init__(self) -> None:
        self._devicelists: dict[str, str] = {}
        self._bundles: dict[tuple[str, int], str] = {}
        self._changed: set[str] = set()

    def publish_devicelist(self, jid: str, xml: str) -> None:
        self._devicelists[jid] = xml
        self._changed.add(jid)

    def publish_bundle(self, jid: str, device: int, xml: str) -> None:
        self._bundles[jid, device] = xml
        self._changed.add(jid)

    def retract_bundle(self, jid: str, device: int) -> None:
        self._bundles.pop((jid, device), None)
        self._changed.add(jid)

    def devicelist(self, jid: str) -> str | None:
        return self._devicelists.get(jid)

    def bundle(self, jid: str, device: int) -> str | None:
        return self._bundles.get((jid, device))

    def bundles(self, jid: str) -> dict[int, str]:
        """The bundles of an account, by device id."""
        return {device: xml for (owner, device), xml in self._bundles.items() if owner == jid}

    def take_changes(self) -> set[str]:
        """The accounts that published something since the last call: what PEP would notify of."""
        changed, self._changed = self._changed, set()
        return changed


@dataclass(frozen=True)
class Parcel:
    """One message on its way, with what the driver knows about it and the wire does not show."""

    number: int
    sender: int
    stanza: str
    text: str | None  # None for what a side sends by itself
    session: bytes | None  # the session it was encrypted in, where the sender can tell
    view: bytes | None  # the session of the last message that the sender had read by then


@dataclass
class Flow:
    """The counts of one direction."""

    texts: int = 0
    automatic: int = 0
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    read: int = 0
    late: int = 0
    repeats: int = 0
    excused: dict[str, int] = field(default_factory=dict)


class Wire:
    """A queue with seeded loss, duplication and delay, counting what it does in each direction's `Flow`."""

    def __init__(self, rng: Random, flows: tuple[Flow, Flow]) -> None:
        self.loss = [LOSS, LOSS]
        self._calm = False
        self._rng = rng
        self._flows = flows
        self._now = 0
        self._entries = 0
        self._queue: list[tuple[int, int, Parcel]] = []
        self._newest = [-1, -1]

    def calm(self) -> None:
        """From now on everything arrives once and in order."""
        self._calm = True

    def post(self, parcel: Parcel, certain: bool = False) -> None:
        """Takes a message; a certain one is not lost, but may be late and doubled like any other."""
        flow = self._flows[parcel.sender]
        if not self._calm and not certain and self._rng.random() < self.loss[parcel.sender]:
            flow.lost += 1
            return
        self._enqueue(parcel)
        if not self._calm and self._rng.random() < DUPLICATION:
            flow.duplicated += 1
            self._enqueue(parcel)

    def advance(self) -> None:
        """Lets one tick pass."""
        self._now += 1

    def take_due(self) -> Parcel | None:
        """The next message whose time has come."""
        return self._pop() if self._queue and self._queue[0][0] <= self._now else None

    def take_next(self) -> Parcel | None:
        """The next message, however long it had still to wait."""
        return self._pop() if self._queue else None

    @property
    def idle(self) -> bool:
        return not self._queue

    def _enqueue(self, parcel: Parcel) -> None:
        delay = 1
        if not self._calm and self._rng.random() < REORDERING:
            delay += self._rng.randint(1, MAX_DELAY)
        self._entries += 1
        heapq.heappush(self._queue, (self._now + delay, self._entries, parcel))

    def _pop(self) -> Parcel:
        parcel = heapq.heappop(self._queue)[2]
        if parcel.number < self._newest[parcel.sender]:
            self._flows[parcel.sender].reordered += 1
        self._newest[parcel.sender] = max(self._newest[parcel.sender], parcel.number)
        return parcel
