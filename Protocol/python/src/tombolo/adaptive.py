"""The adaptive layout of latent codec 1 (section 5): one arithmetic code word of binary decisions.

Both ways are a loop over decisions in Python, since each chance depends on those before it. A
writer knows all elements, so that numpy prepares which chance each decision has; a reader does not.
"""

from itertools import chain, islice, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tombolo.codec_error import CodecError

Int8s = NDArray[np.int8]
Words = NDArray[np.int64]

_WHOLE: Final = 0xFFFFFFFF
_HIGH_BYTE: Final = 1 << 24
_CERTAIN: Final = 0xFFFF
_PACE: Final = 5
_PEAK: Final = 127
_EVEN: Final = 0x8000
_ESCAPE: Final = 15  # a magnitude from here on is this many steps and seven plain bits
_PLAIN_BITS: Final = 7

_NOT_ZERO: Final = (20, 37, 77, 131, 183, 215, 235, 247)
_FURTHER: Final = (29, 31, 47, 83, 135, 179, 217, 233)
_MINUS_BEFORE: Final = (187, 124, 83)
_MINUS_REFERENCE: Final = (79, 126, 184)

# One list holds all chances: not being zero, a further step, a minus, and one that is even.
_FURTHER_AT: Final = len(_NOT_ZERO)
_MINUS_AT: Final = _FURTHER_AT + len(_FURTHER)
_PLAIN_AT: Final = _MINUS_AT + len(_MINUS_BEFORE)
_POWERS: Final = np.array([1, 2, 4, 8, 16, 32, 64])
_CONTEXTS: Final = bytes(min(around.bit_length(), 7) for around in range(7 * _PEAK + 1))


def _chances(is_predicted: bool) -> list[int]:
    minus = _MINUS_REFERENCE if is_predicted else _MINUS_BEFORE
    return [256 * part for part in _NOT_ZERO + _FURTHER + minus] + [_EVEN]


def pack(integers: Int8s, reference: Int8s | None) -> bytes:
    """Return the layout of `integers` [C, H * W]; `reference` is the quantised reference."""
    words, bits = _decisions(integers, reference)
    chances = _chances(reference is not None)
    content = bytearray()
    low, high = 0, _WHOLE
    for index, bit in zip(words.tolist(), bits.tolist(), strict=True):
        chance = chances[index]
        middle = low + ((high - low) * chance >> 16)
        if bit:
            high = middle
            chances[index] = chance + (_CERTAIN - chance >> _PACE)
        else:
            low = middle + 1
            chances[index] = chance - (chance >> _PACE)
        if index == _PLAIN_AT:
            chances[index] = _EVEN
        while low ^ high < _HIGH_BYTE:
            content.append(high >> 24)
            low = low << 8 & _WHOLE
            high = high << 8 & _WHOLE | 0xFF
    return bytes(content) + _ending(low, high)


def _ending(low: int, high: int) -> bytes:
    """Return the fewest bytes that keep the number between the bounds if zeros follow them."""
    for count in range(5):
        below = (1 << 32 - 8 * count) - 1
        number = low + below & ~below
        if number <= high:
            return number.to_bytes(5, "big")[1 : 1 + count]
    raise AssertionError("four bytes say any number of 32 bits")


def _decisions(integers: Int8s, reference: Int8s | None) -> tuple[Words, Words]:
    """Return the chance and the outcome of each decision, in order."""
    elements = integers.shape[1]
    flat = integers.astype(np.int64).reshape(-1)
    sizes = np.abs(flat)
    told = np.append(0, flat[:-1])
    around = _around(sizes, elements)
    if reference is not None:
        told = reference.astype(np.int64).reshape(-1)
        around += np.abs(told)
    contexts = np.searchsorted(_POWERS, around, side="right")
    is_escaped = sizes >= _ESCAPE
    steps = np.minimum(sizes, _ESCAPE - 1)
    counts = 1 + np.where(sizes > 0, 1 + steps, 0) + _PLAIN_BITS * is_escaped
    ends = np.cumsum(counts)
    starts = ends - counts
    words = np.repeat(_FURTHER_AT + contexts, counts)
    bits = np.ones_like(words)
    words[starts] = contexts
    bits[starts] = sizes > 0
    filled = np.flatnonzero(sizes)
    words[starts[filled] + 1] = _MINUS_AT + 1 + np.sign(told[filled])
    bits[starts[filled] + 1] = flat[filled] < 0
    bits[ends[filled] - 1] = 0  # no further step; overwritten where it is escaped
    escaped = np.flatnonzero(is_escaped)
    for bit in range(_PLAIN_BITS):
        words[ends[escaped] - 1 - bit] = _PLAIN_AT
        bits[ends[escaped] - 1 - bit] = sizes[escaped] - _ESCAPE >> bit & 1
    return words, bits


