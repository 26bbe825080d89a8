"""The one place that knows the order of the stages.

    segment -> [pair with the source document] -> gather evidence -> measure -> calibrate -> check -> judge

`Checker` holds what a run loads once (models by its measurer, cache, calibration) and loads it when a document first
needs it, so that a run of rules without a model loads nothing. One module: it is the story of one document.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Protocol

import checker
from checker import evidence
from checker.align.keys import pair_by_key
from checker.calibration.model import Calibration
from checker.calibration.stored import load as load_calibration
from checker.calibration.stored import read as read_calibration
from checker.calibration.stored import remark
from checker.checks.document import calques, terminology
from checker.checks.sentences import Article
from checker.config import Config
from checker.engines.grammar import grammar
from checker.engines.loaded import Loaded
from checker.errors import BadInput, CheckerError, MissingModel
from checker.faults import contained
from checker.judge import gate
from checker.judge.comments import without_effect
from checker.judge.results import judge, passed_over
from checker.judge.selection import selected
from checker.languages import morphology, parsing, primary
from checker.measuring import Heard, Live, Measurer, needs_of
from checker.messages import _
from checker.models.resolve import feasible
from checker.plugins import (
    Check,
    Need,
    checks,
)
from checker.signals import whole_text
from checker.text.segment import segment
from checker.types import (
    Case,
    Document,
    DocumentResult,
    Evidence,
    Hit,
    Notice,
    Problem,
    Report,
    Segment,
    Tool,
)

log = logging.getLogger(__name__)

Keep = Callable[[DocumentResult], DocumentResult | None]
"""Is told each document's result as soon as it is there, and says what the report keeps of it; None: nothing."""

Opinions = Mapping[str, Sequence[Hit]]
"""What rules found, by their codes."""


class Listener(Protocol):
    """Hears how far a run is: `done` of `total` sentences of a document are through."""

    def __call__(self, path: str, done: int, total: int) -> None: ...


def silent(path: str, done: int, total: int) -> None:
    """Nobody listens."""


class Calibrator(Protocol):
    """What makes probabilities of measurements: a calibration, or whatever else stands in for one."""

    @property
    def signature(self) -> str:
        """Its name in a report."""
        ...

    def judged(self, cases: Sequence[Case], precision: float | None) -> list[Case]:
        """The cases, in order, with probabilities and limits; where they come from is known of each."""
        ...

    def p_machine(self, document: Mapping[str, float]) -> float | None:
        """The probability that a machine translated a document of which this was measured; None if it cannot say."""
        ...


