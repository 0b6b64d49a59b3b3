"""Pawl against foreign implementations: seeded conversations over a network that loses, doubles and reorders.

    Tests/Interop/libomemo_c/build DRIVER
    python -m pip install -r Tests/Interop/requirements.txt
    python Tests/Interop/conversation.py --peer all --pawl PAWL --driver DRIVER --messages 1000 --seed 1
    python Tests/Interop/conversation.py --between omemo-dr libomemo-c --driver DRIVER       to test this test

Every message that arrives has to be read exactly once, except those that `expectation.py` excuses. The seed fixes the
schedule; the keys are as random as ever. One line a round, in long runs only for those that fail, and one a pair of
implementations with its sums.
"""

import argparse
import logging
import sys
import traceback
import warnings
from contextlib import ExitStack
from pathlib import Path
from random import Random

from omemo import SessionManager

from cases import Case, cases
from flow import Flow
from judge import RoundFailure
from network import Pep
from peers import FOREIGN, MAKERS, PAWL, Account, Programs
from rounds import Round
from tally import Tally

_JIDS = ("romeo@montague.example", "juliet@capulet.example")
_SHORT = 1000  # texts
_LONG = 100_000
_PROGRESS = 5000


def play(case: Case, kinds: tuple[str, str], programs: Programs, tally: Tally) -> tuple[bool, str]:
    """Plays one round. Tells whether it passed, and what happened."""
    names = kinds if kinds[0] != kinds[1] else (f"{kinds[0]}-0", f"{kinds[1]}-1")
    starter = "both" if case.plan.starter is None else names[case.plan.starter]
    line = f"{' '.join(names)} round {case.number} seed {case.seed} {case.style}, {starter} first"
    rng = Random(case.seed)
    flows = (Flow(), Flow())
    verdict = "ok"
    try:
        with ExitStack() as stack:
            pep = Pep()
            first, second = (
                MAKERS[kind](Account(name, jid, pep, rng), programs, stack)
                for kind, name, jid in zip(kinds, names, _JIDS))
            game = Round((first, second), pep, case.plan, rng, flows)
            game.run()
    except RoundFailure as failure:
        verdict = f"FAILED: {failure}"
    except Exception:  # a crash of either side fails its round; the others still have something to say
        verdict = f"FAILED: {traceback.format_exc()}"
    passed = verdict == "ok"
    tally.count(names, flows, passed)
    line += "".join(f"; from {name}: {flow}" for name, flow in zip(names, flows))
    return passed, f"{line}: {verdict}"


def compare(kinds: tuple[str, str], options: argparse.Namespace, programs: Programs) -> bool:
    """Plays all rounds between two implementations and prints their sums."""
    tally = Tally()
    reported = 0
    for case in cases(options.seed, options.messages, options.long):
        if options.round in (None, case.number):
            passed, line = play(case, kinds, programs, tally)
            if not passed or not options.long:
                print(line, flush=True)
            if not passed:
                print(f"reproduce: {reproduction(kinds, options)} --round {case.number}", flush=True)
            if options.long and tally.texts // _PROGRESS > reported:
                reported = tally.texts // _PROGRESS
                print(f"{' '.join(kinds)} so far: {tally}", file=sys.stderr, flush=True)
    print(f"{' '.join(kinds)}: {tally}", flush=True)
    return tally.passed > 0 and not tally.failed


def reproduction(kinds: tuple[str, str], options: argparse.Namespace) -> str:
    """The options that play the same rounds again."""
    pair = f"--peer {kinds[1]}" if kinds[0] == PAWL else f"--between {' '.join(kinds)}"
    return f"{pair} --seed {options.seed} --messages {options.messages}{' --long' * options.long}"


def main() -> int:
    """Reads the command line and plays each pair of implementations."""
    names = list(FOREIGN)
    parser = argparse.ArgumentParser(description="Interop test of pawl with foreign implementations.")
    parser.add_argument("--peer", choices=[*names, "all"], default="all")
    parser.add_argument("--between", nargs=2, choices=names, metavar=("A", "B"), help="two peers, without pawl")
    parser.add_argument("--pawl", type=Path, help="the pawl executable")
    parser.add_argument("--driver", type=Path, help="what libomemo_c/build has made, for libomemo-c")
    parser.add_argument("--long", action="store_true", help="long rounds too")
    parser.add_argument(
        "--messages", type=int, help=f"texts between two sides, in all rounds; {_SHORT}, or {_LONG} with --long")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--round", type=int, help="only this round, to reproduce a failure")
    options = parser.parse_args()
    options.messages = options.messages or (_LONG if options.long else _SHORT)
    if options.between:
        pairs = [(options.between[0], options.between[1])]
    else:
        pairs = [(PAWL, peer) for peer in (names if options.peer == "all" else [options.peer])]
    for kind, option in ((PAWL, "pawl"), ("libomemo-c", "driver")):
        if any(kind in pair for pair in pairs) and getattr(options, option) is None:
            parser.error(f"--{option} is needed for {kind}")
    programs = Programs(*(path and path.resolve() for path in (options.pawl, options.driver)))
    logging.getLogger(SessionManager.LOG_TAG).setLevel(logging.CRITICAL)  # these warn of what is provoked here
    logging.getLogger("omemo_dr").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module="doubleratchet")
    return 0 if all([compare(pair, options, programs) for pair in pairs]) else 1


if __name__ == "__main__":
    raise SystemExit(main())
