"""A machine that talks with an agent: a thread with the socket, and calls from any other."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import zmq

from .core import Command, MachineCore, Stop
from .protocol import (
    Action,
    AgentStatus,
    Camera,
    Capture,
    Hello,
    Hindrance,
    Message,
    Odometry,
    OperatorDemand,
    Pace,
    Refuse,
    Welcome,
    encode,
)
from .reading import Quantity

#: Demands of an operator that wait for the thread; each is a person's doing.
DEMANDS = 16
#: Messages that wait in the socket, each way.
MESSAGES = 8
#: The longest the thread waits, milliseconds.
WAIT = 50


class MachineRefusedError(Exception):
    """The agent refuses this machine for good; the text says what to change."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__(refuse.text)
        self.reason = refuse.reason


class Machine:
    """A machine behind an agent's port.

    `state` names the fields of the state vector that goes with each picture, in the bundle's order;
    `channels` the commands it takes. `stop` is what it does when no valid command is there: before
    the first, when commands stop for longer than they are valid, and at the end. `on_command`, if
    given, is called from the machine's thread with each command and each stop, so that the
    actuators stop even while the program's own loop hangs. Without `odometry` it is one whose
    bundle's plans are actions. With `confirms` each command that the program takes by `command`, or
    that `on_command` returned from, is confirmed to the agent, which stops the machine if newer
    ones are not confirmed within 300 ms: for programs whose loop turns faster than that, always.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        camera: Camera | None,
        state: Iterable[tuple[str, str]],
        channels: Iterable[tuple[str, str]],
        stop: Mapping[str, float],
        name: str = "machine",
        odometry: bool = True,
        on_command: Callable[[Command], None] | None = None,
        confirms: bool = False,
    ) -> None:
        hello = Hello(
            name,
            camera,
            tuple(Quantity(*one) for one in state),
            tuple(Quantity(*one) for one in channels),
            has_odometry=odometry,
        )
        encode(1, hello)  # what cannot be said is a mistake of the caller's
        self.endpoint = endpoint
        self.camera = camera
        self._core = MachineCore(hello, Stop(dict(stop)))
        self._lock = threading.Lock()
        self._on_command = on_command
        self._confirms = confirms
        self._capture: tuple[Capture, bytes] | None = None
        self._odometry: Odometry | None = None
        self._demands: deque[OperatorDemand] = deque(maxlen=DEMANDS)
        self._sequence = 0
        self._is_ending = False
        self._changed = threading.Condition(self._lock)
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)
        self._thread = threading.Thread(target=self._run, name="tombolo-machine", daemon=True)
        self._failure: BaseException | None = None

    def __enter__(self) -> Machine:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the machine, say goodbye to the agent and end the thread."""
        with self._lock:
            self._is_ending = True
        self._wake()
        if self._thread.is_alive():
            self._thread.join()
        for descriptor in (self._wake_read, self._wake_write):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    # What is known of the agent

    @property
    def welcome(self) -> Welcome | None:
        """What the agent said when it took this machine; None while it has not."""
        with self._lock:
            return self._core.welcome

    @property
    def agent_status(self) -> AgentStatus | None:
        """What became of the captures of this session, as the agent said last."""
        with self._lock:
            return self._core.agent_status

    @property
    def counters(self) -> dict[str, int]:
        """What this side counted."""
        with self._lock:
            core = self._core
            return {
                "watchdog_trips": core.watchdog_trips,
                "late_commands": core.late_commands,
                "dropped_captures": core.dropped_captures,
                "malformed": core.malformed,
            }

    def wait_for_agent(self, timeout: float) -> bool:
        """Wait until an agent has taken this machine, at most `timeout` seconds.

        Raises `MachineRefusedError` if it refuses for good.
        """

        def is_decided() -> bool:
            return self._core.welcome is not None or self._core.is_refused or self._is_over()

        with self._changed:
            self._changed.wait_for(is_decided, timeout)
            self._check()
            return self._core.welcome is not None

    def command(self) -> Command:
        """Return what the actuators are to do now, which may be the machine's own stop.

        Raises `MachineRefusedError` if the agent refuses for good.
        """
        with self._lock:
            self._check()
            command = self._core.command(time.monotonic_ns())
            if self._confirms:
                self._core.confirm(command)
            return command

    def picture_due(self) -> int | None:
        """Return when a triggered camera's next picture is due (CLOCK_MONOTONIC ns), if paced."""
        with self._lock:
            pace = self._core.pace
        return None if pace is None else _due(pace, time.monotonic_ns())

    # What the machine says

    def send_capture(
        self,
        picture: npt.NDArray[np.uint8],
        state: Sequence[float],
        exposure: int | None = None,
    ) -> bool:
        """Hand over a picture with the state vector at its exposure; never waits.

        `picture` is uint8 [height, width, channels]; `exposure` is in nanoseconds of
        CLOCK_MONOTONIC (`time.monotonic_ns()`), the moment of the call if not given. Of pictures
        that wait only the newest goes. Return false if no agent is there.
        """
        exposure = time.monotonic_ns() if exposure is None else exposure
        raw = np.ascontiguousarray(picture, dtype=np.uint8).tobytes()
        with self._lock:
            self._check()
            if self._core.welcome is None:
                return False
            if self._capture is not None:
                self._core.dropped_captures += 1
            self._sequence += 1
            values = tuple(float(value) for value in state)
            self._capture = (Capture(self._sequence, exposure, len(raw), values), raw)
        self._wake()
        return True

    def send_odometry(
        self,
        speed: float,
        yaw_rate: float,
        stamp: int | None = None,
        state: Sequence[float] = (),
    ) -> bool:
        """Hand over speed (m/s) and yaw rate (rad/s); never waits. At least 20 a second.

        `state` is the state vector where the pictures come another way than this port.
        """
        stamp = time.monotonic_ns() if stamp is None else stamp
        with self._lock:
            self._check()
            if self._core.welcome is None:
                return False
            values = tuple(float(value) for value in state)
            self._odometry = Odometry(stamp, float(speed), float(yaw_rate), values)
        self._wake()
        return True

    def refuse_commands(self, why: Hindrance = Hindrance.OTHER) -> None:
        """Say that the actuators do not follow the commands, and why.

        After 100 ms of that the agent's failsafe stops the machine, as hard as it may, and does not
        let it leave the standstill before `accept_commands`. What the actuators can still do of
        the commands, they should.
        """
        self._set_hindrance(why)

    def accept_commands(self) -> None:
        """Say that the actuators follow again; what was stopped is released as ever."""
        self._set_hindrance(Hindrance.NONE)

    def arm(self) -> bool:
        """Say that motion is wanted; needed once with each agent that takes this machine."""
        return self._demand(OperatorDemand(Action.ARM))

    def disarm(self) -> bool:
        """Say that motion is not wanted any more: it is stopped comfortably."""
        return self._demand(OperatorDemand(Action.DISARM))

    def release(self, seen: Command) -> bool:
        """Let it leave the standstill that `seen` was commanded in, and no other."""
        return self._demand(OperatorDemand(Action.RELEASE, seen.standstills, seen.epoch))

    def emergency_stop(self) -> bool:
        """Demand an emergency stop."""
        return self._demand(OperatorDemand(Action.EMERGENCY_STOP))

    def clear_emergency_stop(self) -> bool:
        """Say that the demand is over; `reset` then ends the stop."""
        return self._demand(OperatorDemand(Action.EMERGENCY_STOP_CLEARED))

    def reset(self) -> bool:
        """Reset an emergency stop that was cleared."""
        return self._demand(OperatorDemand(Action.LOCAL_RESET))

    def _set_hindrance(self, why: Hindrance) -> None:
        with self._lock:
            self._check()
            self._core.hindrance = why
        self._wake()

    def _demand(self, demand: OperatorDemand) -> bool:
        with self._lock:
            self._check()
            if self._core.welcome is None or len(self._demands) == DEMANDS:
                return False
            self._demands.append(demand)
        self._wake()
        return True

    def _wake(self) -> None:
        # A full pipe wakes as well.
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake_write, b"\0")

    def _is_over(self) -> bool:
        return self._failure is not None or self._is_ending

    def _check(self) -> None:
        if self._failure is not None:
            raise RuntimeError("the machine's thread failed") from self._failure
        if self._core.is_refused and self._core.refusal is not None:
            raise MachineRefusedError(self._core.refusal)

    # The thread

    def _run(self) -> None:
        context: zmq.Context[Any] = zmq.Context()
        socket = context.socket(zmq.DEALER)
        try:
            socket.setsockopt(zmq.LINGER, 200)  # what the goodbye may take
            socket.setsockopt(zmq.IMMEDIATE, 1)
            socket.setsockopt(zmq.SNDHWM, MESSAGES)
            socket.setsockopt(zmq.RCVHWM, MESSAGES)
            socket.setsockopt(zmq.RECONNECT_IVL, 50)
            socket.connect(self.endpoint)
            self._serve(socket)
        except BaseException as error:
            with self._changed:
                self._failure = error
                self._changed.notify_all()
        finally:
            self._actuate(stopping=True)
            socket.close()
            context.term()

    def _serve(self, socket: zmq.Socket[Any]) -> None:
        poller = zmq.Poller()
        poller.register(socket, zmq.POLLIN)
        poller.register(self._wake_read, zmq.POLLIN)
        last = -1
        while True:
            poller.poll(self._patience())
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_read, 4096)
            self._receive(socket)
            with self._changed:
                now = time.monotonic_ns()
                self._core.tick(now, _draw())
                is_ending = self._is_ending
                if is_ending:
                    self._core.leave()
                parts = self._outgoing()
                command = self._core.command(now)
                self._changed.notify_all()
            for part in parts:
                self._send(socket, part)
            if is_ending:
                return
            # Each command once, and a stop once.
            if command.number != last:
                last = command.number
                self._actuate()

    def _patience(self) -> int:
        with self._lock:
            deadline = self._core.deadline
        if deadline is None:
            return WAIT
        # A millisecond beyond it, lest it be looked at just before.
        return max(min((deadline - time.monotonic_ns()) // 1_000_000 + 1, WAIT), 0)

    def _receive(self, socket: zmq.Socket[Any]) -> None:
        for _ in range(4 * MESSAGES):
            try:
                parts = socket.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                return
            with self._lock:
                if len(parts) == 1:
                    self._core.take(parts[0], time.monotonic_ns(), _draw())
                else:
                    self._core.malformed += 1

    def _outgoing(self) -> list[list[bytes]]:
        core = self._core
        waiting: list[Message] = list(self._demands)
        if self._odometry is not None:
            waiting.append(self._odometry)
        for message in waiting:
            core.send(message)
        parts = [[frame] for frame in core.frames]
        core.frames.clear()
        if self._capture is not None and core.welcome is not None:
            capture, picture = self._capture
            parts.append([encode(core.session, capture), picture])
        self._demands.clear()
        self._odometry = self._capture = None
        return parts

    def _send(self, socket: zmq.Socket[Any], parts: list[bytes]) -> None:
        try:
            socket.send_multipart(parts, zmq.DONTWAIT)
        except zmq.Again:
            # No agent, or one that does not read; it finds out by its own silence.
            with self._lock:
                self._core.dropped_captures += len(parts) - 1

    def _actuate(self, stopping: bool = False) -> None:
        if self._on_command is None:
            return
        with self._lock:
            # At the end there is no command any more, whatever was said last.
            if stopping:
                self._core.leave()
            command = self._core.command(time.monotonic_ns())
        self._on_command(command)
        if self._confirms:
            with self._lock:
                self._core.confirm(command)


def _draw() -> int:
    return secrets.randbits(64) | 1


def _due(pace: Pace, now: int) -> int:
    period = pace.period * 1000
    missed = max(now - pace.next, 0) // period
    return pace.next + missed * period
