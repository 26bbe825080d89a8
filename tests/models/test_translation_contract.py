"""What every translation model promises, whatever checkpoint it is and whatever runs it."""

from __future__ import annotations

import dataclasses
import itertools
import multiprocessing
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from checker.config import Config
from checker.engines import build, ctranslate2
from checker.engines.ctranslate2 import _convert, _Sequence
from checker.engines.marian import Draft, Marian
from checker.engines.pieces import EOS, MADE
from checker.errors import EngineFailure, MissingModel
from checker.types import NOWHERE, TextScore
from tests.models import elsewhere
from tests.models.conftest import Find, Load
from tests.models.processor import SLACK

ENGINES = ("ctranslate2", "transformers")
TINY = ("bilingual", "separate", "multilingual", "packed", "started")
EMBEDDED = pytest.param("embedded", marks=pytest.mark.model)

PAIRS = (
    ("Le chat regarde la mer.", "The cat looks at the sea."),
    ("« L’élève » n'oublie pas\u00a0: l'été où tout brûle !", "The pupil does not forget the summer."),
    ("Notre voisin aime bien ce musée 🫠 et 12 œufs.", "Our neighbour likes 𓀀𓁐 and 12 eggs 🫠."),
    ("la rue", "the street"),
    ("Ce musée dessine un grand pont, déjà, et la forêt traverse la rivière.", "A river."),
)  # fmt: skip
TEXTS = tuple(text for text, _ in PAIRS)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[*TINY, EMBEDDED])
def model(request: pytest.FixtureRequest, engine: str, translation: Load) -> Marian:
    return translation(request.param, engine)


def close(one: Sequence[TextScore], other: Sequence[TextScore], nats: float) -> bool:
    """Same pieces, same gaps, and log-probabilities that differ by no more than `nats` each."""
    for a, b in zip(one, other, strict=True):
        if [(t.start, t.end, t.logprob is None) for t in a.tokens] != [
            (t.start, t.end, t.logprob is None) for t in b.tokens
        ]:
            return False
    return max(differences(one, other)) <= nats


def differences(one: Sequence[TextScore], other: Sequence[TextScore]) -> list[float]:
    """How far apart each log-probability is from its twin, in nats."""
    out = []
    for a, b in zip(one, other, strict=True):
        out.append(abs(a.end - b.end))
        for s, t in zip(a.tokens, b.tokens, strict=True):
            if s.logprob is not None and t.logprob is not None:
                out.append(abs(s.logprob - t.logprob))
    return out


def written(model: Marian, texts: Sequence[str]) -> list[str]:
    return [one.text for one in model.translate(texts, "fr", "en")]


def test_batching_changes_nothing(model: Marian) -> None:
    """One at a time, all at once, or under a small token budget: same results, in the order of the input."""
    small = dataclasses.replace(model, batch_tokens=64)

    def together(texts: Sequence[str]) -> list[str]:
        return written(model, texts)

    apart = [text for one in TEXTS for text in together([one])]
    assert together(TEXTS[::-1]) == apart[::-1]
    assert written(small, TEXTS) == apart

    scores = model.score(PAIRS, "fr", "en")
    nats = 0.0 if "ctranslate2" in model.signature else 1e-3
    assert close(scores, [model.score([pair], "fr", "en")[0] for pair in PAIRS], nats)
    assert close(scores, small.score(PAIRS, "fr", "en"), nats)
    assert close(scores[::-1], model.score(PAIRS[::-1], "fr", "en"), nats)

    # A processor's int8 makes steps of what padding changes in the last bits: weights move, what is looked at does not.
    tolerance = 0.05 if "int8" in model.signature else 1e-3
    for a, b in zip(
        model.attention(PAIRS, "fr", "en"), small.attention(PAIRS, "fr", "en"), strict=True
    ):
        assert (a.source, a.target) == (b.source, b.target)
        for x, y in zip(a.weights, b.weights, strict=True):
            assert x == pytest.approx(y, abs=tolerance)
            assert x.index(max(x)) == y.index(max(y))


