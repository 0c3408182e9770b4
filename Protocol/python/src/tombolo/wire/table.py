"""The message table: one entry a kind. A new message is a dataclass and one entry here.

An entry has the rows of its body, the variable parts behind them, a check of what no single row
can say, and the sizes of the payload parts that follow the control part.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tombolo import limits
from tombolo.wire.errors import DecodeError, DecodeReason
from tombolo.wire.layout import (
    Choice,
    Layout,
    Number,
    Octets,
    Reserved,
    Values,
)
from tombolo.wire.messages import (
    Batch,
    BatchMember,
    BatchResult,
    ChainLink,
    ChannelGroup,
    DeviceClass,
    Drain,
    FailsafeReport,
    Goodbye,
    GoodbyeReason,
    Heartbeat,
    Hello,
    Latent,
    Message,
    Outcome,
    OutcomeCause,
    OutcomeFate,
    Pace,
    PaceReason,
    Plan,
    Reference,
    ReferenceStatus,
    Refuse,
    RefuseReason,
    Register,
    RegisteredModel,
    Rehome,
    RehomeReason,
    ReportedCause,
    ReportedState,
    ReportedStopLevel,
    ResultMember,
    ResultStatus,
    SensorLatent,
    ServiceTime,
    Welcome,
)
from tombolo.wire.parts import Endpoint, Repeated, Text, Token, values_of
from tombolo.wire.rules import (
    batch_sizes,
    check_batch,
    check_latents,
    check_plan,
    check_register,
    check_report,
    check_result,
    check_welcome,
    join_bundle,
    join_report,
    latent_sizes,
    plan_bytes,
    split_bundle,
    split_report,
)

_DIGEST: Final = 32
_FLOAT: Final = 4


def _no_payload(message: Any) -> tuple[int, ...]:
    return ()


def _nothing(message: Any) -> None:
    return None


def _same(values: Values) -> Values:
    return values


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of message: how its body is read, checked and written."""

    kind: int
    type: type[Any]
    layout: Layout
    tails: tuple[Text | Endpoint | Token | Repeated, ...] = ()
    check: Callable[[Any], None] = _nothing
    payload_sizes: Callable[[Any], tuple[int, ...]] = _no_payload
    after_read: Callable[[Values], Values] = _same
    before_write: Callable[[Values], Values] = _same

    def read(self, body: memoryview, newer: bool) -> Message:
        """Return the message of `body`; `newer` if the sender's minor version is above ours."""
        values = self.layout.read(body)
        fixed = dict(values)
        values = self.after_read(values)
        end = self.layout.size
        for tail in self.tails:
            end = tail.read(body, end, values, newer)
        if end < len(body) and not newer:
            text = f"{len(body) - end} bytes follow the last field of the body; correct the sender"
            raise DecodeError(DecodeReason.TRAILING_BYTES, text)
        self.layout.check(fixed)
        message: Message = self.type(**values)
        for tail in self.tails:
            tail.check(message)
        self.check(message)
        return message

    def write(self, message: Message) -> bytes:
        """Return the body of `message`; raises `DecodeError` where a reader would."""
        values = self.before_write(values_of(message))
        tails = [tail.write(values) for tail in self.tails]
        self.layout.check(values)
        self.check(message)
        return self.layout.write(values) + b"".join(tails)


def _period(offset: int, name: str) -> Number:
    return Number(offset, name, 4, limits.PERIOD_MINIMUM_US, limits.PERIOD_MAXIMUM_US)


def _step(offset: int) -> Number:
    return Number(offset, "step_us", 4, limits.STEP_MINIMUM_US, limits.STEP_MAXIMUM_US)


def _name_count(offset: int) -> Number:
    return Number(offset, "name_byte_count", 1, 1, limits.NAME_BYTES, early=True)


def _member_count(offset: int, size: int) -> Number:
    return Number(offset, "member_count", size, 1, limits.BATCH_MEMBERS, early=True)


def _state_bytes(offset: int) -> Number:
    return Number(offset, "state_byte_count", 2, 0, limits.STATE_BYTES, multiple=_FLOAT)


def _latent_count(offset: int) -> Number:
    return Number(offset, "latent_count", 1, 1, limits.SENSORS, early=True)


def _group_count(offset: int) -> Number:
    return Number(offset, "group_count", 1, 1, limits.CHANNEL_GROUPS, early=True)


def _belief_count(offset: int) -> Number:
    return Number(offset, "belief_count", 1, 0, limits.BELIEFS)


_SENSOR_LATENT: Final = Layout(
    Number(0, "reference", 8),
    Number(8, "element_count", 4, 1, limits.LATENT_ELEMENTS),
    Number(12, "latent_byte_count", 4, 1, limits.LATENT_PAYLOAD_BYTES),
    Number(16, "multiplier", 2, 1),
    Number(18, "sensor", 1),
    Number(19, "codec", 1, 1),
    Reserved(20, 4),
)

