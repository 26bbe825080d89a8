"""What rules ask of all cases of a document at once is what each case would say by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.checks.french.sightings import sighted, sightings
from checker.checks.french.slips import LETTERS
from checker.checks.passage import Cases, having, matching, numbered, passages, said, shared
from checker.config import Config
from checker.evidence import begin
from checker.languages.fr.lexicon import Trigger, has_form, one_letter_away, words
from checker.text.segment import segment
from checker.types import Block, Case, Document

TEXTS = (
    "Le chat de la voisine ne dort pas.",
    "Rien.",
    "Deux chiens et 12 souris, dit-il, ne font pas d'étincelles.",
    "Où est-elle ? ELLE dort au n° 5 du zorbif.",
)
TRIGGERS = (
    Trigger(forms=[("ne", "de", "d'")]),
    Trigger(lemmas=[("dormir",)]),
    Trigger(kinds="N"),
    Trigger(shapes=["number", "clitic"]),
    Trigger(unknown=True),
)


def cases_of(texts: Sequence[str] = TEXTS, *, langs: Sequence[str | None] = ()) -> Cases:
    blocks = [
        Block(text, target_lang=lang, whole=True)
        for text, lang in zip(texts, [*langs, *[None] * len(texts)], strict=False)
    ]
    document = Document("a", "\n".join(texts), tuple(blocks))
    return Cases(Case(one) for one in begin(segment(document)))


def test_sightings_are_the_places_of_each_sentence_in_turn() -> None:
    for cases in (cases_of(), list(cases_of())):
        for trigger in TRIGGERS:
            for before, behind in ((0, 0), (1, 0), (0, 2), (2, 1)):
                expected = [
                    (case.text, at)
                    for case in cases
                    for at in words(case.text).at(trigger, before=before, behind=behind)
                ]
                seen = sightings(cases, trigger, before=before, behind=behind)
                assert [(case.text, at) for case, _items, at in seen] == expected


def test_sighted_sentences_come_once_and_in_order() -> None:
    cases = cases_of()
    seen = [case.text for case, _items in sighted(cases, *TRIGGERS[:2])]
    assert seen == [TEXTS[0], TEXTS[2], TEXTS[3]]
    assert not list(sighted(cases, Trigger(forms=[("jamais",)])))


def test_unknown_words_set_a_trigger_off() -> None:
    found = [items[at].form for _case, items, at in sightings(cases_of(), TRIGGERS[4])]
    assert found == ["zorbif"]


def test_cases_that_have_a_sign_are_found_by_one_look() -> None:
    cases = cases_of()
    for signs in (
        ("dit",),
        ("?", "."),
        ("n",),
        ("s.", "R"),
        ("Le chat", "étincelles."),
    ):
        expected = [case for case in cases if any(sign in case.text for sign in signs)]
        assert having(cases, signs) == expected
    assert having(cases, ("\t",)) == []
    assert [case.text for case in having(cases, ("est-elle",), lower=True)] == [TEXTS[3]]
    assert [case.text for case in having(cases, ("rien", "où"), lower=True)] == [TEXTS[1], TEXTS[3]]
    longer = cases_of(["İl dort.", "Rien."])  # in small letters the first is longer
    assert [case.text for case in having(longer, ("rien",), lower=True)][-1] == "Rien."


def test_a_pattern_is_looked_for_in_the_cases_of_its_language() -> None:
    cases = cases_of(["Un chat", "A cat", "Un chat"], langs=["fr", "en", "fr"])
    patterns = {"fr": re.compile("chat|cat$"), "en": None}
    found = matching(cases, Config(), patterns.get)
    assert [case.segment.index for case in found] == [0, 2]
    begins = matching(
        cases, Config(), lambda tag: re.compile(r"\s(?:Un|A)") if tag == "en" else None
    )
    assert [case.segment.index for case in begins] == [1]


def test_what_all_cases_say_and_which_have_a_digit() -> None:
    cases = cases_of()
    assert [case.text for case in numbered(cases)] == [TEXTS[2], TEXTS[3]]
    assert {"Rien", "Où", "zorbif", "étincelles"} <= said(cases)
    assert "12" not in said(cases)


def test_what_is_made_of_all_cases_is_made_once_a_document() -> None:
    made: list[int] = []

    def count(cases: Sequence[Case]) -> int:
        made.append(len(cases))
        return len(cases)

    cases = cases_of()
    assert shared(cases, count) == shared(cases, count) == 4
    assert made == [4]
    assert shared(list(cases), count) == 4
    assert made == [4, 4]
    assert passages(cases) is passages(cases)
    assert [passage.text for passage in passages(list(cases))] == list(TEXTS)


def test_words_one_letter_away_are_those_that_looking_each_up_finds() -> None:
    for form in ("capacitée", "couleure", "sdom", "étta", "abords", "zzz", "chien", "été"):
        cuts = [(form[:at], form[at:]) for at in range(len(form) + 1)]
        near = {left + right[1:] for left, right in cuts if right}
        near |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
        near |= {left + new + right for left, right in cuts for new in LETTERS}
        near |= {left + new + right[1:] for left, right in cuts if right for new in LETTERS}
        expected = {word for word in near - {form} if has_form(word)}
        assert one_letter_away(form, LETTERS) == expected, form
