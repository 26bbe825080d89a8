"""One fixed report with everything in it that a reporter can meet; all its sentences were written for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from checker.plugins import Check
from checker.types import (
    DocumentResult,
    DocumentScores,
    Finding,
    Problem,
    Report,
    SegmentResult,
    SegmentScores,
    Severity,
    Span,
    Status,
    Summary,
    TokenResult,
    Tool,
)

_DOC = """{summary}

What it does: compares.

Why it matters: readers are misled.

Example: «{example}».

What to do: read the sentence again.
"""


def _rule(code: str, name: str, category: str, severity: Severity, summary: str) -> Check:
    doc = _DOC.format(summary=summary, example=name)
    needs = frozenset({"back"} if code.startswith("ACC") else ())
    return Check(code, name, category, severity, needs, lambda cases, config: (), doc)


RULES = {
    rule.code: rule
    for rule in (
        _rule(
            "ACC901",
            "other-meaning",
            "accuracy/mistranslation",
            Severity.MAJOR,
            "A word means something else than its sentence.",
        ),
        _rule(
            "ACC902",
            "missing-part",
            "accuracy/omission",
            Severity.CRITICAL,
            "A part of the source is not there.",
        ),
        _rule(
            "FLU901",
            "word-twice",
            "linguistic conventions/grammar",
            Severity.MINOR,
            "A word stands there twice.",
        ),
        _rule(
            "LOC901",
            "plain-space",
            "locale conventions/number format",
            Severity.NEUTRAL,
            "A plain space stands where a no-break space belongs.",
        ),
        _rule(
            "STR901",
            "control-character",
            "design and markup/markup tag",
            Severity.CRITICAL,
            "A control character stands in the text.",
        ),
    )
}


class _File:
    """Builds the segments of one file, counting places as a reader would."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.segments: list[SegmentResult] = []

    def sentence(
        self,
        text: str,
        back: str | None = None,
        *,
        scores: tuple[float, float, float, float] | None = (93.04, 94.96, 90.0, 0.031249),
        hits: Sequence[dict[str, Any]] = (),
        links: Iterable[tuple[str, str]] = (),
        bad: dict[str, float] | None = None,
        reason: str | None = None,
        source: str | None = None,
    ) -> None:
        start = self.text.index(text)
        line, column = self._place(start)
        back_words = _words(back or "")
        linked: dict[str, list[int]] = {}
        for mine, theirs in links:
            index = next(i for i, word in enumerate(back_words) if word.of(back or "") == theirs)
            linked.setdefault(mine, []).append(index)
        tokens = tuple(
            TokenResult(
                start + word.start,
                start + word.end,
                word.of(text),
                None if reason else (bad or {}).get(word.of(text), 0.0213),
                tuple(linked.get(word.of(text), ())),
            )
            for word in _words(text)
        )
        findings = tuple(self._finding(start, text, **hit) for hit in hits)
        status = Status.FLAGGED if any(f.suppressed is None for f in findings) else Status.OK
        self.segments.append(
            SegmentResult(
                index=len(self.segments),
                id=None,
                line=line,
                column=column,
                start=start,
                end=start + len(text),
                text=text,
                source=source,
                back=back,
                roundtrip=None,
                status=Status.NOT_SCORABLE if reason else status,
                reason=reason,
                scores=SegmentScores(*((None,) * 4 if reason or not scores else scores)),
                tokens=tokens,
                findings=findings,
                back_words=tuple(back_words),
            )
        )

    def _finding(
        self,
        base: int,
        sentence: str,
        code: str,
        text: str,
        message: str,
        *,
        at: int | None = None,
        p: float | None = None,
        severity: Severity | None = None,
        suggestion: str | None = None,
        fix: str | None = None,
        suppressed: str | None = None,
        **evidence: Any,
    ) -> Finding:
        rule = RULES[code]
        start = base + (sentence.index(text) if at is None else at)
        line, column = self._place(start)
        return Finding(
            code=code,
            name=rule.name,
            category=rule.category,
            severity=severity or rule.severity,
            start=start,
            end=start + len(text),
            line=line,
            column=column,
            text=text,
            message=message,
            p=p,
            evidence=evidence,
            suggestion=suggestion,
            fingerprint=f"{code.lower()}-{len(self.path)}-{start}",
            suppressed=suppressed,
            fix=fix,
        )

    def _place(self, start: int) -> tuple[int, int]:
        before = self.text[:start]
        return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1

    def result(self, quality: float | None, flags: float) -> DocumentResult:
        words = sum(len(segment.tokens) for segment in self.segments)
        scores = DocumentScores(
            quality, quality, quality, words, flags, 0.8257 if words > 100 else None
        )
        return DocumentResult(self.path, "fr", "en", None, scores, tuple(self.segments))


