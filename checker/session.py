"""A checker that stays: its models load once, and it checks text after text.

What the Python API, the server and the language server of editors have in common.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Literal, TypedDict, Unpack, cast

import msgspec

from checker import messages
from checker.config import Config, parse, validated
from checker.errors import BadInput
from checker.inputs.files import STANDARD_INPUT, Input
from checker.inputs.opening import Opened, admitted
from checker.languages import require
from checker.pipeline import Checker
from checker.types import Block, Case, Document, Problem, Report, Segment, Span

Progress = Callable[[int, int], None]
"""Hears how many sentences of how many are through; raises `Cancelled` to end the run."""

_KEPT = 32
"""Combinations of settings whose checkers are kept; beside the models that they share, one costs little."""


class Options(TypedDict, total=False):
    """Settings that may be others from text to text, by the names and with the meanings that `Config` gives them."""

    lang: str
    pivot: str
    tier: Literal["full", "estimate", "fast"]
    select: Sequence[str]
    ignore: Sequence[str]
    precision: float | None
    input_format: str
    fail_on: Literal["minor", "major", "critical", "never"]
    ui_lang: Literal["auto", "en", "fr"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text to check, with the parts that `Session.check` names."""

    text: str | bytes
    name: str = STANDARD_INPUT
    source: str | bytes | None = None
    source_name: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that is known of one sentence, and the signature of what said so."""

    case: Case
    signature: str

    def as_json(self) -> bytes:
        """Evidence, measurements and probabilities as a JSON object."""
        case = self.case
        whole = {
            "signature": self.signature,
            "evidence": case.evidence,
            "measurements": case.measurements,
            "p_bad": case.p_bad,
            "p_adequacy": case.p_adequacy,
            "p_fluency": case.p_fluency,
            "word_p_bad": case.word_p_bad,
            "limits": case.limits,
        }
        return msgspec.json.format(msgspec.json.encode(whole), indent=1)


class Session:
    """Checks one text after another with models that stay loaded.

    A model is loaded when a text first needs it and shared by all that follow, whatever languages and rules they ask
    for; texts checked with `tier="fast"` load none. Several threads may use a session: one text is checked at a time.
    Messages are in the configuration's `ui_lang`; `auto` is the language that the thread that makes the session speaks,
    English unless somebody chose another.

    Raises ConfigProblem where the configuration does not hold what it should.
    """

    def __init__(self, config: Config | None = None) -> None:
        config = validated(config or Config())
        self.config = replace(config, ui_lang=_spoken(config))
        """The settings of texts that bring none of their own."""
        self._heard: Progress | None = None
        self._first = Checker(self.config, self._listen)
        self._kept = [(self.config, self._first)]
        self._lock = threading.RLock()

    def check(
        self,
        text: str | bytes,
        *,
        name: str = STANDARD_INPUT,
        source: str | bytes | None = None,
        source_name: str | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[Options],
    ) -> Report:
        """The report of one text.

        `text` is a text, or the bytes of a file. `name` is what the report calls it, and its ending says how it is read
        (`post.md`, `fr.po`; otherwise as plain text); no such file is looked for. `source` is what was translated, as a
        whole, in the same format unless `source_name` ends otherwise. `options` take the place of the configuration's
        settings for this text. Offsets in the report count code points of `text`; of bytes, as they were decoded.

        A text that cannot be read gives a report with a problem and the verdict `error`. Raises CheckerError where no
        text could be checked so: ConfigProblem, UsageProblem, MissingModel, MissingExtra, EngineFailure.
        """
        texts = [Text(text, name, source, source_name)]
        (report,) = self.check_all(texts, on_progress=on_progress, **options)
        return report

    def check_all(
        self,
        texts: Sequence[Text],
        *,
        on_progress: Progress | None = None,
        **options: Unpack[Options],
    ) -> list[Report]:
        """A report of each text, in order. The models read all in shared batches: what int8 says may differ by a hair
        from each by itself (docs/performance.md).

        `on_progress` counts the sentences of all. Raises as `check` does.
        """
        config = self.settings(**options)
        with self._lock, messages.speaking(config.ui_lang):
            runner = self._checker(config)
            opened = [list(_opened(text, config)) for text in texts]
            self._heard = on_progress
            try:
                if len(opened) == 1:
                    return [runner.check(opened[0])]
                documents = (i for items in opened for i in items if isinstance(i, Document))
                measured = runner.measured_together(documents)
                return [runner.check(items, measured) for items in opened]
            finally:
                self._heard = None

    def inspect(
        self, text: str, *, source: str | None = None, **options: Unpack[Options]
    ) -> Inspection:
        """One sentence closely, beside its source where there is one. Raises CheckerError as `check` does."""
        config = self.settings(**options)
        sentence = text.encode("utf-8", "replace").decode("utf-8").strip()
        origin = (source or "").encode("utf-8", "replace").decode("utf-8").strip() or None
        segment = Segment(0, sentence, Span(0, len(sentence)), Block(sentence), origin)
        with self._lock, messages.speaking(config.ui_lang):
            runner = self._checker(config)
            return Inspection(runner.closely(segment), runner.signature)

    @contextlib.contextmanager
    def checking(self, config: Config, on_progress: Progress | None = None) -> Iterator[Checker]:
        """The checker of any settings, for this thread alone while it lasts: for documents that are opened elsewhere.

        How models run stays as the session's own settings say. Raises CheckerError as `check` does.
        """
        with self._lock, messages.speaking(config.ui_lang):
            self._heard = on_progress
            try:
                yield self._checker(config)
            finally:
                self._heard = None

    def settings(self, **options: Unpack[Options]) -> Config:
        """The session's settings with these in place of its own. Raises ConfigProblem."""
        given = parse(options, where="options")
        config = validated(replace(self.config, **{name: getattr(given, name) for name in options}))
        for tag in (config.lang, config.pivot):
            require(tag)
        return replace(config, ui_lang=_spoken(config))

    def close(self) -> None:
        """Closes the cache. What is checked afterwards goes without it."""
        with self._lock:
            self._first.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _checker(self, config: Config) -> Checker:
        """The checker of these settings, the last used ones first."""
        found = next((pair for pair in self._kept if pair[0] == config), None)
        if found is None:
            found = config, self._first.sharing(config)
        else:
            self._kept.remove(found)
        self._kept = [found, *self._kept[: _KEPT - 1]]
        return found[1]

    def _listen(self, path: str, done: int, total: int) -> None:
        if self._heard is not None:
            self._heard(done, total)


