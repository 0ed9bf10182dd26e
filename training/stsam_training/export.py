"""Writes a fitted network in tfjs's LayersModel format: word embeddings in a byte each, other weights as float16.

Our own hundred lines instead of the `tensorflowjs` package, which pins an old TensorFlow and pulls in a dozen more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tf_keras as keras

TOPOLOGY_FILE = "model.json"
WEIGHTS_FILE = "weights.bin"
MODEL_FILES = (TOPOLOGY_FILE, WEIGHTS_FILE)
# How Keras ends the names of word embeddings.
EMBEDDINGS = "/embeddings:0"


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


@dataclass(frozen=True)
class Stored:
    """A weight as the file holds it: its `quantization` in tfjs-core's weights manifest, the bytes, and what tfjs reads."""

    quantization: dict
    data: bytes
    read: np.ndarray


def _stored(weight) -> Stored:
    """As float16, or as one of 256 steps from the least to the greatest value where the weight is a word embedding: most of
    the file is of these, and half of their bytes tells them as well."""
    values = weight.numpy()
    if weight.name.endswith(EMBEDDINGS):
        return _in_steps(values)
    half = values.astype("<f2")
    if not np.all(np.isfinite(half)):
        raise ValueError(f"{weight.name} does not fit into float16")
    return Stored({"dtype": "float16", "original_dtype": "float32"}, half.tobytes(), half.astype("float32"))


def _in_steps(values: np.ndarray) -> Stored:
    least = float(values.min())
    step = (float(values.max()) - least) / 255 or 1.0
    steps = np.rint((values - least) / step).astype("uint8")
    quantization = {"dtype": "uint8", "original_dtype": "float32", "min": least, "scale": step}
    return Stored(quantization, steps.tobytes(), (steps * step + least).astype("float32"))


def round_as_stored(model: keras.Model) -> None:
    """Rounds the weights in place to what the file can hold, so that the model at hand is the model shipped."""
    model.set_weights([_stored(weight).read for weight in model.weights])


def read_layers_model(model: keras.Model, directory: Path) -> None:
    """Gives a network of the same make the weights that `export_layers_model` wrote."""
    entries = json.loads((directory / TOPOLOGY_FILE).read_text())["weightsManifest"][0]["weights"]
    data = (directory / WEIGHTS_FILE).read_bytes()
    weights = []
    for entry in entries:
        stored, count = entry["quantization"], int(np.prod(entry["shape"]))
        kind = np.dtype(stored["dtype"])
        values = np.frombuffer(data, kind, count).reshape(entry["shape"])
        data = data[count * kind.itemsize :]
        # As tfjs reads them: the steps of word embeddings in double precision.
        weights.append((values * stored.get("scale", 1.0) + stored.get("min", 0.0)).astype("float32"))
    model.set_weights(weights)


def export_layers_model(model: keras.Model, directory: Path) -> None:
    """Writes `model.json` and the weights beside it. Format: the tfjs guide "LayersModel JSON"; tfjs reads all weights back as
    float32 (`quantization` in tfjs-core's weights manifest).

    Raises `ValueError` for a weight that does not fit into float16."""
    directory.mkdir(parents=True, exist_ok=True)
    entries, chunks = [], []
    for weight in model.weights:
        stored = _stored(weight)
        name = weight.name.removesuffix(":0")
        entries.append({"name": name, "shape": list(weight.shape), "dtype": "float32", "quantization": stored.quantization})
        chunks.append(stored.data)
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
