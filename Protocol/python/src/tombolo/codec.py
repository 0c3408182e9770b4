"""Latent codec 1 (section 5): float32 channels to a few hundred bytes and back.

`encode` and `decode` are what most callers need; `code` predicts from a reference, `update` follows
it. `quantise`, `pack`, `unpack` and `dequantise` are their halves. Shapes are [C, H, W] throughout.
Nothing is allocated beyond the tensor that the caller, not the message, declares.
"""

from dataclasses import dataclass
from typing import Final, Literal

import lz4.block
import numpy as np
from numpy.typing import ArrayLike, NDArray

from tombolo import adaptive, golomb, limits
from tombolo.codec_error import CodecError

__all__ = [
    "CODEC",
    "UNITY",
    "CodecError",
    "Coded",
    "Effort",
    "code",
    "decode",
    "dequantise",
    "encode",
    "is_predicted",
    "pack",
    "quantise",
    "scales",
    "unpack",
    "update",
]

CODEC: Final = 1
"""The number of this codec in a message."""
UNITY: Final = 256
"""The multiplier that leaves the bundle's steps as they are."""

Effort = Literal["small", "fast"]
"""What a writer tries: adaptive or golomb, whichever is shorter, or golomb alone."""

_PEAK: Final = 127
_PLANES: Final = 1
_GOLOMB: Final = 2
_ADAPTIVE: Final = 3
_PREDICTED_FLAG: Final = 0x40
_BLOCK_FLAG: Final = 0x80
_MULTIPLIER_LIMIT: Final = 65_535
_DIMENSIONS: Final = 3
_HALF: Final = np.float32(0.5)
_DEAD_HALF: Final = np.float32(0.5) + np.float32(0.2)
"""From where on a step from a reference counts; fewer bytes at the same error than by a half."""

