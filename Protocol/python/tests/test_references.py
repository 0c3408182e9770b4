"""What a device predicts from, by itself and in its core, while its coordinator loses things."""

import random
from dataclasses import dataclass, field

import numpy as np
import pytest

from test_device_core import MS, Outputs, Rig, ends, latents
from tombolo import Bundle, codec, limits, wire
from tombolo import session as s
from tombolo.device_core import Encode, Fate
from tombolo.references import ReferenceChain

HELD, MISSING = wire.ReferenceStatus.HELD, wire.ReferenceStatus.MISSING
LATENT = np.zeros((1, 1, 1), np.float32)


def next_of(chain: ReferenceChain) -> int:
    return 0 if chain.next is None else chain.next.sequence


def sent(chain: ReferenceChain, *sequences: int) -> None:
    for sequence in sequences:
        chain.sent(sequence, LATENT, next_of(chain))


def test_nothing_is_predicted_from_what_is_not_acknowledged() -> None:
    chain = ReferenceChain()
    sent(chain, 1, 2)
    assert next_of(chain) == 0
    chain.held(1)
    assert next_of(chain) == 1


def test_answers_may_come_in_any_order_and_twice() -> None:
    chain = ReferenceChain()
    sent(chain, 1, 2, 3)
    for sequence, newest in ((2, 2), (1, 2), (2, 2), (99, 2), (3, 3), (2, 3)):
        chain.held(sequence)
        assert next_of(chain) == newest
    assert len(chain) == 1


def test_a_chain_of_eight_ends_in_a_keyframe() -> None:
    chain = ReferenceChain()
    kinds = []
    for sequence in range(1, 21):
        kinds.append(next_of(chain) != 0)
        sent(chain, sequence)
        chain.held(sequence)
    assert kinds == 2 * ([False] + 8 * [True]) + [False, True]


def test_what_is_rejected_is_no_reference_and_what_is_held_stays() -> None:
    chain = ReferenceChain()
    sent(chain, 1, 2)
    chain.held(1)
    chain.rejected(1)
    chain.rejected(2)
    chain.held(2)
    assert (next_of(chain), chain.keeps(1), chain.keeps(2)) == (1, True, False)


def test_a_request_gives_up_all_but_what_was_sent_since() -> None:
    chain = ReferenceChain()
    sent(chain, 1)
    chain.held(1)
    sent(chain, 2, 3, 4)
    chain.keyframe_requested(3)
    assert next_of(chain) == 0
    assert [chain.keeps(sequence) for sequence in (1, 2, 3, 4)] == [False, False, False, True]


def test_a_full_chain_costs_one_keyframe_however_long_its_answer_takes() -> None:
    chain = ReferenceChain()
    sent(chain, 1)
    for sequence in range(2, 9):
        chain.held(sequence - 1)
        sent(chain, sequence)
    chain.held(8)
    references = []
    for sequence in range(9, 14):  # the eighth predicted, which no coordinator need hold
        references.append(next_of(chain))
        sent(chain, sequence)
    assert references == [8, 0, 8, 8, 8]
    chain.held(10)
    assert next_of(chain) == 10


def test_outstanding_latents_are_bounded() -> None:
    chain = ReferenceChain()
    sent(chain, 1)
    chain.held(1)
    sent(chain, *range(2, 17))
    assert (next_of(chain), len(chain)) == (1, limits.OUTSTANDING_LATENTS)
    sent(chain, *range(17, 40))
    assert (next_of(chain), len(chain)) == (0, limits.OUTSTANDING_LATENTS)
    assert [chain.keeps(sequence) for sequence in (1, 23, 24, 39)] == [False, False, True, True]


def reference_of(frame: wire.Frame) -> int:
    assert isinstance(frame.message, wire.Latent)
    return frame.message.latents[0].reference


def outcome_of(frame: wire.Frame, reference: wire.ReferenceStatus | None) -> wire.Outcome:
    assert isinstance(frame.message, wire.Latent)
    cause = wire.OutcomeCause.MISSING_REFERENCE if reference is MISSING else None
    return wire.Outcome(
        frame.message.capture_stamp, frame.sequence, wire.OutcomeFate.REJECTED,
        cause or wire.OutcomeCause.NEWER_CAPTURE, reference,
    )  # fmt: skip


