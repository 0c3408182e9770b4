"""The duty cycle: one step of the environment each control period, in real time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .port import Command, Link
from .score import Score
from .setting import Setting

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class Lateness:
    """What happens when a step is late.

    Up to `catch_up` steps are made at once, with the newest command; what is more than that is
    lost, and counted. Too many at once would drive the machine far with one old command.
    """

    catch_up: int = 4


class GymMachine:
    """An environment as a machine with a camera and actuators.

    The environment's time is the wall's: each `step_seconds` it makes one step with the newest
    command of the agent. When no command is valid - none came yet, or the last one's validity is
    over - it takes the safe action. A picture goes to the agent `picture_seconds` after the last
    one, stamped with the instant at which its step was made.
    """

    def __init__(
        self,
        setting: Setting,
        picture_seconds: float,
        lateness: Lateness = Lateness(),
        clock: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        setting.actions.check(setting.env.action_space)
        self.setting, self.lateness = setting, lateness
        self._clock, self._sleep = clock, sleep
        self._period = round(setting.step_seconds * NANOSECONDS)
        self._steps_a_picture = max(1, round(picture_seconds / setting.step_seconds))
        self._score = Score(step_seconds=setting.step_seconds)
        self._last: Command | None = None
        self._observation: Any = None

    def run(
        self,
        link: Link,
        seconds: float,
        seed: int | None = None,
        episodes: int = 1,
        watch: Callable[[GymMachine, Any], None] | None = None,
    ) -> Score:
        """Drive for `seconds` or so many episodes, whichever is sooner.

        `watch` sees each picture.
        """
        self._begin(seed)
        begun = self._clock()
        due, last = begun, begun + round(seconds * NANOSECONDS)
        while due < last and self._score.episodes < episodes:
            due = self._await(due)
            picture = self._step(link, due)
            if picture is not None and watch is not None:
                watch(self, picture)
            due += self._period
        self._score.wall_seconds = (self._clock() - begun) / NANOSECONDS
        if self.setting.watcher is not None:
            self._score.figures = self.setting.watcher.figures()
        return self._score

    @property
    def score(self) -> Score:
        """The drive so far."""
        return self._score

    @property
    def command(self) -> Command | None:
        """The command of the latest step."""
        return self._last

    def _begin(self, seed: int | None) -> None:
        self._score = Score(step_seconds=self.setting.step_seconds)
        self._last = None
        self._draw(True)
        self._observation, _ = self.setting.env.reset(seed=seed)
        if self.setting.watcher is not None:
            self.setting.watcher.begin(self.setting.env)

    def _await(self, due: int) -> int:
        """When the step is due that can still be made in time; sleeps until then."""
        now = self._clock()
        if now < due:
            self._sleep((due - now) / NANOSECONDS)
            return due
        behind = (now - due) // self._period
        if behind > 0:
            self._score.late_steps += 1
            lost = behind - self.lateness.catch_up
            if lost > 0:
                self._score.slipped_seconds += lost * self.setting.step_seconds
                return due + lost * self._period
            self._score.caught_up_steps += 1
        return due

    def _step(self, link: Link, due: int) -> Any:
        command = link.command()
        score, setting = self._score, self.setting
        action = setting.actions.safe if command is None else setting.actions.action(command.values)
        is_shown = score.steps % self._steps_a_picture == 0
        begun = self._clock()
        self._draw(is_shown)
        self._observation, reward, terminated, truncated, _ = setting.env.step(action)
        self._count(command, float(reward))
        # The instant of the step, not of the end of its drawing: that is the camera's delay.
        stamp = max(due, begun)
        if setting.motion is not None:
            link.move(*setting.motion(setting.env, self._observation), stamp)
        picture = None
        if is_shown:
            picture = setting.shown(self._observation)
            link.show(picture, setting.state(setting.env, self._observation), stamp)
            score.pictures += 1
        score.slowest_step = max(score.slowest_step, (self._clock() - begun) / NANOSECONDS)
        if setting.watcher is not None:
            setting.watcher.step(setting.env)
        if terminated or truncated:
            score.episodes += 1
        return picture

    def _draw(self, is_wanted: bool) -> None:
        if self.setting.draws is not None:
            self.setting.draws(self.setting.env, is_wanted)

    def _count(self, command: Command | None, reward: float) -> None:
        score = self._score
        score.steps += 1
        score.total_return += reward
        if command is None:
            score.safe_steps += 1
        else:
            score.drivers[command.driver] += 1
            score.failsafe[command.failsafe] += 1
            if self._last is not None and command.number == self._last.number:
                score.repeated_steps += 1
        self._last = command
