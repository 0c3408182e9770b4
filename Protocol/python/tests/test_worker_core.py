"""A worker's batches and drains without clock, socket or thread, and one batch's computation."""

import dataclasses
import logging
import random
from typing import Any

import numpy as np
import pytest

from tombolo import Bundle, ResultError, codec, wire
from tombolo import session as s
from tombolo.compute import Backbone, Floats, compute, failed, measure
from tombolo.crc32c import crc32c
from tombolo.payload import pack_latent
from tombolo.worker_core import COME_BACK, Compute, Done, Step, WorkerCore

MS = s.MILLISECOND
REGISTER = wire.Register("w", (wire.RegisteredModel(bytes(32), 8, ()),))
LATENT = wire.SensorLatent(0, 1, 256, 4, 4)
BATCH = wire.Batch((wire.BatchMember(1, 1, 1, 100_000, 0, 0, (LATENT,)),))
FAILED = wire.ResultMember(1, wire.ResultStatus.FAILED, 0, 0)
RESULT = wire.BatchResult(1, 5, 1, (wire.ChannelGroup(0, 100_000, 1, 1),), 0, (FAILED,))


class Rig:
    """A worker's core and the coordinator's end of its session."""

    def __init__(self) -> None:
        self.core = WorkerCore(s.Session(REGISTER, seed=5))
        self.sequence = -1
        self.core.step(s.Start(), 0)
        self.core.step(s.Writable(1), 0)
        self.answer(wire.Welcome(100_000, 600_000, 2), 0)

    def answer(self, message: wire.Message, now: int, *payloads: bytes) -> list[Step]:
        self.sequence += 1
        frame = wire.Frame(self.core.session.epoch, self.sequence, message)
        return self.core.step(s.Received(1, (wire.encode(frame), *payloads)), now)

    def batch(self, now: int) -> Compute:
        (job,) = [o for o in self.answer(BATCH, now, bytes(4)) if isinstance(o, Compute)]
        return job


def messages(outputs: list[Step]) -> list[wire.Message]:
    return [wire.decode(o.parts[0]).message for o in outputs if isinstance(o, s.Transmit)]


def test_a_batch_is_computed_and_its_result_sent() -> None:
    rig = Rig()
    job = rig.batch(7 * MS)
    assert (job.sequence, job.batch, job.payloads, job.arrival) == (1, BATCH, (bytes(4),), 7 * MS)
    assert messages(rig.core.finished(job.epoch, RESULT, (b"",), 9 * MS)) == [RESULT]
    assert rig.core.held_count == 0


def test_a_result_of_a_lost_session_is_dropped_and_counted() -> None:
    rig = Rig()
    job = rig.batch(0)
    rig.core.step(s.Tick(), 600 * MS)
    assert rig.core.finished(job.epoch, RESULT, (b"",), 601 * MS) == []
    assert rig.core.counters["resultsOfLostSessions"] == 1
    assert rig.core.held_count == 0


def test_batches_beyond_any_credit_are_dropped_and_counted() -> None:
    rig = Rig()
    for _ in range(64):
        rig.batch(0)
    assert not [o for o in rig.answer(BATCH, 0, bytes(4)) if isinstance(o, Compute)]
    assert rig.core.counters["batchesBeyondCredit"] == 1


def test_a_drain_of_ours_waits_for_results_and_for_batches_on_their_way() -> None:
    rig = Rig()
    job = rig.batch(0)
    assert messages(rig.core.drain(10 * MS)) == [wire.Drain()]
    assert rig.core.drain(11 * MS) == []
    crossed = rig.batch(12 * MS)
    assert messages(rig.core.finished(job.epoch, RESULT, (b"",), 20 * MS)) == [RESULT]
    assert messages(rig.core.finished(crossed.epoch, RESULT, (b"",), 21 * MS)) == [RESULT]
    assert rig.core.session.is_standing
    # An echo of a stamp from before the drain says nothing, one from after it does.
    assert rig.answer(wire.Heartbeat(9 * MS, 1, 1), 30 * MS) == []
    outputs = rig.answer(wire.Heartbeat(25 * MS, 1, 1), 40 * MS)
    assert messages(outputs) == [wire.Goodbye(wire.GoodbyeReason.FINISHED)]
    assert outputs[-1] == Done()


def test_a_coordinator_that_echoes_nothing_keeps_nobody() -> None:
    rig = Rig()
    rig.core.drain(0)
    rig.core.step(s.Tick(), 10 * MS)
    for now in range(0, 610 * MS, 100 * MS):
        rig.answer(wire.Heartbeat(0, 0, 1), now)
    assert Done() in rig.core.step(s.Tick(), 620 * MS)


