"""SEGMENT: the text of a document as sentences, and a sentence as words.

Sentences are sentencex's (Wikimedia's splitter, rules for some 300 languages), mended where it cuts a title
from its name or leaves a long quotation whole. Whatever happens, the pieces joined give the text back.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

import regex

from checker.languages import known, language, primary
from checker.types import Block, Document, Segment, Span

_WINDOW = 20_000
"""Code points looked at together: sentencex takes quadratic time over unclosed brackets."""

_LONG_QUOTATION = 300
"""Code points from which a piece that holds a quotation is split inside it: models read sentences, not speeches."""

_INITIAL_END = regex.compile(r"(?<!\p{L})\p{Lu}\.\s*\Z")
_QUOTE_END = regex.compile(r"[!?…][\s]*[»”\"]\s*\Z")
_NUMBER_ONLY = regex.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3}){0,6}|\p{L}|[IVXivx]{1,5})[.)]\s*\Z")
_LOWER_START = regex.compile(r"[\p{Pd}\s]*\p{Ll}")
_ELLIPSIS = regex.compile(r"…\s+(?=[«“(\[]?\s?\p{Lu})")
_MASKED = str.maketrans(dict.fromkeys('«»“”„"()[]‹›', " "))
_OPENING = regex.compile(r"(?:[«“„(\[‹]|(?<=\s)\")\s*\Z")


def segment(document: Document) -> tuple[Segment, ...]:
    """The sentences of a document in order; a block marked `whole` gives one segment, even an empty one.

    `span` is local to the block's text and leaves out the white space around a sentence. The block's source
    text, where there is one, goes to the segment when the block has no other.
    """
    found: list[Segment] = []
    for block in document.blocks:
        spans = list(_spans(block, block.target_lang or document.lang))
        source = block.source if len(spans) == 1 else None
        for span in spans:
            index = document.before.segments + len(found)
            found.append(Segment(index, span.of(block.text), span, block, source))
    return tuple(found)


def _spans(block: Block, lang: str) -> Iterator[Span]:
    at = 0
    for piece in [block.text] if block.whole else split(block.text, lang):
        start = at + len(piece) - len(piece.lstrip())
        text = piece.strip()
        at += len(piece)
        if text:
            yield Span(start, start + len(text))
        elif block.whole:
            yield Span(0, 0)


def split(text: str, lang: str) -> list[str]:
    """The sentences of a text with the white space after each: joined they are the text, in any language."""
    if len(text) < _WINDOW and text.isalpha():
        return [text]  # a list of words has one a line
    code = primary(lang) or "en"
    starts: list[int] = []
    at = 0
    unended = False
    while at < len(text):
        found = _sentences(text[at : at + _WINDOW], code)
        goes_on = at + _WINDOW < len(text)
        if goes_on and len(found) > 1:
            found.pop()  # the window may have cut this one short
        ends = list(itertools.accumulate(map(len, found), initial=at))
        # A sentence that fills its window is one with what follows.
        starts += ends[1:-1] if unended else ends[:-1]
        unended = goes_on and ends[-1] == at + _WINDOW
        at = ends[-1]
    return [text[start:end] for start, end in itertools.pairwise([*starts, len(text)])]


def _sentences(text: str, lang: str) -> list[str]:
    """`text`, not empty, cut into sentences."""
    mended: list[str] = []
    for piece in _cut(text, lang):
        if mended and _belongs(mended[-1], piece, lang):
            mended[-1] += piece
        else:
            mended.append(piece)
    out: list[str] = []
    for piece in mended:
        out += _inside(piece, lang) if len(piece) > _LONG_QUOTATION else [piece]
    return out


def _cut(text: str, lang: str) -> list[str]:
    """sentencex's pieces; the whole text where they are not it, and the ellipsis treated as three dots are."""
    import sentencex

    # Half a surrogate pair cannot go to the library, which is written in Rust.
    safe = text.encode("utf-8", "replace").decode("utf-8") if _broken(text) else text
    found = sentencex.segment(lang, safe)
    if "".join(found) != safe or len(safe) != len(text):
        return [text]
    pieces = []
    at = 0
    for part in found:
        end = at + len(part)
        for match in _ELLIPSIS.finditer(text, at, end) if "…" in part else ():
            if text.count("«", at, match.start()) == text.count("»", at, match.start()):
                pieces.append(text[at : match.end()])
                at = match.end()
        pieces.append(text[at:end])
        at = end
    return [piece for piece in pieces if piece]


_HALF = re.compile("[\ud800-\udfff]")


def _broken(text: str) -> bool:
    return not text.isascii() and _HALF.search(text) is not None


