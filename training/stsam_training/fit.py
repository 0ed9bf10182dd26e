"""From the extracted dataset to `public/model`: fit on the training speakers, calibrate on the validation speakers,
then fit the same recipe once more on both. The test speakers are not touched here."""

from __future__ import annotations

import argparse
import datetime
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .calibrate import fit_temperature
from .dataset import Spec, Texts, Windows, read_spec, read_texts, read_transcripts, read_windows
from .export import MODEL_FILES, export_layers_model, round_to_half
from .fusion_fit import PairMaker, embed, fit_fusion
from .metrics import macro_f1, softmax, unweighted_average_recall
from .network import EMOTIONS, keras, network
from .speech_encoder import describe_recordings, emotion_targets
from .voice_fit import describe, fit_voice, judge_voice
from .words_fit import best_threshold, decide, fit_words, text_targets
from .words_teacher import taught_words

FORMAT_VERSION = 1
# Principal components of what the pre-trained encoder hears.
HEARD_DIMENSIONS = 64


@dataclass(frozen=True)
class Recipe:
    seed: int
    voice_epochs: int
    words_epochs: int


@dataclass(frozen=True)
class Calibration:
    """Fitted on validation speakers and texts."""

    temperature: dict[str, float]
    words_threshold: float


@dataclass(frozen=True)
class Material:
    """What one fit may learn from: windows with what the pre-trained encoder hears in them ([windows, dimensions]),
    texts with what the pre-trained teacher says of them ([texts, emotions])."""

    windows: Windows
    heard: np.ndarray
    texts: Texts
    taught: np.ndarray


def select(windows: Windows, texts: Texts, described: dict[str, np.ndarray], taught: np.ndarray, splits: tuple[str, ...]) -> Material:
    of_voice, of_words = np.isin(windows.split, splits), np.isin(texts.split, splits)
    chosen = windows.where(of_voice)
    # Sung, a speaker is somebody else.
    manner = np.char.add(chosen.speaker.astype(str), np.where(chosen.corpus == "ravdess-song", " sings", ""))
    heard = emotion_targets(chosen.clip, manner, described, HEARD_DIMENSIONS)
    return Material(chosen, heard, texts.where(of_words), taught[of_words])


def fit_network(material: Material, transcripts: np.ndarray, spec: Spec, vocabulary: int, recipe: Recipe,
                validation: tuple[Windows, Texts] | None = None) -> tuple[keras.Model, keras.Model]:
    """The whole network, branch by branch, then the head over both; and the `voice_classifier`."""
    keras.utils.set_random_seed(recipe.seed)
    model = network(spec.feature["windowFrames"], spec.feature["coefficients"], spec.text["maxTokens"], vocabulary)
    voice, words, fusion = (model.get_layer(name) for name in ("voice", "words", "fusion"))
    fit_words(words, material.texts, material.taught, recipe.words_epochs, recipe.seed, validation and validation[1])
    classifier = fit_voice(
        voice, material.windows, material.heard, recipe.voice_epochs, recipe.seed, validation and validation[0]
    )
    embedded = embed(voice, classifier, words, material.windows, material.texts, material.taught, transcripts, recipe.seed)
    fit_fusion(fusion, embedded, recipe.seed)
    return model, classifier


def calibrate(model: keras.Model, classifier: keras.Model, windows: Windows, texts: Texts, transcripts: np.ndarray, seed: int) -> tuple[Calibration, dict]:
    """Temperatures and threshold on speakers and texts that were not trained on, and the figures there."""
    windows = windows.where(windows.variant == 0)
    silence = np.zeros_like(windows.values[:1])
    no_words = np.zeros_like(texts.tokens[:1])

    voice = model.predict([windows.values, np.repeat(no_words, len(windows), 0)], batch_size=256, verbose=0)
    complete = windows.corpus == "ravdess-speech"
    complete = complete if complete.any() else np.ones(len(windows), bool)
    voice_temperature = fit_temperature(voice[complete], np.eye(EMOTIONS)[windows.label][complete])
    figures = {f"voice {name}": value for name, value in judge_voice(windows, voice / voice_temperature).items()}

    words = model.predict([np.repeat(silence, len(texts), 0), texts.tokens], batch_size=256, verbose=0)
    words_temperature = fit_temperature(words, text_targets(texts.labels))
    probabilities = softmax(words / words_temperature)
    threshold = best_threshold(probabilities, texts.labels)
    figures["words macro-F1"] = macro_f1(texts.labels, decide(probabilities, threshold))

    data = embed(
        model.get_layer("voice"), classifier, model.get_layer("words"), windows, texts, text_targets(texts.labels), transcripts, seed
    )
    pairs = PairMaker(data, seed)
    drawn = [pairs.batch_of("congruent") for _ in range(4)]
    logits = np.concatenate([model.get_layer("fusion").predict([v, w], verbose=0) for v, w, _, _ in drawn])
    label = np.concatenate([target.argmax(1) for _, _, target, _ in drawn])
    both_temperature = fit_temperature(logits, np.eye(EMOTIONS)[label])
    figures["paired"] = unweighted_average_recall(label, logits.argmax(1))
    temperature = {"voice": voice_temperature, "words": words_temperature, "both": both_temperature}
    return Calibration(temperature, threshold), figures


