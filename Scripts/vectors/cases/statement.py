"""`statement.json`: statements that are believed, and those that are not."""

import base64

from book import Book
from reference import curve, keys, statements

from cases.statement_world import ADDRESS, DAY, NOW, OTHER, addresses, case, device, fields, known

_DEVICE, _LIST = "device-statement", "address-list"


def book() -> Book:
    """The file."""
    book = Book("statement.json", "statement", statements.NAMESPACE, statements.believe)
    for kind, make in ((_DEVICE, device), (_LIST, addresses)):
        _good(book, kind, make)
        _periods(book, kind, make)
        _signatures(book, kind, make)
        _layout(book, kind, make)
        _xml(book, kind, make)
        _succession(book, kind, make)
    _devices(book)
    _lists(book)
    return book


def _good(book: Book, kind: str, make) -> None:  # type: ignore[no-untyped-def]
    output = book.accept(f"{kind}-good", "A statement in force.", {**case(kind, make()), "seed": ADDRESS.private.hex()})
    assert output == make()
    for serial in (0, 2**64 - 1):
        book.accept(f"{kind}-serial-{serial}", "An extreme serial number.", case(kind, make(serial=serial)))


def _periods(book: Book, kind: str, make) -> None:  # type: ignore[no-untyped-def]
    book.accept(f"{kind}-last-second", "Its last second.", case(kind, make(), now=NOW + 90 * DAY - 1))
    book.refuse(f"{kind}-expired", "The first second after it.", case(kind, make(), now=NOW + 90 * DAY), "expired")
    book.accept(
        f"{kind}-clock-one-day-slow", "Issued a day from now.", case(kind, make(issued=NOW + DAY)))
    book.refuse(
        f"{kind}-from-the-future", "Issued more than a day from now.", case(kind, make(issued=NOW + DAY + 1)),
        "not-yet-valid")
    book.accept(
        f"{kind}-longest", "366 days.", case(kind, make(issued=NOW, expires=NOW + 366 * DAY)))
    for name, issued, expires in (
        ("too-long", NOW, NOW + 366 * DAY + 1), ("no-time", NOW, NOW), ("backwards", NOW, NOW - 1),
        ("beyond-9999", 253402300799 - DAY, 253402300800), ("far-beyond", 2**63, 2**63 + 1),
        ("wrapping", 2**64 - 1, DAY),
    ):
        book.refuse(
            f"{kind}-period-{name}", "No period that a statement may have.",
            case(kind, make(issued=issued, expires=expires)), "invalid-period")


def _signatures(book: Book, kind: str, make) -> None:  # type: ignore[no-untyped-def]
    signed = statements.signed_bytes(kind, ADDRESS.ed25519, fields(kind, make()))
    signature = ADDRESS.sign(signed, b"")
    for bit in (0, 255, 256, 507, 511):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        book.refuse(
            f"{kind}-signature-bit-{bit}", "A flipped bit in the signature.",
            case(kind, make(), xml=statements.element(kind, signed, bytes(flipped))), "bad-signature")
    s = int.from_bytes(signature[32:], "little") + curve.ORDER
    book.refuse(
        f"{kind}-signature-not-reduced", "A second signature for the same bytes: s is not below the order.",
        case(kind, make(), xml=statements.element(kind, signed, signature[:32] + s.to_bytes(32, "little"))),
        "bad-signature")
    for count in (0, 63, 65):
        book.refuse(
            f"{kind}-signature-{count}-bytes", "A signature of another length.",
            case(kind, make(), xml=statements.element(kind, signed, (signature + b"\0")[:count])), "malformed")
    book.refuse(
        f"{kind}-signed-by-another", "Signed by another key.", case(kind, make(), signer=OTHER), "bad-signature")
    book.refuse(
        f"{kind}-of-another-key", "Another key's statement, with its good signature.",
        case(kind, make(), signer=OTHER, named=OTHER.ed25519), "another-key")
    changed = statements.signed_bytes(kind, ADDRESS.ed25519, fields(kind, make(serial=8)))
    book.refuse(
        f"{kind}-other-bytes", "A good signature over other bytes.",
        case(kind, make(), xml=statements.element(kind, changed, signature)), "bad-signature")
    small = keys.small_order_points()[1]
    book.refuse(
        f"{kind}-small-order-address-key", "The address key is of small order.",
        case(kind, make(), named=small), "invalid-key")
    bare = ADDRESS.sign(fields(kind, make()), b"")
    book.refuse(
        f"{kind}-signature-without-label", "A signature over the fields alone.",
        case(kind, make(), xml=statements.element(kind, signed, bare)), "bad-signature")


