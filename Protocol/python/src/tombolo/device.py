"""A small device client: latents out, plans in, every capture accounted for.

It is for simulators, tests and robots that bring their own failsafe; `tombolo-edge` is the agent
with one. A thread of its own holds the socket and compresses what it sends; `submit` never waits.
"""

import itertools
import secrets
import threading
import time
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import ArrayLike

from tombolo import codec, commitment, limits, wire
from tombolo.bundle import Bundle
from tombolo.device_core import Answer, Capture, DeviceCore, Encode, Ended, Fate, Plan, Step
from tombolo.link import Connect, Link
from tombolo.pace import AgreedPace
from tombolo.payload import pack_latent
from tombolo.session import Leave, Refused, Session, Standing, Start, Tick, Timing, Transmit

__all__ = ["Answer", "Device", "Fate", "Plan"]

_CLOSE_SECONDS = 5.0


class Device:
    """A session with a coordinator, on a thread of its own.

    `endpoint` is where the coordinator listens for devices, `bundle` a folder or a loaded bundle,
    `budget` the seconds from a capture to the last use of its plan, `request_class` who goes first
    when not everybody can; without one the coordinator decides. `effort` is what its codec
    tries; latents are predicted from those that the coordinator holds unless `predicts` is False.
    Captures that come faster than the coordinator's pace end as skipped; it may ask for `slowest`
    seconds between two of them at most, by default twice the bundle's own period.
    Use it in a `with` statement or call `close`.

        with tombolo.Device("tcp://10.0.0.7:5570", "Deploy/models/driving") as device:
            answer = device.submit(latent, state).result()
            if answer.plan is not None:
                steer(answer.plan.steps, answer.plan.age(time.monotonic_ns()))
    """

    def __init__(
        self,
        endpoint: str,
        bundle: Bundle | str | Path,
        *,
        name: str = "python-device",
        budget: float = 0.2,
        request_class: wire.DeviceClass | None = None,
        effort: codec.Effort = "small",
        predicts: bool = True,
        slowest: float | None = None,
        timing: Timing | None = None,
        seed: int | None = None,
        secure: Connect | None = None,
    ) -> None:
        """Connect in the background; raises for a wrong endpoint, bundle or name at once."""
        self.bundle = bundle if isinstance(bundle, Bundle) else Bundle.load(bundle)
        self._budget = round(budget * 1e9)
        hello = wire.Hello(
            name,
            self.bundle.identifier,
            self.bundle.capture_period_us,
            self._budget // 1000,
            request_class=request_class,
        )
        wire.encode(wire.Frame(0, 0, hello))  # a wrong name or budget shows here, not in a thread
        drawn = secrets.randbits(64) if seed is None else seed
        longest = None if slowest is None else round(slowest * 1e9)
        self._core = DeviceCore(self.bundle, Session(hello, drawn, timing), predicts, longest)
        self._effort: codec.Effort = effort
        self._link = Link(endpoint, secure)
        self._lock = threading.Lock()
        self._captures: deque[Capture] = deque()
        self._futures: dict[int, Future[Answer]] = {}
        self._identifiers = itertools.count()
        self._latest: Plan | None = None
        self._pace: AgreedPace | None = None
        self._refusal: wire.Refuse | None = None
        self._counters: dict[str, int] = {}
        self._standing = threading.Event()
        self._refused = threading.Event()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name=f"tombolo {name}", daemon=True)
        self._thread.start()

    def submit(
        self,
        latent: ArrayLike,
        state: ArrayLike,
        *,
        capture_stamp: int | None = None,
        budget: float | None = None,
        stream: int = 0,
        multiplier: int = codec.UNITY,
        expected_delay: float | None = None,
        committed: ArrayLike = (),
    ) -> Future[Answer]:
        """Send a latent; the future always ends in an `Answer`, never in an error.

        `latent` has the bundle's [C, H, W] (one leading 1 is fine), `state` its numbers.
        `capture_stamp` is `time.monotonic_ns()` when the camera saw it, by default now; `budget`
        seconds count from there. A newer capture of a `stream` supersedes one not yet sent.
        With an `expected_delay` in seconds, for a bundle that takes it, `committed` [n, channels]
        are the steps of the plan under way that will be over when this one's plan arrives.
        """
        now = time.monotonic_ns()
        values = np.asarray(latent, dtype=np.float32)
        if values.shape == (1, *self.bundle.latent_shape):
            values = values[0]
        row = np.asarray(state, dtype=np.float32).reshape(-1)
        if values.shape != self.bundle.latent_shape or row.shape != (self.bundle.state_count,):
            raise ValueError(
                f"latent and state are {values.shape} and {row.shape}, the bundle's are "
                f"{self.bundle.latent_shape} and {(self.bundle.state_count,)}"
            )
        if expected_delay is not None:
            row = np.concatenate([row, commitment.pack(self.bundle, expected_delay, committed)])
        if not 0 <= stream < 1 << 16:
            raise ValueError(f"stream is {stream}, legal are 0 to 65535")
        if not np.isfinite(values).all():
            raise ValueError("the latent is not finite; look at the head that made it")
        codec.scales(self.bundle.steps, multiplier, len(values))  # raises for an illegal multiplier
        capture = Capture(
            identifier=next(self._identifiers),
            stamp=now if capture_stamp is None else capture_stamp,
            budget=self._budget if budget is None else round(budget * 1e9),
            stream=stream,
            multiplier=multiplier,
            latent=values.copy(),  # the caller may use its array again
            state=pack_latent(row, b""),
        )
        future: Future[Answer] = Future()
        future.set_running_or_notify_cancel()  # a capture is answered, never cancelled
        with self._lock:
            if self._is_closing:
                raise RuntimeError("the device is closed")
            if len(self._captures) >= limits.COMMANDS:
                raise RuntimeError("captures come faster than this device's thread can send them")
            self._futures[capture.identifier] = future
            self._captures.append(capture)
        self._link.wake()
        return future

    def wait_until_standing(self, timeout: float | None = None) -> bool:
        """Wait for the coordinator's welcome; False if it did not come in `timeout` seconds."""
        return self._standing.wait(timeout)

    def wait_until_refused(self, timeout: float | None = None) -> wire.Refuse | None:
        """Wait for a refusal; None if none came in `timeout` seconds."""
        return self._refusal if self._refused.wait(timeout) else None

    @property
    def latest(self) -> Plan | None:
        """The plan of the newest capture that was answered; judge it by its age."""
        with self._lock:
            return self._latest

    @property
    def pace(self) -> AgreedPace | None:
        """The pace the coordinator asks for, if it does: for a camera that is triggered."""
        with self._lock:
            return self._pace

    @property
    def refusal(self) -> wire.Refuse | None:
        """Why the coordinator refused last, if it did since the last welcome."""
        with self._lock:
            return self._refusal

    @property
    def counters(self) -> dict[str, int]:
        """Captures by fate, "waiting", "inFlight", latents by kind, and frames by their fate.

        submitted = answered + answeredLate + superseded + skipped + expired + rejected + failed
        + lost + waiting + inFlight, in every snapshot.
        """
        with self._lock:
            return dict(self._counters)

    def close(self) -> None:
        """Say goodbye and end the thread; captures under way end as lost."""
        with self._lock:
            self._is_closing = True
        self._link.wake()
        if threading.current_thread() is not self._thread:  # a future's callback runs there
            self._thread.join(_CLOSE_SECONDS)

    def __enter__(self) -> "Device":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # The thread, which alone touches core and link.

    def _run(self) -> None:
        try:
            self._drive()
        finally:  # even a defect of this thread leaves nobody waiting
            with self._lock:
                self._is_closing = True
                left = list(self._futures.values())
                self._futures.clear()
            for future in left:
                future.set_result(Answer(Fate.LOST, "closed", 0, time.monotonic_ns()))

    def _drive(self) -> None:
        with self._link as link:
            self._carry_out(self._core.step(Start(), time.monotonic_ns()))
            is_closing = False
            while not is_closing:
                for event in link.wait(self._core.deadline):
                    self._carry_out(self._core.step(event, time.monotonic_ns()))
                with self._lock:
                    captures = list(self._captures)
                    self._captures.clear()
                    is_closing = self._is_closing
                for capture in captures:
                    self._carry_out(self._core.submit(capture, time.monotonic_ns()))
                self._carry_out(self._core.step(Tick(), time.monotonic_ns()))
            self._carry_out(self._core.step(Leave(), time.monotonic_ns()))

    def _carry_out(self, outputs: list[Step]) -> None:
        # The snapshot goes first: whoever a future wakes finds its capture counted.
        ended: list[Ended] = []
        due = deque(outputs)
        while due:  # an encoded capture has outputs of its own; each capture is encoded once
            output = due.popleft()
            if isinstance(output, Ended):
                ended.append(output)
            elif isinstance(output, Encode):
                coded = self._encode(output)
                due += self._core.encoded(coded, time.monotonic_ns())
            elif isinstance(output, Standing):
                self._refused.clear()
                self._note(None)
                self._standing.set()
            elif isinstance(output, Refused):
                self._note(output.refuse)
                self._refused.set()
            elif not self._link.carry_out(output) and isinstance(output, Transmit):
                now = time.monotonic_ns()
                ended += [
                    o for o in self._core.not_sent(output.sequence, now) if isinstance(o, Ended)
                ]
        if not self._core.session.is_standing:
            self._standing.clear()
        with self._lock:
            self._counters = self._snapshot()
            self._pace = self._core.pace
            for one in ended:
                plan = one.answer.plan
                newest = self._latest.capture_stamp if self._latest else -1
                if plan is not None and plan.capture_stamp > newest:
                    self._latest = plan
            futures = [(self._futures.pop(one.identifier), one.answer) for one in ended]
        for future, answer in futures:
            future.set_result(answer)

    def _encode(self, wanted: Encode) -> codec.Coded:
        capture, reference = wanted.capture, wanted.reference
        known = None if reference is None else reference.latent
        return codec.code(
            capture.latent, known, self.bundle.steps, capture.multiplier, self._effort
        )

    def _note(self, refusal: wire.Refuse | None) -> None:
        with self._lock:
            self._refusal = refusal

    def _snapshot(self) -> dict[str, int]:
        own = {"waiting": self._core.waiting_count, "inFlight": self._core.in_flight_count}
        return {**self._core.session.counters, **self._core.counters, **own}
