"""What a device does with captures, as a value without clock, socket or thread.

Each capture meets exactly one end. At any instant, for the counters of `DeviceCore`:
submitted = sum of the fates + waiting + in flight.
"""

import enum
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tombolo import limits, wire
from tombolo.bundle import Bundle
from tombolo.codec import CODEC, Coded
from tombolo.crc32c import crc32c
from tombolo.pace import AgreedPace, CapturePace
from tombolo.payload import PayloadError, unpack_plan
from tombolo.references import Reference, ReferenceChain
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
    SKIPPED = "skipped"
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
    side: "notDue" (the coordinator asked for a slower pace), "noSession", "notSent", "unanswered",
    "damaged", "wrongShape", "olderThanAnswered", "closed", or that of a lost session, such as
    "silence".
    """

    fate: Fate
    cause: str
    capture_stamp: int
    ended: int
    plan: Plan | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Capture:
    """A latent on its way out; `identifier` is the caller's, `state` its packed state vector."""

    identifier: int
    stamp: int
    budget: int
    stream: int
    multiplier: int
    latent: NDArray[np.float32]
    state: bytes

    @property
    def deadline(self) -> int:
        """When the budget is spent."""
        return self.stamp + self.budget


@dataclass(frozen=True, slots=True)
class Ended:
    """A capture met its end."""

    identifier: int
    answer: Answer


@dataclass(frozen=True, slots=True, eq=False)
class Encode:
    """Compress this capture, from `reference` if there is one, and call `DeviceCore.encoded`.

    A capture is compressed no sooner than it can be sent: most of a flood never are, and what it is
    predicted from is as new as can be.
    """

    capture: Capture
    reference: Reference | None


Step = Output | Ended | Encode


