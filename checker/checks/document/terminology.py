"""Terminology: the words that a glossary requires, forbids, or keeps untranslated.

Glossaries are CSV files with the columns `source`, `target`, `kind` (required, forbidden, do-not-translate; required
where the column is missing), `note`, `lang`, or TBX files. Words match on their dictionary forms where these are known,
else by case-insensitive form. Acronyms and do-not-translate terms match as they are written.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.disk.loading import read_file, stamps
from checker.errors import BadInput
from checker.languages import primary
from checker.languages.morphology import lemmas
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

KINDS = ("required", "forbidden", "do-not-translate")
COLUMNS = ("source", "target", "kind", "note", "lang")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_WORD = re.compile(r"[^\W_]+(?:['’](?=\W|$))?", re.UNICODE)
# TBX administrative status -> kind.
_STATUS = {
    "preferredTerm-admn-sts": "required",
    "admittedTerm-admn-sts": "admitted",
    "deprecatedTerm-admn-sts": "forbidden",
    "supersededTerm-admn-sts": "forbidden",
    "preferred": "required",
    "admitted": "admitted",
    "deprecated": "forbidden",
    "notRecommended": "forbidden",
    "forbidden": "forbidden",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a glossary. `targets` are equally good where it requires, equally bad where it forbids."""

    kind: str
    source: str
    targets: tuple[str, ...]
    note: str = ""
    lang: str = ""


def read_glossary(path: str, lang: str, pivot: str) -> tuple[Term, ...]:
    """The terms of a CSV or TBX file. Raises BadInput, naming the line."""
    try:
        data = read_file(Path(path))
    except OSError as error:
        raise BadInput(
            _("{path}: cannot be read: {reason}").format(path=path, reason=error.strerror),
            _("Check the path of the glossary."),
        ) from None
    suffix = Path(path).suffix.lower()
    if suffix == ".csv":
        return parse_csv(data, path)
    if suffix in (".tbx", ".xml"):
        return parse_tbx(data, path, lang, pivot)
    raise BadInput(
        _("{path}: a glossary must be a .csv or a .tbx file").format(path=path),
        _("Export it as CSV with the columns source,target,kind."),
    )


