"""`secret.json`: what a run is bound to, and what becomes of a typed text."""

from book import Book
from reference import smp_judge

from cases.smp_world import ALICE, BOB, CAROL, octets, world


def book() -> Book:
    """The file."""
    book = Book("secret.json", "smp-secret", "urn:pawl:smp:0", smp_judge.secret)
    for name, comment, text in _TEXTS:
        book.accept(f"text-{name}", comment, {**world(), "text": text})
    same = {case["output"]["normalised"] for case in book.cases if case["name"].startswith("text-same-")}
    assert len(same) == 1
    for name, comment, change in _BINDINGS:
        book.accept(f"bound-{name}", comment, {**world(), **change, "text": "In Lisbon"})
    scalars = [case["output"]["secret"] for case in book.cases if not case["name"].startswith("text-same-")]
    assert len(set(scalars)) == len(scalars)
    for name, comment, text in _UNUSABLE:
        book.refuse(f"text-{name}", comment, {**world(), "text": text}, "unusable-secret")
    for name, comment, question in _QUESTIONS:
        book.refuse(f"question-{name}", comment, {**world(question=question), "text": "x"}, "unusable-question")
    for count in (0, 15, 1025):
        book.refuse(
            f"session-{count}-bytes", "A session binding has 16 to 1024 bytes.",
            {**world(session=octets("long", count).hex()), "text": "x"}, "unusable-binding")
    book.refuse(
        "same-identity", "A device does not verify itself.", {**world(responder=ALICE), "text": "x"}, "same-identity")
    return book


_TEXTS = (
    ("plain", "A text that normalisation leaves as it is.", "In Lisbon"),
    ("case", "Case matters.", "in lisbon"),
    ("inner-spaces", "Spaces between words stay as many as they are.", "In  Lisbon"),
    ("one-character", "The shortest.", "7"),
    ("longest", "1024 bytes.", "\u00e9" * 512),
    ("longest-after-trimming", "1024 bytes, and spaces around them that don't count.", "  " + "ab" * 512 + "  "),
    ("same-composed", "An e with an acute accent as one character.", "Caf\u00e9 Olé"),
    ("same-decomposed", "The same as two characters.", "Cafe\u0301 Ole\u0301"),
    ("same-spaces", "No-break and ideographic spaces are spaces; those at the ends go.", "\u3000 Café\u00a0Olé \u2003"),
    ("same-keyboard", "A keyboard's word completion leaves a space.", "Café Olé "),
    ("hangul", "Jamo become syllables.", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ("emoji", "A zero width joiner is permitted.", "\U0001f469\u200d\U0001f4bb"),
    ("persian", "So is a zero width non-joiner.", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ("singleton", "The Ångström sign becomes a letter, by form C.", "\u212b"),
    ("compatibility", "A ligature stays: form KC is not applied.", "\ufb01nd"),
)

_BINDINGS = (
    ("no-question", "No question.", {"question": None}),
    ("another-question", "Another question.", {"question": "Where did we meet last?"}),
    ("longest-question", "A question of 512 bytes.", {"question": "?" * 512}),
    ("another-run", "Another run.", {"run": octets("another run", 16).hex()}),
    ("another-session", "Another session.", {"session": octets("another session", 32).hex()}),
    ("shortest-session", "A session binding of 16 bytes.", {"session": octets("session", 16).hex()}),
    ("longest-session", "A session binding of 1024 bytes.", {"session": octets("session", 1024).hex()}),
    ("roles", "The roles exchanged.", {"initiator": BOB, "responder": ALICE}),
    ("another-initiator", "Another initiator.", {"initiator": CAROL}),
    ("another-responder", "Another responder.", {"responder": CAROL}),
)

_UNUSABLE = (
    ("empty", "No character.", ""),
    ("spaces-only", "Nothing is left after trimming.", " \u00a0\u3000"),
    ("too-long", "1025 bytes.", "x" * 1025),
    ("tab", "A control character.", "In\tLisbon"),
    ("newline", "A control character, as a paste has it.", "In Lisbon\n"),
    ("line-separator", "U+2028.", "In\u2028Lisbon"),
    ("bidi-override", "A bidirectional override, which nobody sees.", "In \u202eLisbon"),
    ("byte-order-mark", "A format character, which nobody sees.", "\ufeffIn Lisbon"),
    ("soft-hyphen", "A format character, which nobody sees.", "Lis\u00adbon"),
    ("private-use", "A private use character.", "\ue000"),
    ("noncharacter", "Not a character, and never one.", "\ufdd0"),
)

_QUESTIONS = (
    ("empty", "No character.", ""),
    ("too-long", "513 bytes.", "?" * 513),
    ("newline", "A control character.", "Where?\nReally?"),
    ("bidi-override", "A bidirectional override, with which a question reads as another.", "Where \u202e?"),
)
