"""What the command does to its process before anything else."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

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


KILL = "os.kill(os.getpid(), signal.SIGINT); list(range(10**6))"
IN_A_STRING = f"""
import os, signal, checker.cli
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a job in the background has not
def invoke(arguments):
    try:
        exec({KILL!r})
    except KeyboardInterrupt:
        return 2
checker.cli.invoke = invoke
"""
"""The interruption comes while Python runs code from a string, as where a dataclass is made, and is caught."""
WHILE_DELETING = f"""
import os, signal, sys, time, checker.cli
signal.signal(signal.SIGINT, signal.default_int_handler)
class Thing:
    def __del__(self):
        {KILL}
def invoke(arguments):
    thing = Thing()
    del thing
    time.sleep(20)
    return 0
checker.cli.invoke = invoke
"""
"""The interruption comes while an object is thrown away, where Python ignores it."""
IN_A_CLASS = f"""
import os, signal, sys, checker.cli
signal.signal(signal.SIGINT, signal.default_int_handler)
class Field:
    def __set_name__(self, *_more):
        {KILL}
def invoke(arguments):
    class Thing:
        field = Field()
checker.cli.invoke = invoke
"""
WHILE_IMPORTING = f"""
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Finder:
    def find_spec(self, name, *_more):
        if name == "checker.cli":
            {KILL}
sys.meta_path.insert(0, Finder())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
@pytest.mark.parametrize("code", [IN_A_STRING, WHILE_IMPORTING, WHILE_DELETING, IN_A_CLASS])
def test_a_stopped_command_ends_with_its_code(code: str, tmp_path: Path) -> None:
    text = f"{code}\nfrom checker.__main__ import main\nmain()\n"
    (tmp_path / "stopping.py").write_text(text, encoding="utf-8")
    places = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-m", "stopping"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": places},
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
