"""Fits the voice branch on its own, with heads that are thrown away afterwards.

Each of its two paths has to name the emotion by itself, and to tell what a pre-trained encoder hears (`speech_encoder.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from .augment import WindowAugmenter
from .calibrate import expected_calibration_error
from .dataset import Windows, corpus_masks
from .files import written_whole
from .metrics import by_clip, softmax, unweighted_average_recall
from .network import CALM, EMOTIONS, HAPPY, SAD, VOICE_PATHS, keras, layers, voice_branch

# How often each corpus is drawn, for those that are there: CREMA-D has by far the most speakers.
CORPUS_SHARES = {"ravdess-speech": 0.42, "savee": 0.14, "ravdess-song": 0.06, "crema-d": 0.38}
BATCH = 32
STEPS_PER_EPOCH = 300
WEIGHT_DECAY = 2e-2
LABEL_SMOOTHING = 0.05
# Reached after the first epoch, and kept: what falls to nothing finds what fits the speakers at hand best, and strangers less.
RATE = 1e-3
# Share of the windows whose pieces come in another order.
REARRANGED = 0.4
# How often a fit is kept, and judged: one that is stopped loses no more.
EPOCHS_BETWEEN_PAUSES = 4


@dataclass(frozen=True)
class Course:
    """How long a fit goes, and by what it draws."""

    epochs: int
    seed: int
    # Where all that going on takes is kept meanwhile. The rate is steady, so that a longer fit goes on from a shorter one.
    kept: Path | None = None


@dataclass(frozen=True)
class Aids:
    """What helps a fit beside the labels. Each can be left out, to see what it earns (`ablation.py`)."""

    # Share of the target that is the teacher's.
    trust_in_teacher: float = 0.5
    # How much it counts, beside the emotion, to tell what the pre-trained encoder hears.
    heard_weight: float = 1.0
    # How slowly the average of the weights, which is what a fit gives, follows them; 0: it is them.
    averaging: float = 0.9998
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


def sampling_weights(windows: Windows) -> np.ndarray:
    """Probability of each window: corpora by their shares, labels of a corpus equally often."""
    weights = np.zeros(len(windows))
    for corpus, share in CORPUS_SHARES.items():
        of_corpus = windows.corpus == corpus
        labels = np.unique(windows.label[of_corpus])
        for label in labels:
            chosen = of_corpus & (windows.label == label)
            weights[chosen] = share / len(labels) / chosen.sum()
    return weights / weights.sum()


def _batch(windows, chosen, heard, said, masks, augmenter, aids):
    """What a step learns of those windows: values, probabilities, what is to be told, and the mask of the loss."""
    values, told = windows.values[chosen], heard[chosen]
    if aids.augmented:
        values = augmenter(values, windows.speech_frames[chosen])
    mask = np.stack([masks[corpus] for corpus in windows.corpus[chosen]])
    target = np.eye(EMOTIONS, dtype="float32")[windows.label[chosen]]
    target = (1 - LABEL_SMOOTHING) * target + LABEL_SMOOTHING * mask / mask.sum(axis=1, keepdims=True)
    target = (1 - aids.trust_in_teacher) * target + aids.trust_in_teacher * said[chosen]
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


@tf.function(jit_compile=True)
def _swish_and_slope(x):
    """x * sigmoid(x) (Ramachandran et al. 2017) and its derivative, both as precise as `x`."""
    exact = tf.cast(x, tf.float32)
    gate = tf.sigmoid(exact)
    return tf.cast(exact * gate, x.dtype), tf.cast(gate * (1 + exact * (1 - gate)), x.dtype)


@tf.custom_gradient
def swish(x):
    """What TensorFlow's swish gives, whose many small steps take as long again as all convolutions."""
    value, slope = _swish_and_slope(x)
    return value, lambda upstream: upstream * slope


