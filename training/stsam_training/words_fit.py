"""Fits the words branch on its own, with a head that is thrown away afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from .dataset import Texts
from .metrics import macro_f1, softmax
from .network import EMOTIONS, keras, layers

BATCH = 128
PEAK_RATE = 2e-3
UNKNOWN_ID = 1
# Share of words hidden behind the unknown word, so that it means something when a user's word is unknown.
WORD_DROPOUT = 0.04
# How far rare emotions are raised: weights are frequency to the minus this power.
BALANCE = 0.4
# Share of the target that is the teacher's.
TRUST_IN_TEACHER = 0.6
# Root mean square of the word embeddings' first values.
FIRST_SCALE = 0.1


def text_targets(labels: np.ndarray) -> np.ndarray:
    """A text with several emotions is shared out among them."""
    return labels / labels.sum(axis=1, keepdims=True)


def taught_targets(labels: np.ndarray, taught: np.ndarray) -> np.ndarray:
    """A mixture, the same for every text, of its labels and what the teacher says of it ([texts, emotions] probabilities)."""
    return ((1 - TRUST_IN_TEACHER) * text_targets(labels) + TRUST_IN_TEACHER * taught).astype("float32")


def rarity(targets: np.ndarray) -> np.ndarray:
    """How much each text is to count, so that rare emotions are not drowned: [texts], in no unit."""
    frequency = targets.mean(axis=0)
    emphasis = np.where(frequency > 0, np.maximum(frequency, 1e-6) ** -BALANCE, 0)
    return (targets * emphasis).sum(axis=1)


def of_mean_one(weights: np.ndarray) -> np.ndarray:
    """Weights by which a loss is multiplied without becoming any larger or smaller as a whole."""
    return (weights / weights.mean()).astype("float32")


def decide(probabilities: np.ndarray, threshold: float) -> np.ndarray:
    """1 for the likeliest emotion of each text, and for every other one at or above the threshold; both [texts, emotions]."""
    decision = (probabilities >= threshold).astype("float32")
    decision[np.arange(len(decision)), probabilities.argmax(axis=1)] = 1
    return decision


def best_threshold(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The probability from which an emotion is said of a text, under which macro-F1 is highest; both [texts, emotions]."""
    candidates = np.arange(0.15, 0.55, 0.025).round(3)
    return float(max(candidates, key=lambda threshold: macro_f1(labels, decide(probabilities, threshold))))


def scored(probabilities: np.ndarray, labels: np.ndarray) -> str:
    """How often texts are read right, at their best threshold, for a line of a log; both [texts, emotions]."""
    threshold = best_threshold(probabilities, labels)
    return f" macro-F1 {macro_f1(labels, decide(probabilities, threshold)):.3f} at {threshold:.3f}"


def start_from(words: keras.Model, vectors: np.ndarray) -> None:
    """Gives the word embeddings their first values: `vectors` [words, width] are those of the vocabulary's words, which
    are the last ids; the ids before them stand for no word."""
    embedding = words.get_layer("word_embedding")
    (values,) = embedding.get_weights()
    values[len(values) - len(vectors) :] = FIRST_SCALE * vectors
    embedding.set_weights([values])


def with_words_hidden(tokens: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Token ids [texts, tokens], some of whose words are hidden behind the unknown word. Padding stays padding."""
    hidden = (random.random(tokens.shape) < WORD_DROPOUT) & (tokens > 0)
    return np.where(hidden, UNKNOWN_ID, tokens)


def words_classifier(words: keras.Model) -> keras.Model:
    """`words` with its head: token ids to logits."""
    return keras.Model(words.input, layers.Dense(EMOTIONS, name="words_head")(words.output))


@dataclass(frozen=True)
class Lesson:
    """What the words branch learns: `tokens` [texts, tokens] int32, `target` [texts, emotions] probabilities, and `weight`
    [texts], how much each counts, of mean 1."""

    tokens: np.ndarray
    target: np.ndarray
    weight: np.ndarray


def lesson_of(texts: Texts, taught: np.ndarray, others: np.ndarray, taught_others: np.ndarray) -> Lesson:
    """Labelled texts, with `taught`, the teacher's probabilities [texts, emotions], and others, of which it alone says
    anything; `others` is their [texts, tokens]."""
    return Lesson(
        tokens=np.concatenate([texts.tokens, others]),
        target=np.concatenate([taught_targets(texts.labels, taught), taught_others]).astype("float32"),
        weight=of_mean_one(np.concatenate([rarity(text_targets(texts.labels)), rarity(taught_others)])),
    )


def fit_words(words: keras.Model, lesson: Lesson, epochs: int, seed: int, validation: Texts) -> keras.Model:
    """Fits `words` in place. Returns the `words_classifier`."""
    model = words_classifier(words)
    random = np.random.default_rng(seed)
    steps_per_epoch = len(lesson.tokens) // BATCH
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, epochs * steps_per_epoch, alpha=0.01, warmup_target=PEAK_RATE, warmup_steps=200
    )
    optimiser = keras.optimizers.AdamW(rate, weight_decay=1e-2, global_clipnorm=1.0)

    @tf.function
    def step(tokens, target, weights):
        with tf.GradientTape() as tape:
            logits = model(tokens, training=True)
            loss = tf.reduce_mean(weights * tf.nn.softmax_cross_entropy_with_logits(target, logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimiser.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    for epoch in range(epochs):
        order = random.permutation(len(lesson.tokens))
        losses = []
        for batch in range(steps_per_epoch):
            chosen = order[batch * BATCH : (batch + 1) * BATCH]
            losses.append(step(with_words_hidden(lesson.tokens[chosen], random), lesson.target[chosen], lesson.weight[chosen]))
        loss = np.mean([float(loss) for loss in losses])
        said = softmax(model.predict(validation.tokens, batch_size=512, verbose=0))
        print(f"words epoch {epoch + 1}: loss {loss:.3f}{scored(said, validation.labels)}", flush=True)
    return model