@pytest.fixture
def rig(bundle: Bundle) -> Rig:
    return Rig(bundle).stand()


def capture(rig: Rig, now: int, stream: int = 0) -> wire.Frame:
    (frame,) = latents(rig.capture(now, stream=stream))
    return frame


def test_a_plan_that_says_held_is_predicted_from_and_a_silent_one_is_not(rig: Rig) -> None:
    first = capture(rig, 0)
    rig.plan(first, 1 * MS)
    second = capture(rig, 2 * MS)
    rig.plan(second, 3 * MS, reference=HELD)
    third = capture(rig, 4 * MS)
    assert [reference_of(f) for f in (first, second, third)] == [0, 0, second.sequence]
    assert (rig.core.counters["keyframes"], rig.core.counters["predicted"]) == (2, 1)
    assert rig.coded[3].is_predicted


def test_an_outcome_may_say_held_too(rig: Rig) -> None:
    first = capture(rig, 0)
    rig.answer(outcome_of(first, HELD), 1 * MS)
    assert reference_of(capture(rig, 2 * MS)) == first.sequence


def test_missing_ends_its_capture_and_asks_for_a_keyframe(rig: Rig) -> None:
    first = capture(rig, 0)
    rig.plan(first, 1 * MS, reference=HELD)
    second = capture(rig, 2 * MS)
    found = rig.answer(outcome_of(second, MISSING), 3 * MS)
    assert ends(found) == [(2, Fate.REJECTED, "missingReference")]
    third = capture(rig, 4 * MS)
    assert [reference_of(f) for f in (second, third)] == [first.sequence, 0]
    assert rig.core.counters["keyframesRequested"] == 1


def test_what_a_coordinator_says_of_a_stream_unasked(bundle: Bundle) -> None:
    rig = Rig(bundle, credit=8).stand()
    first = capture(rig, 0)
    rig.answer(wire.Reference(first.sequence, 1, HELD), 1 * MS)  # another stream
    assert reference_of(capture(rig, 2 * MS)) == 0
    rig.answer(wire.Reference(first.sequence, 0, HELD), 3 * MS)
    assert reference_of(capture(rig, 4 * MS)) == first.sequence
    rig.answer(wire.Reference(first.sequence, 0, MISSING), 5 * MS)
    newest = capture(rig, 6 * MS)
    assert reference_of(newest) == 0
    rig.plan(newest, 7 * MS, reference=HELD)
    rig.answer(wire.Reference(first.sequence, 0, MISSING), 8 * MS)  # what is newer stays
    assert reference_of(capture(rig, 9 * MS)) == newest.sequence
    assert rig.core.session.counters["unheeded"] == 0


def test_a_late_answer_still_acknowledges(rig: Rig) -> None:
    first = capture(rig, 0)
    for now in range(0, 800 * MS, 50 * MS):
        rig.answer(wire.Heartbeat(0, 0, 1), now)
    rig.step(s.Tick(), 800 * MS)
    assert rig.core.in_flight_count == 0
    assert rig.plan(first, 801 * MS, reference=HELD) == []
    assert rig.core.counters["unmatchedAnswers"] == 1
    assert reference_of(capture(rig, 802 * MS)) == first.sequence


def test_streams_have_chains_of_their_own(bundle: Bundle) -> None:
    rig = Rig(bundle, credit=4).stand()
    first = capture(rig, 0, stream=3)
    rig.plan(first, 1 * MS, reference=HELD)
    assert reference_of(capture(rig, 2 * MS, stream=4)) == 0
    assert reference_of(capture(rig, 3 * MS, stream=3)) == first.sequence


def test_references_end_with_their_session(rig: Rig) -> None:
    rig.plan(capture(rig, 0), 1 * MS, reference=HELD)
    assert rig.core.in_flight_count == 0
    rig.step(s.Tick(), 700 * MS)
    rig.stand(701 * MS)
    assert reference_of(capture(rig, 702 * MS)) == 0


def test_what_the_socket_did_not_take_is_no_reference(rig: Rig) -> None:
    first = capture(rig, 0)
    rig.core.not_sent(first.sequence, 1 * MS)
    rig.answer(wire.Reference(first.sequence, 0, HELD), 2 * MS)
    assert reference_of(capture(rig, 3 * MS)) == 0


