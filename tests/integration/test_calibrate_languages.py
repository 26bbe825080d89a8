"""`checker calibrate` on texts of several languages, measured before, and on a few of their measurements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checker.calibration.stored import decode
from checker.cli import invoke
from checker.config import Config
from checker.evaluate import gold as read_gold
from checker.evaluate import running
from checker.evaluate.saved import save
from checker.pipeline import Checker
from tests.unit.toy_checker import Toy

WORDS = {"de": ("Haus", "Baum", "Wald"), "ru": ("дом", "лес", "сад")}


def rows(lang: str) -> list[dict[str, Any]]:
    """Forty texts of four words; in every second one the last word has a z and is marked."""
    out = []
    for number in range(40):
        text = " ".join((*WORDS[lang], f"wort{'z' if number % 2 else 'a'}{number}"))
        start = text.rindex(" ") + 1
        mark = {"start": start, "end": len(text), "severity": "major"}
        out.append(
            {
                "id": f"{lang}{number}",
                "lang_tgt": lang,
                "target": text,
                "doc": str(number // 2),
                "errors": [mark] if number % 2 else [],
            }
        )
    return out


def measured(folder: Path, lang: str) -> tuple[str, str]:
    """A file of gold in this language and one of its measurements."""
    gold, known = folder / f"{lang}.jsonl", folder / f"{lang}.measured.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows(lang)))
    config = Config(lang=lang)
    checker = Checker(config, measurer=Toy(), calibration=running.Uncalibrated())
    found = running.opinions(checker, read_gold.read(gold, config), use_source=False)
    save(known, running.header(checker), (one.case for texts in found for one in texts))
    return str(gold), str(known)


def test_measurements_say_in_which_language_their_texts_are(tmp_path: Path) -> None:
    files = [measured(tmp_path, lang) for lang in WORDS]
    out = tmp_path / "own.json"
    options = [part for _gold, known in files for part in ("--measurements", known)]
    gold = [gold for gold, _known in files]
    assert invoke(["calibrate", *gold, *options, "--lang", "de", "-o", str(out), "-q"]) == 0
    assert "de.jsonl (40)" in decode(out.read_bytes(), "own").data
    assert "ru.jsonl (40)" in decode(out.read_bytes(), "own").data


def test_without_measurements_a_text_in_another_language_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = [measured(tmp_path, lang)[0] for lang in WORDS]
    assert invoke(["calibrate", *gold, "--lang", "de", "-o", str(tmp_path / "own.json")]) == 2
    assert "“ru”" in capsys.readouterr().err


def test_only_the_signals_that_are_named_teach(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, known = measured(tmp_path, "de")
    out = tmp_path / "own.json"
    command = ["calibrate", gold, "--measurements", known, "--lang", "de", "-o", str(out), "-q"]
    assert invoke([*command, "--signals", "lm."]) == 0
    models = decode(out.read_bytes(), "own").without_source.models
    taught = {item.name for model in models.values() for item in model.features}
    assert {"lm.mean", "lm.logprob"} <= taught
    assert not any(name.startswith("length.") for name in taught)
    assert invoke([*command, "--signals", "nothing."]) == 2
    assert "lm.mean" in capsys.readouterr().err