class Checker:
    """Checks documents with one configuration.

    `measurer` and `calibration` are those that the configuration names, unless others are given; `models` are shared
    with other checkers. Raises ConfigProblem
    for rules that do not exist and for a calibration that cannot be read, before any model is loaded.
    """

    def __init__(
        self,
        config: Config,
        listener: Listener = silent,
        *,
        measurer: Measurer | None = None,
        calibration: Calibrator | None = None,
        models: Loaded | None = None,
    ) -> None:
        self.config = feasible(config)
        self._wanted = config.tier
        self.stopped = False
        """Whether `check` ended before its last document."""
        self.rules: dict[str, Check] = selected(checks(), self.config)
        self._models = models or Loaded(self.config)
        self.measurer = measurer or Live(self.config, self.rules, self._models)
        self._others: dict[str, Checker] = {}
        self._listener = listener
        self._given = calibration
        self._require_lists()

    def check(
        self,
        documents: Iterable[Document | Problem | Notice],
        measured: Mapping[int, Sequence[Case]] = MappingProxyType({}),
        keep: Keep = lambda result: result,
    ) -> Report:
        """Checks documents one after the other; problems and notices among them are carried into the report.

        `measured`: cases by the `id` of their document, where `measured_together` has them already.
        Those in another language than the configuration's are checked by a checker of that language.

        A run that is stopped (Ctrl-C), or whose models fail under way, is a report of what was finished by then, with
        a problem for the rest. Raises CheckerError for what keeps the first document from being checked.
        """
        started = time.monotonic()
        results: list[DocumentResult] = []
        tally = gate.Tally(self.config)
        problems: list[Problem] = []
        notices: list[Notice] = []
        path = "-"
        try:
            for item in documents:
                path = item.path
                if isinstance(item, Problem):
                    problems.append(item)
                    continue
                if isinstance(item, Notice):
                    notices.append(item)
                    continue
                try:
                    with contained(path, verbose=self.config.verbose):
                        one = self.speaking(item.lang)
                        if id(item) in measured:
                            result = one.judged(item, measured[id(item)])
                        else:
                            result = one.check_document(item)
                    notices += passed_over(result, one.config)
                    notices += without_effect(item, result, checks(), one.rules, one.config)
                    tally.add(gate.outlined(result))
                    kept = keep(result)
                    if kept is not None:
                        results.append(kept)
                except BadInput as error:
                    problems.append(Problem(path, error.message, error.hint))
                except MissingModel as error:
                    if item.lang == self.config.lang:
                        raise
                    problems.append(Problem(path, error.message, error.hint))
        except KeyboardInterrupt:
            self.stopped = True
            message = _("stopped here: what follows was not checked.")
            hint = _("Results so far are in the cache: the same command resumes from there.")
            problems.append(Problem(path, message, hint))
        except CheckerError as error:
            if tally.empty:
                raise
            self.stopped = True
            problems.append(Problem(path, error.message, error.hint))
        seconds = time.monotonic() - started
        return gate.report(self.tool, results, problems, seconds, self.config, notices, tally)

    def speaking(self, lang: str) -> Checker:
        """The checker of documents in a language: this one, or one with the same settings otherwise."""
        if lang == self.config.lang:
            return self
        if lang not in self._others:
            self._others[lang] = self.sharing(replace(self.config, lang=lang))
        return self._others[lang]

    def sharing(self, config: Config) -> Checker:
        """A checker with other settings that shares models and listener; what runs the models stays as it is here."""
        return Checker(config, self._listener, models=self._models)

    def check_document(self, document: Document) -> DocumentResult:
        """One document's result. Raises BadInput where its source document is another text's."""
        begun = self.begun(document)
        refused = self._refused(document, begun)
        if refused is not None:
            return refused
        paired_up = self._paired(document, begun)
        with self._meanwhile(paired_up) as opinions:
            cases = self.cases(document.path, paired_up)
        return self.judged(document, cases, opinions())

    @contextlib.contextmanager
    def _meanwhile(self, begun: Sequence[Evidence]) -> Iterator[Callable[[], Opinions]]:
        """Has the rules that need no model look at a short document while models read it: they see nothing of that.

        A long one keeps all processors busy with models, and its rules would outlast a run that is stopped.
        """
        if not self._modelled or self.config.threads == 1 or len(begun) > evidence.CHUNK:
            yield dict
            return
        if self._parses and isinstance(self.measurer, Live):
            # PyTorch loads here, if it is to: a parser would wait for it, and hear nothing of what is said meanwhile.
            _ = self.measurer.engines
        plain = {code: rule for code, rule in self.rules.items() if not (rule.model or rule.alone)}
        with ThreadPoolExecutor(1, "checker-rules") as thread:
            cases = [Case(one) for one in begun]
            yield thread.submit(copy_context().run, self._opinions, plain, cases).result

    def measured_together(self, documents: Iterable[Document]) -> dict[int, Sequence[Case]]:
        """The cases of several documents by their `id`, whose sentences go to the models in shared batches.

        What int8 says may differ by a hair from each by itself, since batches differ (docs/performance.md). What has
        none (another language, no readable source) is left out.
        """
        found: dict[int, Sequence[Evidence]] = {}
        for document in documents:
            if document.lang != self.config.lang:
                continue
            with contextlib.suppress(BadInput), contained(document.path):
                begun = self.begun(document)
                if self._refused(document, begun) is None:
                    found[id(document)] = self._paired(document, begun)
        sentences = [one for each in found.values() for one in each]
        measured = iter(self.measurer.measure(sentences, self._heard("-", len(sentences))))
        # What a sentence is worth depends on its own document alone.
        probable = [
            case
            for each in found.values()
            for case in self._probable(list(itertools.islice(measured, len(each))))
        ]
        cases = iter(self.measurer.explained(probable))
        return {key: list(itertools.islice(cases, len(each))) for key, each in found.items()}

    def closely(self, sentence: Segment) -> Case:
        """One sentence by itself with all that the models say; where it has a source, linked to the words of that."""
        measurer = Live(self.config, self.rules, self._models, thorough=True)
        cases = measurer.measure(evidence.begin([sentence]), lambda done: None)
        (case,) = self._probable(cases)
        if sentence.source:
            wanted = {Need.SOURCE_ALIGNMENT}
            (linked,) = evidence.gather([case.evidence], measurer.engines, wanted)
            case = replace(case, evidence=linked)
        return case

    def begun(self, document: Document) -> list[Evidence]:
        """The sentences of a document, and what is known of them before its source and any model is asked."""
        return evidence.begin(segment(document), self.config.max_sentence_characters)

    def _refused(self, document: Document, begun: Sequence[Evidence]) -> DocumentResult | None:
        """The result of a document of which one rule says all there is to say: it is in another language."""
        alone = {code: rule for code, rule in self.rules.items() if rule.alone}
        if not alone:
            return None
        cases = [Case(one) for one in begun]
        looked_at = _of_bounded_length(cases)
        hits = {code: tuple(rule.run(looked_at, self.config)) for code, rule in alone.items()}
        if not any(hits.values()):
            return None
        refused = [
            case
            if case.evidence.too_long
            else Case(replace(case.evidence, reason="wrong_language"))
            for case in cases
        ]
        return judge(document, refused, hits, alone, self.config)

    def _paired(self, document: Document, begun: Sequence[Evidence]) -> Sequence[Evidence]:
        """The sentences with their source where it is at hand, and the back-translations that took.

        Two catalogues are paired by their keys. A run without translation pairs without reading back: by length and
        by what both texts share.
        """
        if document.original is None:
            return begun
        longest = self.config.max_sentence_characters
        keyed = pair_by_key([one.segment for one in begun], document.original)
        if keyed is not None:
            return evidence.begin(keyed, longest)
        # NumPy loads with it: half of the time that a short text takes without models.
        from checker.align.pairing import pair

        if self._translates:
            begun = self.measurer.back_translated(begun, self._heard(document.path, len(begun)))
        paired = [evidence.within(one, longest) for one in pair(begun, document.original, longest)]
        # What is too short to be judged was read back to find its source, and for nothing else.
        return [one if one.scorable else replace(one, back=None, back_words=()) for one in paired]

    def cases(self, path: str, begun: Sequence[Evidence]) -> list[Case]:
        """Sentences of one document with evidence, measurements and probabilities, in order."""
        cases = self.measurer.measure(begun, self._heard(path, len(begun)))
        return self.measurer.explained(self._probable(cases))

    @property
    def _calibrator(self) -> Calibrator:
        return self._given or self.calibration

    def _probable(self, cases: list[Case]) -> list[Case]:
        """The same with probabilities, where a rule of this run asks for them."""
        if not self._calibrated:
            return cases
        return self._calibrator.judged(self._of_origin(cases), self.config.precision)

    def _of_origin(self, cases: Sequence[Case]) -> list[Case]:
        """The same, each with the probability that a machine translated its article."""
        known: dict[int, float | None] = {}
        for article in _articles(cases):
            measured = whole_text.measure(article, self.config.lang)
            p_machine = self._calibrator.p_machine(measured) if measured else None
            known.update({id(case): p_machine for case in article})
        return [replace(case, p_machine=known[id(case)]) for case in cases]

    def judged(
        self,
        document: Document,
        cases: Sequence[Case],
        known: Opinions = MappingProxyType({}),
    ) -> DocumentResult:
        """What the rules of this run and the judge say of a document's cases; of some rules it may be `known`."""
        asked = {
            code: rule for code, rule in self.rules.items() if not rule.alone and code not in known
        }
        opinions = self._opinions(asked, cases, known)
        inorder = {code: opinions[code] for code in self.rules if code in opinions}
        morphology.forget(self.config.lang)
        return judge(document, cases, inorder, self.rules, self.config)

    def _opinions(
        self,
        rules: Mapping[str, Check],
        cases: Sequence[Case],
        known: Opinions = MappingProxyType({}),
    ) -> Opinions:
        """What each rule finds. It looks at one article of a file of records at a time.

        First of all, which sentences are in another language.
        """
        articles = list(_articles(_of_bounded_length(cases)))
        seen = [Article(article, self.config.lang) for article in articles]
        opinions = dict(known)
        for first in (True, False):
            foreign = frozenset(
                hit.segment
                for code, hits in opinions.items()
                if self.rules[code].foreign
                for hit in hits
            )
            if foreign:
                seen = [Article(article, self.config.lang, foreign) for article in articles]
            for code, rule in rules.items():
                if rule.foreign is first:
                    found = (article.hits(rule, self.config) for article in seen)
                    opinions[code] = tuple(itertools.chain.from_iterable(found))
        return opinions

    @property
    def tool(self) -> Tool:
        """What made the report. Without models the signature is that of the rules alone."""
        return Tool("checker", checker.__version__, self.signature)

    @property
    def signature(self) -> str:
        """Version, languages, models and calibration: two reports compare only where it is the same."""
        parts = [f"v:{checker.__version__}", f"lang:{self.config.lang}"]
        if self._translates:
            parts.append(f"pivot:{self.config.pivot}")
        else:
            parts.append(f"tier:{'estimate' if self._modelled else 'fast'}")
        if self._modelled:
            parts.append(f"models:{self.measurer.signature}")
            if self.measurer.metrics:
                parts.append(f"sb:{self.measurer.metrics}")
            if self._calibrated:
                parts.append(f"cal:{self._calibrator.signature}")
            if self.config.precision is not None:
                parts.append(f"precision:{self.config.precision:g}")
        model = grammar(self.config.lang) if self._doubts else None
        if model is not None:
            parts.append(model.signature)
        if self._parses:
            parts.append(f"parser:{parsing.signature(self.config.lang)}")
        return "|".join(parts)

    @cached_property
    def calibration(self) -> Calibration:
        """The calibration that the configuration names. Raises ConfigProblem."""
        found = load_calibration(self.config, self.measurer.signature)
        if warning := remark(found, self.measurer.signature):
            _warn_once(warning)
        if self.config.tier != self._wanted:
            _warn_once(
                _(
                    "no translation model is embedded for “{lang}”: this run uses quality estimation alone, as with "
                    "--tier estimate. --back-model and --forward-model name a model of your own."
                ).format(lang=primary(self.config.lang))
            )
        return found

    def close(self) -> None:
        """Closes what the measurer opened."""
        for other in self._others.values():
            other.close()
        self.measurer.close()

    def _heard(self, path: str, total: int) -> Heard:
        return lambda done: self._listener(path, done, total)

    @cached_property
    def _modelled(self) -> bool:
        return any(rule.model for rule in self.rules.values())

    def _require_lists(self) -> None:
        """Raises what is wrong with a file that the settings name: once, and before any document is read."""
        config = self.config
        if config.glossary:
            terminology.terms(config)
        if config.calques:
            calques.entries(config.lang, config.pivot, config.calques)
        if self._calibrated and self._given is None and config.calibration is not None:
            read_calibration(config)

    @cached_property
    def _parses(self) -> bool:
        return Need.PARSER in needs_of(self.rules)

    @cached_property
    def _doubts(self) -> bool:
        return Need.MISFITS in needs_of(self.rules)

    @cached_property
    def _calibrated(self) -> bool:
        return Need.PROBABILITIES in needs_of(self.rules)

    @cached_property
    def _translates(self) -> bool:
        """Whether this run has translation and language models: all signals want them but those of the tier."""
        if self._calibrated and self.config.tier != "estimate":
            return True
        return any(need.translation for need in needs_of(self.rules))


@cache
def _warn_once(message: str) -> None:
    log.warning("%s", message)


def _of_bounded_length(cases: Sequence[Case]) -> Sequence[Case]:
    """The cases without the sentences that are too long to be looked at."""
    return [case for case in cases if not case.evidence.too_long]


def _articles(cases: Sequence[Case]) -> Sequence[Sequence[Case]]:
    """The cases of each article by itself, in the order of their beginnings; mostly, a file is one."""
    found: dict[object, list[Case]] = {}
    for case in cases:
        found.setdefault(case.segment.block.article, []).append(case)
    return list(found.values()) or [[]]


def run(
    config: Config, documents: Iterable[Document | Problem], listener: Listener = silent
) -> Report:
    """Checks documents and closes what was opened."""
    one = Checker(config, listener)
    try:
        return one.check(documents)
    finally:
        one.close()
