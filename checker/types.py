"""The nouns that travel between the stages: frozen dataclasses. Of spans and tokens there are many: structs of msgspec.

Offsets are half-open and count Unicode code points. Inside a segment they are local to the
segment's text; `Segment.place` turns them into offsets of the decoded file.

One long module on purpose: who knows these nouns knows the program, and no stage owns one of them.
"""

from __future__ import annotations

import bisect
import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec


class Severity(enum.StrEnum):
    """How much harm a finding does, as MQM 2.0 names it. Ordered: `Severity.MINOR < Severity.MAJOR`."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 (neutral) to 3 (critical)."""
        return _RANKS[self]

    def __lt__(self, other: object) -> bool:
        return isinstance(other, Severity) and self.rank < other.rank

    def __le__(self, other: object) -> bool:
        return isinstance(other, Severity) and self.rank <= other.rank

    def __gt__(self, other: object) -> bool:
        return isinstance(other, Severity) and self.rank > other.rank

    def __ge__(self, other: object) -> bool:
        return isinstance(other, Severity) and self.rank >= other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Status(enum.StrEnum):
    """What the judge says of a segment."""

    OK = "ok"
    FLAGGED = "flagged"
    NOT_SCORABLE = "not_scorable"


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """Half-open range of code points in one text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The stretch of `text` that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character; an empty span overlaps what contains its place."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


class CodeKind(enum.StrEnum):
    """What an inline code is for: filled in later, formats the text, refers, or only belongs to the notation."""

    PLACEHOLDER = "placeholder"
    TAG = "tag"
    MARKUP = "markup"
    SYNTAX = "syntax"


@dataclass(frozen=True, slots=True, order=True)
class InlineCode:
    """A piece of a text that is for a program: a placeholder, a tag, a reference.

    `key` says what a translation must keep; two codes of one key are the same code. `span` is local to the text,
    `text` how it is written there, `style` whose notation it is. `counted`: it must stand as often as in the source.
    `readable`: the part of it that readers see.
    """

    kind: CodeKind
    key: str
    span: Span
    text: str
    style: str = ""
    counted: bool = False
    readable: Span | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a file that reads as one piece: a paragraph, a cell, the target of a record.

    `text` is what a person reads. `anchors` says where it stands in the decoded file: pairs
    (offset in `text`, offset in the file) at which a verbatim run begins; between two anchors
    both advance together. Text that stands in the file as it is has one anchor.
    """

    text: str
    anchors: tuple[tuple[int, int], ...] = ((0, 0),)
    id: str | None = None
    source: str | None = None
    source_lang: str | None = None
    target_lang: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    """The text is one segment, however many sentences it holds: the target of a record."""
    syntax: tuple[str, ...] = ()
    """What the format says may stand in it for a program (`c-format`, `message`); empty: it is prose."""
    codes: tuple[InlineCode, ...] = ()
    """Inline codes that the format marks up as elements: they stand in the text as one U+FFFC, or not at all."""
    source_codes: tuple[InlineCode, ...] = ()
    """The same of the source."""
    source_forms: tuple[str, ...] = ()
    """All plural forms of the source; a translation of one number may leave the number out."""
    part: int = 0
    """Which stretch of a long file of records it stands in, where these name no document that they belong to."""
    aside: bool = False
    """It stands beside the running text: an attribute, which may say the same as the text or another attribute."""

    @property
    def article(self) -> tuple[str | None, str | None, int]:
        """The document that a record belongs to and the system that wrote it, where its file says so, and its part."""
        doc, system = self.extra.get("doc"), self.extra.get("system")
        return None if doc is None else str(doc), None if system is None else str(system), self.part

    def place(self, offset: int) -> int:
        """Offset in the decoded file of character `offset` of the text."""
        at = 0
        if len(self.anchors) > 1:
            at = bisect.bisect_right(self.anchors, offset, key=lambda anchor: anchor[0]) - 1
        mine, file = self.anchors[max(at, 0)]
        return file + offset - mine


