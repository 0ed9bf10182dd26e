"""From the extracted dataset to `public/model`: the recipe is judged in folds by speaker, calibrated on what the folds
said of their held-out speakers, and fitted once more on every speaker at hand."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .answers import PAIRED_CORPORA, Answers, answer, fold_figures
from .calibrate import Calibration, calibrate
from .dataset import Spec, Texts, Windows, data_digest, fitted_digest, read_spec, read_texts, read_transcripts, read_windows
from .export import round_as_stored
from .files import written_whole
from .fusion_fit import embed, fit_fusion, start_from_heads
from .network import EMOTIONS, keras, network
from .processes import in_processes, keep_to_one_core
from .publish import Recipe, write_model, write_references
from .record import can_stand_beside, crossed_run, fold_run, recorded, tempered_run
from .sentence_encoder import word_vectors
from .speech_encoder import describe_recordings, emotion_targets
from .voice_fit import Course, describe, fit_voice, voice_classifier
from .voice_teacher import manner_of, teach_voice
from .words_fit import fit_words, lesson_of, start_from, words_classifier
from .words_teacher import Taught, taught_words

# Bump when the recipe changes: folds that were fitted by another one, or to other data, are not reused.
RECIPE_VERSION = 12
# Principal components of what the pre-trained encoder hears.
HEARD_DIMENSIONS = 64
# Of `splits.ts`: what is watched while a recipe is worked on, and what nothing is chosen by.
VALIDATION_FOLD, TEST_FOLD = 3, 4
# Names of fits beside `fold:N`: what ships, and one that has heard neither of the corpora.
EVERYBODY = "everybody"
CROSS_CORPUS = "without:savee+crema-d"
WORDS_FILE = "words.weights.h5"

# What `_start_fitting` leaves to `_fit_and_keep` in a process of its own.
_shared = None


@dataclass(frozen=True)
class Material:
    """All there is to learn from: windows, with what the pre-trained encoder hears in each clip; texts; and the token ids
    of what the clips say, by their text."""

    dataset: Path
    spec: Spec
    windows: Windows
    described: dict[str, np.ndarray]
    texts: Texts
    transcripts: dict[str, np.ndarray]
    vocabulary: str

    @cached_property
    def words(self) -> list[str]:
        return self.vocabulary.split()

    @property
    def vocabulary_size(self) -> int:
        return len(self.words) + self.spec.text["firstWordId"]

    @cached_property
    def taught(self) -> Taught:
        """What the words' teacher says; read once for all fits of a process."""
        return taught_words(self.dataset, self.texts, self.words, self.spec.text["firstWordId"])


def read_material(dataset: Path) -> Material:
    """Ends the program when there is too little of it to be fitted."""
    spec = read_spec(dataset)
    windows, texts = read_windows(dataset, spec), read_texts(dataset, spec)
    reason = reason_not_to_fit(windows, texts)
    if reason is not None:
        raise SystemExit(reason)
    return Material(
        dataset=dataset,
        spec=spec,
        windows=windows,
        described=describe_recordings(dataset),
        texts=texts,
        transcripts=read_transcripts(dataset),
        vocabulary=(dataset / "vocabulary.txt").read_text(),
    )


def reason_not_to_fit(windows: Windows, texts: Texts) -> str | None:
    """What is missing of the corpora that no fit can do without; None when nothing is."""
    # Voices of each emotion are paired with texts of it alone, where they are learnt from and where they are read.
    alone = texts.where(texts.labels.sum(axis=1) == 1)
    if any(alone.of(split).labels.any(axis=0).sum() < EMOTIONS - 1 for split in ("train", "validation")):
        return "Nothing was fitted: there is no GoEmotions for the words to learn from, or too little of it."
    # Certainty among eight emotions is measured on these, with what is said in them.
    if not np.any(np.isin(windows.corpus, PAIRED_CORPORA) & (windows.transcript != "")):
        return "Nothing was fitted: there is neither RAVDESS's speech nor SAVEE with its transcripts for the voice to learn from."
    return None


