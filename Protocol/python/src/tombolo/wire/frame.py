"""Control parts: bytes to frames and back (sections 2, 3 and 6)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tombolo import limits
from tombolo.crc32c import crc32c
from tombolo.wire.errors import DecodeError, DecodeReason, EncodeError, VersionError
from tombolo.wire.layout import Layout, Number, Octets, Reserved, out_of_range, truncated
from tombolo.wire.messages import Message
from tombolo.wire.table import BY_KIND, BY_TYPE, Entry

MAGIC: Final = 0x4D54
MAJOR: Final = 1
MINOR: Final = 0
HEADER_BYTES: Final = 32

_HEADER: Final = struct.Struct("<HBBBBHIIQQ")
_CHECKSUM_OFFSET: Final = 12
_CHECKSUM_PRESENT: Final = 1
_TRACE_PRESENT: Final = 2
_EPOCH_LIMIT: Final = 1 << 64


_TRACE: Final = Layout(
    Octets(0, "trace", 16), Octets(16, "parent", 8), Number(24, "flags", 1), Reserved(25, 7)
)


@dataclass(frozen=True, slots=True)
class Trace:
    """The W3C Trace Context of a message: identifiers of trace and span, and the flags."""

    trace: bytes
    parent: bytes
    flags: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A message with its session and place in it; `minor` is what its sender knows."""

    epoch: int
    sequence: int
    message: Message
    minor: int = MINOR
    trace: Trace | None = None


def payload_sizes(message: Message) -> tuple[int, ...]:
    """Return the bytes of each payload part that follows the control part of `message`."""
    return BY_TYPE[type(message)].payload_sizes(message)


def encode(frame: Frame) -> bytes:
    """Return the control part of `frame`, with its checksum.

    Raises `EncodeError` for whatever a reader would refuse.
    """
    entry = BY_TYPE.get(type(frame.message))
    if entry is None:
        raise EncodeError(f"{frame.message!r} is no message of the protocol")
    for number in (frame.epoch, frame.sequence):
        if not isinstance(number, int) or not 0 <= number < _EPOCH_LIMIT:
            raise EncodeError(f"epoch and sequence are 64 bits, {number!r} is not")
    try:
        trace = b"" if frame.trace is None else _write_trace(frame.trace)
        body = entry.write(frame.message)
    except DecodeError as error:
        raise EncodeError(str(error)) from error
    header = (
        MAGIC,
        MAJOR,
        MINOR,
        entry.kind,
        _CHECKSUM_PRESENT | (_TRACE_PRESENT if trace else 0),
        len(body),
        sum(entry.payload_sizes(frame.message)),
    )
    blank = _HEADER.pack(*header, 0, frame.epoch, frame.sequence) + trace + body
    return _HEADER.pack(*header, crc32c(blank), frame.epoch, frame.sequence) + trace + body


def decode(control: bytes) -> Frame:
    """Return the frame of a control part; raises `DecodeError` and nothing else on any bytes."""
    if len(control) < HEADER_BYTES:
        raise truncated(len(control), HEADER_BYTES)
    magic, major, minor, kind, flags, body_bytes, payload_bytes, checksum, epoch, sequence = (
        _HEADER.unpack_from(control)
    )
    if magic != MAGIC:
        text = f"the message starts with 0x{magic:04x}, not with 0x{MAGIC:04x}; check the endpoint"
        raise DecodeError(DecodeReason.WRONG_MAGIC, text)
    if major != MAJOR:
        raise VersionError(major, minor, epoch, f"{MAJOR}.{MINOR}")
    entry = BY_KIND.get(kind)
    if entry is None:
        text = f"message kind {kind} of minor version {minor} is not known here; skip it"
        raise DecodeError(DecodeReason.UNKNOWN_KIND, text)
    if flags & ~(_CHECKSUM_PRESENT | _TRACE_PRESENT):
        text = f"flags 0x{flags:02x} are not known here; update this side"
        raise DecodeError(DecodeReason.UNKNOWN_FLAGS, text)
    body_start = HEADER_BYTES + (_TRACE.size if flags & _TRACE_PRESENT else 0)
    _check_sizes(len(control), body_start, body_bytes, payload_bytes)
    _check_checksum(control, bool(flags & _CHECKSUM_PRESENT), checksum)
    trace = _read_trace(memoryview(control)) if flags & _TRACE_PRESENT else None
    message = entry.read(memoryview(control)[body_start:], newer=minor > MINOR)
    _check_payload_bytes(entry, message, payload_bytes)
    return Frame(epoch, sequence, message, minor, trace)


def decode_parts(parts: Sequence[bytes]) -> tuple[Frame, tuple[bytes, ...]]:
    """Return frame and payload parts of a whole message, whose parts must be as the body says."""
    if not parts:
        raise truncated(0, HEADER_BYTES)
    frame = decode(parts[0])
    sizes = payload_sizes(frame.message)
    payloads = tuple(parts[1:])
    if tuple(len(part) for part in payloads) != sizes:
        text = f"the payload parts have {[len(p) for p in payloads]} bytes, said are {list(sizes)}"
        raise DecodeError(DecodeReason.PAYLOAD_MISMATCH, text)
    return frame, payloads


def _check_trace(trace: Trace) -> None:
    for name, content in (("trace", trace.trace), ("parent", trace.parent)):
        if not any(content):
            raise out_of_range(f"{name} identifier", 0, 1, 256 ** len(content) - 1)


def _read_trace(control: memoryview) -> Trace:
    trace = Trace(**_TRACE.read(control, HEADER_BYTES))
    _check_trace(trace)
    return trace


def _write_trace(trace: Trace) -> bytes:
    values = {"trace": trace.trace, "parent": trace.parent, "flags": trace.flags}
    _TRACE.check(values)
    _check_trace(trace)
    return _TRACE.write(values)


def _check_sizes(present: int, body_start: int, body_bytes: int, payload_bytes: int) -> None:
    if body_bytes > limits.BODY_BYTES:
        raise out_of_range("body_byte_count", body_bytes, 0, limits.BODY_BYTES)
    if payload_bytes > limits.PAYLOAD_BYTES:
        raise out_of_range("payload_byte_count", payload_bytes, 0, limits.PAYLOAD_BYTES)
    if present != body_start + body_bytes:
        text = f"the control part has {present} bytes and says {body_start + body_bytes}"
        raise DecodeError(DecodeReason.WRONG_LENGTH, f"{text}; send it whole, as one part")


def _check_checksum(control: bytes, is_present: bool, checksum: int) -> None:
    if not is_present:
        if checksum:
            text = "there is a checksum without its flag; correct the sender"
            raise DecodeError(DecodeReason.RESERVED_NOT_ZERO, text)
        return
    blank = bytearray(control)
    blank[_CHECKSUM_OFFSET : _CHECKSUM_OFFSET + 4] = bytes(4)
    found = crc32c(blank)
    if found != checksum:
        text = f"the control part's checksum is {checksum}, its bytes give {found}; drop it"
        raise DecodeError(DecodeReason.WRONG_CHECKSUM, text)


def _check_payload_bytes(entry: Entry, message: Message, announced: int) -> None:
    described = sum(entry.payload_sizes(message))
    if described != announced:
        text = f"the header announces {announced} payload bytes, the body {described}"
        raise DecodeError(DecodeReason.PAYLOAD_MISMATCH, f"{text}; correct the sender")