def parse_csv(data: bytes, where: str) -> tuple[Term, ...]:
    """Terms of a CSV glossary, comma, semicolon or tab between the fields. Raises BadInput, naming the line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            _("{path}:{line}: is not UTF-8 text").format(path=where, line=line),
            _("Save it as UTF-8."),
        ) from None
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [(name or "").strip().lower() for name in rows.fieldnames or ()]
        if "target" not in names and "source" not in names:
            raise BadInput(
                _("{path}:1: the first line must name the columns").format(path=where),
                _("Write source,target,kind,note,lang as the first line."),
            )
        strange = [name for name in names if name not in COLUMNS]
        if strange:
            raise BadInput(
                _("{path}:1: unknown column {name}").format(path=where, name=repr(strange[0])),
                _("Known columns: {names}.").format(names=", ".join(COLUMNS)),
            )
        rows.fieldnames = names
        return tuple(_csv_term(row, where, rows.line_num) for row in rows if any(row.values()))
    except csv.Error as error:
        raise BadInput(
            _("{path}:{line}: {error}").format(path=where, line=rows.reader.line_num, error=error),
            _("Look for an unclosed quotation mark on or before this line."),
        ) from None


def _csv_term(row: dict[str | Any, Any], where: str, line: int) -> Term:
    place = f"{where}:{line}"
    if None in row:
        raise BadInput(
            _("{place}: more fields than the first line has columns").format(place=place),
            _("Put quotation marks around any field that contains the separator."),
        )
    field = {name: (row.get(name) or "").strip() for name in COLUMNS}
    kind = field["kind"].lower().replace("_", "-").replace(" ", "-") or "required"
    kind = "do-not-translate" if kind == "dnt" else kind
    if kind not in KINDS:
        raise BadInput(
            _("{place}: unknown kind {kind}").format(place=place, kind=repr(field["kind"])),
            _("Known kinds: {names}.").format(names=", ".join(KINDS)),
        )
    missing = "source" if kind != "forbidden" and not field["source"] else ""
    missing = "target" if kind != "do-not-translate" and not field["target"] else missing
    if missing:
        raise BadInput(
            _("{place}: the column {name} is empty").format(place=place, name=missing),
            _("Terms of kind “{kind}” need it.").format(kind=kind),
        )
    targets = tuple(item.strip() for item in field["target"].split("|") if item.strip())
    return Term(kind, field["source"], targets, field["note"], field["lang"])


def parse_tbx(data: bytes, where: str, lang: str, pivot: str) -> tuple[Term, ...]:
    """Terms of a TBX glossary (2 or 3, core or basic): preferred terms required, deprecated ones forbidden.

    No entity is expanded and no external file is read. Raises BadInput, naming the line.

    One function: the dialects of TBX share all but a name here and there.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput(
            _("{path}:{line}: is not well-formed XML: {error}").format(
                path=where, line=error.lineno or 1, error=error.msg
            ),
            _("Export the glossary again as TBX."),
        ) from None
    out: list[Term] = []
    for concept in _named(root, "termEntry", "conceptEntry"):
        terms: dict[str, list[tuple[str, str]]] = {}
        for section in _named(concept, "langSet", "langSec"):
            code = primary(section.get(_XML_LANG) or section.get("lang") or "")
            for unit in _named(section, "tig", "ntig", "termSec"):
                text = next((item.text or "" for item in _named(unit, "term")), "").strip()
                status = [
                    item
                    for item in unit.iter()
                    if "administrative" in str(item.get("type", "")).lower()
                ]
                kind = (
                    _STATUS.get((status[0].text or "").strip(), "required")
                    if status
                    else "required"
                )
                if text:
                    terms.setdefault(code, []).append((text, kind))
        mine = terms.get(primary(lang), [])
        good = tuple(text for text, kind in mine if kind != "forbidden")
        preferred = tuple(text for text, kind in mine if kind == "required") or good
        for source, _kind in terms.get(primary(pivot), []):
            if good:
                out.append(Term("required", source, preferred + good))
        bad = tuple(text for text, kind in mine if kind == "forbidden")
        if bad:
            out.append(Term("forbidden", "", bad, preferred[0] if preferred else ""))
    if not out:
        raise BadInput(
            _("{path}: has no term in {lang}").format(path=where, lang=lang),
            _("Check the languages (xml:lang) of the glossary."),
        )
    return tuple(out)


def _named(node: Any, *names: str) -> Iterable[Any]:
    return (
        item
        for item in node.iter()
        if isinstance(item.tag, str) and item.tag.rsplit("}", 1)[-1] in names
    )


@functools.lru_cache(maxsize=8)
def _glossary(files: tuple[str, ...], stamped: Hashable, lang: str, pivot: str) -> tuple[Term, ...]:
    short = primary(lang)
    return tuple(
        term
        for name in files
        for term in read_glossary(name, lang, pivot)
        if not term.lang or primary(term.lang) == short
    )


@functools.lru_cache(maxsize=4096)
def _keys(text: str, lang: str) -> tuple[tuple[Span, str, frozenset[str]], ...]:
    """Words of a text with their spans, forms, and the dictionary forms they match on."""
    out = []
    for match in _WORD.finditer(text):
        form = match.group()
        out.append((Span(*match.span()), form, lemmas(form, lang)))
    return tuple(out)


def places(term: str, text: str, lang: str, *, exact: bool = False) -> list[Span]:
    """Where a term stands in a text, on dictionary forms; `exact` = letter for letter, whole words."""
    if exact:
        pattern = re.compile(r"(?<!\w)" + re.escape(term) + r"(?!\w)")
        return [Span(*match.span()) for match in pattern.finditer(text)]
    wanted = _keys(term, lang)
    if not wanted:
        return []
    have = _keys(text, lang)
    out = []
    for start in range(len(have) - len(wanted) + 1):
        stretch = have[start : start + len(wanted)]
        if all(
            own & theirs if not _acronym(form) else form == other
            for (_s, form, own), (_t, other, theirs) in zip(wanted, stretch, strict=True)
        ):
            out.append(Span(stretch[0][0].start, stretch[-1][0].end))
    return out


