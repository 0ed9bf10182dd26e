"""A fit takes hours, and nobody watches it: one that lost a process must end and say so, not wait for ever."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from stsam_training.processes import in_processes


@pytest.fixture(autouse=True)
def an_end_to_waiting() -> Iterator[None]:
    """Fails the test that hangs."""

    def give_up(*_) -> None:
        raise TimeoutError("still waiting for a process after a minute")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
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
