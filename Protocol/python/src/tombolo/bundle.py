"""The bundle: the manifest that device, coordinator and worker agree on by its SHA-256."""

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tombolo import limits

# What reading a manifest of another shape raises, from a missing key to an infinite number.
_WRONG_SHAPES: Final = (
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
    ArithmeticError,
    RecursionError,
)
_MANIFEST: Final = "bundle.json"
_CHUNK: Final = 1 << 20


class BundleError(ValueError):
    """A bundle that cannot be read, does not fit the protocol, or has other files than it says."""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file that the manifest names."""

    path: Path
    sha256: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """What the protocol needs of a bundle; `identifier` is the SHA-256 of its manifest.

    `latent_shape` is [C, H, W], `steps` the quantisation step of each channel. A plan has
    `plan_shape` [steps, channels]; its first step lies `first_step_us` behind the capture. Where
    its backbone `takes_commitment`, devices may say what they will have executed by then.
    """

    name: str
    version: int
    identifier: bytes
    latent_shape: tuple[int, int, int]
    steps: tuple[float, ...]
    state_count: int
    plan_shape: tuple[int, int]
    belief_count: int
    takes_commitment: bool
    first_step_us: int
    step_us: int
    capture_period_us: int
    files: dict[str, BundleFile]

    @staticmethod
    def load(folder: str | Path) -> "Bundle":
        """Read `folder`/bundle.json (or that file); raises `BundleError` saying what is wrong."""
        path = Path(folder)
        path = path / _MANIFEST if path.is_dir() else path
        try:
            with path.open("rb") as file:
                content = file.read(limits.MANIFEST_BYTES + 1)
        except OSError as error:
            text = f"{path} cannot be read ({error.strerror}); name a folder with one"
            raise BundleError(text) from error
        if len(content) > limits.MANIFEST_BYTES:
            raise BundleError(f"{path} is over a megabyte; that is no manifest")
        try:
            return _parse(json.loads(content), content, path.parent)
        except _WRONG_SHAPES as error:
            if isinstance(error, BundleError):
                raise
            text = f"{path} is no manifest of format 1: {type(error).__name__} {error}"
            raise BundleError(text) from error

    def file(self, role: str) -> Path:
        """Return the path of the file of `role`, such as "backbone", with its bytes verified."""
        found = self.files.get(role)
        if found is None:
            raise BundleError(f"the bundle has no file {role!r}, it has {sorted(self.files)}")
        digest = hashlib.sha256()
        try:
            with found.path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except OSError as error:
            raise BundleError(f"{found.path} cannot be read: {error.strerror}") from error
        if digest.hexdigest() != found.sha256:
            raise BundleError(f"{found.path} is not the file the manifest names; fetch it again")
        return found.path


def _parse(manifest: dict[str, Any], content: bytes, folder: Path) -> Bundle:
    if manifest["format"] != 1:
        raise BundleError(f"the manifest has format {manifest['format']}, known is 1")
    latent, plan = manifest["latent"], manifest["plan"]
    shape = tuple(_count(latent[key], 1, limits.LATENT_ELEMENTS) for key in _LATENT_KEYS)
    if math.prod(shape) > limits.LATENT_ELEMENTS:
        raise BundleError(f"a latent of {shape} is over {limits.LATENT_ELEMENTS} elements")
    steps = tuple(float(step) for step in latent["steps"])
    if len(steps) != shape[0] or not all(math.isfinite(step) and step > 0 for step in steps):
        raise BundleError(f"the latent needs {shape[0]} positive steps")
    return Bundle(
        name=str(manifest["name"]),
        version=_count(manifest["version"], 0, 2**32 - 1),
        identifier=hashlib.sha256(content).digest(),
        latent_shape=(shape[0], shape[1], shape[2]),
        steps=steps,
        state_count=_count(len(manifest["state"]), 0, limits.STATE_FIELDS),
        plan_shape=(
            _count(plan["stepCount"], 1, limits.PLAN_STEPS),
            _count(len(plan["channels"]), 1, limits.PLAN_CHANNELS),
        ),
        belief_count=_count(len(plan["beliefs"]), 0, limits.BELIEFS),
        takes_commitment=_takes_commitment(manifest.get("tensors", {})),
        first_step_us=_microseconds(plan["firstStepMilliseconds"], 0, 2**32 - 1),
        step_us=_microseconds(
            plan["stepMilliseconds"], limits.STEP_MINIMUM_US, limits.STEP_MAXIMUM_US
        ),
        capture_period_us=_period(manifest["camera"]["rateHertz"]),
        files={role: _file(entry, folder) for role, entry in manifest["files"].items()},
    )


_LATENT_KEYS: Final = ("channels", "height", "width")


def _count(value: object, minimum: int, maximum: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
        raise BundleError(f"{value!r} in the manifest has to be {minimum} to {maximum}")
    return value


def _takes_commitment(tensors: dict[str, Any]) -> bool:
    inputs = tensors.get("backbone", {}).get("inputs", [])
    return "prefix" in [tensor["name"] for tensor in inputs]


def _microseconds(milliseconds: float, minimum: int, maximum: int) -> int:
    return _count(round(milliseconds * 1000), minimum, maximum)


def _period(hertz: float) -> int:
    return _count(round(1e6 / hertz), limits.PERIOD_MINIMUM_US, limits.PERIOD_MAXIMUM_US)


def _file(entry: dict[str, Any], folder: Path) -> BundleFile:
    relative = Path(str(entry["path"]))
    if relative.is_absolute() or ".." in relative.parts:
        raise BundleError(f"{relative} in the manifest leaves the bundle's folder")
    byte_count = _count(entry["bytes"], 0, 2**63 - 1)
    return BundleFile(folder / relative, str(entry["sha256"]), byte_count)
