"""What the fit relies on: the loss, the pooling's mask, the pairs, the export. Closed forms and counts by hand."""

from __future__ import annotations

import json
import re
import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from stsam_training import ablation, augment, fit, fusion_fit, processes, sentence_encoder, speech_encoder, voice_fit, words_fit, words_teacher
from stsam_training.answers import FUSED_PART, WORDS_EXPONENT, Answers, answer, draw_pairs, fold_figures, joint_logits
from stsam_training.augment import MOST_PIECES, WindowAugmenter, rearranged
from stsam_training.calibrate import ASSURED, Calibration, calibrate, expected_calibration_error, fit_temperature, words_prior
from stsam_training.dataset import DATA_FILES, FEATURES_FILE, Spec, Texts, Windows, corpus_masks, data_digest, fitted_digest, read_texts, read_windows
from stsam_training.export import export_layers_model, read_layers_model, round_as_stored
from stsam_training.files import written_whole
from stsam_training.fit import (
    CROSS_CORPUS,
    EVERYBODY,
    can_cross_corpora,
    fit_all,
    folds_to_fit,
    held_out_of,
    kept_at,
    reason_not_to_calibrate,
    reason_not_to_fit,
    work_folder,
)
from stsam_training.fusion_fit import Embedded, PairMaker, fit_fusion, start_from_heads
from stsam_training.manifest_files import list_anew, listed
from stsam_training.made_texts import made_texts, nearest_words, spelt
from stsam_training.metrics import by_clip, macro_f1, softmax, unweighted_average_recall
from stsam_training.network import (
    CALM,
    EMOTIONS,
    HAPPY,
    NEUTRAL,
    SAD,
    VOICE_PATHS,
    fusion_head,
    inverse_cosine_basis,
    keras,
    network,
    voice_branch,
    words_branch,
)
from stsam_training.publish import Recipe, write_model
from stsam_training.record import THIS_RECIPE, _recall_by_sentence, can_stand_beside, recorded, tempered_run
from stsam_training.speech_encoder import HIDDEN_STATES, WIDTH, emotion_targets, log_mel, mel_filters, principal_components
from stsam_training.voice_fit import (
    Aids,
    Course,
    describe,
    judge_voice,
    loss_masks,
    masked_cross_entropy,
    mean_of_paths,
    sampling_weights,
    voice_classifier,
)
from stsam_training.voice_teacher import teach_voice
from stsam_training.words_fit import (
    BALANCE,
    FIRST_SCALE,
    TRUST_IN_TEACHER,
    UNKNOWN_ID,
    WORD_DROPOUT,
    Lesson,
    best_threshold,
    decide,
    fit_words,
    lesson_of,
    rarity,
    start_from,
    taught_targets,
    with_words_hidden,
    words_classifier,
)

FRAMES, COEFFICIENTS, TOKENS, VOCABULARY = 192, 40, 32, 50


@pytest.fixture(scope="module")
def model() -> keras.Model:
    keras.utils.set_random_seed(3)
    return network(FRAMES, COEFFICIENTS, TOKENS, VOCABULARY)


def windows_of(labels, corpora) -> Windows:
    count = len(labels)
    return Windows(
        values=np.random.default_rng(0).normal(size=(count, FRAMES, COEFFICIENTS)).astype("float32"),
        label=np.array(labels),
        corpus=np.array(corpora),
        speaker=np.array(["a"] * count),
        clip=np.arange(count).astype(str),
        fold=np.zeros(count, int),
        variant=np.zeros(count, int),
        crowded=np.zeros(count, bool),
        speech_frames=np.full(count, FRAMES),
        transcript=np.array(["kids are talking"] * count),
    )


def test_masked_loss_ignores_labels_the_corpus_does_not_have():
    target = np.eye(EMOTIONS, dtype="float32")[[2]]
    mask = np.zeros((1, EMOTIONS), "float32")
    mask[0, [2, 3]] = 1
    for elsewhere in (-5.0, 50.0):
        logits = np.full((1, EMOTIONS), elsewhere, "float32")
        logits[0, [2, 3]] = 1.0
        assert masked_cross_entropy(target, tf.constant(logits), mask).numpy()[0] == pytest.approx(np.log(2), abs=1e-5)


def test_masks_hold_the_labels_present_in_each_corpus():
    masks = corpus_masks(windows_of([0, 3, 2, 3], ["savee", "savee", "crema-d", "crema-d"]), EMOTIONS)
    assert np.flatnonzero(masks["savee"]).tolist() == [0, 3]
    assert np.flatnonzero(masks["crema-d"]).tolist() == [2, 3]


def test_the_loss_of_every_corpus_is_also_taken_over_calm():
    windows = windows_of([0, 3, 2, 3], ["savee", "savee", "crema-d", "crema-d"])
    assert np.flatnonzero(loss_masks(windows)["crema-d"]).tolist() == [1, 2, 3]
    # What a corpus is judged on stays its own labels.
    assert np.flatnonzero(corpus_masks(windows, EMOTIONS)["crema-d"]).tolist() == [2, 3]


def small_branch(frames: int, coefficients: int) -> keras.Model:
    """A voice branch that is quickly fitted: a layer for each path."""
    mfcc = keras.layers.Input((frames, coefficients))
    flat = keras.layers.Flatten()(mfcc)
    embeddings = [keras.layers.Dense(4, name=f"{path}_embedding")(flat) for path in VOICE_PATHS]
    return keras.Model(mfcc, keras.layers.Concatenate()(embeddings))


def test_a_fit_gives_the_average_of_the_weights_it_went_through(monkeypatch):
    for name, value in (("STEPS_PER_EPOCH", 3), ("BATCH", 4)):
        monkeypatch.setattr(voice_fit, name, value)
    windows = windows_of([2, 3] * 8, ["crema-d"] * 16)
    windows = replace(windows, values=windows.values[:, :48], speech_frames=np.full(16, 48))
    heard, said = np.zeros((16, 3), "float32"), np.eye(EMOTIONS, dtype="float32")[windows.label]

    def fitted(epochs: int, averaging: float):
        keras.utils.set_random_seed(5)
        aids = Aids(averaging=averaging, branch=small_branch)
        classifier = voice_fit.fit_voice(small_branch(48, COEFFICIENTS), windows, heard, said, Course(epochs, 5), aids=aids)
        return [weight.numpy() for weight in classifier.trainable_weights]

    last, mean = fitted(2, 0), fitted(2, 0.9998)
    # Only the average lies behind: of six steps, by how they are weighed, on the way to the last.
    assert any(np.abs(one - other).max() > 1e-4 for one, other in zip(last, mean))
    first = fitted(1, 0)
    apart = lambda one, other: np.sqrt(sum(np.sum((a - b) ** 2) for a, b in zip(one, other)))
    assert apart(mean, last) < apart(first, last)


def test_sampling_gives_labels_of_a_corpus_equal_chances():
    weights = sampling_weights(windows_of([0, 0, 0, 3], ["savee"] * 4))
    assert weights == pytest.approx([1 / 6, 1 / 6, 1 / 6, 1 / 2])


def test_sampling_gives_corpora_their_shares(monkeypatch):
    monkeypatch.setattr(voice_fit, "CORPUS_SHARES", {"savee": 0.3, "crema-d": 0.1, "ravdess-speech": 0.6})
    windows = windows_of([0, 0, 0, 3], ["savee", "savee", "crema-d", "ravdess-song"])
    # Of the two that are there, with shares of theirs.
    assert sampling_weights(windows) == pytest.approx([3 / 8, 3 / 8, 1 / 4, 0])


def test_padding_does_not_reach_the_pooled_statistics(model):
    """Frames of sound at the start, then zeros: the weights over the padded steps are zero."""
    voice = model.get_layer("voice")
    names = ["picture_attention", "picture_uniform", "contour_attention", "contour_uniform"]
    attention = keras.Model(voice.input, [voice.get_layer(name).output for name in names])
    mfcc = np.zeros((1, FRAMES, COEFFICIENTS), "float32")
    mfcc[:, :96] = np.random.default_rng(1).normal(size=(96, COEFFICIENTS))
    for weights in attention(mfcc):
        weights = weights.numpy().ravel()
        assert weights.sum() == pytest.approx(1, abs=1e-5)
        # Half of the window is sound, and a step sees a few frames beyond its own.
        assert weights[len(weights) // 2 :].max() == 0


def test_a_batch_is_made_with_the_aids_that_are_not_left_out():
    windows = windows_of([2, 3] * 8, ["savee"] * 16)
    heard, said = np.ones((16, 3), "float32"), np.full((16, EMOTIONS), 1 / EMOTIONS, "float32")
    masks = loss_masks(windows)
    none = Aids(trust_in_teacher=0, augmented=False)

    def batch(**aids):
        return voice_fit._batch(windows, np.arange(16), heard, said, masks, WindowAugmenter(COEFFICIENTS, 3), replace(none, **aids))

    # Without any: the windows themselves, and their labels, of which little is spread over happy, sad and calm.
    values, target, told, mask = batch()
    assert np.array_equal(values, windows.values) and np.array_equal(told, heard)
    assert mask[0] == pytest.approx([0, 1, 1, 1, 0, 0, 0, 0])
    assert target[0] == pytest.approx(0.95 * np.eye(EMOTIONS)[2] + 0.05 * mask[0] / 3)
    # With one each: that alone changes.
    assert batch(trust_in_teacher=0.5)[1][0] == pytest.approx(0.5 * target[0] + 0.5 / EMOTIONS)
    changed, same_target, *_ = batch(augmented=True)
    assert not np.array_equal(changed, values) and np.array_equal(same_target, target)


def test_a_branch_is_fitted_with_the_activation_it_ships_with():
    """x / (1 + exp(-x)) and the derivative of that, by double precision; bfloat16 keeps 8 bits of it, as of all in between."""
    x = np.linspace(-12, 12, 97)
    gate = 1 / (1 + np.exp(-x))
    for kind, tolerance in ((tf.float32, 1e-5), (tf.bfloat16, 2**-7)):
        values = tf.constant(x, kind)
        with tf.GradientTape() as tape:
            tape.watch(values)
            fitted = voice_fit.swish(values)
        assert fitted.dtype == kind
        assert np.array(tf.cast(fitted, tf.float32)) == pytest.approx(x * gate, rel=tolerance, abs=tolerance)
        slope = tf.cast(tape.gradient(fitted, values), tf.float32)
        assert np.array(slope) == pytest.approx(gate + x * gate * (1 - gate), rel=tolerance, abs=tolerance)
        assert np.array(tf.cast(keras.activations.swish(values), tf.float32)) == pytest.approx(x * gate, rel=tolerance, abs=tolerance)


def test_a_fit_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path, monkeypatch):
    steps = []

    def counted(*arguments):
        steps.append(1)
        return make_batch(*arguments)

    make_batch = voice_fit._batch
    for name, value in (("STEPS_PER_EPOCH", 3), ("BATCH", 4), ("RATE", 1e-2), ("_batch", counted)):
        monkeypatch.setattr(voice_fit, name, value)
    windows = windows_of([2, 3] * 8, ["crema-d"] * 16)
    windows = replace(windows, values=windows.values[:, :48], speech_frames=np.full(16, 48))
    heard, said = np.zeros((16, 3), "float32"), np.eye(EMOTIONS, dtype="float32")[windows.label]

    def fitted(epochs: int, kept: Path | None) -> tuple[list[np.ndarray], int]:
        """The weights, and how many epochs it took to come to them."""
        steps.clear()
        keras.utils.set_random_seed(5)
        course = Course(epochs, 5, kept)
        classifier = voice_fit.fit_voice(small_branch(48, COEFFICIENTS), windows, heard, said, course, aids=Aids(branch=small_branch))
        return [weight.numpy() for weight in classifier.trainable_weights], len(steps) // 3

    kept = tmp_path / "courses" / "fold-3.npz"
    (whole, _), (short, _), (went_on, further) = fitted(3, None), fitted(1, kept), fitted(3, kept)
    # What float32 sums in any order comes out a little different.
    apart = lambda one, other: max(np.abs(a - b).max() for a, b in zip(one, other))
    assert apart(short, whole) > 1e-3 and apart(went_on, whole) < 1e-5 and further == 2
    # A shorter one cannot be made of it, and leaves it as it is.
    once_more, anew = fitted(1, kept)
    assert apart(once_more, short) < 1e-5 and anew == 1
    done, further = fitted(3, kept)
    assert apart(done, went_on) == 0 and further == 0


