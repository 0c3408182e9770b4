"""Records pictures with the chunk of actions that an expert did next.

    python record.py --out base.npz --frames 12000 --seed 1
    python record.py --out round1.npz --frames 8000 --seed 2000 --policy base.pt

A drive changes hands: an expert, then a disturbance (or the policy under training), then an expert again, brisk or
cautious. Only pictures whose next second was an expert's alone are kept, so that each label is what an expert does
from where others have brought the car: the idea of DAgger, without copying the simulator's state.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import track
from expert import BRISK, CAUTIOUS, STEERING, Expert
from model import PLAN_STEPS, STEP_SECONDS

PICTURE_STEPS = 5  # of 20 ms, between pictures: 10 Hz
CHUNK_STEPS = round(PLAN_STEPS * STEP_SECONDS / track.STEP_SECONDS)
LABEL_TIMES = np.arange(1, PLAN_STEPS + 1) * STEP_SECONDS
STYLES = (BRISK, CAUTIOUS)


class Recording:
    """What was kept so far."""

    def __init__(self) -> None:
        self.pictures: list[np.ndarray] = []
        self.states: list[np.ndarray] = []
        self.chunks: list[np.ndarray] = []
        self.offsets: list[float] = []
        self.styles: list[int] = []
        self.seeds: list[int] = []

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path, pictures=np.stack(self.pictures), states=np.stack(self.states), chunks=np.stack(self.chunks),
            offsets=np.array(self.offsets, np.float32), styles=np.array(self.styles, np.int8),
            seeds=np.array(self.seeds, np.int32))


class Drive:
    """One drive on one track, handed from driver to driver."""

    def __init__(self, env, seed: int, policy=None):
        env.reset(seed=seed)
        self.env, self.seed, self.policy = env, seed, policy
        self.random = np.random.default_rng(seed)
        self.track = track.Track(env)
        self.last = np.zeros(3, np.float32)
        self.is_over = False

    def run(self, recording: Recording) -> None:
        style = int(self.random.integers(2))
        while not self.is_over:
            self._label(recording, style, int(self.random.integers(75, 150)))
            # The cautious one often takes over where the brisk one left: that is its job.
            style = int(self.random.integers(2))
            if self.random.random() < 0.75:
                if self.policy is not None and self.random.random() < 0.75:
                    self._follow_policy(int(self.random.integers(20, 100)))
                else:
                    self._disturb(int(self.random.integers(8, 40)))

    def _step(self, action: np.ndarray, draws: bool = False) -> np.ndarray:
        self.env.unwrapped.draws = draws
        self.last = action
        picture, _, terminated, truncated, _ = self.env.step(action)
        if terminated or truncated or abs(self.track.place().offset) > 14:
            self.is_over = True
        return picture

    def _picture(self) -> np.ndarray:
        self.env.unwrapped.draws = True
        return self.env.unwrapped._render("state_pixels").copy()

    def _label(self, recording: Recording, style: int, steps: int) -> None:
        expert = Expert(self.track, STYLES[style])
        kept, actions = [], []
        phase = int(self.random.integers(PICTURE_STEPS))
        for step in range(steps):
            if step % PICTURE_STEPS == phase and step + CHUNK_STEPS < steps:
                kept.append((step, self._picture(), track.state(self.env), self.track.place().offset))
            actions.append(expert.action(self.last))
            self._step(actions[-1])
            if self.is_over:
                break
        times = np.arange(len(actions)) * track.STEP_SECONDS
        done = np.stack(actions)
        for step, picture, state, offset in kept:
            if step + CHUNK_STEPS >= len(actions):
                continue
            at = step * track.STEP_SECONDS + LABEL_TIMES
            recording.pictures.append(picture)
            recording.states.append(state)
            recording.chunks.append(np.stack([np.interp(at, times, done[:, c]) for c in range(3)], 1).astype(np.float32))
            recording.offsets.append(offset)
            recording.styles.append(style)
            recording.seeds.append(self.seed)

    def _disturb(self, steps: int) -> None:
        """An expert whose controls are pushed aside."""
        expert = Expert(self.track, STYLES[int(self.random.integers(2))])
        push = self.random.normal(0, (0.12, 0.25, 0.15)).astype(np.float32)
        for _ in range(steps):
            if self.is_over:
                return
            action = expert.action(self.last) + push
            self._step(np.clip(action, (-STEERING, 0, 0), (STEERING, 0.7, 0.8)).astype(np.float32))

    def _follow_policy(self, steps: int) -> None:
        """The policy under training, with plans 0 to 200 ms late."""
        part = "backbone" if self.random.random() < 0.6 else "local"
        delay = int(self.random.integers(0, 11))
        chunk, begun = None, 0
        for step in range(steps):
            if self.is_over:
                return
            if chunk is None or step - begun >= PICTURE_STEPS + delay:
                chunk, begun = self.policy.chunk(self._picture(), track.state(self.env), part), step
            self._step(chunk_at(chunk, (step - begun) * track.STEP_SECONDS))


def chunk_at(chunk: np.ndarray, age: float) -> np.ndarray:
    """[3] the action so many seconds after the chunk's picture, interpolated; its ends are held."""
    at = np.clip(age / STEP_SECONDS - 1, 0, PLAN_STEPS - 1)
    low = int(at)
    high = min(low + 1, PLAN_STEPS - 1)
    return (chunk[low] + (chunk[high] - chunk[low]) * (at - low)).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--frames", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True, help="of the first track; the others follow")
    parser.add_argument("--policy", type=Path, help="a checkpoint that drives in between")
    arguments = parser.parse_args()
    policy = None
    if arguments.policy:
        from drivers import TorchPolicy

        policy = TorchPolicy(arguments.policy)
    env, recording, seed = track.make(40), Recording(), arguments.seed
    while len(recording.pictures) < arguments.frames:
        Drive(env, seed, policy).run(recording)
        seed += 1
        if seed % 10 == 0:
            print(f"{len(recording.pictures)} frames of {seed - arguments.seed} tracks", flush=True)
    recording.write(arguments.out)
    print(f"wrote {arguments.out}: {len(recording.pictures)} frames, tracks {arguments.seed} to {seed - 1}")


if __name__ == "__main__":
    main()