def _around(sizes: Words, elements: int) -> Words:
    """Return the weighted sums of magnitudes that the contexts are made from, but the reference."""
    padding = max(2 * elements, 2)
    padded = np.append(np.zeros(padding, np.int64), sizes)

    def before(distance: int) -> Words:
        return padded[padding - distance : len(padded) - distance]

    around = 2 * before(1) + before(2) + before(elements) + before(2 * elements)
    return around + before(elements - 1) if elements > 1 else around


def unpack(content: bytes, channels: int, elements: int, reference: Int8s | None) -> Int8s:
    """Return integers [C * H * W]; `reference` is the quantised reference, if there is one."""
    reader = _Reader(content, _chances(reference is not None))
    found: list[int] = []
    sizes = [[0] * elements] * 2  # of the two channels before the one at hand
    for channel in range(channels):
        known = None
        around = [
            above + beside + far
            for above, beside, far in zip(sizes[1], [*sizes[1][1:], 0], sizes[0], strict=True)
        ]
        if reference is not None:
            known = reference.reshape(channels, elements)[channel].tolist()
            around = [near + abs(told) for near, told in zip(around, known, strict=True)]
        values = reader.channel(around, known)
        found += values
        sizes = [sizes[1], [abs(value) for value in values]]
    reader.finish()
    return np.array(found, dtype=np.int8)


class _Reader:
    """Reads channels; zeros stand behind the bytes."""

    def __init__(self, content: bytes, chances: list[int]) -> None:
        self._count = len(content)
        self._octets = chain(content, repeat(0))
        self._chances = chances
        self._bounds = (0, _WHOLE, int.from_bytes(bytes(islice(self._octets, 4)), "big"))
        self._position = 4
        self._before = (0, 0)
        """The last element, and the magnitude of the one before it."""

    # One function, without calls: a call a decision would double the time.
    def channel(  # noqa: PLR0912
        self, around: list[int], known: list[int] | None
    ) -> list[int]:
        """Return the elements of a channel; `around` are the sums but for the two before each."""
        chances, octets, position = self._chances, self._octets, self._position
        low, high, number = self._bounds
        before, size_before_that = self._before
        size_before, last = abs(before), len(around) - 1
        found: list[int] = []
        for place, near in enumerate(around):
            if place == last and place:
                near += abs(found[0])  # noqa: PLW2901
            context = _CONTEXTS[2 * size_before + size_before_that + near]
            size_before_that = size_before
            # The place of the chance that a decision is read by says where in an element it stands.
            index, size, is_negative, plain = context, 0, False, 0
            while True:
                chance = chances[index]
                middle = low + ((high - low) * chance >> 16)
                if bit := number <= middle:
                    high = middle
                    chances[index] = chance + (_CERTAIN - chance >> _PACE)
                else:
                    low = middle + 1
                    chances[index] = chance - (chance >> _PACE)
                while low ^ high < _HIGH_BYTE:
                    low = low << 8 & _WHOLE
                    high = high << 8 & _WHOLE | 0xFF
                    number = number << 8 & _WHOLE | next(octets)
                    position += 1
                if index < _MINUS_AT:
                    if not bit:
                        break
                    if index >= _FURTHER_AT:
                        size += 1
                        if size == _ESCAPE:
                            index, plain = _PLAIN_AT, 1
                        continue
                    told = before if known is None else known[place]
                    index = _MINUS_AT + 1 + (told > 0) - (told < 0)
                elif index < _PLAIN_AT:
                    is_negative, size, index = bit, 1, _FURTHER_AT + context
                else:
                    chances[index] = _EVEN
                    plain = plain << 1 | bit
                    if plain >> _PLAIN_BITS:
                        size += plain - (1 << _PLAIN_BITS)
                        break
            if size > _PEAK:
                raise CodecError("an element is beyond 127")
            size_before, before = size, -size if is_negative else size
            found.append(before)
        self._bounds, self._position = (low, high, number), position
        self._before = (before, size_before_that)
        return found

    def finish(self) -> None:
        """Refuse bytes that do not end where a writer may have ended them."""
        if self._count < self._position - 4:
            raise CodecError("the bytes end before the last element")
        if self._count > self._position:
            raise CodecError("bytes follow the last element")
