"""All settings in one frozen dataclass, read from checker.toml or [tool.checker] in pyproject.toml.

Unknown keys are errors with a suggestion, all problems are reported at once, and the command line's
options replace what the file says. One module: a setting and its bounds stand together.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from checker.disk import trust
from checker.disk.loading import read_file, tables
from checker.disk.patterns import anchored
from checker.disk.visible import is_file
from checker.errors import ConfigProblem
from checker.messages import _

FILE_NAME = "checker.toml"
WIDEST_BEAM, MOST_THREADS = 64, 1024
"""Beyond them a run takes the whole memory before it says anything."""
MOST_MEGABYTES = 1024 * 1024
LONGEST_TAG = 35
"""Characters of the longest language tag (RFC 5646, 4.4.1)."""
STEM = "{stem}"
"""In `source_pattern`: the name of the file that is checked."""
AUTO = "auto"
"""The `source_pattern` that finds the same file in the language to translate back into."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields of a record (JSONL, CSV): which one holds what."""

    target: str = "target"
    source: str = "source"
    id: str = "id"
    doc: str = "doc"
    system: str = "system"
    lang_src: str = "lang_src"
    lang_tgt: str = "lang_tgt"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a run. Every field is a key of the configuration file, with `-` for `_`."""

    # What is read
    lang: str = "fr"
    """BCP-47 language of the text to check."""
    pivot: str = "en"
    """Language it was translated from, and is translated back to."""
    per_path_lang: Mapping[str, str] = field(default_factory=dict)
    """Pattern of paths -> language of the texts there."""
    include: tuple[str, ...] = ()
    """Patterns of the files to look for in folders; empty = all with a known extension."""
    exclude: tuple[str, ...] = ()
    """Patterns of files and folders to leave out when folders are searched."""
    force_exclude: bool = False
    """Treat files that are named one by one as if they had been found in a folder."""
    respect_gitignore: bool = True
    """Leave out what .gitignore files exclude."""
    input_format: str = "auto"
    """Name of a reader, or auto: by extension."""
    fields: Fields = Fields()
    """Names of the fields of records."""
    source: str | None = None
    """The text that was translated, if a single file is checked."""
    max_file_megabytes: int = 64
    """Largest file that is read; reading takes up to fifty times as much memory."""
    max_sentence_characters: int = 20_000
    """Longest sentence, or text of a record, that is checked; a notice names longer ones."""
    source_pattern: str | None = None
    """Finds the source of each file: "{stem}.en.txt"; {stem} is the file's name without language and extension.
    auto finds the same file in the language to translate back into: docs/en/a.md, en.json, values/strings.xml."""

    # What runs
    tier: Literal["full", "estimate", "fast"] = "full"
    """fast: only the rules that need no model; estimate: also quality estimation; full: also translation."""
    evidence: Literal["auto", "all", "flagged", "none"] = "auto"
    """Sentences whose words are linked to their back-translation; auto: all for reports that show links (HTML, JSON),
    else the flagged ones, which takes a quarter less time; none: findings quote no back-translation."""
    engine: Literal["auto", "transformers", "ctranslate2"] = "auto"
    """What runs the models; auto uses ctranslate2 where possible."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where they run; auto uses a working GPU."""
    back_model: str = "embedded"
    """Translation model lang -> pivot: embedded, a folder, a hub id, or id@revision."""
    forward_model: str = "embedded"
    """Translation model pivot -> lang."""
    language_model: str = "embedded"
    """Causal language model of lang; none = do without."""
    quality_model: str = "embedded"
    """Quality-estimation model; none = do without."""
    beam: int = 4
    """Beam width of translations."""
    batch_tokens: int = 2048
    """Padded tokens per batch; changes speed and memory, never a result."""
    threads: int = 0
    """Processor threads; 0 = all cores, at most 16 of them."""
    offline: bool = False
    """Never ask a hub for a model."""
    cache: bool = True
    """Keep the models' results on disk; changes speed, never a result."""
    cache_dir: str | None = None
    """Folder of the cache; default: CHECKER_CACHE_DIR, else the system's cache folder."""
    calibration: str | None = None
    """A file that `checker calibrate` wrote; default: the one shipped for these models."""

    # What counts
    select: tuple[str, ...] = ()
    """Rule codes or prefixes to run; empty = all that are on by default."""
    ignore: tuple[str, ...] = ()
    """Rule codes or prefixes not to run."""
    per_path_ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pattern of paths -> rule codes or prefixes to ignore there."""
    glossary: tuple[str, ...] = ()
    """Terminology files (.csv, .tbx)."""
    calques: tuple[str, ...] = ()
    """Further calque lists (.toml), as docs/configuration.md ends with one."""
    precision: float | None = None
    """Target precision (0..1) of model findings; the calibration supplies the thresholds. None = its default."""

    # The gate
    baseline: str | None = None
    """File of known findings, which do not count; `--update-baseline` writes it."""
    fail_on: Literal["minor", "major", "critical", "never"] = "major"
    """Lowest severity of a finding that fails the run."""
    min_quality: float | None = None
    """Fail when a document's quality (0..100) is below."""
    max_findings_per_1000_words: float | None = None
    """Fail when a document has more; counts findings at or above minor."""

    # What is printed
    format: str = "text"
    """Name of a reporter."""
    statistics: bool = False
    """Count the findings of each rule at the end of the text report."""
    ui_lang: Literal["auto", "en", "fr"] = "auto"
    """Language of messages; auto follows the environment."""
    quiet: bool = False
    """No progress and no summary."""
    verbose: bool = False
    """Print the scores of every sentence too."""

    # No keys
    source_below: str | None = None
    """Folder below which `source_pattern` may find sources, where a settings file that was found chose it."""


