"""Sessions without clock or socket: literal times, literal messages."""

import itertools
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tombolo import session as s
from tombolo import wire

MS = s.MILLISECOND
HELLO = wire.Hello("car-1", bytes(32), 100_000, 200_000)
REGISTER = wire.Register("w", (wire.RegisteredModel(bytes(32), 8, ()),))
WELCOME = wire.Welcome(100_000, 600_000, 2)
PLAN = wire.Plan(5, 2, 0, 0, (wire.ChannelGroup(100_000, 100_000, 1, 1),), 0, 1, 0)

T = TypeVar("T")


@dataclass
class Peer:
    """A session and a coordinator's end of it, one message at a time."""

    session: s.Session = field(default_factory=lambda: s.Session(HELLO, seed=1))
    sequence: int = -1

    def step(self, event: s.Input, now: int) -> list[s.Output]:
        return self.session.step(event, now)

    def answer(
        self, message: wire.Message, now: int, *payloads: bytes, sequence: int | None = None,
        epoch: int | None = None, connection: int = 1,
    ) -> list[s.Output]:  # fmt: skip
        self.sequence += 1
        frame = wire.Frame(
            self.session.epoch if epoch is None else epoch,
            self.sequence if sequence is None else sequence,
            message,
        )
        return self.step(s.Received(connection, (wire.encode(frame), *payloads)), now)

    def stand(self, now: int = 0, welcome: wire.Welcome = WELCOME) -> "Peer":
        self.step(s.Start(), now)
        self.step(s.Writable(1), now)
        self.answer(welcome, now)
        return self


def only(outputs: list[s.Output], kind: type[T]) -> T:
    (found,) = outputs
    assert isinstance(found, kind)
    return found


def sent(outputs: list[s.Output]) -> wire.Frame:
    return wire.decode(only(outputs, s.Transmit).parts[0])


def test_it_connects_says_hello_and_stands() -> None:
    peer = Peer()
    assert peer.step(s.Start(), 0) == [s.Open(1)]
    assert peer.step(s.Start(), 0) == []
    hello = sent(peer.step(s.Writable(1), 3 * MS))
    assert (hello.message, hello.sequence, hello.epoch) == (HELLO, 0, peer.session.epoch)
    assert hello.epoch != 0
    assert peer.answer(WELCOME, 5 * MS) == [s.Standing(hello.epoch, WELCOME)]
    assert peer.session.is_standing


def test_a_seed_gives_the_same_epoch_and_another_seed_another() -> None:
    epochs = [Peer(s.Session(HELLO, seed)).stand().session.epoch for seed in (1, 1, 2)]
    assert epochs[0] == epochs[1] != epochs[2]


def test_silence_for_a_heartbeat_period_sends_a_heartbeat() -> None:
    peer = Peer().stand()
    chaser = sent(peer.step(s.Tick(), 20 * MS))  # of the hello
    assert chaser.message == wire.Heartbeat(0, 0, 20 * MS)
    assert peer.session.deadline == 120 * MS
    assert peer.step(s.Tick(), 119 * MS) == []
    beat = sent(peer.step(s.Tick(), 120 * MS))
    assert (beat.message, beat.sequence) == (wire.Heartbeat(0, 0, 120 * MS), 2)


def test_a_message_is_chased_once_after_20_ms() -> None:
    peer = Peer().stand()
    peer.step(s.Tick(), 20 * MS)
    peer.step(s.Send(wire.Drain()), 50 * MS)
    assert peer.session.deadline == 70 * MS
    assert peer.step(s.Tick(), 69 * MS) == []
    assert isinstance(sent(peer.step(s.Tick(), 70 * MS)).message, wire.Heartbeat)
    assert peer.session.deadline == 170 * MS


def test_a_second_message_is_the_chaser_of_the_first() -> None:
    peer = Peer().stand()
    peer.step(s.Send(wire.Drain()), 10 * MS)
    peer.step(s.Send(wire.Drain()), 25 * MS)
    assert peer.session.deadline == 45 * MS


def test_heartbeats_echo_the_stamps_of_the_peers_last_one() -> None:
    peer = Peer().stand()
    peer.answer(wire.Heartbeat(0, 0, 777), 30 * MS)
    beat = sent(peer.step(s.Tick(), 40 * MS))
    assert beat.message == wire.Heartbeat(777, 30 * MS, 40 * MS)


