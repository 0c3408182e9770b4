"""The latent codec against the vectors and against its own bounds."""

from pathlib import Path
from typing import Any

import lz4.block
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import vectors
from tombolo import adaptive, codec


def load(path: Path) -> tuple[bytes, dict[str, Any], codec.Int8s]:
    content, meaning = vectors.load(path)
    channels, elements = len(meaning["steps"]), meaning["elementsPerChannel"]
    return content, meaning, np.array(meaning["integers"], np.int8).reshape(channels, elements, 1)


SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 12), st.integers(1, 12))
INTEGERS = SHAPES.flatmap(
    lambda shape: st.integers(0, 127).flatmap(
        lambda peak: arrays.arrays(
            np.int8, shape, elements=st.integers(-peak, peak), fill=st.just(0)
        )
    )
)


def is_adaptive(path: Path) -> bool:
    """Whether a vector has the adaptive layout; some do where golomb would be shorter."""
    return "adaptive" in path.stem


def adaptive_of(integers: codec.Int8s, reference: codec.Int8s | None = None) -> bytes:
    planes = integers.reshape(integers.shape[0], -1)
    return bytes([3 if reference is None else 0x43]) + adaptive.pack(planes, reference)


ALONE = [path for path in vectors.LATENT if not path.stem.startswith("predicted")]
PREDICTED = [path for path in vectors.LATENT if path.stem.startswith("predicted")]


@pytest.mark.parametrize("path", ALONE, ids=lambda path: path.stem)
def test_vectors_both_ways(path: Path) -> None:
    content, meaning, integers = load(path)
    shape = integers.shape
    assert np.array_equal(codec.unpack(content, shape), integers)
    written = adaptive_of(integers) if is_adaptive(path) else codec.pack(integers, "fast")
    assert written == content
    scale = np.array(meaning["steps"], np.float32)[:, None, None] * np.float32(
        meaning["multiplier"] / 256
    )
    floats = codec.decode(content, shape, meaning["steps"], meaning["multiplier"])
    assert np.array_equal(floats, integers * scale)
    assert np.array_equal(codec.quantise(floats, meaning["steps"], meaning["multiplier"]), integers)


@pytest.mark.parametrize("path", PREDICTED, ids=lambda path: path.stem)
def test_predicted_vectors_move_their_reference(path: Path) -> None:
    content, meaning = vectors.load(path)
    shape = (len(meaning["steps"]), meaning["elementsPerChannel"], 1)
    reference, latent = (
        np.array(meaning[name], np.float32).reshape(shape) for name in ("reference", "latent")
    )
    found = codec.update(reference, content, meaning["steps"], meaning["multiplier"])
    assert np.array_equal(found, latent)
    coded = codec.code(latent, reference, meaning["steps"], meaning["multiplier"], "fast")
    assert coded.is_predicted
    assert np.array_equal(coded.latent, latent)
    if is_adaptive(path):
        known = codec.quantise(reference, meaning["steps"], meaning["multiplier"])
        assert adaptive_of(codec.unpack(content, shape, known), known) == content
    else:
        assert coded.content == content
    with pytest.raises(codec.CodecError, match="reference"):
        codec.decode(content, shape, meaning["steps"], meaning["multiplier"])


def test_a_latent_alone_replaces_the_reference() -> None:
    latent = np.arange(12, dtype=np.float32).reshape(1, 3, 4)
    content = codec.encode(latent, [1.0])
    assert np.array_equal(codec.update(latent[::-1] * 2, content, [1.0]), latent)


EFFORTS: list[codec.Effort] = ["small", "fast"]


@given(INTEGERS, st.sampled_from(EFFORTS))
@settings(max_examples=300, deadline=None)
def test_round_trip_and_size(integers: codec.Int8s, effort: codec.Effort) -> None:
    content = codec.pack(integers, effort)
    assert len(content) <= integers.size + 1
    assert np.array_equal(codec.unpack(content, integers.shape), integers)
    if effort == "small":
        assert len(content) <= len(codec.pack(integers, "fast"))


@given(INTEGERS, st.integers(0, 127), st.integers(0, 2**32 - 1))
@settings(max_examples=300, deadline=None)
def test_the_adaptive_layout_round_trips_with_a_reference_and_without(
    integers: codec.Int8s, peak: int, seed: int
) -> None:
    planes = integers.reshape(integers.shape[0], -1)
    known = np.random.default_rng(seed).integers(-peak, peak + 1, planes.shape).astype(np.int8)
    for reference in (None, known):
        content = adaptive.pack(planes, reference)
        found = adaptive.unpack(content, *planes.shape, reference)
        assert np.array_equal(found, planes.reshape(-1))


@given(st.lists(st.integers(0, 15), min_size=4, max_size=4), st.data())
@settings(max_examples=150, deadline=None)
def test_any_choice_of_layout_and_block_is_accepted(
    entries: list[int], data: st.DataObject
) -> None:
    integers = data.draw(arrays.arrays(np.int8, (4, 9, 2), elements=st.integers(-127, 127)))
    raw = integers.tobytes()
    for content in (b"\x01" + raw, b"\x81" + lz4.block.compress(raw, store_size=False)):
        if len(content) <= integers.size + 1:
            assert np.array_equal(codec.unpack(content, integers.shape), integers)


