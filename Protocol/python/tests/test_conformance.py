"""Device and worker against the protocol's conformance cases, played by `tombolo wire conform`."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import tombolo
from tombolo.compute import Floats

CASES = Path(__file__).resolve().parents[2] / "cases"
PATIENCE = 120.0  # seconds; a role takes about 20


def model(latents: Floats, states: Floats) -> tuple[Floats, Floats]:
    return np.zeros((len(latents), 25, 4), np.float32), np.zeros((len(latents), 3), np.float32)


@contextmanager
def runner(role: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    binary = os.environ.get("TOMBOLO_BINARY")
    if not binary:
        pytest.skip("TOMBOLO_BINARY is not set: set it to the tombolo program to test against it")
    command = [binary, "wire", "conform", "tcp://127.0.0.1:*", "--role", role]
    process = subprocess.Popen(
        [*command, "--cases", str(CASES)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        word, _, endpoint = process.stdout.readline().strip().partition("endpoint=")
        assert word == "listening "
        yield process, endpoint
    finally:
        process.kill()
        process.communicate()


def test_the_worker_conforms(bundle: tombolo.Bundle) -> None:
    with runner("worker") as (process, endpoint):
        worker = tombolo.Worker(model, bundle=bundle, endpoint=endpoint)
        thread = threading.Thread(target=worker.run, kwargs={"install_signals": False})
        thread.start()
        try:
            table, _ = process.communicate(timeout=PATIENCE)
        finally:
            worker.drain()
            thread.join(PATIENCE)
        assert process.returncode == 0, table
        assert " 0 FAILED" in table


def test_the_device_conforms(bundle: tombolo.Bundle) -> None:
    ended = threading.Event()
    with (
        runner("device") as (process, endpoint),
        tombolo.Device(endpoint, bundle, budget=0.4) as device,
    ):

        def capture() -> None:
            while not ended.wait(0.1):
                device.submit(np.zeros((16, 6, 12), np.float32), np.zeros(4))

        thread = threading.Thread(target=capture)
        thread.start()
        try:
            table, _ = process.communicate(timeout=PATIENCE)
        finally:
            ended.set()
            thread.join(PATIENCE)
        assert process.returncode == 0, table
        assert " 0 FAILED" in table