def test_what_is_left_out_of_a_fit_does_not_reach_it(monkeypatch):
    masks_given = []

    def watched(windows, chosen, heard, said, masks, *others):
        masks_given.append(masks["crema-d"])
        return make_batch(windows, chosen, heard, said, masks, *others)

    make_batch = voice_fit._batch
    for name, value in (("STEPS_PER_EPOCH", 3), ("BATCH", 4), ("RATE", 1e-2), ("_batch", watched)):
        monkeypatch.setattr(voice_fit, name, value)
    windows = windows_of([2, 3] * 8, ["crema-d"] * 16)
    windows = replace(windows, values=windows.values[:, :48], speech_frames=np.full(16, 48))
    said = np.eye(EMOTIONS, dtype="float32")[windows.label]

    def fitted(told: float, **aids):
        masks_given.clear()
        keras.utils.set_random_seed(5)
        voice, heard = small_branch(48, COEFFICIENTS), np.full((16, 3), told, "float32")
        classifier = voice_fit.fit_voice(voice, windows, heard, said, Course(1, 5), aids=Aids(branch=small_branch, **aids))
        return [weight.numpy() for weight in classifier.trainable_weights]

    apart = lambda one, other: max(np.abs(a - b).max() for a, b in zip(one, other))
    mean = fitted(told=0, heard_weight=0)
    assert np.array_equal(masks_given[0], loss_masks(windows)["crema-d"])
    # Nothing is learnt of what the encoder hears; float32 is summed in any order.
    assert apart(mean, fitted(told=5, heard_weight=0)) < 1e-5
    assert apart(mean, fitted(told=5)) > 1e-3
    # The last weights, not their average.
    assert apart(mean, fitted(told=0, heard_weight=0, averaging=0)) > 1e-3
    fitted(told=0, masked=False)
    assert np.array_equal(masks_given[0], np.ones(EMOTIONS))


def test_a_branch_without_attention_keeps_the_plain_statistics():
    whole, plain = voice_branch(48, COEFFICIENTS), voice_branch(48, COEFFICIENTS, attended=False)
    for path in VOICE_PATHS:
        widths = [branch.get_layer(f"{path}_statistics").output_shape[-1] for branch in (whole, plain)]
        assert widths[1] / widths[0] == pytest.approx(2 / 3)
        names = {layer.name for layer in plain.layers}
        assert f"{path}_mean" in names and not any(name.startswith(f"{path}_attention") for name in names)


def test_ablations_are_judged_by_clip():
    windows = replace(windows_of([2, 2, 3], ["savee"] * 3), clip=np.array(["a", "a", "b"]), speech_frames=np.array([10, 10, 10]))
    said = np.full((3, EMOTIONS), 0.0)
    said[0, 2], said[1, 3], said[2, 2], said[2, 3] = 1, 1, 0.8, 0.2
    # The first clip's two windows say half of each, and the first of equals is taken; the second's is wrong.
    figures = ablation.figures_of(windows, said)["savee"]
    assert figures == {"uar": 0.5, "crossEntropy": pytest.approx(-(np.log(0.5) + np.log(0.2)) / 2), "items": 2}


def test_ablations_of_another_recipe_or_other_features_are_begun_anew(tmp_path):
    path = tmp_path / "ablations.json"
    assert ablation.started(path, "abc")["runs"] == []
    path.write_text(json.dumps({**ablation.started(path, "abc"), "runs": ["one"]}))
    assert ablation.started(path, "abc")["runs"] == ["one"]
    assert ablation.started(path, "other")["runs"] == []


def test_every_ablation_leaves_something_out():
    windows = replace(windows_of([2, 3, 2, 3], ["crema-d", "ravdess-song", "savee", "savee"]),
                      variant=np.array([0, 0, 0, 1]), crowded=np.array([False, False, False, True]))
    whole = ablation.ABLATIONS[ablation.NOTHING]
    for name, each in ablation.ABLATIONS.items():
        same_windows = np.array_equal(each.learnt_from(windows), whole.learnt_from(windows))
        assert (each.aids == whole.aids and same_windows) == (name == ablation.NOTHING)


def test_ablations_learn_neither_from_the_validation_speakers_nor_from_the_unheard_corpus_and_are_judged_on_both():
    windows = replace(
        windows_of([2] * 6, ["ravdess-speech", "ravdess-speech", "savee", "savee", "crema-d", "ravdess-speech"]),
        fold=np.array([0, fit.VALIDATION_FOLD, 1, fit.TEST_FOLD, fit.VALIDATION_FOLD, fit.VALIDATION_FOLD]),
        variant=np.array([0, 0, 0, 0, 0, 1]),
    )
    learnt, judged = ablation.split(windows)
    assert np.flatnonzero(learnt).tolist() == [0]
    assert np.flatnonzero(judged).tolist() == [1, 2]


def test_a_path_is_left_out_by_hearing_the_other_alone(monkeypatch):
    """Each path of this classifier names one emotion: the clip's own is named by the contour."""
    windows = replace(windows_of([3, 2], ["ravdess-speech", "savee"]), fold=np.array([0, 1]))
    certain = np.log(np.array([[[0.9 if emotion == named else 0.1 / 7 for emotion in range(EMOTIONS)] for named in (5, 2)]]))
    monkeypatch.setattr(ablation, "teach_voice", lambda *_: None)
    monkeypatch.setattr(ablation, "emotion_targets", lambda *_: None)
    monkeypatch.setattr(ablation, "fit_voice", lambda *_, **__: SimpleNamespace(predict=lambda *_, **__: certain))
    spec = SimpleNamespace(feature={"windowFrames": 48, "coefficients": COEFFICIENTS})
    figures = ablation.ablated(ablation.Ablation(), 1, spec, windows, {})
    told = {name: np.exp(-each["savee"]["crossEntropy"]) for name, each in figures.items()}
    assert told == pytest.approx({"nothing": (0.9 + 0.1 / 7) / 2, "the picture path": 0.9, "the contour path": 0.1 / 7}, abs=1e-4)


def test_each_path_names_the_emotion_by_itself(model):
    classifier = voice_classifier(model.get_layer("voice"))
    logits = classifier(np.random.default_rng(2).normal(size=(3, FRAMES, COEFFICIENTS)).astype("float32")).numpy()
    assert logits.shape == (3, 2, EMOTIONS)
    together = mean_of_paths(np.log(np.array([[[0.5, 0.5], [0.9, 0.1]]])))
    assert np.exp(together) == pytest.approx(np.array([[0.7, 0.3]]))


def test_what_is_told_of_a_recording_does_not_tell_who_speaks():
    """Two speakers far apart, each calm and angry in the same way: only the way is left, as long as mean square 1."""
    way, who = np.array([1.0, -2.0, 0.5]), np.array([50.0, 70.0, -90.0])
    described = {"a0": -way, "a1": way, "b0": who - way, "b1": who + way}
    clips = np.array(["a0", "a1", "a1", "b0", "b1"])
    told = emotion_targets(clips, np.array([clip[0] for clip in clips]), described, 2)
    assert told.shape == (5, 2)
    assert told[:, 0] * np.sign(told[0, 0]) == pytest.approx([1, -1, -1, 1, -1], abs=1e-4)
    assert told[:, 1] == pytest.approx(np.zeros(5), abs=1e-4)


def test_of_a_clip_that_is_not_described_nothing_is_told_and_its_speaker_s_others_are_told_of_as_ever():
    way = np.array([1.0, -2.0, 0.5])
    described = {"a0": -way, "a1": way}
    told = emotion_targets(np.array(["a0", "a1", "a2"]), np.array(["a", "a", "a"]), described, 2)
    assert told[2] == pytest.approx(np.zeros(2)) and told[0] == pytest.approx(-told[1]) and np.abs(told[0, 0]) > 1


def test_principal_components_begin_with_the_longest():
    values = np.array([[0.0, 3.0], [0.0, -3.0], [1.0, 0.0], [-1.0, 0.0]])
    components = principal_components(values, 2)
    assert np.abs(components[:, 0]) == pytest.approx(np.array([3, 3, 0, 0])) and components[:2, 0].sum() == pytest.approx(0)
    assert np.abs(components[:, 1]) == pytest.approx(np.array([0, 0, 1, 1]))
    assert principal_components(values, 1).shape == (4, 1)


def test_the_encoder_s_mel_bands_lie_on_slaney_s_scale_and_have_one_area():
    filters = mel_filters()
    frequencies = np.linspace(0, 8000, filters.shape[1])
    # 1 kHz is 15 mel, below it a mel is 200 / 3 Hz, and above it 27 mel are a factor of 6.4.
    mels = np.arange(1, 81) / 81 * (15 + 27 * np.log(8) / np.log(6.4))
    centres = np.where(mels < 15, mels * 200 / 3, 1000 * 6.4 ** ((mels - 15) / 27))
    assert filters.shape == (80, 201)
    # A bin is 40 Hz wide.
    assert np.abs(frequencies[filters.argmax(axis=1)] - centres).max() <= 20
    assert filters[50:].sum(axis=1) * 40 == pytest.approx(np.ones(30), rel=0.03)


