"""What can be done to a window after its features are made: crop, stretch, warp, fill, mask (SpecAugment, Park et al. 2019)."""

from __future__ import annotations

import numpy as np

from .network import inverse_cosine_basis

# The windows' unit: log power divided by `logMelScale` of src/signal/featureSpec.ts.
NEPERS_PER_UNIT = 3.0
DECIBELS_PER_UNIT = NEPERS_PER_UNIT * 10 / np.log(10)


def _interpolate(rows: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Linear interpolation between rows."""
    lower = np.floor(position).astype(int)
    upper = np.minimum(lower + 1, len(rows) - 1)
    share = (position - lower).astype("float32")[:, None]
    return rows[lower] * (1 - share) + rows[upper] * share


class WindowAugmenter:
    """Random changes to batches of windows [batch, frames, coefficients], made on the log mel bands."""

    def __init__(self, coefficients: int, seed: int) -> None:
        self._basis = inverse_cosine_basis(coefficients)
        self._bands = coefficients
        self._random = np.random.default_rng(seed)

    def __call__(self, windows: np.ndarray, speech_frames: np.ndarray) -> np.ndarray:
        bands = windows @ self._basis
        output = np.zeros_like(bands)
        for row, frames in enumerate(speech_frames):
            speech = self._stretch(self._crop(bands[row, :frames]), len(bands[row]))
            speech = self._mask(self._fill(self._warp(speech)))
            output[row, : len(speech)] = speech - speech.mean(axis=0)
        return (output @ self._basis.T).astype("float32")

    def _crop(self, speech: np.ndarray) -> np.ndarray:
        """A stretch of at least half of the sound and 0.6 s."""
        frames = len(speech)
        shortest = min(frames, max(38, frames // 2))
        length = int(self._random.integers(shortest, frames + 1)) if self._random.random() < 0.6 else frames
        start = int(self._random.integers(0, frames - length + 1))
        return speech[start : start + length]

    def _stretch(self, speech: np.ndarray, longest: int) -> np.ndarray:
        """Slower or faster by up to a quarter."""
        if self._random.random() < 0.4:
            return speech
        length = min(longest, max(24, round(len(speech) * self._random.uniform(0.8, 1.25))))
        return _interpolate(speech, np.linspace(0, len(speech) - 1, length))

    def _fill(self, speech: np.ndarray) -> np.ndarray:
        """Noise in the pauses: bands filled up to 20 to 45 dB under their own peak."""
        if self._random.random() < 0.6:
            return speech
        depth = self._random.uniform(20, 45) / DECIBELS_PER_UNIT
        floor = np.quantile(speech, 0.98, axis=0) - depth + self._random.normal(0, 0.02, speech.shape)
        return np.logaddexp(speech * NEPERS_PER_UNIT, floor * NEPERS_PER_UNIT).astype("float32") / NEPERS_PER_UNIT

    def _warp(self, speech: np.ndarray) -> np.ndarray:
        """Another vocal tract: the mel axis stretched a little."""
        position = np.arange(self._bands) * self._random.uniform(0.92, 1.08) + self._random.uniform(-0.7, 0.7)
        return _interpolate(speech.T, np.clip(position, 0, self._bands - 1)).T

    def _mask(self, speech: np.ndarray) -> np.ndarray:
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
