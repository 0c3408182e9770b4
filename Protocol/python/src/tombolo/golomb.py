"""The golomb layout of latent codec 1 (section 5): Rice's codes, each channel by its shortest."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tombolo.codec_error import CodecError

_PEAK: Final = 127
_ESCAPE: Final = 15  # ones that announce a number in full
_VALUE_BITS: Final = 8
_FIRST_RUN_ENTRY: Final = 8
_ENTRIES: Final = 16
_WINDOW_BITS: Final = 24  # no field is longer: a run among 65,536 elements takes 17

Int8s = NDArray[np.int8]
Words = NDArray[np.int64]

# Writing: each channel becomes code words (value, bit count), all tables at once.


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


class Plan:
    """The shortest entry of each channel of `integers` [C, H * W], of equal ones the lowest."""

    def __init__(self, integers: Int8s) -> None:
        planes = integers.astype(np.int64)
        self._run_bits = planes.shape[1].bit_length()
        self._zigzag = np.where(planes > 0, 2 * planes, -2 * planes) - (planes < 0)
        self._runs = _Runs(planes)
        plain = [_rice_bits(self._zigzag, order, _VALUE_BITS).sum(axis=1) for order in range(7)]
        costs = np.concatenate([np.stack(plain), self._runs.costs(self._run_bits)])
        self._table = 1 + np.argmin(costs, axis=0)
        is_filled = planes.any(axis=1)
        self._table[~is_filled] = 0
        bits = int(costs.min(axis=0)[is_filled].sum())
        self.byte_count = (len(planes) + 1) // 2 + (bits + 7) // 8
        """Bytes of the layout."""

    def pack(self) -> bytes:
        """Return table and bits."""
        words: list[Words] = []
        sizes: list[Words] = []
        for channel, entry in enumerate(self._table.tolist()):
            if entry >= _FIRST_RUN_ENTRY:
                found = self._runs.words(channel, entry - _FIRST_RUN_ENTRY, self._run_bits)
            elif entry:
                numbers = self._zigzag[channel]
                found = (
                    _rice_words(numbers, entry - 1, _VALUE_BITS),
                    _rice_bits(numbers, entry - 1, _VALUE_BITS),
                )
            else:
                continue
            words.append(found[0])
            sizes.append(found[1])
        nibbles = np.append(self._table, [0] * (len(self._table) % 2)).astype(np.uint8)
        head: bytes = (nibbles[0::2] << 4 | nibbles[1::2]).tobytes()
        return head + (_join(np.concatenate(words), np.concatenate(sizes)) if words else b"")


def _join(words: Words, sizes: Words) -> bytes:
    """Return the low `sizes` bits of each of `words`, one after the other, high bits first."""
    ends = np.cumsum(sizes)
    shifts = np.repeat(ends, sizes) - 1 - np.arange(int(ends[-1]))
    return np.packbits(np.repeat(words, sizes) >> shifts & 1).tobytes()


# Reading: where each code word starts is known only when the one before it is read,
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


def unpack(body: bytes, channels: int, elements: int) -> Int8s:
    """Return integers [C, H * W]."""
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