def test_the_encoder_hears_a_frame_every_ten_milliseconds_and_eighty_decibels_deep():
    time = np.arange(speech_encoder.SAMPLE_RATE) / speech_encoder.SAMPLE_RATE
    mel = log_mel(np.where(time < 0.5, 0.5 * np.sin(2 * np.pi * 1000 * time), 0))
    assert mel.shape == (100, 80)
    # 1 kHz is 15 mel; the bands' centres are 45.25 mel parted in 81 steps, and that of the 27th is the nearest.
    assert set(mel[2:48].argmax(axis=1)) == {26}
    assert mel.max() - mel[60:].max() == mel.max() - mel.min() == pytest.approx(8 / 4)


def test_the_voice_teacher_speaks_of_strangers_and_compares_a_speaker_with_himself():
    """Eight speakers, each in another place, go the same way from sad to happy; one of them is labelled the wrong way
    round. A teacher that had learnt from him would have been told so; one that had not says how it sounds."""
    random = np.random.default_rng(4)
    way = random.normal(size=HIDDEN_STATES * 2 * WIDTH)
    labels, clips, speakers, described = [], [], [], {}
    for speaker in range(8):
        place = 30 * random.normal(size=way.shape)
        for take in range(6):
            happy = take % 2 == 0
            clip = f"{speaker}-{take}"
            described[clip] = place + (way if happy else -way) + 0.3 * random.normal(size=way.shape)
            clips.append(clip)
            speakers.append(f"speaker-{speaker}")
            labels.append(2 if happy != (speaker == 0) else 3)
    windows = windows_of(labels, ["crema-d"] * len(labels))
    windows.clip[:] = clips
    object.__setattr__(windows, "speaker", np.array(speakers))
    said = teach_voice(windows, described)
    assert said.sum(axis=1) == pytest.approx(1, abs=1e-5)
    sounds_happy = np.tile([True, False], 24)
    assert np.array_equal(said.argmax(axis=1), np.where(sounds_happy, 2, 3))


def test_a_clip_the_encoder_did_not_hear_keeps_its_label():
    windows = windows_of([2, 3], ["crema-d"] * 2)
    assert np.array_equal(teach_voice(windows, {}).argmax(axis=1), [2, 3])


def test_where_others_show_one_emotion_alone_clips_keep_their_label():
    """As in a copy of CREMA-D with one emotion, or with one speaker who shows another."""
    random = np.random.default_rng(12)
    for labels in ([2] * 4, [2, 2, 2, 3]):
        windows = replace(windows_of(labels, ["crema-d"] * 4), speaker=np.array(["a", "b", "c", "d"]))
        said = teach_voice(windows, {clip: random.normal(size=HIDDEN_STATES * 2 * WIDTH) for clip in windows.clip})
        assert said[3].argmax() == labels[3] and said.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_of_an_emotion_that_no_other_speaker_shows_the_teacher_speaks_in_probabilities_too():
    random = np.random.default_rng(12)
    windows = replace(windows_of([2, 3, 2, 3, 2, 4], ["crema-d"] * 6), speaker=np.array(["a", "a", "b", "b", "c", "c"]))
    said = teach_voice(windows, {clip: random.normal(size=HIDDEN_STATES * 2 * WIDTH) for clip in windows.clip})
    assert said.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_word_embeddings_start_from_the_given_vectors(model):
    words = model.get_layer("words")
    width = words.get_layer("word_embedding").output_dim
    before = words.get_layer("word_embedding").get_weights()[0].copy()
    vectors = np.random.default_rng(6).normal(size=(VOCABULARY - 2, width)).astype("float32")
    start_from(words, vectors)
    after = words.get_layer("word_embedding").get_weights()[0]
    assert np.array_equal(after[:2], before[:2])
    assert after[2:] == pytest.approx(FIRST_SCALE * vectors)


def test_the_teacher_spreads_the_labels_and_adds_nothing():
    labels = np.zeros((1, EMOTIONS))
    labels[0, [2, 3]] = 1
    targets = taught_targets(labels, np.full((1, EMOTIONS), 1 / EMOTIONS))
    assert targets.sum() == pytest.approx(1)
    assert targets[0, 2] == targets[0, 3] == targets[0].max() and targets[0].min() > 0
    happy, sad = np.eye(EMOTIONS)[[HAPPY]], np.eye(EMOTIONS)[[SAD]]
    assert taught_targets(happy, sad)[0, [HAPPY, SAD]] == pytest.approx([1 - TRUST_IN_TEACHER, TRUST_IN_TEACHER])


def test_rare_emotions_count_for_more_than_their_share():
    weights = rarity(np.concatenate([np.eye(EMOTIONS)[[HAPPY] * 16 + [SAD]], np.full((1, EMOTIONS), 0)]))
    assert weights[16] / weights[0] == pytest.approx(16**BALANCE)
    # Of emotions that no text has, nothing comes.
    assert np.isfinite(weights).all() and weights[17] == 0


def test_a_text_has_its_likeliest_emotion_and_all_from_the_threshold_on():
    probabilities = np.array([[0.1, 0.5, 0.4], [0.25, 0.5, 0.25]])
    assert decide(probabilities, 0.3).tolist() == [[0, 1, 1], [0, 1, 0]]
    assert decide(probabilities, 0.25).tolist() == [[0, 1, 1], [1, 1, 1]]
    assert decide(probabilities, 0.9).tolist() == [[0, 1, 0], [0, 1, 0]]


def test_some_words_are_hidden_and_no_padding():
    tokens = np.tile(np.array([7] * 20 + [0] * 12, "int32"), (500, 1))
    hidden = with_words_hidden(tokens, np.random.default_rng(13))
    assert set(hidden[:, :20].ravel()) == {7, UNKNOWN_ID} and not hidden[:, 20:].any()
    assert np.mean(hidden[:, :20] == UNKNOWN_ID) == pytest.approx(WORD_DROPOUT, abs=0.01)


def test_the_words_branch_learns_what_a_word_means_and_nothing_of_texts_that_do_not_count(monkeypatch):
    for name, value in (("BATCH", 16), ("PEAK_RATE", 1e-2)):
        monkeypatch.setattr(words_fit, name, value)
    keras.utils.set_random_seed(5)
    words = words_branch(TOKENS, VOCABULARY, width=8, units=8, embedding=8)
    # Of every four texts two say what a word means, and one that does not count says of the first word something else.
    token, label, weight = (np.tile(each, 32) for each in ([7, 9, 7, 7], [HAPPY, SAD, NEUTRAL, NEUTRAL], [2, 2, 0, 0]))
    tokens = np.zeros((128, TOKENS), "int32")
    tokens[:, 0] = token
    lesson = Lesson(tokens, np.eye(EMOTIONS, dtype="float32")[label], weight.astype("float32"))
    classifier = fit_words(words, lesson, 30, 5, texts_of([HAPPY, SAD]))
    said = classifier.predict(tokens[:2], verbose=0).argmax(axis=1)
    assert said.tolist() == [HAPPY, SAD]


def test_the_head_learns_to_go_by_the_side_that_is_there(monkeypatch):
    for name, value in (("BATCH", 128), ("STEPS", 300), ("PEAK_RATE", 1e-2)):
        monkeypatch.setattr(fusion_fit, name, value)
    keras.utils.set_random_seed(5)
    fusion = fusion_head(EMOTIONS, EMOTIONS, hidden=16)
    data = replace(embedded(), voice_said=np.eye(EMOTIONS, dtype="float32"))
    fit_fusion(fusion, data, 5)
    silence, no_words = (np.tile(each, (EMOTIONS, 1)) for each in (data.silence, data.no_words))
    assert fusion.predict([data.voice, no_words], verbose=0).argmax(axis=1).tolist() == list(range(EMOTIONS))
    of_words = fusion.predict([silence[:-1], data.words], verbose=0).argmax(axis=1)
    assert of_words.tolist() == data.words_target.argmax(axis=1).tolist()


def test_a_published_model_says_what_it_is_and_what_it_learnt_from(model, tmp_path):
    windows = replace(windows_of([2, 2, 3], ["savee", "savee", "crema-d"]), clip=np.array(["x", "x", "y"]), speaker=np.array(["b", "b", "a"]))
    spec = Spec(tuple("abcdefgh"), {"windowFrames": FRAMES, "coefficients": COEFFICIENTS}, {"maxTokens": TOKENS, "firstWordId": 2})
    calibration = Calibration([0, 3], {"voice": 1.5, "words": 1.1, "both": 1.2}, {"voice": 0.5, "words": 0.6, "both": 0.7}, 0.25, [0.125] * 8)
    write_model(model, tmp_path, spec, "one two three", calibration, Recipe(9, 2, 96, 5), windows, texts_of([2, 3]), "digest")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["version"].startswith("9.") and manifest["recipe"] == {"version": 9, "seed": 2, "voice_epochs": 96, "words_epochs": 5}
    assert manifest["temperature"] == calibration.temperature and manifest["sureFrom"] == calibration.sure_from
    assert manifest["textSpec"]["vocabularySize"] == 5 and (tmp_path / "vocabulary.txt").read_text() == "one two three"
    assert manifest["data"] == {"voice": {"crema-d": 1, "savee": 1}, "words": {"goemotions": 2}, "digest": "digest"}
    assert manifest["splits"] == {"trainedOn": ["a", "b"], "calibratedOnFolds": [0, 3]}
    assert manifest["files"] == [listed(tmp_path / name) for name in ("model.json", "weights.bin", "vocabulary.txt")]
    assert manifest["parameters"] == {part: model.get_layer(part).count_params() for part in ("voice", "words", "fusion")}


def test_silence_and_no_words_are_legal(model):
    logits = model([np.zeros((1, FRAMES, COEFFICIENTS), "float32"), np.zeros((1, TOKENS), "int32")]).numpy()
    assert np.isfinite(logits).all()


def test_export_holds_word_embeddings_in_a_byte_each_and_other_weights_as_half_precision(model, tmp_path):
    before = {weight.name.removesuffix(":0"): weight.numpy() for weight in model.weights}
    round_as_stored(model)
    export_layers_model(model, tmp_path)
    topology = json.loads((tmp_path / "model.json").read_text())
    data = (tmp_path / "weights.bin").read_bytes()
    entries = topology["weightsManifest"][0]["weights"]
    for entry, weight in zip(entries, model.get_weights(), strict=True):
        stored, count = entry["quantization"], int(np.prod(entry["shape"]))
        kind = np.dtype(stored["dtype"])
        values, data = np.frombuffer(data, kind, count).reshape(entry["shape"]), data[count * kind.itemsize :]
        if entry["name"] == "word_embedding/embeddings":
            assert kind == "uint8"
            # As tfjs reads them, in double precision.
            values = values * stored["scale"] + stored["min"]
            # Within half a step of what was fitted.
            assert np.abs(values - before[entry["name"]]).max() <= 0.501 * stored["scale"]
        else:
            assert kind == "float16"
        # What is at hand is what is shipped; the least of single precision may differ.
        assert values == pytest.approx(weight, rel=1e-6, abs=1e-9)
    assert data == b""
    assert "Orthogonal" not in json.dumps(topology["modelTopology"])
    # As tfjs names them.
    assert not any(":" in entry["name"] for entry in entries)


