"""What all rounds between two implementations add up to."""

from collections import Counter, defaultdict
from time import perf_counter

from flow import Flow


class Tally:
    """Counts rounds, messages and the time that either side took for them."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        self._started = perf_counter()
        self._sums: Counter[str] = Counter()
        self._excused: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._calls: Counter[str] = Counter()

    @property
    def texts(self) -> int:
        """How many were sent."""
        return self._sums["sent"]

    def count(self, names: tuple[str, str], flows: tuple[Flow, Flow], passed: bool) -> None:
        """Adds up what happened in a round."""
        self.passed += passed
        self.failed += not passed
        for name, flow in zip(names, flows):
            self._sums.update(
                sent=flow.texts, automatic=flow.automatic, lost=flow.lost, doubled=flow.duplicated,
                reordered=flow.reordered, resets=flow.resets, decrypted=flow.read)
            self._excused.update(flow.excused)
            self._seconds[name] += flow.seconds
            self._calls[name] += flow.calls

    def __str__(self) -> str:
        sums = ", ".join(f"{count} {name}" for name, count in self._sums.items())
        excused = "".join(f", {count} excused: {reason}" for reason, count in self._excused.items())
        costs = ", ".join(
            f"{name} {1000 * self._seconds[name] / count:.1f} ms a call"
            for name, count in self._calls.items() if count)
        return (
            f"{sums}{excused}; {costs}; {perf_counter() - self._started:.0f} s; "
            f"{self.passed} passed, {self.failed} failed")