def reason_not_to_calibrate(windows: Windows, folds: list[int]) -> str | None:
    """Why the fits of these folds cannot say how sure a model is to be; None when they can."""
    telling = np.isin(windows.corpus, PAIRED_CORPORA) & (windows.transcript != "") & (windows.fold != TEST_FOLD)
    if np.any(telling & np.isin(windows.fold, folds)):
        return None
    return (
        "Nothing was fitted: of the speakers that the folds hold out, the test's left aside, none is of RAVDESS's speech or of "
        "SAVEE, and nobody could say how sure the model is to be. --record-only adds to the record without a model."
    )


def folds_to_fit(listed: str, windows: Windows) -> list[int]:
    """Of the folds of a list such as `0,3,4`, or of none, those that hold somebody out and leave somebody to learn from: where a
    corpus is missing, or most of it, some do not."""
    held_out = {int(fold): windows.fold == int(fold) for fold in listed.split(",") if fold}
    return [fold for fold, chosen in held_out.items() if chosen.any() and not chosen.all()]


def can_cross_corpora(windows: Windows) -> bool:
    """Whether there is SAVEE to be judged on, and anything to learn from without it."""
    return bool(np.any(windows.corpus == "savee") and not held_out_of(CROSS_CORPUS, windows).all())


def new_network(material: Material, recipe: Recipe) -> keras.Model:
    """The whole network, its weights drawn by the recipe's seed."""
    keras.utils.set_random_seed(recipe.seed)
    spec = material.spec
    return network(spec.feature["windowFrames"], spec.feature["coefficients"], spec.text["maxTokens"], material.vocabulary_size)


def fit_words_branch(material: Material, recipe: Recipe, work: Path) -> None:
    """The words branch, which is the same in every network: texts have no speakers."""
    kept = work / WORDS_FILE
    if kept.exists():
        return
    # First: it sets a seed of its own, and the network the recipe's.
    taught = material.taught
    words = new_network(material, recipe).get_layer("words")
    start_from(words, word_vectors(material.words, words.get_layer("word_embedding").output_dim))
    lesson = lesson_of(material.texts.of("train"), taught.texts, taught.others, taught.others_said)
    classifier = fit_words(words, lesson, recipe.words_epochs, recipe.seed, material.texts.of("validation"))
    keep_weights(classifier, kept)


def fit_voice_branch(material: Material, recipe: Recipe, work: Path, name: str) -> None:
    """The voice branch with its heads, fitted on the windows that the fit of this name may learn from."""
    held_out = held_out_of(name, material.windows)
    windows = material.windows.where(~held_out)
    heard = emotion_targets(windows.clip, manner_of(windows), material.described, HEARD_DIMENSIONS)
    said = teach_voice(windows, material.described)
    # Only the validation speakers are looked at while a network is fitted.
    watched = material.windows.where(held_out & (material.windows.fold == VALIDATION_FOLD) & (material.windows.variant == 0))
    voice = new_network(material, recipe).get_layer("voice")
    course = Course(recipe.voice_epochs, recipe.seed, course_at(work, recipe, name))
    classifier = fit_voice(voice, windows, heard, said, course, watched if len(watched) else None)
    keep_weights(classifier, kept_at(work, name, "voice"))


def fit_head(material: Material, recipe: Recipe, work: Path, name: str) -> None:
    """The head over the branches, and with it the whole network."""
    model = new_network(material, recipe)
    voice, words, fusion = (model.get_layer(part) for part in ("voice", "words", "fusion"))
    classifier = voice_classifier(voice)
    classifier.load_weights(kept_at(work, name, "voice"))
    of_words = words_classifier(words)
    of_words.load_weights(work / WORDS_FILE)
    start_from_heads(fusion, classifier, of_words)
    windows = material.windows.where(~held_out_of(name, material.windows))
    spoken = np.stack(list(material.transcripts.values()))
    taken_for = teach_voice(windows, material.described)
    learnt = embed(voice, classifier, words, windows, taken_for, material.texts.of("train"), material.taught.texts, spoken, recipe.seed)
    fit_fusion(fusion, learnt, recipe.seed)
    round_as_stored(model)
    keep_weights(model, kept_at(work, name, "network"))


