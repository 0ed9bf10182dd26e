"""How far the network's certainty is to be trusted: one temperature for each kind of reading (Guo et al. 2017), and the
certainty from which a reading is said without reserve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .metrics import by_clip, softmax
from .network import EMOTIONS
from .words_fit import best_threshold, text_targets

if TYPE_CHECKING:
    from .answers import Answers

CANDIDATES = np.exp(np.linspace(np.log(0.4), np.log(4.0), 93))
# The share of readings that are said without reserve: the surest ones.
ASSURED = 0.75


@dataclass(frozen=True)
class Calibration:
    """Fitted on speakers and texts that the network has not heard; the dictionaries' keys are what a reading is from.
    `folds` are those whose speakers it was fitted on."""

    folds: list[int]
    temperature: dict[str, float]
    sure_from: dict[str, float]
    words_threshold: float
    words_prior: list[float]


@dataclass(frozen=True)
class Said:
    """Logits [windows, labels] with what is true of them, in the same shape, and which of them are read together: windows of
    one `clip`, by their `weight`. What is read by itself is a clip of its own."""

    logits: np.ndarray
    target: np.ndarray
    clip: np.ndarray
    weight: np.ndarray

    def read(self, temperature: float) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities as the page has them, the mean over a clip's windows, and what is true: both [clips, labels]."""
        probabilities, first = by_clip(self.clip, self.weight, softmax(self.logits / temperature))
        return probabilities, self.target[first]


def fit_temperature(read: Callable[[float], tuple[np.ndarray, np.ndarray]]) -> float:
    """The temperature under which what is true is likeliest; `read` takes one to probabilities and targets, both [items,
    labels], the targets' rows summing to 1."""

    def loss(temperature: float) -> float:
        probabilities, target = read(temperature)
        return float(-(target * np.log(probabilities + 1e-12)).sum(axis=1).mean())

    return round(float(min(CANDIDATES, key=loss)), 4)


def words_prior(logits: np.ndarray) -> np.ndarray:
    """The probability of each emotion in texts of any kind, from what texts are read as, [texts, emotions]."""
    return softmax(logits).mean(axis=0)


def _voice_said(fold: Answers) -> Said:
    """Of the corpora that have their own words: a corpus of two labels says nothing of certainty among eight."""
    chosen = np.isin(fold.windows.corpus, np.unique(fold.own_windows.corpus))
    windows = fold.windows.where(chosen)
    return Said(fold.voice[chosen], np.eye(EMOTIONS)[windows.label], windows.clip, windows.speech_frames)


def _both_said(fold: Answers) -> Said:
    """A typed text agrees with the voice as often as it says nothing of the mood: clips beside their own words, and as many
    pairs of one emotion."""
    own = fold.own_windows
    pairs = min(np.unique(own.clip).size, len(fold.both))
    return Said(
        np.concatenate([fold.own, fold.both[:pairs]]),
        np.eye(EMOTIONS)[np.concatenate([own.label, fold.both_label[:pairs]])],
        np.concatenate([own.clip, [f"pair {number}" for number in range(pairs)]]),
        np.concatenate([own.speech_frames, np.ones(pairs)]),
    )


def can_calibrate(answers: Answers) -> bool:
    """Whether a fold's strangers say anything of certainty: those of a corpus of all labels, with what they really say."""
    return len(answers.own_windows) > 0


def calibrate(answers: dict[int, Answers]) -> Calibration:
    """From what networks of one recipe answered, by fold, to the speakers that each had not heard; of the folds, at least
    one has speakers of whom `can_calibrate`.

    A temperature is the median of the folds': one speaker who is read far better than the others, and so with too little
    certainty, would make the reading of all others too sure."""
    folds = {name: fold for name, fold in answers.items() if can_calibrate(fold)}
    # The words branch is the same in all folds' networks.
    any_fold = next(iter(answers.values()))
    said = {
        "voice": [_voice_said(fold) for fold in folds.values()],
        "both": [_both_said(fold) for fold in folds.values()],
    }
    targets = text_targets(any_fold.texts.labels)
    temperature = {source: round(float(np.median([fit_temperature(each.read) for each in parts])), 4) for source, parts in said.items()}
    temperature["words"] = fit_temperature(lambda candidate: (softmax(any_fold.words / candidate), targets))
    probabilities = {source: np.concatenate([each.read(temperature[source])[0] for each in parts]) for source, parts in said.items()}
    probabilities["words"] = softmax(any_fold.words / temperature["words"])
    sure_from = {source: round(float(np.quantile(rows.max(axis=1), 1 - ASSURED)), 3) for source, rows in probabilities.items()}
    return Calibration(
        folds=sorted(folds),
        temperature=temperature,
        sure_from=sure_from,
        words_threshold=best_threshold(probabilities["words"], any_fold.texts.labels),
        words_prior=[round(float(each), 5) for each in words_prior(any_fold.words)],
    )


def expected_calibration_error(probabilities: np.ndarray, label: np.ndarray, bins: int = 15) -> float:
    """Mean distance between certainty and accuracy over equal bins of certainty, weighted by their items (Naeini et al. 2015);
    `probabilities` are [items, labels], `label` [items]."""
    certainty = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == label
    index = np.minimum((certainty * bins).astype(int), bins - 1)
    error = 0.0
    for each in range(bins):
        chosen = index == each
        if chosen.any():
            error += chosen.mean() * abs(right[chosen].mean() - certainty[chosen].mean())
    return float(error)