@dataclass(frozen=True, slots=True)
class Ignore:
    """A stretch of the decoded file in which a comment there switches rules off; no codes = all rules.

    `at` is where the comment stands. One that says what nobody understands has that as its code, and covers nothing.
    """

    span: Span
    codes: tuple[str, ...] = ()
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Before:
    """What precedes a part of a file that is checked by itself. Places in that part still count from the beginning of
    the file.
    """

    characters: int = 0
    lines: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One file as a reader hands it over. `text` is the decoded file (or the text taken out of a binary one).

    Of a file that is read in parts, it is one of them, and `before` says where it begins.
    """

    path: str
    text: str
    blocks: tuple[Block, ...]
    lang: str = "fr"
    pivot: str = "en"
    source_path: str | None = None
    ignores: tuple[Ignore, ...] = ()
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    """What the reader had to leave out: a line that is no record, a unit that cannot be placed."""
    notices: tuple[Notice, ...] = ()
    """What it left out on purpose, and a person may want to know of: markup that nobody understands."""
    declared_lang: str | None = None
    """The language that the file says of itself as a whole: `<html lang>`, front matter."""
    code: tuple[Span, ...] = ()
    """Where code stands in the file, in order, names in a sentence among it: no rule of a language holds there."""
    original: Document | None = None
    """The document that this one was translated from, where it is at hand; its language is `pivot`."""
    before: Before = Before()


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the source document and its place there: line and column, 1-based."""

    text: str
    line: int
    column: int
    echo: float = 0.0
    """Share (0..1) of its content that the text says near where its translation should stand, linked or not."""
    codes: tuple[str, ...] = ()
    """What stands in it in elements for code."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """What stands behind a segment in the source document.

    `source` is empty where no sentence was found to belong to the segment. A `shared` one stands behind the
    neighbouring segment too. The missing ones have no translation, and would stand beside this segment.
    """

    source: tuple[SourceSentence, ...] = ()
    shared: bool = False
    missing_before: tuple[SourceSentence, ...] = ()
    missing_after: tuple[SourceSentence, ...] = ()
    echo: float = 0.0
    """Share (0..1) of a segment without source that the source document says nearby all the same."""

    @property
    def text(self) -> str:
        """The sentences behind the segment, joined."""
        return " ".join(sentence.text for sentence in self.source)


def _code_start(code: InlineCode) -> int:
    return code.span.start


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of a block, without the white space around it.

    `span` is local to the block's text, `index` counts through the document. `source` is what the segment as a
    whole translates; half of a source sentence would make every comparison wrong, so a segment that shares its
    sentence with another has none, and `pairing` alone tells.
    """

    index: int
    text: str
    span: Span
    block: Block
    source: str | None = None
    pairing: Pairing | None = None
    """Where a source document was given: what stands behind the segment there."""

    @property
    def codes(self) -> tuple[InlineCode, ...]:
        """Those of the block that stand in the segment, in offsets of its own."""
        codes = self.block.codes
        if not self.block.whole:
            first = bisect.bisect_left(codes, self.span.start, key=_code_start)
            codes = codes[first : bisect.bisect_left(codes, self.span.end, key=_code_start)]
        start = self.span.start
        return tuple(
            replace(code, span=Span(max(code.span.start - start, 0), max(code.span.end - start, 0)))
            for code in codes
        )

    @property
    def ahead(self) -> int | None:
        """By how much places of the decoded file are greater; None where the text does not stand in it in one run."""
        return self.block.place(self.span.start) if len(self.block.anchors) == 1 else None

    def place(self, local: Span) -> Span:
        """The same stretch in offsets of the decoded file."""
        start = self.block.place(self.span.start + local.start)
        if local.end <= local.start:
            return Span(start, start)
        if len(self.block.anchors) == 1:  # most text stands in its file as it is
            return Span(start, start + local.end - local.start)
        return Span(start, self.block.place(self.span.start + local.end - 1) + 1)


@dataclass(frozen=True, slots=True)
class TokenScore:
    """A piece of a text and how probable a model finds it: natural logarithm, `None` for what it cannot write."""

    start: int
    end: int
    logprob: float | None


