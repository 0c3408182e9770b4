"""Writes the rates of a bundle into its bundle.json: what each multiplier costs in bytes and in error.

    python rates.py BUNDLE --data DIR [DIR ...] [--all] [--limit 7200]

The device chooses by it: the multiplier of least error that the link has room for, error by byte. Latents of
held-out drives, predicted in a closed loop with answers within one frame, by the codec at the device's effort:

- keyframeBytes, predictedBytes: mean bytes of the compressed latent, alone and predicted;
- planShift: m, mean distance of the plan's positions from those that the same frame's latent gives unquantised.
  It never falls from entry to entry: where noise would let it, the finer entry's stands;
- errorGrowth: relative growth of the plan's position error against the expert over that of the unquantised latent.
  It may be noise about zero; planShift is the finer measure.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from judge import Bundle, Judge, open_judge
from stream import predicted

FRAMES = 7200
# In 1/256: what the training saw, 192 to 512, and an octave or so to either side.
MULTIPLIERS = (128, 192, 224, 256, 320, 384, 512, 768, 1024)

Rate = dict[str, int | float]


def measured(judge: Judge, latents: np.ndarray) -> list[Rate]:
    """Rates by growing multiplier; `latents` of all the judge's frames."""
    exact = judge.plans(latents[judge.picked])
    nothing = np.zeros(len(judge.drives))
    error = judge.sums(exact, nothing, nothing).position.sum()
    rates: list[Rate] = []
    shift = 0.0
    for multiplier in MULTIPLIERS:
        received = predicted(judge, latents, multiplier)
        plans = judge.plans(received.latents)
        shift = max(shift, np.linalg.norm(plans[0][..., :2] - exact[0][..., :2], axis=-1).mean())
        growth = judge.sums(plans, nothing, nothing).position.sum() / error - 1
        keyframes = received.byte_counts[~received.is_predicted]
        # A latent without any likeness to the one before is never predicted.
        links = received.byte_counts[received.is_predicted] if received.is_predicted.any() else keyframes
        rates.append({
            "multiplier": multiplier, "keyframeBytes": round(float(keyframes.mean()), 1),
            "predictedBytes": round(float(links.mean()), 1),
            "planShift": round(float(shift), 4), "errorGrowth": round(float(growth), 4) + 0.0})
        print(rates[-1], flush=True)
    return rates


def write(directory: Path, data: list[Path], is_all: bool, limit: int) -> None:
    """Measures the bundle in `directory` and puts its rates into bundle.json, leaving all else as it was."""
    judge = open_judge(Bundle(directory), data, limit, is_all)
    path = directory / "bundle.json"
    manifest = json.loads(path.read_text())
    manifest["latent"]["rates"] = measured(judge, judge.latents())
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path, help="the folder of the bundle")
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--limit", type=int, default=FRAMES, help="held-out frames")
    parser.add_argument("--all", action="store_true", help="the recordings are held out as a whole")
    arguments = parser.parse_args()
    write(arguments.bundle, arguments.data, arguments.all, arguments.limit)


if __name__ == "__main__":
    main()
