"""A machine and a real tombolo-edge: skipped where TOMBOLO_EDGE_BINARY is not set."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from conftest import BUNDLE, PATIENCE, Agent, AgentStarter
from tombolo_machine import (
    HOLD,
    Camera,
    Command,
    Driver,
    Hindrance,
    Machine,
    MachineRefusedError,
    Refusal,
    State,
)

STATE = [
    ("speed", "m/s"),
    ("yaw rate", "rad/s"),
    ("steering angle", "rad"),
    ("acceleration", "m/s2"),
]
CHANNELS = [("steering angle", "rad"), ("acceleration", "m/s2")]
STOP = {"steering angle": HOLD, "acceleration": -4.0}
PICTURE = np.full((96, 192, 3), 128, np.uint8)


def machine(endpoint: str, **changes: object) -> Machine:
    settings: dict[str, object] = {
        "camera": Camera(192, 96, 3, 10),
        "state": STATE,
        "channels": CHANNELS,
        "stop": STOP,
        **changes,
    }
    return Machine(endpoint, **settings)  # type: ignore[arg-type]


def drive(one: Machine, until: Callable[[Command], bool], speed: float = 0.0) -> Command:
    """Send odometry and pictures as a machine does, until a command is as it should be."""
    end = time.monotonic() + PATIENCE
    step = 0
    while True:
        command = one.command()
        if until(command):
            return command
        assert time.monotonic() < end, f"{command} {one.counters} {one.agent_status}"
        one.send_odometry(speed, 0.0)
        if step % 5 == 0:
            # No two alike: a camera that shows the same while it moves is not believed.
            one.send_capture(PICTURE + np.uint8(step % 100), [speed, 0.0, 0.0, 0.0])
        step += 1
        time.sleep(0.02)


def is_commanded(command: Command) -> bool:
    return not command.is_stop


def test_a_machine_is_taken_heard_and_commanded(agent: AgentStarter, endpoint: str) -> None:
    edge = agent("--machine", endpoint)
    assert os.stat(endpoint.removeprefix("ipc://")).st_mode & 0o777 == 0o600
    seen: list[Command] = []
    with machine(endpoint, on_command=seen.append) as one:
        assert one.wait_for_agent(PATIENCE)
        welcome = one.welcome
        assert welcome is not None
        assert (welcome.bundle, welcome.control_period) == ("driving", 20_000)
        command = drive(one, is_commanded)
        # Without a cloud it is not released to move: the brake is on.
        assert (command.driver, command.state) == (Driver.NOBODY, State.STANDBY)
        assert command["acceleration"] < 0
        drive(one, lambda _: one.agent_status is not None and one.agent_status.captures > 2)
        assert one.agent_status is not None
        assert one.agent_status.rejected == 0
    edge.line("machine.lost", "goodbye")
    assert seen[0].is_stop
    assert any(not command.is_stop for command in seen)
    assert seen[-1].is_stop
    assert edge.stop() == 0
    assert "captures=" in edge.line("machine.ended")


def test_when_the_agent_is_killed_the_machine_stops_and_finds_the_next(
    agent: AgentStarter, endpoint: str
) -> None:
    edge = agent("--machine", endpoint)
    with machine(endpoint) as one:
        assert one.wait_for_agent(PATIENCE)
        drive(one, is_commanded)
        edge.process.kill()
        killed = time.monotonic()
        stop = drive(one, lambda command: command.is_stop)
        assert time.monotonic() - killed < 2
        assert stop["acceleration"] == -4.0
        assert one.counters["watchdog_trips"] == 1
        # The file that the dead one left is replaced.
        agent("--machine", endpoint)
        drive(one, is_commanded)


def test_what_an_agent_said_before_it_was_paused_is_not_obeyed_after(
    agent: AgentStarter, endpoint: str
) -> None:
    edge = agent("--machine", endpoint)
    with machine(endpoint) as one:
        assert one.wait_for_agent(PATIENCE)
        before = drive(one, is_commanded)
        edge.process.send_signal(signal.SIGSTOP)
        drive(one, lambda command: command.is_stop)
        edge.process.send_signal(signal.SIGCONT)
        after = drive(one, is_commanded)
        assert after.number > before.number


def test_a_machine_that_does_not_fit_is_told_what_to_change(
    agent: AgentStarter, endpoint: str
) -> None:
    agent("--machine", endpoint)
    with (
        machine(endpoint, camera=Camera(640, 480, 3, 30)) as one,
        pytest.raises(MachineRefusedError, match="needs 192x96x3 at 10 Hz") as caught,
    ):
        one.wait_for_agent(PATIENCE)
    assert caught.value.reason == Refusal.CAMERA
    with (
        machine(endpoint, state=STATE[:2]) as one,
        pytest.raises(MachineRefusedError, match="in this order"),
    ):
        one.wait_for_agent(PATIENCE)


def test_a_second_machine_waits_until_the_first_is_gone(agent: AgentStarter, endpoint: str) -> None:
    edge = agent("--machine", endpoint)
    with machine(endpoint, name="second") as second:
        with machine(endpoint, name="first") as first:
            both = [second, first]
            while not any(one.wait_for_agent(0.1) for one in both):
                pass
            taken, other = (first, second) if first.welcome else (second, first)
            drive(taken, is_commanded)
            assert other.welcome is None
            taken.close()
            assert other.wait_for_agent(PATIENCE)
        del edge


def test_two_agents_do_not_listen_at_one_path(agent: AgentStarter, endpoint: str) -> None:
    agent("--machine", endpoint)
    second = agent("--machine", endpoint, ready=False)
    second.line("another agent listens at")
    assert second.process.wait(PATIENCE) == 69


def test_a_camera_whose_clock_is_wrong_is_told(agent: AgentStarter, endpoint: str) -> None:
    agent("--machine", endpoint)
    with machine(endpoint) as one:
        assert one.wait_for_agent(PATIENCE)

        def is_rejected(_: Command) -> bool:
            one.send_capture(PICTURE, [0.0] * 4, exposure=time.monotonic_ns() + 10**9)
            status = one.agent_status
            return status is not None and status.rejected > 0

        drive(one, is_rejected)
        assert one.agent_status is not None
        assert one.agent_status.captures >= 0


def test_recorded_frames_are_driven_from_and_the_agent_ends(
    agent: AgentStarter, tmp_path: Path
) -> None:
    np.save(tmp_path / "images.npy", np.full((6, 96, 192, 3), 90, np.uint8))
    np.save(tmp_path / "states.npy", np.zeros((6, 4), np.float32))
    edge = agent("--machine", f"frames:{tmp_path}", "--record", str(tmp_path / "drive.mcap"))
    assert "captures=6" in edge.line("ended cause=asked", "captures=")
    assert edge.process.wait(PATIENCE) == 0
    assert (tmp_path / "drive.mcap").read_bytes().endswith(b"\x89MCAP0\r\n")


def test_a_recording_of_another_shape_is_refused_by_its_file(
    agent: AgentStarter, tmp_path: Path
) -> None:
    np.save(tmp_path / "images.npy", np.zeros((6, 48, 96, 3), np.uint8))
    np.save(tmp_path / "states.npy", np.zeros((6, 4), np.float32))
    edge = agent("--machine", f"frames:{tmp_path}", ready=False)
    edge.line("images.npy: its rows have the shape")
    assert edge.process.wait(PATIENCE) == 66


def write_pictures(edge: Agent, picture: bytes, until: Callable[[], bool]) -> None:
    """Write pictures as a camera does, ten a second."""
    assert edge.process.stdin is not None
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        edge.process.stdin.write(picture)
        edge.process.stdin.flush()
        time.sleep(0.1)


#: 384 by 192 in NV12: twice the bundle's size each way.
LARGE = bytes([100]) * (384 * 192) + bytes([128]) * (192 * 96)


def test_pictures_through_a_pipe_with_motion_at_the_port(
    agent: AgentStarter, endpoint: str
) -> None:
    edge = agent(
        *("--machine", "pipe:-", "--odometry", endpoint),
        *("--camera-size", "384x192", "--pixel-format", "nv12"),
        standard_input=subprocess.PIPE,
    )
    with machine(endpoint, camera=None) as one:
        assert one.wait_for_agent(PATIENCE)
        written = 0

        def is_enough() -> bool:
            nonlocal written
            written += 1
            return written > 15

        # State and motion come at their own pace, beside the pictures.
        is_over = threading.Event()

        def move() -> None:
            while not is_over.wait(0.02):
                one.send_odometry(0.0, 0.0, state=[0.0] * 4)

        mover = threading.Thread(target=move)
        mover.start()
        write_pictures(edge, LARGE, is_enough)
        assert edge.process.stdin is not None
        edge.process.stdin.close()
        edge.line("camera.ended")
        is_over.set()
        mover.join()
    assert edge.stop() == 0
    ended = edge.line("machine.ended")
    captures = next(word for word in ended.split() if word.startswith("pipe_captures="))
    assert int(captures.split("=")[1]) > 0


def test_a_pipe_without_motion_says_what_is_missing(agent: AgentStarter) -> None:
    edge = agent("--machine", "pipe:-", ready=False)
    edge.line("say nothing of motion")
    assert edge.process.wait(PATIENCE) == 64


def test_a_camera_alone_is_never_driven(agent: AgentStarter) -> None:
    edge = agent("--machine", "pipe:-", "--odometry", "none", standard_input=subprocess.PIPE)
    written = 0

    def is_enough() -> bool:
        nonlocal written
        written += 1
        return written > 10

    write_pictures(edge, PICTURE.tobytes(), is_enough)
    assert edge.process.stdin is not None
    edge.process.stdin.close()
    edge.line("camera.ended")
    assert edge.stop() == 0
    assert not any("failsafe.changed" in line for line in edge.lines)


@pytest.fixture
def cloud() -> Iterator[str]:
    """Return where a device finds a coordinator that has a worker."""
    binary = os.environ.get("TOMBOLO_BINARY")
    if not binary:
        pytest.skip("TOMBOLO_BINARY is not set: set it to the tombolo program to test against it")
    links = ["--devices", "tcp://127.0.0.1:*", "--workers", "tcp://127.0.0.1:*"]
    coordinator = Agent([binary, "coordinator", "--bundle", str(BUNDLE), *links])
    try:
        words = coordinator.line("ready").split()
        places = dict(word.split("=", 1) for word in words if "=" in word)
        worker = Agent(
            [binary, "worker", "--coordinator", places["workers"], "--bundle", str(BUNDLE)]
        )
        try:
            worker.line("ready coordinator=")
            yield places["devices"]
        finally:
            worker.stop()
    finally:
        coordinator.stop()


def test_with_a_cloud_the_machine_drives(agent: AgentStarter, endpoint: str, cloud: str) -> None:
    edge = agent("--machine", endpoint, "--coordinator", cloud)
    with machine(endpoint) as one:
        assert one.wait_for_agent(PATIENCE)
        one.arm()
        command = drive(one, lambda command: command.state == State.NOMINAL)
        assert command.driver in (Driver.CLOUD_PLAN, Driver.HELD_PLAN)
        assert command.plan_age is not None
        one.emergency_stop()
        drive(one, lambda command: command.state == State.EMERGENCY_STOP)
        # It stands: the demand is taken back and the stop is reset, at the machine.
        one.disarm()
        one.clear_emergency_stop()
        one.reset()
        drive(one, lambda command: command.state == State.STANDBY)
    edge.line("machine.demands", "action=arm")


def test_a_machine_that_refuses_is_stopped_and_drives_again_when_it_does_not(
    agent: AgentStarter, endpoint: str, cloud: str
) -> None:
    edge = agent("--machine", endpoint, "--coordinator", cloud)
    with machine(endpoint) as one:
        assert one.wait_for_agent(PATIENCE)
        one.arm()
        drive(one, lambda command: command.state == State.NOMINAL)
        one.refuse_commands(Hindrance.INTERLOCK)
        # It still rolls, and is braked as hard as it may.
        braked = drive(one, lambda command: command.state == State.EMERGENCY_MANOEUVRE, speed=3.0)
        assert not braked.is_stop
        drive(one, lambda command: command["acceleration"] < -1, speed=3.0)
        held = drive(one, lambda command: command.state == State.MINIMAL_RISK_CONDITION)
        assert held.standstills == 1
        # No release counts while it refuses.
        one.release(held)
        edge.line("release.refused")
        one.accept_commands()
        after = drive(one, lambda command: one.agent_status is not None)
        assert after.state == State.MINIMAL_RISK_CONDITION, "its return alone releases nothing"
        releasing = drive_and_release(one)
        assert releasing.state == State.NOMINAL
    edge.line("machine.does_not_follow", "kind=interlock")
    edge.line("failsafe.changed", "cause=actuatorsRefuse")
    assert edge.stop() == 0
    assert "hindered=1" in edge.line("machine.ended")


def drive_and_release(one: Machine) -> Command:
    """Release the standstill, as often as it takes until the link counts as healthy."""
    step = 0

    def is_driving(command: Command) -> bool:
        nonlocal step
        step += 1
        if command.state == State.MINIMAL_RISK_CONDITION and step % 25 == 0:
            one.release(command)
        return command.state == State.NOMINAL

    return drive(one, is_driving)


def test_a_loop_that_hangs_while_its_thread_lives_is_found_out(
    agent: AgentStarter, endpoint: str, cloud: str
) -> None:
    edge = agent("--machine", endpoint, "--coordinator", cloud)
    with machine(endpoint, confirms=True) as one:
        assert one.wait_for_agent(PATIENCE)
        one.arm()
        drive(one, lambda command: command.state == State.NOMINAL)
        # Odometry and pictures go on, from a loop of their own; commands are taken by nobody.
        end = time.monotonic() + PATIENCE
        step = 0
        while not any("cause=actuatorsRefuse" in line for line in edge.lines):
            assert time.monotonic() < end, edge.lines[-20:]
            one.send_odometry(0.0, 0.0)
            if step % 5 == 0:
                one.send_capture(PICTURE, [0.0] * 4)
            step += 1
            time.sleep(0.02)
            edge.read_what_is_there()
        assert any("kind=unconfirmed" in line for line in edge.lines)
        assert drive_and_release(one).state == State.NOMINAL
    assert edge.stop() == 0
    assert "unconfirmed=0" not in edge.line("machine.ended")
