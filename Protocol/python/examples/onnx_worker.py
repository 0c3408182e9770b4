"""Serve a bundle's backbone.onnx, by ONNX Runtime or OpenVINO, whichever is installed.

    pip install 'tombolo[onnx]'
    python examples/onnx_worker.py --endpoint tcp://10.0.0.7:5571

The manifest names the file and its SHA-256, which is checked before it is loaded; its first
dimension has to be dynamic, as that of the driving bundle is.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import tombolo

Run = Callable[[dict[str, NDArray[np.float32]]], dict[str, Any]]


def load(path: Path) -> Run:
    """Return a function from named inputs, of which it takes what it needs, to named outputs."""
    if find_spec("onnxruntime") is not None:
        import onnxruntime  # noqa: PLC0415

        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        names = [output.name for output in session.get_outputs()]
        needed = [entry.name for entry in session.get_inputs()]

        def run(inputs: dict[str, NDArray[np.float32]]) -> dict[str, Any]:
            taken = {name: inputs[name] for name in needed}
            return dict(zip(names, session.run(names, taken), strict=True))

        return run
    if find_spec("openvino") is not None:
        import openvino  # noqa: PLC0415

        model = openvino.Core().compile_model(str(path), "CPU")
        request = model.create_infer_request()
        known = [entry.any_name for entry in model.inputs]

        def infer(inputs: dict[str, NDArray[np.float32]]) -> dict[str, Any]:
            taken = {name: inputs[name] for name in known}
            return {output.any_name: value for output, value in request.infer(taken).items()}

        return infer
    raise tombolo.BundleError("neither onnxruntime nor openvino is installed; pip install one")


class Backbone:
    """Loads the network with the first batch, so that --help needs none."""

    run: Run | None = None

    def __call__(self, latents: Any, states: Any, committed: Any = None) -> tuple[Any, Any]:
        """Return plans and beliefs of a batch."""
        if self.run is None:
            self.run = load(worker.load_bundle().file("backbone"))
        inputs = {"latent": latents, "state": states}
        if committed is not None:  # where the backbone takes it: real-time chunking
            inputs["prefix"], inputs["prefixLength"] = committed.prefixes, committed.lengths
            inputs["expectedDelay"] = committed.delays
        outputs = self.run(inputs)
        return outputs["plan"], outputs["belief"]


worker = tombolo.Worker(Backbone(), bundle="Deploy/models/driving", name="onnx-worker")

if __name__ == "__main__":
    worker.main()
