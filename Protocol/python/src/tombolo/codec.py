"""Latent codec 1 (section 5): float32 channels to a few hundred bytes and back.

`encode` and `decode` are what most callers need; `quantise`, `pack`, `unpack` and `dequantise` are
their halves. Shapes are [C, H, W] throughout. Nothing is allocated beyond the tensor that the
caller, not the message, declares.
"""

from typing import Final

import lz4.block
import numpy as np
from numpy.typing import ArrayLike, NDArray

from tombolo import adaptive, limits

CODEC: Final = 1
"""The number of this codec in a message."""
UNITY: Final = 256
"""The multiplier that leaves the bundle's steps as they are."""

_PEAK: Final = 127
_PLANES: Final = 1
_GOLOMB: Final = 2
_ADAPTIVE: Final = 3
_PREDICTED_FLAG: Final = 0x40
_BLOCK_FLAG: Final = 0x80
_ESCAPE: Final = 15  # ones that announce a number in full
_VALUE_BITS: Final = 8
_FIRST_RUN_ENTRY: Final = 8
_ENTRIES: Final = 16
_MULTIPLIER_LIMIT: Final = 65_535
_WINDOW_BITS: Final = 24  # no field is longer: a run among 65,536 elements takes 17
_DIMENSIONS: Final = 3

Int8s = NDArray[np.int8]
Floats = NDArray[np.float32]
Words = NDArray[np.int64]


class CodecError(ValueError):
    """A compressed latent that is not legal for the tensor it is to fill."""


def encode(latent: Floats, steps: ArrayLike, multiplier: int = UNITY) -> bytes:
    """Compress `latent` [C, H, W], finite, by the bundle's `steps` [C]; `multiplier` in 1/256."""
    return pack(quantise(latent, steps, multiplier))


def decode(
    content: bytes, shape: tuple[int, int, int], steps: ArrayLike, multiplier: int = UNITY
) -> Floats:
    """Return the latent [C, H, W]; raises `CodecError` for bytes that do not fill `shape`."""
    return dequantise(unpack(content, shape), steps, multiplier)


def update(reference: Floats, content: bytes, steps: ArrayLike, multiplier: int = UNITY) -> Floats:
    """Return the latent [C, H, W] that `content` says, predicted from `reference` or alone.

    A chain is its keyframe by `decode`, then this for each link. Raises as `decode` does.
    """
    if not is_predicted(content):
        return decode(content, _shape(reference), steps, multiplier)
    integers = unpack(content, _shape(reference), quantise(reference, steps, multiplier))
    scales = _scales(steps, multiplier, integers.shape[0])
    with np.errstate(over="ignore"):  # product and sum are rounded one after the other, to float32
        moved = reference + integers.astype(np.float32) * scales
        bound = np.float32(_PEAK) * scales
    return np.asarray(np.clip(moved, -bound, bound), dtype=np.float32)


def is_predicted(content: bytes) -> bool:
    """Return whether a compressed latent needs a reference."""
    return bool(content) and bool(content[0] & _PREDICTED_FLAG)


def _shape(latent: Floats) -> tuple[int, int, int]:
    channels, height, width = latent.shape
    return channels, height, width