def test_pieces_lie_in_the_text_and_cover_its_letters(model: Marian) -> None:
    for (_, text), score in zip(PAIRS, model.score(PAIRS, "fr", "en"), strict=True):
        covered: set[int] = set()
        at = 0
        for token in score.tokens:
            assert at <= token.start <= token.end <= len(text)
            at = token.start
            covered.update(range(token.start, token.end))
            assert token.logprob is None or token.logprob <= 0
        assert score.end <= 0
        assert covered == {i for i, char in enumerate(text) if char != " "}


def test_choices_agree_with_the_scores(model: Marian) -> None:
    """The first choice has a margin of nothing, and no piece is more probable than it."""
    scores = model.score(PAIRS, "fr", "en")
    small = dataclasses.replace(model, batch_tokens=64).choices(PAIRS, "fr", "en")
    for choices, again, score in zip(model.choices(PAIRS, "fr", "en"), small, scores, strict=True):
        assert len(choices) == len(again) == len(score.tokens)
        for choice, other, token in zip(choices, again, score.tokens, strict=True):
            assert (choice.start, choice.end) == (token.start, token.end)
            if token.logprob is None:
                assert choice.rank is None
                assert choice.margin is None
                continue
            assert choice.rank is not None
            assert choice.margin is not None
            assert other.margin == pytest.approx(choice.margin, abs=1e-3)
            assert (choice.rank == 1) == (choice.margin == 0)
            # What is more probable by the margin has a probability itself; int8 may round it up a little.
            assert token.logprob + choice.margin <= 0.2
            if choice.rank > 1:
                assert choice.margin >= 0


def test_engines_agree_on_choices(translation: Load) -> None:
    for name in TINY:
        one, other = (translation(name, engine).choices(PAIRS, "fr", "en") for engine in ENGINES)
        margins = [
            (a.margin, b.margin)
            for left, right in zip(one, other, strict=True)
            for a, b in zip(left, right, strict=True)
            if a.margin is not None and b.margin is not None
        ]
        assert margins
        assert sum(abs(a - b) for a, b in margins) / len(margins) < 0.3 * SLACK


def test_what_the_model_cannot_write_has_no_probability(model: Marian) -> None:
    text = PAIRS[2][1]
    (score,) = model.score([PAIRS[2]], "fr", "en")
    strange = {i for i, char in enumerate(text) if char in "🫠𓀀𓁐"}
    unknown = [token for token in score.tokens if token.logprob is None]
    assert strange <= {i for token in unknown for i in range(token.start, token.end)}
    assert len(unknown) < len(score.tokens) / 2
    assert score.mean < 0


def test_attention_has_a_row_for_each_piece_of_the_translation(model: Marian) -> None:
    scores = model.score(PAIRS, "fr", "en")
    for found, score, (source, _) in zip(
        model.attention(PAIRS, "fr", "en"), scores, PAIRS, strict=True
    ):
        assert [(s.start, s.end) for s in found.target] == [(t.start, t.end) for t in score.tokens]
        assert {i for s in found.source for i in range(s.start, s.end)} == {
            i for i, char in enumerate(source) if char not in " \u00a0"
        }
        assert len(found.weights) == len(found.target)
        for row in found.weights:
            assert len(row) == len(found.source)
            assert all(0 <= weight <= 1 for weight in row)
            assert 0 < sum(row) <= 1 + 1e-4 * len(row)


@pytest.mark.parametrize("name", TINY)
def test_a_long_text_is_split_and_none_of_it_is_lost(
    name: str, engine: str, translation: Load
) -> None:
    """Texts of every length around and beyond the positions: a part one piece too long would break the model."""
    model = translation(name, engine)
    word = "maison traverse "
    texts = [word * n + "la rue." for n in range(1, 40, 3)]
    pairs = [*zip(texts, texts[::-1], strict=True), ("le chat", texts[-1]), (texts[-1], "le chat")]
    for (_, text), score in zip(pairs, model.score(pairs, "fr", "en"), strict=True):
        covered = {i for t in score.tokens for i in range(t.start, t.end)}
        assert covered == {i for i, char in enumerate(text) if char != " "}
    for (source, _), found in zip(pairs, model.attention(pairs, "fr", "en"), strict=True):
        assert {i for s in found.source for i in range(s.start, s.end)} == {
            i for i, char in enumerate(source) if char != " "
        }
    assert all(written(model, texts[-2:]))


