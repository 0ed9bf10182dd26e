"""Writes a fitted network in tfjs's LayersModel format with float16 weights.

Our own dozen lines instead of the `tensorflowjs` package, which pins an old TensorFlow and pulls in a dozen more.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import tf_keras as keras

TOPOLOGY_FILE = "model.json"
WEIGHTS_FILE = "weights.bin"
MODEL_FILES = (TOPOLOGY_FILE, WEIGHTS_FILE)


# Notes of Keras to itself, which tfjs does not read.
NOTES = ("module", "registered_name")


def _as_read(config):
    """The topology as tfjs reads it, and little more: without notes and what is left out anyway; every initialiser zero, as
    the weights come from the file, and an orthogonal one is slow to make. Input shapes stay with the layers that have a
    kernel: the evaluation counts what they cost."""
    if isinstance(config, dict):
        dropped = NOTES if "kernel_initializer" in config.get("config", {}) else (*NOTES, "build_config")
        return {
            key: "zeros" if key.endswith("_initializer") else _as_read(value)
            for key, value in config.items()
            if value is not None and key not in dropped
        }
    if isinstance(config, list):
        return [_as_read(item) for item in config]
    return config


def round_to_half(model: keras.Model) -> None:
    """Rounds the weights in place to what the file can hold, so that the model at hand is the model shipped."""
    model.set_weights([weight.astype("<f2").astype("float32") for weight in model.get_weights()])


def export_layers_model(model: keras.Model, directory: Path) -> None:
    """Writes `model.json` and the weights beside it. Format: the tfjs guide "LayersModel JSON"; weights are stored
    as float16 and read back as float32 (`quantization` in tfjs-core's weights manifest)."""
    directory.mkdir(parents=True, exist_ok=True)
    entries, chunks = [], []
    for weight in model.weights:
        values = weight.numpy()
        half = values.astype("<f2")
        if not np.all(np.isfinite(half)):
            raise ValueError(f"{weight.name} does not fit into float16")
        entries.append(
            {
                "name": weight.name.removesuffix(":0"),
                "shape": list(values.shape),
                "dtype": "float32",
                "quantization": {"dtype": "float16", "original_dtype": "float32"},
            }
        )
        chunks.append(half.tobytes())
    topology = _as_read(json.loads(model.to_json()))
    (directory / WEIGHTS_FILE).write_bytes(b"".join(chunks))
    (directory / TOPOLOGY_FILE).write_text(
        json.dumps(
            {
                "format": "layers-model",
                "generatedBy": f"tf_keras {keras.__version__}",
                "convertedBy": "training/stsam_training/export.py",
                "modelTopology": {"keras_version": keras.__version__, "backend": "tensorflow", "model_config": topology},
                "weightsManifest": [{"paths": [WEIGHTS_FILE], "weights": entries}],
            },
            separators=(",", ":"),
        )
    )
