"""What lies between the two accounts: their published PEP nodes, and a wire that loses and mixes messages."""

import heapq
from dataclasses import dataclass
from random import Random

from flow import Flow
from header import Header

LOSS = 0.08
DUPLICATION = 0.08
REORDERING = 0.3
MAX_DELAY = 12  # in ticks, a tick being one sent message: far enough to come late by several ratchet steps
STRAYING = 0.02
MAX_STRAYING_DELAY = 60  # far enough for chains that a receiver need not keep any more


class Pep:
    """The published device lists and bundles, kept as the XML that their owners published."""

    def __init__(self) -> None:
        self._devicelists: dict[tuple[str, str], str] = {}
        self._bundles: dict[tuple[str, str, int], str] = {}
        self._changed: set[str] = set()

    def publish_devicelist(self, namespace: str, jid: str, xml: str) -> None:
        self._devicelists[namespace, jid] = xml
        self._changed.add(jid)

    def publish_bundle(self, namespace: str, jid: str, device: int, xml: str) -> None:
        self._bundles[namespace, jid, device] = xml
        self._changed.add(jid)

    def retract_bundle(self, namespace: str, jid: str, device: int) -> None:
        self._bundles.pop((namespace, jid, device), None)
        self._changed.add(jid)

    def devicelist(self, namespace: str, jid: str) -> str | None:
        return self._devicelists.get((namespace, jid))

    def bundle(self, namespace: str, jid: str, device: int) -> str | None:
        return self._bundles.get((namespace, jid, device))

    def bundles(self, namespace: str, jid: str) -> dict[int, str]:
        """The bundles of an account, by device id."""
        return {
            device: xml for (kind, owner, device), xml in self._bundles.items() if (kind, owner) == (namespace, jid)}

    def take_changes(self) -> set[str]:
        """The accounts that published something since the last call, whose contacts PEP would notify."""
        changed, self._changed = self._changed, set()
        return changed


@dataclass(frozen=True)
class Parcel:
    """One message on its way, with what the driver knows about it and the wire does not show."""

    number: int
    sender: int
    stanza: str
    text: str | None  # None for what a side sends by itself
    header: Header
    session: bytes | None  # the session it was encrypted in, where the sender can tell


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
        if not self._calm and self._rng.random() < STRAYING:
            delay += self._rng.randint(MAX_DELAY, MAX_STRAYING_DELAY)
        self._entries += 1
        heapq.heappush(self._queue, (self._now + delay, self._entries, parcel))

    def _pop(self) -> Parcel:
        parcel = heapq.heappop(self._queue)[2]
        if parcel.number < self._newest[parcel.sender]:
            self._flows[parcel.sender].reordered += 1
        self._newest[parcel.sender] = max(self._newest[parcel.sender], parcel.number)
        return parcel
