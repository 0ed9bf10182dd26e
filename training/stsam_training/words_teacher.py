"""Fits the pre-trained sentence encoder to the emotional texts, and keeps what it says of each: the words branch learns
from that as well as from the labels (distillation, Hinton et al. 2015)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from .dataset import Texts
from .files import written_whole
from .made_texts import lone_words, made_texts, nearest_words, spelt
from .metrics import softmax
from .network import EMOTIONS, keras
from .sentence_encoder import WIDTH, SentenceEncoder, padded, word_vectors
from .words_fit import of_mean_one, rarity, scored, text_targets

BATCH = 64
# Texts of a batch that is read only: the larger, the less often all weights are made bfloat16.
ASKED_AT_ONCE = 256
EPOCHS = 2
PEAK_RATE = 8e-5
# The linear layer begins with nothing, and has farther to go.
LINEAR_PEAK_RATE = 20 * PEAK_RATE
# Word pieces of a text that are read.
LENGTH = 40
# The layers below keep what they were taught.
FIRST_FITTED_LAYER = 6
# It takes an hour to fit and to ask, and is the same whatever seed the networks are fitted with.
SEED = 2
# Bump when the teacher is fitted otherwise: it is then asked anew.
TEACHER_VERSION = 3
# How many texts are made of each of the training split, and the dimensions in which words mean nearly the same.
COPIES = 3
MEANINGS = 96
# Batches are made of texts of like length out of this many, so that little is padding.
POOL = 50 * BATCH


class WordsTeacher(tf.Module):
    """The sentence encoder with a linear layer over it."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = SentenceEncoder()
        self._kernel = tf.Variable(tf.random.stateless_normal((WIDTH, EMOTIONS), (SEED, 0), stddev=0.02))
        self._bias = tf.Variable(tf.zeros(EMOTIONS))
        self.fitted = self.encoder.variables_from(FIRST_FITTED_LAYER)
        self.linear = [self._kernel, self._bias]

    def logits(self, ids: tf.Tensor) -> tf.Tensor:
        """[batch, pieces] word pieces to [batch, emotions], while it is fitted."""
        return tf.matmul(tf.nn.dropout(self.encoder(ids, FIRST_FITTED_LAYER), 0.1), self._kernel) + self._bias

    def say(self, texts: list[str]) -> np.ndarray:
        """Probabilities [texts, emotions]."""
        pieces = self.encoder.encode(texts, LENGTH)
        probabilities = np.zeros((len(texts), EMOTIONS), "float32")
        batches = _batches(np.arange(len(texts)), np.array([len(ids) for ids in pieces]), ASKED_AT_ONCE)
        for batch in tqdm(batches, "words teacher asked", leave=False, mininterval=5):
            probabilities[batch] = softmax(self._answer(padded([pieces[row] for row in batch], multiple=8)).numpy())
        return probabilities

    @tf.function(input_signature=[tf.TensorSpec((None, None), tf.int32)])
    def _answer(self, ids):
        return tf.matmul(self.encoder(ids), self._kernel) + self._bias


def _batches(order: np.ndarray, lengths: np.ndarray, size: int = BATCH) -> list[np.ndarray]:
    """Indices in batches of at most `size` texts of like length, each from one stretch of `order`."""
    batches = []
    for start in range(0, len(order), POOL):
        pool = order[start : start + POOL]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[first : first + size] for first in range(0, len(pool), size)]
    return batches


