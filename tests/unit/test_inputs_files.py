from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from checker.config import Config
from checker.errors import BadInput, UsageProblem
from checker.inputs import files
from checker.inputs.files import Input, find, open_document
from checker.types import Notice, Problem

DEFAULTS = Config()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "b.txt",
        "a.md",
        "sub/c.PO",
        "sub/data.json",
        "x.bin",
        ".git/d.txt",
        "venv/e.txt",
        "n/node_modules/f.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Bonjour.")
    (tmp_path / "own").mkdir()
    (tmp_path / "own/pyvenv.cfg").touch()
    (tmp_path / "own/g.txt").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*arguments: str, config: Config = DEFAULTS) -> list[str]:
    return [
        item.name if isinstance(item, Input) else f"! {item.path}"
        for item in find(arguments, config)
    ]


def test_folders_give_known_files_sorted(tree: Path) -> None:
    assert names(".") == ["a.md", "b.txt", "sub/c.PO"]


def test_folders_above_the_one_searched_say_no_language(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path_factory.mktemp("home") / "fr" / "project"
    for name in ("data.json", "fr/messages.json"):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    said = [str(project / "fr" / "messages.json")]
    assert names(str(project), config=Config(lang="fr")) == said
    assert names(str(project / "fr"), config=Config(lang="fr")) == said
    monkeypatch.chdir(project)
    assert names(".", config=Config(lang="fr")) == [str(Path("fr", "messages.json"))]


def test_a_chosen_format_limits_the_folder(tree: Path) -> None:
    assert names(".", config=Config(input_format="json")) == ["sub/data.json"]


def test_files_once_in_the_order_of_the_arguments(tree: Path) -> None:
    assert names("b.txt", "x.bin", ".", "./b.txt", "-", "-") == [
        "b.txt",
        "x.bin",
        "a.md",
        "sub/c.PO",
        "-",
    ]


def test_patterns_that_the_shell_left_alone(tree: Path) -> None:
    assert names("*.md", "**/*.PO", "sub/*.json") == ["a.md", "sub/c.PO", "sub/data.json"]


def test_what_does_not_exist_is_a_problem_and_the_rest_goes_on(tree: Path) -> None:
    (tree / "empty").mkdir()
    assert names("nope.txt", "*.docx", "empty", "a\0b", "b.txt") == [
        "! nope.txt", "! *.docx", "! empty", "! a\0b", "b.txt",
    ]  # fmt: skip
    assert all(isinstance(item, Problem) for item in find(["nope.txt"], Config()))


def test_suffix_and_setting_choose_the_reader(tree: Path) -> None:
    (tree / "t.jsonl").write_text('{"target": "Oui."}')
    assert open_document(Input("t.jsonl", tree / "t.jsonl"), Config()).blocks[0].text == "Oui."
    as_text = open_document(Input("t.jsonl", tree / "t.jsonl"), Config(input_format="text"))
    assert as_text.blocks[0].text.startswith("{")
    assert open_document(Input("x.bin", tree / "x.bin"), Config()).blocks[0].text == "Bonjour."


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Été.".encode())))
    document = open_document(Input("-", None), Config())
    assert (document.path, document.text) == ("-", "Été.")


def test_errors_name_the_file(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageProblem, match="wordperfect"):
        open_document(Input("b.txt", tree / "b.txt"), Config(input_format="wordperfect"))
    with pytest.raises(BadInput, match="gone"):
        open_document(Input("gone", tree / "gone"), Config())
    monkeypatch.setattr(files, "MEGABYTE", 3)
    with pytest.raises(BadInput, match=r"b\.txt: .*larger"):
        open_document(Input("b.txt", tree / "b.txt"), Config(max_file_megabytes=1))


def test_a_format_that_nobody_reads_is_said_before_a_file_is_opened() -> None:
    with pytest.raises(UsageProblem, match="wordperfect"):
        list(find(["anything.txt"], Config(input_format="wordperfect")))


def test_what_git_ignores_is_left_out(tree: Path) -> None:
    (tree / ".gitignore").write_text("/sub/\n*.md\n")
    assert names(".") == ["b.txt"]
    assert names("a.md", "sub/*.PO") == ["a.md", "sub/c.PO"], "named ones are not"
    assert names(".", config=Config(respect_gitignore=False)) == ["a.md", "b.txt", "sub/c.PO"]


def test_settings_choose_what_a_folder_gives(tree: Path) -> None:
    assert names(".", config=Config(include=("*.txt", "sub/*.json"))) == ["b.txt", "sub/data.json"]
    found = list(find([".", "a.md"], Config(exclude=("*.md", "sub/"))))
    assert [item.name for item in found if isinstance(item, Input)] == ["b.txt", "a.md"]
    left = [(item.path, item.kind) for item in found if isinstance(item, Notice)]
    assert left == [("sub/", "excluded"), ("a.md", "excluded")]


def test_exclusions_can_bind_named_files_too(tree: Path) -> None:
    forced = Config(exclude=("sub/",), force_exclude=True)
    found = list(find(["sub/c.PO", "b.txt"], forced))
    assert [type(item) for item in found] == [Notice, Input]
    assert found[1] == Input("b.txt", Path("b.txt"), named=False)


def test_standard_input_may_have_the_name_of_a_file(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = find(["-"], Config(), stdin_filename="sub/new.md")
    assert item == Input("sub/new.md", None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("# Été\n".encode())))
    document = open_document(item, Config())
    assert (document.path, document.blocks[0].text) == ("sub/new.md", "Été")
    excluded = Config(exclude=("sub/",), force_exclude=True)
    assert isinstance(next(find(["-"], excluded, stdin_filename="sub/new.md")), Notice)


def test_texts_for_programs_are_not_looked_for(tree: Path) -> None:
    for name in (
        "requirements.txt",
        "requirements-dev.txt",
        "robots.txt",
        "sub/CMakeLists.txt",
        "AUTHORS.md",
    ):
        (tree / name).touch()
    assert names(".") == ["a.md", "b.txt", "sub/c.PO"]
    assert names("robots.txt") == ["robots.txt"]


def test_languages_by_path(tree: Path) -> None:
    config = Config(per_path_lang={"sub/": "de", "*.md": "fr-CA"})
    languages = [
        open_document(item, config).lang
        for item in find(["a.md", "b.txt"], config)
        if isinstance(item, Input)
    ]
    assert languages == ["fr-CA", "fr"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.fr.po", 'msgid "a"\nmsgstr[x] "un"\nmsgstr "un"\n\n'),
        ("a.fr.ftl", "? un\n\nb = deux\n\n"),
    ],
)
def test_of_a_broken_file_no_more_is_said_than_a_person_reads(name: str, text: str) -> None:
    document = open_document(Input(name, None, data=text.encode() * 500), Config())
    assert len(document.problems) == 21
    assert document.problems[-1].message == "480 more places cannot be read."
    assert len(open_document(Input(name, None, data=text.encode() * 21), Config()).problems) == 21
