"""What is said of a whole document: how it is written, and how probably a machine translated it."""

from __future__ import annotations

import lzma
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from checker.calibration import stored
from checker.calibration.model import Calibration, Feature, Model
from checker.config import Config
from checker.evaluate.gold import Gold, Row
from checker.evaluate.running import Opinion
from checker.evidence import begin
from checker.fitting import Labelled
from checker.fitting.machine_texts import fit_documents
from checker.judge.scores import document_scores
from checker.languages import style
from checker.signals import whole_text
from checker.text.segment import segment
from checker.types import Block, Case, Document, Measurements
from tests.unit.toy_calibration import raw

SENTENCE = "La réunion de la commission est prévue demain à midi, et le rapport sera lu. "
LINEAR = Model(
    (Feature("lm.logprob", -9.0, -20.0, 0.0, -9.0, 1.0, 1.0),), 0.0, ((-9.0, 0.0), (9.0, 1.0))
)


def cases(text: str, back: float = math.nan, probable: float = math.nan) -> list[Case]:
    """Those of a text in which all words are as probable, alone and given the back-translation."""
    document = Document("d", text, (Block(text, ((0, 0),)),), "fr", "en")
    return [
        replace(
            case,
            measurements=Measurements(
                words={
                    "back.logprob": (back,) * len(case.words),
                    "lm.logprob": (probable,) * len(case.words),
                }
            ),
        )
        for case in map(Case, begin(segment(document)))
    ]


def test_a_short_document_says_nothing() -> None:
    assert whole_text.measure(cases(SENTENCE * 3), "fr") is None
    assert whole_text.measure(cases(SENTENCE * 8), "fr") is not None


def test_the_means_are_those_of_all_words_and_nan_where_none_was_measured() -> None:
    found = whole_text.measure(cases(SENTENCE * 8, back=-2.0), "fr")
    assert found is not None
    assert found["back.logprob"] == -2.0
    assert math.isnan(found["lm.logprob"])
    assert math.isfinite(found["style"])


def test_a_language_without_weights_has_no_style() -> None:
    assert style.translated([SENTENCE], "de") is None
    assert whole_text.measure(cases(SENTENCE * 8), "de") is None


def test_style_is_of_shares_and_does_not_depend_on_the_number_of_repetitions() -> None:
    once = style.translated([SENTENCE], "fr")
    assert once is not None
    assert style.translated([SENTENCE] * 40, "fr") == pytest.approx(once)


def test_what_words_say_has_no_part_in_style() -> None:
    first, second = "Le chat noir mange une souris.", "Le ministre adjoint signe une circulaire."
    small = frozenset(("le", "une"))
    assert set(style.rows([first], "fr", small)) >= {"< le", "le", "une", "."}
    assert all(
        word in {"<", ">", "le", "une", "."} or word.startswith("/")
        for row in style.rows([second], "fr", small)
        for word in row.split()
    )


@pytest.mark.parametrize(("probable", "p"), [(-18.0, 0.0), (-9.0, 0.5), (-4.5, 0.75)])
def test_a_predictable_document_is_a_machines(probable: float, p: float) -> None:
    calibration = replace(msgspec.convert(raw(), Calibration), document=LINEAR)
    found = whole_text.measure(cases(SENTENCE * 8, probable=probable), "fr")
    assert found is not None
    assert calibration.p_machine(found) == pytest.approx(p)


def test_a_calibration_without_such_a_model_says_nothing_and_keeps_its_signature() -> None:
    calibration = msgspec.convert(raw(), Calibration)
    assert calibration.p_machine({"style": 1.0}) is None
    again = stored.decode(stored.encode(calibration), "again")
    assert again.signature == calibration.signature
    assert replace(calibration, document=LINEAR).signature != calibration.signature


@pytest.mark.parametrize("tier", ["full", "estimate"])
def test_the_shipped_calibrations_have_a_model_of_what_their_tier_measures(tier: str) -> None:
    found = stored.read(Config(tier=tier)).document
    assert found is not None
    names = {item.name for item in found.features}
    assert names == (set(whole_text.NAMES) if tier == "full" else {"style"})


def test_scores_keep_it_when_findings_are_taken_out() -> None:
    assert document_scores((), 0.123456).p_machine == 0.1235
    assert document_scores(()).p_machine is None


def labelled(name: str, of_people: int, of_machines: int) -> Labelled:
    rows, answers = [], []
    for number in range(of_people + of_machines):
        human = number < of_people
        probable = -9.0 - (2 if human else 0) + number % 3
        for case in cases(SENTENCE * 8, probable=probable):
            rows.append(Row(str(len(rows)), len(rows), (case.text,), doc=f"d{number}", clean=human))
            answers.append((opinion(case),))
    return Labelled(Gold(name, tuple(rows)), answers)


def opinion(case: Case) -> Opinion:
    return Opinion(case.words, (), None, None, None, None, None, (), case)


def test_documents_of_both_kinds_in_one_set_teach_the_model() -> None:
    found = fit_documents([labelled("web", 12, 12)], "fr")
    assert found is not None
    calibration = replace(msgspec.convert(raw(), Calibration), document=found)
    low, high = (calibration.p_machine({"lm.logprob": x, "style": 0.0}) for x in (-12.0, -6.0))
    assert low is not None
    assert high is not None
    assert low < 0.5 < high


def test_sets_of_one_kind_teach_nothing() -> None:
    assert fit_documents([labelled("people", 12, 0), labelled("machines", 0, 12)], "fr") is None


def test_the_recipe_of_style_makes_weights_that_tell_its_texts_apart(tmp_path: Path) -> None:
    human, machine, out = (tmp_path / name for name in ("human", "machine", "style.tsv.xz"))
    human.write_text("\n\n".join(["Le chat, lui, dort.\nOn le sait."] * 9) + "\n", "utf-8")
    machine.write_text(
        "\n\n".join(["Il est un chat qui est noir.\nIl est un."] * 9) + "\n", "utf-8"
    )
    script = Path(__file__).parents[2] / "models" / "train" / "style.py"
    command = [sys.executable, script, "--human", human, "--machine", machine, "-o", out]
    subprocess.run(command, check=True, capture_output=True, cwd=script.parents[2])
    lines = lzma.decompress(out.read_bytes()).decode("utf-8").splitlines()
    weights = {row: float(weight) for row, weight in (line.split("\t") for line in lines)}
    assert "" in weights
    assert weights["est un"] > 0 > weights["lui"]