def test_a_drain_without_a_session_is_done_at_once() -> None:
    core = WorkerCore(s.Session(REGISTER, seed=5))
    core.step(s.Start(), 0)
    assert core.drain(1)[-1] == Done()


def test_a_drain_of_the_coordinators_is_obeyed_and_the_worker_comes_back() -> None:
    rig = Rig()
    job = rig.batch(0)
    assert rig.answer(wire.Drain(), 5 * MS) == []
    outputs = rig.core.finished(job.epoch, RESULT, (b"",), 9 * MS)
    assert messages(outputs) == [RESULT, wire.Goodbye(wire.GoodbyeReason.FINISHED)]
    assert Done() not in outputs
    deadline = rig.core.deadline or 0
    assert 9 * MS + COME_BACK <= deadline <= 9 * MS + COME_BACK * 3 // 2
    assert rig.core.step(s.Tick(), deadline) == [s.Open(2)]


def test_a_lost_session_does_not_hold_up_a_drain() -> None:
    rig = Rig()
    rig.batch(0)
    rig.core.drain(10 * MS)
    assert Done() in rig.core.step(s.Tick(), 600 * MS)


# One batch.


def member(bundle: Bundle, number: int, **changes: Any) -> tuple[wire.BatchMember, bytes]:
    latent = np.full(bundle.latent_shape, number, np.float32)
    compressed = codec.encode(latent, bundle.steps)
    payload = pack_latent(np.full(4, number), compressed)
    described = wire.SensorLatent(0, 1, 256, latent.size, len(compressed))
    made = wire.BatchMember(number, 1, 1, 100_000, crc32c(payload), 16, (described,))
    return dataclasses.replace(made, **changes), payload


def changed(member: wire.BatchMember, **changes: Any) -> wire.BatchMember:
    latent = dataclasses.replace(member.latents[0], **changes)
    return dataclasses.replace(member, latents=(latent,))


def job_of(*members: tuple[wire.BatchMember, bytes]) -> Compute:
    batch = wire.Batch(tuple(m for m, _ in members))
    return Compute(9, 4, batch, tuple(payload for _, payload in members), arrival=0)


