"""Translation memories (TMX 1.4): the variants in the language that is checked, with the others as source."""

from __future__ import annotations

from checker.config import Config
from checker.errors import BadInput
from checker.languages import primary
from checker.messages import _
from checker.plugins import reader
from checker.readers import ignores, xml
from checker.readers.gathered import nothing_in
from checker.readers.xliff import gather
from checker.text.inline_codes import UNFLAGGED
from checker.types import Block, Document, Ignore


@reader("tmx", suffixes=(".tmx",))
def read(path: str, data: bytes, config: Config) -> Document:
    """Translation memory: one segment a variant in the language to check, or in its region where a unit has that.

    The source is the variant in the pivot language, else the one in the memory's source language. Raises BadInput,
    and OtherLanguages when no unit has the language.
    """
    root, text, encoding = xml.parse(path, data)
    body, header = root.child("body"), root.child("header")
    if root.tag != "tmx" or body is None:
        raise BadInput(_("{path}: is not TMX; it has no body of units.").format(path=path))
    wanted = _base(config.lang)
    preferred = [_base(config.pivot), _base(header.attributes.get("srclang", "") if header else "")]
    blocks: list[Block] = []
    found: list[Ignore] = []
    seen: set[str] = set()
    for unit in body.descendants("tu"):
        variants = _variants(unit)
        seen.update(variants)
        own = variants.get(wanted, ())
        same = [one for one in own if _tag(one[0]) == config.lang.replace("_", "-").lower()]
        source = next((lang for lang in preferred if lang in variants and lang != wanted), None)
        their, segment = variants[source][0] if source is not None else (None, None)
        theirs = gather(segment) if segment is not None else None
        notes = ignores.note("\n".join(note.string() for note in unit.descendants("note")))
        for variant, segment in same or own:
            piece = gather(segment)
            if not piece.text.strip() and not (theirs and theirs.text.strip()):
                continue
            block = Block(
                piece.text,
                tuple(piece.anchors) or ((0, segment.until),),
                id=unit.attributes.get("tuid"),
                source=theirs.text if theirs else None,
                source_lang=their.attributes.get("lang") if their is not None else None,
                target_lang=variant.attributes.get("lang"),
                whole=True,
                syntax=UNFLAGGED,
                codes=tuple(piece.codes),
                source_codes=tuple(theirs.codes) if theirs else (),
            )
            blocks.append(block)
            found += ignores.of_block(block, notes)
    if seen and wanted not in seen:
        raise nothing_in(path, config.lang, seen)
    return Document(
        path,
        text,
        tuple(blocks),
        config.lang,
        config.pivot,
        ignores=tuple(found),
        encoding=encoding,
    )


Variant = tuple[xml.Element, xml.Element]
"""A variant of a unit, and its text."""


def _variants(unit: xml.Element) -> dict[str, list[Variant]]:
    """The variants of a unit by language, whatever their region."""
    found: dict[str, list[Variant]] = {}
    for variant in unit.children:
        segment = variant.child("seg")
        if variant.tag == "tuv" and segment is not None:
            found.setdefault(_base(_tag(variant)), []).append((variant, segment))
    return found


def _tag(variant: xml.Element) -> str:
    return variant.attributes.get("lang", "").replace("_", "-").lower()


def _base(lang: str) -> str:
    return primary(lang)
