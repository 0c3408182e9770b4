"""A Python function as a backbone worker: decorate it and call `main`."""

import argparse
import contextlib
import logging
import queue
import secrets
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tombolo import limits, wire
from tombolo.bundle import Bundle
from tombolo.compute import Backbone, ResultError, compute, failed, measure
from tombolo.link import Connect, Link
from tombolo.session import (
    LossCause,
    Lost,
    Refused,
    Session,
    Standing,
    Start,
    Tick,
    Timing,
    Transmit,
)
from tombolo.worker_core import Compute, Done, Step, WorkerCore

__all__ = ["Backbone", "ResultError", "Worker", "worker"]

_REPORT_NS: Final = 10_000_000_000
_JOIN_SECONDS: Final = 5.0
_NAME: Final = "python-worker"
_ENDPOINT: Final = "tcp://127.0.0.1:5571"
_BATCH_LIMIT: Final = 8

_Result = tuple[int, wire.BatchResult, tuple[bytes, ...], Counter[str]]

_HELP: Final = """\
Runs a bundle's backbone, written in Python, for a Tombolo coordinator.

At the start it measures how long batches of 1, 2, 4, ... take here; the coordinator forms
batches by that. It connects again by itself when the coordinator goes. Ctrl-C or SIGTERM asks
for no more batches, finishes what is under way and ends; a second one ends at once.
"""
_EPILOG: Final = """\
try it on one machine:
  tombolo coordinator &
  %(prog)s
  tombolo-edge, or examples/device.py

Log lines are key=value: event=ready, standing, lost, refused, failed, malformed, report, done.
"""

log = logging.getLogger("tombolo.worker")


