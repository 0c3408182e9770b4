"""The wire against the specification's vectors, and against whatever else may arrive."""

import dataclasses
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vectors
from tombolo import limits, wire
from tombolo.crc32c import crc32c
from tombolo.wire.table import ENTRIES


def bitwise(content: bytes) -> int:
    state = 0xFFFFFFFF
    for byte in content:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


def sealed(control: bytes, **changes: int) -> bytes:
    """Return `control` with header fields changed and length and checksum made good."""
    names = ("magic", "major", "minor", "kind", "flags", "body", "payload", "crc", "epoch", "seq")
    header = dict(zip(names, struct.unpack_from("<HBBBBHIIQQ", control), strict=True))
    header["body"] = max(len(control) - wire.HEADER_BYTES - 16 * (header["flags"] & 2), 0)
    header.update(changes)
    header["crc"] = 0
    blank = struct.pack("<HBBBBHIIQQ", *header.values()) + control[wire.HEADER_BYTES :]
    header["crc"] = crc32c(blank)
    return struct.pack("<HBBBBHIIQQ", *header.values()) + control[wire.HEADER_BYTES :]


def reason_of(control: bytes) -> wire.DecodeReason:
    with pytest.raises(wire.DecodeError) as caught:
        wire.decode(control)
    return caught.value.reason


def valid(name: str) -> bytes:
    return (vectors.FOLDER / "valid" / f"{name}.bin").read_bytes()


def test_vectors_are_there() -> None:
    assert len(vectors.VALID) >= 17
    assert len(vectors.INVALID) >= 22
    assert len(vectors.EVOLUTION) >= 40


def test_crc_of_the_specification() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(b"") == 0


@given(st.binary(max_size=3000))
@settings(deadline=None, max_examples=40)
def test_crc_equals_the_bitwise_definition(content: bytes) -> None:
    assert crc32c(content) == bitwise(content)


@pytest.mark.parametrize("size", [1, 3, 4, 5, 1023, 1024, 1025, 1027, 2048, 2049])
def test_crc_at_the_edges_of_blocks(size: int) -> None:
    content = bytes(index * 7 & 255 for index in range(size))
    assert crc32c(content) == bitwise(content)


@pytest.mark.parametrize("path", vectors.VALID, ids=lambda path: path.stem)
def test_valid_vectors_both_ways(path: Path) -> None:
    content, meaning = vectors.load(path)
    frame = vectors.frame_of(meaning)
    assert wire.decode(content) == frame
    assert wire.encode(frame) == content
    assert sum(wire.payload_sizes(frame.message)) == meaning["payloadByteCount"]


@pytest.mark.parametrize("path", vectors.INVALID, ids=lambda path: path.stem)
def test_invalid_vectors_are_refused_by_name(path: Path) -> None:
    content, meaning = vectors.load(path)
    assert reason_of(content).value == meaning["error"]


@pytest.mark.parametrize("path", vectors.EVOLUTION, ids=lambda path: path.stem)
def test_vectors_of_a_later_minor_version(path: Path) -> None:
    content, meaning = vectors.load(path)
    if "error" in meaning:
        assert reason_of(content).value == meaning["error"]
    else:
        frame = dataclasses.replace(vectors.frame_of(meaning), minor=content[3])
        assert wire.decode(content) == frame


def test_every_kind_has_a_vector() -> None:
    assert {meaning["message"] for _, meaning in map(vectors.load, vectors.VALID)} == set(
        vectors.TYPES
    )
    assert len(ENTRIES) == len(vectors.TYPES)


@pytest.mark.parametrize("path", vectors.VALID, ids=lambda path: path.stem)
def test_every_truncation_is_refused(path: Path) -> None:
    content, _ = vectors.load(path)
    for size in range(len(content)):
        expected = {wire.DecodeReason.TRUNCATED} if size < 32 else {wire.DecodeReason.WRONG_LENGTH}
        assert reason_of(content[:size]) in expected