_CHANNEL_GROUP: Final = Layout(
    Number(0, "first_step_us", 4),
    _step(4),
    Number(8, "step_count", 2, 1, limits.PLAN_STEPS),
    Number(10, "channel_count", 1, 1, limits.PLAN_CHANNELS),
    Reserved(11, 5),
)

_SERVICE_TIME: Final = Layout(
    Number(0, "batch", 2, 1, limits.BATCH_MEMBERS),
    Reserved(2, 2),
    Number(4, "time_us", 4),
)

_REGISTERED_MODEL: Final = Layout(
    Octets(0, "bundle", _DIGEST),
    Number(32, "batch_limit", 2, 1, limits.BATCH_MEMBERS),
    Number(34, "service_time_count", 1, 0, limits.SERVICE_TIMES, early=True),
    Reserved(35, 5),
)

_BATCH_MEMBER: Final = Layout(
    Number(0, "member", 8),
    Number(8, "source", 8),
    Number(16, "sequence", 8),
    Number(24, "budget_us", 4),
    Number(28, "payload_checksum", 4),
    _state_bytes(32),
    _latent_count(34),
    Number(35, "link_count", 1, 0, limits.LINKS, early=True),
    Reserved(36, 4),
)

_LINK: Final = Layout(
    Number(0, "sequence", 8, 1),
    Number(8, "payload_checksum", 4),
    _state_bytes(12),
    _latent_count(14),
    Reserved(15, 1),
)

_RESULT_MEMBER: Final = Layout(
    Number(0, "member", 8),
    Number(8, "payload_byte_count", 4),
    Number(12, "payload_checksum", 4),
    Choice(16, "status", ResultStatus),
    Reserved(17, 7),
)

