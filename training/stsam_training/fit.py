"""From the extracted dataset to `public/model`: the recipe is judged in folds by speaker, calibrated on what the folds
said of their held-out speakers, and fitted once more on every speaker at hand."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from .answers import Answers, answer, fold_figures
from .calibrate import Calibration, calibrate
from .dataset import Spec, Texts, Windows, read_spec, read_texts, read_transcripts, read_windows
from .export import round_to_half
from .fusion_fit import embed, fit_fusion
from .network import keras, network
from .publish import Recipe, write_model, write_references
from .sentence_encoder import word_vectors
from .speech_encoder import describe_recordings, emotion_targets
from .voice_fit import describe, fit_voice
from .voice_teacher import manner_of, teach_voice
from .words_fit import fit_words, start_from
from .words_teacher import taught_words

# Bump when the recipe changes: folds that were fitted by another one are not reused.
RECIPE_VERSION = 3
# Principal components of what the pre-trained encoder hears.
HEARD_DIMENSIONS = 64
# Of `splits.ts`: recipes are chosen on the one fold's speakers, the other's are only looked at once a model.
VALIDATION_FOLD, TEST_FOLD = 3, 4
# Names of fits beside `fold:N`: what ships, and one that has heard neither of the corpora.
EVERYBODY = "everybody"
CROSS_CORPUS = "without:savee+crema-d"
WORDS_FILE = "words.weights.h5"

# What `_start_fitting` leaves to `_fit_and_keep` in a process of its own.
_fitting = None


@dataclass(frozen=True)
class Material:
    """All there is to learn from: windows with what the pre-trained encoder hears in each clip; texts with what the
    pre-trained teacher says of each ([texts, emotions]); token ids of what the clips say, by their text."""

    spec: Spec
    windows: Windows
    described: dict[str, np.ndarray]
    texts: Texts
    taught: np.ndarray
    transcripts: dict[str, np.ndarray]
    vocabulary: str

    @property
    def vocabulary_size(self) -> int:
        return len(self.vocabulary.split()) + self.spec.text["firstWordId"]


def read_material(dataset: Path, seed: int) -> Material:
    spec = read_spec(dataset)
    texts = read_texts(dataset, spec)
    return Material(
        spec=spec,
        windows=read_windows(dataset, spec),
        described=describe_recordings(dataset),
        texts=texts,
        taught=taught_words(dataset, texts, seed),
        transcripts=read_transcripts(dataset),
        vocabulary=(dataset / "vocabulary.txt").read_text(),
    )


def new_network(material: Material, recipe: Recipe) -> keras.Model:
    keras.utils.set_random_seed(recipe.seed)
    spec = material.spec
    return network(spec.feature["windowFrames"], spec.feature["coefficients"], spec.text["maxTokens"], material.vocabulary_size)


def fit_words_branch(material: Material, recipe: Recipe, work: Path) -> None:
    """The words branch, which is the same in every fit: texts have no speakers."""
    kept = work / WORDS_FILE
    if kept.exists():
        return
    words = new_network(material, recipe).get_layer("words")
    train = material.texts.split == "train"
    start_from(words, word_vectors(material.vocabulary.split(), words.get_layer("word_embedding").output_dim))
    validation = material.texts.where(material.texts.split == "validation")
    fit_words(words, material.texts.where(train), material.taught[train], recipe.words_epochs, recipe.seed, validation)
    words.save_weights(kept)


def fit_network(material: Material, held_out: np.ndarray, recipe: Recipe, work: Path) -> keras.Model:
    """The whole network, fitted on the windows that are not `held_out` ([windows] bool): the voice branch, then the head
    over voice and words."""
    model = new_network(material, recipe)
    voice, words, fusion = (model.get_layer(name) for name in ("voice", "words", "fusion"))
    words.load_weights(work / WORDS_FILE)
    windows = material.windows.where(~held_out)
    heard = emotion_targets(windows.clip, manner_of(windows), material.described, HEARD_DIMENSIONS)
    said = teach_voice(windows, material.described)
    # Only the validation speakers are looked at while a network is fitted.
    watched = material.windows.where(held_out & (material.windows.fold == VALIDATION_FOLD) & (material.windows.variant == 0))
    classifier = fit_voice(voice, windows, heard, said, recipe.voice_epochs, recipe.seed, watched if len(watched) else None)
    train = material.texts.split == "train"
    spoken = np.stack(list(material.transcripts.values()))
    learnt = embed(voice, classifier, words, windows, material.texts.where(train), material.taught[train], spoken, recipe.seed)
    fit_fusion(fusion, learnt, recipe.seed)
    round_to_half(model)
    return model


def held_out_of(name: str, windows: Windows) -> np.ndarray:
    """[windows] bool: what the fit of this name may not learn from."""
    kind, _, which = name.partition(":")
    if kind == "fold":
        return windows.fold == int(which)
    if kind == "without":
        return np.isin(windows.corpus, which.split("+"))
    return np.zeros(len(windows), bool)


def kept_at(work: Path, name: str) -> Path:
    return work / f"{name.replace(':', '-')}.weights.h5"


def _start_fitting(*shared) -> None:
    """Has this process read the material, for one fit after the other on one core."""
    global _fitting
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    dataset, recipe, work = shared
    _fitting = (read_material(dataset, recipe.seed), recipe, work)


def _fit_and_keep(name: str) -> str:
    material, recipe, work = _fitting
    model = fit_network(material, held_out_of(name, material.windows), recipe, work)
    model.save_weights(kept_at(work, name))
    return name


def fit_all(names: list[str], dataset: Path, recipe: Recipe, work: Path) -> None:
    """Fits what an earlier run has not kept, as many at a time as there are cores: two fits on one core each are half as
    fast again as one on two."""
    missing = [name for name in names if not kept_at(work, name).exists()]
    if not missing:
        return
    # Forked, TensorFlow's threads would hang.
    with get_context("spawn").Pool(min(len(missing), os.cpu_count() or 1), _start_fitting, (dataset, recipe, work)) as pool:
        for name in tqdm(pool.imap_unordered(_fit_and_keep, missing, chunksize=1), "fits", len(missing)):
            print(f"fitted {name}", flush=True)


def load(material: Material, recipe: Recipe, work: Path, name: str) -> keras.Model:
    model = new_network(material, recipe)
    model.load_weights(kept_at(work, name))
    return model


def answers_to(model: keras.Model, material: Material, chosen: np.ndarray, recipe: Recipe) -> Answers:
    """What the network answers to the recordings themselves, without their variants, and to the validation texts."""
    windows = material.windows.where(chosen & (material.windows.variant == 0))
    texts = material.texts.where(material.texts.split == "validation")
    return answer(model, windows, texts, material.transcripts, recipe.seed)


def publish(model: keras.Model, directory: Path, material: Material, recipe: Recipe, calibration: Calibration,
            learnt_from: np.ndarray) -> None:
    texts = material.texts.where(material.texts.split == "train")
    write_model(model, directory, material.spec, material.vocabulary, calibration, recipe,
                material.windows.where(learnt_from), texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, default=Path("training/.cache/dataset"))
    parser.add_argument("--work", type=Path, default=Path("training/.cache/fits"), help="where fitted folds are kept")
    parser.add_argument("--output", type=Path, default=Path("public/model"))
    parser.add_argument("--judged", type=Path, default=Path("training/judged"),
                        help="where the model goes that has not heard the test speakers")
    parser.add_argument("--validated", type=Path, default=Path("training/.cache/validated"),
                        help="where the model goes that has not heard the validation speakers")
    parser.add_argument("--references", type=Path, default=Path("training/reference/logits.json"))
    parser.add_argument("--record", type=Path, default=Path("training/reference/crossValidation.json"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--voice-epochs", type=int, default=30)
    parser.add_argument("--words-epochs", type=int, default=4)
    parser.add_argument("--folds", default="0,1,2,3,4", help="which to fit; calibration wants one beside the test's, 4")
    parser.add_argument("--skip-final", action="store_true", help="stop after the folds")
    arguments = parser.parse_args()
    recipe = Recipe(RECIPE_VERSION, arguments.seed, arguments.voice_epochs, arguments.words_epochs)
    material = read_material(arguments.dataset, recipe.seed)
    work = arguments.work / recipe.name
    work.mkdir(parents=True, exist_ok=True)

    folds = [int(fold) for fold in arguments.folds.split(",")]
    final = [] if arguments.skip_final else [EVERYBODY, CROSS_CORPUS]
    fit_words_branch(material, recipe, work)
    fit_all([f"fold:{fold}" for fold in folds] + final, arguments.dataset, recipe, work)

    windows = material.windows
    models = {fold: load(material, recipe, work, f"fold:{fold}") for fold in folds}
    answers = {fold: answers_to(model, material, windows.fold == fold, recipe) for fold, model in models.items()}
    for fold, each in answers.items():
        print(f"fold {fold}: {describe(fold_figures(each))}", flush=True)
    # What the test speakers are read as decides nothing about how they are read.
    blind = calibrate([each for fold, each in answers.items() if fold != TEST_FOLD])
    print(f"calibration without the test speakers: {blind}", flush=True)
    for fold, directory in ((VALIDATION_FOLD, arguments.validated), (TEST_FOLD, arguments.judged)):
        if fold in models:
            publish(models[fold], directory, material, recipe, blind, windows.fold != fold)
    if arguments.skip_final:
        return
    publish(load(material, recipe, work, EVERYBODY), arguments.output, material, recipe, calibrate(list(answers.values())),
            np.ones(len(windows), bool))
    write_references(load(material, recipe, work, EVERYBODY), arguments.dataset, arguments.references, material.spec)
    crossed = answers_to(load(material, recipe, work, CROSS_CORPUS), material, windows.corpus == "savee", recipe)
    record = {
        "command": "npm run train",
        "recipe": vars(recipe),
        "folds": [
            {"seed": recipe.seed, "fold": fold, "heldOut": sorted(map(str, np.unique(each.windows.speaker))),
             "figures": fold_figures(each)}
            for fold, each in answers.items()
        ],
        "crossCorpus": [
            {"seed": recipe.seed, "name": "this recipe", "trainedWithout": CROSS_CORPUS.partition(":")[2].split("+"),
             "figures": fold_figures(crossed)}
        ],
    }
    arguments.record.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
