"""What a device does with captures, as a value without clock, socket or thread.

Each capture meets exactly one end. At any instant, for the counters of `DeviceCore`:
submitted = sum of the fates + waiting + in flight.
"""

import enum
from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tombolo import limits, wire
from tombolo.bundle import Bundle
from tombolo.codec import CODEC
from tombolo.crc32c import crc32c
from tombolo.payload import PayloadError, unpack_plan
from tombolo.session import (
    MICROSECOND,
    Delivered,
    Input,
    Leave,
    Lost,
    Output,
    Send,
    Session,
    Transmit,
)

_U32: Final = 2**32 - 1


class Fate(enum.Enum):
    """How a capture ended."""

    ANSWERED = "answered"
    ANSWERED_LATE = "answeredLate"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    REJECTED = "rejected"
    FAILED = "failed"
    LOST = "lost"


_FATES: Final = {fate: Fate(fate.label) for fate in wire.OutcomeFate}


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan and where it lies in time, on the device's monotonic clock in nanoseconds.

    `steps` is [steps, channels] and `beliefs` [beliefs], named by the bundle. Step k is meant for
    `capture_stamp` + `first_step_us` + k * `step_us`.
    """

    steps: NDArray[np.float32]
    beliefs: NDArray[np.float32]
    capture_stamp: int
    arrival: int
    first_step_us: int
    step_us: int
    queue_time_us: int
    compute_time_us: int
    model_version: int

    def age(self, now: int) -> float:
        """Return the seconds since the capture; what a failsafe decides by."""
        return (now - self.capture_stamp) / 1e9

    @property
    def network_time(self) -> float:
        """The seconds from capture to arrival that were neither queue nor compute in the cloud."""
        cloud = (self.queue_time_us + self.compute_time_us) * MICROSECOND
        return (self.arrival - self.capture_stamp - cloud) / 1e9


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of a capture: with a plan if it was answered, in time or late.

    `cause` says why there is none: a cause of the protocol such as "newerCapture", or one of this
    side: "noSession", "notSent", "unanswered", "damaged", "wrongShape", "olderThanAnswered",
    "closed", or that of a lost session, such as "silence".
    """

    fate: Fate
    cause: str
    capture_stamp: int
    ended: int
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """A compressed latent on its way out; `identifier` is the caller's."""

    identifier: int
    stamp: int
    budget: int
    stream: int
    multiplier: int
    element_count: int
    state_byte_count: int
    payload: bytes

    @property
    def deadline(self) -> int:
        """When the budget is spent."""
        return self.stamp + self.budget


@dataclass(frozen=True, slots=True)
class Ended:
    """A capture met its end."""

    identifier: int
    answer: Answer


