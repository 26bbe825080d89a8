"""What one input may take: processor seconds and memory. Beyond, it fails as an exception does."""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

SECONDS = 10.0
"""Of the processor: whole articles take less than one."""
MEMORY = 1 << 30
"""Bytes of address space beyond what the process holds when the run begins."""


class TooSlow(BaseException):
    """No Exception, so that nothing under test takes it for one of its own."""


@contextlib.contextmanager
def bounded_time(seconds: float = SECONDS) -> Iterator[None]:
    """Raises TooSlow inside after so many seconds of the processor."""

    def stop(_number: int, _frame: object) -> None:
        raise TooSlow(f"more than {seconds:g} seconds of the processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def bounded_memory(more: int = MEMORY) -> Iterator[None]:
    """Within, memory beyond the present and `more` is refused, so MemoryError; where the system cannot, no bound."""
    held = _address_space()
    if held is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = held + more if hard == resource.RLIM_INFINITY else min(held + more, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def peak_mib() -> float:
    """The most resident memory of this process so far."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _address_space() -> int | None:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()