@pytest.mark.parametrize("path", vectors.VALID, ids=lambda path: path.stem)
def test_every_flipped_bit_is_refused(path: Path) -> None:
    content, _ = vectors.load(path)
    for bit in range(8 * len(content)):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(wire.DecodeError):
            wire.decode(bytes(flipped))


@given(st.binary(max_size=300))
def test_any_bytes_give_a_frame_or_a_decode_error(content: bytes) -> None:
    try:
        wire.decode(content)
    except wire.DecodeError:
        return


@given(st.sampled_from(ENTRIES), st.binary(max_size=200), st.integers(0, 3), st.integers(0, 999))
@settings(max_examples=400, deadline=None)
def test_any_sealed_body_gives_a_frame_or_a_decode_error(
    entry: Any, body: bytes, minor: int, payload: int
) -> None:
    control = sealed(bytes(32) + body, magic=wire.MAGIC, major=1, minor=minor, kind=entry.kind,
                     flags=1, payload=payload)  # fmt: skip
    try:
        wire.decode(control)
    except wire.DecodeError:
        return


@given(st.sampled_from(vectors.VALID), st.data())
@settings(max_examples=400, deadline=None)
def test_sealed_damage_decodes_to_what_encodes_again(path: Path, data: st.DataObject) -> None:
    content, _ = vectors.load(path)
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(4, len(content) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    damaged[5] = content[5]
    control = sealed(bytes(damaged))
    try:
        frame = wire.decode(control)
    except wire.DecodeError:
        return
    assert wire.encode(frame) == control


U16, U32, U64 = (st.integers(0, 2**bits - 1) for bits in (16, 32, 64))
DIGEST = st.binary(min_size=32, max_size=32)
NAME = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=16)
STATE = st.integers(0, 64).map(lambda count: 4 * count)
ONE = st.tuples(st.integers(1, 255), st.integers(1, 65_535), st.integers(1, 8_192),
                st.integers(1, 8_000), U64)  # fmt: skip
SENSORS = st.lists(ONE, min_size=1, max_size=8).map(
    lambda ones: tuple(wire.SensorLatent(3 * index, *one) for index, one in enumerate(ones))
)
GROUPS = st.lists(
    st.builds(wire.ChannelGroup, U32, st.integers(1_000, 10_000_000), st.integers(1, 64),
              st.integers(1, 16)), min_size=1, max_size=4).map(tuple)  # fmt: skip
BELIEFS = st.integers(0, 16)


def results(
    batch: int,
    time: int,
    groups: tuple[wire.ChannelGroup, ...],
    beliefs: int,
    statuses: list[wire.ResultStatus],
) -> wire.BatchResult:
    size = 4 * (beliefs + sum(group.step_count * group.channel_count for group in groups))
    members = tuple(
        wire.ResultMember(index, status, size, 77)
        if status is wire.ResultStatus.OK
        else wire.ResultMember(index, status, 0, 0)
        for index, status in enumerate(statuses)
    )
    return wire.BatchResult(batch, time, time, groups, beliefs, members)


SINGLE = (wire.SensorLatent(0, 1, 256, 4, 4),)
MISSING = wire.ReferenceStatus.MISSING


def chain(*sequences: int) -> tuple[wire.ChainLink, ...]:
    return tuple(wire.ChainLink(sequence, 77, 16, SINGLE) for sequence in sequences)


def member(sequence: int, links: tuple[wire.ChainLink, ...]) -> wire.BatchMember:
    return wire.BatchMember(1, 2, sequence, 100, 77, 16, SINGLE, links)


CHAIN = st.sets(st.integers(1, 2**64 - 2), max_size=8).flatmap(
    lambda found: st.tuples(*(
        st.builds(wire.ChainLink, st.just(one), U32, STATE, SENSORS) for one in sorted(found)
    ))
)  # fmt: skip
CHAINED = st.builds(wire.BatchMember, U64, U64, st.just(2**64 - 1), U32, U32, STATE, SENSORS, CHAIN)


