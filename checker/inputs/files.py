"""Which files to check: arguments of the command line become inputs, and an input becomes a document."""

from __future__ import annotations

import errno
import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checker.config import Config
from checker.disk import patterns
from checker.disk.loading import MEGABYTE, limited, opened, read_file, read_stdin
from checker.disk.trust import lies_below
from checker.disk.visible import exists, is_file, is_folder
from checker.errors import MOST_PROBLEMS, BadInput, UnknownFormat, UsageProblem
from checker.languages import primary
from checker.messages import _
from checker.plugins import Reader, readers
from checker.types import Document, Notice, Problem

STANDARD_INPUT = "-"
_SKIPPED_FOLDERS = frozenset(
    {"node_modules", "__pycache__", "site-packages", "venv", "env", "dist", "build"}
)
_TECHNICAL = re.compile(
    r"(?:requirements|constraints)\b.*\.txt|robots\.txt|CMakeLists\.txt|SOURCES\.txt|top_level\.txt|"
    r"(?:authors|contributors|maintainers)\.(?:md|txt|rst)",
    re.IGNORECASE,
)
"""Files that programs read although their ending is that of prose, and lists of names."""
_ONLY_BY_LANGUAGE = (
    ".json", ".arb", ".yml", ".yaml", ".xml", ".properties", ".strings", ".stringsdict", ".ts", ".resx", ".resw",
    ".ftl", ".xlsx",
)  # fmt: skip
"""Endings that mostly mean something else, or a file for each language: in a folder only those that name theirs."""
_NO_PROSE = """
    .tex .latex .ltx .sty .bib .adoc .asciidoc .asc .org .textile .wiki .mediawiki .dita .ditamap
    .idml .indd .inx .icml .doc .dot .xls .xlt .ppt .pps .ods .odp .odg .fodt .rtf .pdf .ps .eps .pages
    .numbers .key .mobi .azw3 .svg .dtd .ent .ass .ssa .sub .sbv .ttml .dfxp .lrc .smi
    .ttx .txml .sdlppx .sdlrpx .tbx .mxliff .mo .qm
    .py .js .mjs .cjs .jsx .tsx .java .kt .c .h .cc .cpp .hpp .cs .go .rs .rb .php .swift .m .sh .bash .ps1 .bat .sql
    .css .scss .sass .less .lua .pl .r .scala .dart .vue .svelte .astro .hbs .ejs .erb .haml .pug .twig .jinja .j2 .njk
    .liquid .tpl .mustache .toml .ini .cfg .conf .lock .env .plist .pbxproj .gradle .cmake .inc
    .zip .gz .bz2 .xz .7z .tar .rar .jar .png .jpg .jpeg .gif .webp .mp3 .mp4 .woff .woff2 .ttf
    .eml .mbox .msg .ics .vcf .diff .patch .rss .atom .opml .fb2 .docbook .dbk .gpx .kml .xsl .xslt .xsd .xib
    .storyboard .wxl .mif .xps .djvu .psd .ai .txlf .resjson .rc .nsi .iss .isl .pak .res .gmo .pod .texi .texinfo .man
    .roff .map .proto .graphql .slim .dockerfile .exe .dll .so .wasm .db .sqlite
    .json5 .hjson .cson .geojson .topojson .lang .rdoc .creole .wikitext .gmi .typ .tei .usfm .sfm .mdoc .xtb .nib
    .edn .clj .cljs .cljc .kdl .xcloc .nix .elm .ex .exs .heex .eex .hs .lhs .mli .fsx .dpr .f90 .f95 .jl .kts
    .groovy .mm .pyi .pyx .sbt .tf .hcl .vbs .zsh .fish .ksh .csh .reg .nim .zig .erl .hrl .lisp .scm .rkt .tcl .vhd
    .asm .awk .sed .cls .bas .vba .ahk .au3 .gd .tscn .tres .glsl .hlsl .wgsl .cu .styl .jsonnet .cue .dhall .rego
    .bicep .prisma .thrift .avsc .wsdl .xaml .axaml .ftlh .latte .soy .mdb .accdb .gettext
    .stl .scc .itt .cshtml .vbhtml .aspx .ascx .jsp .jspx .phtml .vb .fs .chm .hlp .csl .ris .enl .utx .dic .aff
"""
"""What no reader knows and what is no prose either, by ending: read as text, marks and commands would be words."""

