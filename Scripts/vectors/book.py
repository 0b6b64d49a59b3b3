"""Files of cases that the project's own formats have: what goes in, and what has to come of it."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Judge = Callable[[Json], Json]
"""Takes a case's input and gives its output; raises an exception with a `reason` to refuse."""


@dataclass
class Book:
    """One file."""

    file: str
    operation: str
    namespace: str | None
    judge: Judge
    cases: list[Json] = field(default_factory=list)

    def accept(self, name: str, comment: str, input: Json) -> Json:
        """Adds a case whose output is what the reference gives."""
        case = {"name": name, "comment": comment, "input": input, "outcome": "accept", "output": self.judge(input)}
        self._keep(case)
        return case["output"]

    def refuse(self, name: str, comment: str, input: Json, reason: str) -> None:
        """Adds a case that the reference must refuse for this very reason."""
        try:
            self.judge(input)
        except Exception as refusal:
            given = getattr(refusal, "reason", None)
            if given is None:
                raise
        else:
            given = None
        if given != reason:
            raise ValueError(f"{self.file}: {name}: the reference says {given}, not {reason}")
        self._keep({"name": name, "comment": comment, "input": input, "outcome": "refuse", "reason": reason})

    def _keep(self, case: Json) -> None:
        if any(known["name"] == case["name"] for known in self.cases):
            raise ValueError(f"{self.file}: two cases named {case['name']}")
        self.cases.append(case)

    def encoded(self) -> bytes:
        """The file: a line for each object and list that has no other in it."""
        value = {
            "format": 1, "operation": self.operation, "namespace": self.namespace, "licence": "Apache-2.0",
            "cases": self.cases}
        return (_rendered(value, 0) + "\n").encode()


def main(description: str, folder: str, make: Callable[[], list[Book]]) -> int:
    """Writes the files of a folder of Vectors, or with `--check` returns 1 when one differs."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    default = Path(__file__).resolve().parents[2] / "Vectors" / folder
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    arguments = parser.parse_args()
    files = {arguments.folder / book.file: book for book in make()}
    if arguments.check:
        changed = [path for path, book in files.items() if not path.exists() or path.read_bytes() != book.encoded()]
        for path in changed:
            print(f"{path} differs", file=sys.stderr)
        return int(bool(changed))
    for path, book in files.items():
        path.write_bytes(book.encoded())
        refused = sum(case["outcome"] == "refuse" for case in book.cases)
        print(f"{path.name}: {len(book.cases) - refused} accept, {refused} refuse")
    return 0


def _rendered(value: Any, depth: int) -> str:
    parts = list(value.values() if isinstance(value, dict) else value) if isinstance(value, dict | list) else []
    if not any(isinstance(part, dict | list) for part in parts):
        return json.dumps(value, ensure_ascii=False)
    indent = " " * (depth + 1)
    if isinstance(value, list):
        return "[\n" + ",\n".join(indent + _rendered(part, depth + 1) for part in value) + "\n" + " " * depth + "]"
    lines = [f"{indent}{json.dumps(key)}: {_rendered(part, depth + 1)}" for key, part in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"
