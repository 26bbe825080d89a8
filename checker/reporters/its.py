"""Localization Quality Issue of ITS 2.0 (W3C): the words that it has for our categories and severities."""

from __future__ import annotations

from types import MappingProxyType

from checker.types import Severity

NAMESPACE = "http://www.w3.org/2005/11/its"

SEVERITIES = MappingProxyType(
    {Severity.NEUTRAL: 0, Severity.MINOR: 30, Severity.MAJOR: 60, Severity.CRITICAL: 90}
)
"""0..100, higher is worse. ITS fixes no more than the scale; these steps are a convention of other tools too."""

_TYPES = MappingProxyType(
    {
        "accuracy": "mistranslation",
        "accuracy/addition": "addition",
        "accuracy/omission": "omission",
        "accuracy/untranslated": "untranslated",
        "accuracy/do not translate": "terminology",
        "terminology": "terminology",
        "terminology/inconsistent use of terminology": "inconsistency",
        "linguistic conventions": "grammar",
        "linguistic conventions/spelling": "misspelling",
        "linguistic conventions/punctuation": "typographical",
        "linguistic conventions/character encoding": "characters",
        "linguistic conventions/unintelligible": "uncategorized",
        "style": "style",
        "style/language register": "register",
        "style/inconsistent style": "inconsistency",
        "locale conventions": "locale-violation",
        "design and markup": "markup",
    }
)


def issue_type(category: str) -> str:
    """The `locQualityIssueType` of an MQM category: that of its parent where it has none, else `other`."""
    parent = category.partition("/")[0]
    return _TYPES.get(category) or _TYPES.get(parent) or "other"