def models(digest: bytes, limit: int, sizes: set[int], time: int) -> wire.RegisteredModel:
    times = tuple(wire.ServiceTime(size, time) for size in sorted(sizes))
    return wire.RegisteredModel(digest, limit, times)


def registers(*found: wire.RegisteredModel, name: str = "w") -> wire.Register:
    return wire.Register(name, found)


def reports(
    since: int,
    age: int | None,
    state: wire.ReportedState,
    level: wire.ReportedStopLevel,
    cause: wire.ReportedCause,
    ticks: int,
) -> wire.FailsafeReport:
    is_stopping = state is wire.ReportedState.MINIMAL_RISK_MANOEUVRE
    counts = (ticks, 1, 2, 3, 4, 5)
    return wire.FailsafeReport(since, age, state, level if is_stopping else None, cause, *counts)


MESSAGES = st.one_of(
    st.builds(wire.Hello, NAME, DIGEST, st.integers(1_000, 60_000_000), U32,
              st.none() | DIGEST, st.none() | st.sampled_from(wire.DeviceClass)),
    st.builds(wire.Welcome, st.integers(1_000, 9_000), st.integers(9_000, 600_000_000),
              st.integers(1, 64)),
    st.builds(wire.Refuse, st.sampled_from(wire.RefuseReason), U32, st.integers(0, 255),
              st.integers(0, 255), st.none() | DIGEST,
              st.none() | st.integers(1_000, 60_000_000), st.none() | st.integers(1, 2**32 - 1)),
    st.builds(wire.Latent, U64, U32, U16, STATE, U32, SENSORS),
    st.builds(wire.Plan, U64, U64, U32, U32, GROUPS, BELIEFS, U32, U32,
              st.sampled_from([None, wire.ReferenceStatus.HELD])),
    st.builds(wire.Outcome, U64, U64, st.sampled_from(wire.OutcomeFate),
              st.sampled_from(wire.OutcomeCause),
              st.none() | st.sampled_from(wire.ReferenceStatus)),
    st.builds(wire.Heartbeat, U64, U64, U64),
    st.builds(wire.Goodbye, st.sampled_from(wire.GoodbyeReason)),
    st.builds(wire.Register, NAME, st.lists(
        st.builds(models, DIGEST, st.integers(1, 64),
                  st.sets(st.integers(1, 64), max_size=16), U32),
        min_size=1, max_size=4).map(tuple)),
    st.builds(lambda members, model: wire.Batch(tuple(members), model),
              st.lists(CHAINED | st.builds(wire.BatchMember, U64, U64, U64, U32, U32, STATE,
                                           SENSORS), min_size=1, max_size=5), st.integers(0, 3)),
    st.builds(results, U64, U32, GROUPS, BELIEFS,
              st.lists(st.sampled_from(wire.ResultStatus), min_size=1, max_size=5)),
    st.just(wire.Drain()),
    st.builds(wire.Pace, st.integers(1_000, 60_000_000), st.integers(1, 64),
              st.sampled_from(wire.PaceReason), U64),
    st.builds(wire.Reference, U64, U16, st.sampled_from(wire.ReferenceStatus)),
    st.builds(reports, U64, st.none() | st.integers(0, 2**32 - 2),
              st.sampled_from(wire.ReportedState), st.sampled_from(wire.ReportedStopLevel),
              st.sampled_from(wire.ReportedCause), U64),
    st.builds(wire.Rehome,
              st.from_regex(r"tcp://[a-z0-9.-]{1,100}:[1-5][0-9]{0,4}", fullmatch=True), U32,
              st.sampled_from(wire.RehomeReason), DIGEST),
)  # fmt: skip