def test_four_stamps_give_round_trip_and_offset_and_the_fastest_wins() -> None:
    peer = Peer().stand()
    # The coordinator's clock is 1,000 ms ahead; 4 ms there, 1 ms held, 4 ms back.
    peer.answer(wire.Heartbeat(20 * MS, 1024 * MS, 1025 * MS), 29 * MS)
    assert (peer.session.clock.round_trip, peer.session.clock.offset) == (8 * MS, 1000 * MS)
    # 30 ms there, nothing held, 4 ms back: slower and askew, so it changes nothing.
    peer.answer(wire.Heartbeat(40 * MS, 1070 * MS, 1070 * MS), 74 * MS)
    assert (peer.session.clock.round_trip, peer.session.clock.offset) == (8 * MS, 1000 * MS)
    assert peer.session.last_echo == 40 * MS


@pytest.mark.parametrize(
    "beat",
    [
        wire.Heartbeat(60 * MS, 1, 1),  # echoes a stamp of the future
        wire.Heartbeat(20 * MS, 5, 4),  # left before it came
        wire.Heartbeat(20 * MS, 0, 99 * MS),  # held longer than the whole trip took
    ],
)
def test_heartbeats_that_contradict_themselves_are_counted(beat: wire.Heartbeat) -> None:
    peer = Peer().stand()
    peer.answer(beat, 50 * MS)
    assert peer.session.clock.round_trip is None
    assert peer.session.counters["implausibleHeartbeats"] == 1


def test_any_valid_message_is_a_sign_of_life_and_600_ms_of_silence_is_loss() -> None:
    peer = Peer().stand()
    first = peer.session.epoch
    peer.answer(wire.Heartbeat(0, 0, 1), 500 * MS)
    assert not any(isinstance(o, s.Lost) for o in peer.step(s.Tick(), 1099 * MS))
    outputs = peer.step(s.Tick(), 1100 * MS)
    assert outputs == [s.Lost(first, s.LossCause.SILENCE), s.Close(1), s.Open(2)]
    assert peer.step(s.Writable(1), 1110 * MS) == []
    again = sent(peer.step(s.Writable(2), 1110 * MS))
    assert (again.message, again.sequence) == (HELLO, 0)
    assert again.epoch != first


def test_damage_is_no_sign_of_life() -> None:
    peer = Peer().stand()
    for now in range(0, 600 * MS, 10 * MS):
        peer.step(s.Received(1, (b"damage",)), now)
    assert isinstance(peer.step(s.Tick(), 600 * MS)[0], s.Lost)
    assert peer.session.counters["dropped.truncated"] == 60


def test_an_own_silence_limit_goes_before_the_coordinators() -> None:
    peer = Peer(s.Session(HELLO, 1, s.Timing(silence_limit=250 * MS))).stand()
    assert isinstance(peer.step(s.Tick(), 250 * MS)[0], s.Lost)


def test_what_an_old_connection_delivers_is_dropped() -> None:
    peer = Peer().stand()
    peer.step(s.Tick(), 600 * MS)
    peer.step(s.Writable(2), 600 * MS)
    assert peer.answer(WELCOME, 601 * MS, connection=1) == []
    assert peer.session.counters["dropped.oldConnection"] == 1
    assert isinstance(only(peer.answer(WELCOME, 602 * MS, connection=2), s.Standing), s.Standing)


def test_other_epochs_and_old_sequences_are_dropped_and_counted() -> None:
    peer = Peer().stand()
    assert peer.answer(PLAN, 1, bytes(4), epoch=99) == []
    delivered = only(peer.answer(PLAN, 2, bytes(4), sequence=7), s.Delivered)
    assert (delivered.frame.message, delivered.payloads) == (PLAN, (bytes(4),))
    for sequence in (7, 6, 0):
        assert peer.answer(PLAN, 3, bytes(4), sequence=sequence) == []
    assert len(peer.answer(PLAN, 3, bytes(4), sequence=8)) == 1
    assert peer.session.counters["dropped.otherEpoch"] == 1
    assert peer.session.counters["dropped.oldSequence"] == 3


def test_payload_parts_that_do_not_fit_are_dropped() -> None:
    peer = Peer().stand()
    assert peer.answer(PLAN, 1) == []
    assert peer.session.counters["dropped.payloadMismatch"] == 1