def write_model(model: keras.Model, directory: Path, spec: Spec, vocabulary: str, calibration: Calibration, recipe: Recipe,
                windows: Windows, texts: Texts) -> None:
    export_layers_model(model, directory)
    (directory / "vocabulary.txt").write_text(vocabulary)
    parts = ("voice", "words", "fusion")
    manifest = {
        "formatVersion": FORMAT_VERSION,
        "name": "STSaM",
        "version": f"1.0.0-seed{recipe.seed}",
        "created": datetime.date.today().isoformat(),
        "labels": list(spec.emotions),
        "featureSpec": spec.feature,
        "textSpec": {**spec.text, "vocabularyFile": "vocabulary.txt", "vocabularySize": len(vocabulary.split()) + spec.text["firstWordId"]},
        "temperature": calibration.temperature,
        "wordsThreshold": calibration.words_threshold,
        "inputs": [
            {"name": "mfcc", "shape": [None, spec.feature["windowFrames"], spec.feature["coefficients"]], "dtype": "float32"},
            {"name": "tokens", "shape": [None, spec.text["maxTokens"]], "dtype": "int32"},
        ],
        "outputs": [{"name": "logits", "shape": [None, len(spec.emotions)]}],
        "parts": {part: part for part in parts},
        "parameters": {part: model.get_layer(part).count_params() for part in parts},
        "files": [{"name": name, "bytes": (directory / name).stat().st_size} for name in (*MODEL_FILES, "vocabulary.txt")],
        "recipe": vars(recipe),
        "data": {
            "voice": {str(corpus): int(np.unique(windows.clip[windows.corpus == corpus]).size) for corpus in np.unique(windows.corpus)},
            "words": {"goemotions": len(texts)},
        },
        "splits": {"trainedOn": sorted(map(str, np.unique(windows.speaker)))},
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
    (directory / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, default=Path("training/.cache/dataset"))
    parser.add_argument("--output", type=Path, default=Path("public/model"))
    parser.add_argument("--references", type=Path, default=Path("training/reference/logits.json"))
    parser.add_argument("--validated", type=Path, default=Path("training/.cache/validated"),
                        help="where the model goes that has not heard the validation speakers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--voice-epochs", type=int, default=30)
    parser.add_argument("--words-epochs", type=int, default=4)
    parser.add_argument("--calibrated", type=Path, help="a manifest to take the calibration from, instead of a first fit")
    parser.add_argument("--skip-final", action="store_true", help="stop after the figures on the validation speakers")
    arguments = parser.parse_args()
    recipe = Recipe(arguments.seed, arguments.voice_epochs, arguments.words_epochs)

    spec = read_spec(arguments.dataset)
    windows = read_windows(arguments.dataset, spec)
    texts = read_texts(arguments.dataset, spec)
    transcripts = np.stack(list(read_transcripts(arguments.dataset).values()))
    vocabulary = (arguments.dataset / "vocabulary.txt").read_text()
    size = len(vocabulary.split()) + spec.text["firstWordId"]

    described = describe_recordings(arguments.dataset)
    taught = taught_words(arguments.dataset, texts, recipe.seed)
    material = select(windows, texts, described, taught, ("train",))
    held_out = (windows.where(windows.split == "validation"), texts.where(texts.split == "validation"))
    if arguments.calibrated:
        manifest = json.loads(arguments.calibrated.read_text())
        calibration = Calibration(manifest["temperature"], manifest["wordsThreshold"])
    else:
        model, classifier = fit_network(material, transcripts, spec, size, recipe, held_out)
        calibration, figures = calibrate(model, classifier, *held_out, transcripts, recipe.seed)
        print(f"validation: {describe(figures)}; {calibration}", flush=True)
        round_to_half(model)
        write_model(model, arguments.validated, spec, vocabulary, calibration, recipe, material.windows, material.texts)
    if not arguments.skip_final:
        print("fitting once more on the training and validation speakers together", flush=True)
        material = select(windows, texts, described, taught, ("train", "validation"))
        model, _ = fit_network(material, transcripts, spec, size, recipe)
        round_to_half(model)
        write_model(model, arguments.output, spec, vocabulary, calibration, recipe, material.windows, material.texts)
        write_references(model, arguments.dataset, arguments.references, spec)


if __name__ == "__main__":
    main()
