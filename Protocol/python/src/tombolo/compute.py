"""One batch through a Python function: unpack, run, check, pack, with a status a member."""

import logging
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tombolo import codec, limits, wire
from tombolo.bundle import Bundle
from tombolo.commitment import fold, unfold
from tombolo.crc32c import crc32c
from tombolo.payload import (
    PayloadError,
    compressed_latents,
    pack_latent,
    pack_plan,
    state_vector,
)
from tombolo.session import MICROSECOND
from tombolo.worker_core import Compute

Floats = NDArray[np.float32]

Backbone = Callable[..., tuple[Any, Any]]
"""latents [N, C, H, W] and states [N, S] to plans [N, steps, channels] and beliefs [N, B].

Of a bundle whose backbone takes them, the third argument is what the devices have committed to.
"""

_WARM_UPS: Final = 2
_REPEATS: Final = range(5, 16)  # runs a batch size is timed: at least, and at most
_ENOUGH_NS: Final = 200_000_000  # time after which the least will do
_SEED: Final = 20_240_229
_U32: Final = 2**32 - 1

log = logging.getLogger("tombolo.worker")


class ResultError(ValueError):
    """A backbone that returned something else than plans and beliefs of the bundle's shapes."""


def run(bundle: Bundle, backbone: Backbone, latents: Floats, states: Floats) -> tuple[Any, Any]:
    """Call `backbone`; returns plans and beliefs as float32 of the shapes of `bundle`."""
    if bundle.takes_commitment:
        returned = backbone(latents, *fold(bundle, states))
    else:
        returned = backbone(latents, states)
    if not isinstance(returned, tuple) or len(returned) != 2:  # noqa: PLR2004
        raise ResultError(f"returned {type(returned).__name__}, expected (plans, beliefs)")
    count = len(latents)
    expected = ((count, *bundle.plan_shape), (count, bundle.belief_count))
    plans, beliefs = (np.asarray(one, dtype=np.float32) for one in returned)
    if (plans.shape, beliefs.shape) != expected:
        raise ResultError(
            f"returned plans {plans.shape} and beliefs {beliefs.shape}, "
            f"expected {expected[0]} and {expected[1]}"
        )
    return plans, beliefs


def measure(bundle: Bundle, backbone: Backbone, limit: int) -> tuple[wire.ServiceTime, ...]:
    """Time batches of 1, 2, 4, ... and `limit`: the median of 5 to 15 runs, after two to warm up.

    A run decodes and computes. The latents are seeded noise behind chains of half the length that
    is allowed. Raises `ResultError` if the results have other shapes or are not finite, and
    whatever the function raises: better now than in traffic.
    """
    sizes = sorted({1 << bit for bit in range(limit.bit_length())} | {limit})
    member, payloads = _example(bundle)
    times = []
    for size in sizes[-limits.SERVICE_TIMES :]:
        spent: list[int] = []
        for turn in range(_WARM_UPS + _REPEATS.stop - 1):
            start = time.perf_counter_ns()
            unpacked = [_unpack(bundle, member, payloads) for _ in range(size)]
            states, latents = (np.stack(each) for each in zip(*unpacked, strict=True))
            plans, beliefs = run(bundle, backbone, latents, states)
            if not (np.isfinite(plans).all() and np.isfinite(beliefs).all()):
                raise ResultError(f"returned numbers that are not finite, at batch {size}")
            if turn >= _WARM_UPS:
                spent.append(time.perf_counter_ns() - start)
            if len(spent) >= _REPEATS.start and sum(spent) >= _ENOUGH_NS:
                break
        median = int(statistics.median(spent)) // MICROSECOND
        times.append(wire.ServiceTime(size, min(max(median, 1), _U32)))
    return tuple(times)


