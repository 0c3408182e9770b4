"""The conversation with a real agent, through the package `tombolo_machine`."""

from __future__ import annotations

from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from tombolo_machine import Camera, Driver, Machine, State, Welcome

from .port import Command
from .setting import Setting

PATIENCE = 60.0  # s, until an agent has taken the machine


class NoAgentError(Exception):
    """No agent took the machine."""


class AgentLink:
    """A `Link` to an agent that listens at `endpoint` (`ipc:///PATH`)."""

    def __init__(self, machine: Machine, camera: Camera) -> None:
        self._machine, self._camera = machine, camera
        self._armed: Welcome | None = None

    @property
    def picture_seconds(self) -> float:
        """Between two pictures."""
        return 1 / self._camera.rate_hertz

    @property
    def counters(self) -> dict[str, int]:
        """What the machine's side of the port counted."""
        return self._machine.counters

    def command(self) -> Command | None:
        """Return the newest command while it is valid."""
        welcome = self._machine.welcome
        # An environment moves nothing but itself: whatever agent takes it may drive at once.
        if welcome is not None and welcome is not self._armed and self._machine.arm():
            self._armed = welcome
        found = self._machine.command()
        if found.is_stop:
            return None
        return Command(
            found.number, found.values, driver_word(found.driver), state_word(found.state)
        )

    def show(self, picture: NDArray[np.uint8], state: NDArray[np.float32], stamp: int) -> None:
        """Send a capture; of those that wait only the newest goes."""
        self._machine.send_capture(picture, state.tolist(), stamp)

    def move(self, speed: float, yaw_rate: float, stamp: int) -> None:
        """Send what was measured of the motion."""
        self._machine.send_odometry(speed, yaw_rate, stamp)

    def close(self) -> None:
        """Say goodbye."""
        self._machine.close()

    def __enter__(self) -> AgentLink:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def connect(
    endpoint: str,
    setting: Setting,
    rate_hertz: int = 10,
    name: str = "gymnasium",
    patience: float = PATIENCE,
) -> AgentLink:
    """Present the environment to the agent and wait until it is taken.

    Raises `NoAgentError` after `patience` seconds, and `MachineRefusedError` with what to change
    where the bundle wants other pictures, another state or other channels.
    """
    observation, _ = setting.env.reset(seed=0)
    height, width, depth = setting.shown(observation).shape
    camera = Camera(width, height, depth, rate_hertz)
    machine = Machine(
        endpoint,
        camera=camera,
        state=setting.state_names,
        channels=[(channel.name, channel.unit) for channel in setting.actions.channels],
        # Never obeyed: without a command the environment takes its own safe action.
        stop={channel.name: 0.0 for channel in setting.actions.channels},
        name=name,
    )
    machine.__enter__()
    try:
        if not machine.wait_for_agent(patience):
            raise NoAgentError(
                f"no agent at {endpoint} after {patience:g} s; start one with "
                f"tombolo-edge --machine {endpoint}"
            )
    except BaseException:
        machine.close()
        raise
    return AgentLink(machine, camera)


def driver_word(number: int) -> str:
    """Return who drives, in a word such as `cloudPlan`."""
    return _word(Driver(number).name) if number in Driver._value2member_map_ else "other"


def state_word(number: int) -> str:
    """Return the failsafe's state, in a word such as `nominal`."""
    return _word(State(number).name) if number in State._value2member_map_ else "other"


def _word(name: str) -> str:
    first, *others = name.lower().split("_")
    return first + "".join(part.capitalize() for part in others)
