"""Agreement of the text with its source in names, addresses and quotation marks."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Sequence

import regex

from checker.checks.against_source.sourced import sourced
from checker.checks.passage import prose
from checker.config import Config
from checker.languages import days, language_names, locale, months, primary
from checker.languages.vocabulary import listed, zipf
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+(?:['’-]\p{L}[\p{L}\p{M}]*+)*+")
_NAME = regex.compile(r"(?<![\p{L}\p{N}@#_.])\p{Lu}[\p{L}\p{M}]*+(?:['’-]\p{L}[\p{L}\p{M}]*+)*+")
# Reversed, and matched from a place backwards: searched, each place would ask for all before it.
_START = regex.compile(r"(?r)(?:^|[.!?:;…«»\"“”(\[—–|/>*•·-]|\n)\s*")
_ADDRESS = regex.compile(
    r"(?<![a-z])(?:https?://|ftp://|www\.)[^\s<>\"«»“”()\[\]{}]+(?<=[\p{L}\p{N}/\#=_-])"
    r"|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,64}(?:\.[\w-]{1,64})+"
    r"|(?<![\w@/{])@\p{L}[\p{L}\p{N}_]{2,}+",
    regex.IGNORECASE,
)
_SCHEME = regex.compile(
    r"(?<![\w%$.+{}-])(?!(?:https?|ftp)://\w)[a-z][a-z0-9+.-]++(?<!\.)://", regex.IGNORECASE
)
"""How an address begins, by itself, or before what is no site of the web: “socks5://”, “file:///usr”."""
_QUOTES = "«»“”„\"‹›‘’'*_`"
_QUOTATION = regex.compile(
    r"„[^„“”]{1,400}[“”]|“[^“”]{1,400}”|(?<!\S)\"[^\"]{1,400}\"(?=\W|$)|«[^«»]{1,400}»"
)
_QUOTED_WORDS = 4
"""Words from which a quotation is somebody's speech, not a word that the translator may set in another way."""
_RARE = 3.6
"""Zipf frequency (10^x a billion words) up to which a capitalised word of the text is hardly anything but a name."""
_FREQUENT = 6.0
"""Up to here it may be one where it is as frequent in both languages."""
_ALIKE_THERE, _ALIKE = 1.2, 0.8
"""Difference of a word's two frequencies, in powers of ten, up to which a word of the source, and of the text, is at
home in both languages: a name that nobody translates. London and Londres are not, nor is Member."""


@check(
    "ACC213",
    "name-changed",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    needs={Need.SOURCE},
    default=False,
)
def name_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A name that is not the one in the source.

    What it does: takes capitalised words inside the source's sentence for names, names of countries, languages, months
    and days left out. It reports when one of them has no counterpart in the text, while the text has one with no
    counterpart in the source: a capitalised word that is rare, or as frequent in both languages. Exonyms (Ticino,
    Tessin) look like changed names, so the rule is off unless selected.

    Why it matters: the article speaks of somebody else.

    Example: "Mme Lindqvist" for "Ms Oyelaran"

    What to do: compare with the source and write its name.
    """
    for one in sourced(cases):
        source, text = one.source, one.text
        theirs, ours = one.languages(config)
        extra = _lone_names(text, source, (ours, theirs), _ALIKE)
        if len(extra) != 1:
            continue
        lost = _lone_names(source, text, (theirs, ours), _ALIKE_THERE)
        if len(lost) == 1 and _script(lost[0].of(source)) == _script(extra[0].of(text)):
            yield one.hit(
                extra[0],
                _("The source has the name {source}; this sentence has {target}.").format(
                    source=lost[0].of(source), target=extra[0].of(text)
                ),
                evidence={"source": lost[0].of(source)},
            )


_EXAMPLE = regex.compile(
    r"(?<![\w-])(?:example\.(?:com|net|org)|(?:\w[\w-]*\.)+(?:example|test|invalid))(?![\w-])",
    regex.I,
)
"""A name that nobody can own (RFC 2606): an address there is an example, which a translation may change."""


_MADE_UP = regex.compile(
    r"(?<!\p{L})(?:your|my|user|example|domain|server|host|hostname|tld|link|username)(?:\p{L}*)(?!\p{L})",
    regex.I,
)
"""What an address says in words that is only the shape of one: “https://yourserver.tld”."""