@given(U64, U64, MESSAGES)
@settings(max_examples=500, deadline=None)
def test_round_trip(epoch: int, sequence: int, message: wire.Message) -> None:
    frame = wire.Frame(epoch, sequence, message)
    control = wire.encode(frame)
    assert len(control) % 8 == 0
    assert wire.decode(control) == frame


def test_the_epoch_of_another_major_version_is_known() -> None:
    with pytest.raises(wire.VersionError) as caught:
        wire.decode(sealed(valid("hello"), major=2, minor=5, epoch=99))
    assert (caught.value.major, caught.value.minor, caught.value.epoch) == (2, 5, 99)


def test_a_newer_minor_version_may_add_fields_to_bodies_and_members() -> None:
    longer = sealed(valid("hello") + b"later...", minor=1)
    assert wire.decode(longer).message == wire.decode(valid("hello")).message
    batch = bytearray(valid("batch"))
    struct.pack_into("<HH", batch, 34, 48, 32)
    later, start = b"newfield", [40 + 64 * i for i in range(3)]
    members = [
        bytes(batch[at : at + 40]) + later + bytes(batch[at + 40 : at + 64]) + later for at in start
    ]
    grown = sealed(bytes(batch[:40]) + b"".join(members), minor=1)
    assert wire.decode(grown).message == wire.decode(valid("batch")).message
    assert reason_of(sealed(grown, minor=0)) is wire.DecodeReason.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("name", "place", "value", "size", "reason"),
    [
        # A reserved byte behind a count that is out of range, and an enumeration's number and a
        # reserved byte before the end of bytes that are too few.
        ("hello", 32 + 47, 1, 88, "reservedNotZero"),
        ("outcome", 32 + 16, 99, 52, "unknownValue"),
        ("latent", 32 + 21, 1, 60, "reservedNotZero"),
        ("hello", 32 + 48, 0xFF, 87, "illegalName"),
        ("batch", 104 + 36, 1, 150, "reservedNotZero"),
        ("refuse-unknown-session", 32 + 20, 1, 72 + 8, "reservedNotZero"),
    ],
)
def test_bodies_are_read_front_to_back_before_ranges(
    name: str, place: int, value: int, size: int, reason: str
) -> None:
    damaged = bytearray(valid(name).ljust(size, b"\0")[:size])
    damaged[place] = value
    if reason == "reservedNotZero" and name == "hello":
        damaged[32 + 40] = 65  # nameByteCount
    assert reason_of(sealed(bytes(damaged))).value == reason


def test_a_header_without_checksum_is_taken() -> None:
    plain = bytearray(valid("drain"))
    plain[5] = 0
    plain[12:16] = bytes(4)
    assert wire.decode(bytes(plain)).message == wire.Drain()


