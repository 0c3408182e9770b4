"""Manifests: the driving bundle, and what is refused."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import BUNDLE_FOLDER
from tombolo import Bundle, BundleError


def test_the_driving_bundle_is_read(bundle: Bundle) -> None:
    content = (BUNDLE_FOLDER / "bundle.json").read_bytes()
    assert bundle.identifier == hashlib.sha256(content).digest()
    assert (bundle.name, bundle.latent_shape, bundle.plan_shape) == (
        "driving",
        (16, 6, 12),
        (25, 4),
    )
    assert (bundle.state_count, bundle.belief_count, len(bundle.steps)) == (4, 3, 16)
    assert (bundle.first_step_us, bundle.step_us, bundle.capture_period_us) == (100_000,) * 3
    assert bundle == Bundle.load(BUNDLE_FOLDER / "bundle.json")


def changed(folder: Path, *path: Any, value: Any) -> Path:
    manifest = json.loads((BUNDLE_FOLDER / "bundle.json").read_text())
    place = manifest
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    (folder / "bundle.json").write_text(json.dumps(manifest))
    return folder


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 2),
        (("latent", "channels"), 0),
        (("latent", "channels"), 15),
        (("latent", "height"), 10_000),
        (("latent", "height"), True),
        (("latent", "steps"), [1.0] * 15 + [-1.0]),
        (("latent", "steps"), [1.0] * 15 + [float("nan")]),
        (("latent", "steps"), "steps"),
        (("plan", "stepCount"), 65),
        (("plan", "stepMilliseconds"), 0),
        (("plan", "stepMilliseconds"), float("inf")),
        (("plan", "channels"), []),
        (("camera", "rateHertz"), 0),
        (("state",), 4),
        (("files",), []),
        (("files", "head", "path"), "../head.onnx"),
        (("files", "head", "path"), "/etc/passwd"),
        (("version",), -1),
    ],
)
def test_manifests_that_do_not_fit_are_refused(
    tmp_path: Path, path: tuple[Any, ...], value: object
) -> None:
    with pytest.raises(BundleError):
        Bundle.load(changed(tmp_path, *path, value=value))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"{}", b"[" * 100_000])
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bundle.json").write_bytes(content)
    with pytest.raises(BundleError):
        Bundle.load(tmp_path)


def test_a_missing_or_huge_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be read"):
        Bundle.load(tmp_path / "nowhere")
    (tmp_path / "bundle.json").write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(BundleError, match="megabyte"):
        Bundle.load(tmp_path)


def test_files_are_verified_before_they_are_named(tmp_path: Path) -> None:
    bundle = Bundle.load(changed(tmp_path, "files", "head", "path", value="head.onnx"))
    with pytest.raises(BundleError, match="no file"):
        bundle.file("spine")
    with pytest.raises(BundleError, match="cannot be read"):
        bundle.file("head")
    (tmp_path / "head.onnx").write_bytes(b"something else")
    with pytest.raises(BundleError, match="not the file"):
        bundle.file("head")
    assert Bundle.load(BUNDLE_FOLDER).file("head").name == "head.onnx"
