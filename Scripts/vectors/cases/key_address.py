"""`key-address.json`: local parts that are keys, that look like keys, and that are names."""

import base64

from book import Book
from reference import curve, keys, statements

from cases.statement_world import ADDRESS, public


def book() -> Book:
    """The file."""
    book = Book("key-address.json", "key-address", None, statements.local_part)
    for index in range(4):
        key = public(f"address {index}")
        book.accept(f"hex-{index}", "A key in hex.", {"local": key.hex()})
        book.accept(f"base32-{index}", "The same key in Base32.", {"local": _base32(key)})
    key = ADDRESS.ed25519
    for name, comment, local in (
        ("name", "A name.", "juliet"), ("empty", "The shortest name.", "j"),
        ("hex-63", "63 hex digits are a name.", key.hex()[1:]), ("hex-65", "So are 65.", key.hex() + "0"),
        ("hex-other-character", "64 characters, one of which is no digit.", key.hex()[:-1] + "g"),
        ("base32-51", "51 characters are a name.", _base32(key)[1:]), ("base32-53", "So are 53.", _base32(key) + "a"),
        ("base32-other-digit", "52 characters, one of which Base32 does not have.", _base32(key)[:-1] + "1"),
        ("base32-padded", "Padding makes it another local part.", _base32(key) + "===="),
        ("hex-upper-case", "Upper case does not come out of a JID.", key.hex().upper()),
    ):
        assert book.accept(f"name-{name}", comment, {"local": local})["key"] is None
    for bits in range(1, 16):
        last = "abcdefghijklmnopqrstuvwxyz234567"["abcdefghijklmnopqrstuvwxyz234567".index(_base32(key)[-1]) | bits]
        book.refuse(
            f"base32-trailing-bits-{bits}", "A second spelling: bits behind the key.",
            {"local": _base32(key)[:-1] + last}, "not-canonical")
    for index, point in enumerate(keys.small_order_points()):
        _refuse(book, f"small-order-{index}", "A point of small order.", point)
    for y in range(19):
        _refuse(book, f"not-reduced-{y}", "y is not below p.", curve.octets(curve.P + y))
    torsion = curve.small_order_point()
    point = curve.decode(key)
    assert point is not None
    _refuse(
        book, "mixed-order", "A key and a point of small order: outside the prime-order subgroup.",
        curve.encode(curve.add(point, torsion)))
    _refuse(book, "off-the-curve", "y of no point.", next(
        curve.octets(y) for y in range(2, 100) if curve.decode(curve.octets(y)) is None))
    # From the 2015 article that proposed such addresses: random bytes that are no key.
    _refuse(
        book, "article", "The sample of the article that proposed such addresses, random bytes, is no key.",
        bytes.fromhex("7388a1238a0865a74d721861356d3f7869c598494ff906a52e15338585a02c00"))
    return book


def _base32(key: bytes) -> str:
    return base64.b32encode(key).decode().rstrip("=").lower()


def _refuse(book: Book, name: str, comment: str, key: bytes) -> None:
    book.refuse(f"{name}-hex", comment, {"local": key.hex()}, "not-a-key")
    book.refuse(f"{name}-base32", comment, {"local": _base32(key)}, "not-a-key")
