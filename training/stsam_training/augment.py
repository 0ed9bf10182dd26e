"""What can be done to a window after its features are made: crop, rearrange, warp, mask (SpecAugment, Park et al. 2019)."""

from __future__ import annotations

import numpy as np

from .network import inverse_cosine_basis

# The most pieces that a window is cut into.
MOST_PIECES = 4


def rearranged(speech: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """[frames, bands] cut in pieces that come in another order: actors say few sentences, which are not to be known by heart."""
    cuts = random.integers(1, len(speech), random.integers(1, MOST_PIECES))
    pieces = np.split(speech, np.sort(cuts))
    return np.concatenate([pieces[index] for index in random.permutation(len(pieces))])


class WindowAugmenter:
    """Random changes to batches of windows [batch, frames, coefficients], made on the log mel bands."""

    def __init__(self, coefficients: int, seed: int | tuple[int, ...], rearranged: float = 0) -> None:
        """`rearranged` is the share of the windows whose pieces come in another order."""
        self._basis = inverse_cosine_basis(coefficients)
        self._bands = coefficients
        self._random = np.random.default_rng(seed)
        self._rearranged = rearranged

    def __call__(self, windows: np.ndarray, speech_frames: np.ndarray) -> np.ndarray:
        """Changed windows in the same shape; `speech_frames` [batch] tells how many frames of each are sound, before padding."""
        bands = windows @ self._basis
        output = np.zeros_like(bands)
        for row, frames in enumerate(speech_frames):
            speech = self._crop(bands[row, :frames])
            if self._rearranged > 0 and self._random.random() < self._rearranged:
                speech = rearranged(speech, self._random)
            speech = self._mask(self._warp(speech))
            output[row, : len(speech)] = speech - speech.mean(axis=0)
        return (output @ self._basis.T).astype("float32")

    def _crop(self, speech: np.ndarray) -> np.ndarray:
        """A stretch of at least half of the sound and 0.6 s."""
        frames = len(speech)
        shortest = min(frames, max(38, frames // 2))
        length = int(self._random.integers(shortest, frames + 1)) if self._random.random() < 0.4 else frames
        start = int(self._random.integers(0, frames - length + 1))
        return speech[start : start + length]

    def _warp(self, speech: np.ndarray) -> np.ndarray:
        """Another vocal tract: the mel axis stretched a little."""
        factor = self._random.uniform(0.94, 1.06)
        position = np.clip(np.arange(self._bands) * factor, 0, self._bands - 1)
        lower = np.floor(position).astype(int)
        upper = np.minimum(lower + 1, self._bands - 1)
        share = (position - lower).astype("float32")
        return speech[:, lower] * (1 - share) + speech[:, upper] * share

    def _mask(self, speech: np.ndarray) -> np.ndarray:
        """Two stretches of bands and two of time with the bands' means in their place, each perhaps of no width."""
        speech = speech.copy()
        mean = speech.mean(axis=0)
        for _ in range(2):
            width = int(self._random.integers(0, 7))
            start = int(self._random.integers(0, self._bands - width + 1))
            speech[:, start : start + width] = mean[start : start + width]
        for _ in range(2):
            width = int(self._random.integers(0, max(2, len(speech) // 8)))
            start = int(self._random.integers(0, len(speech) - width + 1))
            speech[start : start + width] = mean
        return speech