Int8s = NDArray[np.int8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A compressed latent, and the latent [C, H, W] as its receiver will decode it."""

    content: bytes
    latent: Floats

    @property
    def is_predicted(self) -> bool:
        """Whether its receiver needs the reference."""
        return is_predicted(self.content)


def encode(
    latent: Floats, steps: ArrayLike, multiplier: int = UNITY, effort: Effort = "small"
) -> bytes:
    """Compress `latent` [C, H, W], finite, by the bundle's `steps` [C]; `multiplier` in 1/256."""
    return pack(quantise(latent, steps, multiplier), effort)


def code(
    latent: Floats,
    reference: Floats | None,
    steps: ArrayLike,
    multiplier: int = UNITY,
    effort: Effort = "small",
) -> Coded:
    """Compress `latent` as steps from `reference`, or alone.

    `reference` is an earlier latent as its receiver decodes it (`Coded.latent`), at any multiplier.
    The latent goes alone without one, where a step leaves -127...127, and where the steps are no
    smaller in sum than the elements.
    """
    integers = quantise(latent, steps, multiplier)
    if reference is not None:
        moves = _moves(latent, reference, steps, multiplier)
        if moves is not None and _magnitude(moves) < _magnitude(integers):
            known = quantise(reference, steps, multiplier)
            content = pack(moves, effort, known)
            return Coded(content, _moved(reference, moves, steps, multiplier))
    return Coded(pack(integers, effort), dequantise(integers, steps, multiplier))


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
    return _moved(reference, integers, steps, multiplier)


def is_predicted(content: bytes) -> bool:
    """Return whether a compressed latent needs a reference."""
    return bool(content) and bool(content[0] & _PREDICTED_FLAG)


def _shape(latent: Floats) -> tuple[int, int, int]:
    channels, height, width = latent.shape
    return channels, height, width


def quantise(latent: Floats, steps: ArrayLike, multiplier: int = UNITY) -> Int8s:
    """Round x / (step * multiplier / 256) to the nearest, halves away from zero, within 127."""
    values = _checked(latent)
    with np.errstate(over="ignore"):  # what overflows is clamped like anything large
        ratio = np.clip(values / scales(steps, multiplier, values.shape[0]), -_PEAK, _PEAK)
    return _rounded(ratio, _HALF)


def _moves(latent: Floats, reference: Floats, steps: ArrayLike, multiplier: int) -> Int8s | None:
    """Return the steps from `reference`, rounded with the dead zone; None if one is beyond 127."""
    values, known = _checked(latent), _checked(reference)
    if values.shape != known.shape:
        raise ValueError(f"the reference is {known.shape}, the latent {values.shape}")
    scaled = scales(steps, multiplier, values.shape[0])
    with np.errstate(over="ignore"):
        bound = np.float32(_PEAK) * scaled
        ratio = (np.clip(values, -bound, bound) - known) / scaled
    if not (np.abs(ratio) < np.float32(_PEAK + 0.5)).all():
        return None
    return _rounded(np.clip(ratio, -_PEAK, _PEAK), _DEAD_HALF)


def _moved(reference: Floats, moves: Int8s, steps: ArrayLike, multiplier: int) -> Floats:
    scaled = scales(steps, multiplier, moves.shape[0])
    with np.errstate(over="ignore"):  # product and sum are rounded one after the other, to float32
        moved = reference + moves.astype(np.float32) * scaled
        bound = np.float32(_PEAK) * scaled
    return np.asarray(np.clip(moved, -bound, bound), dtype=np.float32)


def _checked(latent: Floats) -> Floats:
    values = np.asarray(latent, dtype=np.float32)
    if values.ndim != _DIMENSIONS or not 1 <= values.size <= limits.LATENT_ELEMENTS:
        raise ValueError(f"a latent is [C, H, W] of at most 65,536 elements, not {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("the latent is not finite; look at the head that made it")
    return values


def _rounded(ratio: Floats, half: np.float32) -> Int8s:
    """Round to integers, away from zero from `half` behind the point on."""
    whole = np.trunc(ratio)
    # Adding a half before truncating would round 0.49999997 up; the fraction here is exact.
    away = np.where(np.abs(ratio - whole) >= half, np.sign(ratio), np.float32(0))
    return np.asarray(whole + away, dtype=np.int8)


def _magnitude(integers: Int8s) -> int:
    return int(np.abs(integers.astype(np.int32)).sum())


def dequantise(integers: Int8s, steps: ArrayLike, multiplier: int = UNITY) -> Floats:
    """Return q * step * multiplier / 256 as float32."""
    values = integers.astype(np.float32)
    return np.asarray(values * scales(steps, multiplier, integers.shape[0]), dtype=np.float32)


def scales(steps: ArrayLike, multiplier: int, channels: int) -> Floats:
    """Return what one step is worth in each channel, step * multiplier / 256, as [C, 1, 1].

    Raises `CodecError` where float32 does not hold it, `ValueError` for other arguments.
    """
    found = np.asarray(steps, dtype=np.float32)
    if found.shape != (channels,) or not (np.isfinite(found).all() and (found > 0).all()):
        raise ValueError(f"steps have to be {channels} positive numbers")
    if not 1 <= multiplier <= _MULTIPLIER_LIMIT:
        raise ValueError(f"multiplier is {multiplier}, legal are 1 to {_MULTIPLIER_LIMIT}")
    with np.errstate(over="ignore", under="ignore"):
        scaled = found * (np.float32(multiplier) / np.float32(UNITY))
        if not ((scaled > 0).all() and np.isfinite(np.float32(_PEAK) * scaled).all()):
            raise CodecError(f"at multiplier {multiplier} a step of the bundle is beyond float32")
    return np.asarray(scaled[:, np.newaxis, np.newaxis], dtype=np.float32)


def pack(integers: Int8s, effort: Effort = "small", reference: Int8s | None = None) -> bytes:
    """Compress integers [C, H, W] of -127...127; with a quantised `reference` they are predicted.

    A block of the planes is tried only where more than half their bytes would be left.
    """
    if integers.ndim != _DIMENSIONS or integers.dtype != np.int8 or (integers < -_PEAK).any():
        raise ValueError("integers have to be int8 [C, H, W] of -127 to 127")
    planes = integers.reshape(integers.shape[0], -1)
    plan = golomb.Plan(planes)
    layout, content = _GOLOMB, b""
    if effort == "small":
        content = adaptive.pack(planes, reference)
        if len(content) <= plan.byte_count:
            layout = _ADAPTIVE
    if layout == _GOLOMB:
        content = plan.pack()
    if len(content) > integers.size // 2:
        raw = integers.tobytes()
        block = lz4.block.compress(raw, store_size=False)
        if len(block) < min(len(content), len(raw)):
            layout, content = _PLANES | _BLOCK_FLAG, block
        elif len(content) > len(raw):
            layout, content = _PLANES, raw
    flag = 0 if reference is None else _PREDICTED_FLAG
    return bytes([layout | flag]) + content


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
        integers = adaptive.unpack(body, channels, elements, reference)
    else:
        integers = golomb.unpack(body, channels, elements)
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