def _layout(book: Book, kind: str, make) -> None:  # type: ignore[no-untyped-def]
    signed = statements.signed_bytes(kind, ADDRESS.ed25519, fields(kind, make()))
    other = _LIST if kind == _DEVICE else _DEVICE
    for name, comment, data in (
        ("trailing-byte", "A byte behind the fields.", signed + b"\0"),
        ("cut", "The last byte is missing.", signed[:-1]),
        ("empty", "No bytes.", b""),
        ("prefix-only", "Nothing behind the label.", statements.signed_bytes(kind, b"", b"")),
        ("key-only", "No fields.", statements.signed_bytes(kind, ADDRESS.ed25519, b"")),
        ("first-byte", "The first byte is not 0xFF.", b"\xfe" + signed[1:]),
        ("label-length", "Another length of the label.", signed[:1] + bytes([signed[1] + 1]) + signed[2:]),
        ("label-of-the-other", "The other kind's label.",
         statements.signed_bytes(other, ADDRESS.ed25519, fields(kind, make()))),
        ("label-version", "Another namespace in the label.", signed.replace(b"identity:0", b"identity:1")),
    ):
        book.refuse(f"{kind}-{name}", comment, case(kind, make(), signed=data), "malformed")
    wrong = statements.element(other, signed, ADDRESS.sign(signed, b""))
    book.refuse(f"{kind}-other-element", "In the other kind's element.", case(kind, make(), xml=wrong), "malformed")


def _xml(book: Book, kind: str, make) -> None:  # type: ignore[no-untyped-def]
    good = case(kind, make())
    xml = good["xml"]
    signed = base64.b64encode(statements.signed_bytes(kind, ADDRESS.ed25519, fields(kind, make()))).decode()
    part = f"<signed>{signed}</signed>"
    for name, comment, new in (
        ("attribute", "An attribute more.", xml.replace(" xmlns", " later='x' xmlns", 1)),
        ("child", "A child more.", xml.replace("<signed>", "<later>x</later><signed>", 1)),
        ("foreign-signed", "A child of that name in another namespace.",
         xml.replace("<signed>", "<signed xmlns='urn:x'>AA==</signed><signed>", 1)),
    ):
        book.accept(f"{kind}-xml-{name}", comment + " It is passed over.", {**good, "xml": new})
    for name, comment, new in (
        ("namespace", "Another namespace.", xml.replace("identity:0", "identity:1", 1)),
        ("two-signed", "Signed bytes twice.", xml.replace(part, part + part)),
        ("no-signed", "No signed bytes.", xml.replace(part, "")),
        ("space", "White space in base64.", xml.replace(signed, signed[:8] + " " + signed[8:])),
        ("garbage", "A character of no alphabet.", xml.replace(signed, "!" + signed[1:])),
        ("child-inside", "An element in the signed bytes.", xml.replace(part, f"<signed>{signed}<x/></signed>")),
    ):
        book.refuse(f"{kind}-xml-{name}", comment, {**good, "xml": new}, "malformed")


def _succession(book: Book, kind: str, make) -> None:  # type: ignore[no-untyped-def]
    serial = make()["serial"]
    book.accept(f"{kind}-again", "What is known already.", case(kind, make(), known=known(kind, make())))
    book.accept(
        f"{kind}-next", "The next one.", case(kind, make(serial=serial + 1), known=known(kind, make())))
    book.refuse(
        f"{kind}-older", "An older one, in force by its dates.",
        case(kind, make(serial=serial - 1), known=known(kind, make())), "replaced")
    book.refuse(
        f"{kind}-oldest", "An older one, by far.",
        case(kind, make(serial=0), known=known(kind, make(serial=2**64 - 1))), "replaced")
    book.refuse(
        f"{kind}-same-serial", "Another one with the same serial number.",
        case(kind, make(expires=NOW + 91 * DAY), known=known(kind, make())), "equivocation")


