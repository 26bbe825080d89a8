"""Which lines of a file are new: since a revision of a git repository, or by a unified diff."""

from __future__ import annotations

import bisect
import contextlib
import io
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from checker.disk.visible import exists
from checker.errors import UsageProblem
from checker.messages import _
from checker.types import SegmentResult

if TYPE_CHECKING:
    from unidiff.patch import PatchedFile

_BATCH = 500
"""Files a call of git names: a command line holds only so much."""

_PLAINLY = ("--no-ext-diff", "--no-textconv", "--find-renames", "--ignore-submodules")
"""How git compares, whatever its settings say. A renamed file is compared with what it was."""

_OWN_SETTINGS = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_DIFF_OPTS"}
)
"""What git tells the hooks that it runs, and would take for an order about the folders asked after here."""


@dataclass(frozen=True, slots=True)
class Lines:
    """New lines of a file, 1-based: runs of (first, last) in order, and the lines after which some were taken out."""

    added: tuple[tuple[int, int], ...] = ()
    cuts: tuple[int, ...] = ()
    whole: bool = False

    def touch(self, first: int, last: int) -> bool:
        """Whether the lines from `first` to `last` hold a new one, or one was taken out between two of them."""
        if self.whole:
            return True
        at = bisect.bisect_right(self.added, last, key=lambda run: run[0]) - 1
        if at >= 0 and self.added[at][1] >= first:
            return True
        cut = bisect.bisect_left(self.cuts, first)
        return cut < len(self.cuts) and self.cuts[cut] < last

    def touched(self, text: str, segment: SegmentResult) -> bool:
        """Whether a segment of the file with this text stands on a new line."""
        end = max(segment.end - 1, segment.start)
        return self.touch(segment.line, segment.line + text.count("\n", segment.start, end))


WHOLE = Lines(whole=True)
"""All lines: of a file that is new, or whose lines git does not know."""


def since(revision: str, paths: Iterable[str]) -> dict[str, Lines]:
    """The new lines of those files that changed after the current branch left `revision`; the others are left out.

    Files that git does not follow are new. Raises UsageProblem where a file is in no repository, or the revision in
    none.
    """
    if not revision or revision.startswith("-"):
        raise UsageProblem(
            _("--changed-since {revision}: this is not a revision.").format(revision=revision),
            _("Name a commit, a branch or a tag, for example origin/main."),
        )
    by_repository: dict[Path, dict[str, str]] = {}
    for path in paths:
        real = Path(os.path.realpath(path))
        root = _root(real)
        if root is None:
            raise UsageProblem(
                _("{path}: is not in a git repository, so what changed is unknown.").format(
                    path=path
                ),
                _("Leave --changed-since out, or give the changes with --diff."),
            )
        by_repository.setdefault(root, {})[real.relative_to(root).as_posix()] = path
    found: dict[str, Lines] = {}
    for root, names in by_repository.items():
        base = _base(root, revision)
        inside = list(names)
        for at in range(0, len(inside), _BATCH):
            for name, lines in _changed(root, base, inside[at : at + _BATCH]).items():
                found[names[name]] = lines
    return found


def by_diff(diff: str, paths: Iterable[str]) -> dict[str, Lines]:
    """The new lines of those files that a unified diff changes; the others are left out.

    Names in a diff count from the root of the repository that the current folder is in, or from the current folder.
    Raises UsageProblem for text that is no diff.
    """
    here = Path.cwd().resolve()
    roots = [root for root in (_root(here / "."), here) if root is not None]
    changed: dict[Path, Lines] = {}
    for name, lines in _parsed(diff):
        # A name that no file can have (a zero byte, a thousand letters) is none of those that are checked.
        with contextlib.suppress(OSError, ValueError):
            places = [root / name for root in roots]
            place = next((place for place in places if exists(place)), places[-1])
            changed[Path(os.path.realpath(place))] = lines
    real = ((path, Path(os.path.realpath(path))) for path in paths)
    return {path: changed[place] for path, place in real if place in changed}


def _root(path: Path) -> Path | None:
    return next((folder for folder in path.parents if exists(folder / ".git")), None)


def _base(root: Path, revision: str) -> str:
    commit = f"{revision}^{{commit}}"
    known = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", commit)
    if known.returncode:
        raise UsageProblem(
            _("{folder}: git knows no revision “{revision}” here.").format(
                folder=root, revision=revision
            ),
            _("Fetch it first: continuous integration often has only the newest commit."),
        )
    tip = known.stdout.decode().strip()
    # What others did on the other branch meanwhile is no change of this one. A shallow copy may not hold the
    # commit where the two parted: then the other branch as it is now has to do.
    parted = _git(root, "merge-base", tip, "HEAD")
    return tip if parted.returncode else parted.stdout.decode().strip()


