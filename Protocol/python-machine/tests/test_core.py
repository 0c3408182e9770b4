from __future__ import annotations

import pytest

from tombolo_machine import HOLD, Quantity, Stop
from tombolo_machine import protocol as p
from tombolo_machine.core import HELLO_PERIOD, STATUS_PERIOD, MachineCore

CHANNELS = (Quantity("steering angle", "rad"), Quantity("acceleration", "m/s2"))
HELLO = p.Hello("car", p.Camera(4, 2, 3, 10), (), CHANNELS)
WELCOME = p.Welcome("car-1", "driving", 4, 20_000, 200_000, 100_000, 100_000, 500_000, CHANNELS)
MS = 1_000_000


class Bench:
    """A core in literal time."""

    def __init__(self) -> None:
        stop = Stop({"steering angle": HOLD, "acceleration": -4.0})
        self.core = MachineCore(HELLO, stop)
        self.now = 10_000 * MS
        self.draws = 100

    def tick(self) -> list[p.Message]:
        self.draws += 1
        self.core.tick(self.now, self.draws)
        return self.sent()

    def sent(self) -> list[p.Message]:
        messages = [p.decode(frame)[1] for frame in self.core.frames]
        self.core.frames.clear()
        return messages

    def hear(self, message: p.Message, session: int | None = None) -> None:
        self.draws += 1
        raw = p.encode(self.core.session if session is None else session, message)
        self.core.take(raw, self.now, self.draws)

    def establish(self) -> None:
        self.tick()
        self.hear(WELCOME)

    def command(self, number: int, age: int = 0, steering: float = 0.25) -> None:
        stamp = self.now - age * MS
        values = (steering, 1.0)
        self.hear(p.CommandFrame(number, stamp, 200_000, 1, 1, p.NO_PLAN, 2, 77, values))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_says_hello_until_it_is_answered_and_then_gives_signs_of_life(bench: Bench) -> None:
    assert bench.tick() == [HELLO]
    assert bench.tick() == []
    bench.now += HELLO_PERIOD
    assert bench.tick() == [HELLO]
    bench.hear(WELCOME)
    assert bench.tick() == [p.MachineStatus(0, 0, 0)]
    assert bench.tick() == []
    bench.now += STATUS_PERIOD
    assert bench.tick() == [p.MachineStatus(0, 0, 0)]


def test_before_the_first_command_it_stops_and_that_is_no_trip(bench: Bench) -> None:
    bench.establish()
    command = bench.core.command(bench.now)
    assert command.is_stop
    assert dict(command.values) == {"steering angle": 0.0, "acceleration": -4.0}
    assert bench.core.watchdog_trips == 0


def test_a_command_is_obeyed_until_its_validity_ends_and_not_a_nanosecond_longer(
    bench: Bench,
) -> None:
    bench.establish()
    bench.command(1, age=50)
    end = bench.now + 150 * MS
    command = bench.core.command(end)
    assert not command.is_stop
    assert command["steering angle"] == 0.25
    assert (command.standstills, command.epoch, command.plan_age) == (2, 77, None)
    stop = bench.core.command(end + 1)
    assert stop.is_stop
    assert dict(stop.values) == {"steering angle": 0.25, "acceleration": -4.0}, (
        "the wheels are held"
    )
    assert bench.core.watchdog_trips == 1
    bench.core.command(end + 2)
    assert bench.core.watchdog_trips == 1, "one trip is one trip"


def test_a_command_that_waited_too_long_is_never_obeyed(bench: Bench) -> None:
    bench.establish()
    bench.command(1, age=201)
    assert bench.core.command(bench.now).is_stop
    assert bench.core.late_commands == 1


def test_of_two_commands_the_newer_counts_in_whatever_order_they_come(bench: Bench) -> None:
    bench.establish()
    bench.command(2, steering=0.2)
    bench.command(1, steering=0.1)
    assert bench.core.command(bench.now)["steering angle"] == pytest.approx(0.2)


def test_a_command_before_the_welcome_or_of_other_channels_is_not_obeyed(bench: Bench) -> None:
    bench.tick()
    bench.command(1)
    assert bench.core.command(bench.now).is_stop
    bench.hear(WELCOME)
    bench.hear(p.CommandFrame(2, bench.now, 200_000, 1, 1, p.NO_PLAN, 0, 0, (1.0,)))
    assert bench.core.command(bench.now).is_stop
    assert bench.core.malformed == 2