def _pupil(voice: keras.Model, told_dimensions: int, make_branch: Callable[[int, int], keras.Model]) -> tuple[keras.Model, keras.Model]:
    """A classifier like that of `voice`, which `make_branch` made, and the same with what each path tells beside the
    emotion. Both compute in bfloat16, which a processor of today multiplies half as fast again, and keep their weights in
    single precision."""
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        branch = make_branch(*voice.input_shape[1:])
        for layer in branch.layers:
            if getattr(layer, "activation", None) is keras.activations.swish:
                layer.activation = swish
        classifier = voice_classifier(branch)
        told = [
            layers.Dense(told_dimensions, kernel_initializer="zeros", name=f"{path}_told")(branch.get_layer(f"{path}_embedding").output)
            for path in VOICE_PATHS
        ]
        return classifier, keras.Model(branch.input, [classifier.output, *told])
    finally:
        keras.mixed_precision.set_global_policy("float32")


def _epochs_kept(path: Path) -> int:
    """How far the fit went that is kept there; 0 when none is."""
    if not path.exists():
        return 0
    with np.load(path) as kept:
        return int(kept["epochs"])


def _keep(path: Path, epochs: int, variables: list[tf.Variable]) -> None:
    """Writes what a fit has come to after so many epochs, if none is kept that went on for longer."""
    if _epochs_kept(path) > epochs:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as partial:
        np.savez(partial, epochs=epochs, **{str(index): each.numpy() for index, each in enumerate(variables)})


def _go_on(path: Path, epochs: int, variables: list[tf.Variable]) -> int:
    """Sets the variables to what is kept, and gives the number of its epochs; 0 when there is none, or one of more than `epochs`."""
    begun = _epochs_kept(path)
    if not 0 < begun <= epochs:
        return 0
    with np.load(path) as kept:
        for index, each in enumerate(variables):
            each.assign(kept[str(index)])
    return begun


def fit_voice(voice: keras.Model, windows: Windows, heard: np.ndarray, said: np.ndarray, course: Course,
              validation: Windows | None = None, aids: Aids = Aids()) -> keras.Model:
    """Fits `voice` in place to the moving average of its weights.

    `heard` is [windows, dimensions]: what each path is to tell beside the emotion. `said` is [windows, emotions]: the
    teacher's probabilities. Returns the `voice_classifier` that was fitted."""
    pupil, model = _pupil(voice, heard.shape[1], aids.branch)
    masks = loss_masks(windows) if aids.masked else {corpus: np.ones(EMOTIONS, "float32") for corpus in np.unique(windows.corpus)}
    probability = sampling_weights(windows)
    # From nothing to the rate, along a line.
    rate = keras.optimizers.schedules.PolynomialDecay(0.0, STEPS_PER_EPOCH, end_learning_rate=RATE)
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

    variables = [*model.weights, *average, *optimiser.variables]
    begun = 0 if course.kept is None else _go_on(course.kept, course.epochs, variables)
    done = begun * STEPS_PER_EPOCH
    for epoch in range(begun, course.epochs):
        # Each epoch by itself: a fit that was stopped draws the windows that it would have drawn, if not dropout's units.
        random = np.random.default_rng((course.seed, epoch))
        augmenter = WindowAugmenter(windows.values.shape[-1], (course.seed, epoch), REARRANGED)
        losses = []
        for _ in tqdm(range(STEPS_PER_EPOCH), f"voice {epoch + 1}/{course.epochs}", leave=False, mininterval=5):
            chosen = random.choice(len(windows), BATCH, p=probability)
            values, target, told, mask = _batch(windows, chosen, heard, said, masks, augmenter, aids)
            done += 1
            decay = tf.constant(min(aids.averaging, done / (done + 10)), tf.float32)
            losses.append(step(values, target, told, mask, decay))
        line = f"voice epoch {epoch + 1}: loss {np.mean([float(loss) for loss in losses]):.3f}"
        pausing = (epoch + 1) % EPOCHS_BETWEEN_PAUSES == 0 or epoch + 1 == course.epochs
        if pausing and course.kept is not None:
            _keep(course.kept, epoch + 1, variables)
        if pausing and validation is not None:
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
