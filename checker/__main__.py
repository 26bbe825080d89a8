"""`python -m checker` and the installed command."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType

COULD_NOT_RUN = 2
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
"""What `mallopt` of glibc calls the number of heaps, and the bytes from which a block is no part of one."""
_LARGE = 4 << 20
_SOON = 0.02
"""Seconds after which an interruption is tried again that was lost."""
_SETTINGS = ("MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")
"""Where people say to glibc themselves how it is to take memory."""


def share_one_heap() -> None:
    """Has all threads take memory from one heap where the C library is glibc, unless the environment says otherwise.

    By default each thread has a heap of its own and gives little of it back, nor do blocks of up to 32 MB go back: four
    articles held 190 MB more, and were no faster.
    """
    if not any(name in os.environ for name in _SETTINGS):
        with contextlib.suppress(AttributeError, OSError, TypeError):
            setting = ctypes.CDLL(None).mallopt
            setting(_ARENA_MAX, 1)
            setting(_MMAP_THRESHOLD, _LARGE)


def hold_streams() -> None:
    """Has something stand where the shell closed standard input, output or error (`>&-`).

    Else the next file that is opened has its number, and Python has no stream. Nothing can be read or written there,
    as if it were closed; what is said on standard error nobody hears.
    """
    for number, flags in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # has the lowest number that is free
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def main() -> None:
    """Runs the command line and exits with its code.

    To be ended by the system (SIGTERM, SIGHUP) is to be stopped by a person (SIGINT): what is finished is reported,
    temporary files go, and the code is 2, from the first moment on: the command is imported once that is arranged.
    """
    hold_streams()
    stopped: list[int] = []
    codes: list[int] = []
    atexit.register(_end, stopped, codes)  # before all others, so that it is called after them

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)
        signal.default_int_handler(number, frame)

    sys.unraisablehook = _once_more(stopped)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (
            signal.SIG_DFL,
            signal.default_int_handler,
        ):
            signal.signal(number, stop)
    # A document is a million small objects without cycles, which Python else looks through every 700 new ones.
    gc.set_threshold(50_000, 20, 50)
    share_one_heap()
    try:
        from checker.cli import invoke

        code = invoke(sys.argv[1:])
    except KeyboardInterrupt:
        print("checker: stopped.", file=sys.stderr)
        code = COULD_NOT_RUN
    except Exception:
        if not stopped:  # Python wraps an interruption where it sets up a class
            raise
        print("checker: stopped.", file=sys.stderr)
        code = COULD_NOT_RUN
    codes.append(code)
    sys.exit(code)


def _once_more(stopped: Sequence[int]) -> Callable[[sys.UnraisableHookArgs], None]:
    """What Python does with an exception that nobody can get: interrupts the process again where it was to be stopped.

    So it is where the signal came while an object was thrown away; the run would go on as if nobody had stopped it.
    """

    def hook(told: sys.UnraisableHookArgs) -> None:
        if not stopped or not isinstance(told.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(told)
            return
        again = threading.Timer(_SOON, signal.raise_signal, (stopped[0],))
        again.daemon = True
        again.start()

    return hook


def _end(stopped: Sequence[int], codes: Sequence[int]) -> None:
    """Has a process that was stopped end with its code.

    Where the signal came while Python ran code from a string, as dataclasses have it do, it else kills itself by SIGINT
    at its end, though the interruption was caught.
    """
    if stopped and codes:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(codes[0])


if __name__ == "__main__":
    main()