class Worker:
    """A backbone function and the settings to serve it with; calling it calls the function.

    Each batch comes as latents [N, C, H, W] and states [N, S], float32, N up to `batch_limit`; due
    are plans [N, steps, channels] and beliefs [N, B], anything `numpy.asarray` takes. One thread
    calls it, one batch after the other. If it raises, its batch is answered `failed`; a row that
    is not finite fails alone. Of a bundle whose backbone takes them (real-time chunking), the third
    argument is `tombolo.commitment.Commitments`.
    """

    def __init__(
        self,
        backbone: Backbone,
        *,
        bundle: Bundle | str | Path,
        endpoint: str = _ENDPOINT,
        batch_limit: int = _BATCH_LIMIT,
        name: str = _NAME,
        model_version: int | None = None,
        timing: Timing | None = None,
        seed: int | None = None,
        secure: Connect | None = None,
    ) -> None:
        """Keep the settings; the bundle is read and the endpoint tried when it runs."""
        self.backbone = backbone
        self.bundle = bundle
        self.endpoint = endpoint
        self.batch_limit = batch_limit
        self.name = name
        self.model_version = model_version
        self.timing = timing
        self.seed = seed
        self.secure = secure
        self._lock = threading.Lock()
        self._counters: dict[str, int] = {}
        self._standing = threading.Event()
        self._refusal: wire.Refuse | None = None
        self._refused = threading.Event()
        self._drain_count = 0
        self._link: Link | None = None

    def __call__(self, latents: Any, states: Any, *committed: Any) -> tuple[Any, Any]:
        """Call the function itself, as its tests do."""
        return self.backbone(latents, states, *committed)

    def load_bundle(self) -> Bundle:
        """Return the bundle it serves, read from its folder; raises `BundleError`."""
        return self.bundle if isinstance(self.bundle, Bundle) else Bundle.load(self.bundle)

    def run(self, install_signals: bool = True) -> None:
        """Serve until drained, by SIGTERM, Ctrl-C or `drain`; blocks.

        Raises `BundleError` or `ResultError` before it serves, `ValueError` for wrong settings.
        `install_signals` needs the main thread and is undone at the end.
        """
        bundle = self.load_bundle()
        if not 1 <= self.batch_limit <= limits.BATCH_MEMBERS:
            raise ValueError(f"batch_limit is {self.batch_limit}, legal are 1 to 64")
        before = self._install_signals() if install_signals else {}
        try:
            self._serve(bundle)
        finally:
            self._link = None
            self._drain_count = 0
            self._standing.clear()
            for number, handler in before.items():
                signal.signal(number, handler)
        log.info("event=done %s", _pairs(self.counters))

    def _serve(self, bundle: Bundle) -> None:
        with Link(self.endpoint, self.secure) as link:
            times = measure(bundle, self.backbone, self.batch_limit)
            model = wire.RegisteredModel(bundle.identifier, self.batch_limit, times)
            register = wire.Register(self.name, (model,))
            wire.encode(wire.Frame(0, 0, register))  # a wrong name shows here
            log.info(
                "event=ready name=%s bundle=%s endpoint=%s times_us=%s",
                self.name,
                bundle.identifier.hex()[:12],
                self.endpoint,
                ",".join(f"{entry.batch}:{entry.time_us}" for entry in times),
            )
            self._link = link
            seed = secrets.randbits(64) if self.seed is None else self.seed
            version = bundle.version if self.model_version is None else self.model_version
            core = WorkerCore(Session(register, seed, self.timing))
            _Service(self, bundle, version, core, link).serve()

    def drain(self) -> None:
        """Finish what is held and end `run`; a second call ends at once. Any thread may call it."""
        self._drain_count += 1
        link = self._link
        if link is not None:
            link.wake()

    def wait_until_standing(self, timeout: float | None = None) -> bool:
        """Wait for the coordinator's welcome; False if it did not come in `timeout` seconds."""
        return self._standing.wait(timeout)

    def wait_until_refused(self, timeout: float | None = None) -> wire.Refuse | None:
        """Wait for a refusal; None if none came in `timeout` seconds."""
        return self._refusal if self._refused.wait(timeout) else None

    @property
    def counters(self) -> dict[str, int]:
        """Batches, results, members by status, links, and frames sent, received and dropped."""
        with self._lock:
            return dict(self._counters)

    def main(
        self,
        arguments: Sequence[str] | None = None,
        *,
        parser: argparse.ArgumentParser | None = None,
        prepare: Callable[[argparse.Namespace], None] | None = None,
    ) -> None:
        """Run as a command: options over the decorator's settings, logs to standard error.

        `parser` may bring options of its own, `prepare` gets what was parsed, such as weights to
        load. Ends the process with 1 and one line if it cannot serve.
        """
        options = self._options(parser).parse_args(arguments)
        logging.basicConfig(
            level=options.log_level.upper(),
            format="%(asctime)s level=%(levelname)s %(message)s",
        )
        self.bundle, self.endpoint, self.name = options.bundle, options.endpoint, options.name
        self.batch_limit = options.batch_limit
        try:
            if prepare is not None:
                prepare(options)
            self.run()
        except (ValueError, OSError) as error:  # of the bundle, endpoint, results, weights
            print(f"{options.name}: {error}", file=sys.stderr)
            sys.exit(1)

    def _options(self, parser: argparse.ArgumentParser | None) -> argparse.ArgumentParser:
        if parser is None:
            parser = argparse.ArgumentParser(
                description=_HELP, epilog=_EPILOG,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )  # fmt: skip
        add = parser.add_argument
        add("--endpoint", default=self.endpoint, metavar="URL",
            help="where the coordinator listens for workers (default: %(default)s)")  # fmt: skip
        add("--bundle", default=self.bundle, metavar="FOLDER",
            help="the folder of the bundle (default: %(default)s)")  # fmt: skip
        add("--batch-limit", default=self.batch_limit, type=int, metavar="N",
            help="the largest batch, 1 to 64 (default: %(default)s)")  # fmt: skip
        add("--name", default=self.name,
            help="the name it is called by in logs (default: %(default)s)")  # fmt: skip
        add("--log-level", default="info", choices=("debug", "info", "warning", "error"),
            help="the lowest level logged (default: %(default)s)")  # fmt: skip
        return parser

    def _install_signals(self) -> dict[int, Any]:
        def on_signal(number: int, frame: FrameType | None) -> None:
            self.drain()

        return {number: signal.signal(number, on_signal) for number in _SIGNALS}


_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


