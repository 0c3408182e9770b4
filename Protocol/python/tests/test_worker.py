"""The worker as a command, and device and worker where no coordinator answers."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import tombolo
from conftest import BUNDLE_FOLDER, PATIENCE
from tombolo.compute import Floats

PROGRAM = """
import numpy as np, tombolo
@tombolo.worker(bundle={bundle!r}, endpoint="tcp://127.0.0.1:1", batch_limit=2, name="wren")
def backbone(latents, states):
    return np.zeros((len(latents), 25, 4)), np.zeros((len(latents), {beliefs}))
backbone.main()
"""


def start(*arguments: str, bundle: Path = BUNDLE_FOLDER, beliefs: int = 3) -> subprocess.Popen[str]:
    program = PROGRAM.format(bundle=str(bundle), beliefs=beliefs)
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )


def test_help_teaches_without_a_bundle(tmp_path: Path) -> None:
    process = start("--help", bundle=tmp_path)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    for word in (
        "--endpoint",
        "--batch-limit",
        "tombolo coordinator",
        "SIGTERM",
        "tcp://127.0.0.1:1",
    ):
        assert word in said


@pytest.mark.parametrize(
    ("arguments", "beliefs", "said"),
    [
        (("--bundle", "/nowhere"), 3, "wren: /nowhere cannot be read"),
        (("--batch-limit", "65"), 3, "legal are 1 to 64"),
        (("--endpoint", "http://x"), 3, "wren: endpoint"),
        (("--name", "a\tb"), 3, "illegalName"),
        ((), 2, "expected (1, 25, 4) and (1, 3)"),
    ],
)
def test_what_cannot_be_served_ends_with_one_line(
    arguments: tuple[str, ...], beliefs: int, said: str
) -> None:
    process = start(*arguments, "--log-level", "error", beliefs=beliefs)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said in errors
    assert errors.count("\n") == 1


def test_sigterm_ends_a_worker_that_nobody_answers() -> None:
    process = start()
    assert process.stderr is not None
    ready = process.stderr.readline()
    assert "event=ready name=wren" in ready
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert "event=done" in errors


def test_a_decorated_function_can_still_be_called() -> None:
    @tombolo.worker(bundle=BUNDLE_FOLDER)
    def backbone(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
        return states, latents

    first, second = np.zeros(1, np.float32), np.zeros(2, np.float32)
    assert backbone(first, second) == (second, first)


def test_a_device_without_coordinator_accounts_for_its_captures(bundle: tombolo.Bundle) -> None:
    with tombolo.Device("tcp://127.0.0.1:1", bundle, budget=0.05) as device:
        first = device.submit(np.zeros((1, 16, 6, 12)), np.zeros(4)).result(PATIENCE)
        assert (first.fate, first.cause) == (tombolo.Fate.EXPIRED, "noSession")
        left = device.submit(np.zeros((16, 6, 12)), np.zeros((1, 4)), budget=60)
        assert not device.wait_until_standing(0)
        assert device.wait_until_refused(0) is None
        assert device.latest is None
        assert not left.cancel()
    answer = left.result(PATIENCE)
    assert (answer.fate, answer.cause) == (tombolo.Fate.LOST, "closed")
    counters = device.counters
    assert (counters["submitted"], counters["expired"], counters["lost"]) == (2, 1, 1)
    with pytest.raises(RuntimeError, match="closed"):
        device.submit(np.zeros((16, 6, 12)), np.zeros(4))


def test_a_device_may_be_closed_by_the_answer_it_gives(bundle: tombolo.Bundle) -> None:
    device = tombolo.Device("tcp://127.0.0.1:1", bundle, budget=0.01)
    closed = threading.Event()

    def close(_: object) -> None:
        device.close()
        closed.set()

    device.submit(np.zeros((16, 6, 12)), np.zeros(4)).add_done_callback(close)
    assert closed.wait(PATIENCE)
    device.close()


def test_a_devices_mistakes_show_in_the_callers_thread(bundle: tombolo.Bundle) -> None:
    threads = threading.active_count()
    with pytest.raises(ValueError, match="illegalName"):
        tombolo.Device("tcp://127.0.0.1:1", bundle, name="a\n")
    with pytest.raises(ValueError, match="endpoint"):
        tombolo.Device("nonsense", bundle)
    with tombolo.Device("tcp://127.0.0.1:1", bundle) as device:
        for latent, state in (
            (np.zeros((16, 6, 11)), np.zeros(4)),
            (np.zeros((16, 6, 12)), np.zeros(3)),
            (np.full((16, 6, 12), np.nan), np.zeros(4)),
            (np.zeros((16, 6, 12)), np.full(4, np.inf)),
        ):
            with pytest.raises(ValueError, match=r".+"):
                device.submit(latent, state)
        for multiplier in (0, 65_536):
            with pytest.raises(ValueError, match="multiplier"):
                device.submit(np.zeros((16, 6, 12)), np.zeros(4), multiplier=multiplier)
        assert device.counters.get("submitted", 0) == 0
    assert threading.active_count() == threads
