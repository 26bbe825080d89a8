"""The five seams in one module: readers, engines, signals, checks, reporters.

Built-ins enter by the same door as plug-ins: a decorator puts a function and what is known about it
into a registry; `load` imports every module at or below `checker/<kind>/` and then the entry points of the group
`checker.<kind>`. Two plug-ins of one name are an error. Importing a module here is cheap: heavy imports
stay inside functions of `checker/engines/`.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TextIO, TypeVar

from checker.errors import ConfigProblem
from checker.messages import _
from checker.types import (
    Attention,
    Case,
    Choice,
    Document,
    DocumentResult,
    Estimate,
    Evidence,
    Hit,
    Measurements,
    Misfit,
    Report,
    Severity,
    TextScore,
    Tool,
    Translation,
)

if TYPE_CHECKING:
    from checker.config import Config

F = TypeVar("F", bound=Callable[..., Any])


class PartsFunction(Protocol):
    """Reads a file as documents one after the other. Raises BadInput, or OSError."""

    def __call__(self, path: str, file: BinaryIO, config: Config) -> Iterator[Document]: ...


class ReadFunction(Protocol):
    """Turns the bytes of one file into a `Document`. Raises `BadInput`."""

    def __call__(self, path: str, data: bytes, config: Config) -> Document: ...


class SignalFunction(Protocol):
    """Turns evidence into numbers; as many results as cases, in their order."""

    def __call__(self, cases: Sequence[Evidence], config: Config) -> Sequence[Measurements]: ...


class CheckFunction(Protocol):
    """Looks at the cases of one document, in order, and yields hits."""

    def __call__(self, cases: Sequence[Case], config: Config) -> Iterable[Hit]: ...


class ReportFunction(Protocol):
    """Writes a report."""

    def __call__(self, report: Report, out: TextIO, config: Config) -> None: ...


class TableFunction(Protocol):
    """Opens a file for a report that comes in parts, and gives what adds one: closing makes the file whole.

    Raises MissingExtra.
    """

    def __call__(
        self, out: BinaryIO, config: Config
    ) -> AbstractContextManager[Callable[[Report], None]]: ...


class AnnotateFunction(Protocol):
    """Gives the decoded text of a file back with its findings written into it; what nobody found fault with stays."""

    def __call__(self, document: Document, result: DocumentResult, tool: Tool) -> str: ...


class TranslationEngine(Protocol):
    """A translation model behind one contract, whatever runs it.

    Lists in, lists of equal length out; batching never changes a result. Raises `EngineFailure`.
    `signature` names model, revision, software and numeric type: all that a number depends on.
    """

    @property
    def signature(self) -> str: ...

    def translate(
        self, texts: Sequence[str], source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        """Best translation by beam search, with its attention where that is asked for and known.

        Text without letters is returned as it is.
        """
        ...

    def score(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[TextScore]:
        """Forced log P(second | first) for each pair, per piece of the second."""
        ...

    def attention(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[Attention]:
        """Where each piece of the second text looks in the first while it is being written."""
        ...

    def choices(
        self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str
    ) -> list[tuple[Choice, ...]]:
        """What the model would have written at each piece of the second text, given the first."""
        ...


class LanguageModel(Protocol):
    """A causal language model behind one contract. Same promises as `TranslationEngine`."""

    @property
    def signature(self) -> str: ...

    def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
        """Log P(text | preceding sentences) for each (preceding sentences, text), per piece of the text."""
        ...


class QualityEngine(Protocol):
    """A model that estimates the quality of translations without a reference. Same promises as `TranslationEngine`."""

    @property
    def signature(self) -> str: ...

    def estimate(self, pairs: Sequence[tuple[str | None, str]]) -> list[Estimate]:
        """Errors expected in the second text of each pair, beside the first, its source, where there is one."""
        ...


class GrammarEngine(Protocol):
    """A model that says which words of a text do not fit the others. Same promises as `TranslationEngine`."""

    @property
    def signature(self) -> str: ...

    def misfits(self, texts: Sequence[str]) -> list[tuple[Misfit, ...]]:
        """The words of each text that it doubts, in order."""
        ...


class Need(StrEnum):
    """What a rule or a signal asks for. Nothing is computed that nobody asked for.

    Those after the first three are fields of `Evidence`, filled by a step of `evidence.py`; `GIVEN` names the
    condition of a forced score, as there.
    """

    PARSER = "parse"
    """A parser of the text's language; without one the rule is not selected."""
    SOURCE = "source"
    """The text that was translated; without it the rule has nothing to say."""
    PROBABILITIES = "p_bad"
    """What the calibration makes of all signals."""
    SURPRISAL = "surprisal"
    BACK = "back"
    ALIGNMENT = "alignment"
    ROUNDTRIP = "roundtrip"
    TEXT_GIVEN_BACK = "text_given_back"
    BACK_GIVEN_TEXT = "back_given_text"
    ROUNDTRIP_GIVEN_BACK = "roundtrip_given_back"
    CHOICES_GIVEN_BACK = "choices_given_back"
    TEXT_GIVEN_SOURCE = "text_given_source"
    SOURCE_GIVEN_TEXT = "source_given_text"
    CHOICES_GIVEN_SOURCE = "choices_given_source"
    FORWARD = "forward"
    FORWARD_GIVEN_SOURCE = "forward_given_source"
    SOURCE_ALIGNMENT = "source_alignment"
    SOURCE_CONTRASTS = "source_contrasts"
    TEXT_CONTRASTS = "text_contrasts"
    SENSES = "senses"
    MISFITS = "misfits"
    ESTIMATE = "estimate"
    ESTIMATE_GIVEN_SOURCE = "estimate_given_source"

    @property
    def model(self) -> bool:
        """Whether any model but a parser must run for it."""
        return self not in (Need.PARSER, Need.SOURCE)

    @property
    def translation(self) -> bool:
        """Whether translation and language models must run for it; estimates and the grammar model need none."""
        return self.model and self not in ESTIMATES | {Need.PROBABILITIES, Need.MISFITS}