def _example(bundle: Bundle) -> tuple[wire.BatchMember, list[bytes]]:
    """Return a member, and the payload parts of its links and its own."""
    generator = np.random.default_rng(_SEED)
    scales = np.array(bundle.steps, dtype=np.float32)[:, np.newaxis, np.newaxis]
    state = generator.normal(size=bundle.state_count).astype(np.float32)
    latent = generator.laplace(0, 1.5, bundle.latent_shape)
    coded: codec.Coded | None = None
    links: list[wire.ChainLink] = []
    payloads: list[bytes] = []
    for sequence in range(1, limits.CHAIN_DEPTH // 2 + 2):
        latent = latent + generator.normal(0, 0.4, bundle.latent_shape)
        before = None if coded is None else coded.latent
        coded = codec.code((latent * scales).astype(np.float32), before, bundle.steps)
        described = wire.SensorLatent(
            sensor=0,
            codec=codec.CODEC,
            multiplier=codec.UNITY,
            element_count=latent.size,
            latent_byte_count=len(coded.content),
            reference=sequence - 1 if coded.is_predicted else 0,
        )
        payloads.append(pack_latent(state, coded.content))
        links.append(wire.ChainLink(sequence, crc32c(payloads[-1]), state.nbytes, (described,)))
    own = links.pop()
    member = wire.BatchMember(
        1, 1, own.sequence, _U32, own.payload_checksum, state.nbytes, own.latents, tuple(links)
    )
    return member, payloads


def compute(
    bundle: Bundle, backbone: Backbone, job: Compute, version: int, now: Callable[[], int]
) -> tuple[wire.BatchResult, tuple[bytes, ...], Counter[str]]:
    """Run a batch; returns its result, the payload parts, and what became of members by status.

    A damaged member is `malformed`, one without budget `expired`; if the function raises or
    returns other shapes every other member is `failed`, if a row is not finite only that one. So is
    every member of a batch for another model than the one that was registered.
    """
    if job.batch.model:
        log.warning("event=failed members=%d model=%d", len(job.batch.members), job.batch.model)
        return failed(bundle, job, version)
    statuses: list[wire.ResultStatus] = []
    latents: list[Floats] = []
    states: list[Floats] = []
    start = now()
    parts = iter(job.payloads)
    for member in job.batch.members:
        own = list(islice(parts, len(member.links) + 1))
        if now() - job.arrival >= member.budget_us * MICROSECOND:
            statuses.append(wire.ResultStatus.EXPIRED)
            continue
        try:
            state, latent = _unpack(bundle, member, own)
        except (PayloadError, codec.CodecError) as error:
            log.warning("event=malformed member=%d error=%r", member.member, str(error))
            statuses.append(wire.ResultStatus.MALFORMED)
            continue
        statuses.append(wire.ResultStatus.OK)
        latents.append(latent)
        states.append(state)
    rows = iter(_rows(bundle, backbone, latents, states))
    spent = max(now() - start, 0) // MICROSECOND
    payloads: list[bytes] = []
    for place, status in enumerate(statuses):
        packed = next(rows) if status is wire.ResultStatus.OK else None
        if packed is None and status is wire.ResultStatus.OK:
            statuses[place] = wire.ResultStatus.FAILED
        payloads.append(packed or b"")
    return (
        _result(bundle, job, version, min(spent, _U32), statuses, payloads),
        tuple(payloads),
        Counter(status.label for status in statuses),
    )


def failed(
    bundle: Bundle, job: Compute, version: int
) -> tuple[wire.BatchResult, tuple[bytes, ...], Counter[str]]:
    """Return what answers a batch of which nothing came."""
    count = len(job.batch.members)
    statuses = [wire.ResultStatus.FAILED] * count
    payloads = [b""] * count
    tally = Counter({wire.ResultStatus.FAILED.label: count})
    return _result(bundle, job, version, 0, statuses, payloads), tuple(payloads), tally


def _unpack(
    bundle: Bundle, member: wire.BatchMember, payloads: Sequence[bytes]
) -> tuple[Floats, Floats]:
    """Return state, as a row of `unfold`, and latent of a member, which have to be the bundle's.

    `payloads` are those of its links and its own: the chain is decoded in order, into one place.
    """
    latent: Floats | None = None
    state = np.empty(0, np.float32)
    before = 0
    chain: tuple[wire.ChainLink | wire.BatchMember, ...] = (*member.links, member)
    for message, payload in zip(chain, payloads, strict=True):
        described = message.latents[0]
        _check(bundle, message)
        if described.reference not in (0, before):
            raise codec.CodecError(f"predicted from {described.reference}, before it is {before}")
        compressed = compressed_latents(message, payload)
        state = state_vector(message, payload)  # finite, in links too
        if described.reference and latent is not None:
            latent = codec.update(latent, compressed, bundle.steps, described.multiplier)
        else:
            latent = codec.decode(
                compressed, bundle.latent_shape, bundle.steps, described.multiplier
            )
        before = message.sequence
    row = unfold(bundle, state)
    if latent is None or not np.isfinite(latent).all():
        raise PayloadError("the latent is not finite")
    return row, latent


def _check(bundle: Bundle, message: wire.BatchMember | wire.ChainLink) -> None:
    described = message.latents[0]
    if len(message.latents) > 1:
        raise codec.CodecError("one sensor is all that is served here")
    if described.codec != codec.CODEC:
        raise codec.CodecError(f"codec {described.codec} is not known here")
    if described.element_count != np.prod(bundle.latent_shape):
        raise codec.CodecError(f"{described.element_count} elements, not {bundle.latent_shape}")


def _rows(
    bundle: Bundle, backbone: Backbone, latents: list[Floats], states: list[Floats]
) -> list[bytes | None]:
    """Return the payload part of each row, None where there is none to send."""
    if not latents:
        return []
    try:
        plans, beliefs = run(bundle, backbone, np.stack(latents), np.stack(states))
    except (Exception, SystemExit):
        log.exception("event=failed members=%d", len(latents))
        return [None] * len(latents)
    packed: list[bytes | None] = []
    for plan, belief in zip(plans, beliefs, strict=True):
        try:
            packed.append(pack_plan(plan, belief))
        except PayloadError as error:
            log.warning("event=failed members=1 error=%r", str(error))
            packed.append(None)
    return packed


def _result(
    bundle: Bundle,
    job: Compute,
    version: int,
    spent: int,
    statuses: list[wire.ResultStatus],
    payloads: list[bytes],
) -> wire.BatchResult:
    members = zip(job.batch.members, statuses, payloads, strict=True)
    return wire.BatchResult(
        batch=job.sequence,
        compute_time_us=spent,
        model_version=version,
        groups=(wire.ChannelGroup(bundle.first_step_us, bundle.step_us, *bundle.plan_shape),),
        belief_count=bundle.belief_count,
        members=tuple(
            wire.ResultMember(
                member.member, status, len(payload), crc32c(payload) if payload else 0
            )
            for member, status, payload in members
        ),
    )
