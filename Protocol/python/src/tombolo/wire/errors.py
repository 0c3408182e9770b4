"""What is refused, by the names of the specification's section 8."""

import enum


class DecodeReason(enum.Enum):
    """Why a control part is not legal; the values are the specification's names."""

    TRUNCATED = "truncated"
    WRONG_MAGIC = "wrongMagic"
    UNSUPPORTED_VERSION = "unsupportedVersion"
    UNKNOWN_KIND = "unknownKind"
    UNKNOWN_FLAGS = "unknownFlags"
    OUT_OF_RANGE = "outOfRange"
    WRONG_LENGTH = "wrongLength"
    WRONG_CHECKSUM = "wrongChecksum"
    RESERVED_NOT_ZERO = "reservedNotZero"
    UNKNOWN_VALUE = "unknownValue"
    ILLEGAL_NAME = "illegalName"
    ILLEGAL_ENDPOINT = "illegalEndpoint"
    TRAILING_BYTES = "trailingBytes"
    PAYLOAD_MISMATCH = "payloadMismatch"


class DecodeError(Exception):
    """A message that is not legal: drop it, count it by `reason`, go on."""

    def __init__(self, reason: DecodeReason, text: str) -> None:
        """Say what was wrong and what to do, in one line of `text`."""
        super().__init__(f"{reason.value}: {text}")
        self.reason = reason


class VersionError(DecodeError):
    """A message of another major version; `epoch` is the session to refuse by name."""

    def __init__(self, major: int, minor: int, epoch: int, own: str) -> None:
        """Remember the version and session of the peer; `own` is the version spoken here."""
        super().__init__(
            DecodeReason.UNSUPPORTED_VERSION,
            f"the peer speaks version {major}.{minor}, this is version {own}; "
            "update the older of the two",
        )
        self.major = major
        self.minor = minor
        self.epoch = epoch


class EncodeError(ValueError):
    """A message that must not be sent: a mistake of the caller."""