# Each is kept when it is done, and only made when it is not.
STAGES = {"voice": fit_voice_branch, "network": fit_head}


def held_out_of(name: str, windows: Windows) -> np.ndarray:
    """[windows] bool: what the fit of this name may not learn from."""
    kind, _, which = name.partition(":")
    if kind == "fold":
        return windows.fold == int(which)
    if kind == "without":
        return np.isin(windows.corpus, which.split("+"))
    return np.zeros(len(windows), bool)


def work_folder(fits: Path, recipe: Recipe, fitted: str) -> Path:
    """Where the fits by this recipe to what has this digest are kept."""
    return fits / f"{recipe.name}-to-{fitted}"


def kept_at(work: Path, name: str, stage: str) -> Path:
    """Where the weights of a fit are kept after a stage."""
    return work / f"{name.replace(':', '-')}.{stage}.weights.h5"


def course_at(work: Path, recipe: Recipe, name: str) -> Path:
    """Where the voice's fit of this name is kept on its way: the same place however long it is to go."""
    fitted = work.name.rpartition("-to-")[2]
    return work.parent / f"{recipe.version}-seed{recipe.seed}-courses-to-{fitted}" / f"{name.replace(':', '-')}.npz"


def keep_weights(model: keras.Model, path: Path) -> None:
    """Writes a model's weights whole or not at all."""
    with written_whole(path) as partial:
        model.save_weights(partial)


def _start_fitting(dataset: Path, recipe: Recipe, work: Path) -> None:
    """Has this process read the material, for one fit after the other on one core."""
    global _shared
    keep_to_one_core()
    _shared = (read_material(dataset), recipe, work)


def _fit_and_keep(task: tuple[str, str]) -> None:
    stage, name = task
    print(f"── {stage} of {name}", flush=True)
    STAGES[stage](*_shared, name)


def fit_all(stage: str, names: list[str], dataset: Path, recipe: Recipe, work: Path) -> None:
    """Fits what an earlier run has not kept, as many at a time as there are cores: two fits on one core each are half as
    fast again as one on two.

    Raises SystemExit when the dataset is no longer the one that `work` is named after."""
    missing = [(stage, name) for name in names if not kept_at(work, name, stage).exists()]
    # The processes read it anew, and what they fit to another would be kept, and told, as fitted to the first.
    if missing and work_folder(work.parent, recipe, fitted_digest(dataset)) != work:
        raise SystemExit(
            f"{stage}: another run has put other features into {dataset} since this one began. What was done is kept: when the "
            "other run has ended, the same command goes on from there."
        )
    for _ in in_processes(stage, _fit_and_keep, missing, _start_fitting, dataset, recipe, work):
        # What it made is in a file.
        pass


def load(material: Material, recipe: Recipe, work: Path, name: str) -> keras.Model:
    """The network of a fit whose last stage is done."""
    model = new_network(material, recipe)
    model.load_weights(kept_at(work, name, "network"))
    return model


def answers_to(model: keras.Model, material: Material, chosen: np.ndarray, recipe: Recipe) -> Answers:
    """What the network answers to the recordings themselves, without their variants, and to the validation texts."""
    windows = material.windows.where(chosen & (material.windows.variant == 0))
    texts = material.texts.of("validation")
    return answer(model, windows, texts, material.transcripts, recipe.seed)


def read_record(path: Path) -> dict:
    """The record of the cross-validation; empty when there is none yet."""
    return json.loads(path.read_text()) if path.exists() else {}