_LATENTS: Final = Repeated(
    "latents", "latent_count", _SENSOR_LATENT, SensorLatent, "latent_entry_byte_count"
)
_LINKS: Final = Repeated(
    "links", "link_count", _LINK, ChainLink, "link_byte_count", inner=(_LATENTS,)
)
_SERVICE_TIMES: Final = Repeated("service_times", "service_time_count", _SERVICE_TIME, ServiceTime)
_GROUPS: Final = Repeated("groups", "group_count", _CHANNEL_GROUP, ChannelGroup, "group_byte_count")

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        1,
        Hello,
        Layout(
            Octets(0, "bundle", _DIGEST),
            _period(32, "capture_period_us"),
            Number(36, "budget_us", 4),
            _name_count(40),
            Number(41, "token_byte_count", 1, 0, _DIGEST, multiple=_DIGEST, early=True),
            Choice(42, "request_class", DeviceClass, optional=True),
            Reserved(43, 5),
        ),
        tails=(Text("name", "name_byte_count"), Token("token", "token_byte_count")),
    ),
    Entry(
        2,
        Welcome,
        Layout(
            _period(0, "heartbeat_period_us"),
            Number(4, "silence_limit_us", 4, 0, limits.SILENCE_MAXIMUM_US),
            Number(8, "credit", 2, 1, limits.CREDIT),
            Reserved(10, 6),
        ),
        check=check_welcome,
    ),
    Entry(
        3,
        Refuse,
        Layout(
            Choice(0, "reason", RefuseReason),
            Number(1, "accepted_major", 1),
            Number(2, "accepted_minor", 1),
            Number(3, "bundle_present", 1, 0, 1, early=True),
            Number(4, "retry_after_us", 4),
            Octets(8, "accepted_bundle", _DIGEST),
            Number(
                40,
                "offered_period_us",
                4,
                limits.PERIOD_MINIMUM_US,
                limits.PERIOD_MAXIMUM_US,
                optional=True,
            ),
            Number(44, "offered_budget_us", 4, 1, optional=True),
        ),
        after_read=join_bundle,
        before_write=split_bundle,
    ),
    Entry(
        4,
        Latent,
        Layout(
            Number(0, "capture_stamp", 8),
            Number(8, "budget_us", 4),
            Number(12, "stream", 2),
            _state_bytes(14),
            Number(16, "payload_checksum", 4),
            _latent_count(20),
            Reserved(21, 1),
            Number(22, "latent_entry_byte_count", 2),
        ),
        tails=(_LATENTS,),
        check=check_latents,
        payload_sizes=latent_sizes,
    ),
    Entry(
        5,
        Plan,
        Layout(
            Number(0, "capture_stamp", 8),
            Number(8, "latent_sequence", 8),
            Number(16, "queue_time_us", 4),
            Number(20, "compute_time_us", 4),
            Number(24, "model_version", 4),
            Number(28, "payload_checksum", 4),
            _belief_count(32),
            _group_count(33),
            Number(34, "group_byte_count", 2),
            Choice(36, "reference", ReferenceStatus, optional=True),
            Reserved(37, 3),
        ),
        tails=(_GROUPS,),
        check=check_plan,
        payload_sizes=lambda message: (plan_bytes(message),),
    ),
    Entry(
        6,
        Outcome,
        Layout(
            Number(0, "capture_stamp", 8),
            Number(8, "latent_sequence", 8),
            Choice(16, "fate", OutcomeFate),
            Choice(17, "cause", OutcomeCause),
            Choice(18, "reference", ReferenceStatus, optional=True),
            Reserved(19, 5),
        ),
    ),
    Entry(
        7,
        Heartbeat,
        Layout(Number(0, "origin", 8), Number(8, "receive", 8), Number(16, "transmit", 8)),
    ),
    Entry(8, Goodbye, Layout(Choice(0, "reason", GoodbyeReason), Reserved(1, 7))),
    Entry(
        9,
        Register,
        Layout(
            Number(0, "model_count", 1, 1, limits.MODELS, early=True),
            _name_count(1),
            Number(2, "model_byte_count", 2),
            Reserved(4, 4),
        ),
        tails=(
            Repeated(
                "models",
                "model_count",
                _REGISTERED_MODEL,
                RegisteredModel,
                "model_byte_count",
                inner=(_SERVICE_TIMES,),
            ),
            Text("name", "name_byte_count"),
        ),
        check=check_register,
    ),
    Entry(
        10,
        Batch,
        Layout(
            _member_count(0, 1),
            Number(1, "model", 1, 0, limits.MODELS - 1),
            Number(2, "member_byte_count", 2),
            Number(4, "latent_entry_byte_count", 2),
            Number(6, "link_byte_count", 2),
        ),
        tails=(
            Repeated(
                "members",
                "member_count",
                _BATCH_MEMBER,
                BatchMember,
                "member_byte_count",
                inner=(_LATENTS, _LINKS),
            ),
        ),
        check=check_batch,
        payload_sizes=batch_sizes,
    ),
    Entry(
        11,
        BatchResult,
        Layout(
            Number(0, "batch", 8),
            Number(8, "compute_time_us", 4),
            Number(12, "model_version", 4),
            _belief_count(16),
            _group_count(17),
            Number(18, "group_byte_count", 2),
            _member_count(20, 2),
            Number(22, "member_byte_count", 2),
        ),
        tails=(
            _GROUPS,
            Repeated("members", "member_count", _RESULT_MEMBER, ResultMember, "member_byte_count"),
        ),
        check=check_result,
        payload_sizes=lambda message: tuple(m.payload_byte_count for m in message.members),
    ),
    Entry(12, Drain, Layout()),
    Entry(
        13,
        Pace,
        Layout(
            _period(0, "capture_period_us"),
            Number(4, "credit", 2, 1, limits.CREDIT),
            Choice(6, "reason", PaceReason),
            Reserved(7, 1),
            Number(8, "origin", 8),
        ),
    ),
    Entry(
        14,
        Reference,
        Layout(
            Number(0, "latent_sequence", 8),
            Number(8, "stream", 2),
            Choice(10, "status", ReferenceStatus),
            Reserved(11, 5),
        ),
    ),
    Entry(
        15,
        FailsafeReport,
        Layout(
            Number(0, "since", 8),
            Number(8, "plan_age_us", 4),
            Choice(12, "state", ReportedState),
            Choice(13, "stop_level", ReportedStopLevel, optional=True),
            Choice(14, "cause", ReportedCause),
            Number(15, "severity", 1, 0, 7),
            Number(16, "cloud_plan_ticks", 8),
            Number(24, "held_plan_ticks", 8),
            Number(32, "local_policy_ticks", 8),
            Number(40, "stopping_ticks", 8),
            Number(48, "standstill_ticks", 8),
            Number(56, "nobody_ticks", 8),
        ),
        check=check_report,
        after_read=join_report,
        before_write=split_report,
    ),
    Entry(
        16,
        Rehome,
        Layout(
            Octets(0, "token", _DIGEST),
            Number(32, "within_us", 4),
            Choice(36, "reason", RehomeReason),
            Number(37, "endpoint_byte_count", 1, 1, limits.ENDPOINT_BYTES, early=True),
            Reserved(38, 2),
        ),
        tails=(Endpoint("endpoint", "endpoint_byte_count"),),
    ),
)

BY_KIND: Final[Mapping[int, Entry]] = {entry.kind: entry for entry in ENTRIES}
BY_TYPE: Final[Mapping[type[Any], Entry]] = {entry.type: entry for entry in ENTRIES}
