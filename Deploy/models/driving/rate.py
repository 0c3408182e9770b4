"""Bytes per frame of the latent, of JPEG and of H.264 at the same task error, on held-out drives.

    python rate.py BUNDLE --data DIR [DIR ...] --json rate.json [--limit 3000]

Reference: the same network on the original frames with an unquantised latent. Every rival is judged by what it
adds to the reference's errors against the expert: position error of the plan (m) and obstacle distance error
(m). JPEG and H.264 frames are decoded and go through the same head and backbone, unquantised: that is what a
worker would compute if frames were sent instead of latents. The network was not fine-tuned on decoded frames,
which would help the rivals a little.

A latent's bytes are those of the codec itself (by its Python implementation, which the golden vectors hold to
the device's); beside them stands the zeroth-order entropy per channel, over all frames.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import openvino
import torch
from PIL import Image
from tombolo import codec as latent_codec
from torch import Tensor

from bottleneck import dequantised, entropy_bytes
from frames import Frames, has_obstacle

MULTIPLIERS = (0.75, 1.0, 1.25, 1.5, 2.0)
JPEG_QUALITIES = (95, 90, 85, 75, 60, 50, 30, 15)
H264_FACTORS = (12, 15, 18, 21, 23, 26, 28, 31, 33, 36)
CHUNK = 250


@dataclass
class Point:
    """One setting of one codec."""

    codec: str
    setting: float
    bytes_per_frame: float
    position_error: float  # m
    distance_error: float  # m, over frames with an obstacle nearer than 50 m
    entropy_bytes: float | None = None


class Bundle:
    """The shipped head and backbone, so that whoever has a clone can repeat the table."""

    def __init__(self, directory: Path) -> None:
        core, wide = openvino.Core(), {"INFERENCE_PRECISION_HINT": "f32"}
        self._head = core.compile_model(str(directory / "head.onnx"), "CPU", wide)
        self._backbone = core.compile_model(str(directory / "backbone.onnx"), "CPU", wide)

    def head(self, images: np.ndarray) -> Tensor:
        """Camera frames [N,96,192,3] to latents; the head takes one at a time, as on a device."""
        return torch.cat([torch.from_numpy(self._head([image[None]])[0].copy()) for image in images])

    def backbone(self, latents: Tensor, states: Tensor) -> tuple[Tensor, Tensor]:
        answer = self._backbone([latents.numpy(), states.numpy()])
        return torch.from_numpy(answer[0].copy()), torch.from_numpy(answer[1].copy())


class Judge:
    """Runs the network over the held-out frames, drive by drive, in order."""

    def __init__(self, bundle: Bundle, frames: Frames, limit: int) -> None:
        self.bundle, self.frames = bundle, frames
        self.drives = self._whole_drives(limit)
        self.order = np.concatenate(self.drives)
        pick = lambda array: torch.from_numpy(np.ascontiguousarray(array[self.order]))
        self.states, self.plans, self.obstacles = pick(frames.states), pick(frames.plans), pick(frames.obstacles)

    def _whole_drives(self, limit: int) -> list[np.ndarray]:
        """Continuous runs of frames: an equal share of the limit for each drive, so that all count."""
        held_out = self.frames.held_out
        cuts = np.flatnonzero((np.diff(held_out) != 1) | (np.diff(self.frames.keys[held_out]) != 0)) + 1
        drives = np.split(held_out, cuts)
        share = max(1, limit // len(drives))
        return [drive[:share] for drive in drives]

    def latents(self, images: Iterator[np.ndarray]) -> Tensor:
        return torch.cat([self.bundle.head(chunk) for chunk in images])

    def errors(self, latents: Tensor) -> tuple[float, float]:
        plans, beliefs = zip(*(self.bundle.backbone(latents[i:i + CHUNK], self.states[i:i + CHUNK])
                               for i in range(0, len(latents), CHUNK)))
        position = (torch.cat(plans)[..., :2] - self.plans[..., :2]).norm(dim=-1).mean()
        judged = has_obstacle(self.obstacles) & (self.obstacles[:, 0] < 50.0)
        distance = (torch.cat(beliefs)[:, 0] - self.obstacles[:, 0]).abs()[judged].mean()
        return float(position), float(distance)

    def originals(self) -> Iterator[np.ndarray]:
        for begin in range(0, len(self.order), CHUNK):
            yield self.frames.images(self.order[begin:begin + CHUNK])

    def through(self, codec: Callable[[np.ndarray], tuple[int, np.ndarray]]) -> tuple[float, float, float]:
        """Bytes per frame and errors when each drive goes through a codec (frames in, bytes and frames out)."""
        total = 0

        def decoded() -> Iterator[np.ndarray]:
            nonlocal total
            for drive in self.drives:
                size, images = codec(self.frames.images(drive))
                total += size
                yield images

        position, distance = self.errors(self.latents(decoded()))
        return total / len(self.order), position, distance


def jpeg(quality: int) -> Callable[[np.ndarray], tuple[int, np.ndarray]]:
    def code(images: np.ndarray) -> tuple[int, np.ndarray]:
        total, decoded = 0, np.empty_like(images)
        for index, image in enumerate(images):
            stream = io.BytesIO()
            Image.fromarray(image).save(stream, "JPEG", quality=quality, optimize=True)
            total += stream.tell()
            decoded[index] = np.asarray(Image.open(stream))
        return total, decoded

    return code


def h264(factor: int) -> Callable[[np.ndarray], tuple[int, np.ndarray]]:
    """x264 as a car would stream: veryfast, no delay, one key frame at the start of each drive."""

    def code(images: np.ndarray) -> tuple[int, np.ndarray]:
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height, encoder.pix_fmt = images.shape[2], images.shape[1], "yuv420p"
        encoder.time_base, encoder.framerate, encoder.gop_size = Fraction(1, 10), Fraction(10, 1), len(images) + 1
        encoder.options = {"preset": "veryfast", "tune": "zerolatency", "crf": str(factor)}
        decoder = av.CodecContext.create("h264", "r")
        total, decoded = 0, []
        for index in range(len(images) + 1):
            frame = None  # flushes
            if index < len(images):
                frame = av.VideoFrame.from_ndarray(images[index], format="rgb24")
                frame.pts = index
            for packet in encoder.encode(frame):
                total += packet.size
                decoded += [f.to_ndarray(format="rgb24") for f in decoder.decode(packet)]
        decoded += [f.to_ndarray(format="rgb24") for f in decoder.decode(None)]
        if len(decoded) != len(images):
            raise SystemExit(f"H.264 gave {len(decoded)} frames for {len(images)}")
        return total, np.stack(decoded)

    return code


def bytes_at(points: list[Point], added_error: float, error: Callable[[Point], float]) -> float | None:
    """Bytes at which a codec adds this much error: log-linear between neighbouring settings; None where no
    setting is that bad or that good (then a bound would be invention)."""
    ordered = sorted(points, key=lambda point: point.bytes_per_frame)
    for small, large in zip(ordered, ordered[1:]):
        worse, better = error(small), error(large)
        if worse >= added_error >= better and worse > better:
            share = (added_error - better) / (worse - better)
            return float(np.exp(np.log(large.bytes_per_frame) * (1 - share) + np.log(small.bytes_per_frame) * share))
    return None


def measure(judge: Judge) -> tuple[Point, list[Point]]:
    latents = judge.latents(judge.originals())
    reference = Point("reference", 0, latents[0].numel() * 4, *judge.errors(latents))
    points = []
    for multiplier in MULTIPLIERS:
        received = dequantised(latents, multiplier)
        symbols = (received / multiplier).round().to(torch.int8)
        size = sum(len(latent_codec.pack(frame)) for frame in symbols.numpy()) / len(symbols)
        points.append(Point("latent", multiplier, size, *judge.errors(received), entropy_bytes(symbols)))
    for name, settings, codec in (("JPEG", JPEG_QUALITIES, jpeg), ("H.264", H264_FACTORS, h264)):
        for setting in settings:
            points.append(Point(name, setting, *judge.through(codec(setting))))
            print(f"{name} {setting}: {points[-1].bytes_per_frame:.0f} bytes", flush=True)
    return reference, points


def table(reference: Point, points: list[Point]) -> str:
    change = lambda value, base: f"{100 * (value / base - 1):+.1f} %"
    lines = [f"Reference: position error {reference.position_error:.3f} m, obstacle distance error "
             f"{reference.distance_error:.2f} m.", "",
             "| codec | setting | bytes per frame | position error | distance error |",
             "| --- | --- | --- | --- | --- |"]
    for p in points:
        size = f"{p.bytes_per_frame:.0f}"
        size += f" (entropy {p.entropy_bytes:.0f})" if p.entropy_bytes else ""
        lines.append(f"| {p.codec} | {p.setting:g} | {size} | {change(p.position_error, reference.position_error)} | "
                     f"{change(p.distance_error, reference.distance_error)} |")
    return "\n".join(lines)


def comparisons(reference: Point, points: list[Point]) -> list[dict[str, float | str | None]]:
    """For each latent: the bytes of the rivals at its error, by position, by distance, and by both together."""
    measures: dict[str, Callable[[Point], float]] = {
        "position": lambda p: p.position_error / reference.position_error - 1,
        "distance": lambda p: p.distance_error / reference.distance_error - 1,
        "mean of both": lambda p: 0.5 * (p.position_error / reference.position_error
                                         + p.distance_error / reference.distance_error) - 1,
    }
    found: list[dict[str, float | str | None]] = []
    for latent in (p for p in points if p.codec == "latent"):
        for name, error in measures.items():
            row: dict[str, float | str | None] = {"multiplier": latent.setting, "error": name,
                                                  "change": error(latent), "latent": latent.bytes_per_frame}
            for rival in ("JPEG", "H.264"):
                row[rival] = bytes_at([p for p in points if p.codec == rival], error(latent), error)
            found.append(row)
    return found


def comparison_table(rows: list[dict[str, float | str | None]]) -> str:
    lines = ["| multiplier | error by | change | latent | JPEG at that error | H.264 at that error |",
             "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        rival = lambda name: ("outside the settings" if row[name] is None else
                              f"{row[name]:.0f} ({row[name] / row['latent']:.1f} times)")
        lines.append(f"| {row['multiplier']:g} | {row['error']} | {100 * row['change']:+.1f} % | {row['latent']:.0f} | "
                     f"{rival('JPEG')} | {rival('H.264')} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path, help="the folder of the bundle")
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--limit", type=int, default=3000, help="held-out frames")
    parser.add_argument("--all", action="store_true", help="the recordings are held out as a whole")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    frames = Frames(arguments.data)
    if arguments.all:
        frames.held_out = np.sort(np.concatenate((frames.held_out, frames.training)))
    judge = Judge(Bundle(arguments.bundle), frames, arguments.limit)
    reference, points = measure(judge)
    rows = comparisons(reference, points)
    print(f"\n{len(judge.order)} frames of {len(judge.drives)} drives.", table(reference, points), "",
          comparison_table(rows), sep="\n")
    if arguments.json:
        figures = {"frames": len(judge.order), "reference": asdict(reference),
                   "points": [asdict(p) for p in points], "sameError": rows}
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
