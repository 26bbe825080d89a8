"""What the engines are asked: only what somebody needs, and nothing that depends on how the work is divided."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import pytest

from checker import evidence, messages
from checker.errors import EngineFailure
from checker.evidence import STEPS, Engines, _waves, begin, gather
from checker.plugins import Need
from checker.types import NOWHERE, Alignment, Block, Evidence, TextScore, Translation
from tests.fakes import FakeLanguageModel, FakeQuality, FakeTranslation, segments

TEXTS = (
    "le chat dort",
    "12 : 30",
    "la mer monte",
    "Non",
    "",
    "un pont et une rue",
    "🙂 …",
    "la fin est là",
)
ALL = {step.gives for step in STEPS}


def engines() -> tuple[Engines, FakeTranslation, FakeTranslation, FakeLanguageModel]:
    back, forward, model = FakeTranslation("back"), FakeTranslation("forward"), FakeLanguageModel()
    return Engines(back, forward, model, "fr", "en"), back, forward, model


@pytest.mark.parametrize(
    ("needs", "back", "forward", "model"),
    [
        ((), {}, {}, {}),
        (("surprisal",), {}, {}, {"score": 1}),
        (("back",), {"translate": 1}, {}, {}),
        (("text_given_back",), {"translate": 1}, {"score": 1}, {}),
        (("back_given_text",), {"translate": 1, "score": 1}, {}, {}),
        (("alignment",), {"translate": 1, "attention": 1}, {"attention": 1}, {}),
        (("roundtrip",), {"translate": 1}, {"translate": 1}, {}),
        (("roundtrip_given_back",), {"translate": 1}, {"translate": 1, "score": 1}, {}),
        (("text_given_source",), {}, {"score": 1}, {}),
        (("source_given_text",), {"score": 1}, {}, {}),
        (("forward",), {}, {"translate": 1}, {}),
        (("forward_given_source",), {}, {"translate": 1, "score": 1}, {}),
    ],
)
def test_only_what_is_needed_runs(
    needs: tuple[str, ...], back: dict[str, int], forward: dict[str, int], model: dict[str, int]
) -> None:
    run, *spies = engines()
    (case,) = gather(begin(segments("le chat dort", source="the cat")), run, set(map(Need, needs)))
    assert [dict(spy.calls) for spy in spies] == [back, forward, model]
    assert all(getattr(case, name) is not None for name in needs)
    for need in ALL - set(needs) - {Need.BACK, Need.ROUNDTRIP, Need.FORWARD}:
        assert getattr(case, need) is None


def test_each_field_is_filled_by_one_step_after_those_that_it_needs() -> None:
    given = [step.gives for step in STEPS]
    assert len(given) == len(set(given))
    others = {Need.PARSER, Need.SOURCE, Need.PROBABILITIES}
    assert set(given) == set(Need) - others
    empty = {f.name for f in fields(Evidence) if f.default is None and f.name != "reason"}
    assert set(given) == empty, "every field that begins with None, and no other"
    for at, step in enumerate(STEPS):
        assert set(step.after) <= set(given[:at])


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_chunks_change_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given = begin(segments(*TEXTS, source="the sea and the cat"))
    expected = gather(given, engines()[0], ALL)
    monkeypatch.setattr(evidence, "CHUNK", chunk)
    heard: list[int] = []
    assert gather(given, engines()[0], ALL, heard.append) == expected
    assert heard == [*range(chunk, len(TEXTS), chunk), len(TEXTS)]


def test_what_models_cannot_judge_never_meets_them() -> None:
    run, back, _, model = engines()
    cases = gather(begin(segments(*TEXTS)), run, ALL - {Need.SENSES})
    good = ["le chat dort", "la mer monte", "un pont et une rue", "la fin est là"]
    assert [case.segment.text for case in cases] == list(TEXTS)
    assert [case.segment.text for case in cases if case.scorable] == good == back.seen
    assert [case.reason for case in cases if not case.scorable] == [
        "no_words",
        "too_short",
        "no_words",
        "no_words",
    ]
    assert model.calls["score"] == 4
    assert not any(case.text_given_source for case in cases), "there was no source"
    assert cases[0].back == "el tahc trod"
    assert cases[0].alignment == Alignment(((0, 0), (1, 1), (2, 2)))


@pytest.mark.parametrize(("lang", "asked"), [(None, True), ("en-GB", True), ("de", False)])
def test_a_source_that_the_translation_models_do_not_read_never_meets_them(
    lang: str | None, asked: bool
) -> None:
    run, *_spies = engines()
    run = replace(run, quality=FakeQuality())
    (one,) = segments("le chat dort", source="die Katze schläft")
    one = replace(one, block=replace(one.block, source_lang=lang))
    (case,) = gather(begin([one]), run, ALL - {Need.SENSES})
    assert (case.text_given_source is not None) == asked
    assert (case.source_alignment is not None) == asked
    assert case.estimate_given_source is not None, "quality estimation reads many languages"
    assert case.text_given_back is not None


def test_a_model_with_nothing_to_say_is_not_asked_further() -> None:
    class Mute(FakeTranslation):
        def translate(
            self,
            texts: Sequence[str],
            source_lang: str,
            target_lang: str,
            *,
            attended: bool = False,
        ) -> list[Translation]:
            return [Translation("…") for _ in texts]

    run, _, forward, _ = engines()
    (case,) = gather(begin(segments("le chat dort")), replace(run, back=Mute()), ALL)
    assert (case.back, case.alignment, case.roundtrip) == ("…", None, None)
    assert not +forward.calls


@dataclass
class Silent(FakeTranslation):
    """Says nothing of its search."""

    def translate(
        self, texts: Sequence[str], source_lang: str, target_lang: str, *, attended: bool = False
    ) -> list[Translation]:
        found = super().translate(texts, source_lang, target_lang)
        return [Translation(one.text) for one in found]


@pytest.mark.parametrize("attended", [False, True])
def test_what_a_search_knows_is_not_asked_again(attended: bool) -> None:
    needs = {Need.BACK, Need.ALIGNMENT}
    given = begin(segments("le chat dort", "la mer monte"))
    run, back, forward, _ = engines()
    known = gather(given, replace(run, attended=attended), needs)
    asked = {} if attended else {"attention": 2}
    assert dict(back.calls) == {"translate": 2} | asked
    assert dict(forward.calls) == {"attention": 2}

    silent = Silent("silent")
    forced = gather(given, replace(run, back=silent, attended=attended), needs)
    assert dict(silent.calls) == {"translate": 2, "score": 2, "attention": 2}
    for one, other in zip(known, forced, strict=True):
        assert one.alignment == other.alignment == Alignment(((0, 0), (1, 1), (2, 2)))
        assert -2 < one.back_logprob <= 0
        (score,) = silent.score([(one.segment.text, one.back or "")], "fr", "en")
        assert other.back_logprob == score.mean
    assert all(one.back_attention == NOWHERE for one in (*known, *forced)), "held no longer"


def test_context_stays_in_its_document() -> None:
    texts = ["un deux.", "trois quatre.", "cinq six.", "sept huit.", "neuf dix."]
    docs = ["a", "a", "a", "b", "b"]
    given = [
        replace(one, block=Block(one.text, extra={"doc": doc}))
        for one, doc in zip(segments(*texts), docs, strict=True)
    ]
    run, _, _, model = engines()
    gather(begin(given), run, {Need.SURPRISAL})
    assert model.contexts == [(), (texts[0],), (texts[0], texts[1]), (), (texts[3],)]


def test_signature_names_each_model_once() -> None:
    run = engines()[0]
    assert run.signature == "back+forward+fake-lm"
    assert replace(run, forward=run.back).signature == "back+fake-lm"


def test_questions_asked_side_by_side_get_the_same_answers() -> None:
    def gathered(at_once: int) -> list[Evidence]:
        run = replace(engines()[0], at_once=at_once)
        return gather(begin(segments(*TEXTS, source="the sea rises")), run, ALL)

    assert gathered(3) == gathered(1)
    waves = [[step.gives for step in wave] for wave in _waves(ALL)]
    assert sorted(itertools.chain(*waves)) == sorted(ALL)
    for wave in waves:
        assert not {need for step in STEPS if step.gives in wave for need in step.after} & set(wave)


def test_an_error_speaks_the_language_of_the_thread_that_asks() -> None:
    class Mute(FakeLanguageModel):
        def score(self, texts: Sequence[tuple[tuple[str, ...], str]]) -> list[TextScore]:
            raise EngineFailure(messages.current())

    run = Engines(None, None, Mute(), "fr", "en", at_once=2)
    with messages.speaking("fr"), pytest.raises(EngineFailure, match="fr"):
        gather(begin(segments("le chat dort")), run, {Need.SURPRISAL})
