"""Gathering and cleaning: what comes in, what goes and why, and that nothing measured on is learnt from."""

from __future__ import annotations

import json
import lzma
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import align_words
import clean
import collect
import corpus
import distil
import encode
import msgspec
import opus
import pytest
from corpus import Pair
from hypothesis import given
from hypothesis import strategies as st
from recipe import Cleaning, Evaluation, PairSource, Recipe, Synthetic, TextSource

from checker.engines.pieces import MADE, PLAIN
from checker.errors import BadInput, MissingExtra
from checker.types import Translation

BOTH = ("fr-en", "en-fr")
LINES = (
    ("Le chat dort sur la table.", "The cat sleeps on the table."),
    ("L’été «\u00a0arrive\u00a0» enfin.", "Summer “arrives” at last."),
    ("Le chat dort sur la table !", "The cat sleeps on the table!"),  # a duplicate but for marks
    ("", "Nothing."),
    ("Oui.", "Yes, and this goes on far longer than anything that the other side says."),
    ("The whole sentence was left in English here.", "The whole sentence stayed in English."),
    ("Il l\u00e2\u20ac\u2122a dit \u00c3\u00a0 tous ses amis.", "He told all of his friends."),
    ("Mot " * 130, "Word " * 130),
    ("Il mange une pomme verte.", "He eats a green apple."),
)


def recipe(folder: Path, **more: Any) -> Recipe:
    table = "".join(f"{french}\t{english}\n" for french, english in LINES)
    (folder / "a.tsv").write_text(table, encoding="utf-8")
    found = Recipe(
        name="xx",
        languages=("fr", "en"),
        pairs=(PairSource(name="a", path="a.tsv", licence="CC0"),),
        cleaning=Cleaning(held_out=0),
        base=str(folder),
    )
    return msgspec.structs.replace(found, **more)


def cleaned(one: Recipe, folder: Path) -> tuple[list[Pair], dict[str, Any]]:
    collect.run(one, folder)
    figures = clean.run(one, folder)
    return list(corpus.read_pairs(folder / "clean/pairs.tsv")), figures


def test_what_is_bad_goes_and_the_log_says_why(tmp_path: Path) -> None:
    pairs, figures = cleaned(recipe(tmp_path), tmp_path)
    assert [pair.second for pair in pairs] == [
        "The cat sleeps on the table.",
        'Summer "arrives" at last.',
        "He eats a green apple.",
    ]
    assert pairs[1].first == "L'été « arrive » enfin."
    assert figures["dropped"] == {
        "duplicate": 1,
        "empty": 1,
        "length ratio": 1,
        "language": 1,
        "damaged characters": 1,
        "too long": 1,
    }


def test_what_is_measured_on_is_learnt_by_no_one(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_text("LE CHAT dort sur la table\tAnother.\n", encoding="utf-8")
    one = recipe(tmp_path, evaluation=Evaluation(pairs="dev.tsv"))
    pairs, figures = cleaned(one, tmp_path)
    assert not [pair for pair in pairs if "table" in pair.first]
    assert figures["dropped"]["evaluation text"] == 2


def test_held_out_sides_are_in_no_training_text(toy_recipe: Recipe, tmp_path: Path) -> None:
    pairs, _ = cleaned(toy_recipe, tmp_path)
    held = list(corpus.read_pairs(tmp_path / "clean/held-out.tsv"))
    assert len(held) == toy_recipe.cleaning.held_out
    sides = {clean.key(side) for pair in held for side in pair.sides}
    texts = [line for doc in corpus.documents(tmp_path / "clean/texts.fr.txt") for line in doc]
    assert texts
    assert not sides & {clean.key(line) for line in texts}
    assert not sides & {clean.key(side) for pair in pairs for side in pair.sides}
    again, _ = cleaned(toy_recipe, tmp_path)
    assert again == pairs


@given(st.text())
def test_normal_text_stays_normal_and_is_what_engines_read(text: str) -> None:
    once = clean.normal(text)
    assert clean.normal(once) == once
    assert once.translate(PLAIN) == once
    assert "\t" not in once
    assert "\n" not in once


@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_characters="\t\r\n", codec="utf-8"))] * 2))
)
def test_pairs_come_back_as_they_were_written(texts: list[tuple[str, str]]) -> None:
    pairs = [Pair(first, second, "a/b", BOTH) for first, second in texts]
    with tempfile.TemporaryDirectory() as folder:
        assert corpus.write_pairs(Path(folder, "p.tsv"), pairs) == len(pairs)
        assert list(corpus.read_pairs(Path(folder, "p.tsv"))) == pairs
        assert [path.name for path in Path(folder).iterdir()] == ["p.tsv"]


