"""What a model's name means on this machine: the embedded ones, folders, and the hub's.

`models/manifest.toml` says what the project ships and what it knows of on the hub. Nothing here loads a
model, and a hub is asked only when a run may ask one. What `pull` fetched is written down with the commit
and the checksums, so that later runs take the same files and `verify` can tell whether they still are.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.config import Config
from checker.disk.loading import read_file
from checker.disk.visible import is_file
from checker.errors import MissingModel, UsageProblem
from checker.languages import primary
from checker.messages import _
from checker.models.hub import (
    cached_snapshot,
    compare,
    content_hash,
    fetch,
    is_offline,
    read_lock,
    state,
    weight_files,
    write_lock,
)
from checker.models.manifest import (
    LANGUAGE_MODEL,
    QUALITY,
    TRANSLATION,
    FileEntry,
    Kind,
    hub_entry,
    hub_for_pair,
    hubs_for,
    manifest,
    root,
)

EMBEDDED = "embedded"
NONE = "none"
"""As the name of the quality-estimation model: a run without one."""

_PAIR = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_REVISION = re.compile(r"[A-Za-z0-9][\w./-]{0,99}")
_PREFIX = re.compile(r">>[\w-]{2,20}<<")


@dataclass(frozen=True)
class ModelFolder:
    """A model on this disk, ready to be loaded. What needs a look into its files is found out on first use.

    `commit` is the hub's, where the model came from there.
    """

    name: str
    path: Path
    kind: Kind
    languages: tuple[str, ...] = ()
    commit: str | None = None

    @functools.cached_property
    def revision(self) -> str:
        """The hub's commit, or else 12 hexadecimal digits that stand for the content of the folder's files."""
        return self.commit or content_hash(self.path)

    @functools.cached_property
    def state(self) -> Hashable:
        """What tells that the folder holds another model now, without reading it."""
        return self.commit or state(self.path)

    @functools.cached_property
    def prefixes(self) -> tuple[str, ...]:
        """The tokens that tell a multilingual model the target language (`>>fra<<`); empty: the model takes none."""
        if self.kind != TRANSLATION:
            return ()
        return tuple(sorted(filter(_PREFIX.fullmatch, _json(self.path / "vocab.json"))))


# --- From what a person wrote to a folder ---------------------------------------------------------


def resolve(
    spec: str, *, kind: Kind, source_lang: str, target_lang: str, config: Config
) -> ModelFolder:
    """The folder of the model that `spec` names: `embedded`, a folder, a hub id, or id@revision.

    Hub models come from the local cache, and from the network only where the run is not offline. For a language
    model both languages are the text's. Raises MissingModel, whose hint is the command that helps.
    """
    if spec == EMBEDDED:
        return _embedded(kind, source_lang, target_lang, config)
    if path := _as_folder(spec):
        folder = ModelFolder(spec, path, kind)
    else:
        hub, revision = _split(spec)
        entry = hub_entry(hub)
        if entry and entry.kind != kind:
            raise _wrong_kind(spec, kind)
        if entry and entry.pairs and not entry.serves(kind, source_lang, target_lang):
            raise _wrong_direction(spec, entry.pairs, source_lang, target_lang)
        folder = _from_hub(hub, revision, kind, config)
    _check(folder)
    if kind == TRANSLATION:
        _check_direction(folder, source_lang, target_lang)
    return folder


def estimating(config: Config) -> bool:
    """Whether a run with this configuration has a quality-estimation model for its language."""
    return _has(QUALITY, config.quality_model, config.pivot, config.lang)


def predicting(config: Config) -> bool:
    """Whether a run with this configuration has a language model of its language."""
    return _has(LANGUAGE_MODEL, config.language_model, config.lang, config.lang)


def feasible(config: Config) -> Config:
    """The same, of tier `estimate` where that has a model for the language and no translation model is shipped."""
    lang, pivot = config.lang, config.pivot
    shipped = _ships(TRANSLATION, lang, pivot) and _ships(TRANSLATION, pivot, lang)
    named = {config.back_model, config.forward_model} != {EMBEDDED}
    alone = config.tier == "full" and not shipped and not named
    return dataclasses.replace(config, tier="estimate") if alone and estimating(config) else config


def _has(kind: Kind, spec: str, source_lang: str, target_lang: str) -> bool:
    return _ships(kind, source_lang, target_lang) if spec == EMBEDDED else spec != NONE


def _ships(kind: Kind, source_lang: str, target_lang: str) -> bool:
    return any(e.folder and e.serves(kind, source_lang, target_lang) for e in manifest())


def _as_folder(spec: str) -> Path | None:
    try:
        path = Path(spec).expanduser()
        return path.resolve() if spec and path.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # a name too long, an unknown ~user, a zero byte
        return None


def _embedded(kind: Kind, source_lang: str, target_lang: str, config: Config) -> ModelFolder:
    for entry in manifest():
        if entry.folder and entry.serves(kind, source_lang, target_lang):
            folder = ModelFolder(entry.name, root() / entry.folder, kind, entry.languages)
            _check(folder)
            return folder
    if kind == QUALITY:
        raise MissingModel(
            _("There is no embedded quality-estimation model for {lang}.").format(lang=target_lang),
            _("Name one: --quality-model FOLDER or --quality-model HUB_ID."),
        )
    known = hubs_for(kind, source_lang, target_lang)
    pair = f"{primary(source_lang)}-{primary(target_lang)}"
    option = "--back-model" if source_lang == config.lang else "--forward-model"
    hint = _("Fetch one with: checker models pull {pair}, then add: {option} {hub}.")
    others = " " + _("Others: {ids}.").format(ids=", ".join(known[1:])) if known[1:] else ""
    raise MissingModel(
        _("There is no embedded model that translates {pair}.").format(pair=pair),
        hint.format(pair=pair, option=option, hub=hub_for_pair(pair)) + others,
    )


def _split(spec: str) -> tuple[str, str | None]:
    """Hub id and revision, if any; nothing that could leave the cache folder. Raises MissingModel."""
    hub, at, revision = spec.partition("@")
    good = _HUB_ID.fullmatch(hub) and ".." not in spec
    if not good or (at and not _REVISION.fullmatch(revision)):
        raise MissingModel(
            _("{spec}: there is no such folder, and it is not the name of a hub model.").format(
                spec=spec
            ),
            _("Write embedded, a folder, a hub id such as {example}, or id@revision.").format(
                example="Helsinki-NLP/opus-mt-fr-en"
            ),
        )
    return hub, revision or None


def _from_hub(hub: str, revision: str | None, kind: Kind, config: Config) -> ModelFolder:
    entry = hub_entry(hub)
    wanted = revision or (entry.revision if entry else "main")
    lock = read_lock(hub, wanted, config)
    commit = lock.commit if lock else wanted
    path = cached_snapshot(hub, commit)
    if path is None:
        shown = f"{hub}@{revision}" if revision else hub
        if is_offline(config):
            raise MissingModel(
                _("{name} is not on this machine, and this run may not use the network.").format(
                    name=shown
                ),
                _("On a machine with a network, run: checker models pull {name}").format(
                    name=shown
                ),
            )
        path = fetch(hub, commit)
        _record(hub, wanted, kind, path, config)
    elif lock is None and _pinned(hub, wanted):  # another program fetched it: looked at once
        _record(hub, wanted, kind, path, config)
    return ModelFolder(hub, path, kind, entry.languages if entry else (), path.name)


def _pinned(hub: str, wanted: str) -> Mapping[str, FileEntry]:
    """What the manifest knows of the files of this very revision."""
    entry = hub_entry(hub)
    return entry.files if entry and entry.revision == wanted else {}


def _record(hub: str, wanted: str, kind: Kind, snapshot: Path, config: Config) -> None:
    """Write down what came. Raises MissingModel where the manifest knows better what it should be."""
    # A file that is not there was not asked for: a commit may hold its weights in two forms.
    known = {n: f for n, f in _pinned(hub, wanted).items() if is_file(snapshot / n)}
    for check in compare(hub, snapshot, known):
        if not check.ok:
            raise MissingModel(
                _("{name}: {file}: {message}.").format(
                    name=f"{hub}@{wanted}", file=check.file, message=check.message
                ),
                _("Delete {path}, then run: checker models pull {name}").format(
                    path=snapshot.parents[1], name=hub
                ),
            )
    write_lock(hub, wanted, kind, snapshot, config)


def _check(folder: ModelFolder) -> None:
    """Raise MissingModel unless the folder holds a model of its kind."""
    settings = _json(folder.path / "config.json")
    weights = weight_files(folder.path)
    name = folder.name
    if not weights:
        raise MissingModel(
            _("{name}: no model weights in {path}.").format(name=name, path=folder.path),
            _("A model folder holds config.json, the tokenizer's files and model.safetensors."),
        )
    if any(path.stat().st_size < 1024 for path in weights):
        raise MissingModel(
            _("{name}: the weights in {path} are not there, only a pointer to them.").format(
                name=name, path=folder.path
            ),
            _("In that folder, run: git lfs pull"),
        )
    kind = _kind(settings)
    if kind != folder.kind or (settings.get("is_encoder_decoder") and kind == LANGUAGE_MODEL):
        raise _wrong_kind(name, folder.kind)


def _kind(settings: Mapping[str, Any]) -> Kind:
    """What the config.json of a model says that it is."""
    if "checker_quality_estimation" in settings:
        return QUALITY
    return TRANSLATION if settings.get("model_type") == "marian" else LANGUAGE_MODEL


def _check_direction(folder: ModelFolder, source_lang: str, target_lang: str) -> None:
    """Refuse a model that says itself that it translates the other way round."""
    path = folder.path / "tokenizer_config.json"
    if folder.prefixes or not is_file(path):
        return
    settings = _json(path)
    own = (settings.get("source_lang"), settings.get("target_lang"))
    if own == (primary(target_lang), primary(source_lang)):
        raise _wrong_direction(folder.name, [f"{own[0]}-{own[1]}"], source_lang, target_lang)


def _wrong_kind(name: str, kind: Kind) -> MissingModel:
    if kind == TRANSLATION:
        return MissingModel(
            _("{name} is not a MarianMT translation model.").format(name=name),
            _("Use one such as {example}.").format(example="Helsinki-NLP/opus-mt-fr-en"),
        )
    if kind == QUALITY:
        return MissingModel(
            _("{name} is not a quality-estimation model.").format(name=name),
            _("docs/models.md says what such a folder holds."),
        )
    return MissingModel(
        _("{name} is not a causal language model.").format(name=name),
        _("Use one such as {example}.").format(example="asi/gpt-fr-cased-small"),
    )


def _wrong_direction(
    name: str, pairs: Sequence[str], source_lang: str, target_lang: str
) -> MissingModel:
    wanted = f"{primary(source_lang)}-{primary(target_lang)}"
    return MissingModel(
        _("{name} translates {pairs}, but {wanted} is needed here.").format(
            name=name, pairs=", ".join(pairs), wanted=wanted
        ),
        _("Use {hub}. --back-model goes from the text's language, --forward-model into it.").format(
            hub=hub_for_pair(wanted)
        ),
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(read_file(path).decode("utf-8"))
    except OSError:
        raise MissingModel(
            _("{path} is missing: this is not a model folder.").format(path=path),
            _("A model folder holds config.json, the tokenizer's files and model.safetensors."),
        ) from None
    except (ValueError, RecursionError) as error:
        raise MissingModel(f"{path}: {error}", _("Fetch the model again.")) from None
    if not isinstance(data, dict):
        raise MissingModel(_("{path}: does not contain a JSON object.").format(path=path))
    return data


# --- Fetching -------------------------------------------------------------------------------------


def pull(spec: str, config: Config) -> ModelFolder:
    """Fetch a model by hub id, id@revision or direction (`fr-en`) and write down what came.

    A branch name such as `main` is looked up again, so this is also how to update. Raises MissingModel, UsageProblem.
    """
    if spec.split(" ", 1)[0] == EMBEDDED or _as_folder(spec):
        raise UsageProblem(
            _("{spec} is on this machine already; there is nothing to fetch.").format(spec=spec),
            _("To check that it is complete, run: checker models verify"),
        )
    hub, revision = _split(hub_for_pair(spec) if _PAIR.fullmatch(spec) else spec)
    if is_offline(config):
        raise UsageProblem(
            _(
                "{spec} cannot be fetched: this run may not use the network "
                "(offline = true, HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE)."
            ).format(spec=spec)
        )
    entry = hub_entry(hub)
    wanted = revision or (entry.revision if entry else "main")
    path = fetch(hub, wanted)
    kind = _kind(_json(path / "config.json"))
    folder = ModelFolder(hub, path, kind, entry.languages if entry else (), path.name)
    _check(folder)
    _record(hub, wanted, kind, path, config)
    return folder
