"""A complete machine: a point in an empty world, with a camera that sees grey and its own noise.

    tombolo-edge --machine ipc:///tmp/point.sock --coordinator tcp://127.0.0.1:5570
    python examples/point_machine.py ipc:///tmp/point.sock --seconds 20

Replace `World` by your robot: `look` by its camera, `speed` and `yaw_rate` by its odometry,
`hindrance` by what its drives and its safety circuit report, and `obey` by its actuators. The rest
stays. `--stuck 5` lets its brake stick after five seconds, for two: the agent stops it.
"""

import argparse
import math
import time

import numpy as np

from tombolo_machine import HOLD, Camera, Command, Hindrance, Machine

STATE = [
    ("speed", "m/s"),
    ("yaw rate", "rad/s"),
    ("steering angle", "rad"),
    ("acceleration", "m/s2"),
]
CHANNELS = [("steering angle", "rad"), ("acceleration", "m/s2")]
STEP = 0.02  # seconds: fifty steps, and readings of odometry, a second
WHEELBASE = 2.6  # metres


class World:
    """Moves as it is told, but while its brake sticks."""

    def __init__(self, stuck: float) -> None:
        self.speed = self.yaw_rate = self.steering = self.acceleration = self.time = 0.0
        self.stuck = stuck
        self.noise = np.random.default_rng()

    @property
    def hindrance(self) -> Hindrance:
        is_stuck = self.stuck <= self.time < self.stuck + 2
        return Hindrance.FAULT if is_stuck else Hindrance.NONE

    def obey(self, command: Command) -> None:
        self.steering, self.acceleration = command["steering angle"], command["acceleration"]

    def step(self) -> None:
        self.time += STEP
        if self.hindrance is not Hindrance.NONE:
            self.acceleration = -1.0
        self.speed = max(self.speed + self.acceleration * STEP, 0.0)
        self.yaw_rate = self.speed * math.tan(self.steering) / WHEELBASE

    def look(self) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        # No two alike: a camera that shows the same while it moves is not believed.
        return self.noise.integers(120, 136, (96, 192, 3), np.uint8)

    @property
    def state(self) -> list[float]:
        return [self.speed, self.yaw_rate, self.steering, self.acceleration]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("endpoint")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--stuck", type=float, default=math.inf, help="seconds until its brake is")
    options = parser.parse_args()
    world = World(options.stuck)
    camera = Camera(width=192, height=96, channels=3, rate_hertz=10)
    stop = {"steering angle": HOLD, "acceleration": -4.0}  # when commands stop coming
    machine = Machine(
        options.endpoint,
        camera=camera,
        state=STATE,
        channels=CHANNELS,
        stop=stop,
        name="point",
        confirms=True,  # this loop turns fifty times a second, always
    )
    with machine:
        if not machine.wait_for_agent(timeout=30):
            raise SystemExit(f"no agent answers at {options.endpoint}; start tombolo-edge first")
        machine.arm()
        begin = time.monotonic()
        for step in range(int(options.seconds / STEP)):
            world.obey(machine.command())
            world.step()
            machine.refuse_commands(world.hindrance)
            machine.send_odometry(world.speed, world.yaw_rate)
            if step % 5 == 0:
                machine.send_capture(world.look(), world.state)
            time.sleep(max(begin + (step + 1) * STEP - time.monotonic(), 0))
        print(f"speed={world.speed:.2f} counters={machine.counters} agent={machine.agent_status}")


if __name__ == "__main__":
    main()