NO_KEYS = frozenset({"source_below"})
"""Fields that no settings file holds."""


LONGEST_SENTENCE = Config().max_sentence_characters
"""Characters of the longest sentence that is looked at, unless the settings say otherwise."""

Judgement = Callable[[Config], Sequence[str]]
"""What is wrong with settings of the right types, as people say who know more of them: names of rules, of formats."""


def _nothing(config: Config) -> Sequence[str]:
    return ()


def load(start: Path, explicit: Path | None = None, also: Judgement = _nothing) -> Config:
    """Settings from `explicit`, or from the nearest checker.toml or pyproject.toml at or above `start`.

    Relative paths and patterns in the file start at its folder. A file that was found is trusted less than one that
    somebody named: see `checker.disk.trust`. Raises ConfigProblem, with all problems of the file in one message, those
    that `also` finds among them.
    """
    path = explicit or settings_file(start)
    if path is None:
        return Config()
    found = explicit is None
    if found and not trust.lies_below(path.parent, path.name):
        raise ConfigProblem(
            _("{path}: is a link that leads out of its folder.").format(path=path),
            _("To use the file it points to anyway, name that file with --config."),
        )
    try:
        data: Any = tables(read_file(path).decode("utf-8"))
    except OSError as error:
        raise ConfigProblem(
            _("{path}: cannot be read: {error}").format(path=path, error=error.strerror)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem(
            _("{path}: is not TOML: {error}").format(path=path, error=error)
        ) from None
    if path.name == "pyproject.toml":
        for name in ("tool", "checker"):
            data = data.get(name, {}) if isinstance(data, dict) else data
    if not isinstance(data, dict):
        raise ConfigProblem(
            _("{path}: [tool.checker] must be one table").format(path=path),
            _("docs/configuration.md lists every key."),
        )
    config = parse(data, where=str(path), also=also, below=path.parent if found else None)
    config = starting_at(config, path.parent)
    if found and config.source_pattern is not None:
        return dataclasses.replace(config, source_below=str(path.parent.resolve()))
    return config


def starting_at(config: Config, folder: Path) -> Config:
    """The settings of a file in `folder`, with paths that are right wherever the command runs.

    A model may be named by a folder or by its name on the hub: it is a path where it begins like one, or where the
    folder is there.
    """

    base = "" if folder.resolve() == Path.cwd() else str(folder.resolve())

    def file(name: str | None) -> str | None:
        # These two never raise, whatever a name holds, and leave a name in this folder as it was written.
        return None if name is None else os.path.join(base, os.path.expanduser(name))  # noqa: PTH111, PTH118

    def files(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(file(name)) for name in names)

    def model(name: str) -> str:
        path = str(file(name))
        is_path = name.startswith((".", "~")) or (
            name not in ("embedded", "none") and os.path.isdir(path)  # noqa: PTH112
        )
        return path if is_path else name

    return dataclasses.replace(
        config,
        source=file(config.source),
        calibration=file(config.calibration),
        cache_dir=file(config.cache_dir),
        baseline=file(config.baseline),
        glossary=files(config.glossary),
        calques=files(config.calques),
        include=tuple(anchored(pattern, folder) for pattern in config.include),
        exclude=tuple(anchored(pattern, folder) for pattern in config.exclude),
        per_path_lang={anchored(key, folder): tag for key, tag in config.per_path_lang.items()},
        per_path_ignore={
            anchored(key, folder): codes for key, codes in config.per_path_ignore.items()
        },
        back_model=model(config.back_model),
        forward_model=model(config.forward_model),
        language_model=model(config.language_model),
        quality_model=model(config.quality_model),
    )


def parse(
    data: Mapping[str, Any], *, where: str, also: Judgement = _nothing, below: Path | None = None
) -> Config:
    """A Config from the tables of a TOML file. Raises ConfigProblem, with what `also` has against it too.

    `below`: the folder of a file that was found, outside which it has nothing to say.
    """
    plain = {key.replace("-", "_"): value for key, value in data.items()}
    problems = _unknown(plain, Config)
    if isinstance(plain.get("fields"), dict):
        plain["fields"] = {key.replace("-", "_"): name for key, name in plain["fields"].items()}
        problems += [f"fields: {text}" for text in _unknown(plain["fields"], Fields)]
    good = {}
    for item in keys(Config):
        if item.name in plain:
            try:
                good[item.name] = getattr(
                    msgspec.convert({item.name: plain[item.name]}, Config), item.name
                )
            except msgspec.ValidationError as error:
                problems.append(f"{item.name.replace('_', '-')}: {error}")
    config = Config(**good)
    problems += [*_out_of_range(config), *also(config)]
    refused = [] if below is None else list(trust.refusals(good, below))
    if refused:
        raise _problem(
            where,
            [*problems, *refused],
            _(
                "A settings file that nobody named may only refer to files below its own folder "
                "(docs/security.md). Use the command line, or name the settings file with --config "
                "if you trust it."
            ),
        )
    if problems:
        raise _problem(where, problems, _("docs/configuration.md lists every key."))
    return config


def keys(cls: type) -> list[dataclasses.Field[Any]]:
    """The fields of a class of settings that a file may hold."""
    return [item for item in dataclasses.fields(cls) if item.name not in NO_KEYS]


def validated(config: Config, *, where: str = "options") -> Config:
    """The same settings, their ranges checked. Raises ConfigProblem."""
    problems = _out_of_range(config)
    if problems:
        raise _problem(where, problems)
    return config


def _problem(where: str, problems: Sequence[str], hint: str | None = None) -> ConfigProblem:
    """All that is wrong, a line each where there is more than one."""
    listed = (
        f" {problems[0]}" if len(problems) == 1 else "".join(f"\n  - {one}" for one in problems)
    )
    return ConfigProblem(f"{where}:{listed}", hint)


def _out_of_range(config: Config) -> list[str]:
    """What is out of range, as people say it.

    One function: a range a line.
    """
    problems = [
        _("{key} must not hold a zero byte").format(key=item.name.replace("_", "-"))
        for item in dataclasses.fields(config)
        if any("\0" in text for text in _texts(getattr(config, item.name)))
    ]
    problems += [
        _("{key} is too long for a language").format(key=key)
        for key, tag in (("lang", config.lang), ("pivot", config.pivot))
        if len(tag) > LONGEST_TAG
    ]
    if config.source is not None and config.source_pattern is not None:
        problems.append(_("source and source-pattern cannot be combined"))
    if STEM not in (config.source_pattern or STEM) and config.source_pattern != AUTO:
        problems.append(
            _("source-pattern must hold {stem}, as in '{example}'").format(
                stem=STEM, example=f"{STEM}.en.txt"
            )
        )
    if config.tier == "estimate" and config.quality_model == "none":
        problems.append(_("tier estimate needs a quality model"))
    if not 1 <= config.max_file_megabytes <= MOST_MEGABYTES:
        problems.append(
            _("max-file-megabytes must be between 1 and {most}").format(most=MOST_MEGABYTES)
        )
    if config.max_sentence_characters < 1:
        problems.append(_("max-sentence-characters must be at least 1"))
    if not 1 <= config.beam <= WIDEST_BEAM:
        problems.append(_("beam must be between 1 and {most}").format(most=WIDEST_BEAM))
    if config.batch_tokens < 64:
        problems.append(_("batch-tokens must be at least 64"))
    if not 0 <= config.threads <= MOST_THREADS:
        problems.append(
            _("threads must be between 0 (all cores) and {most}").format(most=MOST_THREADS)
        )
    if config.precision is not None and not 0 < config.precision < 1:
        problems.append(_("precision must be between 0 and 1"))
    if config.min_quality is not None and not 0 <= config.min_quality <= 100:
        problems.append(_("min-quality must be between 0 and 100"))
    limit = config.max_findings_per_1000_words
    if limit is not None and not limit >= 0:  # no number at all (nan) is not
        problems.append(_("max-findings-per-1000-words must not be negative"))
    return problems


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def cache_folder(config: Config) -> Path:
    """Where caches live: cache-dir, CHECKER_CACHE_DIR, or the system's place for them.

    Raises ConfigProblem where the system has none, as for a user of a container who has no home folder.
    """
    import platformdirs

    named = config.cache_dir or os.environ.get("CHECKER_CACHE_DIR")
    try:
        return Path(named) if named else Path(platformdirs.user_cache_dir("checker"))
    except RuntimeError:
        raise ConfigProblem(
            _("there is no place for the cache: this user has no home folder."),
            _("Name one: --cache-dir, CHECKER_CACHE_DIR or HOME."),
        ) from None


def results_folder(config: Config) -> Path | None:
    """Where this run keeps its results for the next one; None with --no-cache."""
    return cache_folder(config) if config.cache else None


def _unknown(data: Mapping[str, Any], cls: type) -> list[str]:
    known = [item.name for item in keys(cls)]
    out = []
    for key in data:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = (
                _(", did you mean '{name}'?").format(name=near[0].replace("_", "-")) if near else ""
            )
            out.append(_("unknown key '{name}'").format(name=key.replace("_", "-")) + hint)
    return out


def settings_file(start: Path) -> Path | None:
    """The nearest settings file at or above a folder, if there is one."""
    for folder in (start, *start.parents):
        own = folder / FILE_NAME
        if is_file(own):
            return own
        project = folder / "pyproject.toml"
        if is_file(project) and _has_settings(project):
            return project
    return None


def _has_settings(project: Path) -> bool:
    """Whether a pyproject.toml has a table `tool.checker`, however it is written, or cannot be read, as `load` says."""
    try:
        data = read_file(project)
    except OSError:
        return True
    if b"checker" not in data:
        return False
    try:
        tool = tables(data.decode("utf-8")).get("tool")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return b"[tool.checker" in data
    return "checker" in tool if isinstance(tool, dict) else b"[tool.checker" in data