def test_what_was_exported_can_be_read_back(model, tmp_path):
    round_as_stored(model)
    export_layers_model(model, tmp_path)
    shipped = model.get_weights()
    model.set_weights([weight + 1 for weight in shipped])
    read_layers_model(model, tmp_path)
    for read, weight in zip(model.get_weights(), shipped, strict=True):
        assert read == pytest.approx(weight, rel=1e-6, abs=1e-9)


def test_word_embeddings_that_are_all_the_same_are_shipped_as_they_are(tmp_path):
    plain = keras.Sequential([keras.layers.Embedding(3, 2, name="word_embedding")])
    plain.build((None, 1))
    plain.set_weights([np.full((3, 2), 0.25)])
    round_as_stored(plain)
    export_layers_model(plain, tmp_path)
    assert np.all(plain.get_weights()[0] == 0.25) and (tmp_path / "weights.bin").read_bytes() == bytes(6)


def layers_of(config) -> list[dict]:
    inner = config["config"].get("layers", [])
    return [config, *(each for layer in inner for each in layers_of(layer))]


def test_an_exported_model_tells_what_its_kernels_cost(model, tmp_path):
    export_layers_model(model, tmp_path)
    topology = json.loads((tmp_path / "model.json").read_text())["modelTopology"]["model_config"]
    with_kernel = [layer for layer in layers_of(topology) if "kernel_initializer" in layer["config"] and layer["class_name"] != "GRU"]
    assert len(with_kernel) > 20 and all(len(layer["build_config"]["input_shape"]) > 1 for layer in with_kernel)


@pytest.mark.filterwarnings("ignore:overflow")
def test_a_weight_beyond_half_precision_is_not_shipped(tmp_path):
    plain = keras.Sequential([keras.layers.Dense(1, name="loud")])
    plain.build((None, 1))
    plain.set_weights([np.array([[1e6]]), np.zeros(1)])
    with pytest.raises(ValueError, match="loud.*float16"):
        export_layers_model(plain, tmp_path)


def test_augmented_windows_keep_their_form():
    windows = windows_of([0, 1], ["savee"] * 2)
    frames = np.array([FRAMES, 50])
    windows.values[1, 50:] = 0
    output = WindowAugmenter(COEFFICIENTS, 1)(windows.values, frames)
    assert output.shape == windows.values.shape and np.isfinite(output).all()
    assert not output[1, 50:].any()
    assert np.abs(output.sum(axis=1)).max() < 1e-2


def test_a_sound_that_never_changes_does_not_change_by_what_is_masked():
    bands = np.tile(np.linspace(1, 5, COEFFICIENTS, dtype="float32"), (1, FRAMES, 1))
    windows = bands @ inverse_cosine_basis(COEFFICIENTS).T
    for seed in range(20):
        output = WindowAugmenter(COEFFICIENTS, seed)(windows, np.array([FRAMES]))
        assert np.abs(output).max() < 1e-4


def test_a_warped_sound_has_its_bands_a_little_further_apart_or_closer():
    factors = []
    for seed in range(20):
        warped = WindowAugmenter(COEFFICIENTS, seed)._warp(np.arange(COEFFICIENTS, dtype="float32")[None])[0]
        factors.append(warped[1])
        assert warped == pytest.approx(np.minimum(factors[-1] * np.arange(COEFFICIENTS), COEFFICIENTS - 1), abs=1e-4)
    assert 0.94 <= min(factors) < 0.98 and 1.02 < max(factors) <= 1.06


def test_a_crop_is_a_stretch_of_half_of_the_sound_or_more_and_never_very_short():
    for frames, shortest in ((FRAMES, FRAMES // 2), (50, 38), (30, 30)):
        crops = [WindowAugmenter(COEFFICIENTS, seed)._crop(np.arange(frames)) for seed in range(60)]
        assert all(np.array_equal(crop, np.arange(crop[0], crop[0] + len(crop))) for crop in crops)
        lengths = [len(crop) for crop in crops]
        assert shortest <= min(lengths) <= shortest + frames // 10 and max(lengths) == frames


def test_as_many_windows_are_rearranged_as_are_asked_for(monkeypatch):
    calls = []
    monkeypatch.setattr(augment, "rearranged", lambda speech, random: calls.append(0) or speech)
    windows = np.zeros((500, 40, COEFFICIENTS), "float32")
    WindowAugmenter(COEFFICIENTS, 1, 0.3)(windows, np.full(500, 40))
    assert len(calls) == pytest.approx(150, abs=30)
    calls.clear()
    WindowAugmenter(COEFFICIENTS, 1)(windows, np.full(500, 40))
    assert calls == []


def test_a_rearranged_window_holds_the_same_frames_in_a_few_pieces():
    speech = np.arange(60)[:, None]
    jumps = []
    for seed in range(40):
        other = rearranged(speech, np.random.default_rng(seed))
        assert sorted(other[:, 0]) == list(range(60))
        jumps.append(np.sum(np.diff(other[:, 0]) != 1))
    assert 0 < max(jumps) <= MOST_PIECES - 1 and np.mean(jumps) > 0.5


def embedded() -> Embedded:
    """Voice vectors that tell their label, words vectors that tell theirs."""
    labels = np.arange(EMOTIONS)
    words_target = np.eye(EMOTIONS)[[each for each in labels if each != 1]]
    return Embedded(
        voice=np.eye(EMOTIONS, dtype="float32")[labels] + 0,
        voice_label=labels,
        voice_said=np.full((EMOTIONS, EMOTIONS), 1 / EMOTIONS, "float32"),
        voice_taken_for=np.eye(EMOTIONS, dtype="float32") * 0.8 + 0.2 * np.eye(EMOTIONS, dtype="float32")[::-1],
        voice_probability=np.full(EMOTIONS, 1 / EMOTIONS),
        words=words_target.astype("float32"),
        words_target=words_target,
        words_said=words_target,
        words_probability=np.full(EMOTIONS - 1, 1 / (EMOTIONS - 1)),
        plain_words=np.zeros((2, EMOTIONS), "float32"),
        silence=np.full(EMOTIONS, -1.0, "float32"),
        no_words=np.full(EMOTIONS, -1.0, "float32"),
    )


def test_congruent_pairs_agree_and_calm_goes_with_neutral_words():
    voice, words, target = PairMaker(embedded(), 1).batch_of("congruent")
    of_voice, of_words, meant = voice.argmax(1), words.argmax(1), target.argmax(1)
    assert np.array_equal(np.where(meant == 1, 0, meant), of_words)
    # A voice is taken for what is meant as often as its teacher took it for that, and else for what the teacher did.
    as_heard = of_voice == meant
    assert np.array_equal(meant[~as_heard], EMOTIONS - 1 - of_voice[~as_heard])
    assert as_heard.mean() == pytest.approx(0.8, abs=0.06)


def test_a_text_of_several_emotions_agrees_with_no_voice():
    data, torn = embedded(), np.zeros((1, EMOTIONS))
    torn[0, [2, 3]] = 0.5
    and_torn = {name: np.concatenate([getattr(data, name), torn]) for name in ("words_target", "words_said")}
    words = np.concatenate([data.words, np.full((1, EMOTIONS), -1, "float32")])
    _, drawn, _ = PairMaker(replace(data, words=words, words_probability=np.full(EMOTIONS, 1 / EMOTIONS), **and_torn), 1).batch_of("congruent")
    assert not (drawn == -1).any()


def test_a_missing_side_is_silence_or_no_words():
    pairs = PairMaker(embedded(), 1)
    voice, words, target = pairs.batch_of("words")
    assert (voice == -1).all() and np.array_equal(target.argmax(1), words.argmax(1))
    _, words, _ = pairs.batch_of("voice")
    assert (words == -1).all()


def test_conflict_spreads_the_target():
    voice, words, target = PairMaker(embedded(), 1).batch_of("conflict")
    apart = voice.argmax(1) != words.argmax(1)
    assert apart.any() and target[apart].max() < 0.55
    assert target.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_metrics_by_hand():
    assert unweighted_average_recall(np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 1, 0])) == 0.625
    truth = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0]])
    decided = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0]])
    assert macro_f1(truth, decided) == pytest.approx((0.5 + 2 / 3) / 2)
    assert softmax(np.array([[1000.0, 1000.0], [0.0, 0.0]])).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_clips_weigh_their_windows():
    probabilities, first = by_clip(np.array(["a", "a", "b"]), np.array([3.0, 1.0, 1.0]), np.array([[1, 0], [0, 1], [0, 1.0]]))
    assert first.tolist() == [0, 2]
    assert probabilities.tolist() == [[0.75, 0.25], [0, 1]]


def test_temperature_finds_the_scale_of_logits():
    random = np.random.default_rng(5)
    logits = random.normal(size=(4000, EMOTIONS)) * 2
    label = np.array([random.choice(EMOTIONS, p=row) for row in softmax(logits)])
    target = np.eye(EMOTIONS)[label]
    read = lambda temperature: (softmax(logits * 2.5 / temperature), target)
    assert fit_temperature(read) == pytest.approx(2.5, rel=0.05)
    assert expected_calibration_error(softmax(logits), label) < 0.03
    # The surest of all are in the last bin.
    assert expected_calibration_error(np.array([[1.0, 0.0]]), np.array([1])) == 1


def texts_of(labels) -> Texts:
    rows = np.zeros((len(labels), EMOTIONS), "float32")
    rows[np.arange(len(labels)), labels] = 1
    tokens = np.random.default_rng(7).integers(2, VOCABULARY, size=(len(labels), TOKENS)).astype("int32")
    return Texts(tokens, rows, np.array(["validation"] * len(labels)), np.array(["x"] * len(labels), dtype=object))


def test_pairs_have_one_emotion_and_every_emotion_as_often():
    windows = windows_of([0, 1, 1, 1, 3], ["ravdess-speech"] * 5)
    texts = texts_of([0, 2, 3, 3])
    # Sad, and angry as well.
    texts.labels[3, 4] = 1
    clip, text = draw_pairs(windows, texts, 1)
    assert 3 not in text
    of_voice, of_words = windows.label[clip], texts.labels[text].argmax(axis=1)
    assert np.array_equal(np.where(of_voice == 1, 0, of_voice), of_words)
    counts = np.bincount(of_voice)[[0, 1, 3]]
    assert counts.max() - counts.min() <= 1