@given(st.binary(max_size=80), st.sampled_from([1, 2, 3, 0x43, 0x81, 0x82, 0xC2]))
@settings(max_examples=500, deadline=None)
def test_any_bytes_give_integers_or_a_codec_error(body: bytes, layout: int) -> None:
    reference = np.arange(75, dtype=np.int8).reshape(3, 5, 5)
    try:
        integers = codec.unpack(bytes([layout]) + body, (3, 5, 5), reference)
    except codec.CodecError:
        return
    assert integers.shape == (3, 5, 5)
    assert abs(integers.astype(int)).max() <= 127


@pytest.mark.parametrize("path", ALONE, ids=lambda path: path.stem)
def test_truncations_and_flipped_bits_never_escape_as_something_else(path: Path) -> None:
    content, _, integers = load(path)
    for size in range(len(content)):
        try:  # zeros behind the end of a code word may say other elements; a table ends, or not
            assert codec.unpack(content[:size], integers.shape).shape == integers.shape
        except codec.CodecError:
            continue
        assert is_adaptive(path), size
    for bit in range(8 * len(content)):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert codec.unpack(bytes(flipped), integers.shape).shape == integers.shape
        except codec.CodecError:
            continue


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "bytes"),
        (b"\x04" + bytes(4), "layout"),
        (b"\x42" + bytes(4), "reference"),
        (b"\x01" + bytes(3), "planes"),
        (b"\x01\x80\x00\x00\x00", "-128"),
        (b"\x01" + bytes(5), "bytes"),
        (b"\x02\x00\x00", "follow"),
        (b"\x02\x01", "padding of the table"),
        (b"\x02", "table"),
        (b"\x02\x10", "bits end"),
        (b"\x02\x10\x08", "padding"),  # four zeros in R(0, 8), then a bit that is none
        (b"\x02\x80\xf8", "leaves"),  # a run of five in a channel of four
        (b"\x02\x80\x7f\xff", "bits end"),
        (b"\x82" + bytes(3), "follow|LZ4"),
        (b"\x81\xff\xff", "LZ4"),
    ],
)
def test_what_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(codec.CodecError, match=said):
        codec.unpack(content, (1, 2, 2))


@pytest.mark.parametrize(
    "content",
    [
        b"\x02\x10\xff\xff\xfe\x00",  # zigzag numbers: an escape and 255, which is -128
        b"\x02\x80\x3f\xff\xbf\x80",  # no run, plus, an escape and 127, which is 128
    ],
)
def test_elements_beyond_127_are_refused(content: bytes) -> None:
    with pytest.raises(codec.CodecError, match="beyond 127"):
        codec.unpack(content, (1, 2, 3))


def test_a_block_that_would_grow_beyond_the_tensor_is_refused() -> None:
    bomb = lz4.block.compress(bytes(1 << 20), store_size=False)[:60]
    whole = lz4.block.compress(bytes(73), store_size=False)
    for block in (bomb, whole):
        with pytest.raises(codec.CodecError):
            codec.unpack(b"\x81" + block, (3, 24, 1))


def test_rounding_is_to_the_nearest_and_halves_away_from_zero() -> None:
    values = [0.5, -0.5, 1.5, 2.5, -2.5, 0.49999997, -0.49999997, 126.5, 200, -200, 3e38, -3e38]
    latent = np.array(values, np.float32).reshape(1, 3, 4)
    found = codec.quantise(latent, [1.0]).reshape(-1).tolist()
    assert found == [1, -1, 2, 3, -3, 0, 0, 127, 127, -127, 127, -127]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_latent_has_to_be_finite(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        codec.encode(np.full((1, 2, 2), bad, np.float32), [1.0])


def test_arguments_are_checked() -> None:
    good = np.zeros((1, 2, 2), np.float32)
    for call in (
        lambda: codec.encode(good, [1.0, 1.0]),
        lambda: codec.encode(good, [0.0]),
        lambda: codec.encode(good, [1.0], 0),
        lambda: codec.encode(good[0], [1.0]),
        lambda: codec.encode(np.zeros((1, 257, 256), np.float32), [1.0]),
        lambda: codec.pack(np.full((1, 1, 1), -128, np.int8)),
        lambda: codec.unpack(b"\x02\x00", (1, 257, 256)),
    ):
        with pytest.raises(ValueError, match=r".+"):
            call()


def test_the_largest_latent_round_trips() -> None:
    generator = np.random.default_rng(7)
    integers = np.clip(generator.laplace(0, 2, (1, 256, 256)), -127, 127).astype(np.int8)
    assert np.array_equal(codec.unpack(codec.pack(integers), (1, 256, 256)), integers)
    alone = np.zeros((1, 256, 256), np.int8)
    alone[0, 255, 255] = -127
    assert np.array_equal(codec.unpack(codec.pack(alone), (1, 256, 256)), alone)


def test_the_sizes_of_the_specifications_table() -> None:
    """Section 5: at 2 bits an element of entropy the codec takes 307 bytes."""
    generator = np.random.default_rng(11)
    scales = np.exp(generator.normal(0, 0.5, (400, 16, 1, 1)))
    latents = generator.laplace(0, 1.0, (400, 16, 6, 12)) * scales * 0.735
    sizes = [len(codec.encode(latent.astype(np.float32), [1.0] * 16)) for latent in latents]
    assert 250 < float(np.mean(sizes)) < 365
