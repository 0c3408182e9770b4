"""A complete machine: a point in an empty world, with a camera that sees grey.

    tombolo-edge --machine ipc:///tmp/point.sock --coordinator tcp://127.0.0.1:5570
    python examples/point_machine.py ipc:///tmp/point.sock --seconds 20

Replace `World` by your robot: `look` by its camera, `speed` and `yaw_rate` by its odometry, and
`obey` by its actuators. Everything else stays.
"""

import argparse
import math
import time

import numpy as np

from tombolo_machine import HOLD, Camera, Command, Machine

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
    """Moves as it is told."""

    def __init__(self) -> None:
        self.speed = self.yaw_rate = self.steering = self.acceleration = 0.0

    def obey(self, command: Command) -> None:
        self.steering, self.acceleration = command["steering angle"], command["acceleration"]

    def step(self) -> None:
        self.speed = max(self.speed + self.acceleration * STEP, 0.0)
        self.yaw_rate = self.speed * math.tan(self.steering) / WHEELBASE

    def look(self) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        return np.full((96, 192, 3), 128, np.uint8)

    @property
    def state(self) -> list[float]:
        return [self.speed, self.yaw_rate, self.steering, self.acceleration]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("endpoint")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    world = World()
    camera = Camera(width=192, height=96, channels=3, rate_hertz=10)
    stop = {"steering angle": HOLD, "acceleration": -4.0}  # when commands stop coming
    machine = Machine(
        options.endpoint, camera=camera, state=STATE, channels=CHANNELS, stop=stop, name="point"
    )
    with machine:
        if not machine.wait_for_agent(timeout=30):
            raise SystemExit(f"no agent answers at {options.endpoint}; start tombolo-edge first")
        machine.arm()
        begin = time.monotonic()
        for step in range(int(options.seconds / STEP)):
            world.obey(machine.command())
            world.step()
            machine.send_odometry(world.speed, world.yaw_rate)
            if step % 5 == 0:
                machine.send_capture(world.look(), world.state)
            time.sleep(max(begin + (step + 1) * STEP - time.monotonic(), 0))
        print(f"speed={world.speed:.2f} counters={machine.counters} agent={machine.agent_status}")


if __name__ == "__main__":
    main()