def test_answers_cover_every_window_and_text(model):
    windows = windows_of([0, 2, 3], ["ravdess-speech", "savee", "crema-d"])
    answers = answer(model, windows, texts_of([0, 2, 3]), {"kids are talking": np.arange(TOKENS)}, 1)
    assert answers.voice.shape == (3, EMOTIONS) and answers.words.shape == (3, EMOTIONS)
    # CREMA-D's clips are not among those that are read with their words.
    assert answers.own.shape == (2, EMOTIONS) and len(answers.own_windows) == 2
    assert set(fold_figures(answers)) == {"ravdess-speech", "savee", "crema-d", "happyOrSad", "paired"}


def test_figures_of_a_fold_by_hand():
    windows = windows_of([2, 2, 3, 3], ["crema-d"] * 4)
    logits = np.zeros((4, EMOTIONS))
    # Happier than sad in three; angriest of all in one, which its corpus has no label for.
    logits[[0, 1, 2], 2] = 1
    logits[3, 3] = 1
    logits[0, 4] = 2
    figures = judge_voice(windows, logits)
    assert figures["happyOrSad"] == {"share": 0.75, "items": 4}
    assert figures["crema-d"]["uar"] == 0.5 and figures["crema-d"]["uarOwnLabels"] == 0.75


def test_a_fold_without_happy_and_sad_clips_says_nothing_of_them():
    assert set(judge_voice(windows_of([0, 4], ["savee"] * 2), np.zeros((2, EMOTIONS)))) == {"savee"}


def test_a_figure_beside_own_words_counts_the_clips_whose_sentence_is_told():
    windows = windows_of([2, 3, 2], ["savee"] * 3)
    logits = np.eye(EMOTIONS)[[2, 3, 3]]
    told = np.array([True, True, False])
    answers = Answers(windows, texts_of([2]), logits, logits, logits, windows.label, logits[told], windows.where(told))
    figures = fold_figures(answers)["savee"]
    assert (figures["uar"], figures["items"]) == (0.75, 3)
    assert (figures["uarWithOwnWords"], figures["itemsWithOwnWords"]) == (1, 2)
    assert "items" not in describe({"savee": {"uar": 0.75, "items": 3, "itemsWithOwnWords": 2}})


def test_emotions_stand_in_the_order_of_the_page():
    manifest = json.loads((Path(__file__).resolve().parents[2] / "public" / "model" / "manifest.json").read_text())
    names = ("neutral", "calm", "happy", "sad")
    assert len(manifest["labels"]) == EMOTIONS and [manifest["labels"].index(name) for name in names] == [NEUTRAL, CALM, HAPPY, SAD]


def test_padding_and_the_unknown_word_have_the_ids_of_the_page():
    manifest = json.loads((Path(__file__).resolve().parents[2] / "public" / "model" / "manifest.json").read_text())
    text = manifest["textSpec"]
    assert (text["paddingId"], text["unknownId"]) == (0, UNKNOWN_ID)


def test_women_and_men_are_told_apart_by_the_numbers_of_their_actors():
    windows = replace(
        windows_of([2, 2, 3, 3, 2], ["ravdess-speech"] * 4 + ["savee"]),
        speaker=np.array(["ravdess-12", "ravdess-13", "ravdess-12", "ravdess-13", "savee-JE"]),
    )
    logits = np.eye(EMOTIONS)[[2, 2, 3, 2, 2]]
    texts = texts_of(np.arange(EMOTIONS))
    figures = fold_figures(Answers(windows, texts, logits, logits, logits, windows.label, logits[:4], windows.where(windows.corpus != "savee")))
    assert figures["ravdess-speech, women"] == {"uar": 1, "items": 2}
    assert figures["ravdess-speech, men"] == {"uar": 0.5, "items": 2}
    assert figures["ravdess-speech, women and men"] == {"uarLead": 0.5, "items": 4}


def test_who_goes_by_the_sentence_alone_names_what_others_mean_by_it():
    said = lambda labels, transcripts: replace(windows_of(labels, ["savee"] * len(labels)), transcript=np.array(transcripts))
    strangers = said([2, 3, 3, 0], ["a", "b", "a", "never heard"])
    others = said([2, 2, 3, 3], ["a", "a", "a", "b"])
    # Of the two sad ones, one is said as others say it when they are happy; of what nobody said, nothing is known: neutral.
    assert _recall_by_sentence(strangers, others) == pytest.approx((1 + 0.5 + 1) / 3)
    # "a" as often in one emotion as in another says more of the one that has fewer clips.
    assert _recall_by_sentence(strangers, said([2, 2, 2, 3, 3], ["a", "b", "b", "a", "b"])) == pytest.approx((0 + 0.5 + 1) / 3)


def answers_of(logits, random, temperature: float) -> Answers:
    """Of a network whose voice, were its logits divided by `temperature`, would be as sure as it is right; its words by 2."""
    label = np.array([random.choice(EMOTIONS, p=row) for row in softmax(logits)])
    count = len(label)
    windows = Windows(
        values=np.zeros((count, 1, 1)), label=label, corpus=np.array(["ravdess-speech"] * count),
        speaker=np.array(["a"] * count), clip=np.arange(count).astype(str),
        fold=np.zeros(count, int), variant=np.zeros(count, int), crowded=np.zeros(count, bool), speech_frames=np.ones(count, int),
        transcript=np.array([""] * count),
    )
    return Answers(windows, texts_of(label), temperature * logits, 2 * logits, 2 * logits, label, 2 * logits, windows)


def test_calibration_finds_the_temperature_and_how_sure_three_quarters_are():
    random = np.random.default_rng(8)
    logits = 2 * random.normal(size=(3000, EMOTIONS))
    calibration = calibrate({2: answers_of(logits, random, 3)})
    assert calibration.folds == [2]
    assert calibration.temperature["voice"] == pytest.approx(3, rel=0.06)
    assert calibration.temperature["words"] == pytest.approx(2, rel=0.06)
    certainty = softmax(3 * logits / calibration.temperature["voice"]).max(axis=1)
    assert np.mean(certainty >= calibration.sure_from["voice"]) == pytest.approx(ASSURED, abs=0.005)


def test_certainty_is_that_of_clips_not_of_their_windows():
    random = np.random.default_rng(8)
    logits = 2 * random.normal(size=(3000, EMOTIONS))
    of_windows = answers_of(logits, random, 1)
    # Every clip is heard in a second window, too, which says nothing: the reading as a whole is less sure.
    twice = np.arange(6000) % 3000
    windows = of_windows.windows.where(twice)
    spread = lambda rows: np.concatenate([rows, np.zeros_like(rows)])
    heard_twice = replace(of_windows, windows=windows, voice=spread(of_windows.voice), own_windows=windows, own=spread(of_windows.own))
    for source in ("voice", "both"):
        assert calibrate({0: heard_twice}).temperature[source] < 0.9 * calibrate({0: of_windows}).temperature[source]


def test_one_fold_that_is_read_otherwise_does_not_decide_how_sure_all_are():
    random = np.random.default_rng(8)
    logits = 2 * random.normal(size=(3000, EMOTIONS))
    usual, other = answers_of(logits, random, 3), answers_of(logits, random, 0.5)
    assert calibrate({0: usual, 1: other, 2: usual}).temperature["voice"] == calibrate({0: usual}).temperature["voice"]


def test_words_that_say_nothing_leave_the_reading_to_the_voice():
    fused, voice = np.full((2, EMOTIONS), 4.0), np.arange(2 * EMOTIONS, dtype=float).reshape(2, EMOTIONS)
    plain, torn = np.zeros((2, EMOTIONS))
    plain[0] = 60
    said = joint_logits(fused, voice, np.stack([plain, torn]), words_prior(torn[None]))
    assert np.allclose(said[0], voice[0])
    # Of eight emotions as likely as each other six are moods, and none is likelier than in any text.
    share = (6 / 8) ** WORDS_EXPONENT
    even = np.log(EMOTIONS)
    assert np.allclose(said[1], voice[1] + share * (FUSED_PART * (fused[1] - voice[1]) + (1 - FUSED_PART) * even))


def test_words_count_by_what_they_tell_beyond_words_of_any_kind():
    texts = np.log([[0.02, 0.02, 0.8, 0.04, 0.03, 0.03, 0.03, 0.03], [0.02, 0.02, 0.04, 0.03, 0.03, 0.03, 0.8, 0.03]])
    prior = words_prior(texts[[0, 0, 0, 1]])
    assert prior[2] == pytest.approx((3 * 0.8 + 0.04) / 4)
    nothing = np.zeros((2, EMOTIONS))
    moved = joint_logits(nothing, nothing, texts, prior)
    # As sure of the rarer as of the commoner mood, they tell more.
    assert moved[1, 6] - moved[1].min() > moved[0, 2] - moved[0].min()


def test_a_fold_is_tempered_by_the_other_folds():
    random = np.random.default_rng(8)
    logits = 2 * random.normal(size=(3000, EMOTIONS))
    as_sure, too_sure = answers_of(logits, random, 3), answers_of(logits, random, 6)
    fair = tempered_run(1, {0: as_sure, 3: as_sure})
    assert fair["folds"] == [0, 3] and fair["figures"]["voice"] == fair["figures"]["voice, ravdess-speech"]
    assert fair["figures"]["voice"]["items"] == 6000 and fair["figures"]["voice"]["calibrationError"] < 0.03
    # By its own folds' temperature the surer one would be as well calibrated as the other.
    assert tempered_run(1, {0: as_sure, 3: too_sure})["figures"]["voice"]["calibrationError"] > 0.08
    assert tempered_run(1, {0: as_sure}) is None
    # Who is too sure and who is not sure enough cancel out in one bin, and not in the mean of the folds.
    apart = tempered_run(1, {0: as_sure, 3: too_sure, 4: answers_of(logits, random, 1.5)})["figures"]["voice"]
    assert apart["calibrationErrorOfFolds"] > 1.1 * apart["calibrationError"]


def fold_said(seed, number, uar) -> dict:
    return {"seed": seed, "fold": number, "figures": {"savee": {"uar": uar, "items": 15}}}


def recipe_of(version, seed) -> Recipe:
    return Recipe(version, seed, 72, 4)