def test_an_agent_that_was_started_anew_is_greeted_at_once_and_counts_anew(bench: Bench) -> None:
    bench.establish()
    bench.command(5_000)
    before = bench.core.session
    bench.hear(p.Refuse(p.Refusal.UNKNOWN_SESSION, "say hello"))
    assert bench.sent() == [HELLO]
    assert bench.core.session != before
    bench.hear(WELCOME)
    bench.now += 20 * MS
    bench.command(1, steering=0.5)
    assert bench.core.command(bench.now)["steering angle"] == 0.5


def test_an_agent_that_is_silent_is_looked_for_again(bench: Bench) -> None:
    bench.establish()
    bench.now += 500 * MS
    bench.tick()
    assert bench.core.welcome is not None
    bench.now += 1
    bench.tick()
    assert bench.core.welcome is None
    bench.now += HELLO_PERIOD
    assert bench.tick() == [HELLO]


@pytest.mark.parametrize("reason", list(p.Refusal))
def test_some_refusals_are_for_good(bench: Bench, reason: p.Refusal) -> None:
    bench.tick()
    bench.hear(p.Refuse(reason, "no"))
    good = {p.Refusal.VERSION, p.Refusal.CAMERA, p.Refusal.STATE, p.Refusal.CHANNELS}
    good.add(p.Refusal.ODOMETRY)
    assert bench.core.is_refused == (reason in good)
    bench.sent()
    bench.now += HELLO_PERIOD
    assert bench.tick() == ([] if reason in good else [HELLO])


def test_noise_and_strangers_change_nothing(bench: Bench) -> None:
    bench.establish()
    bench.core.take(b"noise", bench.now, 1)
    bench.hear(p.Goodbye(), session=12345)
    assert bench.core.welcome is not None
    assert bench.core.malformed == 1
    bench.hear(p.Goodbye())
    assert bench.core.welcome is None


def test_what_hinders_the_actuators_is_told_at_once_and_until_it_is_taken_back(
    bench: Bench,
) -> None:
    bench.establish()
    bench.tick()
    bench.core.hindrance = p.Hindrance.FAULT
    assert bench.tick() == [p.MachineStatus(0, 0, 0, p.Hindrance.FAULT)]
    bench.core.hindrance = p.Hindrance.FAULT
    assert bench.tick() == [], "what was said already waits for its time"
    bench.now += STATUS_PERIOD
    assert bench.tick() == [p.MachineStatus(0, 0, 0, p.Hindrance.FAULT)]
    # The agent commands a stop meanwhile, and is obeyed as far as that goes.
    bench.command(1)
    assert not bench.core.command(bench.now).is_stop
    bench.core.hindrance = p.Hindrance.NONE
    assert bench.tick() == [p.MachineStatus(0, 0, 0)]


def test_only_what_the_actuators_were_given_in_this_session_is_confirmed(bench: Bench) -> None:
    bench.establish()
    bench.tick()

    def obeyed() -> int:
        bench.now += STATUS_PERIOD
        (status,) = bench.tick()
        assert isinstance(status, p.MachineStatus)
        return status.obeyed

    bench.command(7)
    assert obeyed() == 0, "heard is not obeyed"
    bench.core.confirm(bench.core.command(bench.now))
    assert obeyed() == 7
    bench.now += 200 * MS
    stop = bench.core.command(bench.now)
    assert stop.is_stop
    bench.core.confirm(stop)
    assert obeyed() == 7
    bench.hear(p.Refuse(p.Refusal.UNKNOWN_SESSION, "say hello"))
    bench.sent()
    bench.hear(WELCOME)
    assert obeyed() == 0, "that was another session"


def test_leaving_says_goodbye_and_stops_without_a_trip(bench: Bench) -> None:
    bench.establish()
    bench.command(1)
    bench.sent()
    bench.core.leave()
    assert bench.sent() == [p.Goodbye()]
    assert bench.core.command(bench.now).is_stop
    assert bench.core.watchdog_trips == 0


def test_a_stop_needs_a_value_for_each_channel() -> None:
    with pytest.raises(ValueError, match="a value for each"):
        MachineCore(HELLO, Stop({"acceleration": -4.0}))
