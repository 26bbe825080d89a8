"""Edges of sentences: one that begins inside another, one that is cut in two, a piece that came out empty."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import language_of, matching, passages, prose
from checker.config import Config
from checker.languages import Language, language
from checker.languages.morphology import Lexicon, lexicon
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SPACE = "[ \u00a0\u202f\n]"
_WHOLE = 4
_LETTERS = regex.compile(r"\p{L}[\p{L}-]*+")
_REACH = 6
"""Words behind a noun among which its verb stands."""
_COMPLEMENT = 3
"""Words of a complement: « de la région »."""
_SHORT = 4
"""Letters of a word that no auxiliary reaches that may be a noun: « a », « ai »."""
"""Letters from which a word that the dictionary has is no abbreviation."""


def _either(words: Sequence[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(regex.escape(word).replace("'", "['’]") for word in ordered) or r"(?!)"


@functools.lru_cache(maxsize=32)
def _fused(tag: str) -> regex.Pattern[str]:
    """A capital where a sentence begins, behind a word that ends none."""
    known = language(tag)
    subjects = _either([word.capitalize() for word in known.subjects])
    articles = _either([word.capitalize() for word in known.articles])
    # Titles begin with the other articles: "dans Le Monde", "dans Une vie".
    shown = {*known.articles, *known.before_noun} - {*known.never_alone, *known.indefinite}
    capital_openers = _either([word.capitalize() for word in known.clause_openers])
    adverbs = _either([word.capitalize() for word in known.opening_adverbs])
    shown_nouns = _either([word.capitalize() for word in shown])
    small = {*known.grammar_words, *known.prepositions} - {*known.articles, *known.linking}
    leading = _either(sorted(small))
    parting = _either([word for word in known.linking if word not in known.joining])
    elided = _either([word.capitalize() for word in known.never_alone if word.endswith("'")])
    again = [*known.linking, *known.subjects, *known.clause_openers]
    openers = _either([word[:1].upper() + word[1:] for word in again if " " not in word])
    return regex.compile(
        # "le maire Il a"; not "dit-il Il", "un Il majuscule", "Elle et Lui", "la Lune et On a marché sur la Lune"
        rf"(?<![\p{{L}}\p{{N}}'’«\"-])(?!(?:{_either([*known.articles, *known.grammar_words])}){_SPACE})"
        rf"(\p{{Ll}}[\p{{Ll}}'’-]+{_SPACE}(?:{subjects}){_SPACE}\p{{Ll}}[\p{{Ll}}'’]*+)(?![\p{{L}}»\"-])"
        # "Les joueurs de Los Angeles Ils ont"
        rf"|(?<![\p{{L}}\p{{N}}'’«\"-])(\p{{Lu}}\p{{Ll}}{{2,}}{_SPACE}"
        rf"(?:{_either([word.capitalize() for word in known.only_subjects])}){_SPACE}"
        rf"(?P<behind_name>\p{{Ll}}[\p{{Ll}}'’]*+))(?![\p{{L}}»\"-])"
        # "dans quelques semaines ils Je partirai"
        rf"|(?<![\p{{L}}'’«\"-])((?:{_either(known.only_subjects)}){_SPACE}(?:{subjects}|{articles}){_SPACE}\p{{Ll}}[\p{{Ll}}'’]*+)"
        # "gratuit et Il ne"; not "Objectif Lune et On a marché sur la Lune"
        rf"|(?<=(?<![\p{{L}}'’])\p{{Ll}}{{3,}},?{_SPACE})((?:{_either(known.linking)}){_SPACE}(?:{subjects}){_SPACE}\p{{Ll}}[\p{{Ll}}'’]*+)"
        # "en retard et Les passagers"
        rf"|(?<=(?<![\p{{L}}'’])\p{{Ll}}{{3,}}{_SPACE})((?:{_either(known.linking)}){_SPACE}(?:{articles}){_SPACE}\p{{Ll}}[\p{{L}}-]*+)"
        # "en retard, mais Le bus", "en retard mais L'eau"; not "Le Monde, et Le bal des débutantes"
        rf"|(?<=(?<![\p{{L}}'’])\p{{Ll}}{{3,}},?{_SPACE})((?:{parting}){_SPACE}(?:(?:{articles}){_SPACE}|{elided})\p{{Ll}}[\p{{L}}-]*+)"
        # "de 5 % Cela s'explique"
        rf"|(?<=\d)({_SPACE}?[%€]{_SPACE}(?:{subjects}){_SPACE}\p{{Ll}}[\p{{Ll}}'’]*+)"
        # "Si La mairie", "une nuit Ensuite, on"
        rf"|(?<![\p{{L}}'’«\"-])((?:{capital_openers}){_SPACE}(?:(?:{articles}){_SPACE}|{elided})\p{{Ll}}[\p{{L}}-]*+)"
        rf"|(?<![\p{{L}}'’«\"-])(?!(?:{_either([*known.articles, *known.grammar_words])}){_SPACE})"
        rf"(\p{{Ll}}{{3,}}{_SPACE}(?:{adverbs})(?:,|{_SPACE}\p{{Ll}}+)(?=['’ ]))"
        # "lorsque Le maire", "dont Il est"
        rf"|(?<![\p{{L}}'’«\"-])((?:{_either(known.clause_openers)}){_SPACE}(?:(?:{articles}){_SPACE}|{elided})\p{{Ll}}[\p{{L}}-]*+)"
        rf"|(?<![\p{{L}}'’«\"-])((?:{_either(known.clause_openers)}){_SPACE}(?:{subjects}){_SPACE}\p{{Ll}}[\p{{Ll}}'’]*+)"
        # "depuis Son mari"
        rf"|(?<![\p{{L}}'’«\"-])((?:{leading}){_SPACE}(?:{shown_nouns}){_SPACE}\p{{Ll}}[\p{{L}}-]*+)"
        # "au musée, Puis nous"
        rf"|(?<=\p{{Ll}}{{2}})(,{_SPACE}(?:{openers}){_SPACE}\p{{Ll}}[\p{{L}}'’-]*+)(?!{_SPACE}?[»”])"
    )


@functools.lru_cache(maxsize=32)
def _capitals(tag: str) -> frozenset[str]:
    """The words of which each match of `_fused` holds one between spaces, and something before it."""
    known = language(tag)
    small = {*known.subjects, *known.articles, *known.before_noun, *known.linking}
    small.update(known.opening_adverbs)
    small.update(f"{word}," for word in known.opening_adverbs)
    small.update(word for word in known.never_alone if word.endswith("'"))
    return frozenset(word[:1].upper() + word[1:] for word in {*small, *known.clause_openers})


@functools.lru_cache(maxsize=32)
def _within(tag: str) -> re.Pattern[str] | None:
    """One of these words behind another word, a mark that ends no sentence or a second space: what most texts lack."""
    if not language(tag).subjects:
        return None
    either = "|".join(map(re.escape, _capitals(tag))).replace("'", "['’]")
    return re.compile(rf"\s(?<=[^\W\d_]\s|[,'’%€\s-]\s)(?=[^\W\d_a-zß-öø-ÿ])(?:{either})")


def _may_be_fused(text: str, capitals: frozenset[str]) -> bool:
    """Whether one of these words stands behind another, or behind a comma, and not where a sentence may begin."""
    words = text.replace("’", "'").split()
    if capitals.isdisjoint(words[1:]) and capitals.isdisjoint(word[:2] for word in words[1:]):
        return False
    return any(
        (word in capitals or word[:2] in capitals)
        and (before[-1].isalpha() or before[-1] in ",'-%€")
        for before, word in itertools.pairwise(words)
    )


@check(
    "STR107",
    "fused-sentences",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
)
def fused_sentences(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A new sentence begins in the middle of another, without a full stop before it.

    What it does: looks for a capitalised pronoun after a lower-case word (« le maire Il a ») or, with its verb, after a
    name (« Los Angeles Ils ont »), for a capitalised article after a conjunction (« lorsque Le maire »), for a
    capitalised determiner after a small word (« depuis Son mari »), for a capitalised article with its noun and verb
    after a clause (« est reportée Les élus attendent »), for a capitalised adverb after a word (« une nuit Ensuite, »)
    and for a capitalised small word after a comma (« au musée, Puis »). Quotations are left alone. Languages without
    such word lists are not checked.

    Why it matters: a full stop was lost, or two translations were joined; what was between them may be missing.

    Example: « Les travaux ont surpris le maire Il a demandé un rapport. »

    What to do: look at the source, and put back the full stop or the words that are missing.
    """
    for case in matching(cases, config, _within):
        known = language_of(case, config)
        text = prose(case.text)
        if not _may_be_fused(text, _capitals(known.tag)):
            continue
        for span in sorted({*_behind_no_end(text, known), *_unmarked_ends(text, known)}):
            if "\n" in span.of(text):
                continue  # a title, or an item, on a line of its own
            message = _("A new sentence begins in “{words}”, but the one before it does not end.")
            yield Hit(case.segment.index, span, message.format(words=span.of(text)))