def test_runs_of_one_recipe_are_recorded_beside_each_other():
    crossed = lambda name, seed: {"name": name, "seed": seed}
    one = recorded({}, recipe_of(5, 1), "here", [fold_said(1, 0, 0.5), fold_said(1, 3, 0.6)], [crossed(THIS_RECIPE, 1)], [])
    two = recorded(one, recipe_of(5, 2), "here", [fold_said(2, 3, 0.7)], [], [])
    assert two["folds"] == [fold_said(1, 0, 0.5), fold_said(1, 3, 0.6), fold_said(2, 3, 0.7)]
    assert two["crossCorpus"] == [crossed(THIS_RECIPE, 1)] and "seed" not in two["recipe"]
    again = recorded(two, recipe_of(5, 1), "here", [fold_said(1, 0, 0.9)], [], [])
    assert again["folds"] == [fold_said(1, 0, 0.9), fold_said(1, 3, 0.6), fold_said(2, 3, 0.7)]
    # Of another recipe or of other data, nothing stays but how often others were right, and what they said of corpora unheard.
    two["crossCorpus"] += [crossed("version one", 1), crossed("recipe version 10", 1)]
    for recipe, data in ((recipe_of(6, 1), "here"), (recipe_of(5, 1), "elsewhere")):
        other = recorded(two, recipe, data, [fold_said(1, 0, 0.8)], [], [])
        assert other["folds"] == [fold_said(1, 0, 0.8)]
        assert [run["name"] for run in other["crossCorpus"]] == ["recipe version 5", "recipe version 10", "version one"]
        assert other["data"] == data


def test_how_often_earlier_recipes_were_right_stays_in_the_record():
    told = {"savee": {"uar": 0.5, "items": 15, "calibrationError": 0.1}, "paired": {"uar": 0.8, "items": 9}}
    record = recorded({}, recipe_of(9, 1), "here", [{"seed": 1, "fold": 0, "heldOut": ["savee-DC"], "figures": told}], [], [])
    record = recorded(record, recipe_of(10, 1), "here", [fold_said(1, 0, 0.6)], [], [])
    assert record["earlier"] == [{"version": 9, "folds": [fold_said(1, 0, 0.5)]}]
    record = recorded(record, recipe_of(11, 2), "elsewhere", [fold_said(2, 0, 0.7)], [], [])
    assert record["earlier"] == [{"version": 9, "folds": [fold_said(1, 0, 0.5)]}, {"version": 10, "folds": [fold_said(1, 0, 0.6)]}]
    # Another seed of this recipe takes nothing from them; an earlier recipe that is fitted again is no earlier one.
    assert recorded(record, recipe_of(11, 1), "elsewhere", [], [], [])["earlier"] == record["earlier"]
    assert [each["version"] for each in recorded(record, recipe_of(9, 1), "here", [], [], [])["earlier"]] == [10, 11]


def test_what_cannot_stand_beside_a_record_is_known_before_it_is_fitted():
    one = recorded({}, recipe_of(5, 1), "here", [fold_said(1, 0, 0.5)], [], [])
    assert can_stand_beside(one, recipe_of(5, 2), "here") and can_stand_beside({}, recipe_of(6, 1), "here")
    assert not can_stand_beside(one, recipe_of(6, 1), "here") and not can_stand_beside(one, recipe_of(5, 1), "elsewhere")


def test_certainty_over_fewer_folds_does_not_replace_that_over_more():
    tempered = lambda seed, folds, error: {"seed": seed, "folds": folds, "figures": {"voice": {"calibrationError": error}}}
    record = {}
    for run in (tempered(1, [0, 1, 2, 3, 4], 0.04), tempered(2, [3, 4], 0.06), tempered(1, [3, 4], 0.07), tempered(2, [0, 4], 0.05)):
        record = recorded(record, recipe_of(5, run["seed"]), "here", [], [], [run])
    assert record["tempered"] == [tempered(1, [0, 1, 2, 3, 4], 0.04), tempered(2, [0, 4], 0.05)]


def test_fits_to_other_data_or_features_are_kept_apart(tmp_path):
    def named(changed=None, seed=1):
        for name in (*DATA_FILES, FEATURES_FILE):
            (tmp_path / name).write_text("other" if name == changed else "same")
        return data_digest(tmp_path), work_folder(tmp_path, recipe_of(5, seed), fitted_digest(tmp_path)).name

    names = [named(changed) for changed in (None, *DATA_FILES, FEATURES_FILE)]
    assert len({folder for _, folder in names}) == len(names)
    # The data are the same, however their features came out.
    assert len({data for data, _ in names}) == 1 + len(DATA_FILES) and named(FEATURES_FILE)[0] == named()[0]
    assert named() == names[0] and named(seed=2)[1] != names[0][1]


def test_a_fit_whose_features_were_replaced_under_way_stops_in_a_sentence(tmp_path, monkeypatch):
    fitted = []
    monkeypatch.setattr(fit, "in_processes", lambda name, work, items, *_: fitted.extend(items) or items)
    for name in (*DATA_FILES, FEATURES_FILE):
        (tmp_path / name).write_text("same")
    recipe = recipe_of(5, 1)
    work = work_folder(tmp_path, recipe, fitted_digest(tmp_path))
    work.mkdir()
    kept_at(work, "fold:0", "voice").touch()
    fit_all("voice", ["fold:0", "fold:1"], tmp_path, recipe, work)
    assert fitted == [("voice", "fold:1")]
    (tmp_path / FEATURES_FILE).write_text("other")
    with pytest.raises(SystemExit, match="other features"):
        fit_all("voice", ["fold:0", "fold:1"], tmp_path, recipe, work)
    # Where nothing is to be fitted, nothing is read.
    fit_all("voice", ["fold:0"], tmp_path, recipe, work)
    assert len(fitted) == 1


def test_a_fit_whose_features_are_replaced_while_it_reads_them_stops_too(tmp_path, monkeypatch):
    """The first time, what the encoder hears of the recordings takes longer than all the rest of the reading."""
    for name in (*DATA_FILES, FEATURES_FILE):
        (tmp_path / name).write_text("same")

    def read_for_long(dataset):
        (dataset / FEATURES_FILE).write_text("other")
        return SimpleNamespace(windows=replace(windows_of([0, 2], ["savee"] * 2), fold=np.array([0, 1])))

    monkeypatch.setattr(fit, "read_material", read_for_long)
    monkeypatch.setattr(fit, "in_processes", lambda *_: pytest.fail("other features are fitted to"))
    words = {"dataset": tmp_path, "work": tmp_path / "fits", "record": tmp_path / "record.json", "folds": 0}
    monkeypatch.setattr(sys, "argv", ["fit", "--record-only", *(f"--{name}={value}" for name, value in words.items())])
    with pytest.raises(SystemExit, match="other features"):
        fit.main()


def test_models_are_published_with_what_they_learnt_from_and_calibrated_without_the_test_s_speakers(tmp_path, monkeypatch):
    """Of fits of the folds 0, 3 and 4; another run puts other data there meanwhile."""
    for name in (*DATA_FILES, FEATURES_FILE):
        (tmp_path / name).write_text("same")
    data = data_digest(tmp_path)
    windows = replace(
        windows_of([0, 2, 3, 0, 2, 3], ["ravdess-speech", "savee", "crema-d"] * 2),
        fold=np.array([0, 3, 4, 0, 3, 4]), variant=np.arange(6) // 3, speaker=np.array(["a", "b", "c"] * 2),
    )
    material = fit.Material(tmp_path, None, windows, {}, texts_enough(), {}, "")
    asked, told, published = {}, [], []

    def fit_others(stage, names, dataset, recipe, work):
        (dataset / DATA_FILES[0]).write_text("other")
        for name in names:
            kept_at(work, name, stage).touch()

    def write_model(model, directory, spec, vocabulary, calibration, recipe, learnt_from, texts, data):
        published.append((model, directory.name, calibration, "".join(sorted(set(learnt_from.speaker))), set(texts.split), data))

    stand_ins = {
        "read_material": lambda dataset: material,
        "fit_all": fit_others,
        "fit_words_branch": lambda *_: None,
        "load": lambda material, recipe, work, name: name,
        "answer": lambda model, windows, texts, *_: asked.update({model: (windows.clip.tolist(), set(texts.split))}) or model,
        "fold_figures": lambda answers: told.append(answers) or {},
        "fold_run": lambda seed, fold, answers, learnt_from: {"seed": seed, "fold": fold, "of": answers, "beside": learnt_from.clip.tolist()},
        "tempered_run": lambda *_: None,
        "calibrate": lambda answers: list(answers.values()),
        "write_model": write_model,
        "write_references": lambda *_: None,
    }
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(fit, name, stand_in)
    paths = {name: tmp_path / name for name in ("work", "output", "judged", "validated", "references", "record")}
    words = {**paths, "dataset": tmp_path, "folds": "0,3,4"}
    monkeypatch.setattr(sys, "argv", ["fit", *(f"--{name}={value}" for name, value in words.items())])
    fit.main()

    # Strangers, as they were recorded.
    assert asked == {"fold:0": (["0"], {"validation"}), "fold:3": (["1"], {"validation"}), "fold:4": (["2"], {"validation"})}
    record = json.loads(paths["record"].read_text())
    beside = {0: ["1", "2"], 3: ["0", "2"], 4: ["0", "1"]}
    assert record["folds"] == [{"seed": 1, "fold": fold, "of": f"fold:{fold}", "beside": clips} for fold, clips in beside.items()]
    # What is said of the test's speakers is not seen while a recipe is worked on.
    assert told == ["fold:0", "fold:3"]
    blind, train = ["fold:0", "fold:3"], {"train"}
    assert published == [
        ("fold:3", "validated", blind, "ac", train, data),
        ("fold:4", "judged", blind, "ab", train, data),
        ("everybody", "output", [*blind, "fold:4"], "abc", train, data),
    ]
    assert record["data"] == data


def test_what_the_words_teacher_says_is_read_once_for_all_heads(monkeypatch):
    read = []
    monkeypatch.setattr(fit, "taught_words", lambda *_: read.append(0) or "what it says")
    spec = Spec((), {}, {"firstWordId": 2})
    material = fit.Material(Path(), spec, None, {}, None, {}, "a bb")
    assert material.taught == material.taught == "what it says" and len(read) == 1


def test_the_head_says_at_first_what_the_branches_say(model):
    """With no words' weight in it, the voice's part is the mean of its paths' logits; the words' likewise."""
    voice, words, fusion = (model.get_layer(part) for part in ("voice", "words", "fusion"))
    classifier, of_words = voice_classifier(voice), words_classifier(words)
    start_from_heads(fusion, classifier, of_words)
    mfcc = np.random.default_rng(9).normal(size=(2, FRAMES, COEFFICIENTS)).astype("float32")
    tokens = np.random.default_rng(9).integers(2, VOCABULARY, size=(2, TOKENS)).astype("int32")
    fusion.get_layer("together").set_weights([np.zeros_like(each) for each in fusion.get_layer("together").get_weights()])
    expected = classifier(mfcc).numpy().mean(axis=1) + of_words(tokens).numpy()
    assert model([mfcc, tokens]).numpy() == pytest.approx(expected, abs=1e-4)