class DeviceCore:
    """Mailboxes of one, credit, and the fates of captures, around a session."""

    def __init__(self, bundle: Bundle, session: Session) -> None:
        """Use `session` for captures of `bundle`."""
        self.session = session
        self.counters: Counter[str] = Counter({fate.value: 0 for fate in Fate})
        self._bundle = bundle
        self._waiting: dict[int, Capture] = {}
        self._in_flight: dict[int, Capture] = {}
        self._answered: dict[int, int] = {}

    @property
    def waiting_count(self) -> int:
        """Captures in mailboxes."""
        return len(self._waiting)

    @property
    def in_flight_count(self) -> int:
        """Captures sent and not answered."""
        return len(self._in_flight)

    @property
    def deadline(self) -> int | None:
        """When to call `step` with `Tick` at the latest."""
        times = [capture.deadline for capture in self._waiting.values()]
        times += [self._given_up_at(capture) for capture in self._in_flight.values()]
        if self.session.deadline is not None:
            times.append(self.session.deadline)
        return min(times, default=None)

    def submit(self, capture: Capture, now: int) -> list[Output | Ended]:
        """Take a capture; a waiting one of its stream is superseded by it."""
        self.counters["submitted"] += 1
        if capture.stream not in self._waiting and len(self._waiting) >= limits.STREAMS:
            return [self._end(capture, Fate.REJECTED, "tooManyStreams", now)]
        outputs: list[Output | Ended] = []
        older = self._waiting.pop(capture.stream, None)
        if older is not None:
            outputs.append(self._end(older, Fate.SUPERSEDED, "newerCapture", now))
        self._waiting[capture.stream] = capture
        return outputs + self._expire(now) + self._send(now)

    def step(self, event: Input, now: int) -> list[Output | Ended]:
        """Take an input of the session; returns its outputs, and captures that ended."""
        outputs: list[Output | Ended] = []
        for output in self.session.step(event, now):
            if isinstance(output, Delivered):
                outputs += self._deliver(output, now)
                continue
            outputs.append(output)
            if isinstance(output, Lost):
                outputs += self._lose_all(output.cause.value, now)
        if isinstance(event, Leave):
            outputs += self._lose_all("closed", now) + [
                self._end(capture, Fate.LOST, "closed", now) for capture in self._waiting.values()
            ]
            self._waiting.clear()
        return outputs + self._expire(now) + self._send(now)

    def not_sent(self, sequence: int, now: int) -> list[Output | Ended]:
        """Take note that the socket did not take the frame of `sequence`."""
        self.counters["framesNotSent"] += 1
        capture = self._in_flight.pop(sequence, None)
        return [] if capture is None else [self._end(capture, Fate.LOST, "notSent", now)]

    def _given_up_at(self, capture: Capture) -> int:
        """Return when an answer is no longer waited for, lest its credit be gone for good."""
        return capture.deadline + self.session.timing.opening_limit

    def _expire(self, now: int) -> list[Output | Ended]:
        ended: list[Output | Ended] = []
        for stream, capture in list(self._waiting.items()):
            if now >= capture.deadline:
                del self._waiting[stream]
                cause = "budgetSpent" if self.session.is_standing else "noSession"
                ended.append(self._end(capture, Fate.EXPIRED, cause, now))
        for sequence, capture in list(self._in_flight.items()):
            if now >= self._given_up_at(capture):
                del self._in_flight[sequence]
                ended.append(self._end(capture, Fate.LOST, "unanswered", now))
        return ended

    def _send(self, now: int) -> list[Output | Ended]:
        """Send waiting captures, the oldest first, as far as the credit goes."""
        outputs: list[Output | Ended] = []
        welcome = self.session.welcome
        if not self.session.is_standing or welcome is None:
            return outputs
        for stream, capture in list(self._waiting.items()):
            if len(self._in_flight) >= welcome.credit:
                break
            del self._waiting[stream]
            event = Send(self._message(capture, now), (capture.payload,))
            for output in self.session.step(event, now):
                outputs.append(output)
                if isinstance(output, Transmit):
                    self._in_flight[output.sequence] = capture
        return outputs

    def _message(self, capture: Capture, now: int) -> wire.Latent:
        return wire.Latent(
            capture_stamp=capture.stamp,
            budget_us=min(max(capture.deadline - now, 0) // MICROSECOND, _U32),
            stream=capture.stream,
            state_byte_count=capture.state_byte_count,
            payload_checksum=crc32c(capture.payload),
            latents=(
                wire.SensorLatent(
                    sensor=0,
                    codec=CODEC,
                    multiplier=capture.multiplier,
                    element_count=capture.element_count,
                    latent_byte_count=len(capture.payload) - capture.state_byte_count,
                ),
            ),
        )

    def _deliver(self, delivered: Delivered, now: int) -> list[Output | Ended]:
        message = delivered.frame.message
        if not isinstance(message, (wire.Plan, wire.Outcome)):
            return []
        capture = self._in_flight.get(message.latent_sequence)
        if capture is None or capture.stamp != message.capture_stamp:
            self.counters["unmatchedAnswers"] += 1
            return []
        del self._in_flight[message.latent_sequence]
        if isinstance(message, wire.Outcome):
            return [self._end(capture, _FATES[message.fate], message.cause.label, now)]
        newest = self._answered.get(capture.stream, 0)
        if message.latent_sequence < newest:
            return [self._end(capture, Fate.SUPERSEDED, "olderThanAnswered", now)]
        return [self._plan(capture, message, delivered.payloads[0], now)]

    def _plan(self, capture: Capture, message: wire.Plan, payload: bytes, now: int) -> Ended:
        group = message.groups[0]
        shape = (len(message.groups), (group.step_count, group.channel_count), message.belief_count)
        if shape != (1, self._bundle.plan_shape, self._bundle.belief_count):
            return self._end(capture, Fate.REJECTED, "wrongShape", now)
        try:
            steps, beliefs = unpack_plan(message, payload)
        except PayloadError:
            return self._end(capture, Fate.REJECTED, "damaged", now)
        if capture.stream in self._answered or len(self._answered) < limits.STREAMS:
            self._answered[capture.stream] = message.latent_sequence
        plan = Plan(
            steps=steps,
            beliefs=beliefs,
            capture_stamp=capture.stamp,
            arrival=now,
            first_step_us=group.first_step_us,
            step_us=group.step_us,
            queue_time_us=message.queue_time_us,
            compute_time_us=message.compute_time_us,
            model_version=message.model_version,
        )
        fate = Fate.ANSWERED if now <= capture.deadline else Fate.ANSWERED_LATE
        return self._end(capture, fate, "", now, plan)

    def _lose_all(self, cause: str, now: int) -> list[Output | Ended]:
        ended: list[Output | Ended] = [
            self._end(capture, Fate.LOST, cause, now) for capture in self._in_flight.values()
        ]
        self._in_flight.clear()
        self._answered.clear()  # sequences begin anew with the next epoch
        return ended

    def _end(
        self, capture: Capture, fate: Fate, cause: str, now: int, plan: Plan | None = None
    ) -> Ended:
        self.counters[fate.value] += 1
        if cause:
            self.counters[f"{fate.value}.{cause}"] += 1
        return Ended(capture.identifier, Answer(fate, cause, capture.stamp, now, plan))