ESTIMATES = frozenset({Need.ESTIMATE, Need.ESTIMATE_GIVEN_SOURCE})
"""The evidence of quality estimation, which needs no translation."""

PREDICTIONS = frozenset({Need.SURPRISAL, Need.SENSES})
"""The evidence of a language model, which not every language has."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A file format: its name, the suffixes it claims, what it does.

    `parts` reads a long file as documents one after the other, so that it need not be in memory as a whole.
    """

    name: str
    suffixes: tuple[str, ...]
    read: ReadFunction
    summary: str
    parts: PartsFunction | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A family of measurements and the evidence it needs.

    A `detail` is what somebody sees who looks closely (`checker inspect`, `checker evaluate --save-measurements`): no
    calibration takes it, and a check does without.
    """

    name: str
    needs: frozenset[Need]
    measure: SignalFunction
    summary: str
    detail: bool = False


OF_LANGUAGE = (
    "linguistic conventions/",
    "locale conventions/",
    "style/",
    "accuracy/untranslated",
)
"""Categories of rules that hold in one language."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule: a stable code, a name that reads as "allow <name>", an MQM 2.0 category, what it needs.

    `default` False = only when selected. `languages` empty = any. `alone`: where it finds something, the other rules
    say nothing of that document, and no model reads it. `by_sentence`: units of several sentences come to it as these.
    `foreign`: what it finds is in another language, so that no rule of the text's language looks at it. `yields`: where
    another rule has something to say of the same words, that is shown.
    """

    code: str
    name: str
    category: str
    severity: Severity
    needs: frozenset[Need]
    run: CheckFunction
    doc: str
    languages: frozenset[str] = frozenset()
    default: bool = True
    alone: bool = False
    by_sentence: bool = False
    foreign: bool = False
    yields: bool = False

    @property
    def of_language(self) -> bool:
        """Whether it holds in one language only: its conventions, and what was left in another."""
        return not self.foreign and self.category.startswith(OF_LANGUAGE)

    @property
    def model(self) -> bool:
        """Whether models must run for it; a rule that needs none belongs to the fast tier."""
        return any(need.model for need in self.needs)

    @property
    def summary(self) -> str:
        """First line of the rule's documentation."""
        return self.doc.strip().splitlines()[0]


@dataclass(frozen=True, slots=True)
class Reporter:
    """An output format.

    `streams`: the report of a run is those of its documents one after the other, and that of its problems, where the
    first `header` lines of all but the first are left out. `links`: it shows of every sentence which words are linked
    to which words read back, so they must be; otherwise those of flagged ones are enough.
    """

    name: str
    report: ReportFunction
    summary: str
    streams: bool = False
    header: int = 0
    links: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """An output format that is no text: a file of rows, written while the run goes on."""

    name: str
    opened: TableFunction
    summary: str


