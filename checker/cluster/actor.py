"""What every process of a cluster does: it keeps the models, and checks one document after the other."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from checker import messages
from checker.cluster.texts import Text
from checker.config import Config
from checker.disk.loading import read_file
from checker.errors import CheckerError
from checker.inputs.opening import Opened
from checker.pipeline import Checker
from checker.types import DocumentResult, Notice, Problem, Report

INDIFFERENT = frozenset(
    {
        "include", "exclude", "force_exclude", "respect_gitignore", "source", "source_pattern", "source_below",
        "engine", "device", "back_model", "forward_model", "language_model", "quality_model", "beam", "batch_tokens",
        "threads", "offline", "cache", "cache_dir", "calibration", "baseline", "fail_on", "min_quality",
        "max_findings_per_1000_words", "format", "statistics", "ui_lang", "quiet", "verbose",
    }
)  # fmt: skip
"""Settings that change no finding, or that the signature speaks of already."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What findings depend on beside the text: `digest` is another where version, models, rules or settings are."""

    signature: str
    digest: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in one file. One that `failed` was not the file's fault, and is worth another run."""

    document: DocumentResult | None
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    failed: bool = False


class Worker:
    """A checker that stays; its models are loaded when somebody first asks for its identity or for a document."""

    def __init__(self, config: Config) -> None:
        messages.use(config.ui_lang)
        self._config = config
        self._made: Checker | None = None

    def identity(self) -> Identity:
        """Raises CheckerError where this machine lacks a model, or has one that does not work."""
        checker = self._checker
        signature = checker.signature
        parts = [signature, *checker.rules, *_settings(self._config)]
        return Identity(signature, hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16])

    def check(self, work: Text | Sequence[Opened]) -> Outcome:
        """What is found in a document, or in a file of a store."""
        items = work.open(self._config) if isinstance(work, Text) else work
        try:
            return outcome(self._checker.check(items))
        except CheckerError as error:
            path = items[-1].path if items else "-"
            return Outcome(None, (Problem(path, error.message, error.hint),), failed=True)

    @property
    def _checker(self) -> Checker:
        if self._made is None:
            self._made = Checker(self._config)
        return self._made


def outcome(report: Report) -> Outcome:
    """The report of one file without its summary."""
    document = report.documents[0] if report.documents else None
    return Outcome(document, report.problems, report.notices)


def _settings(config: Config) -> list[str]:
    """The settings that findings depend on, and the lists that they name."""
    given = {
        item.name: getattr(config, item.name)
        for item in dataclasses.fields(config)
        if item.name not in INDIFFERENT
    }
    lists = [read_file(Path(name)).hex() for name in (*config.glossary, *config.calques)]
    return [msgspec.json.encode(given, order="deterministic").decode(), *lists]
