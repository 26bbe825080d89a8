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
    """Translation memory: one segment a unit that has a variant in the language to check.

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
        variants: dict[str, tuple[xml.Element, xml.Element]] = {}
        for variant in unit.children:
            segment = variant.child("seg")
            if variant.tag == "tuv" and segment is not None:
                variants.setdefault(_base(variant.attributes.get("lang", "")), (variant, segment))
        seen.update(variants)
        if wanted not in variants:
            continue
        piece = gather(variants[wanted][1])
        source = next((lang for lang in preferred if lang in variants and lang != wanted), None)
        theirs = gather(variants[source][1]) if source is not None else None
        if not piece.text.strip() and not (theirs and theirs.text.strip()):
            continue
        block = Block(
            piece.text,
            tuple(piece.anchors) or ((0, variants[wanted][1].until),),
            id=unit.attributes.get("tuid"),
            source=theirs.text if theirs else None,
            source_lang=variants[source][0].attributes.get("lang") if source is not None else None,
            target_lang=variants[wanted][0].attributes.get("lang"),
            whole=True,
            syntax=UNFLAGGED,
            codes=tuple(piece.codes),
            source_codes=tuple(theirs.codes) if theirs else (),
        )
        blocks.append(block)
        notes = "\n".join(note.string() for note in unit.descendants("note"))
        found += ignores.of_block(block, ignores.note(notes))
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


def _base(lang: str) -> str:
    return primary(lang)