@dataclass(frozen=True, slots=True)
class TextScore:
    """Forced log-probabilities of a given text: its pieces in order, and the end-of-sentence token apart."""

    tokens: tuple[TokenScore, ...]
    end: float

    @property
    def total(self) -> float:
        """Nats of the whole text and its end, without what the model cannot write."""
        return sum(t.logprob for t in self.tokens if t.logprob is not None) + self.end

    @property
    def mean(self) -> float:
        """Nats per piece that the model can write, the end included."""
        return self.total / (1 + sum(token.logprob is not None for token in self.tokens))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a model would have written at the place of a piece, had it read all before it.

    `rank` 1: this very piece. `margin`: by how many nats its first choice, `preferred`, is more probable than the
    piece. `None` for a piece that the model cannot write.
    """

    start: int
    end: int
    rank: int | None
    margin: float | None
    preferred: str


@dataclass(frozen=True, slots=True)
class TokenEstimate:
    """A token of a text, and log-odds of a person marking it as part of an error, and of a major one."""

    start: int
    end: int
    error: float
    major: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a quality-estimation model says of a text, beside its source where it had one.

    `severity`: what people would take off, higher is worse, in standard deviations from their mean. The others are
    log-odds: of any error, of a major one, and of the source being another text (`None` without a source).
    """

    tokens: tuple[TokenEstimate, ...]
    severity: float
    error: float
    major: float
    unrelated: float | None


@dataclass(frozen=True, slots=True)
class Attention:
    """Cross-attention of a forced translation: one row a piece of the translation, one column a piece of its source.

    Rows and columns carry the spans of their pieces; weights are 0..1.
    """

    source: tuple[Span, ...]
    target: tuple[Span, ...]
    weights: tuple[tuple[float, ...], ...]


NOWHERE = Attention((), (), ())
"""The attention of what nobody was asked about."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What a model wrote, and what it knew of it while it searched.

    `logprob`: nats a piece, the end included; `attention`: as if the text had been forced. Neither is known where the
    text is not, piece for piece, what the search wrote (mended, in parts), nor attention that nobody asked for.
    """

    text: str
    logprob: float | None = None
    attention: Attention = NOWHERE


@dataclass(frozen=True, slots=True)
class Alignment:
    """Links between the words of a text and those of its translation, as pairs of word indices."""

    links: tuple[tuple[int, int], ...] = ()

    def of(self, word: int) -> tuple[int, ...]:
        """Indices of the other side's words linked to word `word` of the text."""
        return tuple(right for left, right in self.links if left == word)


@dataclass(frozen=True, slots=True)
class Contrast:
    """A phrase, and how much more probable the other text is without it: nats per piece, above 0 if more."""

    span: Span
    gain: float


@dataclass(frozen=True, slots=True)
class Sense:
    """A noun and another rendering of what it can mean, `written` in place of `span` (an article before it included).

    `gain`: by how many nats the language model finds the whole sentence more probable with it, above 0 if more.
    """

    place: Span
    span: Span
    written: str
    meaning: str
    gain: float


@dataclass(frozen=True, slots=True)
class Mending:
    """What may have been meant: `written` in place of `span`, by which kind of change.

    `gain`: by how many nats the language model finds the whole sentence more probable with it.
    """

    span: Span
    written: str
    kind: str
    gain: float


@dataclass(frozen=True, slots=True)
class Misfit:
    """A word that does not fit the words around it: log-odds that it is part of a slip of grammar.

    `mendings`: of each kind of change the one that helps most; none where no language model was asked.
    """

    place: Span
    odds: float
    mendings: tuple[Mending, ...] = ()


