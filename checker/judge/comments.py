"""Comments that switch rules off and do not: they name no rule, or nothing is found under them any more."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from checker.config import Config
from checker.judge.findings import line_finder
from checker.judge.stretches import Stretches
from checker.languages import primary
from checker.messages import _
from checker.plugins import Check
from checker.types import Document, DocumentResult, Notice, Span


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
    place = line_finder(document)

    @functools.cache
    def strange(codes: tuple[str, ...]) -> list[str]:
        return [c for c in codes if not any(code.startswith(c) for code in rules)]

    @functools.cache
    def all_ran(codes: tuple[str, ...]) -> bool:
        return _all_ran(codes, rules, ran, config)

    @functools.cache
    def switched_off(codes: tuple[str, ...]) -> Stretches:
        return Stretches(
            Span(f.start, f.end)
            for f in found
            if f.suppressed == "inSource" and (not codes or f.code.startswith(codes))
        )

    for ignore in dict.fromkeys(document.ignores):
        line = None if ignore.at is None else place(ignore.at)[0]
        if strange(ignore.codes):
            message = _("this comment names no rule: {names}. `checker rules` lists them.")
            message = message.format(names=", ".join(strange(ignore.codes)))
            yield Notice(document.path, "comment", message, line)
        elif all_ran(ignore.codes) and not switched_off(ignore.codes).overlap(ignore.span):
            message = _("this comment switches nothing off any more: nothing is found here.")
            yield Notice(document.path, "comment", message, line)


def _all_ran(
    codes: tuple[str, ...], rules: Mapping[str, Check], ran: Mapping[str, Check], config: Config
) -> bool:
    if not codes and (config.select or config.ignore or config.tier == "fast"):
        return False
    lang = primary(config.lang)
    named = (code for code in rules if not codes or code.startswith(codes))
    mine = [c for c in named if rules[c].default and lang in (rules[c].languages or {lang})]
    return bool(mine) and all(code in ran for code in mine)
