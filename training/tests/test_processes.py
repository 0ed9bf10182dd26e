"""A fit takes hours, and nobody watches it: one that lost a process must end and say so, not wait for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from stsam_training.processes import in_processes, usable_cores


# Each process imports TensorFlow, which takes the better part of a minute where others are at work.
PATIENCE_SECONDS = 300
# Of twenty, which the tests give it.
ITEMS_AT_A_TIME = min(20, usable_cores())


@pytest.fixture(autouse=True)
def an_end_to_waiting() -> Iterator[None]:
    """Fails the test that hangs."""

    def give_up(*_) -> None:
        raise TimeoutError(f"still waiting for a process after {PATIENCE_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_process_that_is_killed_ends_the_run_in_a_sentence():
    with pytest.raises(SystemExit, match="encoder: a process ended before its work was done"):
        list(in_processes("encoder", signal.raise_signal, [signal.SIGKILL] * 3, os.getpid))


def test_one_that_cannot_be_prepared_ends_the_run():
    with pytest.raises(SystemExit, match="before its work was done"):
        list(in_processes("encoder", abs, [1], os.stat, "no such file"))


def test_every_item_is_done_and_what_fails_is_told_as_it_is():
    assert sorted(in_processes("encoder", abs, [-3, 1, -2], os.getpid)) == [1, 2, 3]
    with pytest.raises(TypeError):
        list(in_processes("encoder", abs, [1, "two"], os.getpid))
    assert list(in_processes("encoder", abs, [], os.getpid)) == []


def fail_or_take_long(begun: Path) -> None:
    """Leaves a file that tells that it began; the first fails before any other ends."""
    begun.touch()
    if begun.name == "0":
        raise ValueError("the first fails")
    time.sleep(2)


def test_after_a_failure_nothing_further_begins(tmp_path):
    """Else a fit that failed would be told of once a few others had been made, hours later."""
    with pytest.raises(ValueError, match="the first fails"):
        list(in_processes("fits", fail_or_take_long, [tmp_path / str(number) for number in range(20)], os.getpid))
    assert len(list(tmp_path.iterdir())) <= ITEMS_AT_A_TIME


# Each item writes to a file from when it is begun, and for longer than the test takes.
LONG_WORK = """
import sys, time
from pathlib import Path
from stsam_training.processes import in_processes

def work(item):
    for _ in range(1200):
        with Path(sys.argv[1], item).open("a") as file:
            file.write(".")
        time.sleep(0.1)

if __name__ == "__main__":
    list(in_processes("fits", work, [f"item {number}" for number in range(20)], time.time))
"""


@pytest.fixture
def long_work(tmp_path) -> Iterator[tuple[subprocess.Popen, Path]]:
    """A run of which as many items are begun as there are cores, and the folder in which they write."""
    script, begun = tmp_path / "long_work.py", tmp_path / "begun"
    script.write_text(LONG_WORK)
    begun.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    # A group of its own, to all of which a terminal says Ctrl-C; where the tests run unwatched, it may be ignored so far.
    run = subprocess.Popen([sys.executable, str(script), str(begun)], env=environment, stderr=subprocess.DEVNULL,
                           start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        while len(list(begun.iterdir())) < ITEMS_AT_A_TIME:
            assert run.poll() is None
            time.sleep(0.1)
        yield run, begun
    finally:
        # What is left of it, when it does not end.
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)


def test_ctrl_c_ends_all_processes_and_begins_no_further_item(long_work):
    run, begun = long_work
    os.killpg(run.pid, signal.SIGINT)
    run.wait(20)
    assert len(list(begun.iterdir())) == ITEMS_AT_A_TIME


def test_nothing_is_left_of_a_run_that_is_ended_alone(long_work):
    run, begun = long_work
    written = lambda: [item.stat().st_size for item in begun.iterdir()]
    run.kill()
    run.wait(20)
    for _ in range(20):
        before = written()
        time.sleep(1)
        if written() == before:
            return
    pytest.fail("its processes go on")