def _behind_no_end(text: str, known: Language) -> Iterator[Span]:
    """Where a sentence begins behind a word that ends none."""
    for match in _fused(known.tag).finditer(text):
        verb = match["behind_name"]
        # A surname may be a pronoun: James Elles pour sa question.
        if not verb or _of_a_verb(verb, known.tag):
            yield Span(*match.span())


def _unmarked_ends(text: str, known: Language) -> Iterator[Span]:
    """Where a clause with its own noun and verb begins behind another: « a été reporté Les victimes attendent »."""
    forms = lexicon(known.tag)
    if forms is None:
        return
    for match in _unmarked(known.tag).finditer(text):
        if _begins_sentence(text, match, known, forms):
            yield Span(*match.span())


@functools.lru_cache(maxsize=32)
def _unmarked(tag: str) -> regex.Pattern[str]:
    """A capitalised article and a noun behind a word that may end a sentence."""
    known = language(tag)
    small = _either([*known.articles, *known.grammar_words, *known.prepositions])
    articles = _either([word.capitalize() for word in known.articles])
    elided = _either([word.capitalize() for word in known.never_alone if word.endswith("'")])
    linked = rf"(?<=\p{{Ll}},{_SPACE})(?:{_either(known.linking)})"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}'’«\"-])(?:{linked}|(?!(?:{small}){_SPACE})\p{{Ll}}[\p{{Ll}}'’-]{{2,}}+){_SPACE}"
        rf"(?P<article>(?:{articles})(?={_SPACE})|{elided}){_SPACE}?(?P<noun>\p{{Ll}}[\p{{L}}-]++)(?!{_SPACE}?[»”\"])"
    )