@pytest.mark.parametrize(
    "message",
    [
        wire.Goodbye(9),  # type: ignore[arg-type]
        wire.Hello("", bytes(32), 100_000, 0),
        wire.Hello("a\x1b", bytes(32), 100_000, 0),
        wire.Hello("\ud800", bytes(32), 100_000, 0),
        wire.Hello("x" * 65, bytes(32), 100_000, 0),
        wire.Hello("car", bytes(31), 100_000, 0),
        wire.Hello("car", bytes(32), 999, 0),
        wire.Hello("car", bytes(32), 100_000, 2**32),
        wire.Hello("car", bytes(32), 100_000, 1.5),  # type: ignore[arg-type]
        wire.Welcome(100_000, 99_999, 1),
        wire.Hello("car", bytes(32), 100_000, 0, bytes(31)),
        wire.Pace(100_000, 1, wire.PaceReason.OVERLOAD, 2**64),
        wire.Rehome("tcp://a:0", 0, wire.RehomeReason.OVERLOAD, bytes(32)),
        wire.Rehome("tcp://a b:1", 0, wire.RehomeReason.OVERLOAD, bytes(32)),
        wire.Rehome("tcp://" + "h" * 120 + ":65", 0, wire.RehomeReason.OVERLOAD, bytes(32)),
        reports(0, None, wire.ReportedState.NOMINAL, 9, wire.ReportedCause.READY, 2**64),  # type: ignore[arg-type]
        results(1, 0, (), 0, [wire.ResultStatus.OK]),
        wire.Plan(0, 0, 0, 0, (wire.ChannelGroup(0, 1_000, 1, 1),), 0, 0, 0, MISSING),
        wire.Batch((member(9, chain(9)),)),
        wire.Batch((member(9, chain(0)),)),
        wire.Batch((member(9, chain(2, 2)),)),
        wire.Batch((member(9, chain(3, 2)),)),
        wire.Batch((member(99, chain(*range(1, 10))),)),
        wire.Batch((member(9, (wire.ChainLink(1, 0, 0, ()),)),)),
        wire.Batch((member(9, (wire.ChainLink(1, 0, 3, SINGLE),)),)),
        wire.Batch((member(9, (wire.ChainLink(1, 0, 0, SINGLE * 2),)),)),
        wire.Batch((member(9, (1,)),)),  # type: ignore[arg-type]
        wire.Latent(0, 0, 0, 0, 0, ()),
        wire.Latent(0, 0, 0, 0, 0, (wire.SensorLatent(1, 1, 1, 1, 1),) * 2),
        wire.Latent(0, 0, 0, 0, 0, tuple(wire.SensorLatent(n, 1, 1, 1, 1) for n in range(9))),
        wire.Latent(0, 0, 0, 0, 0, tuple(wire.SensorLatent(n, 1, 1, 40_000, 1) for n in (1, 2))),
        wire.Latent(0, 0, 0, 0, 0, tuple(wire.SensorLatent(n, 1, 1, 1, 40_000) for n in (1, 2))),
        wire.Batch(()),
        wire.Batch((1,)),  # type: ignore[arg-type]
        registers(wire.RegisteredModel(bytes(32), 8, (wire.ServiceTime(2, 1),) * 2)),
        registers(wire.RegisteredModel(bytes(32), 0, ())),
        registers(wire.RegisteredModel(bytes(31), 8, ())),
        registers(),
        registers(*[wire.RegisteredModel(bytes(32), 8, ())] * 5),
        registers(wire.RegisteredModel(bytes(32), 8, ()), name="\x1b"),
        wire.Batch((member(9, ()),), 4),
        wire.Hello("car", bytes(32), 100_000, 0, None, 4),  # type: ignore[arg-type]
        wire.Refuse(wire.RefuseReason.FULL, 0, 1, 0, None, 999),
        wire.Refuse(wire.RefuseReason.FULL, 0, 1, 0, None, None, 0),
        "hello",
    ],
)
def test_what_a_reader_refuses_is_not_written(message: Any) -> None:
    with pytest.raises(wire.EncodeError):
        wire.encode(wire.Frame(1, 1, message))


def test_an_epoch_has_64_bits() -> None:
    with pytest.raises(wire.EncodeError):
        wire.encode(wire.Frame(1 << 64, 1, wire.Drain()))


def test_payload_parts_must_be_as_the_body_says() -> None:
    control = valid("latent")
    frame, payloads = wire.decode_parts([control, bytes(358)])
    assert (frame.sequence, payloads) == (41, (bytes(358),))
    for parts in ([control], [control, bytes(357)], [control, bytes(358), b""]):
        with pytest.raises(wire.DecodeError) as caught:
            wire.decode_parts(parts)
        assert caught.value.reason is wire.DecodeReason.PAYLOAD_MISMATCH
    with pytest.raises(wire.DecodeError):
        wire.decode_parts([])


