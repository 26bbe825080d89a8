import base64
import dataclasses
import hashlib
import html
import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import messages, plugins
from checker.config import Config
from checker.reporters import html as module
from checker.text.printable import shown
from checker.types import Finding, Notice, Report, Span, TokenResult
from tests.golden.report import build


class Page(HTMLParser):
    """Elements with their attributes, and the text of each kind of element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += data

    def having(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for _tag, attributes in self.elements if name in attributes]


def printed(report: Report | None = None) -> str:
    out = io.StringIO()
    plugins.reporters()["html"].report(report or build(), out, Config())
    return out.getvalue()


def test_hostile_text_stays_text() -> None:
    text = printed()
    page = Page(text)
    tags = [tag for tag, _attributes in page.elements]
    assert tags.count("script") == 1 and "img" not in tags and "b" in tags
    assert not any(name.startswith("on") for _tag, names in page.elements for name in names)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "&lt;/script&gt;&lt;script&gt;alert(2)" in text


def test_policy_allows_the_own_script_and_style_only() -> None:
    page = Page(printed())
    (policy,) = [
        attributes["content"] or ""
        for attributes in page.having("http-equiv")
        if attributes["http-equiv"] == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    for tag in ("script", "style"):
        (text,) = page.texts[tag]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    # An inline style would be refused by the policy.
    assert not page.having("style")


def test_page_asks_for_nothing() -> None:
    page = Page(printed())
    links = [
        value for name in ("src", "href") for item in page.having(name) if (value := item[name])
    ]
    assert links and all(link.startswith(("#", "data:,")) for link in links)
    assert "url(" not in page.texts["style"][0] and "@import" not in page.texts["style"][0]
    assert "innerHTML" not in page.texts["script"][0]


def test_links_and_labels_lead_somewhere() -> None:
    page = Page(printed())
    ids = [item["id"] for item in page.having("id")]
    assert len(ids) == len(set(ids))
    for name in ("aria-controls", "aria-labelledby"):
        assert {item[name] for item in page.having(name)} <= set(ids)
    anchors = {(item["href"] or "")[1:] for item in page.having("href") if item["href"] != "data:,"}
    assert anchors <= set(ids)


def test_riskiest_article_first() -> None:
    page = Page(printed())
    assert page.texts["h2"] and re.findall(r'<article id="(d\d)"', printed()) == ["d1", "d2", "d3"]
    reverse = dataclasses.replace(build(), documents=build().documents[::-1])
    assert re.findall(r'<article id="(d\d)"', printed(reverse)) == ["d3", "d2", "d1"]


def test_words_and_their_links_reach_the_script() -> None:
    page = Page(printed())
    row = next(item for item in page.having("data-links") if "ACC901" in (item["data-rules"] or ""))
    words, back = json.loads(row["data-links"] or "")
    segment = build().documents[0].segments[1]
    linked = [
        (segment.text[start:end], [Span(*back[at]).of(segment.back or "") for at in at_back])
        for start, end, _p, at_back in words
        if at_back
    ]
    assert ("dessin", ["drawing"]) in linked and ("rues", ["streets"]) in linked


def test_what_does_not_count_is_muted_and_can_be_chosen() -> None:
    page = Page(printed())
    (row,) = [item for item in page.having("data-sev") if "off" in (item["data-sev"] or "")]
    assert "flagged" not in (row["class"] or "") and "r0" in (row["class"] or "")
    assert ("mark", {"class": "off h0", "data-f": "0"}) in page.elements
    assert {"type": "checkbox", "name": "severity", "value": "off"} in page.having("value")
    base = build().documents[0].segments[4]
    one, other = base.findings[0], dataclasses.replace(base.findings[0], suppressed="inSource")
    (piece,) = [
        piece for piece in module._sentence(dataclasses.replace(base, findings=(other, one))).pieces
        if piece.findings
    ]  # fmt: skip
    assert piece.kind == one.severity.value


def test_page_speaks_the_language_of_the_program() -> None:
    messages.use("fr")
    try:
        assert '<html lang="fr">' in printed()
    finally:
        messages.use("en")


def test_report_without_scores() -> None:
    """The fast tier measures nothing, and an empty run has no sentence."""
    bare = dataclasses.replace(
        build().documents[2].scores, quality=None, adequacy=None, fluency=None
    )
    document = dataclasses.replace(build().documents[2], scores=bare, segments=())
    text = printed(dataclasses.replace(build(), documents=(document,), problems=()))
    assert "<b>–</b>" in text and 'class="chart"' not in text


@pytest.mark.parametrize(
    ("p", "level"), [(None, 0), (0.0, 0), (0.15, 1), (0.49, 2), (0.5, 3), (1.0, 4)]
)
def test_heat(p: float | None, level: int) -> None:
    assert module.heat(p) == level


@given(st.text(max_size=60), st.data())
def test_pieces_give_the_sentence_back(text: str, data: st.DataObject) -> None:
    base = build().documents[0].segments[4]
    offsets = st.integers(0, len(text))

    def finding(pair: tuple[int, int]) -> Finding:
        start, end = sorted(pair)
        return dataclasses.replace(base.findings[0], start=start, end=end)

    def token(pair: tuple[int, int]) -> TokenResult:
        start, end = sorted(pair)
        return TokenResult(start, end, text[start:end], data.draw(st.floats(0, 1)), ())

    pairs = st.lists(st.tuples(offsets, offsets), max_size=4)
    findings = tuple(finding(pair) for pair in data.draw(pairs))
    tokens = tuple(token(pair) for pair in data.draw(pairs))
    segment = dataclasses.replace(
        base, text=text, start=0, end=len(text), tokens=tokens, findings=findings
    )
    pieces = list(module._pieces(segment, findings))
    assert "".join(piece.text for piece in pieces) == shown(text)
    assert {number for piece in pieces for number in piece.findings} == set(range(len(findings)))
    gaps = sum(len(piece.findings) for piece in pieces if piece.gap)
    assert gaps == sum(item.start == item.end for item in findings)


def with_first(report: Report, **changes: object) -> Report:
    """The report with its first segment that has findings changed."""
    document = next(d for d in report.documents if any(s.findings for s in d.segments))
    at = next(i for i, s in enumerate(document.segments) if s.findings)
    segments = list(document.segments)
    segments[at] = dataclasses.replace(segments[at], **changes)  # type: ignore[arg-type]
    first = dataclasses.replace(document, segments=tuple(segments))
    return dataclasses.replace(report, documents=(first,))


def test_each_note_names_its_words() -> None:
    report = build()
    named = re.findall(r'<p class="words">(?:<q [^>]*>)?(.*?)(?:</q>)?</p>', printed(report))
    found = [f for d in report.documents for s in d.segments for f in s.findings]
    assert 0 < len(named) <= len(found)
    said = {html.unescape(words) for words in named}
    visible = {shown(f.text.strip()) for f in found if f.text.strip().replace(" ", "").isalpha()}
    assert visible and visible <= said


@pytest.mark.parametrize(
    ("changes", "folded"),
    [
        ({"back": "word " * 200}, True),
        ({"back": "A short one.", "back_words": ()}, False),
        ({"back": "no no no no", "readable": False}, True),
    ],
)
def test_long_and_unreadable_read_backs_are_folded(
    changes: dict[str, object], folded: bool
) -> None:
    text = printed(with_first(build(), **changes))
    assert ('<details class="back">' in text) == folded
    assert str(changes["back"]).strip() in text


def test_what_was_left_out_can_be_read() -> None:
    notice = Notice("docs/de/a.md", "language", "in another language: German")
    text = printed(dataclasses.replace(build(), notices=(notice,)))
    assert "docs/de/a.md" in text and "in another language: German" in text
