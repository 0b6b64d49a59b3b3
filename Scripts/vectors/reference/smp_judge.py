"""Judges the cases of Vectors/smp, in the format of its README."""

import base64
import re
from typing import Any
from xml.etree import ElementTree

from . import smp
from .smp import Failed
from .smp_run import Initiator, Responder

Json = dict[str, Any]
STEPS = {"1": 1, "2": 2, "3": 3, "4": 4}


def secret(case: Json) -> Json:
    """`secret.json`: C, and the scalar of a text."""
    c = _context(case)
    text = smp.normalised(case["text"])
    return {"context": c.hex(), "normalised": text.hex(), "secret": smp.curve.octets(smp.secret(case["text"], c)).hex()}


def run(case: Json) -> Json:
    """`run.json`: one side of a run, which is given random bytes and messages."""
    side = _Side(case)
    for message in case["messages"]:
        side.receive(message)
    return side.output()


def message(case: Json) -> Json:
    """`message.json`: an element. Well-formedness is not the question."""
    root = ElementTree.fromstring(case["xml"])
    if root.tag != f"{{{smp.NAMESPACE}}}smp" or set(root.attrib) != {"run", "step"}:
        raise Failed("malformed")
    step = root.attrib["step"]
    if not re.fullmatch("[0-9a-f]{32}", root.attrib["run"]) or step not in (*STEPS, "abort"):
        raise Failed("malformed")
    texts: dict[str, str] = {}
    for child in root:
        name = child.tag.removeprefix(f"{{{smp.NAMESPACE}}}")
        if name not in ("question", "values") or name in texts or child.attrib or len(child):
            raise Failed("malformed")
        texts[name] = child.text or ""
    between = [root.text or "", *(child.tail or "" for child in root)]
    if any(text.strip(" \t\r\n") for text in between) or ("values" in texts) == (step == "abort"):
        raise Failed("malformed")
    if "question" in texts:
        if not 1 <= len(texts["question"].encode()) <= 512 or not all(map(smp._permitted, texts["question"])):
            raise Failed("unusable-question")
        if step != "1":
            raise Failed("malformed")
    return {
        "run": root.attrib["run"], "step": step, "question": texts.get("question"),
        "values": _values(texts["values"], smp.SIZES[STEPS[step]]).hex() if step in STEPS else ""}


def _values(text: str, size: int) -> bytes:
    try:
        values = base64.b64decode(text, validate=True)
    except ValueError:
        raise Failed("malformed") from None
    if len(values) != size or base64.b64encode(values).decode() != text:
        raise Failed("malformed")
    return values


def _context(case: Json) -> bytes:
    return smp.context(
        *(bytes.fromhex(case[name]) for name in ("run", "initiator", "responder", "session")), case["question"])


class _Side:
    """The states of SMP.md's "A run ends"."""

    def __init__(self, case: Json) -> None:
        self.run, self.case = case["run"], case
        self.random = [bytes.fromhex(part) for part in case["random"]]
        self.secret = int.from_bytes(bytes.fromhex(case["secret"]), "little")
        self.sent: list[Json] = []
        self.result: bool | None = None
        self.initiator = self.responder = None
        self.expected: int | None = 1
        if case["role"] == "initiator":
            self.initiator = Initiator(_context(case), self.secret)
            self._send(1, self.initiator.first(self._next()), case["question"])
            self.expected = 2

    def receive(self, message: Json) -> None:
        if message["run"] != self.run or self.expected is None:
            return
        if message["step"] == "abort":
            raise Failed("aborted")
        if STEPS[message["step"]] != self.expected:
            raise Failed("out-of-order")
        values = bytes.fromhex(message["values"])
        match self.expected:
            case 1:
                self.responder = Responder(_context({**self.case, "question": message["question"]}))
                self.responder.invited(values)
                self._send(2, self.responder.second(self.secret, self._next()))
                self.expected = 3
            case 2:
                self._send(3, self.initiator.third(values, self._next()))
                self.expected = 4
            case 3:
                answer, self.result = self.responder.fourth(values, self._next())
                self._send(4, answer)
                self.expected = None
            case 4:
                self.result = self.initiator.result(values)
                self.expected = None

    def _next(self) -> bytes:
        return self.random.pop(0)

    def _send(self, step: int, values: bytes, question: str | None = None) -> None:
        self.sent.append({"run": self.run, "step": str(step), "question": question, "values": values.hex()})

    def output(self) -> Json:
        result = None if self.result is None else "match" if self.result else "no-match"
        return {"sent": self.sent, "result": result}
