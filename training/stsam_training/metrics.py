"""How often the network is right, counted so that frequent emotions do not hide rare ones."""

from __future__ import annotations

import numpy as np


def unweighted_average_recall(label: np.ndarray, predicted: np.ndarray) -> float:
    """Mean over the labels that occur of the share of their items that were recognised; both [items]."""
    return float(np.mean([np.mean(predicted[label == each] == each) for each in np.unique(label)]))


def macro_f1(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Mean F1 over the columns of two [items, labels] matrices of 0 and 1 in which the truth has any 1."""
    scores = []
    for column in np.flatnonzero(truth.any(axis=0)):
        hit = np.sum(truth[:, column] * predicted[:, column])
        total = truth[:, column].sum() + predicted[:, column].sum()
        scores.append(2 * hit / max(total, 1))
    return float(np.mean(scores))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def by_clip(clip: np.ndarray, weights: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean probabilities of each clip's windows, weighted, [clips, labels], and the index of each clip's first window, [clips];
    from the windows' clips and weights, both [windows], and probabilities [windows, labels]."""
    _, first, group = np.unique(clip, return_index=True, return_inverse=True)
    total = np.zeros((len(first), probabilities.shape[1]))
    np.add.at(total, group, probabilities * weights[:, None])
    return total / np.bincount(group, weights)[:, None], first
