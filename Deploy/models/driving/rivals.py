"""Bytes and microseconds of general compressors on the int8 planes of latents, beside `tombolo bench`.

    pip install numpy lz4 zstandard blosc2
    python rate.py BUNDLE --data DIR --symbols symbols.npy   # then, or with any int8 [N, C, H, W]:
    python rivals.py symbols.npy [--frames 300]

Each compressor takes one frame at a time, on one thread, as a device would: alone, and as the difference to
the frame before it. Quantising is not in the times. A time is the best of several passes over all frames; the
call from Python, some tenths of a microsecond, is in it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import blosc2
import lz4.block
import numpy as np
import zstandard

PASSES = 7

Compressor = Callable[[bytes], bytes]


def blosc(codec: blosc2.Codec, level: int) -> tuple[Compressor, Compressor]:
    settings = {"codec": codec, "filters": [blosc2.Filter.BITSHUFFLE], "clevel": level, "typesize": 1, "nthreads": 1}
    return lambda planes: blosc2.compress2(planes, **settings), lambda block: blosc2.decompress2(block, nthreads=1)


def zstd(level: int) -> tuple[Compressor, Compressor]:
    compressor = zstandard.ZstdCompressor(level=level)
    return compressor.compress, zstandard.ZstdDecompressor().decompress


def lz4_block(mode: str) -> tuple[Compressor, Compressor]:
    return (
        lambda planes: lz4.block.compress(planes, mode=mode, store_size=False),
        lambda block: lz4.block.decompress(block, uncompressed_size=65_536),
    )


def bit_planes(codec: tuple[Compressor, Compressor]) -> tuple[Compressor, Compressor]:
    """Zigzag numbers, the same bit of all of them together: the best that a shuffle does for LZ4."""

    def pack(planes: bytes) -> bytes:
        values = np.frombuffer(planes, np.int8)
        zigzag = ((values << 1) ^ (values >> 7)).view(np.uint8)
        return codec[0](np.packbits(np.unpackbits(zigzag[:, None], axis=1).T).tobytes())

    def unpack(block: bytes) -> bytes:
        bits = np.unpackbits(np.frombuffer(codec[1](block), np.uint8)).reshape(8, -1)
        zigzag = np.packbits(bits.T, axis=1)[:, 0]
        return ((zigzag >> 1) ^ -(zigzag & 1).view(np.int8).astype(np.int8).view(np.uint8)).tobytes()

    return pack, unpack


RIVALS: dict[str, tuple[Compressor, Compressor]] = {
    "LZ4": lz4_block("default"),
    "LZ4 HC": lz4_block("high_compression"),
    "zigzag, bit planes, LZ4 (in numpy)": bit_planes(lz4_block("default")),
    "zigzag, bit planes, LZ4 HC (in numpy)": bit_planes(lz4_block("high_compression")),
    "zstd 1": zstd(1),
    "zstd 3": zstd(3),
    "Blosc2 bit shuffle, LZ4": blosc(blosc2.Codec.LZ4, 5),
    "Blosc2 bit shuffle, LZ4 HC": blosc(blosc2.Codec.LZ4HC, 9),
}


def best_time(work: Callable[[bytes], bytes], items: list[bytes]) -> float:
    """Microseconds of one call."""
    times = []
    for _ in range(PASSES):
        begin = time.perf_counter()
        for item in items:
            work(item)
        times.append((time.perf_counter() - begin) / len(items) * 1e6)
    return min(times)


def table(title: str, frames: list[bytes]) -> None:
    print(f"\n| {title} | bytes | compress us | GB/s of int8 | decompress us |\n| --- | ---: | ---: | ---: | ---: |")
    for name, (compress, decompress) in RIVALS.items():
        blocks = [compress(frame) for frame in frames]
        for block, frame in zip(blocks, frames):
            if bytes(decompress(block)) != frame:
                raise SystemExit(f"{name} did not give back what it got")
        size = sum(map(len, blocks)) / len(blocks)
        there, back = best_time(compress, frames), best_time(decompress, blocks)
        print(f"| {name} | {size:.0f} | {there:.2f} | {len(frames[0]) / there / 1e3:.2f} | {back:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("symbols", type=Path, help="int8 [N, C, H, W], frames in the order of their drives")
    parser.add_argument("--frames", type=int, default=300)
    arguments = parser.parse_args()
    symbols = np.load(arguments.symbols)
    picked = np.linspace(1, len(symbols) - 1, arguments.frames).astype(int)
    now, before = symbols[picked], symbols[picked - 1]
    difference = np.clip(now.astype(int) - before, -128, 127).astype(np.int8)
    table("alone", [frame.tobytes() for frame in now])
    table("difference to the frame before", [frame.tobytes() for frame in difference])


if __name__ == "__main__":
    main()
