"""A settings file that was found reads nothing outside its folder and chooses neither cache nor hub."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.cli import invoke
from checker.config import load
from checker.disk.store import FORM
from checker.disk.trust import lies_below
from checker.errors import ConfigProblem

FORMS = ["checker.toml", "pyproject.toml"]
TEXT = "Un  mot là.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository beside a folder that is none of its business."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("A secret.")
    (outside / "model").mkdir()
    project = tmp_path / "project"
    (project / "own" / "model").mkdir(parents=True)
    (project / "own" / "terms.csv").write_text("source,target\na,b\n")
    (project / "link").symlink_to(outside / "secret.txt")
    (project / "way").symlink_to(outside)
    (project / "home").symlink_to(project / "own")
    (project / "a.fr.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(project)
    monkeypatch.setenv("HOME", str(outside))
    return project


def settings(form: str, *lines: str) -> None:
    head = "[tool.checker]\n" if form == "pyproject.toml" else ""
    Path(form).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def checked(*options: str) -> int:
    return invoke(["check", "--tier=fast", "--select=STR104", "--quiet", *options, "a.fr.txt"])


OUTSIDE = [
    "../outside/secret.txt",
    "own/../../outside/secret.txt",
    "link",
    "way/secret.txt",
    "way/not-there.txt",
    "~/secret.txt",
    "/etc/passwd",
    "..",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("key", ["source", "calibration", "glossary", "calques"])
def test_no_file_outside_is_read(
    key: str, path: str, form: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = key in ("glossary", "calques")
    settings(form, f'{key} = ["own/terms.csv", "{path}"]' if many else f'{key} = "{path}"')
    assert checked() == 2
    out, err = capsys.readouterr()
    assert f"{form}: {key}: “{path}” is outside the folder of this file" in err
    assert "--config" in err and "secret" not in out


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("evil/model", "this file may not name a model on the hub"),
        ("evil/model@main", "this file may not name a model on the hub"),
        ("../outside/model", "is outside"),
        ("way/model", "is outside"),
        ("~/model", "is outside"),
        ("https://example.org/model", "this file may not name a model on the hub"),
    ],
)
@pytest.mark.parametrize("key", ["back", "forward", "language", "quality"])
def test_no_model_comes_from_elsewhere(
    key: str, value: str, said: str, form: str, project: Path
) -> None:
    settings(form, f'{key}-model = "{value}"')
    with pytest.raises(ConfigProblem, match=said) as raised:
        load(project)
    assert f"{key}-model" in raised.value.message and form in raised.value.message
    assert "--config" in (raised.value.hint or "")


@pytest.mark.parametrize("form", FORMS)
def test_the_cache_is_not_its_choice_and_nothing_there_is_touched(
    form: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    victim = project / "victim"
    victim.mkdir()
    (victim / f"results-{FORM}.sqlite").write_text("mine")
    settings(form, 'cache-dir = "victim"')
    assert checked() == 2
    assert "cache-dir can only be set on the command line" in capsys.readouterr().err
    assert [path.name for path in victim.iterdir()] == [f"results-{FORM}.sqlite"]
    settings(form)
    assert checked("--cache-dir=victim", "--fail-on=never") == 0
    assert (victim / f"results-{FORM}.sqlite").read_text() == "mine"


def test_all_refusals_are_said_at_once(project: Path) -> None:
    settings("checker.toml", 'source = "/etc/passwd"', 'cache-dir = "x"', "beam = 99")
    with pytest.raises(ConfigProblem) as raised:
        load(project)
    for said in ("source:", "cache-dir", "beam"):
        assert said in raised.value.message


@pytest.mark.parametrize("form", FORMS)
def test_what_lies_below_is_allowed(form: str, project: Path) -> None:
    settings(
        form,
        'glossary = ["own/terms.csv", "./home/terms.csv"]',
        f'calibration = "{project}/own/fitted.json"',
        'back-model = "own/model"',
        'forward-model = "./not-there"',
        'language-model = "embedded"',
        'quality-model = "none"',
        'source = "own/../a.en.txt"',
    )
    config = load(project)
    assert config.back_model.endswith("own/model") and config.calibration is not None


@pytest.mark.parametrize("form", FORMS)
def test_who_names_the_file_or_the_option_decides(form: str, project: Path) -> None:
    outside = project.parent / "outside"
    settings(form, f'glossary = ["{outside}/terms.csv"]', 'back-model = "some/model"')
    config = load(project, Path(form))
    assert (config.glossary, config.back_model) == ((f"{outside}/terms.csv",), "some/model")
    settings(form, 'cache-dir = "kept"')
    assert load(project, Path(form)).cache_dir is not None


@pytest.mark.parametrize("form", FORMS)
def test_a_settings_file_that_leads_elsewhere_is_not_read(form: str, project: Path) -> None:
    elsewhere = project.parent / "outside" / form
    elsewhere.write_text("[tool.checker]\npassword = 1\n")
    Path(form).symlink_to(elsewhere)
    with pytest.raises(ConfigProblem, match="link that leads out of its folder") as raised:
        load(project)
    assert "password" not in raised.value.message


# --- sources that a pattern finds ---


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pattern", ["../outside/{stem}.txt", "way/{stem}.txt", "{stem}.en.txt"])
def test_a_pattern_finds_no_source_outside(
    pattern: str, form: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.parent / "outside" / "a.txt").write_text("A secret word.")
    (project / "a.en.txt").symlink_to(project.parent / "outside" / "a.txt")
    settings(form, f'source-pattern = "{pattern}"')
    assert checked("--format=json") == 2
    out, err = capsys.readouterr()
    assert "leads outside their folder" in err and "--source-pattern" in err
    assert "secret" not in out
    settings(form)
    assert checked(f"--source-pattern={pattern}", "--fail-on=never") == 0


def test_an_absolute_pattern_is_refused(project: Path) -> None:
    settings("checker.toml", 'source-pattern = "/etc/{stem}"')
    with pytest.raises(ConfigProblem, match=r"source-pattern: .*is outside"):
        load(project)


def test_a_pattern_may_lead_to_a_neighbour_and_to_texts_elsewhere(project: Path) -> None:
    (project / "en").mkdir()
    (project / "fr").mkdir()
    (project / "en" / "b.txt").write_text("A word is there.\n")
    (project / "fr" / "b.txt").write_text(TEXT, encoding="utf-8")
    settings("checker.toml", 'source-pattern = "../en/{stem}.txt"')
    options = ["check", "--tier=fast", "--select=STR104", "--quiet", "--fail-on=never"]
    assert invoke([*options, "fr/b.txt"]) == 0
    settings("checker.toml", 'source-pattern = "{stem}.en.txt"')
    there = project.parent / "outside"
    (there / "c.en.txt").write_text("A word is there.\n")
    (there / "c.fr.txt").write_text(TEXT, encoding="utf-8")
    assert invoke([*options, str(there / "c.fr.txt")]) == 0


# --- texts that a search finds ---


def test_a_search_follows_no_link_out_of_its_folder(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "leak.txt").symlink_to(project.parent / "outside" / "secret.txt")
    (project / "same.txt").symlink_to(project / "a.fr.txt")
    assert invoke(["check", "--show-files", "."]) == 0
    listed = capsys.readouterr().out
    assert "leads out of the folder" in next(x for x in listed.splitlines() if "leak.txt" in x)
    assert invoke(["check", "--show-files", "leak.txt"]) == 0
    assert "leads out" not in capsys.readouterr().out


# --- files that are none ---


@pytest.mark.parametrize("kind", ["pipe", "device", "large", "folder"])
@pytest.mark.parametrize("option", ["--glossary", "--source", "--baseline", "--calibration"])
def test_what_is_no_file_of_bounded_size_is_a_message(
    kind: str, option: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = {"pipe": "pipe.csv", "device": "/dev/zero", "large": "large.csv", "folder": "own"}[kind]
    if kind == "pipe":
        os.mkfifo(name)
    if kind == "large":
        with Path(name).open("wb") as file:
            file.truncate(65 * 1024 * 1024)
    # A calibration is read where a rule needs one.
    which = ["--select=FLU101"] if option == "--calibration" else ["--tier=fast", "--select=STR104"]
    assert invoke(["check", *which, "--quiet", f"{option}={name}", "a.fr.txt"]) == 2
    out, err = capsys.readouterr()
    assert name in out + err and "Traceback" not in err and "bug in checker" not in out + err


def test_lies_below_follows_every_link(project: Path) -> None:
    assert (
        lies_below(project, "own/model")
        and lies_below(project, "home")
        and lies_below(project, ".")
    )
    assert not lies_below(project, "way") and not lies_below(project, "a\0b")
    assert not lies_below(project, f"{project}-beside/a")


def test_doctor_says_which_file_counts_and_how_far(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from checker.cli.doctor import _settings

    assert "no file" in _settings(None)
    settings("checker.toml")
    assert "may only refer to files below" in _settings(None)
    assert "trusted" in _settings(Path("other.toml"))
