"""The messages of section 4, each a frozen value.

Intervals end in `_us` and are whole microseconds, at most 2**32 - 1. Stamps are nanoseconds of the
monotonic clock of the side that wrote them; only that side may interpret them. Checksums are
CRC-32C of the payload part. Counts and sizes that follow from other fields are not fields.
"""

import enum
import re
from dataclasses import dataclass, field


class _Named(enum.IntEnum):
    @property
    def label(self) -> str:
        """The specification's name of the value, such as `wrongBundle`."""
        return re.sub(r"_(\w)", lambda found: found.group(1).upper(), self.name.lower())


class DeviceClass(_Named):
    """Which devices go first when not everybody can."""

    URGENT = 1
    ORDINARY = 2
    BACKGROUND = 3


class RefuseReason(_Named):
    """Why a coordinator opens no session."""

    WRONG_VERSION = 1
    WRONG_BUNDLE = 2
    FULL = 3
    UNKNOWN_SESSION = 4
    DRAINING = 5
    MALFORMED = 6
    UNATTAINABLE = 7


class OutcomeFate(_Named):
    """How a latent ended that got no plan."""

    SUPERSEDED = 1
    EXPIRED = 2
    REJECTED = 3
    FAILED = 4


class OutcomeCause(_Named):
    """Why a latent got no plan."""

    NEWER_CAPTURE = 1
    BUDGET_SPENT = 2
    BUDGET_TOO_SHORT = 3
    NO_WORKER = 4
    NO_CREDIT = 5
    QUEUE_FULL = 6
    DUPLICATE = 7
    MALFORMED = 8
    WRONG_BUNDLE = 9
    DRAINING = 10
    WORKER_LOST = 11
    WORKER_FAILED = 12
    MISSING_REFERENCE = 13
    SHED = 14


class GoodbyeReason(_Named):
    """Why a peer leaves."""

    FINISHED = 1
    REPLACED = 2
    SILENCE = 3
    PROTOCOL_ERROR = 4
    FAILED = 5


class ResultStatus(_Named):
    """What became of a member of a batch."""

    OK = 1
    MALFORMED = 2
    EXPIRED = 3
    FAILED = 4


class PaceReason(_Named):
    """Why a device is asked for another pace."""

    PHASE_ASSIGNED = 1
    OVERLOAD = 2
    WORKER_LOST = 3
    RELIEVED = 4
    DRAINING = 5


class ReferenceStatus(_Named):
    """Whether a latent is held as a reference for the ones that follow it."""

    HELD = 1
    MISSING = 2


class ReportedState(_Named):
    """What a machine may do."""

    STANDBY = 1
    NOMINAL = 2
    DEGRADED = 3
    FALLBACK = 4
    MINIMAL_RISK_MANOEUVRE = 5
    MINIMAL_RISK_CONDITION = 6
    EMERGENCY_STOP = 7


class ReportedStopLevel(_Named):
    """How hard a machine is being stopped."""

    COMFORTABLE = 1
    IN_LANE = 2
    EMERGENCY = 3


class ReportedCause(_Named):
    """Why a machine's failsafe changed its state."""

    READY = 1
    PLAN_AGE = 2
    PLAN_ENDING = 3
    NO_PLAN = 4
    UNSOUND_PLANS = 5
    WRONG_BUNDLE = 6
    RECOVERED = 7
    BUDGET_SPENT = 8
    LOCAL_POLICY_LATE = 9
    LOCAL_POLICY_UNHEALTHY = 10
    SENSORS_UNSOUND = 11
    DISARMED = 12
    PATH_LOST = 13
    PATH_ENDED = 14
    STOP_LATE = 15
    STANDSTILL = 16
    OPERATOR_RELEASED = 17
    AUTOMATICALLY_RELEASED = 18
    EMERGENCY_STOP = 19
    LOCAL_RESET = 20
    CAMERA_STALLED = 21
    CAMERA_REPEATS = 22
    CAMERA_TIME_JUMPS = 23
    CAMERA_MISSHAPEN = 24
    ACTUATORS_REFUSE = 25


class RehomeReason(_Named):
    """Why a device is sent to another coordinator."""

    DRAINING = 1
    OVERLOAD = 2
    PROXIMITY = 3


@dataclass(frozen=True, slots=True)
class Hello:
    """device -> coordinator: opens a session. `bundle` is the SHA-256 of its bundle.json.

    `token` is that of the `Rehome` which sent the device here, if one did; without a
    `request_class` the coordinator decides who goes first.
    """

    name: str
    bundle: bytes
    capture_period_us: int
    budget_us: int
    token: bytes | None = field(default=None, repr=False)
    request_class: DeviceClass | None = None


@dataclass(frozen=True, slots=True)
class Welcome:
    """coordinator -> peer: the session stands; `credit` latents or batches may be in flight."""

    heartbeat_period_us: int
    silence_limit_us: int
    credit: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """coordinator -> peer: there is no session under this epoch.

    With the offered time between captures, or the offered budget, a device would be admitted.
    """

    reason: RefuseReason
    retry_after_us: int
    accepted_major: int
    accepted_minor: int
    accepted_bundle: bytes | None
    offered_period_us: int | None = None
    offered_budget_us: int | None = None


