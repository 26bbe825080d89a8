"""Which rules run: by tier, language and the names that settings select and ignore."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from checker.config import Config
from checker.errors import ConfigProblem
from checker.languages import parsing, primary
from checker.messages import _
from checker.models.resolve import estimating, predicting
from checker.plugins import (
    ESTIMATES,
    PREDICTIONS,
    Check,
    Need,
    annotators,
    checks,
    readers,
    reporters,
    tables,
)

_TOO_SLOW: Mapping[str, Callable[[Need], bool]] = {
    "full": lambda need: False,
    "estimate": lambda need: need.translation,
    "fast": lambda need: need.model,
}
"""What no rule of a tier may need."""


def selected(rules: Mapping[str, Check], config: Config) -> dict[str, Check]:
    """The rules of a run: those of the tier that are on by default, or named by --select, less --ignore.

    Codes are matched by prefix, names in whole. Raises ConfigProblem for a name that means no rule, and
    MissingExtra where a rule is asked for by its own code or name and its parser is not installed.
    """
    strange = unknown(rules, config)
    if strange:
        raise ConfigProblem(
            _("no rule is called “{name}”.").format(name="”, “".join(strange)),
            _("`checker rules` lists them."),
        )
    out = {}
    chosen, ignored = _once(config.select), _once(config.ignore)
    for code, rule in rules.items():
        on = (
            rule.default
            if not chosen
            else any(wanted == "ALL" or matches(code, rule.name, wanted) for wanted in chosen)
        )
        off = any(unwanted == "ALL" or matches(code, rule.name, unwanted) for unwanted in ignored)
        foreign = rule.languages and primary(config.lang) not in rule.languages
        if not on or off or foreign or any(map(_TOO_SLOW[config.tier], rule.needs)):
            continue
        if _lacks_its_model(rule, config):
            continue
        if Need.PARSER in rule.needs and not parsing.available(config.lang):
            # Silent where the rule came with others, clear where somebody asked for it.
            if any(wanted in (code, rule.name.upper()) for wanted in chosen):
                parsing.require(config.lang)
            continue
        out[code] = rule
    return out


def _lacks_its_model(rule: Check, config: Config) -> bool:
    """Whether the language has no model of the kind that a rule asks; in tier estimate that is an error, said later."""
    estimates = config.tier == "estimate" or estimating(config)
    return bool(
        (rule.needs & ESTIMATES and not estimates)
        or (rule.needs & PREDICTIONS and not predicting(config))
    )


def _once(names: Sequence[str]) -> Sequence[str]:
    """Each name once, whatever its case: a client may send one a hundred thousand times."""
    return tuple(dict.fromkeys(name.upper() for name in names))


def unknown(rules: Mapping[str, Check], config: Config) -> list[str]:
    """What settings select or ignore although no rule is called so."""
    by_path = itertools.chain.from_iterable(config.per_path_ignore.values())
    return [
        wanted
        for wanted in dict.fromkeys((*config.select, *config.ignore, *by_path))
        if wanted != "ALL"
        and not any(matches(rule.code, rule.name, wanted) for rule in rules.values())
    ]


def strange(config: Config) -> Sequence[str]:
    """What settings name that there is not, as people say it: rules, formats, reports."""
    complaints = [
        _("no rule is called “{name}”").format(name=name) for name in unknown(checks(), config)
    ]
    if config.input_format not in ("auto", *readers()):
        complaints.append(
            _("there is no input format called “{name}”").format(name=config.input_format)
        )
    if config.format not in (*reporters(), *annotators(), *tables()):
        complaints.append(_("there is no report called “{name}”").format(name=config.format))
    return complaints


def matches(code: str, name: str, wanted: str) -> bool:
    """Whether a selector means this rule: a prefix of its code, or its name."""
    return code.startswith(wanted.upper()) or name == wanted.lower()