def check(
    text: str | bytes,
    *,
    name: str = STANDARD_INPUT,
    source: str | bytes | None = None,
    source_name: str | None = None,
    config: Config | None = None,
    **options: Unpack[Options],
) -> Report:
    """The report of one text, as `Session.check` gives it, from models that are loaded for it and let go.

    Raises CheckerError as `Session.check` does.
    """
    with Session(config) as session:
        return session.check(text, name=name, source=source, source_name=source_name, **options)


def _spoken(config: Config) -> Literal["auto", "en", "fr"]:
    """The language of messages; `auto` is what this thread speaks, whichever thread will check."""
    if config.ui_lang != "auto":
        return config.ui_lang
    return cast(Literal["en", "fr"], messages.current())


def _bytes(text: str | bytes) -> bytes:
    """A text as a file would hold it. A byte-order mark says that it is UTF-8 whatever it looks like, and is dropped
    by the reader, so that a text that begins with one keeps it; half surrogate pairs, which are no text, become `?`.
    """
    return text.encode("utf-8-sig", "replace") if isinstance(text, str) else text


def _opened(text: Text, config: Config) -> Iterator[Opened]:
    """The document in a text beside its source, with what the reader could not place, or what is said instead."""
    item, source = Input(text.name, None, data=_bytes(text.text)), None
    if text.source is not None:
        source = Input(text.source_name or text.name, None, data=_bytes(text.source))
    try:
        yield from admitted(item, source, config)
    except BadInput as error:
        yield Problem(item.name, error.message, error.hint)
