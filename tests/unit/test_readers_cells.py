"""Cells of code: captions of Quarto and R Markdown, and notebooks."""

from __future__ import annotations

import json

import pytest

from checker.config import Config
from checker.errors import BadInput
from checker.plugins import readers
from checker.types import Document


def read(name: str, text: str) -> Document:
    return readers()[name].read("a", text.encode(), Config())


def texts(document: Document) -> list[str]:
    """The texts, each of which stands in the file letter for letter, but for spaces and what parts its lines."""
    for block in document.blocks:
        for at, char in enumerate(block.text):
            if not char.isspace():
                assert document.text[block.place(at)] == char
    return [block.text for block in document.blocks]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ('{r}\n#| fig-cap: "Les ventes : un début."\n#| echo: false\nplot(x) # du code', ["Les ventes : un début."]),
        ("{python}\n#| label: a\n#| fig-cap: Les ventes\n#| fig-alt: 'Un graphique'", ["Les ventes", "Un graphique"]),
        ('{r}\n#| fig-cap:\n#|   - "La première."\n#|   - La deuxième.\n#| a: b', ["La première.", "La deuxième."]),
        ("{r}\n#| fig-cap: |\n#|   Une légende\n#|   sur deux lignes.\n#| tbl-cap: Un tableau", [
            "Une légende sur deux lignes.", "Un tableau"]),
        ("{ojs}\n//| fig-cap: Une carte\nx = 1", ["Une carte"]),
        ('{r fig1, fig.cap="Une légende.", fig.alt = \'Un texte\', echo=FALSE}\nplot(x)', ["Une légende.", "Un texte"]),
        ("{r}\n#| fig-cap: !expr paste('a', 'b')\n#| label: rien\n#| classes: un mot", []),
        ("python\n#| fig-cap: Du code qui est montré", []),
        ("{r}\nx <- 1\n#| fig-cap: Trop tard", []),
    ],
)  # fmt: skip
def test_captions_of_cells(cell: str, wanted: list[str]) -> None:
    document = read("markdown", f"Avant.\n\n```{cell}\n```\n\nAprès.\n")
    assert texts(document) == ["Avant.", *wanted, "Après."]


def test_front_matter_and_attributes_of_quarto() -> None:
    text = (
        "---\ntitle: Un titre\nformat:\n  html:\n    toc-title: Sommaire de la page\nabstract: |\n  Un résumé.\n---\n\n"
        '![Une image](a.png){#fig-a fig-alt="Un texte de remplacement"}\n'
    )
    assert texts(read("markdown", text)) == [
        "Un titre", "Sommaire de la page", "Un résumé.", "Une image", "Un texte de remplacement",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "end", ["#| fig-cap:", "#| fig-cap: ", "#| fig-cap:\n#|   -", "#| fig-cap: |"]
)
def test_a_cell_that_ends_with_the_file_says_nothing(end: str) -> None:
    document = read("markdown", f"Texte.\n\n```{{r}}\n{end}")
    assert [block.text for block in document.blocks] == ["Texte."]


def notebook(*cells: tuple[str, str | list[str]]) -> str:
    found = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    return json.dumps({"cells": found, "metadata": {}, "nbformat": 4}, ensure_ascii=False, indent=1)


def test_notebooks() -> None:
    text = notebook(
        (
            "markdown",
            ["# Introduction\n", "\n", "Ce carnet présente\n", "les données « brutes ».\n"],
        ),
        ("code", ["print('du code')\n"]),
        ("markdown", 'Une phrase avec "des guillemets" et `x = 1`.'),
        ("raw", "rien"),
    )
    document = read("notebook", text)
    assert [block.text for block in document.blocks] == [
        "Introduction",
        "Ce carnet présente les données « brutes ».",
        'Une phrase avec "des guillemets" et \ufffc.',
    ]
    for block in document.blocks:
        for word in ("Introduction", "carnet", "données", "brutes", "guillemets"):
            at = block.text.find(word)
            assert at < 0 or document.text.startswith(word, block.place(at))


def test_comments_in_notebooks_switch_rules_off() -> None:
    text = notebook(
        ("markdown", ["Un.\n", "\n", "<!-- checker: ignore=STR103 -->\n", "Le le chat.\n"])
    )
    (ignored,) = read("notebook", text).ignores
    assert ignored.codes == ("STR103",)
    assert "Le le chat." in ignored.span.of(text)


@pytest.mark.parametrize("text", ['{"a": "b"}', "1", '"cells"', "null", "[[]]"])
def test_json_that_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no cells"):
        read("notebook", text)
    with pytest.raises(BadInput, match="not correct JSON"):
        read("notebook", '{"cells": [')
    assert read("notebook", '{"cells": [{"cell_type": "code", "source": []}]}').blocks == ()


def test_captions_are_no_code() -> None:
    text = '```{r}\n#| fig-cap: "Les ventes"\n#| label: a\nles = 1\n```\n'
    code = read("markdown", text).code
    assert not any(span.start <= text.index("Les") < span.end for span in code)
    assert "".join(span.of(text) for span in code) == text.replace("Les ventes", "").rstrip()
