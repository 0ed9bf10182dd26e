"""Fits the fusion head on frozen branches: voice alone, words alone, and all the ways the two meet.

Voice and words have no common corpus, so pairs are made: by emotion, with one side missing, with one side neutral,
and with whatever text is drawn ("conflict"), where the target is spread between what both say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from .augment import WindowAugmenter
from .dataset import Texts, Windows
from .metrics import softmax
from .network import CALM, EMOTIONS, NEUTRAL, VOICE_PATHS, keras
from .voice_fit import sampling_weights
from .words_fit import rarity, taught_targets, text_targets

BATCH = 512
STEPS = 4000
PEAK_RATE = 1e-3
LABEL_SMOOTHING = 0.05
# The share of each kind of item. Most of what people say is plain: then the words must not outweigh the voice.
KINDS = {
    "voice": 0.20,
    "words": 0.16,
    "congruent": 0.16,
    "neutral words": 0.40,
    "neutral voice": 0.05,
    "conflict": 0.03,
}
# How much of the target a neutral voice leaves to emotional words.
WORDS_UNDER_NEUTRAL_VOICE = 0.7
# Passes of augmented windows that the head sees the frozen branch's answers to. One: the windows hold every clip in several
# variants already, and each pass takes as much memory as they do.
AUGMENTED_PASSES = 1


@dataclass(frozen=True)
class Embedded:
    """Frozen branches' answers: voice and words vectors with their targets; what the voice's own heads said of the clips,
    what the voice's teacher took them for that had not heard their speakers, and what the words' teacher said of the texts
    (probabilities); and what silence looks like."""

    voice: np.ndarray
    voice_label: np.ndarray
    voice_said: np.ndarray
    voice_taken_for: np.ndarray
    voice_probability: np.ndarray
    words: np.ndarray
    words_target: np.ndarray
    words_said: np.ndarray
    words_probability: np.ndarray
    plain_words: np.ndarray
    silence: np.ndarray
    no_words: np.ndarray


def embed(voice: keras.Model, classifier: keras.Model, words: keras.Model, windows: Windows, taken_for: np.ndarray,
          texts: Texts, taught: np.ndarray, transcripts: np.ndarray, seed: int) -> Embedded:
    """`classifier` is the `voice_classifier` of `voice`; `taken_for` what the voice's teacher says of the windows, out of
    fold; `taught` what the words' teacher says of the texts."""
    augmenter = WindowAugmenter(windows.values.shape[-1], seed)
    passes = [windows.values] + [augmenter(windows.values, windows.speech_frames) for _ in range(AUGMENTED_PASSES)]
    predict = lambda model, values: model.predict(values, batch_size=256, verbose=0)
    both = keras.Model(voice.input, [voice.output, classifier.output])
    answers = [predict(both, values) for values in passes]
    said = softmax(np.concatenate([logits for _, logits in answers])).mean(axis=1)
    target = text_targets(texts.labels)
    words_probability = rarity(target)
    repeat = AUGMENTED_PASSES + 1
    return Embedded(
        voice=np.concatenate([vectors for vectors, _ in answers]),
        voice_label=np.tile(windows.label, repeat),
        voice_said=said.astype("float32"),
        voice_taken_for=np.tile(taken_for, (repeat, 1)),
        voice_probability=np.tile(sampling_weights(windows), repeat) / repeat,
        words=predict(words, texts.tokens),
        words_target=target,
        words_said=taught_targets(texts.labels, taught),
        words_probability=words_probability / words_probability.sum(),
        plain_words=predict(words, transcripts),
        silence=predict(voice, np.zeros_like(windows.values[:1]))[0],
        no_words=predict(words, np.zeros_like(texts.tokens[:1]))[0],
    )


