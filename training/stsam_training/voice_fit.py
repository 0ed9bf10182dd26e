"""Fits the voice branch on its own, with heads that are thrown away afterwards.

Each of its two paths has to name the emotion by itself, and to tell what a pre-trained encoder hears (`speech_encoder.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from .augment import WindowAugmenter
from .calibrate import expected_calibration_error
from .dataset import Windows, corpus_masks
from .metrics import by_clip, softmax, unweighted_average_recall
from .network import CALM, EMOTIONS, HAPPY, SAD, VOICE_PATHS, keras, layers, voice_branch

# How often each corpus is drawn, for those that are there.
CORPUS_SHARES = {"ravdess-speech": 0.5, "savee": 0.16, "ravdess-song": 0.06, "crema-d": 0.28}
# The same in the last course, which leans on CREMA-D's many speakers.
LAST_CORPUS_SHARES = {"ravdess-speech": 0.42, "savee": 0.14, "ravdess-song": 0.06, "crema-d": 0.38}
BATCH = 32
STEPS_PER_EPOCH = 300
WEIGHT_DECAY = 2e-2
LABEL_SMOOTHING = 0.05


@dataclass(frozen=True)
class Course:
    """One of the courses that a fit consists of; in each the rate rises in the first epoch and falls for the rest."""

    epochs: int
    peak_rate: float
    # Share of the windows whose pieces come in another order.
    rearranged: float
    # How often each corpus is drawn.
    shares: Mapping[str, float] = field(default_factory=lambda: CORPUS_SHARES)
    # Added to the seed, so that a course does not draw what the one before it drew.
    draw: int = 0


@dataclass(frozen=True)
class Aids:
    """What helps a fit beside the labels. Each can be left out, to see what it earns (`ablation.py`)."""

    # Share of the target that is the teacher's.
    trust_in_teacher: float = 0.5
    # How much it counts, beside the emotion, to tell what the pre-trained encoder hears.
    heard_weight: float = 1.0
    # How evenly two windows are mixed; 0: not at all.
    mixup: float = 0.2
    # How slowly the average of the weights, which is what a fit gives, follows them; 0: it is them.
    averaging: float = 0.995
    # Whether windows are cropped, warped and masked.
    augmented: bool = True
    # Whether a corpus teaches nothing of labels that it lacks.
    masked: bool = True
    # Makes the branch, of frames and coefficients.
    branch: Callable[[int, int], keras.Model] = voice_branch


def loss_masks(windows: Windows) -> dict[str, np.ndarray]:
    """For each corpus, [emotions] with 1 for what its loss is taken over: its own labels, and calm, which RAVDESS alone has.
    Where others are neutral or sad they are not calm; left open, half of what is quiet elsewhere would be read as calm. All
    other labels that a corpus lacks stay open: were they in its loss, the network would learn that in its room nobody is
    angry, say, and read every voice from there so."""
    masks = corpus_masks(windows, EMOTIONS)
    for mask in masks.values():
        mask[CALM] = 1
    return masks


def masked_cross_entropy(target, logits, mask):
    """Cross-entropy over the labels that `mask` allows, with 1: all [..., labels] to [...]."""
    logits = logits + (mask - 1) * 1e9
    return -tf.reduce_sum(target * tf.where(mask > 0, tf.nn.log_softmax(logits), 0.0), axis=-1)


def sampling_weights(windows: Windows, shares: Mapping[str, float] = CORPUS_SHARES) -> np.ndarray:
    """Probability of each window: corpora by their shares, labels of a corpus equally often."""
    weights = np.zeros(len(windows))
    for corpus, share in shares.items():
        of_corpus = windows.corpus == corpus
        labels = np.unique(windows.label[of_corpus])
        for label in labels:
            chosen = of_corpus & (windows.label == label)
            weights[chosen] = share / len(labels) / chosen.sum()
    return weights / weights.sum()


def _mix(values, targets, corpus, evenness, random):
    """Mixup (Zhang et al. 2018) between windows of one corpus, so that both know the same labels."""
    partner = np.arange(len(values))
    for each in np.unique(corpus):
        members = np.flatnonzero(corpus == each)
        partner[members] = random.permutation(members)
    share = random.beta(evenness, evenness, len(values)).astype("float32")
    share = np.maximum(share, 1 - share)
    blend = lambda rows: share[:, None] * rows + (1 - share)[:, None] * rows[partner]
    mixed = share[:, None, None] * values + (1 - share)[:, None, None] * values[partner]
    return mixed, *(blend(target) for target in targets)


def _batch(windows, chosen, heard, said, masks, augmenter, aids, random):
    """What a step learns of those windows: values, probabilities, what is to be told, and the mask of the loss."""
    values, told = windows.values[chosen], heard[chosen]
    if aids.augmented:
        values = augmenter(values, windows.speech_frames[chosen])
    mask = np.stack([masks[corpus] for corpus in windows.corpus[chosen]])
    target = np.eye(EMOTIONS, dtype="float32")[windows.label[chosen]]
    target = (1 - LABEL_SMOOTHING) * target + LABEL_SMOOTHING * mask / mask.sum(axis=1, keepdims=True)
    target = (1 - aids.trust_in_teacher) * target + aids.trust_in_teacher * said[chosen]
    if aids.mixup > 0:
        values, target, told = _mix(values, (target, told), windows.corpus[chosen], aids.mixup, random)
    return values, target, told, mask


def voice_classifier(voice: keras.Model) -> keras.Model:
    """`voice` with a head for each of its paths: windows to logits [batch, paths, emotions]."""
    logits = [
        layers.Reshape((1, EMOTIONS), name=f"{path}_head_row")(
            layers.Dense(EMOTIONS, name=f"{path}_head")(voice.get_layer(f"{path}_embedding").output)
        )
        for path in VOICE_PATHS
    ]
    return keras.Model(voice.input, layers.Concatenate(axis=1, name="voice_heads")(logits))


def mean_of_paths(logits: np.ndarray) -> np.ndarray:
    """What the paths say together: the logarithm of their mean probability, [items, emotions]."""
    return np.log(softmax(logits.astype("float32")).mean(axis=1) + 1e-12)


def _pupil(voice: keras.Model, told_dimensions: int, make_branch: Callable[[int, int], keras.Model]) -> tuple[keras.Model, keras.Model]:
    """A classifier like that of `voice`, which `make_branch` made, and the same with what each path tells beside the
    emotion. Both compute in bfloat16, which a processor of today multiplies half as fast again, and keep their weights in
    single precision."""
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        branch = make_branch(*voice.input_shape[1:])
        classifier = voice_classifier(branch)
        told = [
            layers.Dense(told_dimensions, kernel_initializer="zeros", name=f"{path}_told")(branch.get_layer(f"{path}_embedding").output)
            for path in VOICE_PATHS
        ]
        return classifier, keras.Model(branch.input, [classifier.output, *told])
    finally:
        keras.mixed_precision.set_global_policy("float32")


def fit_voice(voice: keras.Model, windows: Windows, heard: np.ndarray, said: np.ndarray, course: Course, seed: int,
              validation: Windows | None = None, begun: keras.Model | None = None, aids: Aids = Aids()) -> keras.Model:
    """Fits `voice` in place to the moving average of its weights.

    `heard` is [windows, dimensions]: what each path is to tell beside the emotion. `said` is [windows, emotions]: the
    teacher's probabilities. `begun` is the `voice_classifier` of an earlier course to go on from. Returns the one fitted."""
    pupil, model = _pupil(voice, heard.shape[1], aids.branch)
    if begun is not None:
        pupil.set_weights(begun.get_weights())
    seed += course.draw
    random = np.random.default_rng(seed)
    augmenter = WindowAugmenter(windows.values.shape[-1], seed, course.rearranged)
    masks = loss_masks(windows) if aids.masked else {corpus: np.ones(EMOTIONS, "float32") for corpus in np.unique(windows.corpus)}
    probability = sampling_weights(windows, course.shares)
    steps = course.epochs * STEPS_PER_EPOCH
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps, alpha=0.01, warmup_target=course.peak_rate, warmup_steps=STEPS_PER_EPOCH
    )
    optimiser = keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY, global_clipnorm=7.0)
    optimiser.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    # A compiled function may not make the optimiser's variables.
    optimiser.build(model.trainable_variables)
    average = [tf.Variable(weight, trainable=False) for weight in model.weights]

    # Compiled: all that happens to a weight happens in one pass over it.
    @tf.function(jit_compile=True)
    def update(gradients, decay):
        optimiser.apply_gradients(zip(gradients, model.trainable_variables))
        for mean, weight in zip(average, model.weights):
            mean.assign(decay * mean + (1 - decay) * weight)

    @tf.function
    def step(values, target, heard, mask, decay):
        with tf.GradientTape() as tape:
            logits, *told = [tf.cast(output, tf.float32) for output in model(values, training=True)]
            named = tf.reduce_sum(masked_cross_entropy(target[:, None], logits, mask[:, None]), axis=1)
            missed = tf.add_n([tf.reduce_sum((each - heard) ** 2, axis=1) for each in told])
            loss = tf.reduce_mean(named + aids.heard_weight * missed)
        update(tape.gradient(loss, model.trainable_variables), decay)
        return loss

    done = 0
    for epoch in range(course.epochs):
        losses = []
        for _ in tqdm(range(STEPS_PER_EPOCH), f"voice {epoch + 1}/{course.epochs}", leave=False, mininterval=5):
            chosen = random.choice(len(windows), BATCH, p=probability)
            values, target, told, mask = _batch(windows, chosen, heard, said, masks, augmenter, aids, random)
            done += 1
            decay = tf.constant(min(aids.averaging, done / (done + 10)), tf.float32)
            losses.append(step(values, target, told, mask, decay))
        line = f"voice epoch {epoch + 1}: loss {np.mean([float(loss) for loss in losses]):.3f}"
        if validation is not None and (epoch % 4 == 3 or epoch == course.epochs - 1):
            current = model.get_weights()
            model.set_weights([weight.numpy() for weight in average])
            line += " " + describe(judge_voice(validation, mean_of_paths(pupil.predict(validation.values, batch_size=128, verbose=0))))
            model.set_weights(current)
        print(line, flush=True)
    model.set_weights([weight.numpy() for weight in average])
    classifier = voice_classifier(voice)
    classifier.set_weights(pupil.get_weights())
    return classifier