def _changed(root: Path, base: str, names: Sequence[str]) -> dict[str, Lines]:
    listed = _git(root, "ls-files", "-z", "--", *names)
    before = _renamed(root, base)
    old = [before[name] for name in names if name in before]
    diff = _git(
        root, "diff", "--no-color", *_PLAINLY, "--src-prefix=a/", "--dst-prefix=b/", "-U0", base, "--",
        *names, *old,
    )  # fmt: skip
    for answer in (listed, diff):
        if answer.returncode:
            lines = answer.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageProblem(
                _("{folder}: git could not say what changed: {error}").format(
                    folder=root, error=lines[-1] if lines else answer.returncode
                )
            )
    followed = set(os.fsdecode(listed.stdout).split("\0"))
    found = dict(_parsed(diff.stdout.decode("utf-8", "surrogateescape")))
    return found | {name: WHOLE for name in names if name not in followed}


def _renamed(root: Path, base: str) -> dict[str, str]:
    """What files that were renamed since `base` were called there, by their new names; empty where git fails."""
    answer = _git(root, "diff", *_PLAINLY, "--diff-filter=R", "--name-status", "-z", base)
    fields = [] if answer.returncode else os.fsdecode(answer.stdout).split("\0")
    return {new: old for old, new in zip(fields[1::3], fields[2::3], strict=False)}


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    settings = ("core.quotePath=false", "core.fsmonitor=false")
    options = [word for setting in settings for word in ("-c", setting)]
    environment = {k: v for k, v in os.environ.items() if k not in _OWN_SETTINGS}
    try:
        return subprocess.run(  # noqa: S603 - a list of words, no shell; the revision is a commit's number here
            ["git", "--literal-pathspecs", *options, "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
    except OSError as error:
        raise UsageProblem(
            _("git cannot be run: {error}").format(error=error.strerror),
            _("Install git, or give the changes with --diff."),
        ) from None


def _parsed(diff: str) -> Iterator[tuple[str, Lines]]:
    """Names as the diff has them, less git's prefixes, and new lines; files that are gone are left out."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    # git's own header lines repeat the names in a form that cannot be told apart where they hold spaces. A line of
    # many “and” would keep the library busy for minutes.
    kept = (
        line
        for line in io.StringIO(diff, newline="\n")
        if line[:1] in "+- @\\\n" or (line.startswith("Binary files ") and line.count(" and ") < 9)
    )
    try:
        files = PatchSet(kept)
    except (UnidiffParseError, ValueError) as error:
        raise UsageProblem(
            _("the changes are not a unified diff: {error}").format(error=str(error).strip()),
            _("`git diff -U0` writes one."),
        ) from None
    if not files and diff.strip():
        raise UsageProblem(
            _("the changes are not a unified diff: {error}").format(error=_("it contains no file")),
            _("`git diff -U0` writes one."),
        )
    for file in files:
        if file.target_file != "/dev/null":
            yield _name(file), WHOLE if file.is_binary_file else _lines(file)


def _lines(file: PatchedFile) -> Lines:
    added: list[tuple[int, int]] = []
    cuts: list[int] = []
    for hunk in file:
        # An empty side of a hunk names the line before it.
        at = hunk.target_start - (1 if hunk.target_length else 0)
        for line in hunk:
            if line.is_added:
                at += 1
                if added and added[-1][1] == at - 1:
                    added[-1] = (added[-1][0], at)
                else:
                    added.append((at, at))
            elif line.is_context:
                at += 1
            elif line.is_removed and (not cuts or cuts[-1] != at):
                cuts.append(at)
    return Lines(tuple(sorted(added)), tuple(sorted(cuts)))


def _name(file: PatchedFile) -> str:
    source, target = _unquoted(file.source_file), _unquoted(file.target_file)
    ours = target[:2] in ("b/", "w/", "i/", "2/")
    theirs = source == "/dev/null" or source[:2] in ("a/", "i/", "c/", "o/", "1/")
    return PurePosixPath(target[2:] if ours and theirs else target).as_posix()


def _unquoted(name: str) -> str:
    r"""git writes names with unusual characters as C does: "b/\303\251t\303\251.txt"."""
    if len(name) < 2 or not (name.startswith('"') and name.endswith('"')):
        return name
    try:
        octets = name[1:-1].encode("utf-8", "surrogateescape").decode("unicode_escape")
        return octets.encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeError:
        return name
