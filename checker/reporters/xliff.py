"""XLIFF written back with the findings as ITS 2.0 quality issues: `<mrk its:locQualityIssueType=…>` around the words.

XLIFF 1.2 takes the attributes of other namespaces on its `mrk`; XLIFF 2.1 has a module for them. What is missing in
a translation is marked in the source. One mark is one issue: where two concern the same words, one mark stands in
the other, since tools read that more often than stand-off issues.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from checker.plugins import annotator
from checker.reporters import its
from checker.reporters.edits import Edit, applied, explained
from checker.reporters.nesting import Node, host, nested, tree
from checker.types import Document, DocumentResult, Finding, SegmentResult, Tool

_ANNOTATOR = "localization-quality-issue|urn:checker:"
MARK = "<?checker "
_HOSTS = frozenset(["g", "pc", "mrk"])
"""Elements of running text; the content of the others is code."""
_ID = "checker-"


@annotator("xliff", reads="xliff", mark=MARK)
def annotate(document: Document, result: DocumentResult, tool: Tool) -> str:
    """The file with a `mrk` around the words of each finding; marks of an earlier run go."""
    text = document.text
    top, old = tree(text, _is_ours)
    (root,) = (node for node in top.children if node.tag == "xliff")
    # A unit without a target has its findings at its source.
    targets = list(root.descendants("target", "source"))
    starts = [node.inside for node in targets]
    marks: dict[int, list[_Mark]] = {}
    for segment in result.segments:
        for finding in segment.findings:
            at = bisect.bisect_right(starts, finding.start) - 1
            if at >= 0:
                mark = _placed(targets[at], segment, finding, text)
                marks.setdefault(id(mark.inside), []).append(mark)
    prefix, declared = _namespace(root)
    edits = [*_removed(old), *_declared(root, prefix, declared, text), *_signed(text, root, tool)]
    closing: list[Edit] = []
    second = root.attributes.get("version", "").startswith("2")
    names = _names(root) if second else None
    for group in marks.values():
        group.sort(key=lambda mark: (mark.start, -mark.end))
        places = nested((mark.start, mark.end) for mark in group)
        for mark, (start, end) in zip(group, places, strict=True):
            name = f"{mark.inside.prefix}mrk"
            attributes = _attributes(mark, names, prefix, tool)
            written = " ".join(f'{key}="{value}"' for key, value in attributes.items())
            edits.append(Edit(start, start, f"<{name} {written}>"))
            closing.append(Edit(end, end, f"</{name}>"))
    # At one place what closes comes before what opens.
    return applied(text, [*closing, *edits])


@dataclass(frozen=True, slots=True)
class _Mark:
    """A finding and the stretch that its mark goes around, inside one target or source."""

    inside: Node
    start: int
    end: int
    segment: SegmentResult
    finding: Finding


def _is_ours(node: Node) -> bool:
    return node.tag == "mrk" and any(
        key.endswith("annotatorsRef") and value.startswith(_ANNOTATOR)
        for key, value in node.attributes.items()
    )


def _removed(old: Iterable[Node]) -> Iterator[Edit]:
    for node in old:
        yield Edit(node.start, node.inside)
        yield Edit(node.until, node.end)


def _placed(target: Node, segment: SegmentResult, finding: Finding, text: str) -> _Mark:
    if target.tag == "source":
        return _Mark(target, target.inside, target.until, segment, finding)
    if finding.end > finding.start:
        start, end = host(target, finding.start, finding.end, _HOSTS, text)
        return _Mark(target, start, end, segment, finding)
    source = _source(target, finding.start)
    if source is None or source.inside == source.until:
        return _Mark(target, target.inside, target.until, segment, finding)
    start, end = source.inside, source.until
    missing = finding.evidence.get("source")
    if isinstance(missing, str) and missing:
        written = escape(missing, quote=False)
        at = text.find(written, start, end)
        if at >= 0:
            start, end = host(source, at, at + len(written), _HOSTS, text)
    return _Mark(source, start, end, segment, finding)


def _source(target: Node, offset: int) -> Node | None:
    """What stands in the source for the place of a target; in XLIFF 1.2 that is the segment of the same number."""
    unit = target.parent
    assert unit is not None
    whole = unit.child("seg-source")
    if whole is not None:
        for mark in target.descendants("mrk"):
            if mark.attributes.get("mtype") == "seg" and mark.inside <= offset <= mark.until:
                mid = mark.attributes.get("mid")
                for other in whole.descendants("mrk"):
                    if other.attributes.get("mid") == mid:
                        return other
    return unit.child("source")


def _attributes(
    mark: _Mark, names: Iterator[str] | None, prefix: str, tool: Tool
) -> Mapping[str, str]:
    finding = mark.finding
    # XLIFF 1.2 asks for no identifier, and a `mid` would have to name a segment of the source.
    own = {"mtype": "x-its"} if names is None else {"id": next(names), "type": "its:generic"}
    issue = {
        "annotatorsRef": f"{_ANNOTATOR}{tool.version}",
        "locQualityIssueType": its.issue_type(finding.category),
        "locQualityIssueSeverity": str(its.SEVERITIES[finding.severity]),
        "locQualityIssueComment": explained(mark.segment, finding),
    }
    if finding.suppressed is not None:
        issue["locQualityIssueEnabled"] = "no"
    quoted = {
        key: escape(value, quote=False).replace('"', "&quot;") for key, value in issue.items()
    }
    return own | {f"{prefix}:{key}": value for key, value in quoted.items()}


def _names(root: Node) -> Iterator[str]:
    """Identifiers that no element of the file has."""
    taken = {node.attributes.get("id") for node in root.descendants("mrk", "pc", "sc", "ph", "sm")}
    names = (f"{_ID}{number}" for number in itertools.count(1))
    return (name for name in names if name not in taken)


def _namespace(root: Node) -> tuple[str, bool]:
    """The prefix of ITS in this file, and whether it is declared already."""
    for key, value in root.attributes.items():
        if value == its.NAMESPACE and key.startswith("xmlns:"):
            return key.removeprefix("xmlns:"), True
    prefix = next(p for p in ("its", "its2", "checker-its") if f"xmlns:{p}" not in root.attributes)
    return prefix, False


def _declared(root: Node, prefix: str, declared: bool, text: str) -> Iterator[Edit]:
    at = root.start + 1 + len(root.name)
    if not declared:
        yield Edit(at, at, f' xmlns:{prefix}="{its.NAMESPACE}"')
    # Readers that know no prefixes would take it for the version of XLIFF where that is missing.
    if "version" in root.attributes and f"{prefix}:version" not in root.attributes:
        yield Edit(at, at, f' {prefix}:version="2.0"')


def _signed(text: str, root: Node, tool: Tool) -> Iterator[Edit]:
    """The instruction by which a later run knows that it may overwrite this file."""
    end = "\r\n" if "\r\n" in text[:1000] else "\n"
    old = text.find(MARK, 0, root.start)
    if old >= 0:
        after = text.index("?>", old) + 2
        yield Edit(old, after, f"{MARK}{tool.version}?>")
    else:
        yield Edit(root.start, root.start, f"{MARK}{tool.version}?>{end}")