_TOLD_BY_CONTENT = tuple(
    (re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}(?:" + pattern + rb")", re.IGNORECASE), called, name)
    for pattern, called, name in (
        (rb"<!doctype html|<html[\s>]", "HTML", "html"),
        (rb"<xliff\s|<\?xml[^>]{0,200}>\s{0,100}<xliff\s", "XLIFF", "xliff"),
        (rb"<\?xml\s|<!doctype\s", "XML", ""),
        (rb"\{\s{0,100}\"[^\"\n]{1,200}\"\s{0,20}:[^\n]*\}\s*(?:\{|\Z)", "JSON lines", "jsonl"),
        (rb"[\[{]\s{0,100}(?:\{\s{0,100})?\"[^\"\n]{1,200}\"\s{0,20}:", "JSON", "json"),
        (rb"(?:#[^\n]{0,1000}\n\s{0,100}){0,100}msgid \"", "PO", "po"),
        (rb"webvtt\s|1\r?\n\d\d:\d\d:\d\d,\d{3} --> ", "SRT/WebVTT", "subtitles"),
        (rb"\{\\rtf", "RTF", ""),
        (rb"<\?php\s", "PHP", ""),
        (rb"#!\s?/", "script", ""),
        (rb"(?:%[^\n]{0,1000}\n\s{0,100}){0,100}\\documentclass\b", "TeX", ""),
        (rb"(?:['.]\\\"[^\n]{0,1000}\n){0,100}\.(?:TH|Dd)\s", "roff", ""),
        (rb"\[Script Info\]", "SubStation Alpha", ""),
        (rb"%PDF-", "PDF", ""),
    )
)
"""What a file without a known ending, or standard input, may turn out to be, and the reader for it."""

_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"


@dataclass(frozen=True, slots=True)
class Input:
    """A file to check; `path` is None for standard input, which may go by the `name` of a file.

    One that was not `named` was found in a folder or by a pattern: it may turn out to be none of those meant. One with
    `data` lies on no disk: its name says how it is read, and nothing is looked up there.
    """

    name: str
    path: Path | None
    named: bool = True
    data: bytes | None = None


Item = Input | Problem | Notice
"""What arguments become: a file, what is wrong with an argument, or a file that is left out."""


def find(
    arguments: Sequence[str], config: Config, *, stdin_filename: str | None = None
) -> Iterator[Item]:
    """The files that the arguments name, each once, in their order; those of a folder or pattern sorted.

    Folders are searched for files with known suffixes that the settings include; hidden and generated folders and
    what .gitignore names are left out. `-` is standard input, known as `stdin_filename`. What does not exist is a
    Problem among the inputs, what `exclude` names is a Notice, and the others go on.
    """
    if config.input_format != "auto":
        _reader(config.input_format)  # said before the first file is read
    seen: set[str | None] = set()
    for argument in arguments:
        for item in _expand(argument, config, stdin_filename):
            if not isinstance(item, Input):
                yield item
                continue
            # Not Path.resolve(), which raises for a link that leads to itself.
            real = os.path.realpath(item.path) if item.path else None
            if real not in seen:
                seen.add(real)
                yield item


def _expand(argument: str, config: Config, stdin_filename: str | None) -> Iterator[Item]:
    if argument == STANDARD_INPUT:
        yield _named(Input(stdin_filename or STANDARD_INPUT, None), config)
        return
    path = Path(argument)
    try:
        if path.is_dir():
            yield from _folder(path, config)
        elif path.exists():
            yield _named(Input(argument, path), config)
        elif glob.has_magic(argument):
            yield from _pattern(argument, config)
        else:
            yield Problem(
                argument,
                _("{path}: there is no such file or folder.").format(path=argument),
                _("Check the spelling and the current folder."),
            )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        yield Problem(
            argument, _("{path}: cannot be read: {error}").format(path=argument, error=reason)
        )


def _named(item: Input, config: Config) -> Item:
    """A file that somebody named, whom exclusions do not bind unless the settings force them."""
    if not config.force_exclude or item.name == STANDARD_INPUT:
        return item
    if _left_out(Path(item.name), config):
        return _excluded(item.name)
    return Input(item.name, item.path, named=False)


