"""The port's messages and their bytes, written from Protocol/PORTS.md alone.

Everything is little-endian. `encode` makes a control part of a message, `decode` reads one and
raises `PortDecodeError`; neither looks at pictures, which are a part of their own.
"""

from __future__ import annotations

import enum
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from .reading import LIST_LIMIT, NAME_BYTES, PortDecodeError, Quantity, Reader, is_printable

MAGIC = 0x54504D54
MAJOR = 1
MINOR = 1
HEADER = struct.Struct("<IBBBBQII")
CONTROL_BYTES = 8192
TEXT_BYTES = 512
PICTURE_BYTES = 64 << 20
NO_PLAN = 0xFFFFFFFF


class Refusal(enum.IntEnum):
    """Why an agent refuses."""

    VERSION = 1
    TAKEN = 2
    CAMERA = 3
    STATE = 4
    CHANNELS = 5
    UNKNOWN_SESSION = 6
    MALFORMED = 7
    ODOMETRY = 8


class Rejection(enum.IntEnum):
    """Why a capture is not used."""

    NONE = 0
    REPEATED = 1
    IN_FUTURE = 2
    TOO_OLD = 3
    BEFORE_EARLIER = 4
    WRONG_SIZE = 5
    WRONG_STATE = 6
    STATE_UNSOUND = 7
    NO_CAMERA = 8


class Hindrance(enum.IntEnum):
    """Why a machine's actuators do not follow the commands."""

    NONE = 0
    FAULT = 1
    INTERLOCK = 2
    MANUAL = 3
    LIMIT = 4
    NOT_READY = 5
    NOT_FOLLOWING = 6
    OTHER = 255


class Driver(enum.IntEnum):
    """Whose intention a command is."""

    NOBODY = 0
    CLOUD_PLAN = 1
    HELD_PLAN = 2
    LOCAL_POLICY = 3
    STOPPING = 4
    STANDSTILL = 5
    OTHER = 255


class State(enum.IntEnum):
    """The failsafe's state."""

    STANDBY = 0
    NOMINAL = 1
    DEGRADED = 2
    FALLBACK = 3
    COMFORTABLE_STOP = 4
    IN_LANE_STOP = 5
    EMERGENCY_MANOEUVRE = 6
    MINIMAL_RISK_CONDITION = 7
    EMERGENCY_STOP = 8


class Action(enum.IntEnum):
    """What an operator may demand."""

    ARM = 1
    DISARM = 2
    RELEASE = 3
    EMERGENCY_STOP = 4
    EMERGENCY_STOP_CLEARED = 5
    LOCAL_RESET = 6


@dataclass(frozen=True)
class Camera:
    """The pictures a camera takes: uint8, row-major, channels innermost."""

    width: int
    height: int
    channels: int
    rate_hertz: int
    triggered: bool = False

    @property
    def picture_bytes(self) -> int:
        """Return the bytes of one picture."""
        return self.width * self.height * self.channels


@dataclass(frozen=True)
class Hello:
    """A machine presents itself."""

    name: str
    camera: Camera | None
    state: tuple[Quantity, ...]
    channels: tuple[Quantity, ...]
    has_odometry: bool = True


@dataclass(frozen=True)
class Welcome:
    """The agent takes a machine; times are in microseconds."""

    agent: str
    bundle: str
    bundle_version: int
    control_period: int
    command_validity: int
    capture_period: int
    odometry_limit: int
    silence_limit: int
    channels: tuple[Quantity, ...]


@dataclass(frozen=True)
class Refuse:
    """The agent does not take a machine, or a message."""

    reason: int
    text: str


@dataclass(frozen=True)
class Capture:
    """A picture was taken; its bytes are the part behind this one."""

    sequence: int
    exposure: int
    picture_bytes: int
    state: tuple[float, ...]


@dataclass(frozen=True)
class Odometry:
    """What wheels and gyroscope say."""

    stamp: int
    speed: float
    yaw_rate: float
    state: tuple[float, ...] = ()


@dataclass(frozen=True)
class OperatorDemand:
    """An operator at the machine says something."""

    action: Action
    standstill: int = 0
    epoch: int = 0


@dataclass(frozen=True)
class CommandFrame:
    """What the actuators do from now on."""

    number: int
    stamp: int
    validity: int
    driver: int
    state: int
    plan_age: int
    standstills: int
    epoch: int
    values: tuple[float, ...]


@dataclass(frozen=True)
class Pace:
    """When a triggered camera takes its pictures."""

    next: int
    period: int


@dataclass(frozen=True)
class MachineStatus:
    """How the machine is."""

    watchdog_trips: int
    late_commands: int
    dropped_captures: int
    hindrance: int = Hindrance.NONE
    obeyed: int = 0


