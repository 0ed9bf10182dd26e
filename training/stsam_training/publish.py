"""Writes a fitted network as the page loads it, with all that is to be said of it."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .answers import FUSED_PART, WORDS_EXPONENT
from .calibrate import Calibration
from .dataset import Spec, Texts, Windows
from .export import MODEL_FILES, export_layers_model
from .files import written_whole
from .manifest_files import listed
from .network import keras

FORMAT_VERSION = 1
# Bump when sound becomes windows, or a network's answers readings, in another way, as by what words weigh; start from 0 with
# each recipe.
READING_VERSION = 1


@dataclass(frozen=True)
class Recipe:
    """What a fit depends on beside its data."""

    version: int
    seed: int
    voice_epochs: int
    words_epochs: int

    @property
    def release(self) -> str:
        return f"{self.version}.{READING_VERSION}.0"

    @property
    def name(self) -> str:
        return f"{self.version}-seed{self.seed}-voice{self.voice_epochs}-words{self.words_epochs}"


def write_model(model: keras.Model, directory: Path, spec: Spec, vocabulary: str, calibration: Calibration, recipe: Recipe,
                windows: Windows, texts: Texts, data: str) -> None:
    """`data` is the digest of all data at hand, of which `windows` and `texts` are what was fitted to."""
    export_layers_model(model, directory)
    (directory / "vocabulary.txt").write_text(vocabulary)
    parts = ("voice", "words", "fusion")
    manifest = {
        "formatVersion": FORMAT_VERSION,
        "name": "STSaM",
        "version": recipe.release,
        "created": datetime.date.today().isoformat(),
        "labels": list(spec.emotions),
        "featureSpec": spec.feature,
        "textSpec": {**spec.text, "vocabularyFile": "vocabulary.txt", "vocabularySize": len(vocabulary.split()) + spec.text["firstWordId"]},
        "temperature": calibration.temperature,
        "sureFrom": calibration.sure_from,
        "wordsWeight": {"exponent": WORDS_EXPONENT, "fusedPart": FUSED_PART, "prior": calibration.words_prior},
        "wordsThreshold": calibration.words_threshold,
        "inputs": [
            {"name": "mfcc", "shape": [None, spec.feature["windowFrames"], spec.feature["coefficients"]], "dtype": "float32"},
            {"name": "tokens", "shape": [None, spec.text["maxTokens"]], "dtype": "int32"},
        ],
        "outputs": [{"name": "logits", "shape": [None, len(spec.emotions)]}],
        "parts": {part: part for part in parts},
        "parameters": {part: model.get_layer(part).count_params() for part in parts},
        "files": [listed(directory / name) for name in (*MODEL_FILES, "vocabulary.txt")],
        "recipe": vars(recipe),
        "data": {
            "voice": {str(corpus): int(np.unique(windows.clip[windows.corpus == corpus]).size) for corpus in np.unique(windows.corpus)},
            "words": {"goemotions": len(texts)},
            "digest": data,
        },
        "splits": {"trainedOn": sorted(map(str, np.unique(windows.speaker))), "calibratedOnFolds": calibration.folds},
        "figures": {},
        "licence": {
            "code": "MIT",
            "weights": "CC BY-NC-SA 4.0, for non-commercial use: RAVDESS is CC BY-NC-SA 4.0 and SAVEE is for research only",
            "data": {
                "RAVDESS": "CC BY-NC-SA 4.0, Livingstone and Russo 2018, doi 10.1371/journal.pone.0196391",
                "SAVEE": "research use, Haq and Jackson, University of Surrey",
                "CREMA-D": "ODbL 1.0, Cao et al. 2014",
                "GoEmotions": "Apache 2.0, Demszky et al. 2020",
            },
        },
    }
    with written_whole(directory / "manifest.json") as partial:
        partial.write_text(json.dumps(manifest, indent=2) + "\n")


def write_references(model: keras.Model, dataset: Path, output: Path, spec: Spec) -> None:
    """The network's logits for our own sample recordings, for the tests that hold the converted model to it: with voice
    and words, with the voice only, and with the words only."""
    inputs = json.loads((dataset / "references.json").read_text())
    mfcc = np.array([each["mfcc"] for each in inputs], "float32")
    mfcc = mfcc.reshape(-1, spec.feature["windowFrames"], spec.feature["coefficients"])
    tokens = np.array([each["tokens"] for each in inputs], "int32")
    logits = {
        "both": model.predict([mfcc, tokens], verbose=0),
        "voice": model.predict([mfcc, np.zeros_like(tokens)], verbose=0),
        "words": model.predict([np.zeros_like(mfcc), tokens], verbose=0),
    }
    rows = [
        {"sample": each["sample"], **{source: [round(float(x), 5) for x in rows[index]] for source, rows in logits.items()}}
        for index, each in enumerate(inputs)
    ]
    output.write_text(json.dumps(rows, indent=2) + "\n")