def _words(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\w+", text)]


LONG = (
    "Selon le rapport remis hier au ministère, la commune de la vallée, qui avait pourtant reçu "
    "l'an dernier une aide de l'État pour refaire ses ponts, n'a toujours pas commencé les travaux "
    "que ses habitants attendent depuis la crue, et le maire pense que la banque de la rivière "
    "tombera bientôt."
)


def _town() -> DocumentResult:
    lines = [
        "# Le budget de la ville",
        "",
        "Le conseil a voté mardi le budget de la ville.",
        "L'association veut rendre le quartier plus sûr par le dessin le dessin des rues.",
        "",
        LONG,
        "Le projet coûtera 12 000 euros 🎉 et sera fini à la tombe.",
        "La maire a remercié les pompiers.",
        "Voir aussi",
        "Un train sur deux roulera\xa0: prenez le bus.",
    ]
    file = _File("articles/été à la ville.md", "\n".join(lines) + "\n")
    file.sentence(lines[2], "The council voted the city budget on Tuesday.")
    file.sentence(
        lines[3],
        "The association wants to make the district safer by drawing the streets.",
        scores=(41.26, 38.0, 66.5, 0.8712),
        links=[("dessin", "drawing"), ("rues", "streets"), ("quartier", "district")],
        bad={"dessin": 0.83, "par": 0.31},
        source="The association wants to make the neighbourhood safer through street design.",
        hits=[
            {
                "code": "ACC901",
                "text": "dessin",
                "message": "Read back, this word says something else than the sentence.",
                "p": 0.83333,
                "suggestion": "l'aspect",
                "margin": 2.123456,
                "given": {"text": -3.25, "back": float("nan")},
            },
            {
                "code": "FLU901",
                "text": "le dessin le dessin",
                "message": "These words stand here twice.",
                "fix": "le dessin",
            },
        ],
    )
    file.sentence(
        LONG,
        "According to the report, the town has not begun the works, "
        "and the mayor thinks that the river bank will fall soon.",
        scores=(55.0, 52.0, 71.0, 0.64),
        links=[("banque", "bank"), ("rivière", "river")],
        bad={"banque": 0.71},
        hits=[
            {
                "code": "FLU901",
                "text": "rapport remis",
                "message": "An early place in a long sentence.",
            },
            {
                "code": "ACC901",
                "text": "banque",
                "message": "“bank” has two meanings; this one does not fit a river.",
                "p": 0.71,
            },
        ],
    )
    file.sentence(
        lines[6],
        "The project will cost 12,000 euros and will be finished in the grave.",
        scores=(30.0, 25.0, 80.0, 0.95),
        links=[("tombe", "grave")],
        bad={"tombe": 0.94},
        hits=[
            {"code": "LOC901", "text": " ", "at": 20, "message": "Plain space.", "fix": "\u202f"},
            {
                "code": "ACC901",
                "text": "la tombe",
                "message": "Read back, this word says something else than the sentence.",
                "p": 0.94,
            },
        ],
    )
    file.sentence(
        lines[7],
        "The mayor thanked the firemen.",
        source="The mayor thanked the firefighters and the nurses.",
        hits=[
            {
                "code": "ACC902",
                "text": "",
                "at": 32,
                "message": "A part of the source is not in the translation.",
                "p": 0.6,
                "missing": "and the nurses",
            }
        ],
    )
    file.sentence(lines[8], reason="too_short")
    file.sentence(
        lines[9],
        "One train in two will run: take the bus.",
        hits=[
            {
                "code": "LOC901",
                "text": "\xa0:",
                "message": "Space before the colon.",
                "suppressed": "inSource",
            }
        ],
    )
    return file.result(54.16, 74.0)


def _hostile() -> DocumentResult:
    text = (
        'Titre "><img src=x onerror=alert(1)> et </script><script>alert(2)</script> fin.\n'
        '=HYPERLINK("http://a") ::error::x %0A \x1b[31mrouge\x1b[0m \u202etxet\u202c ]]> \x0b 中文字 ab.\n'
        "TOUT EN CAPITALES\n"
    )
    lines = text.split("\n")
    file = _File('articles/<b>&"a,b:c%.html', text)
    file.sentence(
        lines[0],
        "Title <b>bold</b> and </script> end.",
        scores=(70.0, 70.0, 70.0, 0.4),
        bad={"img": 0.5},
        hits=[
            {
                "code": "STR901",
                "text": "<img src=x onerror=alert(1)>",
                "message": 'Markup <img> & "quotes", a comma: and a | bar.',
                "severity": Severity.MINOR,
            }
        ],
    )
    file.sentence(
        lines[1],
        "\x1b]0;owned\x07 and \ud800 half a character.",
        hits=[
            {"code": "STR901", "text": "\x1b", "message": "Control character \x1b in the text."},
            {"code": "FLU901", "text": "中文字", "message": "Not French.\nSecond line."},
        ],
    )
    file.sentence(lines[2], reason="capital letters only")
    return file.result(71.0, 120.04)


def _clean() -> DocumentResult:
    file = _File("articles/propre.txt", "Tout va bien ici.\n")
    file.sentence("Tout va bien ici.", "All is well here.")
    return file.result(93.0, 0.0)


def build() -> Report:
    """The report; the same each time."""
    documents = (_town(), _hostile(), _clean())
    segments = [segment for document in documents for segment in document.segments]
    findings = [finding for segment in segments for finding in segment.findings]
    counted = [finding for finding in findings if finding.suppressed is None]
    return Report(
        schema=1,
        tool=Tool("checker", "0.0.0", "checker|v:0.0.0|src:en|tgt:fr|bt:toy@1|cal:toy"),
        documents=documents,
        problems=(Problem("articles/cassé.docx", "is not a Word file", "Save it again as .docx."),),
        summary=Summary(
            documents=len(documents),
            segments=len(segments),
            flagged=sum(segment.status is Status.FLAGGED for segment in segments),
            findings={
                str(severity): sum(finding.severity is severity for finding in counted)
                for severity in Severity
            },
            suppressed=len(findings) - len(counted),
            not_scorable=sum(segment.status is Status.NOT_SCORABLE for segment in segments),
            words=sum(document.scores.words for document in documents),
            seconds=1.2345,
            verdict="error",
            reasons=("1 file could not be read", "5 findings are major or worse"),
        ),
    )
