"""What the command does to its process before anything else."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

HEAPS = """
import ctypes, threading
from checker.__main__ import share_one_heap
share_one_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
meeting = threading.Barrier(4)
def take():
    libc.malloc(1000)
    meeting.wait()
    libc.malloc(1000)
threads = [threading.Thread(target=take) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""
"""Four threads that take memory at a time; then glibc says of each heap what it holds."""


def heaps(**environment: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", HEAPS],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return done.stdout.count("<heap nr=")


def test_threads_share_one_heap_where_the_environment_says_nothing() -> None:
    if platform.libc_ver()[0] == "glibc":
        assert heaps() == 1
        assert heaps(MALLOC_ARENA_MAX="3") > 1
        assert heaps(GLIBC_TUNABLES="glibc.malloc.arena_max=3") > 1