def teach_words(texts: Texts) -> WordsTeacher:
    """Fits a teacher to the texts of the training split. Sets the global seed, which dropout draws from, to its own."""
    keras.utils.set_random_seed(SEED)
    teacher = WordsTeacher()
    train, held_out = texts.of("train"), texts.of("validation")
    pieces = teacher.encoder.encode(list(train.text), LENGTH)
    lengths = np.array([len(ids) for ids in pieces])
    random = np.random.default_rng(SEED)
    targets = text_targets(train.labels).astype("float32")
    weight = of_mean_one(rarity(targets))
    steps = EPOCHS * len(_batches(np.arange(len(train)), lengths))
    rates = [
        keras.optimizers.schedules.CosineDecay(0.0, steps, alpha=0.02, warmup_target=peak, warmup_steps=200)
        for peak in (PEAK_RATE, LINEAR_PEAK_RATE)
    ]
    optimiser, of_linear = (keras.optimizers.AdamW(rate, weight_decay=1e-2, global_clipnorm=1.0) for rate in rates)

    # A compiled function may not make the optimisers' variables.
    optimiser.build(teacher.fitted)
    of_linear.build(teacher.linear)

    # Compiled: all that happens to a weight happens in one pass over it.
    @tf.function(jit_compile=True)
    def update(for_encoder, for_linear):
        optimiser.apply_gradients(zip(for_encoder, teacher.fitted))
        of_linear.apply_gradients(zip(for_linear, teacher.linear))

    @tf.function(input_signature=[tf.TensorSpec(shape, kind) for shape, kind in
                                  (((None, None), tf.int32), ((None, EMOTIONS), tf.float32), ((None,), tf.float32))])
    def step(ids, target, weights):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(weights * tf.nn.softmax_cross_entropy_with_logits(target, teacher.logits(ids)))
        update(*tape.gradient(loss, (teacher.fitted, teacher.linear)))
        return loss

    for epoch in range(EPOCHS):
        batches = _batches(random.permutation(len(train)), lengths)
        losses = []
        for index in tqdm(random.permutation(len(batches)), f"words teacher {epoch + 1}/{EPOCHS}", leave=False, mininterval=5):
            batch = batches[index]
            losses.append(step(padded([pieces[row] for row in batch], multiple=8), targets[batch], weight[batch]))
        loss = np.mean([float(loss) for loss in losses])
        print(f"words teacher epoch {epoch + 1}: loss {loss:.3f}{scored(teacher.say(list(held_out.text)), held_out.labels)}", flush=True)
    return teacher


@dataclass(frozen=True)
class Taught:
    """What the teacher says: `texts` [texts, emotions] of the training split's, and `others_said` [others, emotions] of texts
    that nobody has labelled, whose tokens are `others` [others, tokens]."""

    texts: np.ndarray
    others: np.ndarray
    others_said: np.ndarray


def taught_words(directory: Path, texts: Texts, vocabulary: list[str], first_word_id: int) -> Taught:
    """What a teacher that was fitted to the training split says of it, of the unlabelled texts, of each word alone, and of texts
    made of the training split. Kept beside the dataset under a name made of all that it was taught. `vocabulary` are the words
    whose ids begin at `first_word_id`."""
    kept = directory / f"taught-{TEACHER_VERSION}-{_digest(texts, vocabulary)}.npz"
    if not kept.exists():
        nearest = nearest_words(word_vectors(vocabulary, MEANINGS), first_word_id)
        train, unlabelled = texts.of("train"), texts.of("unlabelled")
        alone = lone_words(len(vocabulary), first_word_id, train.tokens.shape[1])
        made = np.concatenate([alone, made_texts(train.tokens, nearest, COPIES, SEED)])
        said = teach_words(texts).say([*map(str, [*train.text, *unlabelled.text]), *spelt(made, vocabulary, first_word_id)])
        with written_whole(kept) as partial, partial.open("wb") as file:
            others = np.concatenate([unlabelled.tokens, made])
            np.savez(file, texts=said[: len(train)], others=others, others_said=said[len(train) :])
    with np.load(kept) as said:
        return Taught(**said)


def _digest(texts: Texts, vocabulary: list[str]) -> str:
    taught = hashlib.sha256("\n".join([*map(str, texts.text), *map(str, texts.split), *vocabulary]).encode())
    taught.update(texts.labels.tobytes())
    taught.update(texts.tokens.tobytes())
    return taught.hexdigest()[:12]
