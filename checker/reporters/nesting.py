"""XML that is to be marked up: its tags with their places, and where a mark around a stretch can stand.

For text that a reader accepted: there, every `<` begins one of the tokens below. Nothing is serialised anew, so what
is not touched stays as it is, byte for byte.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![^>]*>"
    r"""|<(?P<close>/?)(?P<name>[^\s/>]++)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ESCAPE = re.compile(r"&[^;<]{1,32};|\r\n")


@dataclass(slots=True, eq=False)
class Node:
    """An element, or a comment or CDATA section, which have no name; offsets are code points of the file.

    `start` to `inside` is the opening tag, `until` to `end` the closing one.
    """

    name: str
    start: int
    inside: int
    until: int = -1
    end: int = -1
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None

    @property
    def tag(self) -> str:
        """The name without its prefix."""
        return self.name.rsplit(":", 1)[-1]

    @property
    def prefix(self) -> str:
        """The prefix of the name with its colon, or nothing."""
        return self.name[: -len(self.tag)] if self.name else ""

    def child(self, tag: str) -> Node | None:
        """The first element of this name directly inside."""
        return next((node for node in self.children if node.tag == tag), None)

    def descendants(self, *tags: str) -> Iterator[Node]:
        """Elements of these names at any depth, in the order of the file."""
        for node in self.children:
            if node.tag in tags:
                yield node
            yield from node.descendants(*tags)


def tree(text: str, dissolved: Callable[[Node], bool]) -> tuple[Node, list[Node]]:
    """The tree of a well-formed file, below a nameless node around everything, and the elements left out of it.

    Those are the ones that `dissolved` picks; what is inside them stands in their place.
    """
    top = Node("", 0, 0, len(text), len(text))
    left_out: list[Node] = []
    node = top
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if token["name"] is None:
            node.children.append(Node("", start, start, end, end, parent=node))
        elif token["close"]:
            node.until, node.end = start, end
            parent = node.parent or top
            if dissolved(node):
                left_out.append(node)
                for child in node.children:
                    child.parent = parent
                parent.children[-1:] = node.children
            node = parent
        else:
            pairs = _ATTRIBUTE.findall(token["rest"])
            attributes = {key: one or other for key, one, other in pairs}
            new = Node(token["name"], start, end, attributes=attributes, parent=node)
            node.children.append(new)
            if token["rest"].endswith("/"):
                new.until = new.end = end
            else:
                node = new
    return top, left_out


def host(node: Node, start: int, end: int, tags: frozenset[str], text: str) -> tuple[int, int]:
    """The smallest stretch around [start, end) of the content of `node` that can be put between two tags.

    Tags that open inside must close inside; an escape (`&amp;`) stays whole. Only elements named in `tags` can have
    such a stretch inside them, the others are taken whole.
    """
    end = _whole(text, end)
    inner = _before(node.children, start + 1)
    if inner is not None and inner.tag in tags and inner.inside <= start and end <= inner.until:
        return host(inner, start, end, tags, text)
    first, last = _before(node.children, start), _before(node.children, end)
    if first is not None and start < first.end:
        start = first.start
    if last is not None and end < last.end:
        end = last.end
    return start, end


def _before(nodes: Sequence[Node], offset: int) -> Node | None:
    """The last of some neighbours that begins before an offset."""
    at = bisect.bisect_left(nodes, offset, key=lambda node: node.start)
    return nodes[at - 1] if at else None


def _whole(text: str, end: int) -> int:
    """`end`, or where the escape or line end stops that begins with the character before it."""
    reference = _ESCAPE.match(text, end - 1)
    return end if reference is None else reference.end()


def nested(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of one text by start, longer ones first, widened until no two of them cross."""
    out: list[tuple[int, int]] = []
    around: list[int] = []

    def leave() -> None:
        # What was widened widens what is around it, once it is left: not at each step, which takes a square of steps.
        inner = around.pop()
        if around:
            start, end = out[around[-1]]
            out[around[-1]] = (start, max(end, out[inner][1]))

    for start, end in sorted(stretches, key=lambda stretch: (stretch[0], -stretch[1])):
        while around and out[around[-1]][1] <= start:
            leave()
        if around:
            low, high = out[around[-1]]
            out[around[-1]] = (low, max(high, end))
        around.append(len(out))
        out.append((start, end))
    while around:
        leave()
    return out
