"""One side of a session, as a value: fed with (input, now), it says what to do.

Nothing here knows a clock, a socket or a thread. `now` is nanoseconds of a monotonic clock, taken
once for each input. The caller carries out the outputs in order, and calls again with `Tick` no
later than `deadline`. Devices and workers differ only in how they open: `Hello` or `Register`.

A session gives each transport connection a number. The number grows with every `Open`; what an
older connection still delivers is dropped and counted.
"""

import enum
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tombolo.clock import ClockEstimate
from tombolo.wire import (
    Batch,
    DecodeError,
    Drain,
    Frame,
    Goodbye,
    GoodbyeReason,
    Heartbeat,
    Hello,
    Message,
    Outcome,
    Pace,
    Plan,
    Reference,
    Refuse,
    RefuseReason,
    Register,
    Rehome,
    Welcome,
    decode_parts,
    encode,
)

MILLISECOND: Final = 1_000_000
MICROSECOND: Final = 1_000

# Kinds that a coordinator may send, by how the session was opened. Extend it with the table.
_SENT_TO: Final[dict[type[Any], tuple[type[Any], ...]]] = {
    Hello: (Plan, Outcome, Reference, Pace),
    Register: (Batch, Drain),
}

# Kinds that a coordinator may send and nothing here acts on yet: signs of life, and counted.
_UNHEEDED: Final = (Pace, Reference, Rehome)  # pace and reference where there is no device

# A session outlives as many missing heartbeats less one, whatever a welcome says.
_MISSED_HEARTBEATS: Final = 3

_OPENING_KINDS: Final = (Welcome, Refuse, Goodbye)


@dataclass(frozen=True, slots=True)
class Timing:
    """The intervals of a session, in nanoseconds.

    `silence_limit` is after how long without a valid message this side gives the session up, if the
    coordinator's is not smaller; None takes the coordinator's. The heartbeat period is the
    coordinator's, brought between its floor and ceiling. The back-off lies between its floor and
    ceiling and doubles from failure to failure; half of each wait is drawn at random, so that a
    fleet does not come back at one instant. `retry_ceiling` bounds how long a refusal may keep this
    side away, and `goodbye_pause` is how long the coordinator's goodbye does at least.
    """

    chaser_delay: int = 20 * MILLISECOND
    heartbeat_floor: int = 20 * MILLISECOND
    heartbeat_ceiling: int = 100 * MILLISECOND
    silence_limit: int | None = None
    opening_limit: int = 600 * MILLISECOND
    backoff_floor: int = 50 * MILLISECOND
    backoff_ceiling: int = 1_000 * MILLISECOND
    retry_ceiling: int = 10_000 * MILLISECOND
    goodbye_pause: int = 1_000 * MILLISECOND


# Inputs.


@dataclass(frozen=True, slots=True)
class Start:
    """Open the first connection."""


@dataclass(frozen=True, slots=True)
class Writable:
    """The connection stands: a message would leave now."""

    connection: int


@dataclass(frozen=True, slots=True)
class Received:
    """A whole message came, control part first, without any identity part."""

    connection: int
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message in the session that stands; without one it is counted and dropped."""

    message: Message
    payloads: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went by."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Say goodbye and stay away for `pause` nanoseconds; None is for good."""

    reason: GoodbyeReason = GoodbyeReason.FINISHED
    pause: int | None = None


Input = Start | Writable | Received | Send | Tick | Leave


# Outputs.


@dataclass(frozen=True, slots=True)
class Open:
    """Connect, and report `Writable` with this number once a message can leave."""

    connection: int


@dataclass(frozen=True, slots=True)
class Close:
    """Close this connection; what is under way may still leave."""

    connection: int


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send these parts; `sequence` is that of their frame."""

    connection: int
    sequence: int
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The coordinator took the session in."""

    epoch: int
    welcome: Welcome


