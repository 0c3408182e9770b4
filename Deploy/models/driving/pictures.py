"""The rivals: pictures by JPEG, WebP and H.264, coded and decoded again."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Rival:
    """A codec of pictures and the settings at which it is measured."""

    name: str
    settings: tuple[int, ...]
    is_stream: bool
    has_full_chroma: bool = False  # 4:4:4, which no camera's hardware codec writes; else 4:2:0

    def code(self, images: np.ndarray, setting: int, is_alone: bool) -> tuple[int, np.ndarray]:
        """Bytes of all `images` [N,H,W,3], and the images as decoded; alone: no frame leans on another."""
        if self.is_stream:
            return h264(images, setting, 1 if is_alone else len(images) + 1,
                        "yuv444p" if self.has_full_chroma else "yuv420p")
        if self.name == "WebP":
            return stills(images, "WEBP", quality=setting, method=4)
        return stills(images, "JPEG", quality=setting, optimize=True, subsampling=0 if self.has_full_chroma else 2)


# The network looks at small coloured things: half the chroma alone adds a fifth to the error of an obstacle's
# distance, at any quality. So beside what is usual stands what a rival could do about it.
RIVALS = (
    Rival("JPEG", (100, 98, 95, 92, 88, 80), False),
    Rival("JPEG 4:4:4", (98, 95, 90, 85, 75, 60), False, has_full_chroma=True),
    Rival("WebP", (100, 95, 90, 85, 75), False),
    Rival("H.264", (4, 10, 13, 15, 17, 19), True),
    Rival("H.264 4:4:4", (10, 14, 18, 21, 24), True, has_full_chroma=True),
)


def stills(images: np.ndarray, name: str, **options: int | bool) -> tuple[int, np.ndarray]:
    """Each picture by Pillow."""
    total, decoded = 0, np.empty_like(images)
    for index, image in enumerate(images):
        stream = io.BytesIO()
        Image.fromarray(image).save(stream, name, **options)
        total += stream.tell()
        decoded[index] = np.asarray(Image.open(stream).convert("RGB"))
    return total, decoded


def h264(images: np.ndarray, factor: int, key_interval: int, pixels: str) -> tuple[int, np.ndarray]:
    """x264 as a car would stream: veryfast, no delay, one key frame at the start of each drive."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = images.shape[2], images.shape[1], pixels
    encoder.time_base, encoder.framerate, encoder.gop_size = Fraction(1, 10), Fraction(10, 1), key_interval
    encoder.options = {"preset": "veryfast", "tune": "zerolatency", "crf": str(factor), "threads": "1"}
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
