"""The cache: what was computed once is not computed again, and nothing that happens to its file stops a run."""

from __future__ import annotations

import multiprocessing
import random
import resource
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from checker.config import Config, results_folder
from checker.disk.store import Store, key, open_store
from checker.engines.cached import CachedLanguageModel, CachedTranslation
from tests.fakes import FakeLanguageModel, FakeTranslation

TEXTS = ["le chat dort", "la mer", "le chat dort", "« l’été » 🙂"]
PAIRS = [(text, text[::-1]) for text in TEXTS]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "results.sqlite"


def everything(engine: FakeTranslation, store: Store) -> tuple[object, ...]:
    cached = CachedTranslation(engine, store)
    return (
        cached.translate(TEXTS, "fr", "en"),
        cached.score(PAIRS, "fr", "en"),
        cached.attention(PAIRS, "fr", "en"),
    )


def test_cached_is_uncached_and_computed_once(path: Path) -> None:
    plain, engine = FakeTranslation(), FakeTranslation()
    expected = (
        plain.translate(TEXTS, "fr", "en"),
        plain.score(PAIRS, "fr", "en"),
        plain.attention(PAIRS, "fr", "en"),
    )
    store = Store(path)
    assert everything(engine, store) == expected
    assert set(engine.calls.values()) == {3}, "each distinct input once"
    store.close()
    again = FakeTranslation()
    assert everything(again, Store(path)) == expected, "from the file"
    assert not again.calls

    model = FakeLanguageModel()
    cached = CachedLanguageModel(model, Store(path))
    inputs = [(("la mer.",), "le chat"), ((), "le chat"), ((), "la mer. le chat")]
    first = cached.score(inputs)
    assert first == FakeLanguageModel().score(inputs) == cached.score(inputs)
    assert model.calls["score"] == 3


def test_attention_of_a_search_is_kept_as_if_it_had_been_asked_for(path: Path) -> None:
    store, engine = Store(path), FakeTranslation()
    cached = CachedTranslation(engine, store)
    read = cached.translate(TEXTS, "fr", "en", attended=True)
    pairs = [(text, one.text) for text, one in zip(TEXTS, read, strict=True)]
    assert cached.attention(pairs, "fr", "en") == FakeTranslation().attention(pairs, "fr", "en")
    assert dict(engine.calls) == {"translate": 3}
    assert cached.translate(TEXTS, "fr", "en") == read, "the same translation, asked for either way"


def test_another_signature_direction_or_operation_is_a_miss(path: Path) -> None:
    store = Store(path)
    one, other = FakeTranslation("one"), FakeTranslation("two|beam:5")
    CachedTranslation(one, store).translate(["a b"], "fr", "en")
    CachedTranslation(one, store).translate(["a b"], "en", "fr")
    CachedTranslation(other, store).translate(["a b"], "fr", "en")
    assert (one.calls["translate"], other.calls["translate"]) == (2, 1)


def test_no_two_lists_of_parts_share_a_key() -> None:
    lists = [
        ["a", "b c"], ["a b", "c"], ["a", "b", "c"], ["a b c"], ['a","b', "c"], ["a", 'b","c'],
        ["a_b", "c"], ["a", "b_c"], ["", "a"], ["a", ""], ["a"], ["a\n", "b"], ["a", "\nb"],
    ]  # fmt: skip
    assert len({key(parts) for parts in lists}) == len(lists)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" * 9])
def test_a_damaged_file_means_computing_again(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    engine = FakeTranslation()
    assert everything(engine, Store(path)) == everything(engine, Store(path))
    assert set(engine.calls.values()) == {3}, "and a new file is begun"


def test_what_is_no_database_or_anothers_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"a letter to my mother")
    assert everything(FakeTranslation(), Store(path)) == everything(FakeTranslation(), Store(path))
    assert path.read_bytes() == b"a letter to my mother"
    other = path.with_name("other.sqlite")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")
    connection.close()
    everything(FakeTranslation(), Store(other))
    with sqlite3.connect(other) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    connection.close()
    assert names == ["addresses"]


def test_a_byte_that_changed_on_the_disk_is_never_another_result(path: Path) -> None:
    store = Store(path)
    store.put([("a key", b'"a value"')])
    assert store.get(["a key"]) == {"a key": b'"a value"'}
    store.close()
    data = path.read_bytes()
    at = data.index(b'"a value"')
    path.write_bytes(data[: at + 3] + b"V" + data[at + 4 :])
    assert Store(path).get(["a key"]) == {}


