"""Words for the values of a report that are codes: severities, verdicts, reasons. All of them can be translated."""

from __future__ import annotations

from checker.messages import _
from checker.text.printable import shown
from checker.types import Severity


def severity(value: Severity) -> str:
    """A severity in the language of the reader."""
    return {
        Severity.CRITICAL: _("critical"),
        Severity.MAJOR: _("major"),
        Severity.MINOR: _("minor"),
        Severity.NEUTRAL: _("neutral"),
    }[value]


def verdict(value: str) -> str:
    """What became of the run."""
    return {"passed": _("passed"), "failed": _("failed")}.get(
        value, _("some texts could not be checked")
    )


def reason(value: str | None) -> str:
    """Why a sentence was not scored; a code that is not known here is shown as it is."""
    known = {
        "too_short": _("too short"),
        "no_words": _("no words"),
        "too_long": _("too long"),
        "variants": _("several texts in one"),
        "wrong_language": _("in another language"),
        None: _("unknown"),
    }
    return known.get(value) or shown((value or "").replace("_", " "))


def suppression(value: str) -> str:
    """Who switched a finding off."""
    known = {
        "inSource": _("a comment in the file"),
        "configuration": _("the configuration"),
        "baseline": _("already known"),
    }
    return known.get(value) or shown(value)


def notice(kind: str) -> str:
    """What a count of notices without a place counts."""
    known = {
        "excluded": _("left out by the settings:"),
        "format": _("left out, unsupported format:"),
        "language": _("left out, in another language:"),
        "units": _("with units in other languages, left out:"),
        "source": _("checked without a source:"),
    }
    return known.get(kind) or shown(kind)