@check(
    "ACC216",
    "address-missing",
    category="design and markup/link or cross-reference",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def address_missing(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A web address, e-mail address or handle of the source that is missing from the text.

    What it does: looks for each of them in the text; a web address counts as found when an address of the same
    site is there, since sites have pages in several languages. The beginnings of other addresses (“socks5://”) are
    looked for too.

    Why it matters: readers cannot follow a link that is gone.

    Example: "Écrivez-nous." for "Write to press@example.org."

    What to do: copy the address from the source.
    """
    for one in sourced(cases):
        source, text = one.source, one.text
        low = text.lower()
        gone = [
            match.group()
            for match in _ADDRESS.finditer(source)
            if match.group().lower() not in low
            and not any(regex.search(key, low) for key in _site(match.group()))
            and not (_EXAMPLE.search(match.group()) and _EXAMPLE.search(text))
        ]
        if one.cases[0].segment.block.syntax and _translated_examples(gone, source, text):
            gone = []
        schemes = {match.group().lower() for match in _SCHEME.finditer(source)}
        gone += sorted(scheme for scheme in schemes if not _names_scheme(low, scheme))
        if gone and text:
            instead = [m for m in _SCHEME.finditer(text) if m.group().lower() not in schemes]
            yield one.hit(
                Span(*instead[0].span()) if instead else one.end,
                _("The source has an address that is missing here: {addresses}.").format(
                    addresses=", ".join(gone)
                ),
                evidence={"source": gone},
            )


def _names_scheme(text: str, scheme: str) -> bool:
    """Whether a text in small letters has the beginning of an address, or its name alone: “(HTTPS)”."""
    name = regex.escape(scheme.removesuffix("://"))
    return scheme in text or regex.search(rf"(?<![\w.-]){name}(?![\w-])", text) is not None


def _translated_examples(gone: Sequence[str], source: str, text: str) -> bool:
    """Whether a program's text has addresses of its own for those that are gone: handles, or hosts that say “your”.

    « @utilisateur:serveur.fr » for “@user:server.tld”, « @tous » for “@all”: examples, and names of a program's groups.
    """
    own = [m.group() for m in _ADDRESS.finditer(text) if m.group().lower() not in source.lower()]
    handles = [address for address in gone if address.startswith("@")]
    others = [address for address in gone if not address.startswith("@")]
    return (
        len(handles) <= sum(address.startswith("@") for address in own)
        and len(others) <= sum(not address.startswith("@") for address in own)
        and all(map(_MADE_UP.search, others))
    )


@check(
    "ACC217",
    "quotation-marks-lost",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
    needs={Need.SOURCE},
)
def quotation_lost(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Words that are quoted in the source but not in the text.

    What it does: reports when the source has a quotation of four words or more in quotation marks and the text has no
    quotation mark of any kind, nor emphasis in its place.

    Why it matters: without the marks, the article itself says what somebody else said.

    Example: "Il a dit que nous gagnerons." for 'He said: "We will win this race."'

    What to do: add the quotation marks, or make the speech indirect.
    """
    for one in sourced(cases):
        source, text = one.source, one.text
        quoted = [m for m in _QUOTATION.findall(source) if len(_WORD.findall(m)) >= _QUOTED_WORDS]
        plain = regex.sub(r"(?<=\p{L})['’](?=[\p{L}\p{N}])", "", text)
        if quoted and not any(mark in plain for mark in _QUOTES) and one.words >= _QUOTED_WORDS:
            yield one.hit(
                Span(0, len(text)),
                _("The source quotes somebody here; the text has no quotation marks."),
                evidence={"source": quoted},
            )


def _plain(word: str) -> str:
    """A word without case, accents and signs, and without a possessive ending."""
    word = regex.sub(r"['’]s?$", "", word)
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if char.isalpha())


def _lone_names(text: str, other: str, langs: tuple[str, str], alike: float) -> list[Span]:
    """Capitalised words inside sentences that may be names and have nothing like them in the other text.

    Their frequencies in the two languages may differ by a factor of 10^`alike`, unless they are rare in both.
    """
    plain = prose(text)
    words = list(_WORD.finditer(plain))
    if sum(m.group()[0].isupper() for m in words) * 2 > len(words):
        return []  # a title, or a list of names
    rest = [_plain(word) for word in _WORD.findall(other)]
    joined = "".join(rest)
    out = []
    for match in _NAME.finditer(plain):
        name = match.group()
        key = _plain(name)
        parts = regex.split(r"[-'’]", name)
        if len(key) < 4 or not all(p.istitle() for p in parts if p) or len(parts[0]) < 3:
            continue
        if _START.match(plain, 0, match.start()):
            continue
        if (
            key in joined
            or any(_near(key, word) for word in rest)
            or not all(_is_name(part, langs, alike) for part in parts)
        ):
            continue
        out.append(Span(*match.span()))
    return out


def _script(word: str) -> str:
    return unicodedata.name(word[0], "").split(" ")[0]


def _near(one: str, other: str) -> bool:
    """Whether two spellings may be one name: a common beginning, or few different letters."""
    from difflib import SequenceMatcher

    if len(other) < 3:
        return False
    if one[:4] == other[:4]:
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.62


@functools.lru_cache(maxsize=8192)
def _is_name(word: str, langs: tuple[str, str], alike: float) -> bool:
    if _plain(word) in _geography(langs[0]):
        return False
    one, other = (zipf(word, primary(tag)) if listed(tag) else 0.0 for tag in langs)
    if max(one, other) <= _RARE:
        return True
    return abs(one - other) <= alike and max(one, other) <= _FREQUENT


@functools.lru_cache(maxsize=8)
def _geography(lang: str) -> frozenset[str]:
    """Words in the CLDR names of territories, languages, currencies, months and days."""
    found = locale(lang)
    if found is None:
        return frozenset()
    names = [*found.territories.values(), *found.languages.values(), *found.currencies.values()]
    names += [*months(lang), *days(lang), *language_names(lang)]
    return frozenset(_plain(word) for name in names for word in _WORD.findall(str(name)))


def _site(address: str) -> list[str]:
    """Patterns of what counts as the address: another one of the same site, or the handle. In lower case."""
    if address.startswith("@"):
        return [regex.escape(address[1:].lower())]
    if "@" in address:
        return []
    host = regex.sub(r"^(?:[a-z]+://)?(?:www\.)?", "", address.lower()).split("/")[0].split(":")[0]
    parts = host.split(".")
    if len(parts) < 2 or len(parts[-2]) < 3:
        return [regex.escape(host)]
    return [rf"(?<![\p{{L}}\p{{N}}-]){regex.escape(parts[-2])}\.\p{{L}}{{2}}"]
