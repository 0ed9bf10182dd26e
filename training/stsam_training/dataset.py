"""What `training/extract.ts` wrote, as arrays."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# What the data are; the features made of them may come out otherwise when code changes.
DATA_FILES = ("windows.jsonl", "texts.jsonl", "transcripts.json", "vocabulary.txt", "spec.json")
FEATURES_FILE = "windows.f32"


@dataclass(frozen=True)
class Spec:
    """The constants the features were made with, and the names of the outputs."""

    emotions: tuple[str, ...]
    feature: dict
    text: dict


@dataclass(frozen=True)
class Windows:
    """Voice: one row a window. `values` is [windows, frames, coefficients], and may be read only; the rest are [windows]."""

    values: np.ndarray
    label: np.ndarray
    corpus: np.ndarray
    speaker: np.ndarray
    clip: np.ndarray
    fold: np.ndarray
    variant: np.ndarray
    crowded: np.ndarray
    speech_frames: np.ndarray
    transcript: np.ndarray

    def where(self, condition: np.ndarray) -> Windows:
        """A copy of those windows, in memory."""
        return Windows(*(getattr(self, name)[condition] for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        return len(self.label)


@dataclass(frozen=True)
class Texts:
    """Words: `tokens` is [texts, tokens] int32, `labels` [texts, emotions] with 1 for each emotion of the text, `split` "train",
    "validation", "test" or "unlabelled", `text` the words themselves."""

    tokens: np.ndarray
    labels: np.ndarray
    split: np.ndarray
    text: np.ndarray

    def where(self, condition: np.ndarray) -> Texts:
        """Those for which `condition` holds, [texts] bool."""
        return Texts(*(getattr(self, name)[condition] for name in self.__dataclass_fields__))

    def of(self, split: str) -> Texts:
        """Those of a split."""
        return self.where(self.split == split)

    def __len__(self) -> int:
        return len(self.tokens)


def _read_lines(path: Path) -> list[dict]:
    # Not `splitlines`: JSON may hold other line ends within a string as they are.
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def data_digest(directory: Path) -> str:
    """A short name of the data: another one for other clips, folds, texts or words."""
    return _digest(directory, DATA_FILES)


def fitted_digest(directory: Path) -> str:
    """A short name of all that is fitted to: the data, and the features as they came out."""
    return _digest(directory, (*DATA_FILES, FEATURES_FILE))


def _digest(directory: Path, names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in names:
        with (directory / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


def read_spec(directory: Path) -> Spec:
    """What the features in a dataset's folder were made with."""
    spec = json.loads((directory / "spec.json").read_text())
    return Spec(tuple(spec["emotions"]), spec["featureSpec"], spec["textSpec"])


def read_windows(directory: Path, spec: Spec) -> Windows:
    """All windows of a dataset's folder, those of every variant of every clip."""
    lines = _read_lines(directory / "windows.jsonl")
    # Mapped, not read: what several processes look at is in memory once. An empty file cannot be mapped.
    values = np.memmap(directory / FEATURES_FILE, "<f4", "r") if lines else np.zeros(0, "<f4")
    values = values.reshape(len(lines), spec.feature["windowFrames"], spec.feature["coefficients"])
    column = lambda name: np.array([line[name] for line in lines])
    return Windows(
        values=values,
        label=column("label"),
        corpus=column("corpus"),
        speaker=column("speaker"),
        clip=column("id"),
        fold=column("fold"),
        variant=column("variant"),
        crowded=column("crowded"),
        speech_frames=column("speechFrames"),
        transcript=column("transcript"),
    )


def read_texts(directory: Path, spec: Spec) -> Texts:
    """All texts of a dataset's folder, those of every split."""
    lines = _read_lines(directory / "texts.jsonl")
    labels = np.zeros((len(lines), len(spec.emotions)), "float32")
    for row, line in enumerate(lines):
        labels[row, line["labels"]] = 1
    return Texts(
        tokens=np.array([line["tokens"] for line in lines], "int32").reshape(len(lines), spec.text["maxTokens"]),
        labels=labels,
        split=np.array([line["split"] for line in lines]),
        text=np.array([line["text"] for line in lines], dtype=object),
    )


def read_transcripts(directory: Path) -> dict[str, np.ndarray]:
    """Token ids of what the corpora's clips say, by their text."""
    table = json.loads((directory / "transcripts.json").read_text())
    return {text: np.array(tokens, "int32") for text, tokens in table.items()}


def corpus_masks(windows: Windows, emotions: int) -> dict[str, np.ndarray]:
    """For each corpus, [emotions] with 1 where any of its clips carries the label."""
    masks = {}
    for corpus in np.unique(windows.corpus):
        mask = np.zeros(emotions, "float32")
        mask[np.unique(windows.label[windows.corpus == corpus])] = 1
        masks[str(corpus)] = mask
    return masks
