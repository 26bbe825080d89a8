"""Writes the size and SHA-256 of every file of the embedded models into manifest.toml; all else stays as it is.

Run it with `make manifest` after replacing weights; `checker models verify` compares with what it wrote.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

# An embedded model's table ends with its files: a header, then one quoted name a line.
_FILES = re.compile(
    r'^folder = "(?P<folder>[\w.-]+)"\n(?:[^\[\n].*\n|\n)*?\[model\.files\]\n(?P<files>(?:".*\n)*)',
    re.M,
)


def update(folder: Path) -> list[str]:
    """Rewrite `folder`/manifest.toml; returns the folders of the models whose files changed."""
    path = folder / "manifest.toml"
    old = path.read_text(encoding="utf-8")
    changed = []

    def replaced(match: re.Match[str]) -> str:
        files = "".join(map(_line, _data_files(folder / match["folder"])))
        if files != match["files"]:
            changed.append(match["folder"])
        return match[0].removesuffix(match["files"]) + files if match["files"] else match[0] + files

    path.write_text(_FILES.sub(replaced, old), encoding="utf-8")
    return changed


def _data_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".md")


def _line(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f'"{path.name}" = {{ size = {path.stat().st_size}, sha256 = "{digest}" }}\n'


if __name__ == "__main__":
    names = update(Path(__file__).resolve().parent)
    sys.stdout.write(f"changed: {', '.join(names)}\n" if names else "nothing changed\n")
