"""Reading fields of the port, and what they share."""

from __future__ import annotations

import struct
from dataclasses import dataclass

NAME_BYTES = 64
LIST_LIMIT = 16


class PortDecodeError(Exception):
    """Bytes are no frame of the port; `kind` says why in one word."""

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__(f"{kind} {text}".strip())
        self.kind = kind


@dataclass(frozen=True)
class Quantity:
    """A named number with its unit."""

    name: str
    unit: str


@dataclass
class Reader:
    """Reads fields front to back, as a peer of version 1.`minor` wrote them."""

    bytes: bytes
    place: int
    minor: int

    def take(self, layout: str) -> tuple[int, ...]:
        """Take fields by their layout of `struct`."""
        form = struct.Struct("<" + layout)
        if len(self.bytes) - self.place < form.size:
            raise PortDecodeError("truncated")
        values = form.unpack_from(self.bytes, self.place)
        self.place += form.size
        return values

    def floats(self) -> tuple[float, ...]:
        """Take a list of numbers."""
        (count,) = self.take("B")
        if count > LIST_LIMIT:
            raise PortDecodeError("illegal", "count")
        return tuple(float(value) for value in self.take(f"{count}f"))

    def zeros(self, count: int) -> None:
        """Take bytes that are zero."""
        if any(self.take(f"{count}B")):
            raise PortDecodeError("reservedNotZero")

    def name(self) -> str:
        """Take a name."""
        (count,) = self.take("B")
        if not 1 <= count <= NAME_BYTES:
            raise PortDecodeError("notText")
        return self.text(count)

    def text(self, count: int) -> str:
        """Take so many bytes of text."""
        raw = bytes(self.take(f"{count}B"))
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise PortDecodeError("notText") from error
        if not is_printable(raw):
            raise PortDecodeError("notText")
        return text

    def quantities(self) -> tuple[Quantity, ...]:
        """Take a list of quantities."""
        (count,) = self.take("B")
        if count > LIST_LIMIT:
            raise PortDecodeError("illegal", "count")
        return tuple(Quantity(self.name(), self.name()) for _ in range(count))


def is_printable(raw: bytes) -> bool:
    """Return whether there are no control characters of ASCII."""
    return all(byte >= 0x20 and byte != 0x7F for byte in raw)  # noqa: PLR2004
