"""What a drive came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Score:
    """Counts of one drive; times in seconds."""

    steps: int = 0
    step_seconds: float = 0.0
    wall_seconds: float = 0.0
    total_return: float = 0.0
    episodes: int = 0  # ended by the environment
    pictures: int = 0
    # Steps made at once because the ones before were late, and time that the environment could
    # not make up and is behind the wall clock for good.
    caught_up_steps: int = 0
    slipped_seconds: float = 0.0
    late_steps: int = 0  # begun more than a step after they were due
    slowest_step: float = 0.0
    safe_steps: int = 0  # nobody commanded: the safe action
    repeated_steps: int = 0  # the command was that of the step before
    drivers: Counter[str] = field(default_factory=Counter)  # steps by who drove
    failsafe: Counter[str] = field(default_factory=Counter)  # steps by the failsafe's state
    figures: dict[str, Any] = field(default_factory=dict)  # the setting's own

    @property
    def seconds(self) -> float:
        """Time in the environment."""
        return self.steps * self.step_seconds

    @property
    def kept_real_time(self) -> bool:
        """Whether at most 1 % of the time was lost; else figures say nothing of a link."""
        return self.slipped_seconds <= 0.01 * max(self.wall_seconds, self.seconds)

    def shares(self, counts: Counter[str]) -> dict[str, float]:
        """Shares of the steps, the largest first."""
        return {name: count / max(1, self.steps) for name, count in counts.most_common()}

    def table(self) -> dict[str, Any]:
        """All of it, ready for JSON."""
        return {
            "seconds": round(self.seconds, 3),
            "wallSeconds": round(self.wall_seconds, 3),
            "return": round(self.total_return, 2),
            "episodes": self.episodes,
            "steps": self.steps,
            "pictures": self.pictures,
            "lateSteps": self.late_steps,
            "caughtUpSteps": self.caught_up_steps,
            "slippedSeconds": round(self.slipped_seconds, 3),
            "slowestStepMilliseconds": round(self.slowest_step * 1000, 2),
            "safeSteps": self.safe_steps,
            "repeatedSteps": self.repeated_steps,
            "drivers": {name: round(share, 4) for name, share in self.shares(self.drivers).items()},
            "failsafe": {n: round(share, 4) for n, share in self.shares(self.failsafe).items()},
            **self.figures,
        }

    def lines(self) -> list[str]:
        """Return the same for people."""
        drivers = ", ".join(
            f"{name} {share:.0%}" for name, share in self.shares(self.drivers).items()
        )
        states = ", ".join(f"{n} {share:.0%}" for n, share in self.shares(self.failsafe).items())
        told = [
            f"return {self.total_return:.1f} in {self.seconds:.1f} s, {self.episodes} ended",
            *(f"{name}: {value}" for name, value in self.figures.items()),
            f"who drove: {drivers or 'nobody'}",
            f"failsafe: {states or 'no command came'}",
        ]
        if self.safe_steps:
            told.append(
                f"nobody commanded for {self.safe_steps * self.step_seconds:.2f} s: the safe action"
            )
        if not self.kept_real_time:
            slowest = round(self.slowest_step * 1000)
            told.append(
                f"NOT IN REAL TIME: the environment lost {self.slipped_seconds:.2f} s of "
                f"{self.wall_seconds:.1f} s; its slowest step took {slowest} ms"
            )
        elif self.late_steps:
            if self.slipped_seconds:
                told.append(f"{self.slipped_seconds:.2f} s were lost")
            told.append(f"{self.late_steps} of {self.steps} steps were late and made up for")
        return told