@dataclass(frozen=True)
class AgentStatus:
    """What became of what the machine sent in this session."""

    captures: int
    skipped: int
    rejected: int
    rejected_odometry: int
    malformed: int
    rejection: int


@dataclass(frozen=True)
class Goodbye:
    """The sender ends."""


Message: TypeAlias = (
    Hello
    | Welcome
    | Refuse
    | Capture
    | Odometry
    | OperatorDemand
    | CommandFrame
    | Pace
    | MachineStatus
    | AgentStatus
    | Goodbye
)

KINDS: dict[type[object], int] = {
    Hello: 1,
    Welcome: 2,
    Refuse: 3,
    Capture: 4,
    Odometry: 5,
    OperatorDemand: 6,
    CommandFrame: 7,
    Pace: 8,
    MachineStatus: 9,
    AgentStatus: 10,
    Goodbye: 11,
}


def _name(text: str) -> bytes:
    raw = text.encode()
    if not 1 <= len(raw) <= NAME_BYTES or not is_printable(raw):
        raise ValueError(f"{text!r} is no name: 1 to 64 bytes without control characters")
    return bytes([len(raw)]) + raw


def _floats(values: tuple[float, ...]) -> bytes:
    if len(values) > LIST_LIMIT:
        raise ValueError(f"{len(values)} values, of at most {LIST_LIMIT}")
    return struct.pack(f"<B{len(values)}f", len(values), *values)


def _quantities(quantities: tuple[Quantity, ...]) -> bytes:
    if len(quantities) > LIST_LIMIT:
        raise ValueError(f"{len(quantities)} quantities, of at most {LIST_LIMIT}")
    named = b"".join(_name(one.name) + _name(one.unit) for one in quantities)
    return bytes([len(quantities)]) + named


def _body(message: Message) -> bytes:  # noqa: PLR0911
    match message:
        case Hello():
            camera = message.camera
            flags = 0 if camera is None else 1 | (2 if camera.triggered else 0)
            flags |= 0 if message.has_odometry else 4
            numbers = (
                (0, 0, 0, 0)
                if camera is None
                else (camera.width, camera.height, camera.channels, camera.rate_hertz)
            )
            return (
                _name(message.name)
                + struct.pack("<BHHBH", flags, *numbers)
                + _quantities(message.state)
                + _quantities(message.channels)
            )
        case Welcome():
            times = struct.pack(
                "<6I",
                message.bundle_version,
                message.control_period,
                message.command_validity,
                message.capture_period,
                message.odometry_limit,
                message.silence_limit,
            )
            names = _name(message.agent) + _name(message.bundle)
            return names + times + _quantities(message.channels)
        case Refuse():
            raw = message.text.encode()[:TEXT_BYTES]
            return struct.pack("<BH", message.reason, len(raw)) + raw
        case Capture():
            head = struct.pack("<QqI", message.sequence, message.exposure, message.picture_bytes)
            return head + _floats(message.state)
        case Odometry():
            head = struct.pack("<qff", message.stamp, message.speed, message.yaw_rate)
            return head + _floats(message.state)
        case OperatorDemand():
            return struct.pack("<BQQ", message.action, message.standstill, message.epoch)
        case CommandFrame():
            head = struct.pack(
                "<QqIBBHIQQ",
                message.number,
                message.stamp,
                message.validity,
                message.driver,
                message.state,
                0,
                message.plan_age,
                message.standstills,
                message.epoch,
            )
            return head + _floats(message.values)
        case Pace():
            return struct.pack("<qI", message.next, message.period)
        case MachineStatus():
            return struct.pack(
                "<3IBQ",
                message.watchdog_trips,
                message.late_commands,
                message.dropped_captures,
                message.hindrance,
                message.obeyed,
            )
        case AgentStatus():
            return struct.pack(
                "<5QB",
                message.captures,
                message.skipped,
                message.rejected,
                message.rejected_odometry,
                message.malformed,
                message.rejection,
            )
        case Goodbye():
            return b""


def encode(session: int, message: Message) -> bytes:
    """Return the control part of `message` in `session`."""
    body = _body(message)
    head = HEADER.pack(MAGIC, MAJOR, MINOR, KINDS[type(message)], 0, session, len(body), 0)
    return head + body


