"""What a device has committed to (section 4): the steps that will be over when its plan arrives."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tombolo.bundle import Bundle
from tombolo.payload import PayloadError

_DELAY_LIMIT: Final = 60.0  # seconds

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Commitments:
    """Those of a batch, for real-time chunking.

    `prefixes` [N, steps, channels] are zero behind the `lengths` [N] that are there, `delays` [N]
    are the seconds from a capture to the first use of its plan; zeros where a device says nothing.
    """

    prefixes: Floats
    lengths: Floats
    delays: Floats


def pack(bundle: Bundle, expected_delay: float, steps: ArrayLike) -> Floats:
    """Return the numbers behind a state vector; `steps` is [n, channels], n from 0 on."""
    limit, channels = bundle.plan_shape
    rows = np.asarray(steps, dtype=np.float32).reshape(-1, channels)
    if not bundle.takes_commitment:
        raise ValueError(f"the backbone of {bundle.name} takes no commitment; leave it out")
    if len(rows) > limit or not np.isfinite(rows).all():
        raise ValueError(f"a commitment is at most {limit} steps of finite numbers")
    if not 0 <= expected_delay <= _DELAY_LIMIT:
        raise ValueError(f"the expected delay is {expected_delay}, legal are 0 to 60 seconds")
    return np.concatenate([np.array([expected_delay]), rows.reshape(-1)]).astype(np.float32)


def unfold(bundle: Bundle, numbers: Floats) -> Floats:
    """Return the numbers of a payload part's front in a row whose length is the bundle's.

    That is the state vector; and, where the backbone takes it, the number of steps committed to,
    the delay, and the steps with zeros behind them.
    """
    fields, (limit, channels) = bundle.state_count, bundle.plan_shape
    if not bundle.takes_commitment:
        if numbers.shape != (fields,):
            raise PayloadError(f"{len(numbers)} numbers of state, not {fields}")
        return numbers
    behind = numbers[fields + 1 :]
    steps, rest = divmod(len(behind), channels)
    is_bare = len(numbers) == fields
    if not is_bare and (len(numbers) < fields + 1 or rest or steps > limit):
        raise PayloadError(f"{len(numbers)} numbers are no state of {fields} and a commitment")
    delay = np.float32(0) if is_bare else numbers[fields]
    if not 0 <= delay <= _DELAY_LIMIT:
        raise PayloadError(f"an expected delay of {delay} seconds")
    padding = np.zeros(limit * channels - len(behind), np.float32)
    return np.concatenate([numbers[:fields], np.array([steps, delay]), behind, padding]).astype(
        np.float32
    )


def fold(bundle: Bundle, rows: Floats) -> tuple[Floats, Commitments]:
    """Return the state vectors [N, S] and the commitments of unfolded rows."""
    fields = bundle.state_count
    prefixes = rows[:, fields + 2 :].reshape(len(rows), *bundle.plan_shape)
    return rows[:, :fields], Commitments(prefixes, rows[:, fields], rows[:, fields + 1])
