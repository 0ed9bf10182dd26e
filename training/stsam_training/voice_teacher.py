"""Reads emotion off what the pre-trained speech encoder hears, as seen beside the speaker's other recordings, and says so
of recordings it did not learn from: the voice branch learns from that as well as from the labels (distillation, Hinton et
al. 2015; out of fold, so that the teacher's certainty is what it is on strangers)."""

from __future__ import annotations

import numpy as np

from .dataset import Windows
from .network import EMOTIONS
from .speech_encoder import HIDDEN_STATES, WIDTH, principal_components

# Corpora that are read together, because they have most labels in common. A corpus of few labels alone in the midst of
# others would teach what its room means.
FAMILIES = (("ravdess-speech", "savee"), ("ravdess-song",), ("crema-d",))
# The upper half of the encoder: prosody has not yet been forgotten, and noise already has.
FIRST_STATE = 3
# Principal components that are read: with more, it takes longer to be right as often.
COMPONENTS = 600
# Inverse strength of the L2 penalty.
PENALTY = 3e-3
# Parts that speakers are dealt to; each part is read by a teacher that was fitted on the others.
PARTS = 8


def manner_of(windows: Windows) -> np.ndarray:
    """[windows]: whose recordings are compared with one another. Sung, a speaker is somebody else."""
    return np.char.add(windows.speaker.astype(str), np.where(windows.corpus == "ravdess-song", " sings", ""))


def _beside_others(values: np.ndarray, manner: np.ndarray) -> np.ndarray:
    """Each recording's distance from the mean of its manner, in standard deviations of it."""
    result = np.empty_like(values)
    for each in np.unique(manner):
        members = manner == each
        result[members] = (values[members] - values[members].mean(axis=0)) / (values[members].std(axis=0) + 1e-6)
    return result


def teach_voice(windows: Windows, described: dict[str, np.ndarray]) -> np.ndarray:
    """What teachers that did not learn from a window's speaker say of its recording: probabilities [windows, emotions].

    `described` is what the encoder hears in each clip; of a clip that it lacks, or that no teacher can be fitted for, the
    label is all that is known.
    """
    from sklearn.linear_model import LogisticRegression

    clips, first, index = np.unique(windows.clip, return_index=True, return_inverse=True)
    of_clips = windows.where(first)
    said = np.eye(EMOTIONS)[of_clips.label]
    known = np.array([clip in described for clip in clips])
    parts = np.unique(of_clips.speaker, return_inverse=True)[1] % PARTS
    for family in FAMILIES:
        members = np.flatnonzero(known & np.isin(of_clips.corpus, family))
        if len(members) == 0:
            continue
        heard = np.stack([described[clip] for clip in clips[members]]).reshape(len(members), HIDDEN_STATES, 2 * WIDTH)
        heard = _beside_others(heard[:, FIRST_STATE:].reshape(len(members), -1), manner_of(of_clips)[members])
        heard = principal_components(heard, COMPONENTS)
        label = of_clips.label[members]
        for part in np.unique(parts[members]):
            told = parts[members] == part
            if len(np.unique(label[~told])) < 2:
                # Where others are of one emotion, or there are none, nobody learns to tell emotions apart.
                continue
            teacher = LogisticRegression(C=PENALTY, max_iter=200).fit(heard[~told], label[~told])
            # Of an emotion that no other speaker shows, a teacher knows nothing.
            said[members[told]] = 0
            said[np.ix_(members[told], teacher.classes_)] = teacher.predict_proba(heard[told])
    return said[index].astype("float32")
