"""Cases, the judges that confirm them, and the files they are written to."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from reference.refused import Reason, Refused

Json = dict[str, Any]
Level = Literal["required", "recommended"]

FORMAT = 1
LICENCE = "Apache-2.0"
REFERENCE = "an independent implementation in Python over cryptography 50.0.2 (Scripts/vectors/reference)"


class NotAble(Exception):
    """A peer has no part that could judge a case."""


class Disagreement(Exception):
    """A peer did otherwise than a case says, be it accepted or refused."""


Judge = Callable[[Json], Json]
"""Takes a case's input; gives its output, or at least some of its fields; raises whatever it raises to refuse."""


@dataclass
class Case:
    """One input and what must come of it."""

    name: str
    comment: str
    input: Json
    reason: Reason | None = None
    level: Level = "required"
    output: Json | None = None
    confirmed_by: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)

    def as_json(self) -> Json:
        """As it stands in a file."""
        value: Json = {
            "name": self.name, "comment": self.comment, "level": self.level, "input": self.input,
            "outcome": "accept" if self.reason is None else "refuse"}
        if self.reason is None:
            value["output"] = self.output
        else:
            value["reason"] = self.reason
        value["confirmed_by"] = self.confirmed_by or None
        if self.differs:
            value["differs"] = self.differs
        return value


@dataclass
class Suite:
    """One file: the cases of one operation on one wire."""

    file: str
    operation: str
    namespace: str | None
    source: str
    reference: Judge
    peers: dict[str, Judge]
    cases: list[Case] = field(default_factory=list)

    def accept(
        self, name: str, comment: str, input: Json, *, level: Level = "required", judged: bool = True
    ) -> None:
        """Adds a case that must give an output: the one that the reference gives.

        It is not `judged` when the peers have no part that it is about.
        """
        self._add(Case(name, comment, input, level=level), judged)

    def refuse(
        self, name: str, comment: str, input: Json, reason: Reason, *, level: Level = "required", judged: bool = True
    ) -> None:
        """Adds a case that must be refused, as the reference does, for the same reason."""
        self._add(Case(name, comment, input, reason, level), judged)

    def play(self, name: str, comment: str, input: Json, *, level: Level = "required") -> None:
        """Adds a conversation whose steps say each what must come of it; the case is refused where a step is.

        Its judges play it through, and raise `Disagreement` where a step goes otherwise.
        """
        reason = next((step["refuse"] for step in input["steps"] if "refuse" in step), None)
        case = Case(name, comment, input, reason, level, output={})
        self.reference(input)
        for peer, judge in self.peers.items():
            try:
                judge(input)
                case.confirmed_by.append(peer)
            except Disagreement:
                case.differs.append(peer)
            except NotAble:
                pass
        self._keep(case)

    def _keep(self, case: Case) -> None:
        if any(known.name == case.name for known in self.cases):
            raise ValueError(f"{self.file}: two cases named {case.name}")
        self.cases.append(case)

    def _add(self, case: Case, judged: bool) -> None:
        reason: Reason | None = None
        try:
            case.output = self.reference(case.input)
        except Refused as refusal:
            reason = refusal.reason
        if reason != case.reason:
            raise ValueError(f"{self.file}: {case.name}: the reference says {reason}, not {case.reason}")
        for name, judge in self.peers.items() if judged else ():
            match _agrees(judge, case):
                case True: case.confirmed_by.append(name)
                case False: case.differs.append(name)
        self._keep(case)

    def encoded(self) -> bytes:
        """The file."""
        value = {
            "format": FORMAT, "operation": self.operation, "namespace": self.namespace, "source": self.source,
            "confirmed_by": [
                peer for peer in self.peers if any(peer in case.confirmed_by for case in self.cases)],
            "licence": LICENCE, "cases": [case.as_json() for case in self.cases]}
        return (_rendered(value, 0) + "\n").encode()

    def row(self) -> str:
        """The file's line in the table of the README."""
        refused = sum(case.reason is not None for case in self.cases)
        steps = sum("refuse" in step for case in self.cases for step in case.input.get("steps", ()))
        confirmed = sum(bool(case.confirmed_by) for case in self.cases)
        refusals = f"{refused} ({steps} messages)" if steps else str(refused)
        peers = ", ".join(name.partition(" ")[0] for name in self.peers)
        cells = (f"`{self.file}`", len(self.cases) - refused, refusals, f"{confirmed} of {len(self.cases)}", peers)
        return "| " + " | ".join(map(str, cells)) + " |"


def _agrees(judge: Judge, case: Case) -> bool | None:
    try:
        output = judge(case.input)
    except NotAble:
        return None
    except Exception:  # a peer refuses with whatever its libraries raise
        return case.reason is not None
    if case.reason is not None or case.output is None:
        return False
    return all(case.output[key] == value for key, value in output.items())


def _rendered(value: Any, depth: int) -> str:
    """JSON with a line for each object that has no other in it, so that a step of a conversation is one line."""
    parts = list(value.values() if isinstance(value, dict) else value) if isinstance(value, dict | list) else []
    if not any(isinstance(part, dict | list) for part in parts):
        return json.dumps(value, ensure_ascii=False)
    indent = " " * (depth + 1)
    if isinstance(value, list):
        lines = [indent + _rendered(part, depth + 1) for part in value]
        return "[\n" + ",\n".join(lines) + "\n" + " " * depth + "]"
    lines = [f"{indent}{json.dumps(key)}: {_rendered(part, depth + 1)}" for key, part in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"