TOO_LONG = "too_long"
"""The `reason` of a sentence that is longer than `max-sentence-characters`, or whose source is."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the engines said about one segment. `None` where nobody needed it or it could not be had.

    `given` names the condition: `text_given_back` is log P(text | back-translation), per piece of the text.
    """

    segment: Segment
    words: tuple[Span, ...]
    reason: str | None = None
    context: tuple[str, ...] = ()
    """The sentences before it in its document, which the language model reads first."""
    back: str | None = None
    back_words: tuple[Span, ...] = ()
    back_logprob: float = math.nan
    """Nats a piece of the back-translation given the text, its end included."""
    back_attention: Attention = NOWHERE
    """Where the translation looked, until words are linked."""
    alignment: Alignment | None = None
    roundtrip: str | None = None
    text_given_back: TextScore | None = None
    back_given_text: TextScore | None = None
    roundtrip_given_back: TextScore | None = None
    choices_given_back: tuple[Choice, ...] | None = None
    surprisal: TextScore | None = None
    text_given_source: TextScore | None = None
    source_given_text: TextScore | None = None
    choices_given_source: tuple[Choice, ...] | None = None
    forward: str | None = None
    forward_given_source: TextScore | None = None
    source_words: tuple[Span, ...] = ()
    source_alignment: Alignment | None = None
    source_contrasts: tuple[Contrast, ...] | None = None
    """Phrases of the source without links; the text given the source without each."""
    senses: tuple[Sense, ...] | None = None
    misfits: tuple[Misfit, ...] | None = None
    """For each noun that has some the likeliest of its other senses."""
    text_contrasts: tuple[Contrast, ...] | None = None
    """Phrases of the text without links; the source given the text without each."""
    estimate: Estimate | None = None
    """Of the text alone."""
    estimate_given_source: Estimate | None = None

    @property
    def scorable(self) -> bool:
        """Whether models were allowed an opinion; `reason` says why not."""
        return self.reason is None

    @property
    def too_long(self) -> bool:
        """Whether not even rules look at it: no prose has such sentences, and time grows with their length."""
        return self.reason == TOO_LONG


@dataclass(frozen=True, slots=True)
class Measurements:
    """Numbers with no opinion: one a segment by name, and one a word by name (`nan` where not measured)."""

    segment: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """The decision thresholds: probabilities from which a model's opinion becomes a finding.

    `word`: a word is marked, by its probability of being wrong. `major`: it is marked, and as major, by its probability
    of being part of a major error. `beside`: a word next to a marked one is marked with it.
    """

    word: float = 1.0
    major: float = 1.0
    beside: float = 1.0


READABLE = 0.45
"""From which confidence (0..1) on a back-translation is evidence. Of news read by the embedded model three in five of
these keep the meaning, of the others one in four."""


@dataclass(frozen=True, slots=True)
class Case:
    """A segment with its evidence, measurements and calibrated probabilities: what a check looks at."""

    evidence: Evidence
    measurements: Measurements = Measurements()
    p_bad: float | None = None
    p_any: float | None = None
    p_adequacy: float | None = None
    p_fluency: float | None = None
    p_unrelated: float | None = None
    """That the source is another text's; `None` where nothing says so."""
    p_machine: float | None = None
    """That a machine translated the article it belongs to; `None` where nothing says so."""
    word_p_bad: tuple[float, ...] = ()
    word_p_major: tuple[float, ...] = ()
    limits: Limits = Limits()
    segment: Segment = field(init=False, repr=False, compare=False)
    """The segment itself."""
    text: str = field(init=False, repr=False, compare=False)
    """The segment's text."""

    def __post_init__(self) -> None:
        # Every rule reads both of every sentence: a property of a property was a tenth of a run of many short lines.
        object.__setattr__(self, "segment", self.evidence.segment)
        object.__setattr__(self, "text", self.evidence.segment.text)

    @property
    def readable(self) -> bool | None:
        """Whether the back-translation may be shown and believed; None where there is none or it was not examined."""
        confidence = self.measurements.segment.get("reading.confidence", math.nan)
        return None if math.isnan(confidence) else confidence >= READABLE

    @property
    def words(self) -> tuple[Span, ...]:
        """Spans of the words of the text, punctuation left out."""
        return self.evidence.words


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check yields: a place in a segment and why a person should look. The judge makes it a `Finding`."""

    segment: int
    span: Span
    message: str
    p: float | None = None
    severity: Severity | None = None
    category: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    suggestion: str | None = None
    fix: str | None = None
    """Text that can replace the span mechanically, without a person; `suggestion` is for people."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with its rule, its place in the file and its identity. See the output contract."""

    code: str
    name: str
    category: str
    severity: Severity
    start: int
    end: int
    line: int
    column: int
    text: str
    message: str
    p: float | None
    evidence: Mapping[str, Any]
    suggestion: str | None
    fingerprint: str
    suppressed: str | None = None
    fix: str | None = None
    within: Span | None = None
    """The same stretch in the sentence's text, which the file may spell otherwise; no part of the output contract."""


