"""What a device has committed to: from the call of a device to the argument of a backbone."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tombolo import Bundle, codec, commitment, wire
from tombolo.compute import Floats, compute, measure
from tombolo.crc32c import crc32c
from tombolo.payload import PayloadError, pack_latent
from tombolo.worker_core import Compute


@pytest.fixture
def chunking(bundle: Bundle) -> Bundle:
    """The bundle, of a backbone that takes commitments."""
    return dataclasses.replace(bundle, takes_commitment=True)


def rows(bundle: Bundle, count: int) -> Floats:
    channels = bundle.plan_shape[1]
    numbers = np.arange(count * channels, dtype=np.float32) / np.float32(8)
    return numbers.reshape(count, channels).astype(np.float32)


def zeros(bundle: Bundle, count: int) -> tuple[Floats, Floats]:
    plans = np.zeros((count, *bundle.plan_shape), np.float32)
    return plans, np.zeros((count, bundle.belief_count), np.float32)


def member(bundle: Bundle, numbers: Floats) -> tuple[wire.BatchMember, bytes]:
    compressed = codec.encode(np.ones(bundle.latent_shape, np.float32), bundle.steps)
    payload = pack_latent(numbers, compressed)
    size = int(np.prod(bundle.latent_shape))
    described = wire.SensorLatent(0, 1, 256, size, len(compressed))
    state_bytes = len(payload) - len(compressed)
    return wire.BatchMember(1, 1, 1, 100_000, crc32c(payload), state_bytes, (described,)), payload


def test_each_backbone_gets_what_its_devices_committed_to(chunking: Bundle) -> None:
    seen: list[Any] = []

    def backbone(
        latents: Floats, states: Floats, committed: commitment.Commitments
    ) -> tuple[Floats, Floats]:
        seen.append((states, committed))
        return zeros(chunking, len(latents))

    state = np.arange(chunking.state_count, dtype=np.float32)
    steps = rows(chunking, 3)
    told = np.concatenate([state, commitment.pack(chunking, 0.25, steps)])
    whole = np.concatenate([state, commitment.pack(chunking, 0.5, rows(chunking, 25))])
    none = np.concatenate([state, commitment.pack(chunking, 0.125, ())])
    broken = (told[:-1], np.concatenate([whole, steps[0]]), state[:-1], np.append(state, -1.0))
    members = [
        member(chunking, each.astype(np.float32)) for each in (told, state, whole, none, *broken)
    ]
    batch = wire.Batch(tuple(each for each, _ in members))
    job = Compute(9, 4, batch, tuple(payload for _, payload in members), arrival=0)
    result, _, _ = compute(chunking, backbone, job, 3, lambda: 0)
    assert [each.status.label for each in result.members] == ["ok"] * 4 + ["malformed"] * 4
    ((states, committed),) = seen
    assert (states == state).all()
    assert states.shape == (4, chunking.state_count)
    assert committed.lengths.tolist() == [3, 0, 25, 0]
    assert committed.delays.tolist() == [0.25, 0, 0.5, 0.125]
    assert (committed.prefixes[0, :3] == steps).all()
    assert not committed.prefixes[0, 3:].any()
    assert not committed.prefixes[1].any()
    assert not committed.prefixes[3].any()
    assert (committed.prefixes[2] == rows(chunking, 25)).all()


def test_a_backbone_that_takes_commitments_is_measured_with_none(chunking: Bundle) -> None:
    def backbone(
        latents: Floats, _states: Floats, committed: commitment.Commitments
    ) -> tuple[Floats, Floats]:
        assert not committed.lengths.any()
        return zeros(chunking, len(latents))

    assert [time.batch for time in measure(chunking, backbone, 2)] == [1, 2]


def test_a_bundle_says_whether_its_backbone_takes_them(bundle: Bundle, tmp_path: Path) -> None:
    assert not bundle.takes_commitment
    with pytest.raises(PayloadError):
        commitment.unfold(bundle, np.zeros(bundle.state_count + 1, np.float32))
    folder = Path(__file__).resolve().parents[3] / "Deploy" / "models" / "driving"
    manifest = json.loads((folder / "bundle.json").read_text())
    shape = [1, *bundle.plan_shape]
    manifest["tensors"]["backbone"]["inputs"] += [
        {"name": "prefix", "type": "float32", "shape": shape, "layout": "NTC"},
        {"name": "prefixLength", "type": "float32", "shape": [1], "layout": "N"},
    ]
    (tmp_path / "bundle.json").write_text(json.dumps(manifest))
    assert Bundle.load(tmp_path).takes_commitment


@pytest.mark.parametrize(("delay", "count"), [(-0.1, 0), (60.1, 0), (float("nan"), 0), (0.1, 26)])
def test_what_cannot_be_committed_to_is_no_commitment(
    chunking: Bundle, delay: float, count: int
) -> None:
    with pytest.raises(ValueError, match=r"delay|at most"):
        commitment.pack(chunking, delay, rows(chunking, count))


def test_a_device_of_another_bundle_commits_to_nothing(bundle: Bundle) -> None:
    with pytest.raises(ValueError, match="takes no commitment"):
        commitment.pack(bundle, 0.1, ())
