"""The real coordinator, where TOMBOLO_BINARY names the `tombolo` program, and a bundle."""

import json
import os
import queue
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tombolo import Bundle

BUNDLE_FOLDER = Path(__file__).resolve().parents[3] / "Deploy" / "models" / "driving"
PATIENCE = 20.0  # seconds; only a failure takes that long


@dataclass
class Coordinator:
    """A coordinator process and where it listens."""

    process: subprocess.Popen[str]
    devices: str
    workers: str
    errors: Path

    def stop(self) -> str:
        """End it as Ctrl-C would; returns what it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return self.errors.read_text()


Starter = Callable[..., Coordinator]


@dataclass
class DegradedLink:
    """A `tombolo relay` process: connect to `endpoint` instead of to the server's own."""

    process: subprocess.Popen[str]
    endpoint: str
    control: str

    def tell(self, **order: object) -> dict[str, int]:
        """Say what is to happen, such as `tell(cut="both", forMilliseconds=3000)`.

        Returns what was relayed so far; Docs/LINKS.md lists the orders.
        """
        host, port = self.control.removeprefix("tcp://").rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            connection.sendall(json.dumps(order).encode() + b"\n")
            with connection.makefile() as answers:
                answer = json.loads(answers.readline())
        if not answer["ok"]:
            raise ValueError(answer["problem"])
        counts: dict[str, int] = answer["counts"]
        return counts

    def counts(self) -> dict[str, int]:
        """Say what was relayed so far."""
        return self.tell(counts=True)


@pytest.fixture
def degraded_link() -> Iterator[Callable[..., DegradedLink]]:
    """Return a function that puts a bad link before a server's endpoint.

    `degraded_link("tcp://127.0.0.1:5570", "lte-driving", seed=7)`; the links are gone after the
    test, whatever happens.
    """
    binary = os.environ.get("TOMBOLO_BINARY")
    if not binary:
        pytest.skip("TOMBOLO_BINARY is not set: set it to the tombolo program to test against it")
    processes: list[subprocess.Popen[str]] = []

    def start(to: str, link: str = "perfect", seed: int = 1) -> DegradedLink:
        command = [binary, "relay", "--to", to, "--link", link, "--seed", str(seed)]
        command += ["--control", "tcp://127.0.0.1:0", "--until-input-ends"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        assert process.stdout is not None
        words = process.stdout.readline().split()
        assert words[:1] == ["ready"]
        places = dict(word.split("=", 1) for word in words[1:])
        return DegradedLink(process, places["listen"], places["control"])

    yield start
    for process in processes:
        # The relay ends when its standard input does.
        process.communicate(timeout=PATIENCE)


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return Bundle.load(BUNDLE_FOLDER)


@pytest.fixture
def coordinator(tmp_path: Path) -> Iterator[Starter]:
    """Return a function that starts a coordinator, by default on free ports."""
    binary = os.environ.get("TOMBOLO_BINARY")
    if not binary:
        pytest.skip("TOMBOLO_BINARY is not set: set it to the tombolo program to test against it")
    started: list[Coordinator] = []

    def start(
        devices: str = "tcp://127.0.0.1:*", workers: str = "tcp://127.0.0.1:*"
    ) -> Coordinator:
        # A file: a pipe that nobody reads fills, and holds up who writes to it.
        errors = tmp_path / f"coordinator-{len(started)}.log"
        command = [binary, "coordinator", "--devices", devices, "--workers", workers]
        # The tests' devices submit one latent after the other, by no period that could be paced.
        command += ["--no-pacing"]
        command += ["--bundle", str(BUNDLE_FOLDER), "--log-level", "debug"]
        with errors.open("w") as sink:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sink, text=True)
        lines: queue.Queue[str] = queue.Queue()
        assert process.stdout is not None
        reader = process.stdout
        threading.Thread(target=lambda: lines.put(reader.readline()), daemon=True).start()
        try:
            words = lines.get(timeout=PATIENCE).split()
            assert words[:1] == ["ready"]
        except (queue.Empty, AssertionError):
            process.kill()
            pytest.fail(f"the coordinator does not start: {errors.read_text()}")
        places = dict(word.split("=", 1) for word in words[1:])
        started.append(Coordinator(process, places["devices"], places["workers"], errors))
        return started[-1]

    yield start
    for one in started:
        one.stop()
