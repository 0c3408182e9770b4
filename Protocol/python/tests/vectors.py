"""The specification's golden bytes, and how its field names become ours."""

import json
import re
from pathlib import Path
from typing import Any

from tombolo import wire

FOLDER = Path(__file__).resolve().parents[2] / "vectors"

TYPES: dict[str, type[Any]] = {
    name[0].lower() + name[1:]: getattr(wire, name)
    for name in (
        "Hello",
        "Welcome",
        "Refuse",
        "Latent",
        "Plan",
        "Outcome",
        "Heartbeat",
        "Goodbye",
        "Register",
        "Batch",
        "BatchResult",
        "Drain",
        "Pace",
        "Reference",
        "FailsafeReport",
        "Rehome",
    )
}
MEMBERS: dict[str, type[Any]] = {"batch": wire.BatchMember, "batchResult": wire.ResultMember}
LISTS: dict[str, type[Any]] = {
    "models": wire.RegisteredModel,
    "latents": wire.SensorLatent,
    "groups": wire.ChannelGroup,
    "links": wire.ChainLink,
}
ENUMS: dict[tuple[str, str], type[Any]] = {
    ("hello", "request_class"): wire.DeviceClass,
    ("refuse", "reason"): wire.RefuseReason,
    ("goodbye", "reason"): wire.GoodbyeReason,
    ("outcome", "fate"): wire.OutcomeFate,
    ("outcome", "cause"): wire.OutcomeCause,
    ("batchResult", "status"): wire.ResultStatus,
    ("plan", "reference"): wire.ReferenceStatus,
    ("outcome", "reference"): wire.ReferenceStatus,
    ("pace", "reason"): wire.PaceReason,
    ("reference", "status"): wire.ReferenceStatus,
    ("failsafeReport", "state"): wire.ReportedState,
    ("failsafeReport", "stop_level"): wire.ReportedStopLevel,
    ("failsafeReport", "cause"): wire.ReportedCause,
    ("rehome", "reason"): wire.RehomeReason,
}


def snake(name: str) -> str:
    name = re.sub("Microseconds$", "Us", name)
    return re.sub("[A-Z]", lambda found: "_" + found.group().lower(), name)


def fields_of(message: str, fields: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in fields.items():
        name = snake(key)
        if (message, name) in ENUMS and value is not None:
            (found[name],) = [v for v in ENUMS[message, name] if v.label == value]
        elif name in ("bundle", "accepted_bundle", "token"):
            found[name] = None if value is None else bytes.fromhex(value)
        elif name == "members":
            found[name] = tuple(MEMBERS[message](**fields_of(message, m)) for m in value)
        elif name in LISTS:
            found[name] = tuple(LISTS[name](**fields_of("", entry)) for entry in value)
        elif name == "service_times":
            found[name] = tuple(wire.ServiceTime(**fields_of("", entry)) for entry in value)
        elif (message, name) != ("plan", "payload_byte_count"):  # follows from the plan's shape
            found[name] = value
    return found


def load(path: Path) -> tuple[bytes, dict[str, Any]]:
    meaning: dict[str, Any] = json.loads(path.read_text())
    return path.with_suffix(".bin").read_bytes(), meaning


def frame_of(meaning: dict[str, Any]) -> wire.Frame:
    message = TYPES[meaning["message"]](**fields_of(meaning["message"], meaning["fields"]))
    trace = None
    if "traceparent" in meaning:
        _, identifier, parent, flags = map(bytes.fromhex, meaning["traceparent"].split("-"))
        trace = wire.Trace(identifier, parent, flags[0])
    return wire.Frame(meaning["epoch"], meaning["sequence"], message, trace=trace)


VALID = sorted((FOLDER / "valid").glob("*.json"))
INVALID = sorted((FOLDER / "invalid").glob("*.json"))
EVOLUTION = sorted((FOLDER / "evolution").glob("*.json"))
LATENT = sorted((FOLDER / "latent").glob("*.json"))