class LossCause(enum.Enum):
    """Why a session or an attempt at one ended."""

    SILENCE = "silence"
    UNKNOWN_SESSION = "unknownSession"
    REFUSED = "refused"
    GOODBYE = "goodbye"
    LEFT = "left"
    NO_CONNECTION = "noConnection"
    NO_ANSWER = "noAnswer"


@dataclass(frozen=True, slots=True)
class Lost:
    """A session that stood, stands no more; whatever was in flight is lost."""

    epoch: int
    cause: LossCause


@dataclass(frozen=True, slots=True)
class Refused:
    """The coordinator refused; the next attempt is at `retry_at`."""

    refuse: Refuse
    retry_at: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message for whoever uses the session, checked for epoch and sequence."""

    frame: Frame
    payloads: tuple[bytes, ...]


Output = Open | Close | Transmit | Standing | Lost | Refused | Delivered


class State(enum.Enum):
    """Where a session is."""

    IDLE = "idle"
    CONNECTING = "connecting"
    OPENING = "opening"
    STANDING = "standing"
    WAITING = "waiting"
    LEFT = "left"


class Session:
    """A device's or worker's side of a session.

    `counters` has what was sent, received and dropped, by name; a name of a drop is that of the
    specification's section 8 where it has one.
    """

    def __init__(self, opening: Hello | Register, seed: int, timing: Timing | None = None) -> None:
        """Prepare to open with `opening`; epochs and jitter are drawn from `seed`."""
        self.timing = timing or Timing()
        self.clock = ClockEstimate()
        self.counters: Counter[str] = Counter()
        self.state = State.IDLE
        self.epoch = 0
        self.welcome: Welcome | None = None
        self.last_echo = 0
        """Our newest transmit stamp that the coordinator has echoed: it has read all before it."""
        self._opening = opening
        self._takes = _SENT_TO[type(opening)]
        self._random = random.Random(seed)
        self._connection = 0
        self._is_open = False
        self._failures = 0
        self._stood_at = 0
        self._reset(0)

    def _reset(self, now: int) -> None:
        """Forget what belongs to one epoch."""
        self._next_sequence = 0
        self._taken = -1
        self._peer_stamp = 0
        self._peer_arrival = 0
        self._heard = now
        self._sent = now
        self._chase_at: int | None = None
        self._until: int | None = None
        self.last_echo = 0

    # What the caller asks.

    @property
    def is_standing(self) -> bool:
        """Whether messages can be sent."""
        return self.state is State.STANDING

    @property
    def deadline(self) -> int | None:
        """When to call with `Tick` at the latest, or None if only a message can change anything."""
        if self.state is not State.STANDING:
            return self._until
        times = [self._heard + self._silence_limit(), self._sent + self._heartbeat_period()]
        if self._chase_at is not None:
            times.append(self._chase_at)
        return min(times)

    def step(self, event: Input, now: int) -> list[Output]:
        """Take one input at `now`; returns what to do, in order."""
        if isinstance(event, Start):
            return self._connect(now) if self.state is State.IDLE else []
        if isinstance(event, Writable):
            return self._writable(event, now)
        if isinstance(event, Received):
            return self._received(event, now)
        if isinstance(event, Send):
            return self._send(event, now)
        if isinstance(event, Tick):
            return self._tick(now)
        return self._leave(event, now)

    # Opening.

    def _connect(self, now: int) -> list[Output]:
        """Open a fresh connection and close the one before it."""
        outputs: list[Output] = self._close()
        self._connection += 1
        self._is_open = True
        self._reset(now)
        self.state = State.CONNECTING
        self._until = now + self.timing.opening_limit
        self.counters["connections"] += 1
        return [*outputs, Open(self._connection)]

    def _close(self) -> list[Output]:
        if not self._is_open:
            return []
        self._is_open = False
        return [Close(self._connection)]

    def _writable(self, event: Writable, now: int) -> list[Output]:
        if event.connection != self._connection or self.state is not State.CONNECTING:
            return []
        return self._open_session(now)

    def _open_session(self, now: int) -> list[Output]:
        """Say hello under a new epoch."""
        self._reset(now)
        before = self.epoch
        while self.epoch in (before, 0):
            self.epoch = self._random.getrandbits(64)
        self.state = State.OPENING
        self._until = now + self.timing.opening_limit
        return [self._transmit(self._opening, (), now)]

    def _wait(self, least: int, now: int) -> int:
        """Wait out a failure, `least` nanoseconds or more; returns when the wait is over."""
        ceiling = self.timing.backoff_ceiling
        delay = min(ceiling, self.timing.backoff_floor << min(self._failures, 32))
        delay = delay // 2 + self._random.randrange(delay // 2 + 1)
        if least:
            delay = max(delay, least + self._random.randrange(least // 2 + 1))
        self._failures += 1
        self.state = State.WAITING
        self._until = now + delay
        return self._until

    def _lose(self, cause: LossCause, now: int) -> list[Output]:
        """Count the end of a session or attempt; says `Lost` only of one that stood."""
        self.counters[f"ended.{cause.value}"] += 1
        if self.state is not State.STANDING:
            return []
        if now - self._stood_at >= self.timing.opening_limit:
            self._failures = 0  # one that ends at once is a failure like another
        self.welcome = None
        return [Lost(self.epoch, cause)]

    # Sending.

    def _transmit(self, message: Message, payloads: tuple[bytes, ...], now: int) -> Transmit:
        sequence = self._next_sequence
        self._next_sequence += 1
        self._sent = now
        self._chase_at = None
        if not isinstance(message, Heartbeat):
            self._chase_at = now + self.timing.chaser_delay
        self.counters["sent"] += 1
        control = encode(Frame(self.epoch, sequence, message))
        return Transmit(self._connection, sequence, (control, *payloads))

    def _send(self, event: Send, now: int) -> list[Output]:
        if self.state is not State.STANDING:
            self.counters["unsent.noSession"] += 1
            return []
        return [self._transmit(event.message, event.payloads, now)]

    def _leave(self, event: Leave, now: int) -> list[Output]:
        outputs: list[Output] = []
        if self.state is State.STANDING:
            outputs.append(self._transmit(Goodbye(event.reason), (), now))
        outputs += self._lose(LossCause.LEFT, now) + self._close()
        self._failures = 0
        self.state = State.LEFT
        self._until = None
        if event.pause is not None:
            self._wait(event.pause, now)
        return outputs

    # Time.

    def _heartbeat_period(self) -> int:
        period = self.welcome.heartbeat_period_us * MICROSECOND if self.welcome else 0
        return min(max(period, self.timing.heartbeat_floor), self.timing.heartbeat_ceiling)

    def _silence_limit(self) -> int:
        # Advice from outside must not make a session end by itself.
        limit = self.welcome.silence_limit_us * MICROSECOND if self.welcome else 0
        patience = max(limit, _MISSED_HEARTBEATS * self._heartbeat_period())
        own = self.timing.silence_limit
        return patience if own is None else min(patience, own)

    def _tick(self, now: int) -> list[Output]:
        if self.state is State.STANDING:
            return self._tick_standing(now)
        if self._until is None or now < self._until:
            return []
        if self.state is State.WAITING:
            return self._open_session(now) if self._is_open else self._connect(now)
        cause = LossCause.NO_ANSWER if self.state is State.OPENING else LossCause.NO_CONNECTION
        outputs = self._lose(cause, now) + self._close()
        self._wait(0, now)
        return outputs

    def _tick_standing(self, now: int) -> list[Output]:
        if now >= self._heard + self._silence_limit():
            return self._lose(LossCause.SILENCE, now) + self._connect(now)
        is_chaser = self._chase_at is not None and now >= self._chase_at
        if is_chaser or now >= self._sent + self._heartbeat_period():
            beat = Heartbeat(self._peer_stamp, self._peer_arrival, now)
            return [self._transmit(beat, (), now)]
        return []

    # Receiving.

    def _received(self, event: Received, now: int) -> list[Output]:
        if event.connection != self._connection or not self._is_open:
            return self._drop("oldConnection")
        try:
            frame, payloads = decode_parts(event.parts)
        except DecodeError as error:
            return self._drop(error.reason.value)
        reason = self._reason_to_drop(frame)
        if reason is not None:
            return self._drop(reason)
        self._taken = max(self._taken, frame.sequence)
        self._heard = now
        self.counters["received"] += 1
        return self._take(frame, payloads, now)

    def _reason_to_drop(self, frame: Frame) -> str | None:
        # A refusal says that there is no session to count in.
        is_old = frame.sequence <= self._taken and not isinstance(frame.message, Refuse)
        reason = None
        if self.state not in (State.OPENING, State.STANDING):
            reason = "noSession"
        elif frame.epoch != self.epoch:
            reason = "otherEpoch"
        elif is_old:
            reason = "oldSequence"
        elif self.state is State.OPENING and not isinstance(frame.message, _OPENING_KINDS):
            reason = "beforeWelcome"
        return reason

    def _drop(self, name: str) -> list[Output]:
        self.counters[f"dropped.{name}"] += 1
        return []

    def _take(self, frame: Frame, payloads: Sequence[bytes], now: int) -> list[Output]:
        message = frame.message
        if isinstance(message, Heartbeat):
            self._peer_stamp, self._peer_arrival = message.transmit, now
            if message.origin and not self._estimate(message, now):
                self.counters["implausibleHeartbeats"] += 1
            return []
        if isinstance(message, Welcome):
            return self._welcomed(message, now)
        if isinstance(message, Refuse):
            return self._refused(message, now)
        if isinstance(message, Goodbye):
            outputs = self._lose(LossCause.GOODBYE, now) + self._close()
            # The coordinator ends: whoever takes its place is not there yet.
            self._wait(self.timing.goodbye_pause, now)
            return outputs
        if isinstance(message, self._takes):
            return [Delivered(frame, tuple(payloads))]
        return self._unheeded(message)

    def _unheeded(self, message: Message) -> list[Output]:
        if not isinstance(message, _UNHEEDED):
            return self._drop("unexpectedKind")
        self.counters["unheeded"] += 1
        return []

    def _estimate(self, message: Heartbeat, now: int) -> bool:
        """Take the stamps of a heartbeat that echoes one of ours."""
        if message.origin > now:
            return False
        self.last_echo = max(self.last_echo, message.origin)
        return self.clock.add(message.origin, message.receive, message.transmit, now)

    def _welcomed(self, message: Welcome, now: int) -> list[Output]:
        if self.state is State.STANDING:
            return self._drop("unexpectedKind")
        self.state = State.STANDING
        self.welcome = message
        self.clock = ClockEstimate()
        self._stood_at = now
        self._until = None
        self.counters["sessions"] += 1
        return [Standing(self.epoch, message)]

    def _refused(self, message: Refuse, now: int) -> list[Output]:
        self.counters[f"refused.{message.reason.label}"] += 1
        is_unknown = message.reason is RefuseReason.UNKNOWN_SESSION
        is_standing = self.state is State.STANDING
        outputs = self._lose(LossCause.UNKNOWN_SESSION if is_unknown else LossCause.REFUSED, now)
        if is_unknown and is_standing and self._failures == 0:
            # The coordinator was restarted, or gave us up: it waits for a hello, at once. Should
            # it go on refusing what it welcomes, the next time waits.
            self._failures += 1
            return [*outputs, *self._open_session(now)]
        least = min(message.retry_after_us * MICROSECOND, self.timing.retry_ceiling)
        retry_at = self._wait(least, now)
        return [*outputs, Refused(message, retry_at)]