def _acronym(form: str) -> bool:
    return len(form) > 1 and form.isupper()


def terms(config: Config) -> tuple[Term, ...]:
    """All terms of the glossaries of a run. Raises BadInput for one that cannot be read."""
    return _glossary(config.glossary, stamps(config.glossary), config.lang, config.pivot)


def _terms(config: Config, kind: str) -> list[Term]:
    return [item for item in terms(config) if item.kind == kind]


def _languages(config: Config) -> tuple[str, str]:
    return primary(config.lang), primary(config.pivot)


@check(
    "TER101",
    "required-term",
    category="terminology/wrong term",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def required_term(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The source has a term of your glossary, but the text does not have its translation.

    What it does: needs the source text and a glossary. Looks for each required term of the source, singular or plural,
    and reports the sentence when it contains none of its translations in any inflected form.

    Why it matters: one thing under two names confuses readers, and may break a contract or a law.

    Example: the glossary says board = conseil d'administration; the text says « le tableau ».

    What to do: use the term of the glossary.
    """
    lang, pivot = _languages(config)
    terms = _terms(config, "required")
    for case in cases:
        if not case.segment.source:
            continue
        for source in dict.fromkeys(term.source for term in terms):
            same = [term for term in terms if term.source == source]
            if not places(source, case.segment.source, pivot):
                continue
            good = [target for term in same for target in term.targets]
            if any(places(target, case.text, lang) for target in good):
                continue
            yield Hit(
                case.segment.index,
                Span(0, len(case.text)),
                _(
                    "The glossary translates “{source}” by “{target}”, which is not in this sentence."
                ).format(source=source, target=good[0]),
                suggestion=good[0],
                evidence={"source": source, "note": same[0].note},
            )


@check("TER102", "forbidden-term", category="terminology/wrong term", severity=Severity.MAJOR)
def forbidden_term(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The text uses a term that your glossary forbids.

    What it does: looks for the forbidden terms in all their inflected forms. Where the glossary names a source term
    and the source text is known, the rule fires only if the source holds that term.

    Why it matters: somebody decided that this word is not to be used.

    Example: the glossary forbids « nominer »; the text says « les films nominés ».

    What to do: replace it; the glossary's note may say what to use.
    """
    lang, pivot = _languages(config)
    terms = _terms(config, "forbidden")
    for case in cases:
        for term in terms:
            source = case.segment.source
            if term.source and source and not places(term.source, source, pivot):
                continue
            for target in term.targets:
                for span in places(target, case.text, lang):
                    yield Hit(
                        case.segment.index,
                        span,
                        _("The glossary forbids “{term}”.").format(term=target),
                        suggestion=term.note or None,
                        evidence={"source": term.source, "note": term.note},
                    )


@check(
    "TER103",
    "do-not-translate",
    category="terminology/wrong term",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def do_not_translate(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A name or term that must stay as it is in the source is missing from the text.

    What it does: needs the source text. Where the source holds a do-not-translate term, the text must hold it letter
    for letter at least as often.

    Why it matters: product names, laws and handles lose their meaning when translated.

    Example: source “Open Window”; text « Fenêtre ouverte ».

    What to do: put the original term back.
    """
    _lang, pivot = _languages(config)
    terms = _terms(config, "do-not-translate")
    for case in cases:
        if not case.segment.source:
            continue
        for term in terms:
            wanted = places(term.source, case.segment.source, pivot, exact=True)
            shown = (term.source, *term.targets)
            have = sum(len(places(item, case.text, pivot, exact=True)) for item in set(shown))
            if len(wanted) > have:
                yield Hit(
                    case.segment.index,
                    Span(0, len(case.text)),
                    _("“{term}” must stay untranslated, but is missing here.").format(
                        term=term.source
                    ),
                    suggestion=term.source,
                    evidence={"source": term.source, "note": term.note},
                )