def test_what_the_sentence_encoder_has_between_its_products_is_what_its_paper_says():
    """By NumPy in double precision."""
    random = np.random.default_rng(4)
    scores, nearness = random.normal(size=(2, 3, 5, 5)) * 20, random.normal(size=(1, 3, 5, 5))
    present = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], "float32")
    attention = np.array(sentence_encoder._attention(*(tf.constant(each, tf.float32) for each in (scores, nearness, present))))
    expected = np.exp(scores / 8 + nearness) * present[:, None, None]
    assert attention == pytest.approx(expected / expected.sum(axis=-1, keepdims=True), abs=1e-5)
    x, scale, shift = random.normal(2, 3, (4, 768)), random.normal(size=768), random.normal(size=768)
    normalised = np.array(sentence_encoder._normalised(*(tf.constant(each, tf.float32) for each in (x, scale, shift))))
    deviation = np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    assert normalised == pytest.approx((x - x.mean(axis=1, keepdims=True)) / deviation * scale + shift, abs=1e-4)


def test_pieces_near_each_other_are_told_apart_one_by_one_and_others_by_doublings():
    """Raffel et al. 2020: of 32 ranges, half for each direction; distances under 8 have one each, and the k-th after them
    begins at 8 * 2^(k/2), because their 8 go to 128 = 8 * 2^4."""
    ranges = sentence_encoder.distance_ranges(200).numpy()
    starts = [*range(8), *(int(np.ceil(8 * 2 ** (k / 2))) for k in range(8))]
    expected = np.searchsorted(starts, np.arange(200), side="right") - 1
    assert ranges[:, 0].tolist() == expected.tolist()
    assert ranges[0, 1:].tolist() == (16 + expected[1:]).tolist()
    # It is the distance that counts, wherever the two stand.
    assert ranges[150, 140] == ranges[10, 0] and ranges[140, 150] == ranges[0, 10]


def one_word_texts(words: list[str]) -> Texts:
    """Texts of one word each, whose ids begin at 2."""
    tokens = np.zeros((len(words), TOKENS), "int32")
    tokens[:, 0] = 2 + np.arange(len(words))
    labels = np.eye(EMOTIONS, dtype="float32")[: len(words)]
    return Texts(tokens, labels, np.array(["train"] * len(words)), np.array(words, dtype=object))


def test_what_the_words_teacher_said_is_kept_as_long_as_texts_and_vocabulary_stay(tmp_path, monkeypatch):
    """Stand-ins for the teacher, who tells how long a text is, and for the encoder, whose packages a fit alone needs."""
    asked = []
    teacher = SimpleNamespace(say=lambda texts: np.array([[len(text)] for text in texts]))
    monkeypatch.setattr(words_teacher, "teach_words", lambda texts: asked.append(len(texts)) or teacher)
    monkeypatch.setattr(words_teacher, "word_vectors", lambda words, width: np.eye(len(words), 8))
    vocabulary = ["a", "bb", "ccc", "dddd", "eeeee", "ffffff"]
    first = words_teacher.taught_words(tmp_path, one_word_texts(["a", "bb"]), vocabulary, 2)
    assert first.texts.tolist() == [[1], [2]]
    # It is asked of what the made texts say.
    assert [[len(word)] for word in spelt(first.others, vocabulary, 2)] == first.others_said.tolist()
    # Each word comes alone, before what is made of the texts.
    assert spelt(first.others[:6], vocabulary, 2) == vocabulary and len(first.others) == 6 + 2 * words_teacher.COPIES
    again = words_teacher.taught_words(tmp_path, one_word_texts(["a", "bb"]), vocabulary, 2)
    assert np.array_equal(again.others_said, first.others_said) and asked == [2]
    words_teacher.taught_words(tmp_path, one_word_texts(["a", "bb", "ccc"]), vocabulary, 2)
    words_teacher.taught_words(tmp_path, one_word_texts(["a", "bb"]), [*vocabulary, "g"], 2)
    assert asked == [2, 3, 2]
    # As when `src/text` makes other tokens of the same words.
    other_tokens = replace(one_word_texts(["a", "bb"]), tokens=one_word_texts(["ccc", "a", "bb"]).tokens[1:])
    words_teacher.taught_words(tmp_path, other_tokens, vocabulary, 2)
    assert asked == [2, 3, 2, 2]


def test_the_words_teacher_is_asked_of_the_training_split_and_unlabelled_texts_alone(tmp_path, monkeypatch):
    teacher = SimpleNamespace(say=lambda texts: np.array([[len(text)] for text in texts]))
    monkeypatch.setattr(words_teacher, "teach_words", lambda texts: teacher)
    monkeypatch.setattr(words_teacher, "word_vectors", lambda words, width: np.eye(len(words), 8))
    split = np.array(["validation", "train", "test", "unlabelled"])
    texts = replace(one_word_texts(["a", "bb", "ccc", "a bb c"]), split=split)
    taught = words_teacher.taught_words(tmp_path, texts, ["a", "bb", "ccc", "dddd", "eeeee", "ffffff"], 2)
    assert taught.texts.tolist() == [[2]] and len(taught.others) == 1 + 6 + words_teacher.COPIES
    # It reads unlabelled texts as they are written, and the network as it knows them.
    assert taught.others_said[0] == [6] and taught.others[0].tolist() == texts.tokens[3].tolist()


def test_words_are_near_that_point_the_same_way():
    angles = np.radians([0, 10, 25, 45, 70, 100, 135])
    # Their lengths tell nothing.
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.arange(1, 8)[:, None]
    nearest = nearest_words(vectors, 2)
    assert nearest[2].tolist() == [2, 3, 4, 5, 6, 7]
    assert nearest[5].tolist() == [5, 4, 6, 3, 2, 7]
    # Padding and the unknown word stay themselves.
    assert nearest[0].tolist() == [0] * 6 and nearest[1].tolist() == [1] * 6


