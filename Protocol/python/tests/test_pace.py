"""A device that is asked for another pace, without clock or socket."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tombolo import Bundle, codec, limits, wire
from tombolo import session as s
from tombolo.device_core import Capture, DeviceCore, Encode, Ended, Fate, Step
from tombolo.pace import AgreedPace, CapturePace

MS = s.MILLISECOND


def asked(period: int, origin: int = 0, credit: int = 1) -> wire.Pace:
    return wire.Pace(period * 1_000, credit, wire.PaceReason.OVERLOAD, origin * MS)


def agreed(period: int, due: int, begin: int) -> AgreedPace:
    return AgreedPace(period * MS, due * MS, begin * MS, 1)


class Rig:
    """A device whose camera offers a capture each 100 ms, and a coordinator that says little."""

    def __init__(self, bundle: Bundle, slowest: int | None = None) -> None:
        hello = wire.Hello("car-1", bytes(32), 100_000, 400_000)
        self.bundle = bundle
        self.core = DeviceCore(bundle, s.Session(hello, seed=3), slowest=slowest)
        self.sequence = -1
        self.identifier = 0
        self.ended: list[Ended] = []
        self.step(s.Start(), 0)
        self.step(s.Writable(1), 0)
        self.say(wire.Welcome(1_000_000, 60_000_000, 2), 0)

    def note(self, outputs: list[Step]) -> None:
        self.ended += [output for output in outputs if isinstance(output, Ended)]
        self.encodings = [output for output in outputs if isinstance(output, Encode)]

    def step(self, event: s.Input, now: int) -> None:
        self.note(self.core.step(event, now))

    def say(self, message: wire.Message, now: int, sequence: int | None = None) -> None:
        self.sequence += 1
        number = self.sequence if sequence is None else sequence
        frame = wire.Frame(self.core.session.epoch, number, message)
        self.step(s.Received(1, (wire.encode(frame),)), now * MS)

    def capture(self, now: int, stream: int = 0) -> bool:
        """Offer a capture; whether it is due."""
        self.identifier += 1
        latent = np.zeros(self.bundle.latent_shape, np.float32)
        capture = Capture(self.identifier, now * MS, 400 * MS, stream, 256, latent, bytes(16))
        self.note(self.core.submit(capture, now * MS))
        return not any(
            one.identifier == self.identifier and one.answer.fate is Fate.SKIPPED
            for one in self.ended
        )

    def used(self, *times: int, stream: int = 0) -> list[int]:
        return [time for time in times if self.capture(time, stream)]


@pytest.fixture
def rig(bundle: Bundle) -> Rig:
    return Rig(bundle)


def test_without_a_pace_each_capture_is_used(rig: Rig) -> None:
    assert rig.used(0, 10, 20, 30) == [0, 10, 20, 30]
    assert rig.core.counters["skipped"] == rig.core.counters["paces"] == 0


def test_a_slower_pace_skips_what_is_not_due_and_counts_it(rig: Rig) -> None:
    rig.say(asked(200, origin=180), 50)
    assert rig.used(*range(100, 1_100, 100)) == [200, 400, 600, 800, 1_000]
    assert rig.core.counters["skipped"] == rig.core.counters["skipped.notDue"] == 5
    assert rig.core.counters["paces"] == 1


def test_each_stream_has_every_due_capture(rig: Rig) -> None:
    rig.say(asked(200), 0)
    for now in range(0, 1_000, 100):
        is_due = now % 200 == 0
        assert rig.capture(now, stream=0) == rig.capture(now, stream=1) == is_due


def test_streams_under_a_pace_are_bounded(rig: Rig) -> None:
    rig.say(asked(200), 0)
    due = [rig.capture(0, stream=stream) for stream in range(limits.STREAMS + 1)]
    assert due == [True] * limits.STREAMS + [False]


def test_a_pace_ends_with_the_session(rig: Rig) -> None:
    rig.say(asked(200), 0)
    assert rig.used(0, 100) == [0]
    rig.say(wire.Refuse(wire.RefuseReason.UNKNOWN_SESSION, 0, 1, 0, None), 150)
    assert rig.core.pace is None
    assert rig.used(200, 210, 220) == [200, 210, 220]


def test_the_next_pace_takes_its_place_and_a_duplicate_does_not(rig: Rig) -> None:
    rig.say(asked(200), 0)
    assert rig.used(0, 100, 200) == [0, 200]
    rig.say(asked(100), 250)
    assert rig.used(300, 400, 500) == [300, 400, 500]
    rig.say(asked(200), 550, sequence=2)
    assert rig.used(600, 700, 800) == [600, 700, 800]


@pytest.mark.parametrize("shift", [0, 200, 1_000_000, -400])
def test_a_pace_that_is_said_again_changes_nothing(rig: Rig, shift: int) -> None:
    rig.say(asked(200, origin=1_010), 0)
    used = []
    for now in range(0, 2_000, 100):
        if rig.capture(now):
            used.append(now)
        for later in (5, 15, 50):  # on both sides of a moment that was met before it came
            rig.say(asked(200, origin=1_010 + shift, credit=2), now + later)
    assert used == list(range(0, 2_000, 200))
    assert rig.core.pace is not None
    assert rig.core.pace.credit == 2
    assert rig.core.counters["paces"] == 61


@pytest.mark.parametrize("late", [0, 20, 150])
def test_captures_are_due_at_the_same_moments_however_late_it_comes(rig: Rig, late: int) -> None:
    rig.say(asked(200, origin=1_300), 1_000 + late)
    assert rig.used(*range(1_300, 2_000, 100)) == [1_300, 1_500, 1_700, 1_900]


@pytest.mark.parametrize(
    ("origin", "due"),
    [(1_000, 1_000), (999, 1_199), (1_001, 1_001), (0, 1_000), (70, 1_070), (3_600_170, 1_170)],
)
def test_the_next_capture_is_at_the_first_moment_not_past(rig: Rig, origin: int, due: int) -> None:
    rig.say(asked(200, origin=origin), 1_000)
    assert rig.core.pace is not None
    assert rig.core.pace.due == due * MS


def test_its_credit_takes_the_place_of_the_welcomes(rig: Rig) -> None:
    rig.say(asked(100, credit=1), 0)
    assert rig.core.pace is not None
    assert rig.core.pace.credit == 1
    rig.capture(0)
    (wanted,) = rig.encodings
    latent = wanted.capture.latent
    rig.note(rig.core.encoded(codec.code(latent, None, rig.bundle.steps, 256, "fast"), 1 * MS))
    assert rig.core.in_flight_count == 1
    rig.capture(100)
    assert rig.encodings == []
    assert rig.core.waiting_count == 1
    rig.say(asked(100, credit=2), 110)
    assert len(rig.encodings) == 1


@pytest.mark.parametrize(("slowest", "kept"), [(None, 200), (150 * MS, 150), (10 * MS, 100)])
def test_a_pace_that_would_starve_it_is_kept_within_its_bound(
    bundle: Bundle, slowest: int | None, kept: int
) -> None:
    rig = Rig(bundle, slowest)
    rig.say(asked(60_000, origin=59_990), 0)
    assert rig.core.pace is not None
    assert rig.core.pace.period == kept * MS
    assert rig.core.pace.is_exceeded
    assert rig.core.pace.due == 59_990 % kept * MS
    assert rig.core.counters["pacesExceeded"] == 1


def test_a_pace_faster_than_the_bundles_changes_nothing(rig: Rig) -> None:
    rig.say(asked(1), 0)
    assert rig.used(*range(0, 1_000, 100)) == list(range(0, 1_000, 100))


def test_paces_that_follow_each_other_do_not_put_off_captures_for_ever(rig: Rig) -> None:
    assert rig.capture(0)
    used = [0]
    for now in range(20, 5_000, 20):
        rig.say(asked(200, origin=now - 1), now)  # just too late for a moment of its own
        if now % 100 == 0 and rig.capture(now):
            used.append(now)
    gaps = np.diff(used)
    assert len(gaps) >= 11
    assert gaps.min() >= 200
    assert gaps.max() <= 500


@pytest.mark.parametrize(
    ("sensor", "period", "used"),
    [
        (100, 150, [0, 100, 300, 400, 600, 700]),
        (40, 100, [0, 80, 200, 280, 400, 480]),
        (20, 50, [0, 40, 100, 140, 200, 240]),
    ],
)
def test_the_nearest_capture_is_used(sensor: int, period: int, used: list[int]) -> None:
    pace = CapturePace(agreed(period, 0, 0), sensor * MS)
    found = [now for now in range(0, 1_000, sensor) if pace.uses(now * MS)]
    assert found[:6] == used


def test_a_capture_of_before_the_pace_is_used_only_if_it_was_due() -> None:
    early = CapturePace(agreed(200, 1_010, 1_000), 100 * MS)
    assert [early.uses(999 * MS), early.uses(1_000 * MS)] == [False, True]
    overdue = CapturePace(agreed(200, 990, 1_000), 100 * MS)
    assert [overdue.uses(985 * MS), overdue.uses(995 * MS)] == [False, True]


@given(
    st.integers(5 * MS, 120 * MS), st.integers(5 * MS, 300 * MS), st.floats(0, 1),
    st.lists(st.integers(-1_000, 1_000), min_size=50, max_size=200),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_never_more_than_were_due_and_each_due_one_met(
    sensor: int, period: int, phase: float, jitter: list[int]
) -> None:
    due = round(phase * period)
    pace = CapturePace(AgreedPace(period, due, 0, 1), sensor)
    tolerance, used = min(sensor, period) // 2, 0
    for index, shift in enumerate(jitter):
        stamp = max(index * sensor + shift, 0)
        if not pace.uses(stamp):
            continue
        used += 1
        assert used <= (stamp + tolerance - due) // period + 1
        if sensor + 2_000 <= period:
            assert -tolerance <= stamp - (due + (used - 1) * period) <= sensor + 2_000
