"""What the language server makes of texts, settings and findings, without a client."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from lsprotocol import types

from checker import messages
from checker.config import Config
from checker.errors import BadInput, ConfigProblem, UsageProblem
from checker.lsp import actions, project_files
from checker.lsp.carried import carried
from checker.lsp.diagnostics import Checked, diagnostics
from checker.lsp.hover import hover
from checker.lsp.ignoring import ignoring
from checker.lsp.open_text import OpenText, opened, read_again
from checker.lsp.positions import Positions
from checker.lsp.workspace import NAMES_FILES, WorkspaceSettings, own_settings
from checker.pipeline import Checker
from checker.types import Severity, Span

CONFIG = Config(tier="fast", select=("STR103", "LOC301"))
TWICE = "Le ministre a annoncé de de nouvelles mesures."


def text(name: str, body: str, language: str = "plaintext") -> OpenText:
    path = None if ":" in name else Path(name)
    return OpenText(path.as_uri() if path else name, 1, language, body, path)


def checked(name: str, body: str, language: str = "plaintext", config: Config = CONFIG) -> Checked:
    one = text(name, body, language)
    read = opened(one, Path("/w"), config)
    assert read.document is not None
    run = Checker(config)
    result = run.check_document(read.document)
    return Checked(one, read.document, result, (), config, read.reader, frozenset(run.rules))


def found(one: Checked) -> list[tuple[str, str]]:
    return [(finding.code, finding.text) for _segment, finding in one.findings()]


# --- which texts ---


@pytest.mark.parametrize(
    ("name", "language", "reader"),
    [
        ("/w/a.txt", "plaintext", "text"),
        ("/w/a.md", "anything", "markdown"),
        ("/w/po/fr.po", "", "po"),
        ("/w/locales/fr.json", "json", "json"),
        ("/w/README", "plaintext", "text"),
        ("untitled:Untitled-1", "markdown", "markdown"),
        ("untitled:Untitled-1", "gettext", "po"),
        # What a folder that is searched would not give either:
        ("/w/package.json", "json", None),
        ("/w/requirements.txt", "plaintext", None),
        ("/w/node_modules/a/README.md", "markdown", None),
        ("/w/drafts/a.md", "markdown", None),
        ("/w/a.de.txt", "plaintext", None),
        ("/w/a.py", "python", None),
        ("/w/a.tex", "latex", None),
        ("untitled:Untitled-1", "python", None),
    ],
)
def test_texts_that_are_meant(name: str, language: str, reader: str | None) -> None:
    bodies = {"po": f'msgid "a"\nmsgstr "{TWICE}"\n', "json": f'{{"a": "{TWICE}"}}'}
    body = bodies.get(reader or "", TWICE)
    config = replace(CONFIG, exclude=("/w/drafts/",))
    read = opened(text(name, body, language), Path("/w"), config)
    assert (read.reader if read.document else None) == reader


def test_a_text_in_another_language_is_left_alone() -> None:
    english = "The minister announced new measures for the whole country on Monday. " * 3
    assert opened(text("/w/a.md", english), Path("/w"), CONFIG).document is None


def test_what_cannot_be_read_is_said() -> None:
    read = opened(text("/w/fr.po", "nothing of this kind"), Path("/w"), CONFIG)
    assert read.document is None
    (problem,) = read.problems
    assert "gettext" in problem.message


def test_a_source_beside_the_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.en.txt").write_text("There are 12 houses.")
    one = OpenText("file:///x", 1, "plaintext", "Il y a 13 maisons.", tmp_path / "a.fr.txt")
    read = opened(one, tmp_path, replace(CONFIG, source_pattern="{stem}.en.txt"))
    assert read.document is not None
    assert read.document.original is not None


# --- settings ---


def test_settings_are_those_of_the_folder_under_those_of_the_editor(tmp_path: Path) -> None:
    file = tmp_path / "checker.toml"
    file.write_text('lang = "de"\nfail-on = "minor"\nglossary = ["g.csv"]\n')
    (tmp_path / "sub").mkdir()
    settings = WorkspaceSettings(tmp_path / "sub", {"fail-on": "never"}, trusted=True)
    assert settings.file == file
    assert (settings.config.lang, settings.config.fail_on) == ("de", "never")
    assert settings.config.glossary == (str(tmp_path / "g.csv"),)
    file.write_text('lang = "es"\n')
    assert settings.config.lang == "es"
    file.write_text('lnag = "es"\n')
    with pytest.raises(ConfigProblem, match="lang"):
        _ = settings.config


def test_a_folder_that_is_not_trusted_names_no_file_and_no_model(tmp_path: Path) -> None:
    lines = [
        'lang = "de"', 'source-pattern = "{stem}.en.txt"', 'glossary = ["g.csv"]', 'calques = ["c.toml"]',
        *(f'{name} = "./evil"' for name in ("back-model", "forward-model", "language-model", "quality-model")),
        *(f'{name} = "evil.json"' for name in ("calibration", "baseline")),
    ]  # fmt: skip
    (tmp_path / "checker.toml").write_text("\n".join(lines))
    config = WorkspaceSettings(tmp_path, {}, trusted=False).config
    assert config == Config(lang="de")
    trusted = WorkspaceSettings(tmp_path, {}, trusted=True).config
    changed = {name for name in NAMES_FILES if getattr(trusted, name) != getattr(Config(), name)}
    # A source does not go with a pattern, and no file that was found may choose the cache.
    assert changed == set(NAMES_FILES) - {"source", "cache_dir"}


def test_settings_that_editors_send() -> None:
    assert own_settings({"checker": {"tier": "fast"}}) == {"tier": "fast"}
    assert own_settings({"tier": "fast"}) == {"tier": "fast"}
    assert own_settings({"checker": None}) == own_settings(None) == own_settings([]) == {}


# --- findings ---


def test_an_error_is_what_fails_the_gate() -> None:
    one = checked("/w/a.txt", TWICE)
    positions = Positions(TWICE, "utf-16")
    for fail_on, severity in (
        ("minor", types.DiagnosticSeverity.Error),
        ("major", types.DiagnosticSeverity.Information),
        ("never", types.DiagnosticSeverity.Information),
    ):
        config = replace(CONFIG, fail_on=fail_on)
        (shown,) = diagnostics(replace(one, config=config), positions)
        assert shown.severity == severity


def test_a_rule_is_linked_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_DOCS_URL", "https://example.org/docs/")
    (shown,) = diagnostics(checked("/w/a.txt", TWICE), Positions(TWICE, "utf-16"))
    assert shown.code == "STR103"
    assert shown.code_description == types.CodeDescription(
        "https://example.org/docs/rules.md#str103-doubled-word"
    )


def test_hover_says_what_and_why() -> None:
    one = checked("/w/a.txt", TWICE)
    at = TWICE.index("de de")
    found = hover(one, at, markdown=True)
    assert found is not None
    span, said = found
    assert span.of(TWICE) == "de de"
    assert "**The word “de” appears twice in a row.**" in said
    assert "**Why it matters**: it is a slip" in said
    assert hover(one, 0, markdown=True) is None
    plain = hover(one, at, markdown=False)
    assert plain is not None
    assert "**" not in plain[1]
    messages.use("fr")
    french = hover(checked("/w/a.txt", TWICE), at, markdown=True)
    assert french is not None
    assert "Pourquoi" in french[1]


def test_hover_shows_the_back_translation_with_the_words_that_are_meant() -> None:
    one = checked("/w/a.txt", "Le *zèbre* dort.", config=replace(CONFIG, select=("LOC301",)))
    (segment,) = one.result.segments
    token = segment.tokens[1]
    assert token.text == "zèbre"
    finding = replace(
        checked("/w/a.txt", TWICE).result.segments[0].findings[0],
        code="ACC101", start=token.start, end=token.end, text=token.text, p=0.8, message="M", severity=Severity.MAJOR,
    )  # fmt: skip
    segment = replace(
        segment,
        back="The *zebra* sleeps.",
        back_words=(Span(0, 3), Span(5, 10), Span(12, 18)),
        readable=True,
        tokens=tuple(msgspec.structs.replace(t, back=(at,)) for at, t in enumerate(segment.tokens)),
        findings=(finding,),
    )
    result = replace(one.result, segments=(segment,))
    said = hover(replace(one, result=result), token.start, markdown=True)
    assert said is not None
    assert r"back-translation: The \***zebra**\* sleeps." in said[1]
    assert "probability: 0.80" in said[1]


# --- what models said stays where nothing has changed ---


def test_findings_of_models_stay_with_their_sentences() -> None:
    before = checked("/w/a.txt", "Un chat dort là.\nUn chien court vite.")
    first, second = before.result.segments
    finding = replace(
        checked("/w/a.txt", TWICE).result.segments[0].findings[0],
        code="ACC101", start=second.start + 3, end=second.start + 8, text="chien", line=2, column=4,
    )  # fmt: skip
    of_a_rule = replace(finding, code="STR103")
    second = replace(second, back="A dog runs.", findings=(finding, of_a_rule))
    old = replace(before.result, segments=(first, second))
    body = "Un chat 🙂 dort.\n\nEncore.\n\nUn chien court vite."
    now = carried(old, checked("/w/a.txt", body).result, {"STR103"})
    (*others, last) = now.segments
    assert [s.back for s in others] == [None] * len(others)
    assert last.back == "A dog runs."
    (kept,) = last.findings
    assert (kept.code, kept.line, kept.column) == ("ACC101", 5, 4)
    assert body[kept.start : kept.end] == "chien"


# --- what can be done ---

IN_FORMATS = {
    "a.txt": f"Bien.\n{TWICE}\nBien.\n",
    "b.txt": f"Bien.\r\n\r\n{TWICE}\r\n",
    "c.md": f"# Titre\n\nBien.\n\n  {TWICE}\n",
    "d.md": f"* {TWICE}\n* Bien.\n",
    "e.md": f"> Bien.\n>\n> {TWICE}\n",
    "f.html": f"<p>Bien.</p><p>{TWICE}</p><p>Bien.</p>",
    "g.fr.po": f'#: x.c:1\nmsgid "a b"\nmsgstr "Bien."\n\n#. note\nmsgctxt "x"\nmsgid "c d"\nmsgstr "{TWICE}"\n',
    "h.fr.xlf": '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file '
    'source-language="en" target-language="fr" original="o" datatype="x"><body><trans-unit id="1"><source>s t</source>'
    f"<target>{TWICE}</target></trans-unit></body></file></xliff>",
    "i.fr.xlf": '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" '
    'trgLang="fr"><file id="f"><unit id="1"><segment><source>s t</source>'
    f"<target>{TWICE}</target></segment></unit></file></xliff>",
    "j.tmx": '<tmx version="1.4"><header/><body><tu><tuv xml:lang="en"><seg>s t</seg></tuv><tuv xml:lang="fr">'
    f"<seg>{TWICE}</seg></tuv></tu></body></tmx>",
    "k.vtt": f"WEBVTT\n\n1\n00:01.000 --> 00:02.000\nBien.\n\n2\n00:03.000 --> 00:04.000\n{TWICE}\n",
    "l.jsonl": f'{{"target": "Bien."}}\n{{"target": "{TWICE}"}}\n',
}  # fmt: skip
NO_COMMENTS = {
    "m.mdx": f"{TWICE}\n",
    "n.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{TWICE}\n",
    "o.fr.properties": f"a={TWICE}\n",
}


def with_comment(name: str, body: str) -> str | None:
    one = checked(f"/w/{name}", body)
    (_segment, finding), *_rest = one.findings()
    assert finding.code == "STR103"
    read = read_again(one.document, one.reader, one.config)
    comment = ignoring(one.document, finding, one.reader, read)
    return None if comment is None else comment.into(body)


@pytest.mark.parametrize("name", IN_FORMATS)
def test_a_comment_switches_the_rule_off_here_and_nowhere_else(name: str) -> None:
    body = with_comment(name, IN_FORMATS[name])
    assert body is not None
    assert found(checked(f"/w/{name}", body)) == []
    # The same fault elsewhere is still found.
    if name.endswith((".txt", ".md")):
        assert found(checked(f"/w/{name}", f"{body}\n\n{TWICE}\n")) == [("STR103", "de de")]


@pytest.mark.parametrize("name", NO_COMMENTS)
def test_no_comment_is_offered_where_there_are_none(name: str) -> None:
    assert with_comment(name, NO_COMMENTS[name]) is None


def test_a_comment_that_is_there_gets_one_code_more() -> None:
    body = f'# checker: ignore=LOC301\nmsgid "a b"\nmsgstr "{TWICE}"\n'
    assert with_comment("a.fr.po", body) == body.replace("LOC301", "LOC301,STR103")


def test_actions_repair_ignore_accept_and_settle(tmp_path: Path) -> None:
    config = replace(
        CONFIG, baseline=str(tmp_path / "known.json"), glossary=(str(tmp_path / "g.csv"),)
    )
    (tmp_path / "g.csv").write_text("source,target,kind\n")
    one = checked("/w/a.txt", TWICE, config=config)
    positions = Positions(TWICE, "utf-16")
    at = TWICE.index("de de")
    offered = list(actions.actions(one, positions, Span(at, at + 5)))
    assert [action.title for action in offered] == [
        "Write “de”",
        "Ignore STR103 here",
        "Accept this finding: add it to known.json",
        "Glossary: never write “de de”",
        "Apply all automatic repairs: 1",
    ]
    assert offered[0].is_preferred
    assert offered[-1].kind == "source.fixAll.checker"
    elsewhere = list(actions.actions(one, positions, Span(0, 0)))
    assert [action.kind for action in elsewhere] == ["source.fixAll.checker"]


def test_an_accepted_finding_is_known_from_then_on(tmp_path: Path) -> None:
    config = replace(CONFIG, baseline=str(tmp_path / "known.json"))
    one = checked(str(tmp_path / "a.txt"), f"{TWICE}\n\n{TWICE}")
    first, second = (finding.fingerprint for _segment, finding in one.findings())
    project_files.add_to_baseline(one.result, first, "v:1", config)
    left = project_files.without_known(one.result, config)
    assert [f.suppressed for s in left.segments for f in s.findings] == ["baseline", None]
    project_files.add_to_baseline(one.result, second, "v:1", config)
    left = project_files.without_known(one.result, config)
    assert [f.suppressed for s in left.segments for f in s.findings] == ["baseline", "baseline"]


def test_decisions_of_people_are_not_written_over(tmp_path: Path) -> None:
    config = replace(CONFIG, baseline=str(tmp_path / "decisions.jsonl"))
    one = checked("/w/a.txt", TWICE, config=config)
    at = TWICE.index("de de")
    offered = actions.actions(one, Positions(TWICE, "utf-16"), Span(at, at + 5))
    assert not [action for action in offered if action.command is not None]
    with pytest.raises(UsageProblem):
        project_files.add_to_baseline(one.result, "x", "v:1", config)
    assert not (tmp_path / "decisions.jsonl").exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "source,target,kind\n,« nominer »,forbidden\n"),
        ("source;target;kind\r\na;b;\r\n", "source;target;kind\r\na;b;\r\n;« nominer »;forbidden\r\n"),
        ("\ufeffkind,target\n,a", None),
        ("target,kind\nb,forbidden", "target,kind\nb,forbidden\n« nominer »,forbidden\n"),
    ],
)  # fmt: skip
def test_a_term_is_a_row_of_the_glossary(
    tmp_path: Path, before: str | None, after: str | None
) -> None:
    file = tmp_path / "g.csv"
    if before is not None:
        file.write_bytes(before.encode())
    config = Config(glossary=("terms.tbx", str(file)))
    if after is None:  # the table is broken already: it stays as it is
        with pytest.raises(BadInput):
            project_files.add_to_glossary("forbidden", "", "« nominer »", config)
        assert file.read_bytes() == str(before).encode()
        return
    assert project_files.add_to_glossary("forbidden", "", "« nominer »", config) == file
    assert file.read_bytes() == after.encode()
