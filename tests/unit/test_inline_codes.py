"""What counts as an inline code, what a model reads instead of it, and that its places lead back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.engines.masked import MaskedLanguageModel, MaskedTranslation
from checker.evidence import begin
from checker.text.inline_codes import find, is_message, masks
from checker.text.segment import segment
from checker.types import Block, Document
from tests.fakes import FakeLanguageModel, FakeTranslation

PIECES = st.sampled_from(
    [
        "un mot",
        " ",
        "{a}",
        "{{ b }}",
        "%s",
        "%1$d",
        "<b>",
        "</b>",
        "<br/>",
        "&F",
        "\ufffc",
        "$x",
        ":f:`y`",
        "``z``",
        "’",
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("%s of %2$d, %(a)s, %{b}, ${c}, #{d}", ["%1$s", "%2$d", "%(a)s", "%{b}", "${c}", "#{d}"]),
        ("{0:N2} {a.b!r:>4} { c } {d, date, short} {}", ["{0}", "{a.b}", "{c}", "{d}", "{0}"]),
        ("{{ a | upper }} {{{b}}} {% if x %}", ["{{a|upper", "{{b", "{%ifx"]),
        ("|release|, |une page|_ a|b| |c| d", ["|release|", "|une page|_", "|c|"]),
        ("%1ms %2. %02d %5.1f", ["%1", "%2", "%1$d", "%2$f"]),
        ("%1 %L2 %n $HOME %name% __WHO__", ["%1", "%2", "%n", "$HOME", "%name%", "__WHO__"]),
        ("{ $user } { -brand } $t(key, {x})", ["{$user}", "{-brand}", "$t(key)"]),
        ("100 % de, {1, 2}, 5 $, a<b, 2:30, %%", []),
        ("%Y-%m-%d", []),
        ("<a href='%s'>x</a> <unknown> <0>y</0>", ["<a>", "%1$s", "</a>", "<0>", "</0>"]),
        (
            r"Si \(x\), \\(a_1 = b\\), \[\frac{a}{\text{prix}}\] et $$x^2$$ :",
            [r"\(…\)", r"\(…\)", r"\(…\)", r"\(…\)"],
        ),
        (r"\(voir plus bas\), fichier\(s\), \[1\], \[nom\_du\_fichier\], \(et/ou\), $$ 5 $$", []),
        (":ref:`x <y>` :func:`~a.b()` x:f:`z`", [":ref:`y`", ":func:`a.b`"]),
    ],
)  # fmt: skip
def test_codes_are_known_by_what_must_stay_the_same(text: str, keys: list[str]) -> None:
    assert [code.key for code in find(text)] == keys


def test_a_flag_of_gettext_decides() -> None:
    assert not find("50%d'accord") or find("50%d'accord", ("c-format",))
    assert [code.key for code in find("%dx%dy", ("c-format",))] == ["%1$d", "%2$d"]
    assert find("%d", ("no-c-format",)) == ()


def test_plural_and_select_are_several_texts() -> None:
    text = "{n, plural, one {# file in {dir}} other {# files}}"
    assert is_message(text) and not is_message("{n, number} files")
    assert [code.key for code in find(text) if code.key] == ["{n, plural}", "{dir}"]
    document = Document("a", text, (Block(text, whole=True),))
    assert [case.reason for case in begin(segment(document))] == ["variants"]


@given(TEXTS)
def test_masks_are_in_order_and_inside(text: str) -> None:
    found = masks(text)
    assert all(0 <= span.start < span.end <= len(text) for span, _instead in found)
    assert all(a.end <= b.start for (a, _), (b, _) in itertools.pairwise(found))


@given(TEXTS, TEXTS)
def test_masked_engines_place_everything_in_the_text_as_it_was(text: str, other: str) -> None:
    engine = MaskedTranslation(FakeTranslation())
    hidden = [span for span, instead in masks(text) if instead.strip()]
    (score,) = engine.score([(other, text)], "en", "fr")
    for token in score.tokens:
        assert 0 <= token.start <= token.end <= len(text)
        if any(span.start <= token.start and token.end <= span.end for span in hidden):
            assert token.logprob is None
    (attention,) = engine.attention([(other, text)], "en", "fr")
    assert all(span.end <= len(other) for span in attention.source)
    assert all(span.end <= len(text) for span in attention.target)
    (choices,) = engine.choices([(other, text)], "en", "fr")
    assert all(choice.end <= len(text) for choice in choices)


def test_no_model_reads_a_code() -> None:
    fake = FakeTranslation()
    MaskedTranslation(fake).translate(["Ouvrez <b>{name}</b> : &Fichier"], "fr", "en")
    assert fake.seen == ["Ouvrez X : Fichier"]
    (score,) = MaskedLanguageModel(FakeLanguageModel()).score([((), "Le {name} dort")])
    assert [(token.start, token.end) for token in score.tokens] == [(0, 2), (3, 9), (10, 14)]
    assert score.tokens[1].logprob is None


def test_words_in_codes_are_no_words() -> None:
    text = "Ouvrez <strong>{file_name}</strong> maintenant"
    (case,) = begin(segment(Document("a", text, (Block(text),))))
    assert [word.of(text) for word in case.words] == ["Ouvrez", "maintenant"]


def test_a_sign_before_declared_braces_is_one_of_the_text() -> None:
    (code,) = find("Queued job #{id}", ("python-brace-format",))
    assert (code.style, code.text) == ("brace", "{id}")
    (code,) = find("Queued job #{id}")
    assert (code.style, code.text) == ("hash", "#{id}")
