"""What the Python drivers share: the protocol of Benchmarks/README.md, and the clock."""

import gc
import resource
import sys
import time
from collections.abc import Callable

MESSAGE = bytes(48)
"""As long as the key and the tag that OMEMO 2 sends through the ratchet."""

SKIPPED = 1000
ONE_TIME_KEYS = 100


def timed(operations: int, run: Callable[[], object]) -> str:
    """The answer of a work: what `run` took, without what was prepared for it."""
    gc.collect()
    wall, processor = time.monotonic_ns(), time.process_time_ns()
    run()
    processor = time.process_time_ns() - processor
    return f"time {operations} {processor} {time.monotonic_ns() - wall} -1"


def number(value: float) -> str:
    """An answer that is no time."""
    return f"number {value:.0f}"


def peak_memory() -> str:
    """The most memory that the process has had, in bytes; the interpreter's own is part of it."""
    return number(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def main(works: dict[str, Callable[[int], str]]) -> None:
    """Answers the lines of standard input until there are no more."""
    for line in sys.stdin:
        name, count = line.split()
        work = works.get(name)
        print("none" if work is None else work(int(count)), flush=True)