def test_kinds_for_others_are_dropped() -> None:
    device, worker = Peer().stand(), Peer(s.Session(REGISTER, 1)).stand()
    batch = wire.Batch((wire.BatchMember(1, 1, 1, 1, 0, 0, (wire.SensorLatent(0, 1, 256, 4, 4),)),))
    assert device.answer(batch, 1, bytes(4)) == []
    assert worker.answer(PLAN, 1, bytes(4)) == []
    assert worker.answer(wire.Hello("x", bytes(32), 1000, 1), 1) == []
    assert device.session.counters["dropped.unexpectedKind"] == 1
    assert worker.session.counters["dropped.unexpectedKind"] == 2
    assert len(worker.answer(batch, 2, bytes(4))) == 1
    assert len(worker.answer(wire.Drain(), 2)) == 1


def test_kinds_that_nothing_acts_on_yet_are_counted_as_such() -> None:
    device = Peer().stand()
    rehome = wire.Rehome("tcp://other:1", 0, wire.RehomeReason.DRAINING, bytes(32))
    assert device.answer(rehome, 1) == []
    assert device.session.counters["unheeded"] == 1
    assert device.session.counters["dropped.unexpectedKind"] == 0


def test_nothing_is_delivered_before_the_welcome() -> None:
    peer = Peer()
    peer.step(s.Start(), 0)
    peer.step(s.Writable(1), 0)
    assert peer.answer(PLAN, 1, bytes(4)) == []
    assert peer.session.counters["dropped.beforeWelcome"] == 1


def test_an_unknown_session_says_hello_at_once_on_the_same_connection() -> None:
    peer = Peer().stand()
    first = peer.session.epoch
    refuse = wire.Refuse(wire.RefuseReason.UNKNOWN_SESSION, 1_000_000, 1, 0, None)
    lost, hello = peer.answer(refuse, 10 * MS, sequence=0)
    assert lost == s.Lost(first, s.LossCause.UNKNOWN_SESSION)
    assert isinstance(hello, s.Transmit)
    assert hello.connection == 1
    assert wire.decode(hello.parts[0]).epoch not in (0, first)


def test_sessions_that_are_unknown_as_soon_as_they_stand_wait() -> None:
    peer = Peer().stand()
    refuse = wire.Refuse(wire.RefuseReason.UNKNOWN_SESSION, 0, 1, 0, None)
    assert len(peer.answer(refuse, 10 * MS, sequence=0)) == 2
    peer.answer(WELCOME, 11 * MS)
    lost, refused = peer.answer(refuse, 12 * MS, sequence=0)
    assert isinstance(lost, s.Lost)
    assert isinstance(refused, s.Refused)
    assert refused.retry_at >= 12 * MS + 50 * MS


def test_a_refusal_keeps_nobody_away_for_an_hour() -> None:
    peer = Peer()
    peer.step(s.Start(), 0)
    peer.step(s.Writable(1), 0)
    refuse = wire.Refuse(wire.RefuseReason.FULL, 2**32 - 1, 1, 0, None)
    assert only(peer.answer(refuse, 0), s.Refused).retry_at <= 90_000 * MS


def test_an_unknown_session_in_answer_to_a_hello_does_not_loop() -> None:
    peer = Peer()
    peer.step(s.Start(), 0)
    peer.step(s.Writable(1), 0)
    refuse = wire.Refuse(wire.RefuseReason.UNKNOWN_SESSION, 0, 1, 0, None)
    assert isinstance(only(peer.answer(refuse, 1, sequence=0), s.Refused), s.Refused)
    assert peer.answer(refuse, 2, sequence=0) == []


@pytest.mark.parametrize("reason", [r for r in wire.RefuseReason if r.value != 4])
def test_a_refusal_is_tried_again_after_the_time_it_names(reason: wire.RefuseReason) -> None:
    peer = Peer()
    peer.step(s.Start(), 0)
    first = sent(peer.step(s.Writable(1), 0))
    refuse = wire.Refuse(reason, 2_000_000, 1, 0, bytes(32))
    refused = only(peer.answer(refuse, 10 * MS), s.Refused)
    assert refused.refuse == refuse
    assert 2010 * MS <= refused.retry_at <= 3010 * MS
    assert peer.step(s.Tick(), refused.retry_at - 1) == []
    again = sent(peer.step(s.Tick(), refused.retry_at))
    assert again.message == HELLO
    assert again.epoch != first.epoch


def failures(seed: int, count: int) -> list[int]:
    """Return how long a session waits after each of `count` connections that never stand."""
    session, now, waits = s.Session(HELLO, seed), 0, []
    session.step(s.Start(), now)
    for number in range(1, count + 1):
        now = session.deadline or 0
        assert session.step(s.Tick(), now) == [s.Close(number)]
        waits.append((session.deadline or 0) - now)
        now += waits[-1]
        assert session.step(s.Tick(), now) == [s.Open(number + 1)]
    return waits


