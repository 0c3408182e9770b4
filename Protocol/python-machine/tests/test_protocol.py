from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import VECTORS
from tombolo_machine import PortDecodeError, Quantity
from tombolo_machine import protocol as p

SESSION = 0x0123456789ABCDEF
STATE = (
    Quantity("speed", "m/s"),
    Quantity("yaw rate", "rad/s"),
    Quantity("steering angle", "rad"),
    Quantity("acceleration", "m/s2"),
)
CHANNELS = (Quantity("steering angle", "rad"), Quantity("acceleration", "m/s2"))

#: What the golden bytes say, written down a second time.
SAMPLES: dict[str, p.Message] = {
    "hello": p.Hello("car", p.Camera(192, 96, 3, 10, True), STATE, CHANNELS),
    "hello-without-camera": p.Hello("Größe", None, STATE, (), has_odometry=False),
    "capture": p.Capture(7, 123456789012, 55296, (1.5, -0.25, 0.125, 0.0)),
    "odometry": p.Odometry(123456789012, 3.5, -0.5),
    "odometry-with-state": p.Odometry(-1, math.inf, 0.0, (1.0, 2.0, 3.0, 4.0)),
    "operator-arm": p.OperatorDemand(p.Action.ARM),
    "operator-release": p.OperatorDemand(p.Action.RELEASE, 3, 0xFEDCBA9876543210),
    "machine-status": p.MachineStatus(1, 2, 3),
    "machine-status-hindered": p.MachineStatus(0, 0, 0, p.Hindrance.INTERLOCK, 0x0102030405060708),
    "welcome": p.Welcome(
        "car-1", "driving", 4, 20_000, 200_000, 100_000, 100_000, 500_000, CHANNELS
    ),
    "refuse": p.Refuse(p.Refusal.TAKEN, "the machine car is connected; stop it first"),
    "command": p.CommandFrame(9, 123456789012, 200_000, 1, 1, 85_000, 2, 77, (0.125, -1.5)),
    "command-without-plan": p.CommandFrame(1, 0, 1, 0, 0, p.NO_PLAN, 0, 0, ()),
    "pace": p.Pace(123456789012, 200_000),
    "agent-status": p.AgentStatus(100, 2, 3, 4, 5, p.Rejection.BEFORE_EARLIER),
    "goodbye": p.Goodbye(),
}


def test_the_vectors_are_those_written_down_here() -> None:
    assert {one.stem for one in (VECTORS / "valid").glob("*.bin")} == set(SAMPLES)
    assert {type(one) for one in SAMPLES.values()} == set(p.KINDS)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_golden_bytes_are_written_and_read(name: str) -> None:
    raw = (VECTORS / "valid" / f"{name}.bin").read_bytes()
    assert p.encode(SESSION, SAMPLES[name]) == raw
    assert p.decode(raw) == (SESSION, SAMPLES[name])


def test_what_an_earlier_minor_version_says_is_understood() -> None:
    earlier = {one.stem: one.read_bytes() for one in (VECTORS / "earlier").glob("*.bin")}
    assert set(earlier) == {"machine-status.1.0"}
    assert p.decode(earlier["machine-status.1.0"]) == (SESSION, p.MachineStatus(1, 2, 3))


INVALID = sorted((VECTORS / "invalid").glob("*.bin"))


def test_there_are_invalid_vectors() -> None:
    assert len(INVALID) > 15


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_invalid_bytes_are_refused_with_their_reason(path: object) -> None:
    assert hasattr(path, "read_bytes")
    with pytest.raises(PortDecodeError) as caught:
        p.decode(path.read_bytes())
    assert caught.value.kind == path.name.split(".")[1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_truncation_is_refused_and_every_flip_survived(name: str) -> None:
    raw = p.encode(SESSION, SAMPLES[name])
    for count in range(len(raw)):
        with pytest.raises(PortDecodeError):
            p.decode(raw[:count])
    for bit in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            session, message = p.decode(bytes(flipped))
        except PortDecodeError:
            continue
        if bit // 8 != 5:  # a later minor version says the same
            again = p.encode(session, message)
            # A number that is none may come back as another that is none.
            assert len(again) == len(flipped)


@given(st.integers(0, 255), st.binary(max_size=200))
def test_noise_never_does_anything_but_be_refused(kind: int, body: bytes) -> None:
    head = p.HEADER.pack(p.MAGIC, 1, 0, kind, 0, 5, len(body), 0)
    try:
        session, message = p.decode(head + body)
    except PortDecodeError:
        return
    assert session == 5
    assert type(message) in p.KINDS


def test_what_cannot_be_said_is_a_mistake() -> None:
    hello = SAMPLES["hello"]
    assert isinstance(hello, p.Hello)
    for wrong in (
        replace(hello, name=""),
        replace(hello, name="a\n"),
        replace(hello, name="n" * 65),
        replace(hello, state=STATE * 5),
    ):
        with pytest.raises(ValueError, match=r"bytes|quantities"):
            p.encode(SESSION, wrong)
