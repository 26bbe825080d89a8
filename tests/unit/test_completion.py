"""What the shell is told when a person presses Tab."""

from __future__ import annotations

import pytest

from checker.cli import invoke


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_printed(
    shell: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_CHECKER_COMPLETE", f"{shell}_source")
    assert invoke([]) == 0
    assert "_CHECKER_COMPLETE" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("checker ch", {"plain,check"}),
        ("checker check --base", {"plain,--baseline"}),
        ("checker check --fail-on m", {"plain,minor", "plain,major"}),
        ("checker check --format sar", {"plain,sarif"}),
        ("checker check --input-format xlif", {"plain,xliff"}),
        ("checker check --select STR103,STR10", {f"plain,STR103,STR10{n}" for n in range(1, 10)}),
        ("checker explain str10", {f"plain,STR10{n}" for n in range(1, 10)}),
        ("checker check art", {"file,art"}),
        ("checker check --source art", {"file,art"}),
    ],
)
def test_what_fits_is_offered(
    words: str,
    offered: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("_CHECKER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert invoke([]) == 0
    assert set(capfd.readouterr().out.split()) == offered
