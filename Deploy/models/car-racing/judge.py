"""Scores of the experts, the backbone and the local policy, each alone on the same tracks, in simulated time.

    python judge.py [BUNDLE] --tracks 20 --seed 900000 [--delay 80] [--json scores.json]

The link is perfect: a plan is there `--delay` ms after its picture, ten times a second, and is followed by its age.
Columns: laps finished of all (CarRacing's 95 % of the tiles), tiles visited, time with all wheels off the road,
the largest distance from its middle, speed, and CarRacing's return, of its usual 20 s and of the whole lap.
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path

import numpy as np

import track
from drivers import BundlePolicy, TorchPolicy
from expert import BRISK, CAUTIOUS, Expert
from record import PICTURE_STEPS, chunk_at

USUAL_STEPS = 1000  # CarRacing's own time limit


class ExpertDriver:
    """An expert, asked in every step."""

    def __init__(self, style) -> None:
        self.style = style

    def begin(self, env, place: track.Track) -> None:
        self.expert, self.last = Expert(place, self.style), np.zeros(3, np.float32)

    def action(self, step: int) -> np.ndarray:
        self.last = self.expert.action(self.last)
        return self.last


class ChunkDriver:
    """A policy whose chunks arrive late and are followed by their age."""

    def __init__(self, policy, part: str, delay: float):
        self.policy, self.part, self.delay = policy, part, round(delay / track.STEP_SECONDS)

    def begin(self, env, place: track.Track) -> None:
        self.env, self.arrivals, self.chunk, self.taken = env, [], None, 0

    def action(self, step: int) -> np.ndarray:
        if step % PICTURE_STEPS == 0:
            self.env.unwrapped.draws = True
            picture = self.env.unwrapped._render("state_pixels").copy()
            chunk = self.policy.chunk(picture, track.state(self.env), self.part)
            self.arrivals.append((step + self.delay, step, chunk))
        while self.arrivals and self.arrivals[0][0] <= step:
            _, self.taken, self.chunk = self.arrivals.pop(0)
        if self.chunk is None:
            return np.array((0, 0, 0), np.float32)
        return chunk_at(self.chunk, (step - self.taken) * track.STEP_SECONDS)


def drive(env, seed: int, driver) -> dict[str, float]:
    """One lap or 80 s, whichever is sooner."""
    env.reset(seed=seed)
    place = track.Track(env)
    driver.begin(env, place)
    total, usual, off, offsets, speeds, step = 0.0, 0.0, 0, [], [], 0
    while True:
        action = driver.action(step)
        env.unwrapped.draws = False
        _, reward, terminated, truncated, extra = env.step(action)
        step += 1
        total += reward
        usual += reward if step <= USUAL_STEPS else 0.0
        now = place.place()
        off += now.is_off_road
        offsets.append(abs(now.offset))
        speeds.append(float(track.state(env)[0]))
        if terminated or truncated:
            break
    return {"lap": float(extra.get("lap_finished", False)),
            "tiles": env.unwrapped.tile_visited_count / len(env.unwrapped.track),
            "offRoadSeconds": off * track.STEP_SECONDS, "largestOffset": max(offsets),
            "speed": statistics.fmean(speeds), "return20s": usual, "return": total,
            "seconds": step * track.STEP_SECONDS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path, nargs="?", default=Path(__file__).parent, help="a bundle or checkpoint")
    parser.add_argument("--tracks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=900_000, help="of the first track; training is far below")
    parser.add_argument("--delay", type=float, default=80, help="ms from picture to the backbone's plan")
    parser.add_argument("--only", help="one of: expert, cautious, backbone, local")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    policy = (BundlePolicy if arguments.bundle.is_dir() else TorchPolicy)(arguments.bundle)
    drivers = {"expert": ExpertDriver(BRISK), "cautious": ExpertDriver(CAUTIOUS),
               "backbone": ChunkDriver(policy, "backbone", arguments.delay / 1000),
               "local": ChunkDriver(policy, "local", 0.02)}
    env, table = track.make(80), {}
    for name, driver in drivers.items():
        if arguments.only in (None, name):
            runs = [drive(env, arguments.seed + k, driver) for k in range(arguments.tracks)]
            row = {key: statistics.fmean(run[key] for run in runs) for key in runs[0]}
            row["worstTiles"] = min(run["tiles"] for run in runs)
            row["worstOffset"] = max(run["largestOffset"] for run in runs)
            row["worstOffRoad"] = max(run["offRoadSeconds"] for run in runs)
            table[name] = row
            print(f"{name:9}", *(f"{key} {value:.2f}" for key, value in row.items()), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