class Spy:
    """A backend that writes down the sources it is asked to translate."""

    signature = "spy"

    def __init__(self) -> None:
        self.sources: list[list[str]] = []

    def translate(
        self,
        sources: Sequence[list[str]],
        beam: int,
        longest: int,
        no_repeat: int = 0,
        never: Sequence[list[str]] = (),
        *,
        attended: bool = False,
    ) -> list[list[Draft]]:
        self.sources += sources
        return [[Draft(["▁t", "h", "e", "▁", "ca", "t"])] for _ in sources]

    def score(self, pairs: Sequence[tuple[list[str], list[str]]]) -> list[list[float]]:
        raise AssertionError(pairs)

    def attention(self, pairs: Sequence[tuple[list[str], list[str]]]) -> list[list[list[float]]]:
        raise AssertionError(pairs)


def test_text_without_letters_never_meets_the_model(translation: Load) -> None:
    spy = Spy()
    model = dataclasses.replace(translation("multilingual", "transformers"), backend=spy)
    texts = ["", " ", "12,5 %", "le chat", "…", "🫠", "—"]
    assert written(model, texts) == [*texts[:3], "the cat", *texts[4:]]
    assert len(spy.sources) == 1
    assert (spy.sources[0][0], spy.sources[0][-1]) == (">>eng<<", "</s>")
    with pytest.raises(EngineFailure):
        model.score([(" ", "the cat")], "fr", "en")


@pytest.mark.model
def test_what_a_search_knew_is_what_a_forced_pass_says(translation: Load) -> None:
    """Within what batches change; a text that no search wrote piece for piece has nothing of it."""
    model = translation("embedded", "ctranslate2")
    read = model.translate(TEXTS, "fr", "en", attended=True)
    known = [(text, one) for text, one in zip(TEXTS, read, strict=True) if one.logprob is not None]
    assert len(known) >= 3
    pairs = [(text, one.text) for text, one in known]
    forced, looked = model.score(pairs, "fr", "en"), model.attention(pairs, "fr", "en")
    for (_, one), score, attention in zip(known, forced, looked, strict=True):
        assert one.logprob == pytest.approx(score.mean, abs=0.01)
        assert (one.attention.source, one.attention.target) == (attention.source, attention.target)
        for mine, its in zip(one.attention.weights, attention.weights, strict=True):
            assert mine == pytest.approx(its, abs=0.02)
    plain = model.translate(TEXTS, "fr", "en")
    assert [one.text for one in plain] == [one.text for one in read]
    assert all(one.attention == NOWHERE for one in plain), "nobody asked"
    (long,) = model.translate([" ".join(TEXTS * 60)], "fr", "en", attended=True)
    assert (long.logprob, long.attention) == (None, NOWHERE), "in parts"
    sources = [[*model.vocabulary.source.encode(text).tokens, EOS] for text, _ in known]
    for (draft,) in model.backend.translate(sources, beam=1, longest=2, attended=True):
        assert (draft.logprob, len(draft.tokens)) == (None, 2), "it came to no end"


def test_a_mended_text_has_nothing_of_the_search(translation: Load) -> None:
    class Sure(Spy):
        def translate(self, sources: Any, *given: Any, **named: Any) -> list[list[Draft]]:
            return [[Draft(["▁t", "h", "e", "▁", "ca", "t"], -0.5)] for _ in sources]

    model = dataclasses.replace(translation("multilingual", "transformers"), backend=Sure())
    (one,) = model.translate(["le chat"], "fr", "en")
    assert (one.text, one.logprob) == ("the cat", None), "its pieces are others"