def quantise(latent: Floats, steps: ArrayLike, multiplier: int = UNITY) -> Int8s:
    """Round x / (step * multiplier / 256) to the nearest, halves away from zero, within 127."""
    values = np.asarray(latent, dtype=np.float32)
    if values.ndim != _DIMENSIONS or not 1 <= values.size <= limits.LATENT_ELEMENTS:
        raise ValueError(f"a latent is [C, H, W] of at most 65,536 elements, not {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("the latent is not finite; look at the head that made it")
    with np.errstate(over="ignore"):  # what overflows is clamped like anything large
        ratio = np.clip(values / _scales(steps, multiplier, values.shape[0]), -_PEAK, _PEAK)
    whole = np.trunc(ratio)
    # Adding a half before truncating would round 0.49999997 up; the fraction here is exact.
    away = np.where(np.abs(ratio - whole) >= 0.5, np.sign(ratio), np.float32(0))  # noqa: PLR2004
    return np.asarray(whole + away, dtype=np.int8)


def dequantise(integers: Int8s, steps: ArrayLike, multiplier: int = UNITY) -> Floats:
    """Return q * step * multiplier / 256 as float32."""
    values = integers.astype(np.float32)
    with np.errstate(over="ignore"):
        return np.asarray(values * _scales(steps, multiplier, integers.shape[0]), dtype=np.float32)


def _scales(steps: ArrayLike, multiplier: int, channels: int) -> Floats:
    found = np.asarray(steps, dtype=np.float32)
    if found.shape != (channels,) or not (np.isfinite(found).all() and (found > 0).all()):
        raise ValueError(f"steps have to be {channels} positive numbers")
    if not 1 <= multiplier <= _MULTIPLIER_LIMIT:
        raise ValueError(f"multiplier is {multiplier}, legal are 1 to {_MULTIPLIER_LIMIT}")
    scaled = found * np.float32(multiplier) / np.float32(UNITY)
    return np.asarray(scaled[:, np.newaxis, np.newaxis], dtype=np.float32)


def pack(integers: Int8s) -> bytes:
    """Compress integers [C, H, W] of -127...127 in the shortest way an encoder has to try."""
    if integers.ndim != _DIMENSIONS or integers.dtype != np.int8 or (integers < -_PEAK).any():
        raise ValueError("integers have to be int8 [C, H, W] of -127 to 127")
    layout, content = _PLANES, integers.tobytes()
    golomb = _pack_golomb(integers.reshape(integers.shape[0], -1))
    if len(golomb) < len(content):
        layout, content = _GOLOMB, golomb
    block = lz4.block.compress(content, store_size=False)
    if len(block) < len(content):
        layout, content = layout | _BLOCK_FLAG, block
    return bytes([layout]) + content


def unpack(content: bytes, shape: tuple[int, int, int], reference: Int8s | None = None) -> Int8s:
    """Return the integers [C, H, W]; raises `CodecError` for bytes that do not fill `shape`.

    Those of a predicted latent are steps from `reference`, whose quantised form is due then.
    """
    channels, elements = shape[0], shape[1] * shape[2]
    count = channels * elements
    if len(shape) != _DIMENSIONS or min(shape) < 1 or count > limits.LATENT_ELEMENTS:
        raise ValueError(f"a latent is [C, H, W] of at most 65,536 elements, not {shape}")
    if not 1 <= len(content) <= count + 1:
        raise CodecError(f"{len(content)} bytes, a latent of {count} elements has 1 to {count + 1}")
    layout, body = content[0] & ~(_BLOCK_FLAG | _PREDICTED_FLAG), content[1:]
    if layout not in (_PLANES, _GOLOMB, _ADAPTIVE):
        raise CodecError(f"layout {layout} is not known here")
    if is_predicted(content):
        if reference is None:
            raise CodecError("the latent is predicted and its reference is not at hand")
    else:
        reference = None
    if content[0] & _BLOCK_FLAG:
        body = _unpack_block(body, count)
    if layout == _PLANES:
        integers = _unpack_planes(body, count)
    elif layout == _ADAPTIVE:
        try:
            integers = adaptive.unpack(body, channels, elements, reference)
        except adaptive.AdaptiveError as error:
            raise CodecError(str(error)) from error
    else:
        integers = _unpack_golomb(body, channels, elements)
    return integers.reshape(shape)


def _unpack_block(body: bytes, limit: int) -> bytes:
    try:
        unpacked: bytes = lz4.block.decompress(body, uncompressed_size=limit)
    except (lz4.block.LZ4BlockError, ValueError, OverflowError) as error:
        raise CodecError(f"the LZ4 block does not unpack to {limit} bytes or fewer") from error
    return unpacked


def _unpack_planes(body: bytes, count: int) -> Int8s:
    if len(body) != count:
        raise CodecError(f"{len(body)} bytes of planes where {count} are due")
    integers = np.frombuffer(body, dtype=np.int8)
    if (integers < -_PEAK).any():
        raise CodecError("-128 is no value of this codec")
    return integers.copy()


# Golomb layout, writing: each channel becomes code words (value, bit count), all tables at once.


def _rice_bits(numbers: Words, order: int, escape_bits: int) -> Words:
    """Return the bits that each of `numbers` takes in R(order, escape_bits)."""
    quotients = numbers >> order
    return np.where(quotients < _ESCAPE, quotients + 1 + order, _ESCAPE + escape_bits)


def _rice_words(numbers: Words, order: int, escape_bits: int) -> Words:
    """Return the code words of `numbers` in R(order, escape_bits), right-aligned."""
    quotients = np.minimum(numbers >> order, _ESCAPE)
    ones = (1 << quotients) - 1
    short = ones << (order + 1) | numbers & ((1 << order) - 1)
    return np.where(quotients < _ESCAPE, short, ((1 << _ESCAPE) - 1) << escape_bits | numbers)


class _Runs:
    """Elements other than zero of all channels in one row, and the zeros before each of them."""

    def __init__(self, planes: Words) -> None:
        channels, elements = planes.shape
        self.channel, place = np.nonzero(planes)
        values = planes[self.channel, place]
        is_first = np.diff(self.channel, prepend=-1) != 0
        before = np.where(is_first, -1, np.roll(place, 1))
        self.runs = place - before - 1
        self.is_negative = (values < 0).astype(np.int64)
        self.less = np.abs(values) - 1
        self.bounds = np.searchsorted(self.channel, np.arange(channels + 1))
        last = np.full(channels, elements - 1)
        filled = self.bounds[1:] > self.bounds[:-1]
        last[filled] = place[self.bounds[1:][filled] - 1]
        self.rest = elements - 1 - last
        """Zeros at the end of each channel that is not all zero."""

    def costs(self, run_bits: int) -> Words:
        """Return the bits of each channel under entries 8 to 15, [8, C]."""
        channels = len(self.rest)
        value_bits = _rice_bits(self.less, 0, _VALUE_BITS) + 1
        found = []
        for order in range(_ENTRIES - _FIRST_RUN_ENTRY):
            bits = value_bits + _rice_bits(self.runs, order, run_bits)
            tails = np.where(self.rest > 0, _rice_bits(self.rest, order, run_bits), 0)
            sums = np.bincount(self.channel, weights=bits, minlength=channels)
            found.append(sums.astype(np.int64) + tails)
        return np.stack(found)

    def words(self, channel: int, order: int, run_bits: int) -> tuple[Words, Words]:
        """Return run, sign, magnitude, run, ... of a channel, and the run of zeros at its end."""
        part = slice(self.bounds[channel], self.bounds[channel + 1])
        runs, less = self.runs[part], self.less[part]
        rest = self.rest[channel]
        words = np.empty(3 * len(runs), dtype=np.int64)
        sizes = np.ones_like(words)
        words[0::3] = _rice_words(runs, order, run_bits)
        sizes[0::3] = _rice_bits(runs, order, run_bits)
        words[1::3] = self.is_negative[part]
        words[2::3] = _rice_words(less, 0, _VALUE_BITS)
        sizes[2::3] = _rice_bits(less, 0, _VALUE_BITS)
        if rest:
            words = np.append(words, _rice_words(rest, order, run_bits))
            sizes = np.append(sizes, _rice_bits(rest, order, run_bits))
        return words, sizes


def _pack_golomb(integers: Int8s) -> bytes:
    """Return table and bits of `integers` [C, H * W], each channel by its shortest entry."""
    planes = integers.astype(np.int64)
    run_bits = planes.shape[1].bit_length()
    zigzag = np.where(planes > 0, 2 * planes, -2 * planes) - (planes < 0)
    runs = _Runs(planes)
    plain = [_rice_bits(zigzag, order, _VALUE_BITS).sum(axis=1) for order in range(7)]
    # The lowest of equals, which argmin takes, so that two encoders yield the same bytes.
    table = 1 + np.argmin(np.concatenate([np.stack(plain), runs.costs(run_bits)]), axis=0)
    table[~planes.any(axis=1)] = 0
    words: list[Words] = []
    sizes: list[Words] = []
    for channel, entry in enumerate(table.tolist()):
        if entry >= _FIRST_RUN_ENTRY:
            found = runs.words(channel, entry - _FIRST_RUN_ENTRY, run_bits)
        elif entry:
            numbers = zigzag[channel]
            found = (
                _rice_words(numbers, entry - 1, _VALUE_BITS),
                _rice_bits(numbers, entry - 1, _VALUE_BITS),
            )
        else:
            continue
        words.append(found[0])
        sizes.append(found[1])
    nibbles = np.append(table, [0] * (len(table) % 2)).astype(np.uint8)
    head: bytes = (nibbles[0::2] << 4 | nibbles[1::2]).tobytes()
    return head + (_join(np.concatenate(words), np.concatenate(sizes)) if words else b"")


def _join(words: Words, sizes: Words) -> bytes:
    """Return the low `sizes` bits of each of `words`, one after the other, high bits first."""
    ends = np.cumsum(sizes)
    shifts = np.repeat(ends, sizes) - 1 - np.arange(int(ends[-1]))
    return np.packbits(np.repeat(words, sizes) >> shifts & 1).tobytes()


# Golomb layout, reading: where each code word starts is known only when the one before it is read,
# so the loop is Python's; what it looks up is prepared by numpy.


class _Bits:
    """Bits of the channels: the next zero and the next 24 bits from any place, in one look-up."""

    def __init__(self, content: bytes) -> None:
        octets = np.frombuffer(content + bytes(8), dtype=np.uint8)
        self.end = 8 * len(content)
        bits = np.unpackbits(octets)
        places = np.where(bits == 0, np.arange(len(bits)), len(bits))
        zeros = np.minimum.accumulate(places[::-1])[::-1].astype(np.uint32)
        wide = octets.astype(np.uint32)
        four = wide[:-3] << 24 | wide[1:-2] << 16 | wide[2:-1] << 8 | wide[3:]
        shifted = np.repeat(four, 8) << np.tile(np.arange(8, dtype=np.uint32), len(four))
        self._zeros = zeros.data
        self._windows = (shifted >> np.uint32(32 - _WINDOW_BITS)).data
        self.place = 0

    def rice(self, order: int, escape_bits: int) -> int:
        """Return the next number in R(order, escape_bits)."""
        start = self.place
        quotient = self._zeros[start] - start
        if quotient < _ESCAPE:
            behind = start + quotient + 1
            number = quotient << order | self._windows[behind] >> (_WINDOW_BITS - order)
            self.place = behind + order
        else:
            number = self._windows[start + _ESCAPE] >> (_WINDOW_BITS - escape_bits)
            self.place = start + _ESCAPE + escape_bits
        if self.place > self.end:
            raise CodecError("the bits end before the channels are full")
        return int(number)

    def sign(self) -> int:
        """Return -1 or 1 by the next bit."""
        if self.place >= self.end:
            raise CodecError("the bits end before the channels are full")
        self.place += 1
        return -1 if self._windows[self.place - 1] >> (_WINDOW_BITS - 1) else 1

    def finish(self) -> None:
        """Refuse anything behind the last channel but zeros up to a byte."""
        if self.end - self.place >= 8:  # noqa: PLR2004
            raise CodecError("bytes follow the last channel")
        if self.place < self.end and self._windows[self.place]:
            raise CodecError("the padding is not zero")


def _unpack_golomb(body: bytes, channels: int, elements: int) -> Int8s:
    table_bytes = (channels + 1) // 2
    if len(body) < table_bytes:
        raise CodecError(f"{len(body)} bytes where the table alone takes {table_bytes}")
    table = [entry for byte in body[:table_bytes] for entry in (byte >> 4, byte & 15)]
    if channels % 2 and table.pop():
        raise CodecError("the padding of the table is not zero")
    bits = _Bits(body[table_bytes:])
    integers = np.zeros((channels, elements), dtype=np.int8)
    run_bits = elements.bit_length()
    for channel, entry in enumerate(table):
        if entry >= _FIRST_RUN_ENTRY:
            _read_runs(bits, entry - _FIRST_RUN_ENTRY, run_bits, integers[channel])
        elif entry:
            integers[channel] = _read_zigzag(bits, entry - 1, elements)
    bits.finish()
    return integers


def _read_zigzag(bits: _Bits, order: int, elements: int) -> Words:
    numbers = np.array([bits.rice(order, _VALUE_BITS) for _ in range(elements)], dtype=np.int64)
    if (numbers > 2 * _PEAK).any():
        raise CodecError("an element is beyond 127")
    return np.where(numbers & 1, -(numbers + 1 >> 1), numbers >> 1)


def _read_runs(bits: _Bits, order: int, run_bits: int, plane: Int8s) -> None:
    place, elements = 0, len(plane)
    while place < elements:
        place += bits.rice(order, run_bits)
        if place > elements:
            raise CodecError("a run leaves its channel")
        if place == elements:
            break
        sign = bits.sign()
        magnitude = bits.rice(0, _VALUE_BITS) + 1
        if magnitude > _PEAK:
            raise CodecError("an element is beyond 127")
        plane[place] = sign * magnitude
        place += 1