def judge_voice(windows: Windows, logits: np.ndarray) -> dict[str, dict[str, float]]:
    """By clip, for each corpus: UAR among all emotions and among its own, and calibration error; and happy against sad."""
    masks = corpus_masks(windows, EMOTIONS)
    figures = {}
    right, total = 0, 0
    for corpus in np.unique(windows.corpus):
        chosen = windows.where(windows.corpus == corpus)
        rows = logits[windows.corpus == corpus]
        of_clips, first = by_clip(chosen.clip, chosen.speech_frames, softmax(rows))
        own, _ = by_clip(chosen.clip, chosen.speech_frames, softmax(rows + (masks[corpus] - 1) * 1e9))
        label = chosen.label[first]
        figures[str(corpus)] = {
            "uar": unweighted_average_recall(label, of_clips.argmax(axis=1)),
            "uarOwnLabels": unweighted_average_recall(label, own.argmax(axis=1)),
            "calibrationError": expected_calibration_error(of_clips, label),
            "items": len(label),
        }
        pair = np.isin(label, (HAPPY, SAD))
        right += int(np.sum((of_clips[pair, SAD] > of_clips[pair, HAPPY]) == (label[pair] == SAD)))
        total += int(pair.sum())
    if total > 0:
        figures["happyOrSad"] = {"share": right / total, "items": total}
    return figures


def describe(figures: dict[str, dict[str, float]]) -> str:
    """Figures by group as one line of a log."""
    return "; ".join(
        f"{group}: " + ", ".join(f"{name} {value:.3f}" for name, value in of_group.items() if not name.startswith("items"))
        for group, of_group in figures.items()
    )