class Stuck(Spy):
    """A backend that repeats itself until it is told not to."""

    def __init__(self, loop: list[str]) -> None:
        super().__init__()
        self.loop = loop
        self.bounds: list[int] = []

    def translate(
        self,
        sources: Sequence[list[str]],
        beam: int,
        longest: int,
        no_repeat: int = 0,
        never: Sequence[list[str]] = (),
        *,
        attended: bool = False,
    ) -> list[list[Draft]]:
        self.bounds += [no_repeat] * len(sources)
        return [
            [Draft(["▁cat"] if no_repeat or "rue" in "".join(source) else self.loop)]
            for source in sources
        ]


def test_a_translation_that_runs_in_a_loop_is_made_again(translation: Load) -> None:
    spy = Stuck(["▁the", "▁cat"] * 3)
    model = dataclasses.replace(translation("multilingual", "transformers"), backend=spy)
    assert written(model, ["le chat", "le musée", "la rue"]) == ["cat"] * 3
    assert sorted(spy.bounds) == [0, 0, 0, 3, 3]


def test_a_text_that_repeats_itself_may_be_translated_so(translation: Load) -> None:
    spy = Stuck(["▁cat"] * 3)
    model = dataclasses.replace(translation("multilingual", "transformers"), backend=spy)
    assert written(model, ["la la la la"]) == ["cat cat cat"]
    assert spy.bounds == [0]


@pytest.fixture
def one(folder_of: Find, tmp_path: Path) -> _Sequence:
    """The embedded model on CTranslate2, in float32 as transformers runs it."""
    import ctranslate2 as library

    folder = tmp_path / "float32"
    _convert(folder_of("embedded", "translation")[0], folder, "float32")
    return _Sequence(library.Translator(str(folder), compute_type="float32"), folder)


@pytest.mark.model
def test_engines_agree_on_what_must_not_repeat(one: _Sequence, translation: Load) -> None:
    model = translation("embedded", "transformers")
    prefix = model.vocabulary.prefix("en")
    sources = [[*prefix, *model.vocabulary.source.encode(text).tokens, "</s>"] for text in TEXTS]
    once = [best[0].tokens for best in one.translate(sources, 4, 40, 1)]
    assert once == [best[0].tokens for best in model.backend.translate(sources, 4, 40, 1)]
    free = [best[0].tokens for best in one.translate(sources, 4, 40)]
    assert once != free
    assert all(len(tokens) == len(set(tokens)) for tokens in once)


@pytest.mark.model
def test_engines_agree_on_what_must_not_be_written(one: _Sequence, translation: Load) -> None:
    """Letter by letter in a greedy search; beams end differently, but write it nowhere either."""
    model = translation("embedded", "transformers")
    prefix = model.vocabulary.prefix("en")
    for text in TEXTS:
        source = [*prefix, *model.vocabulary.source.encode(text).tokens, "</s>"]
        first, second, *_rest = one.translate([source], 1, 40)[0][0].tokens
        runs = [[first, second]]
        (greedy,) = one.translate([source], 1, 40, 0, runs)[0]
        (theirs,) = model.backend.translate([source], 1, 40, 0, runs)[0]
        assert greedy.tokens == theirs.tokens
        for backend in (one, model.backend):
            (found,) = backend.translate([source], 4, 40, 0, runs)
            assert len(found) == 4
            assert all((first, second) not in itertools.pairwise(it.tokens) for it in found)


def test_the_tag_of_what_a_model_made_is_never_written_nor_read(
    engine: str, translation: Load
) -> None:
    model = translation("tagged", engine)
    text = "le chat <made> regarde"
    assert MADE not in model.vocabulary.source.encode(text).tokens
    assert model.vocabulary.prefixes == {">>eng<<"}
    for one in model.translate([*TEXTS, text], "fr", "en"):
        assert "made" not in one.text
    for choices in model.choices(PAIRS, "fr", "en"):
        assert all(choice.preferred != MADE for choice in choices)