@dataclass(frozen=True, slots=True)
class SensorLatent:
    """The latent of one sensor; `reference` 0 is a keyframe, sensors grow within a capture."""

    sensor: int
    codec: int
    multiplier: int
    element_count: int
    latent_byte_count: int
    reference: int = 0


@dataclass(frozen=True, slots=True)
class Latent:
    """device -> coordinator, one payload part: state vector, then the compressed latents."""

    capture_stamp: int
    budget_us: int
    stream: int
    state_byte_count: int
    payload_checksum: int
    latents: tuple[SensorLatent, ...]


@dataclass(frozen=True, slots=True)
class ChannelGroup:
    """Channels of a plan that share their steps."""

    first_step_us: int
    step_us: int
    step_count: int
    channel_count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """coordinator -> device, one payload part: beliefs, then each group's rows.

    `reference` HELD: later latents of the stream may be predicted from the one it answers.
    """

    capture_stamp: int
    latent_sequence: int
    queue_time_us: int
    compute_time_us: int
    groups: tuple[ChannelGroup, ...]
    belief_count: int
    model_version: int
    payload_checksum: int
    reference: ReferenceStatus | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """coordinator -> device: the latent of this sequence gets no plan.

    `reference` HELD is as in a plan; MISSING: what it was predicted from is not held, and the next
    latent of the stream has to be a keyframe.
    """

    capture_stamp: int
    latent_sequence: int
    fate: OutcomeFate
    cause: OutcomeCause
    reference: ReferenceStatus | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """both ways: `origin` echoes the receiver's last `transmit`, which came at `receive`."""

    origin: int
    receive: int
    transmit: int


@dataclass(frozen=True, slots=True)
class Goodbye:
    """both ways: the session ends."""

    reason: GoodbyeReason


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """How long a batch of `batch` members takes on this worker."""

    batch: int
    time_us: int


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """One of a worker's models; service times grow in `batch`."""

    bundle: bytes
    batch_limit: int
    service_times: tuple[ServiceTime, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """worker -> coordinator: opens a session of a worker with 1 to 4 models."""

    name: str
    models: tuple[RegisteredModel, ...]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A latent message that a member was predicted from, directly or by the links behind it."""

    sequence: int
    payload_checksum: int
    state_byte_count: int
    latents: tuple[SensorLatent, ...]


@dataclass(frozen=True, slots=True)
class BatchMember:
    """A capture in a batch; `member` is the coordinator's name for it.

    `source` names the device's session and stream, `sequence` the latent message in it, `links`
    what it was predicted from, keyframe first.
    """

    member: int
    source: int
    sequence: int
    budget_us: int
    payload_checksum: int
    state_byte_count: int
    latents: tuple[SensorLatent, ...]
    links: tuple[ChainLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """coordinator -> worker: of each member the payload parts of its links, then its own.

    `model` is the place of the model that runs it in the worker's `Register`.
    """

    members: tuple[BatchMember, ...]
    model: int = 0


@dataclass(frozen=True, slots=True)
class ResultMember:
    """What became of a member; checksum and size are 0 unless it is ok."""

    member: int
    status: ResultStatus
    payload_byte_count: int
    payload_checksum: int


@dataclass(frozen=True, slots=True)
class BatchResult:
    """worker -> coordinator, one payload part a member: a plan's if it is ok, else empty."""

    batch: int
    compute_time_us: int
    model_version: int
    groups: tuple[ChannelGroup, ...]
    belief_count: int
    members: tuple[ResultMember, ...]


@dataclass(frozen=True, slots=True)
class Drain:
    """coordinator -> worker: finish and leave. worker -> coordinator: no more batches."""


@dataclass(frozen=True, slots=True)
class Pace:
    """coordinator -> device: captures are due at `origin` and each whole number of periods from it.

    `origin` is a moment on the device's own monotonic clock, in nanoseconds.
    """

    capture_period_us: int
    credit: int
    reason: PaceReason
    origin: int


@dataclass(frozen=True, slots=True)
class Reference:
    """coordinator -> device: whether the latent of this sequence may be predicted from."""

    latent_sequence: int
    stream: int
    status: ReferenceStatus


@dataclass(frozen=True, slots=True)
class FailsafeReport:
    """device -> coordinator: what its failsafe does; the severity follows from state and level."""

    since: int
    plan_age_us: int | None
    state: ReportedState
    stop_level: ReportedStopLevel | None
    cause: ReportedCause
    cloud_plan_ticks: int
    held_plan_ticks: int
    local_policy_ticks: int
    stopping_ticks: int
    standstill_ticks: int
    nobody_ticks: int


@dataclass(frozen=True, slots=True)
class Rehome:
    """coordinator -> device: go to another one and show it the token."""

    endpoint: str
    within_us: int
    reason: RehomeReason
    token: bytes = field(repr=False)


Message = (
    Hello
    | Welcome
    | Refuse
    | Latent
    | Plan
    | Outcome
    | Heartbeat
    | Goodbye
    | Register
    | Batch
    | BatchResult
    | Drain
    | Pace
    | Reference
    | FailsafeReport
    | Rehome
)
