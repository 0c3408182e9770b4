"""What no single row of a table can say: checks across fields, sizes, and fields that follow."""

from typing import Final

from tombolo import limits
from tombolo.wire.layout import Values, out_of_range, reserved
from tombolo.wire.messages import (
    Batch,
    BatchMember,
    BatchResult,
    ChainLink,
    FailsafeReport,
    Latent,
    Plan,
    ReferenceStatus,
    Register,
    ReportedState,
    ResultStatus,
    Welcome,
)

_DIGEST: Final = 32
_FLOAT: Final = 4


def check_latents(message: Latent | BatchMember | ChainLink) -> None:
    """Refuse sensors that do not grow, and more in all than a capture may have."""
    elements, room = limits.LATENT_ELEMENTS, limits.LATENT_PAYLOAD_BYTES - message.state_byte_count
    least = 0
    for latent in message.latents:
        if latent.sensor < least:
            raise out_of_range("sensor", latent.sensor, least, 255)
        least = latent.sensor + 1
        if latent.element_count > elements:
            raise out_of_range("element_count", latent.element_count, 1, elements)
        if latent.latent_byte_count > room:
            raise out_of_range("latent_byte_count", latent.latent_byte_count, 1, room)
        elements -= latent.element_count
        room -= latent.latent_byte_count


def latent_sizes(message: Latent | BatchMember | ChainLink) -> tuple[int, ...]:
    """Return the bytes of the payload part of a capture."""
    return (message.state_byte_count + sum(one.latent_byte_count for one in message.latents),)


def batch_sizes(message: Batch) -> tuple[int, ...]:
    """Return the bytes of a batch's payload parts: of each member its links', then its own."""
    sizes: list[int] = []
    for member in message.members:
        sizes += [latent_sizes(link)[0] for link in member.links]
        sizes += latent_sizes(member)
    return tuple(sizes)


def plan_bytes(message: Plan | BatchResult) -> int:
    """Return the bytes of the payload part of a plan."""
    numbers = sum(group.step_count * group.channel_count for group in message.groups)
    return _FLOAT * (message.belief_count + numbers)


def check_welcome(message: Welcome) -> None:
    """Refuse a silence limit below the heartbeat period."""
    if message.silence_limit_us < message.heartbeat_period_us:
        raise out_of_range(
            "silence_limit_us",
            message.silence_limit_us,
            message.heartbeat_period_us,
            limits.SILENCE_MAXIMUM_US,
        )


def check_register(message: Register) -> None:
    """Refuse service times that do not grow."""
    for model in message.models:
        least = 1
        for entry in model.service_times:
            if entry.batch < least:
                raise out_of_range("service time's batch", entry.batch, least, limits.BATCH_MEMBERS)
            least = entry.batch + 1


def check_batch(message: Batch) -> None:
    """Refuse a member whose latents are not legal, or whose links do not grow up to it.

    What a link is predicted from is judged with its payload: it ends a member, not a frame.
    """
    for member in message.members:
        check_latents(member)
        least = 1
        for link in member.links:
            if not least <= link.sequence < member.sequence:
                raise out_of_range("link's sequence", link.sequence, least, member.sequence - 1)
            least = link.sequence + 1
            check_latents(link)


def check_plan(message: Plan) -> None:
    """Refuse a plan that says its latent could not be decoded."""
    if message.reference is ReferenceStatus.MISSING:
        raise out_of_range("reference", message.reference, 0, ReferenceStatus.HELD)


def check_result(message: BatchResult) -> None:
    """Refuse members without the whole plan that their status says."""
    for member in message.members:
        legal = plan_bytes(message) if member.status is ResultStatus.OK else 0
        if member.payload_byte_count != legal:
            raise out_of_range(
                "member's payload_byte_count", member.payload_byte_count, legal, legal
            )
        if member.status is not ResultStatus.OK and member.payload_checksum:
            raise out_of_range("member's payload_checksum", member.payload_checksum, 0, 0)


_SEVERITY: Final = {
    ReportedState.STANDBY: 0,
    ReportedState.NOMINAL: 0,
    ReportedState.DEGRADED: 1,
    ReportedState.FALLBACK: 2,
    ReportedState.MINIMAL_RISK_MANOEUVRE: 2,
    ReportedState.MINIMAL_RISK_CONDITION: 6,
    ReportedState.EMERGENCY_STOP: 7,
}
_NO_AGE: Final = (1 << 32) - 1


def severity_of(values: Values) -> int:
    """Return how serious a state is."""
    state, level = values["state"], values["stop_level"]
    is_stopping = state is ReportedState.MINIMAL_RISK_MANOEUVRE
    return _SEVERITY.get(state, 0) + (int(level or 0) if is_stopping else 0)


def join_report(values: Values) -> Values:
    """Replace what is sent of a report by what it means."""
    severity = values.pop("severity")
    if severity != severity_of(values):
        raise out_of_range("severity", severity, severity_of(values), severity_of(values))
    if values["plan_age_us"] == _NO_AGE:
        values["plan_age_us"] = None
    return values


def split_report(values: Values) -> Values:
    """Replace what a report means by what is sent."""
    values["severity"] = severity_of(values)
    age = values["plan_age_us"]
    values["plan_age_us"] = _NO_AGE if age is None else min(age, _NO_AGE - 1)
    return values


def check_report(message: FailsafeReport) -> None:
    """Refuse a stop level outside a minimal risk manoeuvre."""
    is_stopping = message.state is ReportedState.MINIMAL_RISK_MANOEUVRE
    if is_stopping != (message.stop_level is not None):
        lowest, highest = (1, 3) if is_stopping else (0, 0)
        raise out_of_range("stop_level", message.stop_level, lowest, highest)


def join_bundle(values: Values) -> Values:
    """Replace flag and digest by the digest or None."""
    present, digest = values.pop("bundle_present"), values["accepted_bundle"]
    if not present:
        reserved(digest, 8)
        values["accepted_bundle"] = None
    return values


def split_bundle(values: Values) -> Values:
    """Replace the digest or None by flag and digest."""
    digest = values["accepted_bundle"]
    values["bundle_present"] = int(digest is not None)
    values["accepted_bundle"] = bytes(_DIGEST) if digest is None else digest
    return values
