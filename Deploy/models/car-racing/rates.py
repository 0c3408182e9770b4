"""Writes the rates of a bundle into its bundle.json: what each multiplier of the latent's step costs and spoils.

    python rates.py BUNDLE

The device chooses by it: the multiplier of least error that the link has room for. Latents of drives on tracks of
their own, predicted in a closed loop with answers within one frame, by the codec at the device's effort:

- keyframeBytes, predictedBytes: mean bytes of the compressed latent, alone and predicted;
- planShift: mean distance of the chunk's actions from those that the unquantised latent gives. Its unit is the
  actions'; it never falls from entry to entry: where noise would let it, the finer entry's stands;
- errorGrowth: relative growth of the chunk's error against the expert's over that of the unquantised latent.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from tombolo import codec

import track
from drivers import BundlePolicy
from expert import BRISK, Expert
from record import CHUNK_STEPS, LABEL_TIMES, PICTURE_STEPS

TRACKS = range(800_000, 800_004)
SECONDS = 25
MULTIPLIERS = (128, 192, 256, 320, 384, 512, 768, 1024)  # in 1/256; the training saw 192 to 512
CHAIN_DEPTH = 8  # predicted latents behind a keyframe


def recorded(policy: BundlePolicy) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Latents of each drive [N,16,6,6]; states and the expert's chunks of all."""
    drives, states, chunks = [], [], []
    env = track.make(SECONDS + 2)
    for seed in TRACKS:
        env.reset(seed=seed)
        expert, last = Expert(track.Track(env), BRISK), np.zeros(3, np.float32)
        latents, actions, count = [], [], round(SECONDS / track.STEP_SECONDS)
        for step in range(count):
            if step % PICTURE_STEPS == 0 and step + CHUNK_STEPS < count:
                env.unwrapped.draws = True
                latents.append(policy.latent(env.unwrapped._render("state_pixels"))[0])
                states.append(track.state(env))
            env.unwrapped.draws = False
            last = expert.action(last)
            actions.append(last)
            if env.step(last)[2]:
                break
        whole = [k for k in range(len(latents)) if k * PICTURE_STEPS + CHUNK_STEPS < len(actions)]
        times = np.arange(len(actions)) * track.STEP_SECONDS
        for k in whole:
            at = k * PICTURE_STEPS * track.STEP_SECONDS + LABEL_TIMES
            chunks.append(np.stack([np.interp(at, times, np.stack(actions)[:, c]) for c in range(3)], 1))
        del states[len(states) - len(latents) + len(whole):]
        drives.append(np.stack(latents[:len(whole)]))
    return drives, np.stack(states), np.stack(chunks)


def received(drives: list[np.ndarray], multiplier: int) -> tuple[np.ndarray, list[int], list[int]]:
    """What the worker decodes, and the bytes of keyframes and of predicted latents."""
    steps, latents, keyframes, predicted = np.ones(drives[0].shape[1]), [], [], []
    for drive in drives:
        reference, depth = None, 0
        for latent in drive:
            coded = codec.code(latent, None if depth == CHAIN_DEPTH else reference, steps, multiplier)
            is_predicted = codec.is_predicted(coded.content)
            (predicted if is_predicted else keyframes).append(len(coded.content))
            depth = depth + 1 if is_predicted else 0
            reference = coded.latent
            latents.append(coded.latent)
    return np.stack(latents).astype(np.float32), keyframes, predicted


def write(directory: Path) -> None:
    """Measures the bundle in `directory` and puts its rates into bundle.json, leaving all else as it was."""
    policy = BundlePolicy(directory)
    drives, states, chunks = recorded(policy)
    exact = policy.plans(np.concatenate(drives), states)
    error = np.linalg.norm(exact - chunks, axis=-1).mean()
    rates, shift = [], 0.0
    for multiplier in MULTIPLIERS:
        latents, keyframes, predicted = received(drives, multiplier)
        plans = policy.plans(latents, states)
        shift = max(shift, float(np.linalg.norm(plans - exact, axis=-1).mean()))
        growth = float(np.linalg.norm(plans - chunks, axis=-1).mean() / error - 1)
        rates.append({
            "multiplier": multiplier, "keyframeBytes": round(float(np.mean(keyframes)), 1),
            # A latent without any likeness to the one before is never predicted.
            "predictedBytes": round(float(np.mean(predicted or keyframes)), 1),
            "planShift": round(shift, 4), "errorGrowth": round(growth, 4) + 0.0})
        print(rates[-1], flush=True)
    path = directory / "bundle.json"
    manifest = json.loads(path.read_text())
    manifest["latent"]["rates"] = rates
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path, help="the folder of the bundle")
    write(parser.parse_args().bundle)


if __name__ == "__main__":
    main()
