"""A real tombolo-edge for the tests, and where to find things."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
VECTORS = REPOSITORY / "Protocol" / "port-vectors"
BUNDLE = REPOSITORY / "Deploy" / "models" / "driving"
#: Seconds; long enough for a busy machine, and a passing test never waits for it.
PATIENCE = 60.0


class Agent:
    """A process of tombolo-edge and the lines it wrote."""

    def __init__(self, command: list[str], standard_input: int = subprocess.DEVNULL) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=standard_input,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=False,
        )
        self.lines: list[str] = []
        self._news: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._news.put(line.decode().rstrip())
        self._news.put(None)

    def line(self, *words: str) -> str:
        """Wait for a line with all of `words`."""
        for line in self.lines:
            if all(word in line for word in words):
                return line
        while True:
            try:
                line_or_end = self._news.get(timeout=PATIENCE)
            except queue.Empty:
                pytest.fail(f"no line with {words} in {self.lines[-20:]}")
            if line_or_end is None:
                pytest.fail(f"it ended without a line with {words}: {self.lines[-20:]}")
            self.lines.append(line_or_end)
            if all(word in line_or_end for word in words):
                return line_or_end

    def read_what_is_there(self) -> None:
        """Take in the lines that it wrote meanwhile, without waiting."""
        while True:
            try:
                line = self._news.get_nowait()
            except queue.Empty:
                return
            if line is None:
                pytest.fail(f"it ended: {self.lines[-20:]}")
            self.lines.append(line)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        try:
            status = self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return status


AgentStarter = Callable[..., Agent]


@pytest.fixture
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An endpoint of this test alone; a socket's path is at most 107 bytes long."""
    return f"ipc://{tmp_path_factory.mktemp('p')}/s"


@pytest.fixture
def agent() -> Iterator[AgentStarter]:
    """Return a function that starts an agent with these options and waits until it is ready."""
    binary = os.environ.get("TOMBOLO_EDGE_BINARY")
    if not binary:
        pytest.skip("TOMBOLO_EDGE_BINARY is not set: set it to tombolo-edge to test against it")
    started: list[Agent] = []

    def start(*options: str, standard_input: int = subprocess.DEVNULL, ready: bool = True) -> Agent:
        command = [binary, "--bundle", str(BUNDLE), "--log-level", "info"]
        # Nobody listens at port 1: what a machine and its agent do needs no cloud.
        if "--coordinator" not in options:
            command += ["--coordinator", "tcp://127.0.0.1:1"]
        command += options
        started.append(Agent(command, standard_input))
        if ready:
            started[-1].line("ready coordinator=")
        return started[-1]

    yield start
    for one in started:
        one.stop()