def _belongs(left: str, right: str, lang: str) -> bool:
    """Whether a cut between the two is wrong."""
    if not any(char.isalnum() for char in right) and "\n" not in left[-1:]:
        return True
    title = _abbreviation_end(lang)
    if (title and title.search(left[-12:])) or _NUMBER_ONLY.match(left):
        return True
    tail = left[-12:]
    if not left[-1:].isspace() and (
        right.startswith(("-", "/", "\\")) or _INITIAL_END.search(tail)
    ):
        return True  # among them “./path”
    return bool(
        (_INITIAL_END.search(tail) or _QUOTE_END.search(tail)) and _LOWER_START.match(right)
    )


@functools.lru_cache(maxsize=16)
def _abbreviation_end(lang: str) -> regex.Pattern[str] | None:
    """The end of a piece that ends with an abbreviation which another word always follows."""
    spoken = language(lang)
    if not spoken.leading_abbreviations:
        return None
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}’'-])(?:{'|'.join(map(regex.escape, spoken.leading_abbreviations))})\.\s*\Z",
        regex.IGNORECASE if spoken.leading_abbreviations_in_any_case else 0,
    )


def _inside(piece: str, lang: str) -> list[str]:
    """A long piece cut at the ends of sentences inside its quotations and brackets, which sentencex leaves whole."""
    masked = piece.translate(_MASKED)
    if masked == piece:
        return [piece]
    out: list[str] = []
    at = cursor = 0
    found = _cut(masked, lang)
    for part, following in zip(found, [*found[1:], ""], strict=True):
        cursor += len(part)
        if following and _belongs(part, following, lang):
            continue
        opening = _OPENING.search(piece, at, cursor)
        end = cursor if opening is None or not following else opening.start()
        if end > at:
            out.append(piece[at:end])
            at = end
    if at < len(piece):
        out.append(piece[at:])
    return out


_LETTER = "[A-Za-zÀ-ÖØ-öø-ÿŒœ]"
_SOME = rf"""
      {_LETTER}{{2,}}+(?=[ ,;!?]|\.?(?:[ ]|$))
    | (?:ELIDED)['’](?={_LETTER})
    | (?P<other>[^\s!-"$-*,/:-?\[-^`{{-~«»“”„’‘…–—])
    """
"""Most words, of which no alternative of `_WORD` says otherwise; or a character that another one may begin with."""
_WORD = r"""
      (?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>"«»“”]*[\p{L}\p{N}/\#=_-]   # address of a page
    | [\w.+-]{1,64}+@[\w-]{1,64}(?:\.[\w-]{1,64})+                         # e-mail
    | [@\#][\p{L}\p{N}_]+                                                  # handle, hashtag
    | (?:\p{Lu}\.-?){2,}(?![\p{Ll}])                                       # U.S., J.-C.
    | (?:\d{1,3}(?:[\u00a0\u202f\u2009\x20'’]\d{3})+(?!\d)|\d+)            # 1 000,5   12:30   2 %
      (?:[.,:/]\d+)*
      (?:[\u00a0\u202f\u2009\x20]?[%‰](?!\p{N}) | [\p{L}\p{M}\p{N}]*+(?:[-‐‑][\p{L}\p{N}]+)*+)
    | (?:ELIDED)['’](?=[«“"(]?\p{L})                                      # elision
    | [\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*   # no spaces between words
    | [[\p{L}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]
      (?:[[\p{L}\p{N}\p{M}_\u00ad\u200c\u200d]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]
        | [-‐‑'’ʼ·&](?=\p{L}|\p{N}))*+
    """


@functools.cache
def _word_pattern() -> regex.Pattern[str]:
    """Words elide alike in any text: a name keeps its own in another language."""
    return regex.compile(
        _WORD.replace("ELIDED", "|".join(_elided())),
        regex.VERBOSE | regex.VERSION1 | regex.IGNORECASE,
    )


@functools.cache
def _usual_pattern() -> re.Pattern[str]:
    """Small letters, or a capital before them: others are left to the whole pattern."""
    elided = "|".join(f"[{word[0]}{word[0].upper()}]{word[1:]}" for word in _elided())
    return re.compile(_SOME.replace("ELIDED", elided), re.VERBOSE)


def _elided() -> list[str]:
    return sorted({word for code in known() for word in language(code).elided}, key=len)


def words(text: str) -> tuple[Span, ...]:
    """The words of a text, punctuation left out.

    An elided word ends with its apostrophe (l' + eau), what a hyphen joins is one word, so are numbers with
    their separators and per-cent sign, addresses and handles; scripts without spaces give one word a character.
    """
    found: list[Span] = []
    at = 0
    search, match = _usual_pattern().search, _word_pattern().match
    while some := search(text, at):
        start, at = some.span()
        if some.lastgroup:
            other = match(text, start)
            if other is None:
                continue
            at = other.end()
        found.append(Span(start, at))
    return tuple(found)
