"""Pawl against python-omemo: seeded conversations over a network that loses, doubles and reorders messages.

    python -m pip install -r Tests/Interop/requirements.txt
    python Tests/Interop/conversation.py --pawl PATH_TO_PAWL --messages 200 --seed 1 [--long]
    python Tests/Interop/conversation.py --self        python-omemo against itself, to test this test

Every message that arrives has to be read exactly once, except those that `expectation.py` excuses. One line a
round; the last line counts the rounds.
"""

import argparse
import logging
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

from adapters import PawlSide, TwomemoSide
from network import Flow, Pep
from omemo import SessionManager
from rounds import Plan, Round, RoundFailure
from side import Side

_STARTERS = (0, 1, None)
_STYLES = {"ping-pong": 0.3, "bursts": 0.85, "monologues": 0.99}  # the last is for heartbeats: 53 unanswered
_JIDS = ("romeo@montague.example", "juliet@capulet.example")
_OPENINGS = 8  # short rounds for each way of starting: the first few messages are where sessions can cross
_OPENING_TEXTS = 5
_LONG_REPETITIONS = 5


@dataclass(frozen=True)
class Case:
    """One round's number, seed and shape."""

    number: int
    seed: str
    style: str
    plan: Plan


class Costs:
    """Time and number of encryptions and decryptions, by side."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._operations: dict[str, int] = defaultdict(int)

    def add(self, sides: tuple[Side, Side], game: Round) -> None:
        for side, seconds, operations in zip(sides, game.seconds, game.operations):
            self._seconds[side.name] += seconds
            self._operations[side.name] += operations

    def __str__(self) -> str:
        return ", ".join(
            f"{name} {1000 * self._seconds[name] / count:.1f} ms per message"
            for name, count in self._operations.items())


def cases(seed: str, messages: int, long: bool) -> Iterator[Case]:
    """For each way of starting some short rounds, and one per style: these share `messages` texts from each side."""
    texts = -(-messages // len(_STYLES))
    shapes = [("opening", starter, _OPENING_TEXTS, 0.8) for starter in _STARTERS for _ in range(_OPENINGS)]
    shapes += [(style, starter, texts, stay) for starter in _STARTERS for style, stay in _STYLES.items()]
    if long:
        shapes *= _LONG_REPETITIONS
    for number, (style, starter, count, stickiness) in enumerate(shapes):
        yield Case(number, f"{seed}/{number}", style, Plan(starter, count, stickiness))
    if long:
        number = len(shapes)
        yield Case(number, f"{seed}/{number}", "gaps", Plan(0, texts, _STYLES["bursts"], gaps=True))


def play(case: Case, pawl: Path | None, costs: Costs) -> bool:
    """Plays one round, prints its line, and tells whether it passed."""
    label = f"round {case.number} seed {case.seed} {case.style}"
    rng = Random(case.seed)
    with ExitStack() as stack:
        game: Round | None = None
        try:
            pep = Pep()
            second = TwomemoSide("twomemo", _JIDS[1], pep, rng)
            stack.callback(second.close)
            first: Side
            if pawl is None:
                first = TwomemoSide("twomemo-0", _JIDS[0], pep, rng)
            else:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                first = PawlSide("pawl", _JIDS[0], pep, rng, pawl, folder)
            stack.callback(first.close)
            sides = (first, second)
            starter = "both" if case.plan.starter is None else sides[case.plan.starter].name
            label += f", {starter} first"
            game = Round(sides, pep, case.plan, rng, healer=second if first.forgets else None)
            game.run()
            verdict = "ok"
        except RoundFailure as failure:
            verdict = f"FAILED: {failure}"
        except Exception:  # a crash of either side fails its round; the others still have something to say
            verdict = f"FAILED: {traceback.format_exc()}"
        if game is not None:
            costs.add(sides, game)
            label += "".join(
                f"; from {side.name}: {describe(flow)}" for side, flow in zip(sides, game.flows))
    print(f"{label}: {verdict}", flush=True)
    return verdict == "ok"


def describe(flow: Flow) -> str:
    """The counts of one direction in words."""
    excused = "".join(f", {count} excused: {reason}" for reason, count in flow.excused.items())
    late = f" ({flow.late} across ratchet steps)" if flow.late else ""
    return (
        f"{flow.texts} sent + {flow.automatic} automatic, {flow.lost} lost, {flow.duplicated} duplicated, "
        f"{flow.reordered} reordered{late}, {flow.read} decrypted, {flow.repeats} repeats refused{excused}")


def main() -> int:
    """Reads the command line, plays the rounds and counts them."""
    parser = argparse.ArgumentParser(description="Interop test of pawl with python-omemo.")
    peer = parser.add_mutually_exclusive_group(required=True)
    peer.add_argument("--pawl", type=Path, help="the pawl executable")
    peer.add_argument("--self", action="store_true", help="python-omemo against itself")
    parser.add_argument(
        "--messages", type=int, default=200, help="texts from each side for each way of starting, in all rounds")
    parser.add_argument("--seed", default="1")
    parser.add_argument(
        "--long", action="store_true", help="five times the rounds, and one with gaps of about 1000 messages")
    parser.add_argument("--round", type=int, help="only this round, to reproduce a failure")
    options = parser.parse_args()
    pawl: Path | None = options.pawl.resolve() if options.pawl else None
    logging.getLogger(SessionManager.LOG_TAG).setLevel(logging.CRITICAL)  # it warns of what is provoked here

    started = perf_counter()
    costs = Costs()
    passed = failed = 0
    for case in cases(options.seed, options.messages, options.long):
        if options.round not in (None, case.number):
            continue
        if play(case, pawl, costs):
            passed += 1
        else:
            failed += 1
            print(f"reproduce with --seed {options.seed} --messages {options.messages} --round {case.number}"
                  + (" --long" if options.long else ""))
    print(f"{perf_counter() - started:.1f} s; {costs}")
    print(f"interop: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
