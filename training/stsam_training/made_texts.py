"""Texts that nobody has labelled, made of labelled ones and of words alone: the words branch learns what its teacher says of
them, because few texts are soon known by heart, and because some words are in none of them."""

from __future__ import annotations

import numpy as np

# The shares of made texts that begin as a stretch of one text, and as stretches of two, joined; the rest do as one whole.
STRETCHED, JOINED = 0.2, 0.3
# The share of them all in which words are left out, and that in which words are replaced.
CHANGED = 0.7
# At most so many of a changed text's words are left out, and at most so many replaced.
MOST_LEFT_OUT, MOST_REPLACED = 0.25, 0.35
# Of the words that mean nearly the same, the word itself among them, so many may take its place.
NEAREST = 6
# What an encoder's word pieces call a word that is none of the vocabulary's.
UNKNOWN_PIECE = "[UNK]"


def nearest_words(vectors: np.ndarray, first_word_id: int) -> np.ndarray:
    """[ids, NEAREST]: of each id those whose words mean most nearly the same, itself first; `vectors` [words, dimensions] tell
    what the vocabulary's words mean, whose ids begin at `first_word_id`. Ids before it have only themselves."""
    directions = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    # By parts: all words beside all others would take memory that other processes need.
    parts = np.array_split(directions, 1 + len(directions) // 1000)
    nearest = [np.argsort(-(part @ directions.T), axis=1)[:, :NEAREST] for part in parts]
    alone = np.repeat(np.arange(first_word_id)[:, None], NEAREST, axis=1)
    return np.concatenate([alone, first_word_id + np.concatenate(nearest)])


def made_texts(tokens: np.ndarray, nearest: np.ndarray, copies: int, seed: int) -> np.ndarray:
    """[copies * texts, tokens] int32: texts made of those of `tokens` [texts, tokens], with 0 for padding at their ends;
    `nearest` is what `nearest_words` says of the ids."""
    random = np.random.default_rng(seed)
    texts = [row[row > 0] for row in tokens]
    made = np.zeros((copies * len(texts), tokens.shape[1]), "int32")
    for row, text in zip(made, texts * copies):
        kind = random.random()
        if kind < STRETCHED:
            text = _stretch(text, random)
        elif kind < STRETCHED + JOINED:
            text = np.concatenate([_stretch(text, random), _stretch(texts[random.integers(len(texts))], random)])
        text = _with_words_replaced(_with_words_left_out(text, random), nearest, random)
        # As of a typed text, the last words count.
        text = text[-len(row) :]
        row[: len(text)] = text
    return made


def lone_words(words: int, first_word_id: int, length: int) -> np.ndarray:
    """[words, length] int32: each of the vocabulary's words as a text of its own."""
    texts = np.zeros((words, length), "int32")
    texts[:, 0] = first_word_id + np.arange(words)
    return texts


def spelt(tokens: np.ndarray, vocabulary: list[str], first_word_id: int) -> list[str]:
    """Texts' ids [texts, tokens] as words with spaces between."""
    spell = lambda each: vocabulary[each - first_word_id] if each >= first_word_id else UNKNOWN_PIECE
    return [" ".join(spell(each) for each in row if each > 0) for row in tokens]


def _stretch(text: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Some of its words, at least a third, that stand together."""
    if len(text) < 3:
        return text
    length = random.integers(max(2, len(text) // 3), len(text) + 1)
    start = random.integers(len(text) - length + 1)
    return text[start : start + length]


def _with_words_left_out(text: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if random.random() >= CHANGED:
        return text
    left = text[random.random(len(text)) >= random.uniform(0, MOST_LEFT_OUT)]
    return left if len(left) > 0 else text


def _with_words_replaced(text: np.ndarray, nearest: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if random.random() >= CHANGED:
        return text
    replaced = random.random(len(text)) < random.uniform(0, MOST_REPLACED)
    return np.where(replaced, nearest[text, random.integers(NEAREST, size=len(text))], text)