def test_a_language_that_the_model_does_not_know(engine: str, translation: Load) -> None:
    model = translation("multilingual", engine)
    assert model.translate(["le chat"], "fr", "en-GB") == model.translate(["le chat"], "fr", "en")
    with pytest.raises(MissingModel, match="“de”"):
        model.translate(["le chat"], "fr", "de")


# --- Both engines say the same --------------------------------------------------------------------

INT8_EACH, INT8_MEAN = 0.8, 0.08
"""Nats. Eight bits move the log-probability of an unlikely piece more than that of a likely one: on the embedded
model 0.5 at most and 0.05 on average over fifteen paragraphs. Twice as much would be another model."""


@pytest.mark.parametrize("name", [*TINY, EMBEDDED])
def test_engines_agree_in_float32(
    name: str, folder_of: Find, tmp_path: Path, translation: Load
) -> None:
    import ctranslate2 as library

    folder = tmp_path / "float32"
    _convert(folder_of(name, "translation")[0], folder, "float32")
    backend = _Sequence(library.Translator(str(folder), compute_type="float32"), folder)
    reference = translation(name, "transformers")
    model = dataclasses.replace(reference, backend=backend)
    assert close(model.score(PAIRS, "fr", "en"), reference.score(PAIRS, "fr", "en"), 0.02)
    assert _attention_gap(model, reference) < 0.02
    for one, other in zip(
        model.choices(PAIRS, "fr", "en"), reference.choices(PAIRS, "fr", "en"), strict=True
    ):
        margins = [(a.margin or 0.0, b.margin or 0.0) for a, b in zip(one, other, strict=True)]
        assert max(abs(a - b) for a, b in margins) < 0.02


def test_eight_bits_at_rest_cost_next_to_nothing(engine: str, translation: Load) -> None:
    """The packed twin of a checkpoint writes and scores as that does: rows of int8 are off by half a 127th at most."""
    one, other = (translation(name, engine) for name in ("bilingual", "packed"))
    found = differences(one.score(PAIRS, "fr", "en"), other.score(PAIRS, "fr", "en"))
    assert sum(found) / len(found) < 0.3 * SLACK
    assert _attention_gap(one, other) < 0.15 * SLACK


@pytest.mark.parametrize(
    "lost", ["model.encoder.layers.0.fc1.weight.int8", "model.shared.weight.scale"]
)
def test_packed_weights_that_lack_a_tensor_are_said_in_words(
    lost: str, engine: str, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(home / "packed", folder)
    weights = load_file(folder / "model.safetensors")
    del weights[lost]
    save_file(weights, folder / "model.safetensors")
    config = Config(engine=engine, cache_dir=str(tmp_path))  # type: ignore[arg-type]
    with pytest.raises(EngineFailure, match="broken"):
        build.translation(folder, "broken", config)


@pytest.mark.model
def test_engines_agree_in_int8(translation: Load) -> None:
    model, reference = (translation("embedded", engine) for engine in ENGINES)
    one, other = (m.score(PAIRS, "fr", "en") for m in (model, reference))
    assert close(one, other, INT8_EACH * SLACK)
    found = differences(one, other)
    assert sum(found) / len(found) < INT8_MEAN * SLACK
    assert _attention_gap(model, reference) < 0.15 * SLACK


def _attention_gap(model: Marian, reference: Marian) -> float:
    pairs = zip(
        model.attention(PAIRS, "fr", "en"), reference.attention(PAIRS, "fr", "en"), strict=True
    )
    return max(
        abs(x - y)
        for a, b in pairs
        for mine, theirs in zip(a.weights, b.weights, strict=True)
        for x, y in zip(mine, theirs, strict=True)
    )


@pytest.mark.model
def test_the_embedded_model_passes_its_self_test(engine: str, translation: Load) -> None:
    model = translation("embedded", engine)
    texts = ["Les enfants jouent dans le jardin.", "Nous avons besoin de plus de temps."]
    back = build.self_test(model, "fr", "en", texts)
    assert "garden" in back[0]
    assert "time" in back[1]


@pytest.mark.model
@pytest.mark.parametrize("damage", ["shared", "encoder.layers", "decoder.layers"])
def test_a_damaged_checkpoint_fails_the_self_test(
    folder_of: Find, tmp_path: Path, damage: str
) -> None:
    """Weights that load but stand in the wrong rows, as after a botched conversion."""
    found, _ = folder_of("embedded", "translation")
    folder = tmp_path / "damaged"
    shutil.copytree(found, folder)
    weights = load_file(folder / "model.safetensors")
    weights = {
        name: value.roll(1, 0) if damage in name and value.dim() == 2 else value
        for name, value in weights.items()
    }
    assert any(damage in name for name in weights)
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    config = Config(engine="ctranslate2", cache_dir=str(tmp_path))
    model = build.translation(folder, "damaged", config)
    texts = ["Le chat dort sur la table.", "Nous avons besoin de plus de temps."]
    with pytest.raises(EngineFailure, match="does not translate"):
        build.self_test(model, "fr", "en", texts)


# --- Folders that are no models, and the copy that CTranslate2 keeps -------------------------------


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("source.spm", b"nothing"),
        ("vocab.json", b"[1"),
        ("config.json", b"{"),
        ("model.safetensors", b"\x10" * 4096),
    ],
)
def test_a_broken_file_is_said_in_words(
    file: str, content: bytes, engine: str, home: Path, tmp_path: Path
) -> None:
    shutil.copytree(home / "bilingual", tmp_path / "broken")
    (tmp_path / "broken" / file).write_bytes(content)
    config = Config(engine=engine, cache_dir=str(tmp_path))  # type: ignore[arg-type]
    with pytest.raises(EngineFailure, match="broken"):
        build.translation(tmp_path / "broken", "broken", config)


