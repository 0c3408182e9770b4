"""Python and the real coordinator over real sockets; skipped where there is no binary."""

import dataclasses
import os
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import zmq

import tombolo
from conftest import BUNDLE_FOLDER, PATIENCE, Starter
from tombolo import codec, wire
from tombolo.compute import Floats
from tombolo.crc32c import crc32c

SHAPE = (16, 6, 12)
BUDGET = 5.0  # seconds; the machine of a test may be busy


def model(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
    """Answer with numbers that only this latent and this state give."""
    plans = np.zeros((len(latents), 25, 4), np.float32)
    plans += latents.sum(axis=(1, 2, 3))[:, None, None]
    plans[:, :, 3] = states[:, :1]
    plans += np.arange(25, dtype=np.float32)[None, :, None]
    return plans, latents.reshape(len(latents), -1)[:, :3]


@contextmanager
def serving(worker: tombolo.Worker, stands: bool = True) -> Iterator[None]:
    thread = threading.Thread(target=worker.run, kwargs={"install_signals": False})
    thread.start()
    try:
        assert not stands or worker.wait_until_standing(PATIENCE)
        yield
    finally:
        worker.drain()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def make_worker(endpoint: str, bundle: tombolo.Bundle, **options: object) -> tombolo.Worker:
    return tombolo.Worker(model, bundle=bundle, endpoint=endpoint, **options)  # type: ignore[arg-type]


def sums_balance(counters: dict[str, int]) -> bool:
    ends = sum(counters[fate.value] for fate in tombolo.Fate)
    return counters["submitted"] == ends + counters["waiting"] + counters["inFlight"]


def latent(seed: int) -> Floats:
    generator = np.random.default_rng(seed)
    return generator.laplace(0, 1.5, SHAPE).astype(np.float32)


def test_plans_arrive_and_each_belongs_to_its_latent(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    worker = make_worker(place.workers, bundle)
    with serving(worker), tombolo.Device(place.devices, bundle, budget=BUDGET) as device:
        assert device.wait_until_standing(PATIENCE)
        for seed in range(20):
            state = [seed, 0, 0, 0]
            answer = device.submit(latent(seed), state).result(PATIENCE)
            assert answer.fate is tombolo.Fate.ANSWERED, answer
            assert answer.plan is not None
            quantised = codec.quantise(latent(seed), bundle.steps)[np.newaxis]
            steps, beliefs = model(quantised.astype(np.float32), np.array([state], np.float32))
            assert np.allclose(answer.plan.steps, steps[0])
            assert np.allclose(answer.plan.beliefs, beliefs[0])
            assert 0 < answer.plan.age(time.monotonic_ns()) < BUDGET
            assert 0 < answer.plan.network_time < BUDGET
            assert device.latest is answer.plan
        assert device.counters["answered"] == 20
        assert sums_balance(device.counters)
    assert worker.counters["members.ok"] == 20
    assert worker.counters["ended.left"] == 1


def test_a_flood_of_captures_is_accounted_for(coordinator: Starter, bundle: tombolo.Bundle) -> None:
    place = coordinator()
    with (
        serving(make_worker(place.workers, bundle)),
        tombolo.Device(place.devices, bundle, budget=BUDGET) as device,
    ):
        assert device.wait_until_standing(PATIENCE)
        answers = [device.submit(latent(seed), np.zeros(4)) for seed in range(60)]
        fates = {future.result(PATIENCE).fate for future in answers}
        assert tombolo.Fate.ANSWERED in fates
        assert fates <= {tombolo.Fate.ANSWERED, tombolo.Fate.SUPERSEDED}
        assert sums_balance(device.counters)
        assert answers[-1].result().fate is tombolo.Fate.ANSWERED


def test_exceptions_and_bad_numbers_fail_their_members_only(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()

    def moody(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        if (states[:, 0] == 1).any():
            raise RuntimeError("as the test asks")
        plans, beliefs = model(latents, states)
        plans[states[:, 0] == 2] = np.nan
        return plans, beliefs

    worker = tombolo.Worker(moody, bundle=bundle, endpoint=place.workers, seed=1)
    with serving(worker), tombolo.Device(place.devices, bundle, budget=BUDGET) as device:
        assert device.wait_until_standing(PATIENCE)
        fates = [
            device.submit(latent(0), [mood, 0, 0, 0]).result(PATIENCE).fate.value
            for mood in (0, 1, 2, 3)
        ]
        assert fates == ["answered", "failed", "failed", "answered"]
    assert worker.counters["members.failed"] == 2


def test_a_wrong_bundle_is_refused_by_name(coordinator: Starter, bundle: tombolo.Bundle) -> None:
    place = coordinator()
    other = dataclasses.replace(bundle, identifier=bytes(range(32)))
    with tombolo.Device(place.devices, other) as device:
        refuse = device.wait_until_refused(PATIENCE)
        assert refuse is not None
        assert refuse.reason is wire.RefuseReason.WRONG_BUNDLE
        assert refuse.accepted_bundle == bundle.identifier
        assert not device.wait_until_standing(0)
    worker = make_worker(place.workers, other)
    with serving(worker, stands=False):
        refuse = worker.wait_until_refused(PATIENCE)
        assert refuse is not None
        assert refuse.reason is wire.RefuseReason.WRONG_BUNDLE


def exchange(endpoint: str, parts: list[bytes]) -> wire.Frame:
    """Send one message to the coordinator and return its answer."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    with context, context.socket(zmq.DEALER) as dealer:
        dealer.linger = 0
        dealer.rcvtimeo = int(PATIENCE * 1000)
        dealer.connect(endpoint)
        dealer.send_multipart(parts)
        return wire.decode_parts(dealer.recv_multipart())[0]


def test_another_major_version_is_refused_under_its_epoch(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    hello = wire.Hello("car", bundle.identifier, 100_000, 200_000)
    control = bytearray(wire.encode(wire.Frame(77, 1, hello)))
    control[2] = 2
    control[12:16] = bytes(4)
    control[12:16] = struct.pack("<I", crc32c(control))
    answer = exchange(place.devices, [bytes(control)])
    assert answer.epoch == 77
    assert isinstance(answer.message, wire.Refuse)
    assert answer.message.reason is wire.RefuseReason.WRONG_VERSION
    assert (answer.message.accepted_major, answer.message.accepted_minor) == (1, 0)


def test_a_stranger_is_refused_as_an_unknown_session(coordinator: Starter) -> None:
    answer = exchange(
        coordinator().devices, [wire.encode(wire.Frame(5, 1, wire.Heartbeat(0, 0, 1)))]
    )
    assert (answer.epoch, answer.sequence) == (5, 0)
    assert isinstance(answer.message, wire.Refuse)
    assert answer.message.reason is wire.RefuseReason.UNKNOWN_SESSION


def test_both_come_back_when_the_coordinator_does(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    worker = make_worker(place.workers, bundle)
    with serving(worker), tombolo.Device(place.devices, bundle, budget=BUDGET) as device:
        assert device.wait_until_standing(PATIENCE)
        assert device.submit(latent(1), np.zeros(4)).result(PATIENCE).plan is not None
        place.process.kill()
        place.process.wait()
        lost = device.submit(latent(2), np.zeros(4), budget=0.05).result(PATIENCE)
        assert lost.fate in (tombolo.Fate.LOST, tombolo.Fate.EXPIRED)
        coordinator(place.devices, place.workers)
        end = time.monotonic() + PATIENCE
        answers: list[tombolo.Answer] = []
        while time.monotonic() < end and not any(a.plan for a in answers):
            answers.append(device.submit(latent(3), np.zeros(4)).result(PATIENCE))
        assert answers[-1].plan is not None
        assert device.counters["sessions"] == worker.counters["sessions"] == 2
        assert sums_balance(device.counters)


def test_the_other_implementations_worker_reads_our_latents(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    command = [os.environ["TOMBOLO_BINARY"], "worker", "--coordinator", place.workers]
    command += ["--bundle", str(BUNDLE_FOLDER), "--batch-limit", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with tombolo.Device(place.devices, bundle, budget=BUDGET) as device:
            end, answer = time.monotonic() + PATIENCE, None
            while time.monotonic() < end and (answer is None or answer.plan is None):
                answer = device.submit(latent(0), np.zeros(4)).result(PATIENCE)
                threading.Event().wait(0.02)  # a program starts; it is not to be flooded meanwhile
            for seed in range(40):  # from all zero to nothing that packs
                scaled = latent(seed) * np.float32(0.04 * seed * seed)
                answer = device.submit(scaled, np.zeros(4), multiplier=256 + seed).result(PATIENCE)
                assert answer.fate is tombolo.Fate.ANSWERED, (seed, answer)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def walk(count: int, seed: int = 1) -> list[Floats]:
    """Latents each of which is near the one before."""
    generator = np.random.default_rng(seed)
    steps = generator.normal(0, 0.3, (count, *SHAPE))
    return list((latent(seed) + np.cumsum(steps, axis=0)).astype(np.float32))


def follow(device: tombolo.Device, latents: list[Floats]) -> None:
    """Submit one latent after the other, each once the one before is answered."""
    for number, one in enumerate(latents):
        answer = device.submit(one, [number, 0, 0, 0]).result(PATIENCE)
        assert answer.fate is tombolo.Fate.ANSWERED, (number, answer)


def test_predicted_latents_are_decoded_from_the_chain_that_comes_with_them(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place, seen = coordinator(), dict[int, Floats]()

    def watching(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        for one, state in zip(latents, states, strict=True):
            seen[round(float(state[0]))] = one
        return model(latents, states)

    worker = tombolo.Worker(watching, bundle=bundle, endpoint=place.workers)
    latents = walk(30)
    with serving(worker), tombolo.Device(place.devices, bundle, budget=BUDGET) as device:
        assert device.wait_until_standing(PATIENCE)
        seen.clear()  # of what was measured
        follow(device, latents)
        assert device.counters["answered"] == 30
        # A keyframe and eight behind it, three times, and the start of a fourth chain.
        assert (device.counters["keyframes"], device.counters["predicted"]) == (4, 26)
    scales = np.array(bundle.steps, np.float32)[:, None, None]
    for number, one in enumerate(latents):
        assert (np.abs(seen[number] - one) <= 0.7001 * scales).all(), number
    assert worker.counters["links"] == 3 * sum(range(9)) + 3
    assert worker.counters["members.ok"] == 30


def test_a_device_may_send_keyframes_alone(coordinator: Starter, bundle: tombolo.Bundle) -> None:
    place = coordinator()
    worker = make_worker(place.workers, bundle)
    with (
        serving(worker),
        tombolo.Device(
            place.devices, bundle, budget=BUDGET, predicts=False, effort="fast"
        ) as device,
    ):
        assert device.wait_until_standing(PATIENCE)
        follow(device, walk(5))
        assert (device.counters["keyframes"], device.counters["predicted"]) == (5, 0)
    assert worker.counters["links"] == 0


def test_a_chain_ends_with_its_coordinator_and_begins_anew_with_the_next(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    with (
        serving(make_worker(place.workers, bundle)),
        tombolo.Device(place.devices, bundle, budget=BUDGET) as device,
    ):
        assert device.wait_until_standing(PATIENCE)
        follow(device, walk(4))
        assert (device.counters["keyframes"], device.counters["predicted"]) == (1, 3)
        place.process.kill()
        place.process.wait()
        coordinator(place.devices, place.workers)
        end, plan = time.monotonic() + PATIENCE, None
        while time.monotonic() < end and plan is None:
            plan = device.submit(latent(3), np.zeros(4)).result(PATIENCE).plan
        before = device.counters
        follow(device, walk(4, seed=3))
        assert device.counters["predicted"] > before["predicted"]
        assert device.counters["keyframesRequested"] == 0
        assert sums_balance(device.counters)


def test_a_reference_that_nobody_holds_is_missing(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    coded = codec.encode(latent(0), bundle.steps)
    payload = bytes(16) + coded
    described = wire.SensorLatent(0, codec.CODEC, codec.UNITY, 1152, len(coded), reference=5)
    message = wire.Latent(7, 1_000_000, 0, 16, crc32c(payload), (described,))
    hello = wire.Hello("car", bundle.identifier, 100_000, 200_000)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    with serving(make_worker(place.workers, bundle)), context, context.socket(zmq.DEALER) as dealer:
        dealer.linger = 0
        dealer.rcvtimeo = int(PATIENCE * 1000)
        dealer.connect(place.devices)
        dealer.send_multipart([wire.encode(wire.Frame(77, 0, hello))])
        answer = wire.decode_parts(dealer.recv_multipart())[0].message
        assert isinstance(answer, wire.Welcome)
        dealer.send_multipart([wire.encode(wire.Frame(77, 6, message)), payload])
        while not isinstance(answer, wire.Outcome):
            answer = wire.decode_parts(dealer.recv_multipart())[0].message
    assert answer == wire.Outcome(
        7, 6, wire.OutcomeFate.REJECTED, wire.OutcomeCause.MISSING_REFERENCE,
        wire.ReferenceStatus.MISSING,
    )  # fmt: skip


def test_the_other_implementations_worker_follows_our_chains(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    command = [os.environ["TOMBOLO_BINARY"], "worker", "--coordinator", place.workers]
    command += ["--bundle", str(BUNDLE_FOLDER), "--batch-limit", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with tombolo.Device(place.devices, bundle, budget=BUDGET) as device:
            end, answer = time.monotonic() + PATIENCE, None
            while time.monotonic() < end and (answer is None or answer.plan is None):
                answer = device.submit(latent(0), np.zeros(4)).result(PATIENCE)
                threading.Event().wait(0.02)
            follow(device, walk(20))
            assert device.counters["predicted"] >= 15
            assert device.counters["keyframesRequested"] == 0
    finally:
        process.terminate()
        process.wait(PATIENCE)


def test_a_worker_drives_the_other_implementations_car(
    coordinator: Starter, bundle: tombolo.Bundle
) -> None:
    place = coordinator()
    edge = Path(os.environ["TOMBOLO_BINARY"]).with_name("tombolo-edge")
    if not edge.exists():
        pytest.skip("there is no tombolo-edge beside the tombolo program")

    def ahead(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        """Straight on, at the speed that is driven."""
        plans = np.zeros((len(latents), 25, 4), np.float32)
        plans[:, :, 3] = states[:, :1]
        plans[:, :, 0] = states[:, :1] * 0.1 * np.arange(1, 26, dtype=np.float32)
        return plans, np.zeros((len(latents), 3), np.float32)

    worker = tombolo.Worker(ahead, bundle=bundle, endpoint=place.workers)
    with serving(worker):
        command = [str(edge), "--coordinator", place.devices, "--bundle", str(BUNDLE_FOLDER)]
        process = subprocess.run(
            [*command, "--duration", "3"], capture_output=True, text=True, timeout=3 * PATIENCE,
            check=False,
        )  # fmt: skip
        assert process.returncode == 0, process.stderr
    counters = worker.counters
    assert counters["members.ok"] >= 10, (counters, process.stdout)
    assert counters["links"] >= 10, counters
    assert "members.malformed" not in counters, counters


@pytest.mark.parametrize("who", ["coordinator", "worker"])
def test_draining_ends_in_goodbye(coordinator: Starter, bundle: tombolo.Bundle, who: str) -> None:
    place = coordinator()
    worker = make_worker(place.workers, bundle)
    with serving(worker):
        if who == "coordinator":
            said = place.stop()
            assert place.process.returncode == 0, said
    assert worker.counters["ended.left"] + worker.counters.get("ended.goodbye", 0) >= 1
