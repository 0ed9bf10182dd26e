"""What a network answers to speakers and texts that it has not heard, and how often it is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calibrate import words_prior
from .dataset import Texts, Windows
from .metrics import by_clip, softmax, unweighted_average_recall
from .network import CALM, NEUTRAL, keras
from .voice_fit import judge_voice

# Pairs of a voice and words of one emotion that are drawn to be answered.
PAIRS = 2048
# How words weigh beside a voice. The page reads it in the manifest: `src/inference/jointLogits.ts`.
WORDS_EXPONENT = 3
FUSED_PART = 0.25
# Corpora whose clips are paired with texts, and with their own transcripts.
PAIRED_CORPORA = ("ravdess-speech", "savee")


@dataclass(frozen=True)
class Answers:
    """Logits of all eight emotions, one row an item: `voice` of the windows without words, `words` of the texts without a
    voice, `both` of drawn pairs of one emotion, `own` of those windows beside what they really say whose corpora are paired;
    the last two by `joint_logits`."""

    windows: Windows
    texts: Texts
    voice: np.ndarray
    words: np.ndarray
    both: np.ndarray
    both_label: np.ndarray
    own: np.ndarray
    own_windows: Windows


def answer(model: keras.Model, windows: Windows, texts: Texts, transcripts: dict[str, np.ndarray], seed: int) -> Answers:
    """`transcripts` are the token ids of what clips say, by their text."""
    embed = lambda part, values: model.get_layer(part).predict(values, batch_size=256, verbose=0)
    fuse = lambda voice, words: model.get_layer("fusion").predict([voice, words], batch_size=512, verbose=0)
    voices, words = embed("voice", windows.values), embed("words", texts.tokens)
    silence, no_words = embed("voice", np.zeros_like(windows.values[:1])), embed("words", np.zeros_like(texts.tokens[:1]))
    clip, text = draw_pairs(windows, texts, seed)
    paired = np.isin(windows.corpus, PAIRED_CORPORA) & np.array([each in transcripts for each in windows.transcript])
    spoken = embed("words", np.stack([transcripts[each] for each in windows.transcript[paired]])) if paired.any() else words[:0]
    of_voice = fuse(voices, np.repeat(no_words, len(voices), 0))
    of_words = fuse(np.repeat(silence, len(words), 0), words)
    of_spoken = fuse(np.repeat(silence, len(spoken), 0), spoken)
    prior = words_prior(of_words)
    return Answers(
        windows=windows,
        texts=texts,
        voice=of_voice,
        words=of_words,
        both=joint_logits(fuse(voices[clip], words[text]), of_voice[clip], of_words[text], prior),
        both_label=windows.label[clip],
        own=joint_logits(fuse(voices[paired], spoken), of_voice[paired], of_spoken, prior),
        own_windows=windows.where(paired),
    )


def joint_logits(fused: np.ndarray, voice: np.ndarray, words: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Logits of voices with words, all [items, emotions], as the page has them: the voices', moved as far as the words tell a
    mood, partly to the fusion head's and partly by the words' own evidence (a product of experts, Hinton 2002)."""
    plain = softmax(words)[:, [NEUTRAL, CALM]].sum(axis=1, keepdims=True)
    share = np.maximum(0, 1 - plain) ** WORDS_EXPONENT
    return voice + share * (FUSED_PART * (fused - voice) + (1 - FUSED_PART) * (words - np.log(prior)))


def draw_pairs(windows: Windows, texts: Texts, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of windows, their emotions equally often, and of texts of the same emotion; calm, which texts are not
    labelled with, goes with neutral."""
    random = np.random.default_rng(seed)
    single, of_text = texts.labels.sum(axis=1) == 1, texts.labels.argmax(axis=1)
    usable = np.isin(windows.corpus, PAIRED_CORPORA)
    usable = usable if usable.any() else np.ones(len(windows), bool)
    labels = np.unique(windows.label[usable])
    label = labels[np.arange(PAIRS) % len(labels)]
    clip = np.array([random.choice(np.flatnonzero(usable & (windows.label == each))) for each in label])
    text = np.array([random.choice(np.flatnonzero(single & (of_text == (NEUTRAL if each == CALM else each)))) for each in label])
    return clip, text


def fold_figures(answers: Answers) -> dict[str, dict[str, float]]:
    """Figures of one fold: each corpus by clip, happy against sad, women and men, and pairs of one emotion."""
    figures: dict[str, dict[str, float]] = judge_voice(answers.windows, answers.voice)
    figures.update(_sex_figures(answers))
    figures["paired"] = {"uar": unweighted_average_recall(answers.both_label, answers.both.argmax(axis=1)), "items": PAIRS}
    for corpus in np.unique(answers.own_windows.corpus):
        chosen = answers.own_windows.where(answers.own_windows.corpus == corpus)
        said, first = by_clip(chosen.clip, chosen.speech_frames, softmax(answers.own[answers.own_windows.corpus == corpus]))
        figures[str(corpus)]["uarWithOwnWords"] = unweighted_average_recall(chosen.label[first], said.argmax(axis=1))
        # Of some clips the corpus does not tell the sentence.
        figures[str(corpus)]["itemsWithOwnWords"] = len(first)
    return figures


def _sex_figures(answers: Answers) -> dict[str, dict[str, float]]:
    """How often women and men are recognised, and by how much women are more often, of RAVDESS's speech: its even actors are
    women. SAVEE's speakers are men."""
    corpus = "ravdess-speech"
    speakers = answers.windows.speaker.astype(str)
    of_corpus = (answers.windows.corpus == corpus) & np.char.startswith(speakers, "ravdess-")
    woman = np.array([int(speaker.rpartition("-")[2]) % 2 == 0 for speaker in speakers[of_corpus]], bool)
    if woman.all() or not woman.any():
        return {}
    rows = answers.voice[of_corpus]
    judged = {who: judge_voice(answers.windows.where(of_corpus).where(chosen), rows[chosen])[corpus] for who, chosen in (("women", woman), ("men", ~woman))}
    figures = {f"{corpus}, {who}": {"uar": figure["uar"], "items": figure["items"]} for who, figure in judged.items()}
    return {
        **figures,
        f"{corpus}, women and men": {
            "uarLead": judged["women"]["uar"] - judged["men"]["uar"],
            "items": judged["women"]["items"] + judged["men"]["items"],
        },
    }
