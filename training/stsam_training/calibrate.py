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
    """From what networks of one recipe answered to the speakers that each had not heard."""
    eye = np.eye(folds[0].voice.shape[1])
    together = lambda rows: np.concatenate([rows(fold) for fold in folds])
    # A corpus of two labels says nothing of certainty among eight.
    complete = lambda fold: np.isin(fold.windows.corpus, np.unique(fold.own_windows.corpus))
    voice, voice_label = together(lambda fold: fold.voice[complete(fold)]), together(lambda fold: fold.windows.label[complete(fold)])
    clip, frames = (together(lambda fold, name=name: getattr(fold.windows, name)[complete(fold)]) for name in ("clip", "speech_frames"))
    words, words_labels = folds[0].words, folds[0].texts.labels
    # A typed text agrees with the voice as often as it says nothing of the mood.
    both = together(lambda fold: np.concatenate([fold.own, fold.both[: len(fold.own)]]))
    both_label = together(lambda fold: np.concatenate([fold.own_windows.label, fold.both_label[: len(fold.own)]]))
    temperature = {
        "voice": fit_temperature(voice, eye[voice_label]),
        "words": fit_temperature(words, text_targets(words_labels)),
        "both": fit_temperature(both, eye[both_label]),
    }
    probabilities = {
        "voice": by_clip(clip, frames, softmax(voice / temperature["voice"]))[0],
        "words": softmax(words / temperature["words"]),
        "both": softmax(both / temperature["both"]),
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