def test_a_file_that_breaks_later_is_thrown_away(path: Path) -> None:
    store = Store(path)
    expected = everything(FakeTranslation(), store)
    store.close()
    data = bytearray(path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    path.write_bytes(bytes(data))
    for _ in range(2):  # the damage may be found only when something is read
        store = Store(path)
        assert everything(FakeTranslation(), store) == expected
        store.close()
    engine = FakeTranslation()
    assert everything(engine, Store(path)) == expected
    assert not engine.calls


@pytest.mark.parametrize("seed", range(25))
def test_whatever_bytes_are_damaged_the_results_are_the_same(path: Path, seed: int) -> None:
    """Some damage SQLite notices, and the file goes; some the digests notice; some hits what nobody reads."""
    store = Store(path)
    expected = everything(FakeTranslation(), store)
    store.close()
    chance, data = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 5, 50))):
        data[chance.randrange(16, len(data))] = chance.randrange(256)
    path.write_bytes(data[: chance.choice((len(data), chance.randrange(16, len(data))))])
    for _ in range(2):
        store = Store(path)
        assert everything(FakeTranslation(), store) == expected
        store.close()


def _full(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
    _write(path, "one")


def test_a_cache_that_may_not_grow_is_gone_on_without_and_stays(path: Path) -> None:
    store = Store(path)
    expected = everything(FakeTranslation(), store)
    store.close()
    child = multiprocessing.get_context("spawn").Process(target=_full, args=(path,))
    child.start()
    child.join()
    assert child.exitcode == 0
    engine = FakeTranslation()
    assert everything(engine, Store(path)) == expected
    assert not engine.calls, "what it held before is still there"


@pytest.mark.parametrize(
    "value", [b"", b"\x80\x04K\x01.", b'{"tokens": 3}', b"null", b'{"tokens":[[0,1,-1]],"end":"x"}']
)
def test_a_damaged_entry_is_computed_again(path: Path, value: bytes) -> None:
    store = Store(path)
    expected = everything(FakeTranslation(), store)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET value = ?", (value,))
    connection.close()
    engine = FakeTranslation()
    assert everything(engine, store) == expected
    assert set(engine.calls.values()) == {3}


def test_what_is_stored_is_json(path: Path) -> None:
    everything(FakeTranslation(), Store(path))
    connection = sqlite3.connect(path)
    values = [value for (value,) in connection.execute("SELECT value FROM entries")]
    connection.close()
    assert len(values) == 9
    assert all(value[:1] in (b"{", b'"') for value in values)


def test_without_a_place_it_works_without_remembering(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("where a folder should be")
    store = Store(tmp_path / "file" / "results.sqlite")
    assert everything(FakeTranslation(), store) == everything(FakeTranslation(), store)
    store.close()


def test_a_file_that_may_not_be_written_is_left_alone(path: Path) -> None:
    """Another process holds it, the disk is full: nothing says that what it holds is wrong."""
    store = Store(path)
    everything(FakeTranslation(), store)
    store.close()
    before = path.read_bytes()
    store = Store(path)
    assert store._connection is not None
    store._connection.execute("PRAGMA query_only = ON")
    CachedTranslation(FakeTranslation("new"), store).translate(["un", "deux"], "fr", "en")
    assert path.read_bytes() == before


def test_no_cache_opens_nothing(cache_dir: Path) -> None:
    assert open_store(results_folder(Config(cache=False))) is None
    store = open_store(results_folder(Config()))
    assert store is not None
    store.close()
    assert [item.suffix for item in cache_dir.iterdir()] == [".sqlite"]


def _write(path: Path, name: str) -> int:
    store = Store(path)
    engine = CachedTranslation(FakeTranslation(name), store)
    for i in range(30):
        engine.translate([f"{name} {i} {j}" for j in range(20)], "fr", "en")
    store.close()
    return 30 * 20


@pytest.mark.parametrize("processes", [2, 4])
def test_processes_write_at_once(path: Path, processes: int) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        names = ["one", "two", "three", "four"][:processes]
        written = sum(pool.map(_write, [path] * processes, names))
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM entries").fetchone() == (written,)
    connection.close()