def model(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
    plans = np.zeros((len(latents), 25, 4), np.float32) + latents[:, :1, 0, :1]
    return plans, np.zeros((len(latents), 3), np.float32) + states[:, :1]


def run(bundle: Bundle, backbone: Backbone, job: Compute, now: int = 0) -> tuple[Any, ...]:
    result, payloads, tally = compute(bundle, backbone, job, 3, lambda: now)
    sent = wire.decode(wire.encode(wire.Frame(1, 1, result)))  # what is made must be sendable
    assert sent.message == result
    assert [len(p) for p in payloads] == [m.payload_byte_count for m in result.members]
    assert sum(tally.values()) == len(payloads)
    return result, payloads, [m.status.label for m in result.members]


def test_each_member_gets_its_own_row(bundle: Bundle) -> None:
    result, payloads, statuses = run(
        bundle, model, job_of(member(bundle, 3), member(bundle, 1), member(bundle, 2))
    )
    assert statuses == ["ok"] * 3
    assert (result.batch, result.model_version, result.groups[0].step_count) == (4, 3, 25)
    for number, payload in zip((3, 1, 2), payloads, strict=True):
        assert (np.frombuffer(payload, "<f4") == number).all()
    assert [m.payload_checksum for m in result.members] == [crc32c(p) for p in payloads]


def test_damaged_members_are_malformed_and_the_others_run(bundle: Bundle) -> None:
    good, payload = member(bundle, 1)
    infinite = pack_latent(np.zeros(4), payload[16:])[:12] + b"\0\0\x80\x7f" + payload[16:]
    shorter = dataclasses.replace(good, state_byte_count=12)
    (latent,) = good.latents
    another = dataclasses.replace(latent, sensor=1)
    broken = [
        (dataclasses.replace(good, payload_checksum=1), payload),
        (changed(good, codec=2), payload),
        (changed(good, element_count=99), payload),
        (changed(good, reference=5), payload),  # and no link
        (dataclasses.replace(good, latents=(latent, another)), payload + payload[16:]),
        (dataclasses.replace(good, payload_checksum=crc32c(infinite)), infinite),
        (changed(shorter, latent_byte_count=latent.latent_byte_count + 4), payload),
        member(bundle, 2),
    ]  # fmt: skip
    assert run(bundle, model, job_of(*broken))[2] == ["malformed"] * 7 + ["ok"]


# Chains.


def chain(
    bundle: Bundle, count: int, seed: int = 1, number: int = 7
) -> tuple[wire.BatchMember, list[bytes], Floats]:
    """Return a member behind `count` links, all payload parts, and the latent it decodes to."""
    generator = np.random.default_rng(seed)
    latent = generator.laplace(0, 2, bundle.latent_shape).astype(np.float32)
    links: list[wire.ChainLink] = []
    payloads: list[bytes] = []
    reference: Floats | None = None
    for sequence in range(10, 10 + 3 * count + 1, 3):
        multiplier = int(generator.integers(128, 512))
        coded = codec.code(latent, reference, bundle.steps, multiplier)
        payloads.append(pack_latent(np.full(4, sequence), coded.content))
        described = wire.SensorLatent(
            0, 1, multiplier, latent.size, len(coded.content),
            sequence - 3 if coded.is_predicted else 0,
        )  # fmt: skip
        links.append(wire.ChainLink(sequence, crc32c(payloads[-1]), 16, (described,)))
        reference = coded.latent
        latent = latent + generator.normal(0, 0.3, latent.shape).astype(np.float32)
    assert reference is not None
    own = links.pop()
    made = wire.BatchMember(
        number, 1, own.sequence, 100_000, own.payload_checksum, 16, own.latents, tuple(links)
    )
    return made, payloads, reference


def batch_of(*members: tuple[wire.BatchMember, list[bytes]]) -> Compute:
    batch = wire.Batch(tuple(m for m, _ in members))
    parts = tuple(part for _, payloads in members for part in payloads)
    frame = wire.Frame(1, 1, batch)
    assert wire.decode_parts([wire.encode(frame), *parts]) == (frame, parts)
    return Compute(9, 4, batch, parts, arrival=0)


def test_chains_of_every_length_are_decoded_beside_each_other(bundle: Bundle) -> None:
    seen: list[tuple[Floats, Floats]] = []

    def watching(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        seen.append((latents, states))
        return model(latents, states)

    made = [chain(bundle, count, seed=count) for count in (8, 0, 3, 1)]
    job = batch_of(*[(member, payloads) for member, payloads, _ in made])
    for _ in range(2):  # and nothing is kept between batches
        assert run(bundle, watching, job)[2] == ["ok"] * 4
        latents, states = seen.pop()
        for row, (member, _, latent) in enumerate(made):
            assert np.array_equal(latents[row], latent)
            assert (states[row] == member.sequence).all()


def with_link(member: wire.BatchMember, place: int, **changes: Any) -> wire.BatchMember:
    links = list(member.links)
    links[place] = dataclasses.replace(links[place], **changes)
    return dataclasses.replace(member, links=tuple(links))


def with_reference(member: wire.BatchMember, place: int, reference: int) -> wire.BatchMember:
    described = dataclasses.replace(member.links[place].latents[0], reference=reference)
    return with_link(member, place, latents=(described,))


def test_a_broken_chain_fails_its_member_alone(bundle: Bundle) -> None:
    good, payloads, _ = chain(bundle, 3)
    first, second = good.links[:2]
    damaged = [payloads[0], payloads[1][:-1] + bytes([payloads[1][-1] ^ 1]), *payloads[2:]]
    (described,) = second.latents
    two = (described, dataclasses.replace(described, sensor=1))
    doubled = payloads[1] + payloads[1][16:]
    unsound = np.float32("nan").tobytes() + payloads[1][4:]
    broken = [
        (good, damaged),
        (with_link(good, 1, payload_checksum=1), payloads),
        (with_reference(good, 0, 5), payloads),  # a first link that is none
        (with_reference(good, 1, 0), payloads),  # predicted, and said to be alone
        (with_reference(good, 2, first.sequence), payloads),  # not from the one before
        (changed(good, reference=second.sequence), payloads),
        (changed(good, reference=0), payloads),
        (dataclasses.replace(good, links=good.links[1:]), payloads[1:]),
        (dataclasses.replace(good, links=(first, *good.links[2:])), [payloads[0], *payloads[2:]]),
        (with_link(good, 1, latents=(dataclasses.replace(described, codec=2),)), payloads),
        (with_link(good, 1, latents=(dataclasses.replace(described, element_count=9),)), payloads),
        (with_link(good, 1, latents=two, payload_checksum=crc32c(doubled)),
         [payloads[0], doubled, *payloads[2:]]),
        (with_link(good, 1, payload_checksum=crc32c(unsound)),
         [payloads[0], unsound, *payloads[2:]]),
        (good, payloads),
    ]  # fmt: skip
    assert run(bundle, model, batch_of(*broken))[2] == ["malformed"] * 13 + ["ok"]


def test_a_keyframe_within_a_chain_begins_anew(bundle: Bundle) -> None:
    before, parts, _ = chain(bundle, 0, seed=5)
    after, payloads, latent = chain(bundle, 2, seed=6)
    early = wire.ChainLink(1, before.payload_checksum, 16, before.latents)
    member = dataclasses.replace(after, links=(early, *after.links))
    found: list[Floats] = []

    def watching(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        found.append(latents)
        return model(latents, states)

    assert run(bundle, watching, batch_of((member, parts + payloads)))[2] == ["ok"]
    assert np.array_equal(found[0][0], latent)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_chains_with_good_checksums_leave_the_others_alone(
    bundle: Bundle, seed: int
) -> None:
    chance = random.Random(seed)
    good, payloads, _ = chain(bundle, 2, seed)
    for _ in range(25):
        place = chance.randrange(2)
        content = bytearray(payloads[place])
        for _ in range(chance.randint(1, 5)):
            content[chance.randrange(16, len(content))] = chance.randrange(256)
        parts = [*payloads[:place], bytes(content), *payloads[place + 1 :]]
        broken = with_link(good, place, payload_checksum=crc32c(parts[place]))
        statuses = run(bundle, model, batch_of((broken, parts), (good, payloads)))[2]
        assert statuses[0] in ("ok", "malformed"), f"seed {seed}"
        assert statuses[1] == "ok", f"seed {seed}"


def test_members_whose_budget_is_spent_are_not_computed(bundle: Bundle) -> None:
    seen: list[int] = []

    def counting(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        seen.append(len(latents))
        return model(latents, states)

    job = job_of(member(bundle, 1, budget_us=50_000), member(bundle, 2, budget_us=50_001))
    assert run(bundle, counting, job, now=50 * MS)[2] == ["expired", "ok"]
    assert run(bundle, counting, job, now=60 * MS)[2] == ["expired", "expired"]
    assert seen == [1]


def test_a_row_that_is_not_finite_fails_alone(bundle: Bundle) -> None:
    def shaky(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        plans, beliefs = model(latents, states)
        plans[0, 3, 2] = np.inf
        return plans, beliefs

    assert run(bundle, shaky, job_of(member(bundle, 1), member(bundle, 2)))[2] == ["failed", "ok"]


def raising(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
    raise RuntimeError("as the test asks")


def exiting(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
    raise SystemExit(3)


WRONG: list[Any] = [
    raising,
    exiting,
    lambda latents, states: None,
    lambda latents, states: (np.zeros((1, 25, 4)), np.zeros((1, 3)), 1),
    lambda latents, states: (np.zeros((len(latents), 24, 4)), np.zeros((len(latents), 3))),
    lambda latents, states: (np.zeros((1, 25, 4)), np.zeros((1, 3))),
    lambda latents, states: ("plans", "beliefs"),
]


@pytest.mark.parametrize("backbone", WRONG)
def test_whatever_a_function_does_its_batch_is_failed(
    bundle: Bundle, backbone: Backbone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    second, payload = member(bundle, 2)
    job = job_of(member(bundle, 1), (changed(second, codec=9), payload), member(bundle, 3))
    assert run(bundle, backbone, job)[2] == ["failed", "malformed", "failed"]
    assert "event=failed members=2" in caplog.text


def test_a_batch_for_a_model_that_was_not_registered_is_failed(bundle: Bundle) -> None:
    def never(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        raise AssertionError("no model runs it")

    job = job_of(member(bundle, 1), member(bundle, 2))
    for place in (1, 3):
        other = dataclasses.replace(job, batch=dataclasses.replace(job.batch, model=place))
        result, payloads, statuses = run(bundle, never, other)
        assert statuses == ["failed", "failed"]
        assert payloads == (b"", b"")
        assert [m.member for m in result.members] == [1, 2]
        wire.encode(wire.Frame(1, 1, result))


def test_a_batch_of_which_nothing_came_is_failed(bundle: Bundle) -> None:
    result, payloads, tally = failed(bundle, job_of(member(bundle, 1), member(bundle, 2)), 3)
    assert wire.decode(wire.encode(wire.Frame(1, 1, result))).message == result
    assert (payloads, tally) == ((b"", b""), {"failed": 2})


def test_measuring_names_the_powers_of_two_and_the_limit(bundle: Bundle) -> None:
    assert [entry.batch for entry in measure(bundle, model, 6)] == [1, 2, 4, 6]
    assert [entry.batch for entry in measure(bundle, model, 1)] == [1]
    assert all(entry.time_us >= 1 for entry in measure(bundle, model, 2))


def test_measuring_refuses_a_function_that_answers_wrongly(bundle: Bundle) -> None:
    for backbone in WRONG[2:5]:
        with pytest.raises(ResultError, match="returned"):
            measure(bundle, backbone, 2)

    def nothing(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        plans, beliefs = model(latents, states)
        return plans * np.nan, beliefs

    with pytest.raises(ResultError, match="finite"):
        measure(bundle, nothing, 1)