def test_a_model_is_converted_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted = []

    def count(folder: Path, out: Path, quantization: str) -> None:
        converted.append(folder)
        _convert(folder, out, quantization)

    monkeypatch.setattr(ctranslate2, "_convert", count)
    config = Config(engine="ctranslate2", cache_dir=str(tmp_path))

    def score(revision: str) -> list[TextScore]:
        model = build.translation(home / "bilingual", revision, config)
        return model.score(PAIRS[:1], "fr", "en")

    first = score("one/a")
    assert score("one/a") == first
    assert len(converted) == 1

    (copy,) = (tmp_path / "ctranslate2").glob("*/model.bin")
    copy.write_bytes(copy.read_bytes()[:5000])
    assert score("one/a") == first, "a damaged copy is made anew"
    assert len(converted) == 2
    assert score("one/b") == first, "another revision has its own copy"
    assert len(converted) == 3
    assert len(list((tmp_path / "ctranslate2").iterdir())) == 2, "no half-made copies are left"


def test_two_processes_may_convert_at_once(home: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")  # a fork after CTranslate2 was loaded is unsafe
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        jobs = [
            pool.submit(elsewhere.score, home / "bilingual", tmp_path, PAIRS[0]) for _ in range(2)
        ]
        one, other = (job.result() for job in jobs)
    assert one == other
    assert len(list((tmp_path / "ctranslate2").iterdir())) == 1


@pytest.mark.parametrize("engine", ["auto", "ctranslate2"])
def test_a_cache_that_cannot_be_written_costs_a_conversion(
    home: Path, tmp_path: Path, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("a file where the cache folder should be")
    config = Config(engine=engine, cache_dir=str(tmp_path / "file"))
    model = build.translation(home / "bilingual", "r", config)
    assert "ctranslate2" in model.signature, "the engine is never switched silently"
    assert model.translate(["le chat"], "fr", "en")
    if engine == "auto":  # said once a process and model
        assert "converted again on every run" in caplog.text


def test_signature_names_all_that_a_number_depends_on(translation: Load) -> None:
    model = translation("bilingual", "ctranslate2")
    other = translation("bilingual", "transformers")
    assert model.signature != other.signature
    assert "test-bilingual" in model.signature
    assert "int8" in model.signature
    assert dataclasses.replace(model, beam=5).signature != model.signature
    assert dataclasses.replace(model, batch_tokens=64).signature == model.signature