class DeviceCore:
    """Mailboxes of one, credit, pace, references, and the fates of captures, around a session."""

    def __init__(
        self, bundle: Bundle, session: Session, predicts: bool = True, slowest: int | None = None
    ) -> None:
        """Use `session` for captures of `bundle`; without `predicts` all are keyframes.

        `slowest` is the longest time between two captures, in nanoseconds, that it takes from a
        coordinator; by default `limits.PACE_STRETCH` times the bundle's.
        """
        self.session = session
        names = [fate.value for fate in Fate] + ["keyframes", "predicted", "keyframesRequested"]
        names += ["paces", "pacesExceeded"]
        self.counters: Counter[str] = Counter(dict.fromkeys(names, 0))
        self._bundle = bundle
        self._waiting: dict[int, Capture] = {}
        self._in_flight: dict[int, Capture] = {}
        self._answered: dict[int, int] = {}
        self._predicts = predicts
        self._chains: dict[int, ReferenceChain] = {}
        self._encoding: Encode | None = None
        self.pace: AgreedPace | None = None
        """The coordinator's pace, while there is one."""
        self._own = bundle.capture_period_us * MICROSECOND
        self._slowest = max(self._own, slowest or limits.PACE_STRETCH * self._own)
        self._paces: dict[int, CapturePace] = {}
        self._newest: int | None = None

    @property
    def waiting_count(self) -> int:
        """Captures in mailboxes, or being compressed."""
        return len(self._waiting) + (self._encoding is not None)

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

    def submit(self, capture: Capture, now: int) -> list[Step]:
        """Take a capture; a waiting one of its stream is superseded by it.

        Unless it is not due: a pace holds for each stream, since a capture feeds all of them.
        """
        self.counters["submitted"] += 1
        if self.pace is not None and not self._is_due(capture, self.pace):
            ended = self._end(capture, Fate.SKIPPED, "notDue", now)
            return [ended, *self._expire(now), *self._send(now)]
        self._newest = capture.stamp
        if capture.stream not in self._waiting and len(self._waiting) >= limits.STREAMS:
            return [self._end(capture, Fate.REJECTED, "tooManyStreams", now)]
        outputs: list[Step] = []
        older = self._waiting.pop(capture.stream, None)
        if older is not None:
            outputs.append(self._end(older, Fate.SUPERSEDED, "newerCapture", now))
        self._waiting[capture.stream] = capture
        return outputs + self._expire(now) + self._send(now)

    def step(self, event: Input, now: int) -> list[Step]:
        """Take an input of the session; returns its outputs, and captures that ended."""
        outputs: list[Step] = []
        for output in self.session.step(event, now):
            if isinstance(output, Delivered):
                outputs += self._deliver(output, now)
                continue
            outputs.append(output)
            if isinstance(output, Lost):
                self.pace = None
                outputs += self._lose_all(output.cause.value, now)
        if isinstance(event, Leave):
            outputs += self._lose_all("closed", now) + [
                self._end(capture, Fate.LOST, "closed", now) for capture in self._waiting.values()
            ]
            self._waiting.clear()
            if self._encoding is not None:
                outputs.append(self._end(self._encoding.capture, Fate.LOST, "closed", now))
                self._encoding = None
        return outputs + self._expire(now) + self._send(now)

    def not_sent(self, sequence: int, now: int) -> list[Step]:
        """Take note that the socket did not take the frame of `sequence`."""
        self.counters["framesNotSent"] += 1
        for chain in self._chains.values():
            chain.rejected(sequence)
        capture = self._in_flight.pop(sequence, None)
        return [] if capture is None else [self._end(capture, Fate.LOST, "notSent", now)]

    def _given_up_at(self, capture: Capture) -> int:
        """Return when an answer is no longer waited for, lest its credit be gone for good."""
        return capture.deadline + self.session.timing.opening_limit

    def _expire(self, now: int) -> list[Step]:
        ended: list[Step] = []
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

    def _send(self, now: int) -> list[Step]:
        """Have the capture that waits longest compressed, if the credit is there to send it."""
        welcome = self.session.welcome
        if (
            not self.session.is_standing
            or welcome is None
            or not self._waiting
            or self._encoding is not None
            or len(self._in_flight) >= (self.pace or welcome).credit
        ):
            return []
        stream = next(iter(self._waiting))
        chain = self._chains.get(stream)
        self._encoding = Encode(self._waiting.pop(stream), None if chain is None else chain.next)
        return [self._encoding]

    def encoded(self, coded: Coded, now: int) -> list[Step]:
        """Send the capture of the last `Encode`, compressed to `coded`.

        Unless its session or reference is gone meanwhile: then it is compressed anew.
        """
        if self._encoding is None:  # it was closed
            return []
        capture, reference = self._encoding.capture, self._encoding.reference
        self._encoding = None
        if now >= capture.deadline:
            return [self._end(capture, Fate.EXPIRED, "budgetSpent", now), *self._send(now)]
        chain = self._chains.get(capture.stream)
        if not self.session.is_standing or (
            coded.is_predicted and (chain is None or not chain.offers(reference))
        ):
            if capture.stream in self._waiting:
                return [self._end(capture, Fate.SUPERSEDED, "newerCapture", now), *self._send(now)]
            self._waiting = {capture.stream: capture, **self._waiting}
            return self._expire(now) + self._send(now)
        named = reference.sequence if coded.is_predicted and reference is not None else 0
        payload = capture.state + coded.content
        outputs: list[Step] = []
        event = Send(self._message(capture, payload, named, now), (payload,))
        for output in self.session.step(event, now):
            outputs.append(output)
            if isinstance(output, Transmit):
                self._in_flight[output.sequence] = capture
                self._remember(capture.stream, output.sequence, coded, named)
        return outputs + self._expire(now) + self._send(now)

    def _remember(self, stream: int, sequence: int, coded: Coded, reference: int) -> None:
        self.counters["predicted" if reference else "keyframes"] += 1
        if self._predicts and (stream in self._chains or len(self._chains) < limits.STREAMS):
            chain = self._chains.setdefault(stream, ReferenceChain())
            chain.sent(sequence, coded.latent, reference)

    def _message(self, capture: Capture, payload: bytes, reference: int, now: int) -> wire.Latent:
        return wire.Latent(
            capture_stamp=capture.stamp,
            budget_us=min(max(capture.deadline - now, 0) // MICROSECOND, _U32),
            stream=capture.stream,
            state_byte_count=len(capture.state),
            payload_checksum=crc32c(payload),
            latents=(
                wire.SensorLatent(
                    sensor=0,
                    codec=CODEC,
                    multiplier=capture.multiplier,
                    element_count=capture.latent.size,
                    latent_byte_count=len(payload) - len(capture.state),
                    reference=reference,
                ),
            ),
        )

    def _deliver(self, delivered: Delivered, now: int) -> list[Step]:
        message = delivered.frame.message
        if isinstance(message, wire.Reference):
            self._note(message)
        if isinstance(message, wire.Pace):
            self._obey(message, now)
        if not isinstance(message, (wire.Plan, wire.Outcome)):
            return []
        self._acknowledge(message)
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

    def _obey(self, pace: wire.Pace, now: int) -> None:
        newest = now if self._newest is None else self._newest
        self._newest = newest
        asked = AgreedPace.of(pace, self._own, self._slowest, newest, now)
        if self.pace is not None and asked.keeps_moments(self.pace):
            # To begin anew would meet a moment twice, or leave out one that is overdue.
            asked = replace(self.pace, credit=asked.credit, is_exceeded=asked.is_exceeded)
        else:
            self._paces.clear()
        self.pace = asked
        self.counters["paces"] += 1
        self.counters["pacesExceeded"] += self.pace.is_exceeded

    def _is_due(self, capture: Capture, pace: AgreedPace) -> bool:
        stream = self._paces.get(capture.stream)
        if stream is None:
            if len(self._paces) >= limits.STREAMS:  # of these there is no telling
                return False
            stream = self._paces.setdefault(capture.stream, CapturePace(pace, self._own))
        return stream.uses(capture.stamp)

    def _acknowledge(self, answer: wire.Plan | wire.Outcome) -> None:
        """Take what an answer says of its latent as a reference, be its capture given up or not."""
        sequence = answer.latent_sequence
        for chain in self._chains.values():  # a sequence is in one of them at most
            if not chain.keeps(sequence):
                continue
            if answer.reference is wire.ReferenceStatus.HELD:
                chain.held(sequence)
            elif answer.reference is None:
                if isinstance(answer, wire.Outcome):
                    chain.rejected(sequence)
            else:
                self.counters["keyframesRequested"] += 1
                chain.keyframe_requested(sequence)

    def _note(self, message: wire.Reference) -> None:
        """Take what the coordinator says of a stream unasked."""
        chain = self._chains.get(message.stream)
        if chain is None:
            return
        if message.status is wire.ReferenceStatus.HELD:
            chain.held(message.latent_sequence)
        else:
            self.counters["keyframesRequested"] += 1
            chain.keyframe_requested(message.latent_sequence)

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

    def _lose_all(self, cause: str, now: int) -> list[Step]:
        ended: list[Step] = [
            self._end(capture, Fate.LOST, cause, now) for capture in self._in_flight.values()
        ]
        self._in_flight.clear()
        self._answered.clear()  # sequences begin anew with the next epoch
        self._chains.clear()  # and its coordinator holds nothing
        return ended

    def _end(
        self, capture: Capture, fate: Fate, cause: str, now: int, plan: Plan | None = None
    ) -> Ended:
        self.counters[fate.value] += 1
        if cause:
            self.counters[f"{fate.value}.{cause}"] += 1
        return Ended(capture.identifier, Answer(fate, cause, capture.stamp, now, plan))
