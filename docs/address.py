"""Where the project lives, from one place: [project.urls] of pyproject.toml. `make address` runs it.

Usage: python docs/address.py https://github.com/ACCOUNT/REPOSITORY rewrites every file that names the old address;
without an argument it prints the address and lists the places that name another one.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = {".json", ".md", ".toml", ".yaml", ".yml"}
# Tests, models and seeds speak of repositories of others, the rest is made by tools.
LEFT_OUT = {"build", "dist", "models", "node_modules", "seeds", "shared", "tests"}
KEPT = {".github"}


def address(root: Path = ROOT) -> tuple[str, str]:
    """The account and the name of the repository, as [project.urls] says."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return parsed(project["urls"]["Repository"])


def parsed(url: str) -> tuple[str, str]:
    """Account and name in the address of a repository. Raises ValueError where it is none of GitHub's."""
    found = re.fullmatch(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git|/)?", url)
    if not found:
        raise ValueError(f"{url!r} is no address such as https://github.com/ACCOUNT/REPOSITORY")
    return found[1], found[2]


def places(root: Path = ROOT) -> Iterator[Path]:
    """Every file that may name the address."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n in KEPT or not (n in LEFT_OUT or n[0] == "."))
        for file in sorted(files):
            if Path(file).suffix in SUFFIXES:
                yield Path(folder, file)


def named(text: str, name: str) -> Iterator[str]:
    """The accounts that `text` names as those of this project, whose repository is called `name`."""
    repository = rf"([\w.-]+)/{re.escape(name)}(?![\w-])"
    yield from re.findall(rf"https://github\.com/{repository}", text)
    yield from re.findall(rf"uses: {repository}@", text)
    yield from re.findall(r'"publisher": "([^"]*)"', text)


def others(root: Path = ROOT) -> list[str]:
    """The places that name another address than [project.urls], as file and account."""
    account, name = address(root)
    return [
        f"{path.relative_to(root).as_posix()}: {found}"
        for path in places(root)
        for found in named(path.read_text(encoding="utf-8"), name)
        if found != account
    ]


def rewrite(url: str, root: Path = ROOT) -> list[Path]:
    """Puts `url` in place of the old address; the files that changed. Raises ValueError, like `parsed`."""
    new, old = parsed(url), address(root)
    repository = re.compile(rf"(?<![\w.-]){re.escape('/'.join(old))}(?![\w-])")
    changed = []
    for path in places(root):
        before = path.read_text(encoding="utf-8")
        after = repository.sub("/".join(new), before)
        after = after.replace(f'"publisher": "{old[0]}"', f'"publisher": "{new[0]}"')
        if after != before:
            path.write_text(after, encoding="utf-8", newline="")
            changed.append(path)
    return changed


if __name__ == "__main__":
    if len(sys.argv) > 1:
        try:
            print(*rewrite(sys.argv[1]), sep="\n")
        except ValueError as problem:
            sys.exit(str(problem))
    else:
        print("https://github.com/{}/{}".format(*address()))
        if strangers := others():
            sys.exit("\n".join(("Another account is named in", *strangers)))