def _begins_sentence(text: str, match: regex.Match[str], known: Language, forms: Lexicon) -> bool:
    """Whether a verb stands before the article, and another behind its noun and the complements of that."""
    if "N" not in _kinds(forms, match["noun"]):
        return False
    before = _LETTERS.findall(text[: match.start("article")])
    if not any(_is_verb(forms, word, then, known) for word, then in itertools.pairwise(before)):
        return False
    behind = _LETTERS.findall(regex.split("[^\\p{L}\\s'’-]", text[match.end() :], maxsplit=1)[0])[
        :_REACH
    ]
    governed = 0
    for at, (word, then) in enumerate(itertools.pairwise([*behind, ""])):
        kinds = _kinds(forms, word)
        governs = kinds <= {"N", "V"} and _kinds(forms, then) & set("DEP")
        if _is_verb(forms, word, then, known) or (at == 0 and "V" in kinds and governs):
            return True
        governed = _COMPLEMENT if word in known.partitives else governed - 1
        if governed < 1 and not kinds & set("AP") and word not in known.elided:
            return False
    return False


def _kinds(forms: Lexicon, word: str) -> set[str]:
    return {item.kind for item in forms.readings(word.lower())}


def _is_verb(forms: Lexicon, word: str, then: str, known: Language) -> bool:
    """Whether a word is a finite verb, or a form of an auxiliary right before a participle: « a été reporté »."""
    found = forms.readings(word.lower())
    finite = [item for item in found if item.kind == "V"]
    return bool(finite) and (
        len(finite) == len(found)
        or any(item.lemma in known.copulas for item in finite)
        or (len(word) < _SHORT and "P" in _kinds(forms, then))
    )


def _of_a_verb(word: str, tag: str) -> bool:
    """Whether a word is a finite verb, or one that stands before it (ne, se, n'a), as the dictionary says."""
    forms = lexicon(tag)
    if forms is None:
        return False
    first = regex.split("['’]", word)[0] + ("'" if "'" in word or "’" in word else "")
    return any(item.kind in "VO" for item in forms.readings(first))


@functools.lru_cache(maxsize=32)
def _cut(tag: str) -> tuple[re.Pattern[str], regex.Pattern[str]] | None:
    """A full stop before a function word that continues the sentence; before it, what every such place begins with."""
    known = language(tag)
    if not known.clause_openers:
        return None
    small = [*known.clause_openers, *known.grammar_words]
    begins = "".join(sorted({re.escape(word[0]) for word in small}))
    return re.compile(rf"\.{_SPACE}(?:[{begins}]|[^\W\d_A-ZÀ-ÖØ-Þ])"), regex.compile(
        rf"(?<![\p{{L}}\p{{N}}'’._-])(?:\p{{L}}['’])?(\p{{L}}[\p{{L}}-]{{3,}}+){_SPACE}?\.{_SPACE}"
        rf"((?:{_either(small)})(?=,?[{_SPACE[1:-1]}'’]\p{{L}})|\p{{Ll}}{{3,}}+(?={_SPACE}\p{{L}}))"
    )