def test_columns_origins_and_packed_files(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "a.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("Hello.\tBonjour.\tnews\nGood.\tBien.\tlaw\nBye.\tAdieu.\tlaw\n")
    source = PairSource(
        name="a", path="a.tsv.xz", licence="CC0", columns=("en", "fr"), origin_column=2, limit=2
    )
    figures = collect.run(recipe(tmp_path, pairs=(source,)), tmp_path)
    assert figures["pairs"] == {"a/news": 1, "a/law": 1}
    first = next(corpus.read_pairs(tmp_path / "raw/pairs.tsv"))
    assert first == Pair("Bonjour.", "Hello.", "a/news", BOTH)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"one\n", "line 1: 1 columns"), (b"\xff\t\xfe\n", "utf-8"), (None, "no such")],
)
def test_a_bad_table_is_named(data: bytes | None, said: str, tmp_path: Path) -> None:
    one = recipe(tmp_path)
    (tmp_path / "a.tsv").unlink()
    if data:
        (tmp_path / "a.tsv").write_bytes(data)
    with pytest.raises(BadInput, match=said):
        collect.run(one, tmp_path)


def test_pairs_in_order_give_a_language_model_documents(tmp_path: Path) -> None:
    source = PairSource(name="a", path="a.tsv", licence="CC0", documents=True)
    text = TextSource(name="t", path="t.txt", language="fr", licence="CC0")
    (tmp_path / "t.txt").write_text(
        "Un chat dort ici.\nIl rêve.\n\nUn chat dort ici.\nIl rêve.\n", "utf-8"
    )
    cleaned(recipe(tmp_path, pairs=(source,), texts=(text,)), tmp_path)
    found = list(corpus.documents(tmp_path / "clean/texts.fr.txt"))
    assert ["Un chat dort ici.", "Il rêve."] in found
    assert len(found) == 2
    assert max(map(len, found)) == 6


# --- OPUS ------------------------------------------------------------------------------------------


