"""What a machine does with an agent's messages: no socket, no thread, no clock.

Times are nanoseconds of CLOCK_MONOTONIC and come in with each call; `frames` wait to be sent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .protocol import (
    NO_PLAN,
    AgentStatus,
    CommandFrame,
    Driver,
    Goodbye,
    Hello,
    Hindrance,
    MachineStatus,
    Message,
    Pace,
    Refusal,
    Refuse,
    State,
    Welcome,
    decode,
    encode,
)
from .reading import PortDecodeError

#: From one hello to the next while no agent answers, nanoseconds.
HELLO_PERIOD = 200_000_000
#: From one status to the next, which is also the machine's sign of life, nanoseconds.
STATUS_PERIOD = 100_000_000
#: In the `stop` of a machine: this channel keeps the value that it was commanded last.
HOLD = math.nan

_FOR_GOOD = {
    Refusal.VERSION,
    Refusal.CAMERA,
    Refusal.STATE,
    Refusal.CHANNELS,
    Refusal.ODOMETRY,
}


@dataclass(frozen=True)
class Command:
    """What to do now: a value for each channel, and where it comes from."""

    values: Mapping[str, float]
    #: Whose intention it is; `Driver.NOBODY` where the machine itself stopped.
    driver: int
    #: The failsafe's state.
    state: int
    #: The age of the cloud's freshest plan in seconds, None for none.
    plan_age: float | None
    #: Whether this is the machine's own stop, since no valid command is there.
    is_stop: bool
    number: int = 0
    standstills: int = 0
    epoch: int = 0

    def __getitem__(self, channel: str) -> float:
        """Return the value of a channel by its name."""
        return self.values[channel]


@dataclass(frozen=True)
class Stop:
    """What the machine does when commands stop coming: a value a channel, or `HOLD`."""

    values: Mapping[str, float]


class MachineCore:
    """One machine's side of the port."""

    def __init__(self, hello: Hello, stop: Stop) -> None:
        names = [channel.name for channel in hello.channels]
        if set(stop.values) != set(names):
            raise ValueError(f"stop needs a value for each of {names}")
        self.hello = hello
        self.welcome: Welcome | None = None
        self.refusal: Refuse | None = None
        self.agent_status: AgentStatus | None = None
        self.pace: Pace | None = None
        self.session = 0
        self.frames: list[bytes] = []
        self.watchdog_trips = 0
        self.late_commands = 0
        self.dropped_captures = 0
        self.malformed = 0
        self._hindrance = Hindrance.NONE
        self._obeyed = 0
        self._stop = stop
        self._frame: CommandFrame | None = None
        self._frame_session = 0
        self._held = dict.fromkeys(names, 0.0)
        self._has_tripped = True
        self._next_hello = 0
        self._next_status = 0
        self._heard = 0

    @property
    def is_refused(self) -> bool:
        """Whether the agent refused for good: no repetition of the hello helps."""
        return self.refusal is not None and self.refusal.reason in _FOR_GOOD

    def take(self, raw: bytes, now: int, draw: int) -> None:
        """Take a control part; `draw` is the session of the next hello, if one is due."""
        try:
            session, message = decode(raw)
        except PortDecodeError:
            self.malformed += 1
            return
        if session != self.session:
            return
        self._heard = now
        match message:
            case Welcome():
                self.welcome = message
                self.refusal = None
            case Refuse():
                self._take_refusal(message, now, draw)
            case CommandFrame():
                self._take_command(message, now)
            case Pace():
                self.pace = message
            case AgentStatus():
                self.agent_status = message
            case Goodbye():
                self._lose(now)
            case _:
                self.malformed += 1

    def tick(self, now: int, draw: int) -> None:
        """Say hello, or give a sign of life, if that is due."""
        if self.welcome is None:
            if now >= self._next_hello and not self.is_refused:
                self._greet(now, draw)
            return
        if now - self._heard > self.welcome.silence_limit * 1000:
            self._lose(now)
        elif now >= self._next_status:
            self._next_status = now + STATUS_PERIOD
            self.send(
                MachineStatus(
                    min(self.watchdog_trips, 0xFFFFFFFF),
                    min(self.late_commands, 0xFFFFFFFF),
                    min(self.dropped_captures, 0xFFFFFFFF),
                    self._hindrance,
                    self._obeyed,
                )
            )

    @property
    def hindrance(self) -> Hindrance:
        """Why the actuators do not follow the commands; `Hindrance.NONE` if they do."""
        return self._hindrance

    @hindrance.setter
    def hindrance(self, why: Hindrance) -> None:
        if why != self._hindrance:
            self._hindrance = why
            self._next_status = 0  # told at once

    def confirm(self, command: Command) -> None:
        """Note that the actuators were given `command`: the agent is told with the next status."""
        if not command.is_stop and self._frame_session == self.session:
            self._obeyed = max(self._obeyed, command.number)

    def send(self, message: Message) -> bool:
        """Queue a message; false without an agent."""
        if self.welcome is None:
            return False
        self.frames.append(encode(self.session, message))
        return True

    def command(self, now: int) -> Command:
        """Return what to do at `now`: the agent's command while it is valid, else the stop."""
        frame = self._frame
        if frame is not None and self._is_valid(frame, now):
            return self._commanded(frame)
        self._frame = None
        if not self._has_tripped:
            self._has_tripped = True
            self.watchdog_trips += 1
        values = {
            name: self._held[name] if math.isnan(value) else value
            for name, value in self._stop.values.items()
        }
        return Command(values, Driver.NOBODY, State.STANDBY, None, is_stop=True)

    @property
    def deadline(self) -> int | None:
        """When the command in force ends, if there is one."""
        frame = self._frame
        return None if frame is None else frame.stamp + frame.validity * 1000

    def leave(self) -> None:
        """Say goodbye, on purpose: the stop that follows is no trip of the watchdog."""
        self.send(Goodbye())
        self.welcome = None
        self._frame = None
        self._has_tripped = True

    def _commanded(self, frame: CommandFrame) -> Command:
        age = None if frame.plan_age == NO_PLAN else frame.plan_age / 1e6
        return Command(
            dict(self._held),
            frame.driver,
            frame.state,
            age,
            is_stop=False,
            number=frame.number,
            standstills=frame.standstills,
            epoch=frame.epoch,
        )

    @staticmethod
    def _is_valid(frame: CommandFrame, now: int) -> bool:
        return now <= frame.stamp + frame.validity * 1000

    def _is_newer(self, frame: CommandFrame) -> bool:
        # An agent that was started anew counts anew.
        before = self._frame
        return before is None or self._frame_session != self.session or frame.number > before.number

    def _take_command(self, frame: CommandFrame, now: int) -> None:
        if self.welcome is None or len(frame.values) != len(self.hello.channels):
            self.malformed += 1
        elif not self._is_valid(frame, now):
            # It waited somewhere, in a queue or while this process was stopped.
            self.late_commands += 1
        elif self._is_newer(frame):
            self._frame = frame
            self._frame_session = self.session
            self._has_tripped = False
            names = [channel.name for channel in self.hello.channels]
            self._held = dict(zip(names, frame.values, strict=True))

    def _take_refusal(self, refuse: Refuse, now: int, draw: int) -> None:
        if refuse.reason == Refusal.MALFORMED:
            self.malformed += 1
            return
        self.refusal = refuse
        self.welcome = None
        if refuse.reason == Refusal.UNKNOWN_SESSION:
            # The agent was started anew.
            self._greet(now, draw)

    def _greet(self, now: int, draw: int) -> None:
        self._next_hello = now + HELLO_PERIOD
        self.session = draw
        self._obeyed = 0
        self.pace = None
        self.agent_status = None
        self.frames.append(encode(self.session, self.hello))

    def _lose(self, now: int) -> None:
        self.welcome = None
        self._next_hello = now + HELLO_PERIOD