class _Service:
    """One run of a worker: this thread owns the socket, another computes."""

    def __init__(
        self, worker: Worker, bundle: Bundle, version: int, core: WorkerCore, link: Link
    ) -> None:
        self._worker = worker
        self._bundle = bundle
        self._version = version
        self._core = core
        self._link = link
        self._jobs: queue.Queue[Compute | None] = queue.Queue()  # bounded by the core's credit
        self._results: deque[_Result] = deque()
        self._members: Counter[str] = Counter()
        self._is_done = False
        self._report_at = time.monotonic_ns() + _REPORT_NS

    def serve(self) -> None:
        thread = threading.Thread(target=self._compute, name="tombolo compute", daemon=True)
        thread.start()
        self._carry_out(self._core.step(Start(), time.monotonic_ns()))
        while not self._is_done and self._worker._drain_count <= 1:
            for event in self._link.wait(min(self._core.deadline or sys.maxsize, self._report_at)):
                self._carry_out(self._core.step(event, time.monotonic_ns()))
            while self._results:
                epoch, result, payloads, members = self._results.popleft()
                self._members.update(members)
                now = time.monotonic_ns()
                self._carry_out(self._core.finished(epoch, result, payloads, now))
            if self._worker._drain_count:
                self._carry_out(self._core.drain(time.monotonic_ns()))
            self._carry_out(self._core.step(Tick(), time.monotonic_ns()))
            self._report()
        self._jobs.put(None)
        if self._is_done:
            thread.join(_JOIN_SECONDS)

    def _compute(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            try:
                made = compute(
                    self._bundle, self._worker.backbone, job, self._version, time.monotonic_ns
                )
            except Exception:  # a defect here, not in the function: its batch still gets an answer
                log.exception("event=defect")
                made = failed(self._bundle, job, self._version)
            self._results.append((job.epoch, *made))
            self._link.wake()

    def _carry_out(self, outputs: list[Step]) -> None:
        for output in outputs:
            if isinstance(output, Compute):
                self._jobs.put(output)
            elif isinstance(output, Done):
                self._is_done = True
            elif isinstance(output, Standing):
                log.info(
                    "event=standing epoch=%016x credit=%d", output.epoch, output.welcome.credit
                )
                self._worker._refused.clear()
                self._worker._standing.set()
            elif isinstance(output, Lost):
                level = logging.INFO if output.cause is LossCause.LEFT else logging.WARNING
                log.log(level, "event=lost epoch=%016x cause=%s", output.epoch, output.cause.value)
                self._worker._standing.clear()
                self._forget_jobs()
            elif isinstance(output, Refused):
                self._refused(output)
            elif not self._link.carry_out(output) and isinstance(output, Transmit):
                self._core.counters["framesNotSent"] += 1
        if outputs:
            self._publish()

    def _forget_jobs(self) -> None:
        """Drop batches that nobody waits for; what is being computed runs to its end."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()

    def _refused(self, output: Refused) -> None:
        refuse = output.refuse
        accepted = refuse.accepted_bundle.hex()[:12] if refuse.accepted_bundle else "none"
        log.warning(
            "event=refused reason=%s accepted_version=%d.%d accepted_bundle=%s retry_ms=%d%s",
            refuse.reason.label,
            refuse.accepted_major,
            refuse.accepted_minor,
            accepted,
            max(output.retry_at - time.monotonic_ns(), 0) // 1_000_000,
            _offer(refuse),
        )
        self._worker._refusal = refuse
        self._worker._refused.set()

    def _publish(self) -> None:
        members = {f"members.{label}": count for label, count in self._members.items()}
        counters = {**self._core.session.counters, **self._core.counters, **members}
        with self._worker._lock:
            self._worker._counters = counters

    def _report(self) -> None:
        now = time.monotonic_ns()
        if now >= self._report_at:
            self._report_at = now + _REPORT_NS
            log.info("event=report %s", _pairs(self._worker.counters))


def _offer(refuse: wire.Refuse) -> str:
    """Return what a refusal offers as pairs, with a blank before each."""
    offers = (("period", refuse.offered_period_us), ("budget", refuse.offered_budget_us))
    return "".join(f" offered_{name}_ms={us / 1000:g}" for name, us in offers if us is not None)


def _pairs(counters: dict[str, int]) -> str:
    return " ".join(f"{name}={counters[name]}" for name in sorted(counters))


def worker(
    *,
    bundle: Bundle | str | Path,
    endpoint: str = _ENDPOINT,
    batch_limit: int = _BATCH_LIMIT,
    name: str = _NAME,
    model_version: int | None = None,
    timing: Timing | None = None,
    seed: int | None = None,
    secure: Connect | None = None,
) -> Callable[[Backbone], Worker]:
    """Make a function a worker; see `Worker` for what it gets and has to return.

    @tombolo.worker(bundle="Deploy/models/driving", endpoint="tcp://127.0.0.1:5571")
    def backbone(latents, states):
        return plans, beliefs

    backbone.main()
    """

    def decorate(backbone: Backbone) -> Worker:
        return Worker(
            backbone,
            bundle=bundle,
            endpoint=endpoint,
            batch_limit=batch_limit,
            name=name,
            model_version=model_version,
            timing=timing,
            seed=seed,
            secure=secure,
        )

    return decorate