@dataclass(frozen=True, slots=True)
class SegmentScores:
    """0..100 each, higher is better; `p_bad` is the probability of a major error, 0..1. `None` = cannot say.

    `adequacy` and `fluency` are 100 less the probability, in percent, of an error of meaning or of language;
    `quality` is 100 less the mean of the probabilities of any error and of a major one.
    """

    quality: float | None
    adequacy: float | None
    fluency: float | None
    p_bad: float | None


class TokenResult(msgspec.Struct, frozen=True, gc=False):
    """A word of the text, in file offsets, with the indices of the back-translation's words it is linked to."""

    start: int
    end: int
    text: str
    p_bad: float | None
    back: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """One segment of the report; places are those of the decoded file, lines and columns 1-based."""

    index: int
    id: str | None
    line: int
    column: int
    start: int
    end: int
    text: str
    source: str | None
    back: str | None
    roundtrip: str | None
    status: Status
    reason: str | None
    scores: SegmentScores
    tokens: tuple[TokenResult, ...]
    findings: tuple[Finding, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)
    back_words: tuple[Span, ...] = ()
    """Spans, local to `back`, of the words that `TokenResult.back` counts."""
    readable: bool | None = None
    """Whether `back` may be shown and believed; None where there is none or nobody looked."""


@dataclass(frozen=True, slots=True)
class DocumentScores:
    """0..100 each, higher is better; means over scorable segments weighted by words.

    `p_machine` is the probability, 0..1, that a machine translated the text, if every second one were: from how well
    its words can be foreseen from its back-translation. It says nothing of errors.
    """

    quality: float | None
    adequacy: float | None
    fluency: float | None
    words: int
    flags_per_1000_words: float
    p_machine: float | None = None


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One file of the report."""

    path: str
    lang: str
    pivot: str
    source_path: str | None
    scores: DocumentScores
    segments: tuple[SegmentResult, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that could not be checked: nothing disappears silently."""

    path: str
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know and that changes no verdict: a file left out, a comment without effect.

    `kind` is `excluded` (a file that settings leave out), `format` (one that no reader understands), `language` (one in
    another language), `units` (one with parts in other languages), `markup` (one with parts that its reader leaves
    out), `source` (one that is checked without its source), `comment` (one that switches nothing off) or `length`
    (sentences too long to be looked at).
    """

    path: str
    kind: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """Who made the report and with what: `signature` names models, revisions, settings and calibration."""

    name: str
    version: str
    signature: str

    @property
    def calibration(self) -> str | None:
        """Name and digits of the calibration that made the probabilities; None where nothing did."""
        parts = (part.partition("cal:") for part in self.signature.split("|"))
        return next((name for before, mark, name in parts if mark and not before), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over the whole run. `verdict` is passed, failed or error; `reasons` says what failed the gate."""

    documents: int
    segments: int
    flagged: int
    findings: Mapping[str, int]
    suppressed: int
    not_scorable: int
    words: int
    seconds: float
    verdict: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a reporter prints. Encoded as JSON it is the output contract, schema 1."""

    schema: int
    tool: Tool
    documents: tuple[DocumentResult, ...]
    problems: tuple[Problem, ...]
    summary: Summary
    notices: tuple[Notice, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 passed, 1 the gate failed, 2 something could not be checked."""
        return {"passed": 0, "failed": 1}.get(self.summary.verdict, 2)