def publish(model: keras.Model, directory: Path, material: Material, recipe: Recipe, calibration: Calibration,
            learnt_from: np.ndarray, data: str) -> None:
    """Writes a network as the page loads it; `learnt_from` is [windows] bool: what it was fitted to, and `data` the digest of
    all data at hand."""
    texts = material.texts.of("train")
    write_model(model, directory, material.spec, material.vocabulary, calibration, recipe,
                material.windows.where(learnt_from), texts, data)


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
    parser.add_argument("--voice-epochs", type=int, default=96)
    parser.add_argument("--words-epochs", type=int, default=5)
    parser.add_argument("--folds", default="0,1,2,3,4", help="which to fit; a model needs one beside the test's, 4, to be calibrated on")
    parser.add_argument("--cross-corpus", action="store_true", help="also fit without SAVEE and CREMA-D, judged on SAVEE")
    parser.add_argument("--record-only", action="store_true", help="add the runs to the record and write no model")
    arguments = parser.parse_args()
    recipe = Recipe(RECIPE_VERSION, arguments.seed, arguments.voice_epochs, arguments.words_epochs)
    # Before all that takes long: another run may put other features there meanwhile.
    data = data_digest(arguments.dataset)
    work = work_folder(arguments.work, recipe, fitted_digest(arguments.dataset))
    if arguments.record_only and not can_stand_beside(read_record(arguments.record), recipe, data):
        raise SystemExit(
            f"Nothing was fitted: {arguments.record} is of another recipe or of other data, and these runs cannot stand beside "
            "its. Give --data the corpora that it was made with, or leave --record-only out."
        )
    material = read_material(arguments.dataset)
    folds = folds_to_fit(arguments.folds, material.windows)
    reason = None if arguments.record_only else reason_not_to_calibrate(material.windows, folds)
    if reason is not None:
        raise SystemExit(reason)
    work.mkdir(parents=True, exist_ok=True)

    windows = material.windows
    cross_corpus = arguments.cross_corpus and can_cross_corpora(windows)
    if arguments.cross_corpus and not cross_corpus:
        print("The fit without SAVEE and CREMA-D is skipped: it needs SAVEE to be judged on, and RAVDESS to learn from.", flush=True)
    final = [] if arguments.record_only else [EVERYBODY]
    names = [f"fold:{fold}" for fold in folds] + final + ([CROSS_CORPUS] if cross_corpus else [])
    fit_all("voice", names, arguments.dataset, recipe, work)
    fit_words_branch(material, recipe, work)
    fit_all("network", names, arguments.dataset, recipe, work)

    # Those that earlier runs have kept say more together than a few alone.
    kept = [fold for fold in map(int, np.unique(windows.fold)) if kept_at(work, f"fold:{fold}", "network").exists()]
    models = {fold: load(material, recipe, work, f"fold:{fold}") for fold in kept}
    answers = {fold: answers_to(model, material, windows.fold == fold, recipe) for fold, model in models.items()}
    for fold, each in answers.items():
        # What is seen while a recipe is worked on is chosen by.
        if fold != TEST_FOLD:
            print(f"fold {fold}: {describe(fold_figures(each))}", flush=True)
    runs = [fold_run(recipe.seed, fold, each, windows.where((windows.fold != fold) & (windows.variant == 0))) for fold, each in answers.items()]
    crossed = []
    if cross_corpus:
        said = answers_to(load(material, recipe, work, CROSS_CORPUS), material, windows.corpus == "savee", recipe)
        crossed = [crossed_run(recipe.seed, CROSS_CORPUS.partition(":")[2].split("+"), said)]
    tempered = tempered_run(recipe.seed, answers)
    # Read anew: another run may have added its own in the hours since.
    record = recorded(read_record(arguments.record), recipe, data, runs, crossed, [] if tempered is None else [tempered])
    with written_whole(arguments.record) as partial:
        partial.write_text(json.dumps(record, indent=2) + "\n")
    if arguments.record_only:
        return
    # What the test speakers are read as decides nothing about how they are read.
    blind = calibrate({fold: each for fold, each in answers.items() if fold != TEST_FOLD})
    print(f"calibration without the test speakers: {blind}", flush=True)
    for fold, directory in ((VALIDATION_FOLD, arguments.validated), (TEST_FOLD, arguments.judged)):
        if fold in models:
            publish(models[fold], directory, material, recipe, blind, windows.fold != fold, data)
    model = load(material, recipe, work, EVERYBODY)
    publish(model, arguments.output, material, recipe, calibrate(answers), np.ones(len(windows), bool), data)
    write_references(model, arguments.dataset, arguments.references, material.spec)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Stopped. What was done is kept: the same command goes on from there.", file=sys.stderr)
        # As a shell tells of Ctrl-C.
        sys.exit(130)
