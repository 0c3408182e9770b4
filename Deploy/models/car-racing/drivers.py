"""Policies as something that drives: a checkpoint in PyTorch, a bundle in OpenVINO."""

from __future__ import annotations

from pathlib import Path

import numpy as np

LARGEST_SYMBOL = 127


def rounded(latent: np.ndarray, multiplier: float = 1.0) -> np.ndarray:
    """What a worker sees of a latent."""
    return (np.clip(np.rint(latent / multiplier), -LARGEST_SYMBOL, LARGEST_SYMBOL) * multiplier).astype(np.float32)


class TorchPolicy:
    """A checkpoint of `train.py`."""

    def __init__(self, checkpoint: Path):
        import torch

        from model import Policy

        torch.set_num_threads(1)
        self._torch, self._policy = torch, Policy()
        self._policy.load_state_dict(torch.load(checkpoint, weights_only=True))
        self._policy.eval()

    def chunk(self, picture: np.ndarray, state: np.ndarray, part: str) -> np.ndarray:
        """[20,3] from "backbone" or "local"."""
        with self._torch.no_grad():
            latent = self._policy.head(self._torch.from_numpy(picture[None])).round().clamp(-127, 127)
            plan, _ = getattr(self._policy, part)(latent, self._torch.from_numpy(state[None]))
        return plan[0].numpy()


class BundlePolicy:
    """The networks of a bundle, as devices and workers run them."""

    def __init__(self, directory: Path, multiplier: float = 1.0):
        import openvino

        core, options = openvino.Core(), {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
        self.multiplier = multiplier
        self._parts = {name: core.compile_model(str(directory / f"{name}.onnx"), "CPU", options)
                       for name in ("head", "local", "backbone")}

    def latent(self, picture: np.ndarray) -> np.ndarray:
        """[1,16,6,6], not quantised."""
        return self._parts["head"]([picture[None]])[0].copy()

    def plans(self, latent: np.ndarray, state: np.ndarray, part: str = "backbone") -> np.ndarray:
        """[N,20,3] of latents as received."""
        return self._parts[part]([latent, state])[0].copy()

    def chunk(self, picture: np.ndarray, state: np.ndarray, part: str) -> np.ndarray:
        """[20,3] from "backbone" or "local"."""
        # The device's own policy sees the latent before it is quantised.
        latent = self.latent(picture)
        latent = rounded(latent, self.multiplier) if part == "backbone" else latent
        return self.plans(latent, state[None], part)[0]
