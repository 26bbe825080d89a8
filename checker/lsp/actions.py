"""What an editor offers for a finding: repair it, switch the rule off here, accept it, settle the word in the glossary.

Repairs and comments are edits of the text, which the editor makes and can undo. The baseline and the glossary are
files of the project: to change them is a command, which `project_files.py` carries out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from lsprotocol import types

from checker.errors import UsageProblem
from checker.lsp.diagnostics import Checked, diagnostic
from checker.lsp.ignoring import ignoring
from checker.lsp.open_text import read_again
from checker.lsp.positions import Positions
from checker.messages import _
from checker.reporters import listing
from checker.review.baseline import is_decisions
from checker.review.fix import repair
from checker.text.printable import shown
from checker.types import Finding, SegmentResult, Span

ADD_TO_BASELINE = "checker.addToBaseline"
"""Command: address of the text, fingerprint of the finding."""
ADD_TO_GLOSSARY = "checker.addToGlossary"
"""Command: address of the text, kind of the term, what it is in the source (may be empty), what it is in the text."""
FIX_ALL = "source.fixAll.checker"
_LONGEST_TERM = 60
"""Code points of the longest words that a glossary is offered for."""


def actions(checked: Checked, positions: Positions, wanted: Span) -> Iterator[types.CodeAction]:
    """All that can be done about what stands in a stretch, the surest first."""
    found = list(checked.findings())
    for segment, finding in found:
        if Span(finding.start, finding.end).overlaps(wanted):
            yield from _of_finding(checked, positions, segment, finding)
    yield from _of_selection(checked, wanted)
    edits = _repairs(checked, [finding for _segment, finding in found], positions)
    if edits:
        title = _("Apply all automatic repairs: {count}").format(count=len(edits))
        yield types.CodeAction(title=title, kind=FIX_ALL, edit=_edit_of(checked, edits))


def _of_finding(
    checked: Checked, positions: Positions, segment: SegmentResult, finding: Finding
) -> Iterator[types.CodeAction]:
    about = [diagnostic(finding, positions, checked.config)]

    def offer(title: str, edit: types.TextEdit, *, preferred: bool = False) -> types.CodeAction:
        return types.CodeAction(
            title=title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=about,
            edit=_edit_of(checked, [edit]),
            is_preferred=preferred or None,
        )

    def offer_command(title: str, name: str, *arguments: Any) -> types.CodeAction:
        command = types.Command(title, name, arguments=[checked.text.uri, *arguments])
        return types.CodeAction(
            title=title, kind=types.CodeActionKind.QuickFix, diagnostics=about, command=command
        )

    for edit in _repairs(checked, [finding], positions):
        title = _("Write “{text}”") if edit.new_text else _("Delete “{text}”")
        text = shown(edit.new_text or finding.text)
        yield offer(title.format(text=text), edit, preferred=True)
    read = read_again(checked.document, checked.reader, checked.config)
    comment = ignoring(checked.document, finding, checked.reader, read)
    if comment is not None:
        place = positions.position(comment.at)
        yield offer(
            _("Ignore {code} here").format(code=finding.code),
            types.TextEdit(types.Range(place, place), comment.text),
        )
    if _accepts(checked):
        name = PurePath(str(checked.config.baseline)).name
        yield offer_command(
            _("Accept this finding: add it to {file}").format(file=name),
            ADD_TO_BASELINE,
            finding.fingerprint,
        )
    words = " ".join(listing.back_words(segment, finding))
    if words and _is_term(finding.text) and _glossary(checked) is not None:
        yield offer_command(
            _("Glossary: always translate “{source}” by “{target}”").format(
                source=shown(words), target=shown(finding.text)
            ),
            ADD_TO_GLOSSARY,
            "required",
            words,
            finding.text,
        )


def _of_selection(checked: Checked, wanted: Span) -> Iterator[types.CodeAction]:
    """What can be said to the glossary of words that somebody selected."""
    words = wanted.of(checked.document.text).strip()
    if not _is_term(words) or _glossary(checked) is None:
        return
    title = _("Glossary: never write “{target}”").format(target=shown(words))
    yield types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        command=types.Command(
            title, ADD_TO_GLOSSARY, arguments=[checked.text.uri, "forbidden", "", words]
        ),
    )


def _accepts(checked: Checked) -> bool:
    """Whether the settings name a baseline that a program may write, and the text is a file that it can name."""
    file = checked.config.baseline
    return file is not None and not is_decisions(Path(file)) and checked.text.path is not None


def _is_term(words: str) -> bool:
    return 1 < len(words) <= _LONGEST_TERM and "\n" not in words and any(map(str.isalpha, words))


def _glossary(checked: Checked) -> str | None:
    return glossary_file(checked.config.glossary)


def glossary_file(files: tuple[str, ...]) -> str | None:
    """The glossary that words are added to: the first that is a table."""
    return next((name for name in files if name.lower().endswith(".csv")), None)


def _repairs(
    checked: Checked, findings: list[Finding], positions: Positions
) -> list[types.TextEdit]:
    """Edits for those findings that can be repaired without breaking the file."""
    try:
        repaired = repair(checked.text.name, checked.document.text, findings)
    except UsageProblem:
        return []
    return [
        types.TextEdit(positions.range(one.finding.start, one.finding.end), one.finding.fix or "")
        for one in repaired.done
    ]


def _edit_of(checked: Checked, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={checked.text.uri: edits})