def _devices(book: Book) -> None:
    revoked = device(state="revoked", serial=8)
    for device_id in (1, 2**31 - 1):
        book.accept(f"device-id-{device_id}", "An extreme device id.", case(_DEVICE, device(device=device_id)))
    for device_id in (0, 2**31, 2**32 - 1):
        book.refuse(
            f"device-id-{device_id}", "No device id.", case(_DEVICE, device(device=device_id)), "invalid-device")
    for name, key in (
        ("small-order", keys.small_order_points()[2]), ("not-reduced", (2**255 - 19 + 1).to_bytes(32, "little")),
        ("zero", bytes(32)),
    ):
        book.refuse(
            f"identity-key-{name}", "No identity key.", case(_DEVICE, device(identity_key=key.hex())), "invalid-key")
    state = bytearray(statements.signed_bytes(_DEVICE, ADDRESS.ed25519, statements.device_fields(device())))
    place = len(statements.signed_bytes(_DEVICE, ADDRESS.ed25519, b"")) + 44
    for value in (0, 3, 255):
        state[place] = value
        book.refuse(f"state-{value}", "No such state.", case(_DEVICE, device(), signed=bytes(state)), "malformed")
    book.accept("revocation", "A revocation.", case(_DEVICE, revoked, known=known(_DEVICE, device())))
    book.accept(
        "revocation-expired", "A revocation does not expire.", case(_DEVICE, revoked, now=NOW + 1000 * DAY))
    book.accept(
        "revocation-with-a-lower-number", "It counts whatever its number: a thief cannot outrun it.",
        case(_DEVICE, device(state="revoked", serial=0), known=known(_DEVICE, device(serial=2**64 - 1))))
    book.accept(
        "revocation-with-the-same-number", "It counts whatever its number.",
        case(_DEVICE, device(state="revoked"), known=known(_DEVICE, device())))
    book.refuse(
        "after-revocation", "Nothing comes after a revocation.",
        case(_DEVICE, device(serial=9), known=known(_DEVICE, revoked)), "revoked")
    book.refuse(
        "after-revocation-largest", "Nothing comes after a revocation.",
        case(_DEVICE, device(serial=2**64 - 1), known=known(_DEVICE, revoked)), "revoked")
    for name, comment, jid, good in _JIDS:
        add = case(_DEVICE, device(jid=jid))
        if good:
            book.accept(f"jid-{name}", comment, add)
        else:
            book.refuse(f"jid-{name}", comment, add, "invalid-address")
    place = len(statements.signed_bytes(_DEVICE, ADDRESS.ed25519, b"")) + 61
    data = statements.signed_bytes(_DEVICE, ADDRESS.ed25519, statements.device_fields(device()))
    book.refuse(
        "jid-not-utf8", "Bytes that are no UTF-8.",
        case(_DEVICE, device(), signed=data[:place + 2] + b"\xff" + data[place + 3:]), "invalid-address")


_KEY = base64.b32encode(ADDRESS.ed25519).decode().rstrip("=").lower()
_JIDS = (
    ("key-address", "A key address at an onion service.", f"{_KEY}@{'a2' * 28}.onion", True),
    ("longest", "512 bytes.", "j@" + ("a" * 61 + ".") * 8 + "a" * 14, True),
    ("too-long", "513 bytes.", "j@" + ("a" * 61 + ".") * 8 + "a" * 15, False),
    ("letters", "Letters beyond ASCII.", "julía@capulet.example", True),
    ("upper-case", "Not in the form in which it is compared.", "Juliet@capulet.example", False),
    ("final-dot", "Not in the form in which it is compared.", "juliet@capulet.example.", False),
    ("resource", "With a resource.", "juliet@capulet.example/balcony", False),
    ("server", "Without a local part.", "capulet.example", False),
    ("empty", "No bytes.", "", False),
    ("no-domain", "Without a domain.", "juliet@", False),
    ("space", "A space in it.", "juli et@capulet.example", False),
)


def _lists(book: Book) -> None:
    def at(count: int) -> list[str]:
        return [f"juliet@{index}.example" for index in range(count)]

    for count in (1, 16):
        book.accept(f"list-of-{count}", f"{count} addresses.", case(_LIST, addresses(addresses=at(count))))
    for count in (0, 17, 255):
        book.refuse(
            f"list-of-{count}", f"{count} addresses.", case(_LIST, addresses(addresses=at(count))), "invalid-list")
    book.refuse(
        "list-duplicate", "An address twice.", case(_LIST, addresses(addresses=[*at(2), "juliet@0.example"])),
        "invalid-list")
    book.refuse(
        "list-bad-address", "One of three is none.", case(_LIST, addresses(addresses=[*at(2), "juliet@a/b"])),
        "invalid-address")
    data = statements.signed_bytes(_LIST, ADDRESS.ed25519, statements.list_fields(addresses(addresses=at(2))))
    place = len(statements.signed_bytes(_LIST, ADDRESS.ed25519, b"")) + 24
    for count, name in ((1, "fewer"), (3, "more")):
        book.refuse(
            f"list-count-{name}", "Another number than there are.",
            case(_LIST, addresses(), signed=data[:place] + bytes([count]) + data[place + 1:]), "malformed")