def test_a_batchs_payload_parts_are_each_members_links_and_then_its_own() -> None:
    longer = (wire.SensorLatent(0, 1, 256, 4, 40, reference=7),)
    members = (
        dataclasses.replace(member(9, (*chain(5), wire.ChainLink(7, 1, 0, longer))), member=1),
        dataclasses.replace(member(3, ()), member=2, latents=longer),
    )
    message = wire.Batch(members)
    assert wire.payload_sizes(message) == (20, 40, 20, 56)
    control = wire.encode(wire.Frame(1, 2, message))
    assert len(control) == 32 + 8 + 40 + 24 + 2 * (16 + 24) + 40 + 24
    payloads = tuple(bytes(size) for size in (20, 40, 20, 56))
    assert wire.decode_parts([control, *payloads])[1] == payloads
    with pytest.raises(wire.DecodeError) as caught:
        wire.decode_parts([control, *payloads[1:], payloads[0]])
    assert caught.value.reason is wire.DecodeReason.PAYLOAD_MISMATCH


def test_a_full_batch_of_whole_chains_is_a_message() -> None:
    message = wire.Batch((member(9, chain(*range(1, 9))),) * 64)
    control = wire.encode(wire.Frame(1, 2, message))
    assert len(control) == 32 + 24_584
    frame, payloads = wire.decode_parts([control, *[bytes(20)] * 576])
    assert frame.message == message
    assert 1 + len(payloads) == limits.MESSAGE_PARTS == 577


def test_a_newer_minor_version_may_add_fields_to_links() -> None:
    plain = wire.encode(wire.Frame(1, 2, wire.Batch((member(9, chain(5, 7)),))))
    grown = bytearray(plain[:104])
    struct.pack_into("<H", grown, 38, 24)
    for start in (104, 144):
        grown += plain[start : start + 16] + b"newfield" + plain[start + 16 : start + 40]
    newer = sealed(bytes(grown), minor=1)
    assert wire.decode(newer).message == wire.decode(plain).message
    assert reason_of(sealed(newer, minor=0)) is wire.DecodeReason.OUT_OF_RANGE
    struct.pack_into("<H", grown, 38, 8)
    assert reason_of(sealed(bytes(grown), minor=1)) is wire.DecodeReason.OUT_OF_RANGE


def test_limits_are_those_of_the_specification() -> None:
    text = (vectors.FOLDER.parent / "SPEC.md").read_text().split("## 7. Limits")[1]
    rows = [line.strip("|").split("|")[:2] for line in text.splitlines() if line[:1] == "|"]
    found = {key.strip(): value.strip().replace(",", "") for key, value in rows}
    expected = {
        "partByteCount": limits.PART_BYTES,
        "bodyByteCount": limits.BODY_BYTES,
        "latentPayloadByteCount": limits.LATENT_PAYLOAD_BYTES,
        "elementCount": limits.LATENT_ELEMENTS,
        "stateByteCount": limits.STATE_BYTES,
        "sensorCount": limits.SENSORS,
        "batchMemberCount": limits.BATCH_MEMBERS,
        "linkCount": limits.LINKS,
        "channelGroupCount": limits.CHANNEL_GROUPS,
        "nameByteCount": limits.NAME_BYTES,
        "endpointByteCount": limits.ENDPOINT_BYTES,
        "modelCount": limits.MODELS,
        "serviceTimeCount": limits.SERVICE_TIMES,
        "planStepCount": limits.PLAN_STEPS,
        "planChannelCount": limits.PLAN_CHANNELS,
        "beliefCount": limits.BELIEFS,
        "credit": limits.CREDIT,
        "shortestCapturePeriod": limits.PERIOD_MINIMUM_US,
        "longestCapturePeriod": limits.PERIOD_MAXIMUM_US,
        "longestSilence": limits.SILENCE_MAXIMUM_US,
        "shortestPlanStep": limits.STEP_MINIMUM_US,
        "longestPlanStep": limits.STEP_MAXIMUM_US,
    }
    assert {key: int(found[key]) for key in expected} == expected
