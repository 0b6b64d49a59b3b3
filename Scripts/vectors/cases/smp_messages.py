"""`message.json`: the element of a message."""

import base64

from book import Book
from reference import smp, smp_judge

from cases.smp_world import conversation, world

_QUESTION = "Where did we meet first?"


def book() -> Book:
    """The file."""
    book = Book("message.json", "smp-message", smp.NAMESPACE, smp_judge.message)
    messages = conversation(world())
    values = [base64.b64encode(bytes.fromhex(message["values"])).decode() for message in messages]
    for step in range(1, 5):
        book.accept(f"step-{step}", "A message as it is written.", {"xml": _xml(step, values[step - 1])})
    book.accept("step-1-question", "With a question.", {"xml": _xml(1, values[0], _QUESTION)})
    book.accept("step-1-markup", "A question with markup in it.", {"xml": _xml(1, values[0], "&lt;a&gt; &amp; b?")})
    book.accept("abort", "An abort.", {"xml": f"<smp xmlns='{smp.NAMESPACE}' run='{_RUN}' step='abort'/>"})
    spaced = (
        f"<smp xmlns='{smp.NAMESPACE}' run='{_RUN}' step='1'>\n <values>{values[0]}</values>\n"
        " <question>?</question>\n</smp>")
    book.accept("order-and-space", "The question last, and white space between the elements.", {"xml": spaced})
    prefixed = spaced.replace("<", "<s:").replace("<s:/", "</s:").replace("xmlns=", "xmlns:s=")
    book.accept("prefix", "The same with a prefix.", {"xml": prefixed})
    good = _xml(1, values[0], _QUESTION)
    for name, comment, old, new, reason in _changes(values):
        assert old in good, name
        book.refuse(name, comment, {"xml": good.replace(old, new, 1)}, reason)
    renamed = good.replace("smp ", "SMP ", 1).replace("/smp>", "/SMP>")
    book.refuse("name", "Another name.", {"xml": renamed}, "malformed")
    abort = f"<smp xmlns='{smp.NAMESPACE}' run='{_RUN}' step='abort'>"
    book.refuse("abort-values", "An abort with values.", {"xml": f"{abort}<values/></smp>"}, "malformed")
    asked = f"{abort}<question>?</question></smp>"
    book.refuse("abort-question", "An abort with a question.", {"xml": asked}, "malformed")
    book.refuse("step-2-question", "A question in message 2.", {"xml": _xml(2, values[1], "?")}, "malformed")
    for step in range(1, 5):
        other = values[step % 4]
        book.refuse(
            f"step-{step}-values-of-another", f"Step {step} with the values of another.", {"xml": _xml(step, other)},
            "malformed")
    return book


_RUN = world()["run"]


def _xml(step: int, values: str, question: str | None = None) -> str:
    asked = f"<question>{question}</question>" if question is not None else ""
    return f"<smp xmlns='{smp.NAMESPACE}' run='{_RUN}' step='{step}'>{asked}<values>{values}</values></smp>"


def _changes(values: list[str]) -> tuple[tuple[str, str, str, str, str], ...]:
    text = values[0]
    question = f"<question>{_QUESTION}</question>"
    odd = "B" if text[-1] != "B" else "C"
    return (
        ("namespace", "Another namespace.", "smp:0", "smp:1", "malformed"),
        ("step-0", "No such step.", "step='1'", "step='0'", "malformed"),
        ("step-5", "No such step.", "step='1'", "step='5'", "malformed"),
        ("step-01", "Another spelling of a step.", "step='1'", "step='01'", "malformed"),
        ("step-missing", "No step.", " step='1'", "", "malformed"),
        ("run-missing", "No run.", f" run='{_RUN}'", "", "malformed"),
        ("run-short", "31 digits.", f"'{_RUN}'", f"'{_RUN[1:]}'", "malformed"),
        ("run-upper-case", "Another spelling of the run.", f"'{_RUN}'", f"'{_RUN.upper()}'", "malformed"),
        ("run-space", "White space in the run.", f"'{_RUN}'", f"' {_RUN}'", "malformed"),
        ("attribute", "An attribute more.", "step='1'", "step='1' hint='x'", "malformed"),
        ("attribute-namespace", "An attribute of another namespace more.", "step='1'", "step='1' xml:lang='en'",
         "malformed"),
        ("text", "A text between the elements.", question, question + "x", "malformed"),
        ("element", "An element more.", question, question + "<hint/>", "malformed"),
        ("element-namespace", "An element of another namespace more.", question, question + "<x xmlns='urn:x'/>",
         "malformed"),
        ("two-questions", "Two questions.", question, question + question, "malformed"),
        ("two-values", "Values twice.", question, f"<values>{text}</values>", "malformed"),
        ("values-missing", "No values.", f"<values>{text}</values>", "", "malformed"),
        ("values-namespace", "Values of another namespace.", "<values>", "<values xmlns='urn:x'>", "malformed"),
        ("values-attribute", "Values with an attribute.", "<values>", "<values x='y'>", "malformed"),
        ("values-child", "Values with a child.", "</values>", "<b/></values>", "malformed"),
        ("values-space", "White space in base64.", text, text[:64] + "\n" + text[64:], "malformed"),
        ("values-url-alphabet", "The URL-safe alphabet.", text, text[:-1] + "_", "malformed"),
        ("values-garbage", "A character of no alphabet.", text, text[:-1] + "!", "malformed"),
        ("values-short", "Four characters fewer.", text, text[4:], "malformed"),
        ("values-long", "Four characters more.", text, text + "AAAA", "malformed"),
        ("values-padding", "Padding where none is due: 191 bytes.", text, text[:-1] + "=", "malformed"),
        ("values-padding-bits", "191 bytes, and bits behind them.", text, text[:-2] + odd + "=", "malformed"),
        ("question-empty", "An empty question.", question, "<question/>", "unusable-question"),
        ("question-long", "A question of 513 bytes.", _QUESTION, "?" * 513, "unusable-question"),
        ("question-newline", "A question of two lines.", _QUESTION, "Where?&#10;When?", "unusable-question"),
        ("question-bidi", "A question with a bidirectional override.", _QUESTION, "Where&#x202e;?",
         "unusable-question"),
        ("question-child", "Markup in the question.", _QUESTION, "<b>Where?</b>", "malformed"),
    )
