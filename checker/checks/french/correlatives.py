"""French words that come in pairs: ni … ni, soit … soit, à la fois … et, non seulement … mais, entre … et."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.passage import prose
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_NUMBER = r"(?:\d[\d \u00a0\u202f.,]*|deux|trois|quatre|cinq|six|sept|huit|dix|quinze|vingt|trente|cinquante|cent)"
PAIRS = (
    ("ni ", re.compile(r"\ANi (?!.*\bni\b)[^.,;:?!]{2,30}? (ou)(?= )", re.I | re.S), "ni"),
    # Behind “ni” at the beginning, a second one; “ni l'un” is a phrase of its own.
    ("ni ", re.compile(r"\ANi (?!l['’]un)(?!.*\bni\b)[^.;:?!]{2,40}?(\bet\b)", re.I | re.S), "ni"),
    (
        "soit",
        re.compile(r"\A(?:Soit)\b(?!.*\bsoit\b)[^.;:?!]{2,60}?, (\bou\b)(?! bien)", re.S),
        "soit",
    ),
    # « il ne mange ni viande, poisson », not « ne boit ni ne fume »
    (
        "ni ",
        re.compile(
            r"\b(?:ne |n['’])(?:(?!ni |pas |plus |jamais |point )[\w-]+['’ ]){1,2}"
            r"(ni) (?!ne |n['’])(?!.*\bni\b)[^.;:?!()«]{2,40}?(?:,| et | ou )[^.;:?!]{2,}[.;:?!]",
            re.I | re.S,
        ),
        "ni … ni",
    ),
    # « le locataire doit soit payer, ou partir »
    (
        "soit ",
        re.compile(
            r"(?<!\bc['’]est )(?<!\bce )(?<!cela )(?<=[ ,])"
            r"soit (?=(?:\w+(?:er|ir|re)|par|à|en|avec|dans|pour|de) )"
            r"(?!.*\bsoit\b)[^.;:?!,]{2,60}, (ou)(?= (?:\w+(?:er|ir|re)|par|à|en|avec|dans|pour|de) )",
            re.S,
        ),
        "soit",
    ),
    ("fois", re.compile(r"\bà la fois (?:[\w'’-]+ ){1,3}?(ou)\b"), "et"),
    (
        "seulement",
        re.compile(
            r"\b[Nn]on seulement (?!.{0,400}\bmais\b)[^.,;:?!]{3,80}"
            r"(?:, | (?=et (?:aussi|également)\b))(et|ils?|elles?)\b",
            re.S,
        ),
        "mais",
    ),
    (
        "entre ",
        re.compile(
            rf"\b[Ee]ntre {_NUMBER} ?(?:%|[a-zéè]+)? ?(à) {_NUMBER}(?=[ .,;%)])(?!.{0, 60}\bet\b)",
            re.S,
        ),
        "et",
    ),
)
"""What stands in each sentence that has the first word of a pair; where the second has another form, the other word in
the first group; and the word that is wanted."""


@check(
    "FLU244",
    "unpaired-correlative",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def unpaired_correlative(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The second word of a pair is not the one that goes with the first.

    What it does: reports « ni … et », « ni … ou », « ne … ni » with a second “ni” missing, « soit … , ou », « à la fois
    … ou », « non seulement … , et » without “mais”, and « entre 10 à 20 ».

    Why it matters: the two parts were translated one by one, and the reader waits for the second.

    Example: « Ni le directeur et son adjoint n'étaient là. »

    What to do: write the word that goes with the first: « ni le directeur ni son adjoint ».
    """
    for case in cases:
        text = prose(case.text)
        lower = text.lower()
        for first, pattern, wanted in PAIRS:
            for match in pattern.finditer(text) if first in lower else ():
                yield Hit(
                    case.segment.index,
                    Span(*match.span()),
                    _("“{word}” should be “{wanted}” here.").format(
                        word=match.group(1), wanted=wanted
                    ),
                )