def _goes_on(word: str, then: str, known: Language) -> bool:
    """Whether the word after a full stop is a function word, or a usual word after one that is not an abbreviation."""
    if then in known.grammar_words or then in known.clause_openers or " " in then:
        return True
    forms = lexicon(known.tag)
    return (
        forms is not None
        and len(word) >= _WHOLE
        and all(forms.readings(item) for item in (word.lower(), then))
    )


@check(
    "STR108",
    "sentence-cut-in-two",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
)
def sentence_cut_in_two(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A full stop is followed by a lower-case word that continues the same sentence.

    What it does: looks for a full stop between a word of at least four letters and a conjunction, pronoun, article or
    preposition in lower case, and for one between two words of the dictionary. Abbreviations and ellipses are left
    alone. Languages without such word lists are not checked.

    Why it matters: a program cut the sentence to translate it in pieces, and the pieces may not fit together.

    Example: « Elle vit chez sa sœur. où elle a trouvé un emploi. »

    What to do: join the two pieces, or begin the second with a capital.
    """
    for passage in passages(cases):
        known = language_of(passage.cases[0], config)
        cut = _cut(known.tag)
        text = prose(passage.text)
        if cut is None or not cut[0].search(text):
            continue
        for match in cut[1].finditer(text):
            word = match.group(1)
            if word.lower() in known.abbreviations or (word.isupper() and len(word) < 6):
                continue
            if not _goes_on(word, match.group(2), known):
                continue
            # Where the splitter sees two sentences, the hit is cut at the end of the first.
            hit = passage.hit(
                Span(*match.span()),
                _(
                    "After the full stop, “{next}” continues in lower case: the sentence was cut in two."
                ).format(next=match.group(2)),
            )
            if hit:
                yield hit


_EMPTY = regex.compile(
    r"(?<=[\p{L}\p{N}»”\"][ \u00a0\u202f])(?:\([ \u00a0]*\)|\[[ \u00a0]+\])(?![\w(\[{]|[.=;:]\S)"
    r"|«[ \u00a0\u202f]*»(?=[\s.,;:!?)]|$)"
    r"|\([ \u00a0\u202f]*[,;](?![ \u00a0\u202f]?[-)])[^()]{0,40}"
    r"|(?<=\p{L}{2}),[ \u00a0\u202f]*\)"
    r"|(?<=\p{L})[ \u00a0]?,[ \u00a0\u202f]?[,;](?=\s|$)"
    r"|(?P<stops>(?<=\p{Ll}{4}|[)»”%]|\p{Ll}\d)[ \u00a0]?[.,][ \u00a0]?\.|(?<=\p{Ll}{6})\.,)(?=\s|$)(?![ \u00a0]?\.)"
)


_NOTHING_BETWEEN = re.compile(r"[(\[«,.][ \u00a0\u202f]*[)\]»,;.]")
"""What each of them holds; most sentences hold none."""


@check(
    "STR109",
    "empty-piece",
    category="accuracy/omission",
    severity=Severity.MINOR,
)
def empty_piece(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Empty brackets or quotation marks, or two marks with the words between them gone.

    What it does: looks for empty brackets after a space, empty « », brackets whose content begins or ends with a comma,
    two commas or two full stops in a row. Code is left alone, and so is what the source has too.

    Why it matters: a name, a number or a placeholder was lost on the way.

    Example: « Ouvrez le menu () et choisissez une langue. »

    What to do: look at the source, and put in what is missing.
    """
    for case in cases:
        text = prose(case.text)
        for match in _EMPTY.finditer(text) if _NOTHING_BETWEEN.search(text) else ():
            found = match.group()
            if case.segment.source and found.replace(" ", "") in case.segment.source.replace(
                " ", ""
            ):
                continue
            message = _("Something is missing here: “{marks}” is empty.")
            if match["stops"]:
                message = _("Something is missing in “{marks}”, or one of the two is too many.")
            yield Hit(case.segment.index, Span(*match.span()), message.format(marks=found))
