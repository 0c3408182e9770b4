"""A short drive of CarRacing through coordinator, worker, relay and agent, as the demo does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("Box2D")

DEMO = Path(__file__).resolve().parents[3] / "models/car-racing/demo"
NOT_IN_REAL_TIME = 3


@pytest.mark.skipif("TOMBOLO_BIN" not in os.environ, reason="TOMBOLO_BIN names no built programs")
def test_the_cloud_drives_an_environment(tmp_path: Path) -> None:
    options = ["--seconds", "15", "--share", "0.1", "--link", "office-wifi", "--no-cut"]
    ended = subprocess.run(
        [sys.executable, DEMO, *options, "--output", tmp_path],
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    score = json.loads((tmp_path / "score.json").read_text())
    told = f"{ended.stdout}\n{ended.stderr}\n{score}"
    assert (tmp_path / "drive.png").stat().st_size > 1000, told
    assert score["steps"] + round(score["slippedSeconds"] / 0.02) == pytest.approx(750, abs=2), told
    if ended.returncode == NOT_IN_REAL_TIME:
        # The machine is too busy to show anything of the drive; that it was counted is shown.
        assert score["slippedSeconds"] > 0, told
        return
    assert ended.returncode == 0, told
    assert score["drivers"]["cloudPlan"] > 0.1, told