@dataclass(frozen=True, slots=True)
class Annotator:
    """An output format that is a copy of the checked file: of files that the reader `reads` read.

    `mark` stands in every file that was written so, and in no other.
    """

    name: str
    reads: str
    mark: str
    annotate: AnnotateFunction
    summary: str


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to run models: `build(config)` has `sequence`, `causal` and `encoder`, of (folder, revision)."""

    name: str
    build: Any
    summary: str


@dataclass
class _Registry:
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, kind: str, name: str, item: object, function: Callable[..., Any]) -> None:
        known = self.items.setdefault(kind, {})
        if name in known:
            raise ConfigProblem(
                _("two plug-ins of kind {kind} are called “{name}”").format(kind=kind, name=name),
                _("The second comes from {module}; uninstall one of them.").format(
                    module=function.__module__
                ),
            )
        known[name] = item


_registry = _Registry()


def _doc(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").strip()


def _summary(function: Callable[..., Any]) -> str:
    return _doc(function).split("\n", 1)[0]


def reader(
    name: str, *, suffixes: tuple[str, ...], parts: PartsFunction | None = None
) -> Callable[[F], F]:
    """Register a function that reads files with these suffixes (lower case, with the dot), and one for long files."""

    def register(function: F) -> F:
        item = Reader(name, suffixes, function, _summary(function), parts)
        _registry.add("readers", name, item, function)
        return function

    return register


def engine(name: str) -> Callable[[F], F]:
    """Register a class or function that builds engines."""

    def register(function: F) -> F:
        _registry.add("engines", name, Engine(name, function, _summary(function)), function)
        return function

    return register


def _needs(name: str, needs: Iterable[str]) -> frozenset[Need]:
    """What a plug-in says that it needs, by the values of `Need` too. Raises ConfigProblem."""
    try:
        return frozenset(map(Need, needs))
    except ValueError as error:
        raise ConfigProblem(
            _("plug-in “{name}”: unknown need: {error}").format(name=name, error=error),
            _("Known: {names}.").format(names=", ".join(Need)),
        ) from None


def signal(name: str, *, needs: Iterable[str], detail: bool = False) -> Callable[[F], F]:
    """Register a function that measures; `needs` lists values of `Need`."""
    wanted = _needs(name, needs)

    def register(function: F) -> F:
        item = Signal(name, wanted, function, _summary(function), detail)
        _registry.add("signals", name, item, function)
        return function

    return register


def check(
    code: str,
    name: str,
    *,
    category: str,
    severity: Severity,
    needs: Iterable[str] = (),
    languages: Iterable[str] = (),
    default: bool = True,
    alone: bool = False,
    by_sentence: bool = False,
    foreign: bool = False,
    yields: bool = False,
) -> Callable[[F], F]:
    """Register a rule. Its docstring is its documentation: what it does, why, an example, what to do.

    A rule of some languages is about their grammar: without models it reads by sentence anyway.
    """
    wanted = _needs(code, needs)
    spoken = frozenset(languages)

    def register(function: F) -> F:
        item = Check(
            code,
            name,
            category,
            severity,
            wanted,
            function,
            _doc(function),
            spoken,
            default,
            alone,
            by_sentence or bool(spoken and not any(need.model for need in wanted)),
            foreign,
            yields,
        )
        _registry.add("checks", code, item, function)
        return function

    return register


def reporter(
    name: str, *, streams: bool = False, header: int = 0, links: bool = False
) -> Callable[[F], F]:
    """Register an output format; one that `streams` is written document by document, its `header` lines once.

    One that shows the words of every sentence with those read back says `links`.
    """

    def register(function: F) -> F:
        item = Reporter(name, function, _summary(function), streams, header, links)
        _registry.add("reporters", name, item, function)
        return function

    return register


def table(name: str) -> Callable[[F], F]:
    """Register an output format that is a file of rows; it lives among the reporters."""

    def register(function: F) -> F:
        _registry.add("tables", name, Table(name, function, _summary(function)), function)
        return function

    return register


def annotator(name: str, *, reads: str, mark: str) -> Callable[[F], F]:
    """Register an output format that is a copy of the checked file; it lives among the reporters."""

    def register(function: F) -> F:
        item = Annotator(name, reads, mark, function, _summary(function))
        _registry.add("annotators", name, item, function)
        return function

    return register


@functools.cache
def _discover(kind: str) -> None:
    package = importlib.import_module(f"checker.{kind}")
    for module in pkgutil.walk_packages(package.__path__, f"checker.{kind}."):
        importlib.import_module(module.name)
    for entry in _entry_points().select(group=f"checker.{kind}"):
        entry.load()


@functools.cache
def _entry_points() -> Any:
    """Those of all installed packages, to `select` from: Python reads all of them for one group too."""
    return importlib.metadata.entry_points()


def load(kind: str) -> Mapping[str, Any]:
    """All plug-ins of one kind by name, sorted; built-ins first imported, then entry points."""
    _discover(kind)
    return dict(sorted(_registry.items.get(kind, {}).items()))


def readers() -> Mapping[str, Reader]:
    """File formats by name."""
    return load("readers")


def signals() -> Mapping[str, Signal]:
    """Families of measurements by name."""
    return load("signals")


def checks() -> Mapping[str, Check]:
    """Rules by code."""
    return load("checks")


def reporters() -> Mapping[str, Reporter]:
    """Output formats by name."""
    return load("reporters")


def tables() -> Mapping[str, Table]:
    """Output formats that are files of rows, by name."""
    load("reporters")
    return dict(sorted(_registry.items.get("tables", {}).items()))


def annotators() -> Mapping[str, Annotator]:
    """Output formats that are copies of the checked files, by name."""
    load("reporters")
    return dict(sorted(_registry.items.get("annotators", {}).items()))


def engines() -> Mapping[str, Engine]:
    """Ways to run models by name."""
    return load("engines")
