"""Payload parts (section 4): state vector and latent up, beliefs and steps down."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tombolo import limits
from tombolo.crc32c import crc32c
from tombolo.wire import BatchMember, ChainLink, Latent, Plan

_FLOAT: Final = np.dtype("<f4")

Floats = NDArray[np.float32]


class PayloadError(ValueError):
    """A payload part that is damaged, not finite, or not as long as it was said to be."""


def pack_latent(state: ArrayLike, compressed: bytes) -> bytes:
    """Return the payload part of a latent; `state` is one finite row."""
    values = np.asarray(state, dtype=_FLOAT).reshape(-1)
    if values.nbytes > limits.STATE_BYTES or not np.isfinite(values).all():
        raise ValueError("a state vector is at most 64 finite numbers, and a commitment")
    return values.tobytes() + compressed


def compressed_latents(message: Latent | BatchMember | ChainLink, payload: bytes) -> bytes:
    """Return what lies behind the state vector in a payload part that is intact."""
    size = message.state_byte_count + sum(one.latent_byte_count for one in message.latents)
    _check(payload, size, message.payload_checksum)
    return payload[message.state_byte_count :]


def state_vector(message: Latent | BatchMember | ChainLink, payload: bytes) -> Floats:
    """Return the state vector of a payload part that is intact."""
    state = np.frombuffer(payload[: message.state_byte_count], dtype=_FLOAT)
    if not np.isfinite(state).all():
        raise PayloadError("the state vector is not finite")
    return state.astype(np.float32)


def pack_plan(steps: Floats, beliefs: Floats) -> bytes:
    """Return the payload part of a plan: `steps` [T, C] and `beliefs` [B], all finite."""
    if not (np.isfinite(steps).all() and np.isfinite(beliefs).all()):
        raise PayloadError("the plan is not finite")
    return beliefs.astype(_FLOAT).tobytes() + steps.astype(_FLOAT).tobytes()


def unpack_plan(message: Plan, payload: bytes) -> tuple[Floats, Floats]:
    """Return steps [T, C] and beliefs [B] of an intact payload part of one group of channels."""
    if len(message.groups) != 1:
        raise PayloadError(f"the plan has {len(message.groups)} groups of channels, not one")
    (group,) = message.groups
    count = message.belief_count + group.step_count * group.channel_count
    _check(payload, _FLOAT.itemsize * count, message.payload_checksum)
    values = np.frombuffer(payload, dtype=_FLOAT).astype(np.float32)
    if not np.isfinite(values).all():
        raise PayloadError("the plan is not finite")
    steps = values[message.belief_count :].reshape(group.step_count, group.channel_count)
    return steps, values[: message.belief_count]


def _check(payload: bytes, size: int, checksum: int) -> None:
    if len(payload) != size:
        raise PayloadError(f"the payload part has {len(payload)} bytes, said are {size}")
    if crc32c(payload) != checksum:
        raise PayloadError("the payload part was damaged on the way")