def _left_out(path: Path, config: Config) -> bool:
    return patterns.means(config.exclude, path)


def _excluded(name: str) -> Notice:
    return Notice(name, "excluded", _("left out by the settings (exclude)"))


def _pattern(argument: str, config: Config) -> Iterator[Item]:
    names = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 - it may be absolute
    if not names:
        yield Problem(argument, _("{path}: no file matches this pattern.").format(path=argument))
    for name in names:
        path = Path(name)
        if is_file(path):
            yield _excluded(name) if _left_out(path, config) else Input(name, path, named=False)
        elif is_folder(path) and not argument.endswith("**"):
            yield from _folder(path, config)


def _folder(folder: Path, config: Config) -> Iterator[Item]:
    suffixes = _suffixes(config)
    ignored = patterns.Ignored(folder) if config.respect_gitignore else None
    found = False
    for place, folders, files in os.walk(folder):
        kept = []
        for name in sorted(folders):
            path = Path(place, name)
            if _generated(path) or (ignored is not None and ignored(path, folder=True)):
                continue
            if patterns.means(config.exclude, path, folder=True):
                yield _excluded(f"{path}{os.sep}")
                continue
            kept.append(name)
        folders[:] = kept
        for name in sorted(files):
            path = Path(place, name)
            if not name.lower().endswith(suffixes) or not _is_text_to_check(path, folder, config):
                continue
            if ignored is not None and ignored(path, folder=False):
                continue
            found = True
            if path.is_symlink() and not lies_below(folder, os.path.abspath(path)):  # noqa: PTH100
                message = _("a link that leads out of the folder; name it to check it")
                yield Notice(str(path), "excluded", message)
                continue
            yield (
                _excluded(str(path))
                if _left_out(path, config)
                else Input(str(path), path, named=False)
            )
    if not found:
        yield Problem(
            str(folder),
            _("{path}: there is no file in this folder that can be checked.").format(path=folder),
            _("Known endings: {suffixes}.").format(suffixes=" ".join(sorted(suffixes))),
        )


def is_meant(path: Path, top: Path, config: Config) -> bool:
    """Whether a file somewhere below a folder would be checked if that folder were: its ending apart, by its name."""
    below = path.parents[: path.parents.index(top)] if top in path.parents else ()
    inside = path.resolve().is_relative_to(top.resolve())
    return (
        not any(map(_generated, below))
        and not any(patterns.means(config.exclude, place, folder=True) for place in below)
        and not _left_out(path, config)
        and _is_text_to_check(path, top if inside else path.resolve().parent, config)
    )


def _is_text_to_check(path: Path, folder: Path, config: Config) -> bool:
    """Whether a file in a folder that was asked for is a text which the settings include, or would, by its name."""
    if path.name.startswith(".") or _TECHNICAL.fullmatch(path.name):
        return False
    if config.include:
        return patterns.means(config.include, path)
    return _says_its_language(path, folder, config)


def _suffixes(config: Config) -> tuple[str, ...]:
    """Endings of the files that a folder is searched for."""
    if config.input_format != "auto":
        return _reader(config.input_format).suffixes
    known = {suffix for item in readers().values() for suffix in item.suffixes}
    return tuple(known)


def _says_its_language(path: Path, folder: Path, config: Config) -> bool:
    """Whether the name or folder of a file says the language, where its ending says little.

    Folders above the working directory, or else above the one searched, say nothing: `/home/fr/project`.
    """
    if config.input_format != "auto" or not path.name.lower().endswith(_ONLY_BY_LANGUAGE):
        return True
    lang = primary(language_at(str(path), config))
    here, top = Path.cwd(), folder.resolve()
    below = path.resolve().relative_to(here if top.is_relative_to(here) else top.parent)
    return lang in re.split(r"[^a-z0-9]+", str(below).lower())


def _generated(folder: Path) -> bool:
    """Whether a folder holds what programs made or installed."""
    name = folder.name
    return name.startswith(".") or name in _SKIPPED_FOLDERS or exists(folder / "pyvenv.cfg")


