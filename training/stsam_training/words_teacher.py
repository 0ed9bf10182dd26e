"""Fits the pre-trained sentence encoder to the emotional texts, and keeps what it says of each: the words branch learns
from that as well as from the labels (distillation, Hinton et al. 2015)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from .dataset import Texts
from .files import written_whole
from .metrics import softmax
from .network import EMOTIONS, keras
from .sentence_encoder import WIDTH, SentenceEncoder
from .words_fit import rarity, scored, text_targets

BATCH = 64
EPOCHS = 2
PEAK_RATE = 3e-4
# Word pieces of a text that are read.
LENGTH = 40
# The layers below keep what they were taught.
FIRST_FITTED_LAYER = 3
# Bump when the teacher is fitted otherwise: it is then asked anew.
TEACHER_VERSION = 1
# Batches are made of texts of like length out of this many, so that little is padding.
POOL = 50 * BATCH


class WordsTeacher(tf.Module):
    """The sentence encoder with a linear layer over it."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.encoder = SentenceEncoder()
        self._kernel = tf.Variable(tf.random.stateless_normal((WIDTH, EMOTIONS), (seed, 0), stddev=0.02))
        self._bias = tf.Variable(tf.zeros(EMOTIONS))
        self.fitted = [*self.encoder.variables_from(FIRST_FITTED_LAYER), self._kernel, self._bias]

    @tf.function(input_signature=[tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((), tf.bool)])
    def __call__(self, ids, training):
        vector = tf.cond(training, lambda: tf.nn.dropout(self.encoder(ids, True), 0.1), lambda: self.encoder(ids, False))
        return tf.matmul(vector, self._kernel) + self._bias


def _padded(pieces: list[list[int]]) -> np.ndarray:
    length = -(-max(map(len, pieces)) // 8) * 8
    return np.array([ids + [0] * (length - len(ids)) for ids in pieces], "int32")


def _batches(order: np.ndarray, lengths: np.ndarray) -> list[np.ndarray]:
    """Indices in batches of texts of like length, each from one stretch of `order`."""
    batches = []
    for start in range(0, len(order), POOL):
        pool = order[start : start + POOL]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[first : first + BATCH] for first in range(0, len(pool), BATCH)]
    return batches


def teach_words(texts: Texts, seed: int) -> np.ndarray:
    """Fits on the texts of the training split. Returns what it says of all texts: probabilities [texts, emotions]."""
    teacher = WordsTeacher(seed)
    pieces = teacher.encoder.encode(list(texts.text), LENGTH)
    lengths = np.array([len(ids) for ids in pieces])
    train, held_out = (np.flatnonzero(texts.split == split) for split in ("train", "validation"))
    random = np.random.default_rng(seed)
    targets = text_targets(texts.labels).astype("float32")
    weight = np.zeros(len(texts), "float32")
    weight[train] = rarity(targets[train])
    weight /= weight[train].mean()
    steps = EPOCHS * len(_batches(train, lengths))
    rate = keras.optimizers.schedules.CosineDecay(0.0, steps, alpha=0.01, warmup_target=PEAK_RATE, warmup_steps=150)
    optimiser = keras.optimizers.AdamW(rate, weight_decay=1e-2, global_clipnorm=1.0)

    @tf.function(input_signature=[tf.TensorSpec(shape, kind) for shape, kind in
                                  (((None, None), tf.int32), ((None, EMOTIONS), tf.float32), ((None,), tf.float32))])
    def step(ids, target, weights):
        with tf.GradientTape() as tape:
            logits = teacher(ids, tf.constant(True))
            loss = tf.reduce_mean(weights * tf.nn.softmax_cross_entropy_with_logits(target, logits))
        optimiser.apply_gradients(zip(tape.gradient(loss, teacher.fitted), teacher.fitted))
        return loss

    def say(rows: np.ndarray) -> np.ndarray:
        probabilities = np.zeros((len(texts), EMOTIONS), "float32")
        for batch in _batches(rows, lengths):
            probabilities[batch] = softmax(teacher(_padded([pieces[row] for row in batch]), tf.constant(False)).numpy())
        return probabilities[rows]

    for epoch in range(EPOCHS):
        batches = _batches(random.permutation(train), lengths)
        losses = []
        for index in tqdm(random.permutation(len(batches)), f"words teacher {epoch + 1}/{EPOCHS}", leave=False, mininterval=5):
            batch = batches[index]
            losses.append(step(_padded([pieces[row] for row in batch]), targets[batch], weight[batch]))
        line = f"words teacher epoch {epoch + 1}: loss {np.mean([float(loss) for loss in losses]):.3f}"
        if len(held_out):
            line += scored(say(held_out), texts.labels[held_out])
        print(line, flush=True)
    return say(np.arange(len(texts)))


def taught_words(directory: Path, texts: Texts, seed: int) -> np.ndarray:
    """The same, kept beside the dataset under a name made of what it was taught."""
    kept = directory / f"taught-{TEACHER_VERSION}-{seed}-{_digest(texts)}.npy"
    if not kept.exists():
        said = teach_words(texts, seed)
        with written_whole(kept) as partial:
            np.save(partial, said)
    return np.load(kept)


def _digest(texts: Texts) -> str:
    taught = hashlib.sha256("\n".join(map(str, texts.text)).encode())
    taught.update(texts.labels.tobytes())
    taught.update("".join(map(str, texts.split)).encode())
    return taught.hexdigest()[:12]
