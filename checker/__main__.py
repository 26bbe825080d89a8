"""`python -m checker` and the installed command."""

from __future__ import annotations

import sys

from checker.cli import invoke


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    sys.exit(invoke(sys.argv[1:]))


if __name__ == "__main__":
    main()