def open_document(item: Input, config: Config) -> Document:
    """The document in a file, by the reader that `config.input_format` or the suffix names.

    Raises BadInput for what cannot be read, UsageProblem for a format that nobody reads.
    """
    config = replace(config, lang=language_at(item.name, config))
    unnamed = config.input_format == "auto" and known_reader(item.name) is None
    if unnamed:
        _refuse(item.name)
    data = _bytes(item, config)
    if data.startswith(_LFS_POINTER):
        raise BadInput(
            _("{path}: only a pointer of Git LFS is here, not the file.").format(path=item.name),
            _("Get the file with “git lfs pull”."),
        )
    if unnamed:
        _refuse_content(item.name, data)
    return _with_few_problems(reader_of(item.name, config).read(item.name, data, config))


def _with_few_problems(document: Document) -> Document:
    """The document with as many of its problems as anybody reads, and the number of the others."""
    left = len(document.problems) - MOST_PROBLEMS
    if left < 2:
        return document
    more = Problem(document.path, _("{number} more places cannot be read.").format(number=left))
    return replace(document, problems=(*document.problems[:MOST_PROBLEMS], more))


def open_parts(item: Input, config: Config) -> Iterator[Document]:
    """The document in a file; of one that its reader reads in parts each of them, and no more of it is in memory.

    Raises as `open_document` does.
    """
    parts = reader_of(item.name, config).parts
    if parts is None or item.path is None or item.data is not None:
        yield open_document(item, config)
        return
    try:
        with opened(item.path) as file:
            at = replace(config, lang=language_at(item.name, config))
            yield from parts(item.name, file, at)
    except OSError as error:
        raise _unreadable(item, error) from None


def _refuse(name: str) -> None:
    """Raises BadInput for a file whose ending says that no reader understands it."""
    suffix = Path(name).suffix.lower()
    if suffix in _NO_PROSE.split():
        raise UnknownFormat(
            _("{path}: files that end in {suffix} cannot be read.").format(
                path=name, suffix=suffix
            ),
            _("To read it as prose anyway, use --input-format text."),
        )


def _refuse_content(name: str, data: bytes) -> None:
    """Raises BadInput for a file whose ending says nothing, or that has no name, and that plainly is no prose."""
    for pattern, called, format_ in _TOLD_BY_CONTENT:
        if pattern.match(data):
            hint = _(
                "Choose its format with --input-format {name}; --input-format text reads it as prose."
            )
            raise UnknownFormat(
                _("{path}: this looks like {format}, but its name does not say so.").format(
                    path=name, format=called
                ),
                hint.format(name=format_)
                if format_
                else _("To read it as prose anyway, use --input-format text."),
            )


def language_at(name: str, config: Config) -> str:
    """The language of the text that is to be checked in a file of this name."""
    return patterns.value_for(config.per_path_lang, name) or config.lang


def reader_of(name: str, config: Config) -> Reader:
    """What reads a file of this name: the reader that `config.input_format` names, else the one of its suffix."""
    return _for_suffix(name) if config.input_format == "auto" else _reader(config.input_format)


def _for_suffix(name: str) -> Reader:
    return known_reader(name) or readers()["text"]


def known_reader(name: str) -> Reader | None:
    """The reader that claims a file of this name."""
    known = readers()
    name = name.lower()
    fitting = [
        (len(suffix), reader)
        for reader in known.values()
        for suffix in reader.suffixes
        if name.endswith(suffix)
    ]
    return max(fitting, key=lambda pair: pair[0], default=(0, None))[1]


def _reader(name: str) -> Reader:
    known = readers()
    if name not in known:
        raise UsageProblem(
            _("there is no input format called “{name}”.").format(name=name),
            _("Known formats: {names}.").format(names=", ".join(known)),
        )
    return known[name]


def _bytes(item: Input, config: Config) -> bytes:
    largest = config.max_file_megabytes * MEGABYTE
    try:
        if item.data is not None:
            return limited(item.data, largest)
        return read_stdin(largest) if item.path is None else read_file(item.path, largest)
    except OSError as error:
        raise _unreadable(item, error) from None


def _unreadable(item: Input, error: OSError) -> BadInput:
    hint = None
    if error.errno == errno.EFBIG:
        hint = _("Split the file, or raise the limit with --max-file-megabytes.")
    message = _("{path}: cannot be read: {error}")
    return BadInput(message.format(path=item.name, error=error.strerror), hint)