def test_made_texts_are_of_the_words_of_one_or_two_texts_or_of_words_near_them():
    random = np.random.default_rng(6)
    # Each text has words of its own: the hundreds of an id tell the text, the rest the place.
    tokens = np.zeros((8, 24), "int32")
    for text in range(8):
        length = random.integers(1, 25)
        tokens[text, :length] = 100 * (text + 1) + np.arange(length)
    nearest = np.arange(1000)[:, None] + 50 * (np.arange(6) > 0)
    made = made_texts(tokens, nearest, copies=200, seed=3)
    assert made.shape == (1600, 24) and made.dtype == np.int32
    assert np.array_equal(made, made_texts(tokens, nearest, copies=200, seed=3))
    texts = [row[row > 0] for row in made]
    assert all(len(text) > 0 and not row[len(text) :].any() for row, text in zip(made, texts))
    sources = [text // 100 - 1 for text in texts]
    # The text comes first that the made one stands for, unless so much follows that none of it is left.
    assert np.mean([of[0] == index % 8 for index, of in enumerate(sources)]) > 0.85
    # Words keep their order, whether or not others took their place, but where another text begins.
    begins = [(np.diff(of) != 0) | (np.diff(text % 50) <= 0) for text, of in zip(texts, sources)]
    assert max(map(np.sum, begins)) == 1 and 0.2 < np.mean(list(map(np.any, begins))) < 0.4
    assert 0.05 < np.mean(np.concatenate(texts) % 100 >= 50) < 0.17
    untouched = [np.array_equal(row, tokens[index % 8]) for index, row in enumerate(made)]
    # Half are no stretches; of them 0.3 * 0.3 are not changed in any way, and short ones escape it more often.
    assert 0.04 < np.mean(untouched) < 0.5


def test_made_texts_take_any_stretch_and_keep_the_end_of_what_is_too_long():
    tokens = np.stack([100 + np.arange(24), 200 + np.arange(24)]).astype("int32")
    itself = np.repeat(np.arange(300)[:, None], 6, axis=1)
    made = [row[row > 0] for row in made_texts(tokens, itself, copies=500, seed=4)]
    places = [text % 100 for text in made if len(np.unique(text // 100)) == 1 and np.all(np.diff(text) > 0)]
    # Where words are left out alone, next to none begin or end so far inside.
    assert np.mean([of[0] > 6 for of in places]) > 0.05 and np.mean([of[-1] < 17 for of in places]) > 0.05
    too_long = [text // 100 for text in made if len(text) == 24 and len(np.unique(text // 100)) == 2]
    # Of two stretches of like lengths the second is whole, and the first has lost its beginning.
    assert len(too_long) > 50
    assert np.mean([np.sum(of == of[-1]) for of in too_long]) > np.mean([np.sum(of == of[0]) for of in too_long])


def test_unknown_words_are_spelt_as_the_encoder_knows_them():
    assert spelt(np.array([[3, 1, 2, 0], [0, 0, 0, 0]]), ["so", "sad"], 2) == ["sad [UNK] so", ""]


def test_of_made_texts_the_teacher_alone_says_anything():
    texts = one_word_texts(["a", "bb"])
    taught, said = np.full((2, EMOTIONS), 1 / EMOTIONS), np.eye(EMOTIONS)[[5, 5, 6]]
    lesson = lesson_of(texts, taught, texts.tokens[[0, 1, 1]], said)
    assert np.array_equal(lesson.tokens[2:], texts.tokens[[0, 1, 1]])
    assert np.array_equal(lesson.target[2:], said) and np.allclose(lesson.target.sum(axis=1), 1)
    assert lesson.target[0, 0] == pytest.approx(1 - TRUST_IN_TEACHER + TRUST_IN_TEACHER / EMOTIONS)
    assert lesson.weight.mean() == pytest.approx(1)
    # The rarer emotion among the made texts counts for more.
    assert lesson.weight[4] == pytest.approx(2**BALANCE * lesson.weight[2])


def write_sound(path, samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, speech_encoder.SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())


def read_sound(path, always_2d):
    with wave.open(path) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 1) / 2**15, file.getframerate()


def stand_in_for_packages(monkeypatch) -> None:
    """Decoder and resampler, whose packages a fit alone needs."""
    monkeypatch.setitem(sys.modules, "soundfile", SimpleNamespace(read=read_sound, LibsndfileError=wave.Error))
    monkeypatch.setitem(sys.modules, "soxr", SimpleNamespace(resample=lambda samples, rate, wanted: samples))


def test_a_recording_is_described_by_mean_and_spread_of_each_state_over_its_first_twelve_seconds(tmp_path, monkeypatch):
    heard = []

    def encode(mel):
        heard.append(len(mel))
        # The number of each state, and two more or less.
        return tf.constant(np.arange(HIDDEN_STATES)[:, None, None] + np.full(WIDTH, 2.0) * np.array([-1, 1])[:, None])

    stand_in_for_packages(monkeypatch)
    monkeypatch.setattr(speech_encoder, "_encoder", encode)
    write_sound(tmp_path / "sound.wav", 1000 * np.random.default_rng(14).normal(size=15 * speech_encoder.SAMPLE_RATE))
    digest, description = speech_encoder._describe(("digest", str(tmp_path / "sound.wav")))
    means, spreads = np.moveaxis(description.reshape(HIDDEN_STATES, 2, WIDTH), 1, 0)
    assert digest == "digest" and heard == [1200]
    assert np.array_equal(means, np.arange(HIDDEN_STATES)[:, None] + np.zeros(WIDTH)) and (spreads == 2).all()


def test_a_recording_is_described_once_and_one_that_is_replaced_anew(tmp_path, monkeypatch):
    """Threads for processes."""
    stand_in_for_packages(monkeypatch)
    monkeypatch.setattr(speech_encoder, "_encoder", lambda mel: tf.ones((HIDDEN_STATES, len(mel), WIDTH)))
    monkeypatch.setattr(processes, "ProcessPoolExecutor", lambda workers, *_: ThreadPoolExecutor(workers))
    paths = {name: str(tmp_path / f"{name}.wav") for name in ("sound", "empty", "broken")}
    write_sound(paths["sound"], 1000 * np.random.default_rng(10).normal(size=speech_encoder.SAMPLE_RATE))
    write_sound(paths["empty"], np.zeros(0))
    (tmp_path / "broken.wav").write_bytes(b"no sound at all")
    (tmp_path / "recordings.json").write_text(json.dumps(paths))

    assert set(speech_encoder.describe_recordings(tmp_path)) == {"sound"}
    write_sound(paths["empty"], 1000 * np.random.default_rng(11).normal(size=speech_encoder.SAMPLE_RATE))
    assert set(speech_encoder.describe_recordings(tmp_path)) == {"sound", "empty"}
    monkeypatch.setattr(speech_encoder, "_describe", None)
    assert set(speech_encoder.describe_recordings(tmp_path)) == {"sound", "empty"}


def test_what_is_stopped_half_written_leaves_what_was_there(tmp_path):
    kept = tmp_path / "fold.weights.h5"
    kept.write_text("whole")
    with pytest.raises(KeyboardInterrupt), written_whole(kept) as partial:
        assert partial.name.endswith(".weights.h5")
        partial.write_text("ha")
        raise KeyboardInterrupt
    assert kept.read_text() == "whole" and list(tmp_path.iterdir()) == [kept]
    with written_whole(kept) as partial:
        partial.write_text("new")
    assert kept.read_text() == "new" and list(tmp_path.iterdir()) == [kept]


def test_a_manifest_knows_its_files_from_others_of_the_same_size(tmp_path):
    weights, manifest = tmp_path / "weights.bin", tmp_path / "manifest.json"
    weights.write_bytes(b"abc")
    # The example of FIPS 180-2, appendix B.1.
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert listed(weights) == {"name": "weights.bin", "bytes": 3, "sha256": digest}
    manifest.write_text(json.dumps({"name": "STSaM", "files": [{"name": "weights.bin", "bytes": 7}], "recipe": {"seed": 2}}))
    list_anew(tmp_path)
    assert json.loads(manifest.read_text()) == {"name": "STSaM", "files": [listed(weights)], "recipe": {"seed": 2}}


def test_a_fit_may_learn_from_all_but_its_fold_or_its_corpora():
    windows = windows_of([0, 3, 2, 3], ["ravdess-speech", "ravdess-song", "savee", "crema-d"])
    windows.fold[:] = [0, 4, 0, 1]
    assert held_out_of("fold:0", windows).tolist() == [True, False, True, False]
    assert held_out_of("fold:4", windows).tolist() == [False, True, False, False]
    assert held_out_of(CROSS_CORPUS, windows).tolist() == [False, False, True, True]
    assert not held_out_of(EVERYBODY, windows).any()


def test_no_fit_learns_from_whom_its_network_is_judged_on(tmp_path, monkeypatch):
    """Stand-ins tell what they are given: speakers of another fold, texts of the training split."""
    windows = replace(
        windows_of([0, 2, 3, 3, 2, 0], ["ravdess-speech", "savee", "crema-d"] * 2),
        fold=np.array([3, 3, 1, 1, 0, 0]), variant=np.array([0, 1, 0, 1, 0, 1]), crowded=np.arange(6) % 2 == 1,
    )
    learnt, watched = [], []
    classifier = SimpleNamespace(load_weights=lambda path: None)
    stand_ins = {
        "new_network": lambda *_: SimpleNamespace(get_layer=str),
        "voice_classifier": lambda voice: classifier,
        "words_classifier": lambda words: classifier,
        "taught_words": lambda *_: SimpleNamespace(texts=None),
        "emotion_targets": lambda clips, *_: learnt.append(windows.where(np.isin(windows.clip, clips))),
        "teach_voice": lambda given, described: learnt.append(given),
        "fit_voice": lambda voice, given, heard, said, course, beside: learnt.append(given) or watched.append(beside),
        "embed": lambda voice, classifier, words, given, said, texts, *_: learnt.extend([given, texts]),
        **{name: lambda *_: None for name in ("keep_weights", "start_from_heads", "fit_fusion", "round_as_stored")},
    }
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(fit, name, stand_in)
    material = fit.Material(tmp_path, Spec((), {}, {"firstWordId": 2}), windows, {}, texts_enough(), {"hello": np.zeros(TOKENS)}, "a")
    ids = lambda given: None if given is None else given.clip.astype(int).tolist()

    def given_to(stage: str, name: str):
        learnt.clear(), watched.clear()
        fit.STAGES[stage](material, recipe_of(5, 1), tmp_path, name)
        return [ids(each) for each in learnt if isinstance(each, Windows)], [ids(each) for each in watched]

    # The validation speakers alone are watched, as they were recorded.
    assert given_to("voice", "fold:3") == ([[2, 3, 4, 5]] * 3, [[0]])
    assert given_to("voice", "fold:1") == ([[0, 1, 4, 5]] * 3, [None])
    assert given_to("voice", EVERYBODY) == ([[0, 1, 2, 3, 4, 5]] * 3, [None])
    assert given_to("network", "fold:3") == ([[2, 3, 4, 5]] * 2, [])
    assert set(learnt[-1].split) == {"train"}


def write_windows(directory, values, lines) -> Spec:
    (directory / "windows.f32").write_bytes(values.astype("<f4").tobytes())
    (directory / "windows.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    (directory / "texts.jsonl").write_text("")
    return Spec(("neutral", "sad"), {"windowFrames": 4, "coefficients": 3}, {"maxTokens": TOKENS})


def test_windows_are_read_as_they_were_written_and_chosen_as_copies(tmp_path):
    values = np.arange(24, dtype="float32").reshape(2, 4, 3)
    line = {"id": "a", "corpus": "savee", "speaker": "savee-DC", "label": 1, "fold": 0, "variant": 0,
            "crowded": False, "speechFrames": 4, "transcript": "hello"}
    windows = read_windows(tmp_path, write_windows(tmp_path, values, [line, {**line, "id": "b", "crowded": True}]))
    assert np.array_equal(windows.values, values) and windows.crowded.tolist() == [False, True]
    chosen = windows.where(windows.crowded)
    chosen.values[:] = 0
    assert type(chosen.values) is np.ndarray and np.array_equal(windows.values, values)
    with pytest.raises(ValueError):
        read_windows(tmp_path, write_windows(tmp_path, values, [line]))


def texts_enough() -> Texts:
    """A text of each emotion that texts are labelled with, to learn from, and one to choose by."""
    emotions = [each for each in range(EMOTIONS) if each != CALM]
    return replace(texts_of(2 * emotions), split=np.repeat(["train", "validation"], len(emotions)))


def test_where_no_corpus_was_found_there_is_nothing_to_fit(tmp_path):
    spec = write_windows(tmp_path, np.zeros(0), [])
    windows, texts = read_windows(tmp_path, spec), read_texts(tmp_path, spec)
    assert len(windows) == 0 and reason_not_to_fit(windows, texts) is not None
    assert "RAVDESS" in reason_not_to_fit(windows, texts_enough())
    assert not can_cross_corpora(windows)


def test_a_fit_without_texts_or_a_corpus_of_most_emotions_is_refused_in_a_sentence():
    texts = texts_enough()
    assert reason_not_to_fit(windows_of([0, 2], ["ravdess-speech", "crema-d"]), texts) is None
    assert "RAVDESS" in reason_not_to_fit(windows_of([2, 3], ["crema-d"] * 2), texts)
    nothing = np.zeros(2, bool)
    assert "GoEmotions" in reason_not_to_fit(windows_of([0, 2], ["savee"] * 2), texts.of("test"))
    assert "RAVDESS" in reason_not_to_fit(windows_of([0, 2], ["savee"] * 2).where(nothing), texts)
    # A few lines of it, such that pairs of some emotion could not be drawn once the voices were fitted.
    torn = replace(texts, labels=texts.labels + np.eye(EMOTIONS)[HAPPY] * (np.arange(len(texts)) == 0)[:, None])
    for few in (texts.of("train"), texts.where(np.arange(len(texts)) > 0), torn):
        assert "GoEmotions" in reason_not_to_fit(windows_of([0, 2], ["savee"] * 2), few)


def test_a_corpus_unheard_needs_one_to_be_judged_on_and_one_to_learn_from():
    assert can_cross_corpora(windows_of([0, 2], ["ravdess-speech", "savee"]))
    assert not can_cross_corpora(windows_of([0, 2], ["ravdess-speech", "crema-d"]))
    assert not can_cross_corpora(windows_of([0, 2], ["savee", "crema-d"]))


def test_the_threshold_of_the_words_is_told_in_three_decimals():
    probabilities = np.array([[0.69, 0.31], [0.71, 0.29]])
    threshold = best_threshold(probabilities, np.array([[1, 1], [1, 0]], "float32"))
    assert threshold == 0.3


def test_a_fold_is_fitted_when_it_holds_somebody_out_and_leaves_somebody():
    windows = replace(windows_of([0, 2, 3], ["savee"] * 3), fold=np.array([3, 4, 4]))
    assert folds_to_fit("0,3,4", windows) == [3, 4]
    assert folds_to_fit("0,3,4", windows.where(windows.fold == 4)) == []
    assert folds_to_fit("", windows) == []


def test_the_validation_and_the_test_fold_are_those_of_the_extraction():
    splits = (Path(__file__).resolve().parents[1] / "splits.ts").read_text()
    told = {name: int(number) for name, number in re.findall(r"^export const (\w+_FOLD) = (\d+);", splits, re.MULTILINE)}
    assert told == {"VALIDATION_FOLD": fit.VALIDATION_FOLD, "TEST_FOLD": fit.TEST_FOLD}


def test_a_model_needs_speakers_beside_the_test_s_to_say_how_sure_it_is_to_be():
    windows = replace(windows_of([0, 2, 3], ["ravdess-speech", "savee", "crema-d"]), fold=np.array([1, 4, 3]))
    assert reason_not_to_calibrate(windows, [1, 3, 4]) is None
    # CREMA-D's labels are too few, and the test's speakers decide nothing.
    assert "--record-only" in reason_not_to_calibrate(windows, [3, 4])
