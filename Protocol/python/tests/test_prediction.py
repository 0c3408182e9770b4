"""Predicted latents in a closed loop: both sides hold the same numbers, and nothing drifts."""

import random

import numpy as np
import pytest

from tombolo import codec

SHAPE = (6, 4, 5)
SEEDS = range(8)


def walk(generator: np.random.Generator, count: int, pace: float) -> list[codec.Floats]:
    """Latents each of which has moved from the one before by `pace` of a step."""
    latent = generator.laplace(0, 1.5, SHAPE)
    found = []
    for _ in range(count):
        latent = latent + generator.normal(0, pace, SHAPE)
        found.append(latent.astype(np.float32))
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("effort", ["small", "fast"])
def test_a_closed_loop_holds_on_both_sides_what_a_receiver_decodes(
    seed: int, effort: codec.Effort
) -> None:
    generator = np.random.default_rng(seed)
    steps = np.exp(generator.normal(0, 0.5, SHAPE[0])).astype(np.float32)
    reference: codec.Floats | None = None
    received: codec.Floats | None = None
    predicted = 0
    for latent in walk(generator, 40, 0.4):
        multiplier = int(generator.integers(64, 1024))
        coded = codec.code(latent, reference, steps, multiplier, effort)
        if received is None:
            received = codec.decode(coded.content, SHAPE, steps, multiplier)
        else:
            received = codec.update(received, coded.content, steps, multiplier)
        assert np.array_equal(coded.latent, received)
        scales = (steps * np.float32(multiplier / 256))[:, None, None]
        half = 0.7 if coded.is_predicted else 0.5
        near = np.abs(latent) <= 127 * scales
        assert (np.abs(received - latent)[near] <= (half * 1.0001 * scales).max()).all()
        predicted += coded.is_predicted
        reference = coded.latent
    assert predicted > 20, f"seed {seed}: {predicted} of 40 were predicted"


def test_prediction_takes_fewer_bytes_where_latents_move_little() -> None:
    generator = np.random.default_rng(3)
    alone, predicted = 0, 0
    reference: codec.Floats | None = None
    for latent in walk(generator, 20, 0.2):
        coded = codec.code(latent, reference, [1.0] * SHAPE[0])
        alone += len(codec.encode(latent, [1.0] * SHAPE[0]))
        predicted += len(coded.content)
        reference = coded.latent
    assert predicted < 0.7 * alone


def test_steps_count_from_seven_tenths_on() -> None:
    steps = [1.0]
    reference = np.full((1, 2, 4), 10, np.float32)
    moves = np.array([0.69, -0.69, 0.71, -0.71, 1.69, -1.69, 1.71, -1.71], np.float32)
    coded = codec.code(reference + moves.reshape(reference.shape), reference, steps)
    assert coded.is_predicted
    found = (coded.latent - reference).reshape(-1).tolist()
    assert found == [0, 0, 1, -1, 1, -1, 2, -2]


def test_a_latent_goes_alone_where_a_step_is_beyond_127() -> None:
    latent = np.array([-100.0, 90, 90, 90], np.float32).reshape(1, 2, 2)
    for first, is_predicted in ((27.0, True), (27.4, True), (27.6, False), (100, False)):
        reference = np.array([first, 90, 90, 90], np.float32).reshape(1, 2, 2)
        coded = codec.code(latent, reference, [1.0])
        assert coded.is_predicted is is_predicted, first
        assert np.array_equal(codec.update(reference, coded.content, [1.0]), coded.latent)


def test_a_latent_goes_alone_where_prediction_promises_nothing() -> None:
    latent = np.array([1.0, 0, 0, 0], np.float32).reshape(1, 2, 2)
    for far, is_predicted in ((0.0, False), (1.0, True), (2.0, False), (-3.0, False)):
        reference = np.array([far, 0, 0, 0], np.float32).reshape(1, 2, 2)
        assert codec.code(latent, reference, [1.0]).is_predicted is is_predicted


def test_a_reference_of_any_size_stays_finite() -> None:
    latent = np.array([3e38, -3e38, 1, 0], np.float32).reshape(1, 2, 2)
    for multiplier in (1, 256, 65_535):
        for step in (1e-30, 1.0, 1e34):
            for reference in (latent, -latent, latent * 0):
                coded = codec.code(latent, reference, [step], multiplier)
                received = codec.update(reference, coded.content, [step], multiplier)
                assert np.array_equal(coded.latent, received)
                assert np.isfinite(received).all()


@pytest.mark.parametrize(("step", "multiplier"), [(1e38, 512), (1e37, 65_535), (1e-45, 1)])
def test_a_multiplier_that_no_float32_holds_is_a_codec_error(step: float, multiplier: int) -> None:
    content = codec.encode(np.zeros((1, 2, 2), np.float32), [1.0])
    with pytest.raises(codec.CodecError, match="multiplier"):
        codec.decode(content, (1, 2, 2), [step], multiplier)


def test_references_are_checked() -> None:
    latent = np.zeros((1, 2, 2), np.float32)
    for reference in (np.zeros((1, 2, 3), np.float32), np.full((1, 2, 2), np.nan, np.float32)):
        with pytest.raises(ValueError, match=r"reference|finite"):
            codec.code(latent, reference, [1.0])


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_links_give_a_latent_within_bounds_or_a_codec_error(seed: int) -> None:
    chance = random.Random(seed)
    generator = np.random.default_rng(seed)
    reference, latent = walk(generator, 2, 0.5)
    content = codec.code(latent, reference, [1.0] * SHAPE[0]).content
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        try:
            found = codec.update(reference, bytes(damaged), [1.0] * SHAPE[0])
        except codec.CodecError:
            continue
        assert np.abs(found).max() <= 127, f"seed {seed}"