@given(st.integers(0, 2**64 - 1))
def test_the_back_off_doubles_with_jitter_up_to_its_ceiling(seed: int) -> None:
    for wait, whole in zip(failures(seed, 7), (50, 100, 200, 400, 800, 1000, 1000), strict=True):
        assert whole * MS // 2 <= wait <= whole * MS


def test_jitter_differs_between_seeds() -> None:
    assert failures(1, 5) == failures(1, 5)
    assert failures(1, 5) != failures(2, 5)


def test_a_hello_without_answer_is_given_up() -> None:
    peer = Peer()
    peer.step(s.Start(), 0)
    peer.step(s.Writable(1), 100 * MS)
    assert peer.session.deadline == 700 * MS
    assert peer.step(s.Tick(), 700 * MS) == [s.Close(1)]
    assert peer.session.counters["ended.noAnswer"] == 1


def test_a_goodbye_of_the_coordinator_ends_the_session_and_waits() -> None:
    peer = Peer().stand()
    lost, close = peer.answer(wire.Goodbye(wire.GoodbyeReason.FINISHED), 10 * MS)
    assert lost == s.Lost(peer.session.epoch, s.LossCause.GOODBYE)
    assert close == s.Close(1)
    # Its next one is not there yet; jitter keeps a fleet from coming at once.
    assert 1_010 * MS <= (peer.session.deadline or 0) <= 1_510 * MS


def test_a_welcome_cannot_make_a_session_end_by_itself() -> None:
    peer = Peer().stand(welcome=wire.Welcome(100_000, 100_000, 2))
    assert all(isinstance(o, s.Transmit) for o in peer.step(s.Tick(), 299 * MS))
    assert isinstance(peer.step(s.Tick(), 300 * MS)[0], s.Lost)


def test_a_welcome_can_neither_silence_a_session_nor_make_it_flood() -> None:
    for asked, period in ((500_000, 100), (1_000, 20)):
        peer = Peer().stand(welcome=wire.Welcome(asked, 600_000, 2))
        beats = [now for now in range(500) if peer.step(s.Tick(), now * MS)]
        gaps = {after - before for before, after in itertools.pairwise(beats[1:])}
        assert gaps == {period}


def test_leaving_says_goodbye_and_is_for_good() -> None:
    peer = Peer().stand()
    goodbye, lost, close = peer.step(s.Leave(), 10 * MS)
    assert isinstance(goodbye, s.Transmit)
    assert wire.decode(goodbye.parts[0]).message == wire.Goodbye(wire.GoodbyeReason.FINISHED)
    assert isinstance(lost, s.Lost)
    assert close == s.Close(1)
    assert peer.session.deadline is None
    assert peer.step(s.Tick(), 9_000 * MS) == []


def test_leaving_for_a_while_comes_back() -> None:
    peer = Peer().stand()
    peer.step(s.Leave(pause=1000 * MS), 0)
    assert 1000 * MS <= (peer.session.deadline or 0) <= 1500 * MS
    assert peer.step(s.Tick(), 1500 * MS) == [s.Open(2)]


def test_sending_without_a_session_is_counted() -> None:
    peer = Peer()
    assert peer.step(s.Send(wire.Drain()), 0) == []
    assert peer.session.counters["unsent.noSession"] == 1


@given(st.data())
def test_any_inputs_leave_a_session_that_says_when_it_acts_next(data: st.DataObject) -> None:
    peer, now = Peer(), 0
    peer.step(s.Start(), 0)
    refuse = wire.Refuse(wire.RefuseReason.FULL, 5000, 1, 0, None)
    messages: list[wire.Message] = [WELCOME, refuse, wire.Heartbeat(1, 2, 3), wire.Drain()]
    for _ in range(data.draw(st.integers(1, 40))):
        now += data.draw(st.integers(0, 300)) * MS
        choice = data.draw(st.integers(0, 4))
        connection = peer.session.counters["connections"]
        if choice == 0:
            peer.step(s.Writable(connection), now)
        elif choice == 1:
            peer.answer(data.draw(st.sampled_from(messages)), now, connection=connection)
        elif choice == 2:
            peer.step(s.Received(connection, (data.draw(st.binary(max_size=40)),)), now)
        elif choice == 3:
            peer.step(s.Send(wire.Drain()), now)
        peer.step(s.Tick(), now)
        assert peer.session.deadline is not None
        assert peer.session.deadline > now
