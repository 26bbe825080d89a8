"""Small whole files of every format, from which hostile ones are made."""

from __future__ import annotations

import functools
import io
import json
import zipfile
from html import escape
from pathlib import Path

from checker.plugins import readers

TESTS = Path(__file__).parents[1]
FOLDERS = (TESTS / "data" / "readers", TESTS / "data" / "reporters")
GLOSSARY = TESTS / "data" / "glossary.csv"
PROSE = (
    "Les enfant joue dans le jardin le jardin .",
    "“Bonjour” dit-il,en 1,000.50 $ le Lundi 3 Mars 2020 à 25:70.",
    "Il y a  des œufs &amp; {name} %s <b>gras</b>. Je suis excité de vous voir",
    "The quick brown fox jumps. Это по-русски. Voici la traduction :",
)
SOURCES = ("The children play.", "“Hello,” he said.", "There are {name} eggs.", "The fox.")
"""Both hold what the rules look for, so that they have something to say."""


@functools.cache
def of_readers() -> dict[str, tuple[bytes, ...]]:
    """The seeds of each reader, by its name."""
    found = {}
    for name, reader in readers().items():
        stored = [
            file.read_bytes()
            for folder in FOLDERS
            for file in sorted(folder.iterdir())
            if file.suffix in reader.suffixes
        ]
        made = _MADE.get(name)
        found[name] = (*stored, *([] if made is None else [made()]))
    return found


def _docx() -> bytes:
    import docx

    made, out = docx.Document(), io.BytesIO()
    for text in PROSE:
        made.add_paragraph(text).add_run(" Un mot.").bold = True
    made.add_table(1, 1).cell(0, 0).text = PROSE[0]
    made.add_paragraph("<!-- checker: ignore=FLU -->")
    made.save(out)
    return out.getvalue()


def _xlsx() -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["source", "target", "n"])
    for source, text in zip(SOURCES, PROSE, strict=True):
        book.active.append([source, text, 3])
    book.save(out)
    return out.getvalue()


def _parquet() -> bytes:
    import pyarrow
    import pyarrow.parquet

    out = pyarrow.BufferOutputStream()
    table = pyarrow.table({"target": PROSE, "source": SOURCES, "n": [1, None, 3, 4]})
    pyarrow.parquet.write_table(table, out)
    return bytes(out.getvalue().to_pybytes())


def _zipped(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def _odt() -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = f"xmlns:t='{names}text:1.0' xmlns:o='{names}office:1.0'"
    lines = "".join(f"<t:p>{escape(line)}<t:s t:c='2'/><t:span>un</t:span></t:p>" for line in PROSE)
    note = "<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>Une note.</t:p></t:note-body></t:note>"
    body = f"<o:body>{lines}<t:p>Un mot.{note}</t:p></o:body>"
    return _zipped({"content.xml": f"<o:document-content {spaces}>{body}</o:document-content>"})


def _pptx() -> bytes:
    office = "http://schemas.openxmlformats.org/"
    spaces = (
        f"xmlns:a='{office}drawingml/2006/main' xmlns:p='{office}presentationml/2006/main' "
        f"xmlns:r='{office}officeDocument/2006/relationships'"
    )
    lines = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r><a:br/></a:p>" for line in PROSE)
    return _zipped(
        {
            "ppt/presentation.xml": f"<p:presentation {spaces}><p:sldId r:id='r1'/></p:presentation>",
            "ppt/_rels/presentation.xml.rels": (
                f"<Relationships xmlns='{office}package/2006/relationships'>"
                "<Relationship Id='r1' Target='slides/one.xml'/></Relationships>"
            ),
            "ppt/slides/one.xml": f"<p:sld {spaces}>{lines}</p:sld>",
        }
    )


def _epub() -> bytes:
    lines = "".join(f"<p>{escape(line)} <i lang='en'>big</i></p>" for line in PROSE)
    return _zipped(
        {
            "META-INF/container.xml": "<c><rootfile full-path='book.opf'/></c>",
            "book.opf": "<p><item id='a' href='one.xhtml' media-type='application/xhtml+xml'/><itemref idref='a'/></p>",
            "one.xhtml": f"<html><head><title>Le livre</title></head><body>{lines}</body></html>",
        }
    )


def _notebook() -> bytes:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": [f"{text}\n"]} for text in PROSE]
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "print(1)  # une somme"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [*cells, code]}
    return json.dumps(book, ensure_ascii=False, indent=1).encode()


_MADE = {
    "docx": _docx,
    "odt": _odt,
    "pptx": _pptx,
    "epub": _epub,
    "xlsx": _xlsx,
    "notebook": _notebook,
    "parquet": _parquet,
    "text": lambda: "\n\n".join(PROSE).encode(),
    "markdown": lambda: ("# Un titre\n\n" + "\n\n".join(PROSE)).encode(),
}

GLOSSARIES = {
    ".csv": GLOSSARY.read_bytes(),
    ".tbx": (
        '<?xml version="1.0"?><martif type="TBX"><text><body><termEntry><descrip type="definition">a'
        '</descrip><langSet xml:lang="en"><tig><term>egg</term></tig></langSet><langSet xml:lang="fr">'
        '<tig><term>œuf</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>'
        "</tig></langSet></termEntry></body></text></martif>"
    ).encode(),
}

SETTINGS = b"""lang = "fr-CA"
tier = "fast"
select = ["STR", "LOC101"]
ignore = ["STR104"]
threads = 2
precision = 0.7
min-quality = 60.5
glossary = ["terms.csv"]
source-pattern = "{stem}.en{suffix}"
exclude = ["build/**"]
back-model = "embedded"
[fields]
target = "mt"
[per-path-ignore]
"docs/**" = ["LOC"]
[per-path-lang]
"*.de.md" = "de"
"""

BASELINES = (
    b'{"format": 1, "signature": "v:1|lang:fr|tier:fast", "findings": [\n'
    b'{"path":"a.txt","code":"STR104","fingerprint":"0123456789abcdef","sentence":"Un  mot."}]}\n',
    b'{"format": 1, "signature": "", "findings": []}',
)

CALQUES = b"""lang = "fr"
pivot = "en"
[[entry]]
kind = "calque"
pattern = "faire =du sens"
better = "avoir du sens"
en = "Word for word."
unless = ["du sens commun"]
"""

DIFF = b"""diff --git a/a.txt b/a.txt
--- a/a.txt
+++ b/a.txt
@@ -1,2 +1,3 @@
 Un mot.
-Deux.
+Deux mots.
+Trois.
diff --git "a/\\303\\251.txt" "b/\\303\\251.txt"
new file mode 100644
--- /dev/null
+++ "b/\\303\\251.txt"
@@ -0,0 +1 @@
+Un.
\\ No newline at end of file
"""
