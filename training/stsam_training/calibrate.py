"""How far the network's certainty is to be trusted: one temperature for each kind of reading (Guo et al. 2017)."""

from __future__ import annotations

import numpy as np

from .metrics import softmax

CANDIDATES = np.exp(np.linspace(np.log(0.4), np.log(4.0), 93))


def fit_temperature(logits: np.ndarray, target: np.ndarray, weight: np.ndarray | None = None) -> float:
    """The temperature under which `target` ([items, labels], rows sum to 1) is likeliest."""
    weight = np.ones(len(logits)) if weight is None else weight

    def loss(temperature: float) -> float:
        probabilities = softmax(logits / temperature)
        return float(-(weight * (target * np.log(probabilities + 1e-12)).sum(axis=1)).sum() / weight.sum())

    return round(float(min(CANDIDATES, key=loss)), 4)


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
