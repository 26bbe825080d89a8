"""`checker inspect`: one sentence closely."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from checker.cli.help import Command
from checker.cli.options import as_format, language_options, model_options, settings
from checker.errors import UsageProblem
from checker.messages import _
from checker.types import Alignment, Case, Span


@click.command(cls=Command)
@click.argument("text")
@click.option(
    "--source",
    metavar="TEXT",
    help="The sentence that was translated: shows it, the text and the back-translation side by side.",
)
@click.option("--matrix", is_flag=True, help="Draw the alignment as a matrix as well.")
@as_format("Text for people, or evidence, measurements and probabilities as JSON.")
@model_options
@language_options
def inspect(text: str, source: str | None, matrix: bool, as_json: bool, **options: Any) -> None:
    """Show how a sentence reads when translated back: words, alignment, signals, probabilities."""
    from checker.session import Session

    if not text.strip():
        raise UsageProblem(_("there is no text to inspect."))
    # Bytes of the command line that are no text arrive as half surrogate pairs; a session replaces them.
    with Session(settings(options)) as session:
        found = session.inspect(text, source=source)
    if as_json:
        click.echo(found.as_json().decode())
        return
    if not found.case.evidence.scorable:
        reason = found.case.evidence.reason
        click.echo(_("the models cannot judge this: {reason}").format(reason=reason))
        return
    _print(found.case, matrix)
    click.echo(f"\n{found.signature}", err=True)


def _print(case: Case, matrix: bool) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    evidence, measured = case.evidence, case.measurements
    for name, text in (
        (_("text"), case.text),
        (_("source"), case.segment.source),
        (_("back-translation"), evidence.back),
        (_("round trip"), evidence.roundtrip),
    ):
        if text:
            console.print(f"[bold]{name:>16}[/]  {escape(text)}")
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    given = "source" if case.segment.source else "back"
    columns = {
        "p(bad)": case.word_p_bad,
        _("back"): measured.words.get("back.logprob", ()),
        _("read"): measured.words.get("back.read_logprob", ()),
        _("source"): measured.words.get("source.logprob", ()),
        _("margin"): tuple(-value for value in measured.words.get(f"{given}.margin", ())),
        "LM": measured.words.get("lm.logprob", ()),
    }
    # What was not measured (no source) has no column.
    columns = {name: row for name, row in columns.items() if not all(map(math.isnan, row))}
    table.add_column(_("word"), no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right")
    table.add_column(_("linked to"))
    table.add_column(_("expected"))
    for i, word in enumerate(case.words):
        cells = [_number(values[i]) if i < len(values) else "" for values in columns.values()]
        doubted = i < len(case.word_p_bad) and case.word_p_bad[i] >= case.limits.word
        written = escape(word.of(case.text))
        table.add_row(
            f"[red]{written}[/]" if doubted else written,
            *cells,
            escape(_linked(case, i)),
            escape(_expected(case, i)),
        )
    console.print(table)
    if evidence.source_alignment is not None:
        console.print()
        console.print(_side_by_side(case))
    if matrix:
        console.print()
        _draw(case, console, evidence.back or "", evidence.back_words, evidence.alignment)
    if matrix and evidence.source_alignment is not None:
        console.print()
        source = case.segment.source or ""
        _draw(case, console, source, evidence.source_words, evidence.source_alignment)
    console.print()
    for name, value in measured.segment.items():
        console.print(f"{name:>22}  {_number(value)}")
    if case.p_bad is not None:
        console.print(f"[bold]{'p(bad)':>22}  {case.p_bad:.3f}[/]")


def _expected(case: Case, word: int) -> str:
    """How the model's own first choice begins, where it is another and the word is far behind, given the source or else
    the back-translation; with the rank of the word."""
    from checker.signals.choices import worst_choice

    evidence = case.evidence
    choices = evidence.choices_given_source or evidence.choices_given_back or ()
    worst = worst_choice(case.words[word], choices)
    if worst is None or worst.rank is None or worst.rank < 2 or not worst.preferred:
        return ""
    return f"{worst.preferred}… ({worst.rank})"


def _linked(case: Case, word: int) -> str:
    links, back = case.evidence.alignment, case.evidence.back
    if links is None or back is None:
        return ""
    spans = case.evidence.back_words
    return " ".join(spans[j].of(back) for j in links.of(word) if j < len(spans))


def _side_by_side(case: Case) -> Any:
    """Source, text and back-translation as three columns: a row for each word of the text, links as lines.

    A word of either side that is linked to none stands in a row of its own, after the word before it.
    """
    from rich.table import Table
    from rich.text import Text

    evidence = case.evidence
    left = _column(case, case.segment.source, evidence.source_words, evidence.source_alignment)
    right = _column(case, evidence.back, evidence.back_words, evidence.alignment)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, side in (
        (_("source"), "right"), ("", "center"), (_("text"), "center"), ("", "center"),
        (_("back-translation"), "left"),
    ):  # fmt: skip
        table.add_column(name, justify=side, overflow="fold")  # type: ignore[arg-type]
    for i in range(-1, len(case.words)):
        if i >= 0:
            word = Text(case.words[i].of(case.text))
            one, other = left.linked[i], right.linked[i]
            table.add_row(Text(one), "──" if one else "", word, "──" if other else "", Text(other))
        for one, other in itertools.zip_longest(left.alone[i], right.alone[i], fillvalue=""):
            table.add_row(Text(one, "yellow"), "", "", "", Text(other, "yellow"))
    return table


@dataclass(frozen=True)
class _Side:
    """The words of one side by the text's word: those linked to it, and those after them that no word is linked to."""

    linked: Mapping[int, str]
    alone: Mapping[int, Sequence[str]]


def _column(
    case: Case, other: str | None, spans: Sequence[Span], alignment: Alignment | None
) -> _Side:
    words = [span.of(other or "") for span in spans]
    links = alignment.links if alignment else ()
    linked = {
        i: " ".join(words[j] for j in sorted({j for k, j in links if k == i}))
        for i in range(len(case.words))
    }
    alone: dict[int, list[str]] = {i: [] for i in range(-1, len(case.words))}
    row = -1
    for j, word in enumerate(words):
        rows = [i for i, k in links if k == j]
        if rows:
            row = max(rows)
        else:
            alone[row].append(word)
    return _Side(linked, alone)


def _draw(
    case: Case, console: Any, other: str, spans: Sequence[Span], alignment: Alignment | None
) -> None:
    """An alignment as a matrix: a row for each word of the text, a column for each word of the other side."""
    links = set(alignment.links) if alignment else set()
    left = max((len(word.of(case.text)) for word in case.words), default=0)
    for i, word in enumerate(case.words):
        cells = "".join("■ " if (i, j) in links else "· " for j in range(len(spans)))
        console.print(f"{word.of(case.text):>{left}}  {cells}", markup=False)
    names = [span.of(other) for span in spans]
    for row in range(max(map(len, names), default=0)):
        line = "".join(f"{name[row] if row < len(name) else ' '} " for name in names)
        console.print(" " * (left + 2) + line.rstrip(), markup=False)


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"
