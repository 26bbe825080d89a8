"""Comments that switch rules off and do not: they name no rule, or nothing is found under them any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.config import Config
from checker.languages import primary
from checker.messages import _
from checker.plugins import Check
from checker.types import Document, DocumentResult, Ignore, Notice


def without_effect(
    document: Document,
    result: DocumentResult,
    rules: Mapping[str, Check],
    ran: Mapping[str, Check],
    config: Config,
) -> Iterator[Notice]:
    """A notice for each comment of a document that names what is no rule, or switches nothing off.

    `rules` are all there are, `ran` those of this run: that a comment is of no use can be said only where all the
    rules that it names ran.
    """
    found = [f for segment in result.segments for f in segment.findings]
    if any(rules[f.code].alone for f in found if f.code in rules):
        return
    for ignore in dict.fromkeys(document.ignores):
        line = None if ignore.at is None else document.text.count("\n", 0, ignore.at) + 1
        strange = [c for c in ignore.codes if not any(code.startswith(c) for code in rules)]
        if strange:
            said = _("this comment names no rule: {names}. `checker rules` lists them.")
            said = said.format(names=", ".join(strange))
            yield Notice(document.path, "comment", said, line)
        elif _all_ran(ignore, rules, ran, config) and not any(
            f.suppressed == "inSource"
            and ignore.span.start < max(f.end, f.start + 1)
            and f.start <= ignore.span.end
            and (not ignore.codes or f.code.startswith(ignore.codes))
            for f in found
        ):
            said = _("this comment switches nothing off any more: nothing is found here.")
            yield Notice(document.path, "comment", said, line)


def _all_ran(
    ignore: Ignore, rules: Mapping[str, Check], ran: Mapping[str, Check], config: Config
) -> bool:
    if not ignore.codes and (config.select or config.ignore or config.tier == "fast"):
        return False
    lang = primary(config.lang)
    named = (code for code in rules if not ignore.codes or code.startswith(ignore.codes))
    mine = [c for c in named if rules[c].default and lang in (rules[c].languages or {lang})]
    return bool(mine) and all(code in ran for code in mine)