def decode(raw: bytes) -> tuple[int, Message]:
    """Read a control part: its session and its message.

    Raises `PortDecodeError` for everything that is not exactly one.
    """
    if len(raw) < HEADER.size:
        raise PortDecodeError("truncated")
    magic, major, minor, kind, reserved, session, announced, more = HEADER.unpack_from(raw)
    if magic != MAGIC:
        raise PortDecodeError("wrongMagic")
    if major != MAJOR:
        raise PortDecodeError("wrongMajor", str(major))
    if kind not in KINDS.values():
        raise PortDecodeError("unknownKind", str(kind))
    if reserved or more:
        raise PortDecodeError("reservedNotZero")
    if len(raw) > CONTROL_BYTES or announced != len(raw) - HEADER.size:
        raise PortDecodeError("bodyMismatch")
    if session == 0 and kind != KINDS[Refuse]:
        raise PortDecodeError("noSession")
    reader = Reader(raw, HEADER.size, minor)
    message = _READERS[kind](reader)
    if minor <= MINOR and reader.place != len(raw):
        raise PortDecodeError("trailingBytes")
    return session, message


def _hello(reader: Reader) -> Hello:
    name = reader.name()
    flags, width, height, channels, rate = reader.take("BHHBH")
    camera = None
    if flags > 7:  # noqa: PLR2004
        raise PortDecodeError("illegal", "flags")
    if flags & 1:
        camera = Camera(width, height, channels, rate, bool(flags & 2))
        extents = 1 <= width <= 8192 and 1 <= height <= 8192  # noqa: PLR2004
        if not extents or not 1 <= channels <= 4 or camera.picture_bytes > PICTURE_BYTES:  # noqa: PLR2004
            raise PortDecodeError("illegal", "camera")
        if not 1 <= rate <= 1000:  # noqa: PLR2004
            raise PortDecodeError("illegal", "rate")
    elif any((flags & 2, width, height, channels, rate)):
        raise PortDecodeError("illegal", "camera")
    state, commands = reader.quantities(), reader.quantities()
    return Hello(name, camera, state, commands, has_odometry=not flags & 4)


def _welcome(reader: Reader) -> Welcome:
    agent, bundle = reader.name(), reader.name()
    version, *times = reader.take("6I")
    if not all((times[0], times[1], times[2], times[4])):
        raise PortDecodeError("illegal", "period")
    control, validity, capture, odometry, silence = times
    channels = reader.quantities()
    return Welcome(agent, bundle, version, control, validity, capture, odometry, silence, channels)


def _refuse(reader: Reader) -> Refuse:
    (reason,) = reader.take("B")
    if reason == 0:
        raise PortDecodeError("illegal", "reason")
    (count,) = reader.take("H")
    if count > TEXT_BYTES:
        raise PortDecodeError("notText")
    return Refuse(reason, reader.text(count))


def _capture(reader: Reader) -> Capture:
    sequence, exposure, count = reader.take("QqI")
    if not 1 <= count <= PICTURE_BYTES:
        raise PortDecodeError("illegal", "pictureByteCount")
    return Capture(sequence, exposure, count, reader.floats())


def _odometry(reader: Reader) -> Odometry:
    stamp, speed, yaw_rate = reader.take("qff")
    return Odometry(stamp, float(speed), float(yaw_rate), reader.floats())


def _operator(reader: Reader) -> OperatorDemand:
    code, standstill, epoch = reader.take("BQQ")
    try:
        action = Action(code)
    except ValueError as error:
        raise PortDecodeError("illegal", "action") from error
    if action != Action.RELEASE and (standstill or epoch):
        raise PortDecodeError("reservedNotZero")
    return OperatorDemand(action, standstill, epoch)


def _command(reader: Reader) -> CommandFrame:
    number, stamp, validity, driver, state = reader.take("QqIBB")
    if validity == 0:
        raise PortDecodeError("illegal", "period")
    reader.zeros(2)
    age, standstills, epoch = reader.take("IQQ")
    values = reader.floats()
    if not all(math.isfinite(value) for value in values):
        raise PortDecodeError("illegal", "value")
    return CommandFrame(number, stamp, validity, driver, state, age, standstills, epoch, values)


def _pace(reader: Reader) -> Pace:
    following, period = reader.take("qI")
    if period == 0:
        raise PortDecodeError("illegal", "period")
    return Pace(following, period)


_READERS: dict[int, Callable[[Reader], Message]] = {
    1: _hello,
    2: _welcome,
    3: _refuse,
    4: _capture,
    5: _odometry,
    6: _operator,
    7: _command,
    8: _pace,
    # A machine of version 1.0 had no way to refuse a command, nor to confirm one.
    9: lambda reader: MachineStatus(*reader.take("3IBQ" if reader.minor else "3I")),
    10: lambda reader: AgentStatus(*reader.take("5QB")),
    11: lambda reader: Goodbye(),
}
