"""As much of the protobuf encoding as OMEMO's five messages need, and enough to write them wrongly."""

from .refused import Refused

Value = int | bytes
Field = tuple[int, Value]


def varint(value: int) -> bytes:
    """A number in groups of seven bits."""
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(encoded + bytes([value]))


def encode(fields: list[Field]) -> bytes:
    """Fields in the order given: numbers as varints, bytes with their length."""
    encoded = b""
    for number, value in fields:
        if isinstance(value, int):
            encoded += varint(number << 3) + varint(value)
        else:
            encoded += varint(number << 3 | 2) + varint(len(value)) + value
    return encoded


def decode(encoded: bytes, numbers: tuple[int, ...], octets: tuple[int, ...]) -> dict[int, Value]:
    """The known fields, the last one of each number.

    Unknown fields are skipped, and so, as protobuf's parsers do it, is a known number of another type.
    """
    fields: dict[int, Value] = {}
    position = 0
    while position < len(encoded):
        key, position = read_varint(encoded, position)
        number, kind = key >> 3, key & 7
        if not 1 <= number < 2**29:
            raise Refused("malformed")
        if kind == 0:
            value, position = read_varint(encoded, position)
            if number in numbers:
                fields[number] = value % 2**32
        elif kind in (1, 2, 5):
            length = {1: 8, 5: 4}.get(kind, 0)
            if kind == 2:
                length, position = read_varint(encoded, position)
            if position + length > len(encoded):
                raise Refused("malformed")
            if kind == 2 and number in octets:
                fields[number] = encoded[position:position + length]
            position += length
        else:
            raise Refused("malformed")
    return fields


def read_varint(encoded: bytes, position: int) -> tuple[int, int]:
    """A number and the position behind it."""
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(encoded):
            raise Refused("malformed")
        byte = encoded[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if value >= 2**64:
                raise Refused("malformed")
            return value, position
    raise Refused("malformed")
