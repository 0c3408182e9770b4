"""What lies behind the fixed fields of a body: names, endpoints, tokens and lists of members."""

import re
import unicodedata
from dataclasses import dataclass, fields
from typing import Any, Final

from tombolo import limits
from tombolo.wire.errors import DecodeError, DecodeReason
from tombolo.wire.layout import Layout, Values, out_of_range, reserved, truncated

TOKEN_BYTES: Final = 32
_ALIGNMENT: Final = 8
_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class Text:
    """A name of `count` bytes of UTF-8 and zeros up to a multiple of eight."""

    name: str
    count: str

    def read(self, body: memoryview, start: int, values: Values, newer: bool) -> int:
        """Replace the count in `values` by the name; return the offset behind it."""
        size: int = values.pop(self.count)
        end = start + size + -size % _ALIGNMENT
        if start + size > len(body):
            raise truncated(len(body), start + size)
        try:
            text = bytes(body[start : start + size]).decode("utf-8")
        except UnicodeDecodeError:
            raise _illegal_name() from None
        if _has_control(text):
            raise _illegal_name()
        if end > len(body):
            raise truncated(len(body), end)
        reserved(body[start + size : end], start + size)
        values[self.name] = text
        return end

    def check(self, message: Any) -> None:
        """Do nothing: a name that could be read is in range."""

    def write(self, values: Values) -> bytes:
        """Replace the name in `values` by its count; return its bytes."""
        text = values.pop(self.name)
        if not isinstance(text, str) or _has_control(text):
            raise _illegal_name()
        try:
            content = text.encode("utf-8")
        except UnicodeEncodeError:
            raise _illegal_name() from None
        values[self.count] = len(content)
        return content + bytes(-len(content) % _ALIGNMENT)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of `count` bytes of ASCII and zeros up to a multiple of eight."""

    name: str
    count: str

    def read(self, body: memoryview, start: int, values: Values, newer: bool) -> int:
        """Replace the count in `values` by the endpoint; return the offset behind it."""
        size: int = values.pop(self.count)
        end = start + size + -size % _ALIGNMENT
        if start + size > len(body):
            raise truncated(len(body), start + size)
        text = bytes(body[start : start + size]).decode("latin-1")
        if not _is_endpoint(text):
            raise _illegal_endpoint()
        if end > len(body):
            raise truncated(len(body), end)
        reserved(body[start + size : end], start + size)
        values[self.name] = text
        return end

    def check(self, message: Any) -> None:
        """Do nothing: an endpoint that could be read is legal."""

    def write(self, values: Values) -> bytes:
        """Replace the endpoint in `values` by its count; return its bytes."""
        text = values.pop(self.name)
        if not isinstance(text, str) or not _is_endpoint(text):
            raise _illegal_endpoint()
        values[self.count] = len(text)
        return text.encode("ascii") + bytes(-len(text) % _ALIGNMENT)


@dataclass(frozen=True, slots=True)
class Token:
    """The bytes of a token, all of it or none, as `count` says."""

    name: str
    count: str

    def read(self, body: memoryview, start: int, values: Values, newer: bool) -> int:
        """Replace the count in `values` by the token; return the offset behind it."""
        size: int = values.pop(self.count)
        if start + size > len(body):
            raise truncated(len(body), start + size)
        values[self.name] = bytes(body[start : start + size]) if size else None
        return start + size

    def check(self, message: Any) -> None:
        """Do nothing: a token that could be read is whole."""

    def write(self, values: Values) -> bytes:
        """Replace the token in `values` by its count; return its bytes."""
        token = values.pop(self.name)
        if token is not None and (not isinstance(token, bytes) or len(token) != TOKEN_BYTES):
            text = f"{self.name} has to be {TOKEN_BYTES} bytes"
            raise DecodeError(DecodeReason.OUT_OF_RANGE, text)
        values[self.count] = 0 if token is None else TOKEN_BYTES
        return token or b""


@dataclass(frozen=True, slots=True)
class Repeated:
    """`count` members of one layout; `size` names the field that says their bytes, if any does.

    Members may hold lists of their own, `inner`, whose sizes the body says, not each member.
    """

    name: str
    count: str
    layout: Layout
    type: type[Any]
    size: str | None = None
    inner: "tuple[Repeated, ...]" = ()

    def read(self, body: memoryview, start: int, values: Values, newer: bool) -> int:
        """Replace the count in `values` by the members; return the offset behind them."""
        sizes = {name: self._checked(name, values.pop(name), newer) for name in self._sizes()}
        return self._read_members(body, start, values, sizes)

    def _read_members(
        self, body: memoryview, start: int, values: Values, sizes: dict[str, int]
    ) -> int:
        count: int = values.pop(self.count)
        size = self.layout.size if self.size is None else sizes[self.size]
        place, members = start, []
        for _ in range(count):
            member = self.layout.read(body, place)
            place += size
            for part in self.inner:
                place = part._read_members(body, place, member, sizes)
            members.append(self.type(**member))
        if place > len(body):  # the fields that a newer sender put behind the last member's
            raise truncated(len(body), place)
        values[self.name] = tuple(members)
        return place

    def check(self, message: Any) -> None:
        """Refuse members with a field outside its range."""
        for member in getattr(message, self.name):
            found = values_of(member)
            for part in self.inner:
                found[part.count] = len(found[part.name])
                part.check(member)
            self.layout.check(found)

    def _sizes(self) -> dict[str, int]:
        """Return the bytes known here of each member, by the names of the fields that say them."""
        found = {} if self.size is None else {self.size: self.layout.size}
        for part in self.inner:
            found |= part._sizes()
        return found

    def _checked(self, name: str, size: int, newer: bool) -> int:
        """Return a member's bytes: those known here, and more from a newer sender only."""
        least = self._sizes()[name]
        limit = limits.BODY_BYTES if newer else least
        if not least <= size <= limit:
            raise out_of_range(name, size, least, limit)
        return size

    def write(self, values: Values) -> bytes:
        """Replace the members in `values` by their count; return their bytes."""
        values |= self._sizes()
        return self._write_members(values)

    def _write_members(self, values: Values) -> bytes:
        members = values.pop(self.name)
        values[self.count] = len(members)
        written = []
        for member in members:
            if not isinstance(member, self.type):
                text = f"{self.name} holds {member!r}, not a {self.type.__name__}"
                raise DecodeError(DecodeReason.UNKNOWN_VALUE, text)
            found = values_of(member)
            inner = b"".join([part._write_members(found) for part in self.inner])
            self.layout.check(found)
            written.append(self.layout.write(found) + inner)
        return b"".join(written)


def _illegal_name() -> DecodeError:
    text = "the name is not UTF-8 without control characters; give the peer another name"
    return DecodeError(DecodeReason.ILLEGAL_NAME, text)


def _illegal_endpoint() -> DecodeError:
    text = "the endpoint is not tcp://HOST:PORT in printable ASCII; correct the sender"
    return DecodeError(DecodeReason.ILLEGAL_ENDPOINT, text)


_ENDPOINT: Final = re.compile(
    r"tcp://(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+):([1-9][0-9]{0,4})", re.ASCII
)


def _is_endpoint(text: str) -> bool:
    found = _ENDPOINT.fullmatch(text)
    return found is not None and len(text) <= limits.ENDPOINT_BYTES and int(found[2]) <= _PORT


def _has_control(text: str) -> bool:
    return any(unicodedata.category(character) == "Cc" for character in text)


def values_of(message: Any) -> Values:
    """Return the fields of a message or member by name."""
    return {field.name: getattr(message, field.name) for field in fields(message)}
