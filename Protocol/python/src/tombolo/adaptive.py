"""The adaptive layout of latent codec 1 (section 5): one arithmetic code word of binary decisions.

Reading only: a device that writes in Python has the golomb layout, which any worker reads too.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Int8s = NDArray[np.int8]

_WHOLE: Final = 0xFFFFFFFF
_CERTAIN: Final = 0xFFFF
_PACE: Final = 5
_CONTEXTS: Final = 8
_ESCAPE: Final = 15
_PLAIN_BITS: Final = 7
_PEAK: Final = 127
_EVEN: Final = 0x8000

_NOT_ZERO: Final = (20, 37, 77, 131, 183, 215, 235, 247)
_FURTHER: Final = (29, 31, 47, 83, 135, 179, 217, 233)
_MINUS_BEFORE: Final = (187, 124, 83)
_MINUS_REFERENCE: Final = (79, 126, 184)


class AdaptiveError(ValueError):
    """Bytes that are no code word of the elements that are due."""


class _Decisions:
    """Reads decisions, each with a chance of a one in 1/65536; zeros stand behind the bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._low, self._high = 0, _WHOLE
        self._number = int.from_bytes(content[:4].ljust(4, b"\0"), "big")
        self._position = 4

    def read(self, chances: list[int], index: int) -> bool:
        chance = chances[index]
        middle = self._low + ((self._high - self._low) * chance >> 16)
        found = self._number <= middle
        if found:
            self._high = middle
            chances[index] = chance + (_CERTAIN - chance >> _PACE)
        else:
            self._low = middle + 1
            chances[index] = chance - (chance >> _PACE)
        while (self._low ^ self._high) >> 24 == 0:
            self._low = self._low << 8 & _WHOLE
            self._high = (self._high << 8 | 0xFF) & _WHOLE
            self._number = (self._number << 8 & _WHOLE) | self._next()
        return found

    def plain(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self.read([_EVEN], 0)
        return value

    def finish(self) -> None:
        if len(self._content) < self._position - 4:
            raise AdaptiveError("the bytes end before the last element")
        if len(self._content) > self._position:
            raise AdaptiveError("bytes follow the last element")

    def _next(self) -> int:
        place = self._position
        self._position += 1
        return self._content[place] if place < len(self._content) else 0


def unpack(content: bytes, channels: int, elements: int, reference: Int8s | None) -> Int8s:
    """Return integers [C * H * W]; `reference` is the quantised reference, if there is one."""
    count = channels * elements
    decisions = _Decisions(content)
    not_zero, further = ([256 * part for part in table] for table in (_NOT_ZERO, _FURTHER))
    signs = [256 * part for part in (_MINUS_BEFORE if reference is None else _MINUS_REFERENCE)]
    known = [0] * count if reference is None else [int(q) for q in reference.reshape(-1)]
    padding = max(2 * elements, 2)
    sizes = [0] * (padding + count)
    found = [0] * count
    before = 0
    for index, expected in enumerate(known):
        place = padding + index
        around = 2 * sizes[place - 1] + sizes[place - 2] + sizes[place - elements]
        around += sizes[place - elements + 1] + sizes[place - 2 * elements] + abs(expected)
        context = min(around.bit_length(), _CONTEXTS - 1)
        before_this, before = before, 0
        if not decisions.read(not_zero, context):
            continue
        told = before_this if reference is None else expected
        is_negative = decisions.read(signs, 1 + (told > 0) - (told < 0))
        size = 1
        while size < _ESCAPE and decisions.read(further, context):
            size += 1
        if size == _ESCAPE:
            size += decisions.plain(_PLAIN_BITS)
        if size > _PEAK:
            raise AdaptiveError("an element is beyond 127")
        sizes[place] = size
        before = found[index] = -size if is_negative else size
    decisions.finish()
    return np.array(found, dtype=np.int8)
