"""`python -m checker` and the installed command."""

from __future__ import annotations

import gc
import signal
import sys

from checker.cli import invoke


def main() -> None:
    """Runs the command line and exits with its code.

    To be ended by the system (SIGTERM, SIGHUP) is to be stopped by a person: what is finished is reported, temporary
    files go.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    # A document is a million small objects without cycles, which Python else looks through every 700 new ones.
    gc.set_threshold(50_000, 20, 50)
    sys.exit(invoke(sys.argv[1:]))


if __name__ == "__main__":
    main()
