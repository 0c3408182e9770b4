"""Fates of captures without clock or socket."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tombolo import Bundle, codec, wire
from tombolo import session as s
from tombolo.crc32c import crc32c
from tombolo.device_core import Capture, DeviceCore, Encode, Ended, Fate, Step
from tombolo.payload import pack_plan

MS = s.MILLISECOND
HELLO = wire.Hello("car-1", bytes(32), 100_000, 200_000)
Outputs = list[Step]


class Rig:
    """A device's core and the coordinator's end of its session."""

    def __init__(self, bundle: Bundle, credit: int = 1, predicts: bool = True) -> None:
        self.bundle = bundle
        self.welcome = wire.Welcome(100_000, 600_000, credit)
        self.core = DeviceCore(bundle, s.Session(HELLO, seed=3), predicts)
        self.sequence = -1
        self.identifier = 0
        self.latent = np.random.default_rng(5).normal(0, 2, bundle.latent_shape).astype(np.float32)
        self.coded: dict[int, codec.Coded] = {}

    def stand(self, now: int = 0) -> "Rig":
        self.step(s.Start(), now)
        self.step(s.Writable(self.core.session.counters["connections"]), now)
        self.sequence = -1
        self.answer(self.welcome, now)
        return self

    def capture(
        self, now: int, stamp: int | None = None, budget: int = 200 * MS, stream: int = 0
    ) -> Outputs:
        self.identifier += 1
        capture = self.capture_of(now if stamp is None else stamp, budget, stream)
        return self.encoded(self.core.submit(capture, now), now)

    def capture_of(self, stamp: int, budget: int = 200 * MS, stream: int = 0) -> Capture:
        return Capture(self.identifier, stamp, budget, stream, 256, self.latent, bytes(16))

    def step(self, event: s.Input, now: int) -> Outputs:
        return self.encoded(self.core.step(event, now), now)

    def encoded(self, outputs: Outputs, now: int) -> Outputs:
        """Compress what is to be, as a shell does; returns all other outputs."""
        found: Outputs = []
        due = list(outputs)
        while due:
            output = due.pop(0)
            if not isinstance(output, Encode):
                found.append(output)
                continue
            known = None if output.reference is None else output.reference.latent
            capture = output.capture
            coded = codec.code(capture.latent, known, self.bundle.steps, capture.multiplier, "fast")
            self.coded[capture.identifier] = coded
            due += self.core.encoded(coded, now)
        return found

    def answer(self, message: wire.Message, now: int, *payloads: bytes) -> Outputs:
        self.sequence += 1
        frame = wire.Frame(self.core.session.epoch, self.sequence, message)
        connection = self.core.session.counters["connections"]
        return self.step(s.Received(connection, (wire.encode(frame), *payloads)), now)

    def plan(
        self, latent: wire.Frame, now: int, steps: int = 25, fill: float = 1.5, damage: int = 0,
        groups: int = 1, reference: wire.ReferenceStatus | None = None,
    ) -> Outputs:  # fmt: skip
        assert isinstance(latent.message, wire.Latent)
        rows = np.full((groups * steps, 4), 0, np.float32)
        rows[:] = fill
        content = np.concatenate([np.arange(3), rows.reshape(-1)]).astype("<f4").tobytes()
        message = wire.Plan(
            latent.message.capture_stamp, latent.sequence, 1_000, 2_000,
            (wire.ChannelGroup(100_000, 100_000, steps, 4),) * groups, 3, 7,
            crc32c(content) ^ damage, reference,
        )  # fmt: skip
        return self.answer(message, now, content)

    def balances(self) -> bool:
        counters, core = self.core.counters, self.core
        ends = sum(counters[fate.value] for fate in Fate)
        return counters["submitted"] == ends + core.waiting_count + core.in_flight_count


@pytest.fixture
def rig(bundle: Bundle) -> Rig:
    return Rig(bundle).stand()


def frames(outputs: Outputs) -> list[wire.Frame]:
    return [wire.decode(o.parts[0]) for o in outputs if isinstance(o, s.Transmit)]


def latents(outputs: Outputs) -> list[wire.Frame]:
    return [frame for frame in frames(outputs) if isinstance(frame.message, wire.Latent)]


def ends(outputs: Outputs) -> list[tuple[int, Fate, str]]:
    return [(o.identifier, o.answer.fate, o.answer.cause) for o in outputs if isinstance(o, Ended)]


def test_a_capture_is_sent_with_the_budget_that_remains(rig: Rig) -> None:
    (frame,) = latents(rig.capture(30 * MS, stamp=20 * MS))
    content = rig.coded[1].content
    described = wire.SensorLatent(0, 1, 256, 1152, len(content))
    assert frame.message == wire.Latent(
        20 * MS, 190_000, 0, 16, crc32c(bytes(16) + content), (described,)
    )


def test_a_plan_in_time_answers_and_knows_its_age(rig: Rig) -> None:
    (latent,) = latents(rig.capture(10 * MS))
    (ended,) = rig.plan(latent, 60 * MS)
    assert isinstance(ended, Ended)
    plan = ended.answer.plan
    assert (ended.answer.fate, ended.identifier) == (Fate.ANSWERED, 1)
    assert plan is not None
    assert plan.age(110 * MS) == pytest.approx(0.1)
    assert plan.network_time == pytest.approx(0.047)
    assert plan.steps.shape == (25, 4)
    assert (plan.steps == 1.5).all()
    assert plan.beliefs.tolist() == [0, 1, 2]
    assert (plan.model_version, plan.first_step_us, plan.step_us) == (7, 100_000, 100_000)


def test_a_plan_after_the_budget_answers_late(rig: Rig) -> None:
    (latent,) = latents(rig.capture(0))
    assert ends(rig.plan(latent, 201 * MS)) == [(1, Fate.ANSWERED_LATE, "")]


def test_credit_holds_captures_and_the_newest_of_a_stream_wins(rig: Rig) -> None:
    (first,) = latents(rig.capture(0))
    assert rig.capture(1 * MS) == []
    assert ends(rig.capture(2 * MS)) == [(2, Fate.SUPERSEDED, "newerCapture")]
    outputs = rig.plan(first, 10 * MS)
    (sent,) = latents(outputs)
    assert isinstance(sent.message, wire.Latent)
    assert sent.message.capture_stamp == 2 * MS
    assert rig.balances()


def test_streams_do_not_supersede_each_other(bundle: Bundle) -> None:
    rig = Rig(bundle, credit=2).stand()
    assert len(latents(rig.capture(0, stream=0)) + latents(rig.capture(0, stream=1))) == 2
    assert rig.capture(1, stream=0) == []
    assert rig.capture(1, stream=1) == []
    assert rig.core.waiting_count == 2


def test_streams_are_bounded(bundle: Bundle) -> None:
    rig = Rig(bundle)
    found = [ends(rig.capture(0, stream=stream)) for stream in range(17)]
    assert found == [[]] * 16 + [[(17, Fate.REJECTED, "tooManyStreams")]]


@pytest.mark.parametrize("fate", list(wire.OutcomeFate))
def test_an_outcome_ends_a_capture_with_its_cause(rig: Rig, fate: wire.OutcomeFate) -> None:
    (latent,) = latents(rig.capture(5 * MS))
    outcome = wire.Outcome(5 * MS, latent.sequence, fate, wire.OutcomeCause.NO_WORKER)
    assert ends(rig.answer(outcome, 9 * MS)) == [(1, Fate(fate.label), "noWorker")]


def test_answers_to_nothing_are_counted(rig: Rig) -> None:
    (latent,) = latents(rig.capture(5 * MS))
    for stamp, sequence in ((5 * MS, 99), (6 * MS, latent.sequence)):
        outcome = wire.Outcome(
            stamp, sequence, wire.OutcomeFate.EXPIRED, wire.OutcomeCause.BUDGET_SPENT
        )
        assert rig.answer(outcome, 9 * MS) == []
    assert rig.core.counters["unmatchedAnswers"] == 2
    assert rig.core.in_flight_count == 1


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        ({"damage": 1}, "damaged"),
        ({"fill": float("nan")}, "damaged"),
        ({"steps": 24}, "wrongShape"),
        ({"groups": 2}, "wrongShape"),
    ],
)
def test_plans_that_are_not_sound_are_rejected(
    rig: Rig, options: dict[str, float], cause: str
) -> None:
    (latent,) = latents(rig.capture(0))
    assert ends(rig.plan(latent, 1, **options)) == [(1, Fate.REJECTED, cause)]  # type: ignore[arg-type]


def test_an_older_plan_is_not_delivered_after_a_newer_one(bundle: Bundle) -> None:
    rig = Rig(bundle, credit=2).stand()
    (first,), (second,) = latents(rig.capture(0)), latents(rig.capture(1))
    assert ends(rig.plan(second, 5)) == [(2, Fate.ANSWERED, "")]
    assert ends(rig.plan(first, 6)) == [(1, Fate.SUPERSEDED, "olderThanAnswered")]


def test_silence_loses_what_is_in_flight_and_keeps_what_waits(rig: Rig) -> None:
    rig.capture(0, budget=1000 * MS)
    rig.capture(1, budget=1000 * MS)
    assert ends(rig.step(s.Tick(), 600 * MS)) == [(1, Fate.LOST, "silence")]
    rig.stand(601 * MS)
    assert rig.core.in_flight_count == 1
    assert rig.balances()


def test_without_a_session_a_capture_expires(bundle: Bundle) -> None:
    rig = Rig(bundle)
    rig.step(s.Start(), 0)
    assert rig.capture(0) == []
    assert rig.core.deadline == 200 * MS
    assert ends(rig.step(s.Tick(), 200 * MS)) == [(1, Fate.EXPIRED, "noSession")]


def test_a_capture_that_comes_too_late_is_not_sent(rig: Rig) -> None:
    outputs = rig.capture(500 * MS, stamp=300 * MS)
    assert (latents(outputs), ends(outputs)) == ([], [(1, Fate.EXPIRED, "budgetSpent")])


def test_no_answer_at_all_gives_the_credit_back(rig: Rig) -> None:
    rig.capture(0)
    rig.capture(1, budget=5_000 * MS)
    for now in range(0, 800 * MS, 50 * MS):
        assert rig.answer(wire.Heartbeat(0, 0, 1), now) == []
    outputs = rig.step(s.Tick(), 800 * MS)
    assert ends(outputs) == [(1, Fate.LOST, "unanswered")]
    assert len(latents(outputs)) == 1


def test_what_the_socket_does_not_take_is_lost(rig: Rig) -> None:
    (latent,) = latents(rig.capture(0))
    assert ends(rig.core.not_sent(latent.sequence, 1)) == [(1, Fate.LOST, "notSent")]
    assert rig.core.not_sent(99, 1) == []


def test_leaving_ends_every_capture(rig: Rig) -> None:
    rig.capture(0)
    rig.capture(0)
    assert {fate for _, fate, _ in ends(rig.step(s.Leave(), 1))} == {Fate.LOST}
    assert rig.core.in_flight_count == rig.core.waiting_count == 0
    assert rig.balances()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_capture_meets_exactly_one_end(bundle: Bundle, data: st.DataObject) -> None:
    rig, now = Rig(bundle, credit=data.draw(st.integers(1, 3))), 0
    sent: list[wire.Frame] = []
    ended: list[int] = []

    def note(outputs: Outputs) -> None:
        sent.extend(latents(outputs))
        ended.extend(identifier for identifier, _, _ in ends(outputs))
        assert rig.balances()

    for _ in range(data.draw(st.integers(1, 40))):
        now += data.draw(st.integers(0, 150)) * MS
        choice = data.draw(st.integers(0, 5))
        if choice <= 1:
            note(rig.capture(now, stream=data.draw(st.integers(0, 1))))
        elif choice == 2 and sent:
            note(rig.plan(data.draw(st.sampled_from(sent)), now))
        elif choice == 3:
            refuse = wire.Refuse(wire.RefuseReason.UNKNOWN_SESSION, 0, 1, 0, None)
            note(rig.answer(refuse, now))
        elif choice == 4:
            rig.stand(now)
        note(rig.step(s.Tick(), now))
    note(rig.step(s.Leave(), now))
    # `stand` may end captures out of sight of `note`; none may end twice, all are counted.
    assert len(ended) == len(set(ended))
    assert rig.core.waiting_count == rig.core.in_flight_count == 0


def test_a_plan_that_is_not_finite_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="finite"):
        pack_plan(np.full((1, 1), np.inf, np.float32), np.zeros(0, np.float32))
