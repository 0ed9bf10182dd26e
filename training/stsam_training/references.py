"""What the shipped network gives for our own samples, once more: when the way from sound to window has changed, and the network
has not."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .dataset import read_spec
from .export import read_layers_model
from .network import network
from .publish import write_references


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("public/model"))
    parser.add_argument("--dataset", type=Path, default=Path("training/.cache/dataset"))
    parser.add_argument("--references", type=Path, default=Path("training/reference/logits.json"))
    arguments = parser.parse_args()
    spec = read_spec(arguments.dataset)
    vocabulary = json.loads((arguments.model / "manifest.json").read_text())["textSpec"]["vocabularySize"]
    model = network(spec.feature["windowFrames"], spec.feature["coefficients"], spec.text["maxTokens"], vocabulary)
    read_layers_model(model, arguments.model)
    write_references(model, arguments.dataset, arguments.references, spec)


if __name__ == "__main__":
    main()
