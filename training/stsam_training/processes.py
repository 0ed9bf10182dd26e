"""Work dealt to processes of their own, as many at a time as there are cores: the recordings' encoder and the fits go by it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

import tensorflow as tf
from tqdm import tqdm

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_processes(name: str, work: Callable[[Item], Result], items: Sequence[Item], prepare: Callable[..., None],
                 *prepared_with: object) -> Iterator[Result]:
    """What `work` makes of each item, in the order in which they get done, behind a bar of this name. Every process calls
    `prepare` with `prepared_with` before its first item.

    Raises what `work` raises, and SystemExit when a process ends before its time; what has not begun then is not waited for."""
    if not items:
        return
    # Forked, TensorFlow's threads would hang. A `multiprocessing.Pool` would wait for ever for a process that was killed.
    workers = min(len(items), usable_cores())
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (prepare, *prepared_with))
    waiting = iter(items)
    try:
        # As many as there are processes: of more, the pool hands them some ahead that nothing calls back.
        running = {pool.submit(work, item) for item in islice(waiting, workers)}
        with tqdm(desc=name, total=len(items), mininterval=5) as bar:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                results = [each.result() for each in done]
                running |= {pool.submit(work, item) for item in islice(waiting, len(done))}
                bar.update(len(done))
                yield from results
    except BrokenProcessPool as broken:
        raise SystemExit(
            f"{name}: a process ended before its work was done. If it said why, that stands above; if not, the machine has "
            "most likely run out of memory: free some, and run the command again."
        ) from broken
    finally:
        pool.shutdown(cancel_futures=True)


def usable_cores() -> int:
    """Those that this process may use: in a container, often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(prepare: Callable[..., None], *prepared_with: object) -> None:
    # As Python has it, Ctrl-C would fail but the item at hand: the process would go on with the next, for as long as a fit takes.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Who ends the run alone, or the system for want of memory, would leave this to wait for ever, with all that it has read.
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    prepare(*prepared_with)


def _end_with_the_run() -> None:
    parent_process().join()
    os._exit(1)


def keep_to_one_core() -> None:
    """Has TensorFlow compute on one core in this process; to be called before it computes anything."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