class PairMaker:
    """Draws batches of (voice vector, words vector, target)."""

    def __init__(self, embedded: Embedded, seed: int) -> None:
        self._data = embedded
        self._random = np.random.default_rng(seed)
        single = embedded.words_target.max(axis=1) == 1
        label = embedded.words_target.argmax(axis=1)
        self._texts_of = {each: np.flatnonzero(single & (label == each)) for each in range(EMOTIONS)}
        self._texts_of[CALM] = self._texts_of[NEUTRAL]
        self._taken_for = embedded.voice_taken_for.cumsum(axis=1)
        self._neutral_voices = np.flatnonzero(np.isin(embedded.voice_label, (NEUTRAL, CALM)))

    def batch(self) -> tuple[np.ndarray, ...]:
        """[BATCH] items of all kinds."""
        return self._items(self._random.choice(list(KINDS), BATCH, p=list(KINDS.values())))

    def batch_of(self, kind: str) -> tuple[np.ndarray, ...]:
        """[BATCH] items of one kind."""
        return self._items(np.full(BATCH, kind, dtype=object))

    def _items(self, kind: np.ndarray) -> tuple[np.ndarray, ...]:
        data, random = self._data, self._random
        clips = random.choice(len(data.voice), BATCH, p=data.voice_probability)
        texts = random.choice(len(data.words), BATCH, p=data.words_probability)
        clips = np.where(kind == "neutral voice", random.choice(self._neutral_voices, BATCH), clips)
        label = data.voice_label[clips]
        # The branch knows these clips by heart. To weigh words against a stranger's voice, the head must meet voices that
        # sound like something else than what is meant, as often as a stranger's would.
        taken_for = (random.random((BATCH, 1)) * self._taken_for[clips, -1:] < self._taken_for[clips]).argmax(axis=1)
        label = np.where(kind == "congruent", taken_for, label)
        texts = np.where(
            kind == "congruent", [random.choice(self._texts_of[each]) for each in label], texts
        )

        voice = data.voice[clips].copy()
        voice[kind == "words"] = data.silence
        words = data.words[texts].copy()
        words[kind == "voice"] = data.no_words
        plain = kind == "neutral words"
        words[plain] = self._plain_words(plain.sum())

        # Where the voice speaks alone, the mean of the branch's two heads is right more often than a head fitted anew.
        heard = np.isin(kind, ("voice", "neutral words"))[:, None]
        of_voice = np.where(heard, data.voice_said[clips], np.eye(EMOTIONS, dtype="float32")[label])
        alone = (kind == "words")[:, None]
        of_words = np.where(alone, data.words_said[texts], data.words_target[texts]).astype("float32")
        trust = np.select(
            [kind == "words", kind == "neutral voice", kind == "conflict"], [1.0, WORDS_UNDER_NEUTRAL_VOICE, 0.5], 0.0
        ).astype("float32")[:, None]
        target = (1 - trust) * of_voice + trust * of_words
        return voice, words, (1 - LABEL_SMOOTHING) * target + LABEL_SMOOTHING / EMOTIONS

    def _plain_words(self, count: int) -> np.ndarray:
        """Half what the corpora's actors say, half neutral comments."""
        spoken = self._data.plain_words[self._random.integers(0, len(self._data.plain_words), count)]
        neutral = self._data.words[self._random.choice(self._texts_of[NEUTRAL], count)]
        return np.where(self._random.random((count, 1)) < 0.5, spoken, neutral)


def start_from_heads(fusion: keras.Model, classifier: keras.Model, words_classifier: keras.Model) -> None:
    """Has the head say at first what the branches' own heads do: of the voice, the mean of its paths' logits."""
    kernels, biases = zip(*(classifier.get_layer(f"{path}_head").get_weights() for path in VOICE_PATHS))
    words_kernel, words_bias = words_classifier.get_layer("words_head").get_weights()
    kernel = np.concatenate([*(each / len(VOICE_PATHS) for each in kernels), words_kernel])
    fusion.get_layer("apart").set_weights([kernel, np.mean(biases, axis=0) + words_bias])


def fit_fusion(fusion: keras.Model, embedded: Embedded, seed: int) -> None:
    """Fits the fusion head in place."""
    pairs = PairMaker(embedded, seed)
    rate = keras.optimizers.schedules.CosineDecay(0.0, STEPS, alpha=0.01, warmup_target=PEAK_RATE, warmup_steps=100)
    optimiser = keras.optimizers.AdamW(rate, weight_decay=1e-2, global_clipnorm=1.0)

    @tf.function
    def step(voice, words, target):
        with tf.GradientTape() as tape:
            logits = fusion([voice, words], training=True)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, logits))
        gradients = tape.gradient(loss, fusion.trainable_variables)
        optimiser.apply_gradients(zip(gradients, fusion.trainable_variables))
        return loss

    losses = []
    for index in range(STEPS):
        losses.append(step(*pairs.batch()))
        if index % 1000 == 999:
            print(f"fusion step {index + 1}: loss {np.mean([float(loss) for loss in losses[-1000:]]):.3f}", flush=True)
