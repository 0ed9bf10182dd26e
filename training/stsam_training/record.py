"""The record of the cross-validation: what each fit said of speakers it had not heard, run beside run, so that several
seeds of one recipe stand together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .answers import PAIRED_CORPORA, Answers, fold_figures
from .calibrate import calibrate, can_calibrate, expected_calibration_error
from .dataset import Windows
from .metrics import by_clip, softmax, unweighted_average_recall
from .network import EMOTIONS
from .publish import Recipe

THIS_RECIPE = "this recipe"
# Of the corpora, the one whose sentences tell the emotion: many are said in one alone.
TELLTALE = "savee"


def fold_run(seed: int, fold: int, answers: Answers, learnt_from: Windows) -> dict:
    """What one fold's network said of the speakers it had not heard, having learnt from those windows."""
    held_out = sorted(map(str, np.unique(answers.windows.speaker)))
    figures = fold_figures(answers)
    if TELLTALE in figures:
        figures[TELLTALE]["uarOfSentence"] = _recall_by_sentence(answers.windows, learnt_from)
    return {"seed": seed, "fold": fold, "heldOut": held_out, "figures": figures}


def _recall_by_sentence(windows: Windows, learnt_from: Windows) -> float:
    """UAR of whoever hears nothing of the voice, and names the emotion of which the sentence is the largest share of what
    others say: the largest number would give what is said in all of them to the emotion of which there are most clips."""
    told, known = (_one_a_clip(each.where(each.corpus == TELLTALE)) for each in (windows, learnt_from))
    of_each = np.maximum(np.bincount(known.label, minlength=EMOTIONS), 1)
    shares = [
        np.bincount(known.label[known.transcript == sentence], minlength=EMOTIONS) / of_each for sentence in told.transcript
    ]
    return unweighted_average_recall(told.label, np.argmax(shares, axis=1))


def _one_a_clip(windows: Windows) -> Windows:
    """The first window of each clip."""
    return windows.where(np.unique(windows.clip, return_index=True)[1])


def crossed_run(seed: int, trained_without: list[str], answers: Answers) -> dict:
    """What a network said of a corpus that it had not heard."""
    return {"seed": seed, "name": THIS_RECIPE, "trainedWithout": trained_without, "figures": fold_figures(answers)}


def tempered_run(seed: int, answers: dict[int, Answers]) -> dict | None:
    """Calibration errors over the strangers of all folds together, whose certainties are tempered by what the other folds
    say, so that nobody's own readings decide how sure they are; None without another fold to say anything."""
    answers = {fold: each for fold, each in answers.items() if can_calibrate(each)}
    if len(answers) < 2:
        return None
    certain: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for fold, each in answers.items():
        temperature = calibrate({name: other for name, other in answers.items() if name != fold}).temperature
        corpora = np.unique(each.own_windows.corpus)
        for name, chosen in {"voice": corpora, **{f"voice, {corpus}": [corpus] for corpus in corpora}}.items():
            heard = np.isin(each.windows.corpus, chosen)
            certain.setdefault(name, []).append(_of_clips(each.voice[heard] / temperature["voice"], each.windows.where(heard)))
        certain.setdefault("own words", []).append(_of_clips(each.own / temperature["both"], each.own_windows))
        certain.setdefault("paired", []).append((softmax(each.both / temperature["both"]), each.both_label))
    figures = {}
    for name, parts in certain.items():
        said, label = (np.concatenate(rows) for rows in zip(*parts))
        figures[name] = {
            "calibrationError": expected_calibration_error(said, label),
            "calibrationErrorOfFolds": float(np.mean([expected_calibration_error(*part) for part in parts])),
            "items": len(label),
        }
    return {"seed": seed, "folds": sorted(answers), "figures": figures}


def _of_clips(logits: np.ndarray, windows: Windows) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and label of each clip."""
    said, first = by_clip(windows.clip, windows.speech_frames, softmax(logits))
    return said, windows.label[first]


def can_stand_beside(earlier: dict, recipe: Recipe, data: str) -> bool:
    """Whether the runs of a record are of this recipe, of whatever seed, on the data of this digest. A missing
    record stands in nobody's way."""
    return not earlier or (earlier["recipe"], earlier["data"]) == (_seedless(recipe), data)


def recorded(earlier: dict, recipe: Recipe, data: str, folds: list[dict], crossed: list[dict], tempered: list[dict]) -> dict:
    """The earlier record with these runs in it: runs that they can stand beside stay, other seeds' or other folds'. Of other
    recipes stay how often they were right: by version, and on corpora unheard by their own names. The same run done again
    replaces what it said before, and certainty over fewer folds does not replace that over more."""
    known = earlier if can_stand_beside(earlier, recipe, data) else {
        "crossCorpus": [_of_earlier(run, earlier["recipe"]) for run in earlier.get("crossCorpus", [])],
        "earlier": _with_earlier(earlier, recipe),
    }
    widest = sorted([*known.get("tempered", []), *tempered], key=lambda run: len(run["folds"]))
    return {
        "recipe": _seedless(recipe),
        "data": data,
        "folds": _merged(known.get("folds", []), folds, lambda run: (run["seed"], run["fold"])),
        "tempered": _merged([], widest, lambda run: run["seed"]),
        "crossCorpus": _merged(known.get("crossCorpus", []), crossed, lambda run: (*_numbered(run["name"]), run["seed"])),
        "earlier": known.get("earlier", []),
    }


def _with_earlier(record: dict, recipe: Recipe) -> list[dict]:
    """What the record tells of recipes other than this, its own now among them, by version: that all may see which way
    they went. This version's own runs on other data are dropped."""
    own = {"version": record["recipe"]["version"], "folds": [_recalls(run) for run in record["folds"]]}
    known = {each["version"]: each for each in [*record.get("earlier", []), own] if each["folds"]}
    return [known[version] for version in sorted(known) if version != recipe.version]


def _recalls(run: dict) -> dict:
    """How often a fold's network was right, corpus by corpus."""
    figures = {
        group: {name: of_group[name] for name in ("uar", "items")}
        for group, of_group in run["figures"].items()
        if "uar" in of_group and group in PAIRED_CORPORA
    }
    return {"seed": run["seed"], "fold": run["fold"], "figures": figures}


def _numbered(name: str) -> tuple[str, int]:
    """By which the recipes' names are in the order of their versions."""
    words, _, number = name.rpartition(" ")
    return (words, int(number)) if number.isdigit() else (name, 0)


def _of_earlier(run: dict, recipe: dict) -> dict:
    """A run on a corpus unheard, when the recipe is no longer this one."""
    return {**run, "name": f"recipe version {recipe['version']}"} if run["name"] == THIS_RECIPE else run


def _seedless(recipe: Recipe) -> dict:
    return {name: value for name, value in vars(recipe).items() if name != "seed"}


def _merged(known: list[dict], new: list[dict], key: Callable[[dict], object]) -> list[dict]:
    runs = {key(run): run for run in [*known, *new]}
    return [runs[name] for name in sorted(runs)]
