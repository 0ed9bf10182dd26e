"""How far the network's certainty is to be trusted: one temperature for each kind of reading (Guo et al. 2017), and the
certainty from which a reading is said without reserve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .metrics import by_clip, softmax
from .words_fit import best_threshold, text_targets

if TYPE_CHECKING:
    from .answers import Answers

CANDIDATES = np.exp(np.linspace(np.log(0.4), np.log(4.0), 93))
# The share of readings that are said without reserve: the surest ones.
ASSURED = 0.75


@dataclass(frozen=True)
class Calibration:
    """Fitted on speakers and texts that the network has not heard; the dictionaries' keys are what a reading is from."""

    temperature: dict[str, float]
    sure_from: dict[str, float]
    words_threshold: float


def fit_temperature(logits: np.ndarray, target: np.ndarray, weight: np.ndarray | None = None) -> float:
    """The temperature under which `target` ([items, labels], rows sum to 1) is likeliest."""
    weight = np.ones(len(logits)) if weight is None else weight

    def loss(temperature: float) -> float:
        probabilities = softmax(logits / temperature)
        return float(-(weight * (target * np.log(probabilities + 1e-12)).sum(axis=1)).sum() / weight.sum())

    return round(float(min(CANDIDATES, key=loss)), 4)


def calibrate(folds: list[Answers]) -> Calibration:
    """From what networks of one recipe answered to the speakers that each had not heard.

    A temperature is the median of the folds': one speaker who is read far better than the others, and so with too little
    certainty, would make the reading of all others too sure."""
    eye = np.eye(folds[0].voice.shape[1])
    words, words_labels = folds[0].words, folds[0].texts.labels
    folds = [fold for fold in folds if len(fold.own_windows)]
    # A corpus of two labels says nothing of certainty among eight.
    complete = [np.isin(fold.windows.corpus, np.unique(fold.own_windows.corpus)) for fold in folds]
    voice = [(fold.voice[chosen], fold.windows.where(chosen)) for fold, chosen in zip(folds, complete)]
    # A typed text agrees with the voice as often as it says nothing of the mood.
    both = [
        (np.concatenate([fold.own, fold.both[: len(fold.own)]]),
         np.concatenate([fold.own_windows.label, fold.both_label[: len(fold.own)]]))
        for fold in folds
    ]
    middle = lambda temperatures: round(float(np.median(temperatures)), 4)
    temperature = {
        "voice": middle([fit_temperature(logits, eye[windows.label]) for logits, windows in voice]),
        "words": fit_temperature(words, text_targets(words_labels)),
        "both": middle([fit_temperature(logits, eye[label]) for logits, label in both]),
    }
    of_clips = [by_clip(windows.clip, windows.speech_frames, softmax(logits / temperature["voice"]))[0] for logits, windows in voice]
    probabilities = {
        "voice": np.concatenate(of_clips),
        "words": softmax(words / temperature["words"]),
        "both": softmax(np.concatenate([logits for logits, _ in both]) / temperature["both"]),
    }
    sure_from = {source: round(float(np.quantile(rows.max(axis=1), 1 - ASSURED)), 3) for source, rows in probabilities.items()}
    return Calibration(temperature, sure_from, best_threshold(probabilities["words"], words_labels))


def expected_calibration_error(probabilities: np.ndarray, label: np.ndarray, bins: int = 15) -> float:
    """Mean distance between certainty and accuracy over equal bins of certainty, weighted by their items."""
    certainty = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == label
    index = np.minimum((certainty * bins).astype(int), bins - 1)
    error = 0.0
    for each in range(bins):
        chosen = index == each
        if chosen.any():
            error += chosen.mean() * abs(right[chosen].mean() - certainty[chosen].mean())
    return float(error)
