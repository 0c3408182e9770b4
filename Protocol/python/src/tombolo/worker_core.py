"""What a worker does with batches, as a value without clock, socket or thread.

It hands batches to whoever computes, sends their results in the session they came in, and drains:
by the coordinator's wish, then it comes back later, or by its owner's, then it is done.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from tombolo import limits, wire
from tombolo.session import (
    MILLISECOND,
    Delivered,
    Input,
    Leave,
    Lost,
    Output,
    Send,
    Session,
)

COME_BACK: Final = 1_000 * MILLISECOND
"""How long a worker stays away that the coordinator drained: a restart's length."""


@dataclass(frozen=True, slots=True)
class Compute:
    """Run this batch, and answer with `WorkerCore.finished` under the same epoch."""

    epoch: int
    sequence: int
    batch: wire.Batch
    payloads: tuple[bytes, ...]
    arrival: int


@dataclass(frozen=True, slots=True)
class Done:
    """The worker drained and left: its process may end."""


Step = Output | Compute | Done


class WorkerCore:
    """Batches under way and the drain, around a session.

    `held_count` is how many batches are handed out and not finished.
    """

    def __init__(self, session: Session) -> None:
        """Use `session`, which opens with `Register`."""
        self.session = session
        self.counters: Counter[str] = Counter(links=0)
        self.held_count = 0
        self._is_leaving = False
        self._is_done = False
        self._drain_stamp: int | None = None
        self._leave_by: int | None = None
        self._was_drained = False

    @property
    def deadline(self) -> int | None:
        """When to call `step` with `Tick` at the latest."""
        times = [t for t in (self.session.deadline, self._leave_by) if t is not None]
        return min(times, default=None)

    def step(self, event: Input, now: int) -> list[Step]:
        """Take an input of the session; returns its outputs and batches to compute."""
        outputs: list[Step] = []
        for output in self.session.step(event, now):
            if isinstance(output, Delivered):
                outputs += self._deliver(output, now)
                continue
            outputs.append(output)
            if isinstance(output, Lost):
                self.held_count = 0  # what is still computed has nobody to go to
                self._was_drained = False
        return outputs + self._leave_if_empty(now)

    def finished(
        self, epoch: int, result: wire.BatchResult, payloads: tuple[bytes, ...], now: int
    ) -> list[Step]:
        """Send the result of a batch, unless its session is gone."""
        if epoch != self.session.epoch or not self.session.is_standing:
            self.counters["resultsOfLostSessions"] += 1
            return self._leave_if_empty(now)
        self.held_count -= 1
        self.counters["results"] += 1
        outputs: list[Step] = [*self.session.step(Send(result, payloads), now)]
        return outputs + self._leave_if_empty(now)

    def drain(self, now: int) -> list[Step]:
        """Ask for no more batches; `Done` follows when the last result has gone."""
        if self._is_leaving:
            return []
        self._is_leaving = True
        if not self.session.is_standing:
            return self._leave_if_empty(now)
        self._drain_stamp = now
        outputs: list[Step] = [*self.session.step(Send(wire.Drain()), now)]
        return outputs

    def _deliver(self, delivered: Delivered, now: int) -> list[Step]:
        frame = delivered.frame
        if isinstance(frame.message, wire.Drain):
            self._was_drained = True
            return []
        if not isinstance(frame.message, wire.Batch):
            return []
        self.counters["batches"] += 1
        if self.held_count >= limits.CREDIT:
            self.counters["batchesBeyondCredit"] += 1
            return []
        self.held_count += 1
        self.counters["links"] += sum(len(member.links) for member in frame.message.members)
        return [Compute(frame.epoch, frame.sequence, frame.message, delivered.payloads, now)]

    def _leave_if_empty(self, now: int) -> list[Step]:
        """Say goodbye once nothing is held and no batch can be on its way any more.

        A batch may have crossed our drain. The coordinator reads in order, so once it echoes a
        heartbeat that we sent after the drain, everything it sent before has come.
        """
        if self._is_done or self.held_count:
            return []
        if self._is_leaving and not self.session.is_standing:
            return self._finish(now)
        if self._is_leaving and self._drain_stamp is not None:
            if self._was_drained or self.session.last_echo > self._drain_stamp:
                return self._finish(now)
            if self._leave_by is None:  # an echo takes a round trip and a heartbeat period
                self._leave_by = now + self.session.timing.opening_limit
            return self._finish(now) if now >= self._leave_by else []
        if self._was_drained:
            self._was_drained = False
            self.counters["drained"] += 1
            return [*self.session.step(Leave(pause=COME_BACK), now)]
        return []

    def _finish(self, now: int) -> list[Step]:
        self._is_done = True
        self._leave_by = None
        return [*self.session.step(Leave(), now), Done()]
