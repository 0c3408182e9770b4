"""The specification's tables as rows, compiled to one `struct` each.

A row stands for one line of a table: offset, field, range. Offsets are checked when the module is
imported, so a table that was copied wrongly does not import.
"""

import enum
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tombolo.wire.errors import DecodeError, DecodeReason

Values = dict[str, Any]

_CODES: Final = {1: "B", 2: "H", 4: "I", 8: "Q"}


def out_of_range(name: str, value: object, minimum: int, maximum: int) -> DecodeError:
    """Return the error for a number outside its range."""
    text = f"{name} is {value}, legal are {minimum} to {maximum}; correct the sender"
    return DecodeError(DecodeReason.OUT_OF_RANGE, text)


def truncated(present: int, needed: int) -> DecodeError:
    """Return the error for bytes that end too early."""
    text = f"{present} bytes where {needed} are needed; send the message whole, as one part"
    return DecodeError(DecodeReason.TRUNCATED, text)


def reserved(content: bytes | memoryview, offset: int) -> None:
    """Refuse reserved bytes that are not zero; `offset` is that of the first of them."""
    if any(content):
        at = offset + next(index for index, byte in enumerate(content) if byte)
        text = f"the reserved byte at offset {at} of the body is not zero; correct the sender"
        raise DecodeError(DecodeReason.RESERVED_NOT_ZERO, text)


@dataclass(frozen=True, slots=True)
class Number:
    """An unsigned integer. `early` ones bound what lies behind the fixed part.

    0 is none where it is `optional`.
    """

    offset: int
    name: str
    size: int
    minimum: int = 0
    maximum: int | None = None
    multiple: int = 1
    early: bool = False
    optional: bool = False

    def check(self, value: object) -> None:
        """Refuse a value outside the range."""
        if self.optional and value is None:
            return
        limit = (1 << 8 * self.size) - 1 if self.maximum is None else self.maximum
        if (
            not isinstance(value, int)
            or not self.minimum <= value <= limit
            or value % self.multiple
        ):
            raise out_of_range(self.name, value, self.minimum, limit)


@dataclass(frozen=True, slots=True)
class Choice:
    """A byte that names a value of an enumeration; 0 is none where it is `optional`."""

    offset: int
    name: str
    values: type[enum.IntEnum]
    optional: bool = False

    def read(self, number: int) -> enum.IntEnum | None:
        """Return the value that `number` names."""
        if self.optional and number == 0:
            return None
        try:
            return self.values(number)
        except ValueError:
            text = f"{self.name} {number} is not known here; update this side"
            raise DecodeError(DecodeReason.UNKNOWN_VALUE, text) from None


@dataclass(frozen=True, slots=True)
class Octets:
    """Bytes of a fixed count, taken as they are."""

    offset: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """Bytes that are zero in every version."""

    offset: int
    size: int


Row = Number | Choice | Octets | Reserved


def _size(row: Row) -> int:
    return 1 if isinstance(row, Choice) else row.size


class Layout:
    """Rows in order, without gaps: reads and writes the fixed part of a body or a member."""

    def __init__(self, *rows: Row) -> None:
        """Compile `rows`, whose offsets must follow from their sizes."""
        codes, offset = ["<"], 0
        for row in rows:
            size = _size(row)
            if row.offset != offset:
                raise ValueError(f"{row} is said to lie at {row.offset}, its place is {offset}")
            codes.append(_CODES[size] if isinstance(row, (Number, Choice)) else f"{size}s")
            offset += size
        self._rows = rows
        self._early = [row for row in rows if isinstance(row, Number) and row.early]
        self._struct = struct.Struct("".join(codes))
        self.size = offset
        """Bytes that the rows take."""

    def read(self, body: memoryview, start: int = 0) -> Values:
        """Return the fields by name, front to back; ranges are left to `check`."""
        present = len(body) - start
        content = bytes(body[start : start + self.size]).ljust(self.size, b"\0")
        values: Values = {}
        for row, value in zip(self._rows, self._struct.unpack(content), strict=True):
            if row.offset + _size(row) > present:  # only now: what lies before is judged first
                raise truncated(len(body), start + self.size)
            if isinstance(row, Number):
                values[row.name] = None if row.optional and value == 0 else value
            elif isinstance(row, Choice):
                values[row.name] = row.read(value)
            elif isinstance(row, Octets):
                values[row.name] = value
            else:
                reserved(value, start + row.offset)
        for row in self._early:
            row.check(values[row.name])
        return values

    def check(self, values: Mapping[str, Any]) -> None:
        """Refuse fields outside their range, and of another type when they are to be written."""
        for row in self._rows:
            if isinstance(row, Number):
                row.check(values[row.name])
            elif isinstance(row, Choice):
                if row.optional and values[row.name] is None:
                    continue
                if not isinstance(values[row.name], row.values):
                    text = f"{row.name} is {values[row.name]!r}, not a {row.values.__name__}"
                    raise DecodeError(DecodeReason.UNKNOWN_VALUE, text)
            elif isinstance(row, Octets):
                value = values[row.name]
                if not isinstance(value, bytes) or len(value) != row.size:
                    text = f"{row.name} has to be {row.size} bytes"
                    raise DecodeError(DecodeReason.OUT_OF_RANGE, text)

    def write(self, values: Mapping[str, Any]) -> bytes:
        """Return the bytes of fields that passed `check`."""
        parts = [
            bytes(row.size) if isinstance(row, Reserved) else values[row.name] for row in self._rows
        ]
        return self._struct.pack(*(0 if part is None else part for part in parts))
