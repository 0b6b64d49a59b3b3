"""The rounds that a number of messages is spread over."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from rounds import FINAL_TEXTS, Plan

_STARTERS = (0, 1, None)


@dataclass(frozen=True)
class _Shape:
    style: str
    texts: int  # from each side
    stickiness: float
    resets: float = 0.0


_SHAPES = (
    _Shape("opening", 5, 0.8),  # the first few messages are where sessions can cross
    _Shape("opening", 5, 0.8),
    _Shape("ping-pong", 20, 0.3),
    _Shape("bursts", 25, 0.85),
    _Shape("resets", 30, 0.7, resets=0.06),
    _Shape("monologues", 60, 0.99),  # for heartbeats: 53 unanswered
)
_LONG_SHAPES = (*_SHAPES, _Shape("marathon", 1000, 0.7), _Shape("long resets", 300, 0.7, resets=0.03))
_GAPS = _Shape("gaps", 20, 0.85)


@dataclass(frozen=True)
class Case:
    """One round's number, seed and shape."""

    number: int
    seed: str
    style: str
    plan: Plan


def cases(seed: str, messages: int, long: bool) -> Iterator[Case]:
    """Each shape with each way of starting, over and over until `messages` texts are planned in all.

    A long run has long rounds too, and in the last one gaps as long as sides bridge, and longer.
    """
    shapes = _LONG_SHAPES if long else _SHAPES
    planned = 0
    for number in count():
        if planned >= messages:
            break
        shape = shapes[number // len(_STARTERS) % len(shapes)]
        starter = _STARTERS[number % len(_STARTERS)]
        planned += 2 * (shape.texts + FINAL_TEXTS)
        yield Case(number, f"{seed}/{number}", shape.style, Plan(starter, shape.texts, shape.stickiness, shape.resets))
    if long:
        yield Case(number, f"{seed}/{number}", _GAPS.style, Plan(0, _GAPS.texts, _GAPS.stickiness, gaps=True))
