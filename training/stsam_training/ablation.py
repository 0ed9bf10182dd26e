"""What each part of the voice's recipe earns: a short course is run without it, and read are speakers, and a corpus, that no
fit here has learnt from. The model card tells the figures."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from .dataset import Spec, Windows, fitted_digest, read_spec, read_windows
from .files import written_whole
from .fit import HEARD_DIMENSIONS, RECIPE_VERSION, TEST_FOLD, VALIDATION_FOLD
from .metrics import by_clip, softmax, unweighted_average_recall
from .network import VOICE_PATHS, keras, voice_branch
from .processes import in_processes, keep_to_one_core
from .speech_encoder import describe_recordings, emotion_targets
from .voice_fit import Aids, Course, fit_voice, mean_of_paths
from .voice_teacher import manner_of, teach_voice

EPOCHS = 16
NOTHING = "nothing"
# Known from other speakers, and not at all.
KNOWN_CORPUS, UNHEARD_CORPUS = "ravdess-speech", "savee"


@dataclass(frozen=True)
class Ablation:
    """A fit without something: with what it is helped by nevertheless, and which windows it learns from."""

    aids: Aids = Aids()
    learnt_from: Callable[[Windows], np.ndarray] = lambda windows: np.ones(len(windows), bool)


ABLATIONS = {
    NOTHING: Ablation(),
    "attention, where frames are pooled": Ablation(Aids(branch=partial(voice_branch, attended=False))),
    "the teacher's half of the targets": Ablation(Aids(trust_in_teacher=0)),
    "telling what the encoder hears": Ablation(Aids(heard_weight=0)),
    "loss over a corpus's own labels": Ablation(Aids(masked=False)),
    "swish, with ReLU in its place": Ablation(Aids(branch=partial(voice_branch, activation="relu"))),
    "noise, rooms, pitch, tempo, telephone": Ablation(learnt_from=lambda windows: windows.variant == 0),
    "talk of many underneath": Ablation(learnt_from=lambda windows: ~windows.crowded),
    "crops, warps and masks of windows": Ablation(Aids(augmented=False)),
    "averaged weights": Ablation(Aids(averaging=0)),
    "CREMA-D": Ablation(learnt_from=lambda windows: windows.corpus != "crema-d"),
    "RAVDESS's song": Ablation(learnt_from=lambda windows: windows.corpus != "ravdess-song"),
}
# Neither path knows of the other: without one is what the other says in the fit that nothing is left out of.
PATHS = [f"the {path} path" for path in VOICE_PATHS]

# What `_start` leaves to `_run` in a process of its own.
_shared = None


def _start(dataset: Path) -> None:
    global _shared
    keep_to_one_core()
    spec = read_spec(dataset)
    _shared = (spec, read_windows(dataset, spec), describe_recordings(dataset))


def _run(task: tuple[str, int]) -> list[dict]:
    left_out, seed = task
    print(f"── without {left_out}, seed {seed}", flush=True)
    figures = ablated(ABLATIONS[left_out], seed, *_shared)
    wanted = [NOTHING, *PATHS] if left_out == NOTHING else [NOTHING]
    return [{"leftOut": left_out if name == NOTHING else name, "seed": seed, "figures": figures[name]} for name in wanted]


def split(windows: Windows) -> tuple[np.ndarray, np.ndarray]:
    """[windows] bool each: what may be learnt from, and what is judged, for which nobody looks at the test speakers."""
    unheard = windows.corpus == UNHEARD_CORPUS
    validation = windows.fold == VALIDATION_FOLD
    judged = (unheard & (windows.fold != TEST_FOLD)) | (validation & (windows.corpus == KNOWN_CORPUS))
    return ~unheard & ~validation, judged & (windows.variant == 0)


def ablated(ablation: Ablation, seed: int, spec: Spec, windows: Windows, described: Mapping[str, np.ndarray]) -> dict[str, dict]:
    """Figures of a fit, as `figures_of` gives them: by what is left out of it in the end, nothing or a path."""
    may_learn, is_judged = split(windows)
    learnt, judged = windows.where(ablation.learnt_from(windows) & may_learn), windows.where(is_judged)
    keras.utils.set_random_seed(seed)
    voice = ablation.aids.branch(spec.feature["windowFrames"], spec.feature["coefficients"])
    heard = emotion_targets(learnt.clip, manner_of(learnt), described, HEARD_DIMENSIONS)
    said = teach_voice(learnt, described)
    classifier = fit_voice(voice, learnt, heard, said, Course(EPOCHS, seed), aids=ablation.aids)
    logits = classifier.predict(judged.values, batch_size=128, verbose=0)
    heard_paths = {name: [path != name for path in PATHS] for name in (NOTHING, *PATHS)}
    return {name: figures_of(judged, softmax(mean_of_paths(logits[:, chosen]))) for name, chosen in heard_paths.items()}


def figures_of(windows: Windows, said: np.ndarray) -> dict:
    """By corpus and clip: UAR among all emotions, and the cross-entropy of what is said [windows, emotions], in nats."""
    figures = {}
    for corpus in np.unique(windows.corpus):
        chosen = windows.where(windows.corpus == corpus)
        of_clips, first = by_clip(chosen.clip, chosen.speech_frames, said[windows.corpus == corpus])
        label = chosen.label[first]
        figures[str(corpus)] = {
            "uar": unweighted_average_recall(label, of_clips.argmax(axis=1)),
            "crossEntropy": float(-np.mean(np.log(of_clips[np.arange(len(label)), label] + 1e-12))),
            "items": len(label),
        }
    return figures


def started(path: Path, features: str) -> dict:
    """The record so far; an empty one when there is none, or it is of another recipe, another course or other features."""
    begun = {"recipe": RECIPE_VERSION, "epochs": EPOCHS, "features": features, "runs": []}
    known = json.loads(path.read_text()) if path.exists() else begun
    return known if all(known[name] == begun[name] for name in begun if name != "runs") else begun


def in_order(runs: list[dict]) -> list[dict]:
    """Runs by what is left out, as it is listed here, the paths after nothing, what is listed no longer last; and by seed."""
    order = {name: place for place, name in enumerate([NOTHING, *PATHS, *(name for name in ABLATIONS if name != NOTHING)])}
    return sorted(runs, key=lambda run: (order.get(run["leftOut"], len(order)), run["leftOut"], run["seed"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, default=Path("training/.cache/dataset"))
    parser.add_argument("--record", type=Path, default=Path("training/reference/ablations.json"))
    parser.add_argument("--seeds", default="1,2", help="each ablation is run with each")
    parser.add_argument("--without", choices=ABLATIONS, action="append", help="only these; may be given several times")
    arguments = parser.parse_args()
    record = started(arguments.record, fitted_digest(arguments.dataset))
    wanted = [(left_out, int(seed)) for seed in arguments.seeds.split(",") for left_out in arguments.without or ABLATIONS]
    done = {(run["leftOut"], run["seed"]) for run in record["runs"]}
    missing = [task for task in wanted if task not in done]
    for runs in in_processes("ablations", _run, missing, _start, arguments.dataset):
        record["runs"] = in_order([*record["runs"], *runs])
        # Each is kept as it gets done: they take long.
        with written_whole(arguments.record) as partial_file:
            partial_file.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
