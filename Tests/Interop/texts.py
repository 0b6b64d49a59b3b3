"""Message bodies that are awkward on purpose: markup, quotes, white space, several scripts, and long ones."""

from random import Random

_PIECES = [
    "hello", "<body>", "&amp;", "]]>", "'single'", '"double"', "  spaces  ", "line\nbreak", "tab\there",
    "žluťoučký kůň", "こんにちは", "مرحبا", "👩‍👩‍👧", "e\u0301", "\u200b", "0", "{\"json\": true}", "\\n",
]


def random_text(rng: Random, number: int) -> str:
    """A body that names its own number, so that no two of a round are equal."""
    pieces = rng.choices(_PIECES, k=rng.randint(0, 12) if rng.random() < 0.95 else 400)
    return " ".join([f"#{number}", *pieces])