def test_prediction_can_be_switched_off(bundle: Bundle) -> None:
    rig = Rig(bundle, predicts=False).stand()
    for now in range(3):
        frame = capture(rig, now * MS)
        assert reference_of(frame) == 0
        rig.plan(frame, now * MS, reference=HELD)


def encode_of(outputs: Outputs) -> Encode:
    (found,) = (output for output in outputs if isinstance(output, Encode))
    return found


def test_a_reference_given_up_while_a_capture_is_compressed_has_it_compressed_anew(
    bundle: Bundle,
) -> None:
    rig = Rig(bundle, credit=2).stand()
    rig.plan(capture(rig, 0), 1 * MS, reference=HELD)
    second = capture(rig, 2 * MS)
    rig.identifier += 1
    submitted = rig.capture_of(3 * MS)
    wanted = encode_of(rig.core.submit(submitted, 3 * MS))
    assert wanted.reference is not None
    coded = codec.code(submitted.latent, wanted.reference.latent, bundle.steps)
    rig.answer(outcome_of(second, MISSING), 4 * MS)
    again = encode_of(rig.core.encoded(coded, 5 * MS))
    assert (again.capture, again.reference) == (submitted, None)
    (frame,) = latents(rig.core.encoded(codec.code(submitted.latent, None, bundle.steps), 6 * MS))
    assert reference_of(frame) == 0
    assert rig.balances()


def test_a_capture_compressed_beyond_its_budget_is_not_sent(rig: Rig) -> None:
    rig.identifier += 1
    submitted = rig.capture_of(0)
    rig.core.submit(submitted, 0)
    coded = codec.code(submitted.latent, None, rig.bundle.steps)
    found = rig.core.encoded(coded, 200 * MS)
    assert (latents(found), ends(found)) == ([], [(1, Fate.EXPIRED, "budgetSpent")])
    assert rig.balances()


@dataclass
class Coordinator:
    """Holds what it was sent, as the protocol says, and decodes as a worker would."""

    bundle: Bundle
    held: dict[int, tuple[int, codec.Floats]] = field(default_factory=dict)

    def take(self, frame: wire.Frame, content: bytes) -> wire.ReferenceStatus:
        reference = reference_of(frame)
        depth, latent = -1, None
        if reference:
            if reference not in self.held:
                return MISSING
            depth, below = self.held[reference]
            latent = codec.update(below, content, self.bundle.steps)
        else:
            latent = codec.decode(content, self.bundle.latent_shape, self.bundle.steps)
        assert depth < limits.CHAIN_DEPTH
        self.held[frame.sequence] = (depth + 1, latent)
        return HELD


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_lost_late_or_forgotten_both_sides_hold_the_same_numbers(
    bundle: Bundle, seed: int
) -> None:
    chance = random.Random(seed)
    generator = np.random.default_rng(seed)
    rig, far, now = Rig(bundle, credit=4).stand(), Coordinator(bundle), 0
    due: list[wire.Outcome] = []
    missing = 0
    for _ in range(120):
        now += 20 * MS
        rig.latent = (rig.latent + generator.normal(0, 0.3, rig.latent.shape)).astype(np.float32)
        for frame in latents(rig.capture(now, budget=60 * MS)):
            coded = rig.coded[rig.identifier]
            assert coded.is_predicted == (reference_of(frame) != 0)
            if chance.random() < 0.15:
                continue  # lost on the way
            status = far.take(frame, coded.content)
            if status is MISSING:
                missing += 1
            else:
                assert np.array_equal(far.held[frame.sequence][1], coded.latent), f"seed {seed}"
            due.append(outcome_of(frame, status))
        if chance.random() < 0.05:
            far.held.clear()  # started anew
        chance.shuffle(due)
        while due and chance.random() < 0.7:
            outcome = due.pop()
            if chance.random() < 0.97:
                rig.answer(outcome, now)
        rig.answer(wire.Heartbeat(0, 0, 1), now)
        assert rig.balances()
    assert missing > 0, f"seed {seed}"
    assert rig.core.counters["predicted"] > 20, f"seed {seed}: {rig.core.counters}"