def moses(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("News.en-fr.en", "Hello.\nBye.\n")
        archive.writestr("News.en-fr.fr", "Bonjour.\nAdieu.\n")
        archive.writestr("README", "text")


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """OPUS' answer, with the corpus on this disk; returns the questions asked."""
    import opustools

    moses(tmp_path / "remote.zip")
    asked: list[str] = []

    def answer(_getter: object, url: str) -> dict[str, Any]:
        asked.append(url)
        found = {
            "url": (tmp_path / "remote.zip").as_uri(),
            "size": 1,
            "version": "v16",
            "documents": "",
            "alignment_pairs": 2,
            "source_tokens": 2,
            "target_tokens": 2,
            "id": 1,
        }
        return {"corpora": [found] if "News" in url else []}

    monkeypatch.setattr(opustools.OpusGet, "get_response", answer)
    return asked


def test_a_corpus_of_opus_by_name(tmp_path: Path, catalogue: list[str]) -> None:
    source = PairSource(name="news", opus="News", release="v16", licence="CC0")
    one = recipe(tmp_path, pairs=(source,))
    for _ in range(2):  # the second time it is there
        assert collect.run(one, tmp_path)["pairs"] == {"news": 2}
    assert len(catalogue) == 1
    assert all(part in catalogue[0] for part in ("corpus=News", "version=v16", "moses"))
    first = next(corpus.read_pairs(tmp_path / "raw/pairs.tsv"))
    assert first == Pair("Bonjour.", "Hello.", "news", BOTH)


def test_what_opus_does_not_have_is_said(tmp_path: Path, catalogue: list[str]) -> None:
    source = PairSource(name="none", opus="Nothing", licence="CC0")
    with pytest.raises(BadInput, match="no Nothing"):
        opus.fetch(source, ("fr", "en"), tmp_path)
    assert catalogue


def test_offline_means_no_question_asked(
    tmp_path: Path, catalogue: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    source = PairSource(name="news", opus="News", licence="CC0")
    with pytest.raises(BadInput, match="offline"):
        opus.fetch(source, ("fr", "en"), tmp_path)
    assert catalogue == []
    moses(tmp_path / "News-latest-en-fr.zip")
    assert opus.fetch(source, ("fr", "en"), tmp_path).is_file()


@pytest.mark.parametrize("members", [{}, {"a.fr": "x\n", "a.en": "y\nz\n"}])
def test_a_damaged_corpus_is_named(members: dict[str, str], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    with pytest.raises(BadInput, match=r"c\.zip"):
        list(opus.read(tmp_path / "c.zip", ("fr", "en")))


# --- Teachers and aligners ---------------------------------------------------------------------------


class Teacher:
    """Writes its source in capitals, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, texts: list[str], source_lang: str, target_lang: str) -> list[Translation]:
        self.asked += texts
        return [Translation(text.upper()) for text in texts]


@pytest.mark.parametrize(
    ("kind", "learns"), [("distillation", "fr-en"), ("back-translation", "en-fr")]
)
def test_a_teacher_makes_pairs_for_one_direction(
    kind: Any, learns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = Teacher()
    monkeypatch.setattr(distil, "_teacher", lambda *_: teacher)
    item = Synthetic(name="made", kind=kind, teacher="big", direction="fr-en")
    text = TextSource(name="t", path="t.txt", language="fr", licence="CC0")
    (tmp_path / "t.txt").write_text("Un chat noir dort ici.\n\nIl rêve encore.\n", "utf-8")
    one = recipe(tmp_path, synthetic=(item,), texts=(text,))
    cleaned(one, tmp_path)
    distil.run(one, tmp_path)
    pairs = list(corpus.read_pairs(tmp_path / "synthetic/made.tsv"))
    assert pairs
    assert all(pair.second == pair.first.upper() for pair in pairs)
    assert {(pair.origin, pair.directions) for pair in pairs} == {("made", (learns,))}

    # A stop in the middle of a line costs that line alone.
    (kept,) = (tmp_path / "synthetic").glob("made-*.txt")
    asked = teacher.asked.copy()
    teacher.asked.clear()
    kept.write_bytes(kept.read_bytes()[:-3])
    distil.run(one, tmp_path)
    assert teacher.asked == asked[-1:]
    assert list(corpus.read_pairs(tmp_path / "synthetic/made.tsv")) == pairs


@pytest.mark.parametrize("kind", ["distillation", "back-translation"])
def test_what_a_model_made_is_tagged_where_it_is_read(
    kind: Any, toy_recipe: Recipe, finished: Path, tmp_path: Path
) -> None:
    item = Synthetic(name="made", kind=kind, teacher="big", direction="fr-en")
    shutil.copytree(finished / "vocabulary", tmp_path / "vocabulary")
    for name in ("clean", "synthetic"):
        (tmp_path / name).mkdir()
    pair = Pair("Le chat dort.", "The cat sleeps.", "real", BOTH)
    corpus.write_pairs(tmp_path / "clean/pairs.tsv", [pair])
    made = pair._replace(
        origin="made", directions=("fr-en" if kind == "distillation" else "en-fr",)
    )
    corpus.write_pairs(tmp_path / "synthetic/made.tsv", [made])
    one = msgspec.structs.replace(
        toy_recipe, synthetic=(item,), guided_alignment=None, language_model=None
    )
    encode.run(one, tmp_path)
    table = json.loads((tmp_path / "vocabulary/vocab.json").read_text("utf-8"))
    assert sorted(table, key=table.__getitem__)[-2:] == [MADE, "<pad>"]
    french, english = encode.Encoded.load(tmp_path / "arrays").sides
    assert french[1].tolist() == french[0].tolist()
    tag = [] if kind == "distillation" else [table[MADE]]
    assert english[1].tolist() == tag + english[0].tolist()


def test_words_spelled_alike_are_links() -> None:
    one, other = "Le 12 mars 2024, Marta voit Oslo.", "Marta sees Oslo and Oslo on 12 March 2024."
    assert align_words.identical(one, other) == ((3, 8), (4, 0))


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99))))
def test_links_come_back_as_they_were_written(links: list[tuple[int, int]]) -> None:
    assert align_words.parsed(" ".join(f"{a}-{b}" for a, b in links)) == tuple(links)


def test_an_aligner_is_run_on_words_and_both_ways_must_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toy_recipe: Recipe
) -> None:
    cleaned(recipe(tmp_path), tmp_path)
    program = tmp_path / "bin/eflomal-align"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'while [ $# -gt 0 ]; do case "$1" in -s) s=$2;; -f) f=$2;; -r) r=$2;; esac; shift 2; done\n'
        'sed "s/.*/0-0 1-1/" "$s" > "$f"; sed "s/.*/1-1 2-0/" "$s" > "$r"; cp "$s" "$(dirname "$0")/seen"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    guided = msgspec.structs.replace(toy_recipe.guided_alignment, aligner="eflomal")
    one = recipe(tmp_path, guided_alignment=guided)
    assert align_words.run(one, tmp_path) == {"links": 3, "links a pair": 1.0}
    assert (tmp_path / "clean/links.txt").read_text() == "1-1\n" * 3
    assert (tmp_path / "bin/seen").read_text("utf-8").splitlines()[0] == "le chat dort sur la table"


def test_a_missing_aligner_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toy_recipe: Recipe
) -> None:
    cleaned(recipe(tmp_path), tmp_path)
    monkeypatch.setattr(align_words.shutil, "which", lambda *_args, **_named: None)
    guided = msgspec.structs.replace(toy_recipe.guided_alignment, aligner="eflomal")
    with pytest.raises(MissingExtra, match="eflomal"):
        align_words.run(recipe(tmp_path, guided_alignment=guided), tmp_path)
    assert not (tmp_path / "clean/links.txt").exists()
