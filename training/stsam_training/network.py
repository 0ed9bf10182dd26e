"""The one network: convolutions over the voice, recurrence over the words, dense layers over both.

Keras 2 (`tf_keras`), because tfjs reads its `to_json`; and only layers that tfjs has.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tf_keras as keras
from tf_keras import layers

EMOTIONS = 8
# The first of them, in the order of `src/emotions.ts`.
NEUTRAL, CALM, HAPPY, SAD = range(4)


def inverse_cosine_basis(size: int) -> np.ndarray:
    """Orthonormal inverse DCT-II as a [coefficients, bands] matrix: cepstra times this are log mel bands."""
    k = np.arange(size)[:, None]
    n = np.arange(size)[None, :]
    basis = np.cos(np.pi / size * (n + 0.5) * k) * np.sqrt(2.0 / size)
    basis[0] /= np.sqrt(2.0)
    return basis.astype("float32")


def _frame_mask(mfcc):
    """[batch, frames, 1]: 1 for frames of sound, 0 for padding, which is all zero."""
    power = layers.Multiply(name="frame_power_terms")([mfcc, mfcc])
    power = layers.Dense(
        1,
        use_bias=False,
        trainable=False,
        kernel_initializer=keras.initializers.Constant(1e4),
        name="frame_power",
    )(power)
    return layers.ReLU(max_value=1.0, name="frame_mask")(power)


def _convolution(x, filters, kernel, stride, name, activation):
    x = layers.Conv2D(filters, kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_convolution")(x)
    x = layers.BatchNormalization(momentum=0.95, name=f"{name}_normalisation")(x)
    return layers.Activation(activation, name=f"{name}_activation")(x)


def _residual(x, filters, stride, name, dropout, activation):
    """Two 3x3 convolutions around a shortcut (He et al. 2016)."""
    shortcut = x
    y = _convolution(x, filters, 3, stride, f"{name}_a", activation)
    y = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"{name}_b_convolution")(y)
    y = layers.BatchNormalization(momentum=0.95, name=f"{name}_b_normalisation")(y)
    if stride != 1 or x.shape[-1] != filters:
        shortcut = layers.AveragePooling2D(stride, padding="same", name=f"{name}_shortcut_pooling")(x)
        shortcut = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_shortcut_convolution")(shortcut)
        shortcut = layers.BatchNormalization(momentum=0.95, name=f"{name}_shortcut_normalisation")(shortcut)
    y = layers.Add(name=f"{name}_sum")([y, shortcut])
    y = layers.Activation(activation, name=f"{name}_activation")(y)
    return layers.Dropout(dropout, noise_shape=(None, 1, 1, filters), name=f"{name}_dropout")(y) if dropout else y


def _step_mask(mask, steps: int, name: str):
    """[batch, 1, steps] to add to attention scores: 0 for steps that hold sound, very low for padding."""
    mask = layers.MaxPooling1D(mask.shape[1] // steps, name=f"{name}_mask")(mask)
    mask = layers.Dense(
        1,
        trainable=False,
        kernel_initializer=keras.initializers.Constant(1e4),
        bias_initializer=keras.initializers.Constant(-1e4),
        name=f"{name}_padding_penalty",
    )(mask)
    return layers.Reshape((1, steps), name=f"{name}_padding")(mask)


def _attention(x, padding, name: str):
    """[batch, 1, steps]: how much each step of `x` is to count in a mean."""
    scores = layers.Dense(48, activation="tanh", name=f"{name}_attention_hidden")(x)
    scores = layers.Dense(1, name=f"{name}_attention_score")(scores)
    # tfjs's softmax works along the last axis only.
    scores = layers.Reshape((1, x.shape[1]), name=f"{name}_attention_row")(scores)
    return layers.Softmax(name=f"{name}_attention")(layers.Add(name=f"{name}_attention_masked")([scores, padding]))


def _statistics(x, mask, name: str, attended: bool):
    """[batch, steps, channels] before its activation to [batch, 3 * channels]: attended mean, mean and second moment
    over the steps that hold sound (attentive statistics pooling, Okabe et al. 2018); the last two alone if not `attended`."""
    # Twice the same layer: tfjs frees a tensor too early that is both inputs of one Multiply.
    twin = layers.ReLU(name=f"{name}_activation_twin")(x)
    x = layers.ReLU(name=f"{name}_activation")(x)
    padding = _step_mask(mask, x.shape[1], name)
    weighings = [("attended_mean", _attention(x, padding, name), x)] if attended else []
    uniform = layers.Softmax(name=f"{name}_uniform")(padding)
    square = layers.Multiply(name=f"{name}_square")([x, twin])
    pooled = [
        layers.Flatten(name=f"{name}_{kind}_flat")(layers.Dot(axes=(2, 1), name=f"{name}_{kind}")([weights, values]))
        for kind, weights, values in (*weighings, ("mean", uniform, x), ("second_moment", uniform, square))
    ]
    return layers.Concatenate(name=f"{name}_statistics")(pooled)


def _picture_path(mfcc, widths, projection: int, dropout: float, activation: str):
    """Residual convolutions over time and mel bands: patterns that move up and down with pitch and vocal tract."""
    frames, coefficients = mfcc.shape[1:]
    x = layers.Dense(
        coefficients,
        use_bias=False,
        trainable=False,
        kernel_initializer=keras.initializers.Constant(inverse_cosine_basis(coefficients)),
        name="inverse_cosine_transform",
    )(mfcc)
    # Time goes across: processors are quick with long rows, and the last blocks are but three bands high.
    x = layers.Permute((2, 1), name="time_across")(x)
    x = layers.Reshape((coefficients, frames, 1), name="as_picture")(x)
    x = _convolution(x, widths[0], 5, (2, 2), "stem", activation)
    for index, width in enumerate(widths[1:]):
        x = _residual(x, width, (2, 2) if index < 2 else (2, 1), f"block{index + 1}", dropout, activation)
    bands, steps, channels = x.shape[1:]
    x = layers.Permute((2, 1, 3), name="time_along")(x)
    x = layers.Reshape((steps, bands * channels), name="as_sequence")(x)
    x = layers.Dense(projection, use_bias=False, name="picture_projection")(x)
    return layers.BatchNormalization(momentum=0.95, name="picture_normalisation")(x)


def _contour_path(mfcc, widths, dropout: float, activation: str):
    """Convolutions over time alone, all coefficients at once: how timbre and level move."""
    x = mfcc
    for index, width in enumerate(widths):
        kernel, stride = (5, 2) if index < 2 else (3, 1)
        x = layers.Conv1D(width, kernel, strides=stride, padding="same", use_bias=False, name=f"contour{index}")(x)
        x = layers.BatchNormalization(momentum=0.95, name=f"contour{index}_normalisation")(x)
        if index < len(widths) - 1:
            x = layers.Activation(activation, name=f"contour{index}_activation")(x)
            x = layers.Dropout(dropout, noise_shape=(None, 1, width), name=f"contour{index}_dropout")(x)
    return x


VOICE_PATHS = ("picture", "contour")


def voice_branch(frames: int, coefficients: int, embedding: int = 64, dropout: float = 0.1, activation: str = "swish",
                 attended: bool = True) -> keras.Model:
    """MFCC windows [batch, frames, coefficients] to voice embeddings [batch, 2 * embedding]: two paths of convolutions,
    each with the statistics over the frames that hold sound and an embedding of its own (layers `*_embedding`).

    `attended` is whether the network decides, too, which frames count."""
    mfcc = layers.Input((frames, coefficients), name="mfcc")
    mask = _frame_mask(mfcc)
    paths = (
        _picture_path(mfcc, (16, 32, 64, 96), 112, dropout, activation),
        _contour_path(mfcc, (96, 128, 128, 112), dropout, activation),
    )
    embeddings = []
    for name, path in zip(VOICE_PATHS, paths):
        x = _statistics(path, mask, name, attended)
        x = layers.BatchNormalization(momentum=0.95, name=f"{name}_statistics_normalisation")(x)
        x = layers.Dropout(0.4, name=f"{name}_statistics_dropout")(x)
        embeddings.append(layers.Dense(embedding, activation="relu", name=f"{name}_embedding")(x))
    return keras.Model(mfcc, layers.Concatenate(name="voice_embedding")(embeddings), name="voice")


def words_branch(tokens: int, vocabulary: int, width=48, units=64, embedding=64) -> keras.Model:
    """Token ids [batch, tokens] to words embeddings: a bidirectional GRU over word embeddings, pooled by maximum."""
    ids = layers.Input((tokens,), dtype="int32", name="tokens")
    x = layers.Embedding(vocabulary, width, name="word_embedding")(ids)
    x = layers.Dropout(0.1, noise_shape=(None, 1, width), name="word_dropout")(x)
    # tfjs has only the GRU without `reset_after`.
    x = layers.Bidirectional(
        layers.GRU(units, return_sequences=True, reset_after=False, recurrent_activation="sigmoid"), name="recurrence"
    )(x)
    x = layers.GlobalMaxPooling1D(name="strongest")(x)
    x = layers.Dropout(0.2, name="strongest_dropout")(x)
    x = layers.Dense(embedding, activation="relu", name="words_embedding")(x)
    return keras.Model(ids, x, name="words")


def fusion_head(voice_width: int, words_width: int, hidden=64) -> keras.Model:
    """Both embeddings, concatenated, to the eight logits: what each side says by itself, and what they say together."""
    voice = layers.Input((voice_width,), name="voice_vector")
    words = layers.Input((words_width,), name="words_vector")
    apart = layers.Dense(EMOTIONS, name="apart")(layers.Concatenate(name="side_by_side")([voice, words]))
    # Concatenated once more: tfjs frees a tensor too early that a dropout, which does nothing there, hands on.
    x = layers.Concatenate(name="both")([voice, words])
    x = layers.Dropout(0.3, name="both_dropout")(x)
    x = layers.Dense(hidden, activation="relu", name="fusion_hidden")(x)
    x = layers.Dense(EMOTIONS, kernel_initializer="zeros", name="together")(x)
    return keras.Model([voice, words], layers.Add(name="logits")([apart, x]), name="fusion")


def network(frames: int, coefficients: int, tokens: int, vocabulary: int) -> keras.Model:
    """The whole network. Inputs `mfcc` and `tokens`, output logits [batch, 8]."""
    voice = voice_branch(frames, coefficients)
    words = words_branch(tokens, vocabulary)
    fusion = fusion_head(voice.output_shape[-1], words.output_shape[-1])
    mfcc = layers.Input((frames, coefficients), name="mfcc")
    ids = layers.Input((tokens,), dtype="int32", name="tokens")
    return keras.Model([mfcc, ids], fusion([voice(mfcc), words(ids)]), name="stsam")
