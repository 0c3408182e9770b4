"""Bytes per frame of the latent, of JPEG, WebP and H.264 at the same task error, on held-out drives.

    python rate.py BUNDLE --data DIR [DIR ...] --json rate.json [--limit 7200]   # continuous drives
    python rate.py BUNDLE --data DIR [DIR ...] --json rate.json --apart 20       # independent frames, 2 s apart

Reference: the same network on the original frames with an unquantised latent. Every codec is judged by what it
adds to the reference's errors against the expert, on the same frames: position error of the plan and obstacle
distance error. Rivals' frames are decoded and go through the same head and backbone, unquantised: that is what a
worker would compute if frames were sent instead of latents. The network was not fine-tuned on decoded frames,
which would help the rivals: a second table therefore judges each against its own finest setting.

On independent frames nothing is predicted: H.264 is intra only and latents are keyframes. On drives they are
predicted in a closed loop, keyframes included in their bytes, and stand alone for comparison. Beside a latent's
bytes alone stands the zeroth-order entropy per channel, over all frames. Noise: see `curves.py`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np
import torch
from tombolo import codec

from bottleneck import entropy_bytes
from curves import Curve, Point, Ratio, byte_counts, changes, draws, mean, ratio
from judge import STRIDE, Bundle, Judge, open_judge
from pictures import RIVALS
from stream import UNITY, alone, predicted, sums

MULTIPLIERS = (128, 192, 224, 256, 320, 384, 512, 768, 1024)
LEVELS = (0.01, 0.02, 0.03, 0.05, 0.08)
ERRORS = ("position", "distance")
OVERHEAD = 80 + 16  # bytes of control part and state in a frame of ours
ALONE, PREDICTED = "latent alone", "latent predicted"


def measure(judge: Judge, latents: np.ndarray, is_independent: bool) -> tuple[Point, list[Point]]:
    count = np.array([len(drive) for drive in judge.drives], float)
    exact = judge.sums(judge.plans(latents[judge.picked]), count * latents[0].nbytes, count)
    reference = Point("reference", 0, exact)
    points = []
    for multiplier in MULTIPLIERS:
        symbols = torch.from_numpy(np.stack([codec.quantise(latent, judge.bundle.steps, multiplier)
                                             for latent in latents[judge.picked]]))
        points.append(Point(ALONE, multiplier / UNITY, sums(judge, alone(judge, latents, multiplier)),
                            entropy_bytes(symbols)))
        if not is_independent:
            points.append(Point(PREDICTED, multiplier / UNITY, sums(judge, predicted(judge, latents, multiplier))))
        report(points[-1], reference)
    for rival in RIVALS:
        for setting in rival.settings:
            code = lambda images: rival.code(images, setting, is_independent)
            points.append(Point(rival.name, setting, judge.through(code, rival.is_stream and not is_independent)))
            report(points[-1], reference)
    return reference, points


def report(point: Point, reference: Point) -> None:
    """A line of progress."""
    once = draws(len(reference.sums.judged))[:1]
    found = [f"{100 * changes(point, reference, error, once)[0]:+.2f} %" for error in ERRORS]
    print(point.codec, f"{point.setting:g}:", f"{byte_counts(point, once)[0]:.0f} bytes,", *found, flush=True)


def spread(values: np.ndarray) -> str:
    """Per cent, with the standard error over the draws."""
    return f"{100 * values[0]:+.1f} ± {100 * np.nanstd(values[1:]):.1f}"


def settings_table(reference: Point, points: list[Point], weights: np.ndarray) -> str:
    exact, once = reference.sums, weights[:1]
    lines = [f"Reference: position error {mean(exact.position, exact.judged, once)[0]:.3f} m, obstacle distance error "
             f"{mean(exact.distance, exact.obstacles, once)[0]:.2f} m.", "",
             "| codec | setting | bytes a frame | position error, % | obstacle distance error, % |",
             "| --- | --- | ---: | ---: | ---: |"]
    for point in points:
        size = f"{byte_counts(point, once)[0]:.0f}" + (f" (entropy {point.entropy:.0f})" if point.entropy else "")
        cells = [spread(changes(point, reference, error, weights)) for error in ERRORS]
        lines.append(f"| {point.codec} | {point.setting:g} | {size} | {' | '.join(cells)} |")
    return "\n".join(lines)


def same_error(reference: Point, points: list[Point], weights: np.ndarray, is_healed: bool) -> list[dict[str, object]]:
    """For each error and level: our bytes, and how often they go into each rival's. Healed: rivals are judged
    against their own finest setting, as if a training on decoded frames had cured what any decoding costs."""
    named = lambda name: [point for point in points if point.codec == name]
    rows: list[dict[str, object]] = []
    for error in ERRORS:
        rivals = {rival.name: Curve(named(rival.name), named(rival.name)[0] if is_healed else reference, error, weights)
                  for rival in RIVALS}
        for ours in (PREDICTED, ALONE):
            if not named(ours):
                continue
            curve = Curve(named(ours), reference, error, weights)
            for level, added in product(LEVELS, (0, OVERHEAD)):
                own = curve.at(level, added)
                found = {name: ratio(rival.at(level), own) for name, rival in rivals.items()}
                rows.append({"error": error, "level": level, "codec": ours, "overhead": added, "healed": is_healed,
                             "bytes": own[0].value, "bound": own[0].bound, **found})
    return rows


def same_error_table(rows: list[dict[str, object]]) -> str:
    names = [rival.name for rival in RIVALS]
    lines = [f"| error by | change | codec | bytes a frame | {' | '.join(f'{name}, times' for name in names)} |",
             f"| --- | ---: | --- | ---: |{' ---: |' * len(names)}"]
    for row in rows:
        bound = {1: "more than ", -1: "less than ", 0: ""}[row["bound"]]
        what = row["codec"] + (f", {row['overhead']} B besides" if row["overhead"] else "")
        cells = [str(row[name]) if row[name] else "outside the settings" for name in names]
        lines.append(f"| {row['error']} | +{100 * row['level']:.0f} % | {what} | {bound}{row['bytes']:.0f} | "
                     f"{' | '.join(cells)} |")
    return "\n".join(lines)


def figures(judge: Judge, reference: Point, points: list[Point], weights: np.ndarray,
            rows: list[dict[str, object]]) -> dict[str, object]:
    """Everything, for a file."""
    found = []
    for point in points:
        entry: dict[str, object] = {"codec": point.codec, "setting": point.setting, "entropy": point.entropy,
                                    "bytes": float(byte_counts(point, weights)[0])}
        for error in ERRORS:
            values = changes(point, reference, error, weights)
            entry[error] = {"change": float(values[0]), "standardError": float(np.nanstd(values[1:]))}
        entry["byDrive"] = {name: values.tolist() for name, values in vars(point.sums).items()}
        found.append(entry)
    plain = [{key: asdict(value) if isinstance(value, Ratio) else value for key, value in row.items()}
             for row in rows]
    return {"drives": len(judge.drives), "frames": len(judge.order), "judged": len(judge.picked),
            "reference": {name: values.tolist() for name, values in vars(reference.sums).items()},
            "points": found, "sameError": plain}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path, help="the folder of the bundle")
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--limit", type=int, default=7200, help="held-out frames")
    parser.add_argument("--stride", type=int, default=STRIDE, help="of a drive's frames one in this many is judged")
    parser.add_argument("--apart", type=int, help="independent frames, one in this many of a drive")
    parser.add_argument("--all", action="store_true", help="the recordings are held out as a whole")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--symbols", type=Path, help="write the latents at multiplier 1, int8, here for rivals.py")
    arguments = parser.parse_args()
    judge = open_judge(Bundle(arguments.bundle), arguments.data, arguments.limit, arguments.all, arguments.stride,
                       arguments.apart)
    latents = judge.latents()
    if arguments.symbols:
        np.save(arguments.symbols, np.stack([codec.quantise(latent, judge.bundle.steps) for latent in latents]))
    reference, points = measure(judge, latents, arguments.apart is not None)
    weights = draws(len(judge.drives))
    rows = same_error(reference, points, weights, False)
    healed = same_error(reference, points, weights, True)
    print(f"\n{len(judge.order)} frames of {len(judge.drives)} drives, {len(judge.picked)} of them judged.",
          settings_table(reference, points, weights), "", same_error_table(rows), "",
          "Rivals against their own finest setting:", "", same_error_table(healed), sep="\n")
    if arguments.json:
        found = figures(judge, reference, points, weights, rows + healed)
        arguments.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
