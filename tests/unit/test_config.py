"""Settings: every problem said at once, with what was probably meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.config import Config, Fields, cache_folder, load, parse
from checker.errors import ConfigProblem


def test_values_arrive_in_their_types() -> None:
    config = parse(
        {
            "lang": "de",
            "fail-on": "minor",
            "batch_tokens": 512,
            "select": ["ACC", "FLU101"],
            "per-path-ignore": {"docs/*": ["STR"]},
            "fields": {"target": "mt"},
            "min-quality": 50,
        },
        where="here",
    )
    assert config == Config(
        lang="de",
        fail_on="minor",
        batch_tokens=512,
        select=("ACC", "FLU101"),
        per_path_ignore={"docs/*": ("STR",)},
        fields=Fields(target="mt"),
        min_quality=50.0,
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"fial-on": "minor"}, "did you mean 'fail-on'"),
        ({"zzzz": 1}, "unknown key 'zzzz'"),
        ({"fields": {"traget": "x"}}, "fields: unknown key 'traget', did you mean 'target'"),
        ({"beam": "wide"}, "beam"),
        ({"beam": 0}, "beam must be between 1 and 64"),
        ({"fail-on": "always"}, "fail-on"),
        ({"select": "ACC"}, "select"),
        ({"precision": 1.5}, "precision"),
        ({"min-quality": 101}, "min-quality"),
        ({"max-findings-per-1000-words": -1}, "max-findings"),
        ({"fields": 3}, "fields"),
    ],
)
def test_a_wrong_key_or_value_is_named(data: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigProblem, match=said):
        parse(data, where="here")


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(ConfigProblem) as caught:
        parse({"lnag": "fr", "beam": "x", "fields": {"idd": "y"}}, where="here")
    assert all(word in caught.value.message for word in ("here", "lnag", "beam", "idd"))


def test_the_nearest_file_is_taken(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "checker.toml").write_text('lang = "de"')
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "x"')
    assert load(deep).lang == "de"
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.checker]\nlang = "es"')
    assert load(deep).lang == "es"
    (tmp_path / "a" / "checker.toml").write_text('lang = "it"')
    assert load(deep).lang == "it"
    (deep / "own.toml").write_text('lang = "pt"')
    assert load(deep, deep / "own.toml").lang == "pt"


@pytest.mark.parametrize("content", [None, b"lang = ", b"\xff\xfe", b"lang = 3"])
def test_a_file_that_cannot_be_used_is_said_in_words(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "checker.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigProblem, match=r"checker\.toml"):
        load(tmp_path, file)


def test_a_file_with_a_mark_at_its_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "checker.toml").write_text('lang = "de"', encoding="utf-8-sig")
    assert load(tmp_path).lang == "de"


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder(Config(cache_dir="own")) == Path("own")
    monkeypatch.setenv("CHECKER_CACHE_DIR", "named")
    assert cache_folder(Config()) == Path("named")
    monkeypatch.delenv("CHECKER_CACHE_DIR")
    assert cache_folder(Config()).name == "checker"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"source": "a.txt", "source-pattern": "{stem}.en.txt"}, "cannot be combined"),
        ({"source-pattern": "en/article.txt"}, "must hold {stem}"),
    ],
)
def test_sources_that_cannot_be_meant(data: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigProblem, match="checker.toml: .*" + re.escape(said)):
        parse(data, where="checker.toml")


PATHS = """
source = "texts/a.en.txt"
source-pattern = "{stem}.en.txt"
calibration = "own.json"
cache-dir = "~/cache"
glossary = ["terms.csv", "/etc/terms.tbx"]
per-path-ignore = { "legal/*" = ["STY"] }
calques = ["../more.toml"]
back-model = "models/fr-en"
forward-model = "Helsinki-NLP/opus-mt-en-fr"
language-model = "./gone"
"""


def test_paths_of_a_file_start_at_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path / "project" / "below"
    below.mkdir(parents=True)
    project = below.parent
    (project / "models" / "fr-en").mkdir(parents=True)
    (project / "embedded").mkdir()
    (project / "checker.toml").write_text(PATHS.replace('source = "texts/a.en.txt"', ""))
    monkeypatch.chdir(below)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    config = load(below, Path("../checker.toml"))
    assert config.source_pattern == "{stem}.en.txt", "it starts at the folder of each text"
    assert config.calibration == str(project / "own.json")
    assert config.cache_dir == str(tmp_path / "cache")
    assert config.glossary == (str(project / "terms.csv"), "/etc/terms.tbx")
    assert config.per_path_ignore == {str(project / "legal/*"): ("STY",)}
    assert [Path(name).resolve() for name in config.calques] == [tmp_path / "more.toml"]
    assert config.back_model == str(project / "models/fr-en")
    assert config.forward_model == "Helsinki-NLP/opus-mt-en-fr", "no folder: a name on the hub"
    assert Path(config.language_model) == project / "gone", "it begins like a path"
    (project / "checker.toml").write_text('source = "a.txt"')
    assert load(below).source == str(project / "a.txt")
    assert load(below).back_model == "embedded", "whatever lies there"


def test_paths_stay_as_they_are_written_where_the_file_is_in_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checker.toml").write_text('glossary = ["terms.csv"]\nback-model = "./model"\n')
    config = load(tmp_path)
    assert (config.glossary, config.back_model) == (("terms.csv",), "./model")


def test_a_user_without_a_home_folder_is_told_where_to_name_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a container that runs under a number which no one has a name for."""
    import pwd

    def nobody(_number: int) -> object:
        raise KeyError

    for name in ("HOME", "XDG_CACHE_HOME", "CHECKER_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(ConfigProblem, match="no home folder"):
        cache_folder(Config())
    assert cache_folder(Config(cache_dir="here")) == Path("here")
