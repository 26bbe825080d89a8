"""Which folder a model's name means: embedded, a folder, the hub's cache; and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from huggingface_hub import constants

from checker.config import Config
from checker.errors import MissingModel, UsageProblem
from checker.models import hub
from checker.models.inventory import list_models, verify
from checker.models.manifest import LANGUAGE_MODEL, TRANSLATION, ModelEntry, manifest, root
from checker.models.resolve import ModelFolder, _split, pull, resolve

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40
HUB = "Helsinki-NLP/opus-mt-fr-de"
"""Known, but only as `main`."""
PINNED = "Helsinki-NLP/opus-mt-fr-en"
"""Known with its commit and the checksum of its weights."""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An own cache folder, and no word about networks in the environment."""
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    return Config(cache_dir=str(tmp_path / "cache"))


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of the hub's local cache."""
    folder = tmp_path / "hub"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    return folder


def write_model(folder: Path, *, weights: str = "model.safetensors", **settings: object) -> Path:
    """A model folder with everything but sense."""
    folder.mkdir(parents=True)
    config = {"model_type": "marian", "is_encoder_decoder": True} | settings
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "vocab.json").write_text(json.dumps({"</s>": 0, "<unk>": 1, "▁le": 2}))
    (folder / "tokenizer_config.json").write_text('{"source_lang": "fr", "target_lang": "en"}')
    (folder / weights).write_bytes(bytes(2048))
    return folder


def write_snapshot(
    cache: Path, name: str = HUB, commit: str = COMMIT, ref: str = "main", **more: Any
) -> Path:
    """A repository in the layout of the hub's local cache, without the links to blobs."""
    repository = cache / f"models--{name.replace('/', '--')}"
    (repository / "refs").mkdir(parents=True, exist_ok=True)
    (repository / "refs" / ref).write_text(commit)
    return write_model(repository / "snapshots" / commit, **more)


def back(spec: str, config: Config, source: str = "fr", target: str = "en") -> ModelFolder:
    return resolve(spec, kind=TRANSLATION, source_lang=source, target_lang=target, config=config)


def language_model(spec: str, config: Config, lang: str = "fr") -> ModelFolder:
    return resolve(spec, kind=LANGUAGE_MODEL, source_lang=lang, target_lang=lang, config=config)


@pytest.fixture(autouse=True)
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub says that the model is there; what fetches it is replaced as well."""
    monkeypatch.setattr(hub, "_ask", lambda name, revision: None)


@pytest.fixture
def network(hub_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str | None]]:
    """Installs a hub that has one model; returns the list of revisions that it is then asked for."""

    def install(commit: str = COMMIT, **more: Any) -> list[str | None]:
        asked: list[str | None] = []
        real = huggingface_hub.snapshot_download

        def download(repo: str, **options: Any) -> str:
            if options.get("local_files_only"):
                return real(repo, **options)
            asked.append(options["revision"])
            path = hub_cache / f"models--{repo.replace('/', '--')}" / "snapshots" / commit
            return str(path if path.exists() else write_snapshot(hub_cache, repo, commit, **more))

        monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
        return asked

    return install


# --- embedded ---


@pytest.mark.parametrize(("source", "target"), [("fr", "en"), ("en", "fr"), ("fr-CA", "en-GB")])
def test_embedded_translation_model_serves_both_directions(
    config: Config, source: str, target: str
) -> None:
    folder = back("embedded", config, source, target)
    assert folder.path == root() / "fr-en"
    assert {">>en<<", ">>fr<<"} <= set(folder.prefixes)


def test_embedded_language_model(config: Config) -> None:
    folder = language_model("embedded", config)
    assert folder.path.is_dir()
    assert folder.prefixes == ()


def test_embedded_pair_that_is_missing_names_the_command(config: Config) -> None:
    with pytest.raises(MissingModel) as caught:
        back("embedded", config, "fr", "de")
    assert "fr-de" in caught.value.message
    assert "checker models pull fr-de" in (caught.value.hint or "")
    assert "--back-model Helsinki-NLP/opus-mt-fr-de" in (caught.value.hint or "")


def test_embedded_pair_that_nobody_knows_is_guessed_by_its_usual_name(config: Config) -> None:
    with pytest.raises(MissingModel) as caught:
        back("embedded", config, "sv", "fr")
    assert "--forward-model Helsinki-NLP/opus-mt-sv-fr" in (caught.value.hint or "")


def test_embedded_language_model_that_is_missing(config: Config) -> None:
    with pytest.raises(MissingModel, match="de"):
        language_model("embedded", config, "de")


def test_revision_of_embedded_model_is_its_content(config: Config) -> None:
    translation, language = back("embedded", config), language_model("embedded", config)
    assert len(translation.revision) == 12
    assert translation.revision != language.revision
    assert translation.revision == back("embedded", config, "en", "fr").revision


# --- folders ---


@pytest.mark.parametrize("file", ["model.safetensors", "vocab.json", "config.json"])
def test_revision_of_a_folder_changes_with_each_file_that_counts(
    tmp_path: Path, config: Config, file: str
) -> None:
    path = write_model(tmp_path / "mine")
    before = back(str(path), config).revision
    (path / "README.md").write_text("not part of the model")
    assert back(str(path), config).revision == before
    with (path / file).open("ab") as out:
        out.write(b"\n")
    assert back(str(path), config).revision != before


def test_folder_is_found_from_the_home_folder(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_model(tmp_path / "mine")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert back("~/mine", config).path == (tmp_path / "mine").resolve()


def test_folder_with_old_weights_is_taken(tmp_path: Path, config: Config) -> None:
    path = write_model(tmp_path / "mine", weights="pytorch_model.bin")
    assert [file.name for file in hub.weight_files(back(str(path), config).path)] == [
        "pytorch_model.bin"
    ]


def _without_weights(path: Path) -> None:
    (path / "model.safetensors").unlink()


def _with_pointer(path: Path) -> None:
    (path / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\n")


def _without_settings(path: Path) -> None:
    (path / "config.json").unlink()


def _with_broken_settings(path: Path) -> None:
    (path / "config.json").write_text("{")


def _with_a_list_for_settings(path: Path) -> None:
    (path / "config.json").write_text("[]")


def _of_another_kind(path: Path) -> None:
    (path / "config.json").write_text('{"model_type": "t5", "is_encoder_decoder": true}')


def _the_other_way_round(path: Path) -> None:
    (path / "tokenizer_config.json").write_text('{"source_lang": "en", "target_lang": "fr"}')


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_without_weights, "no model weights"),
        (_with_pointer, "only a pointer"),
        (_without_settings, "config.json is missing"),
        (_with_broken_settings, "config.json"),
        (_with_a_list_for_settings, "config.json"),
        (_of_another_kind, "not a MarianMT"),
        (_the_other_way_round, "translates en-fr, but fr-en is needed"),
    ],
)
def test_unusable_folders(
    tmp_path: Path, config: Config, spoil: Callable[[Path], None], says: str
) -> None:
    path = write_model(tmp_path / "mine")
    spoil(path)
    with pytest.raises(MissingModel, match=says):
        back(str(path), config)


def test_translation_model_is_no_language_model(tmp_path: Path, config: Config) -> None:
    path = write_model(tmp_path / "mine")
    with pytest.raises(MissingModel, match="not a causal language model"):
        language_model(str(path), config)


def test_language_model_folder(tmp_path: Path, config: Config) -> None:
    path = write_model(tmp_path / "mine", model_type="gpt2", is_encoder_decoder=False)
    assert language_model(str(path), config).kind == LANGUAGE_MODEL
    with pytest.raises(MissingModel, match="not a MarianMT"):
        back(str(path), config)


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "no-such-folder",
        "./missing",
        "../up/../and/away",
        "a/b/c",
        "a/..",
        "Helsinki-NLP/opus-mt-fr-en@",
        "Helsinki-NLP/opus-mt-fr-en@../../../secret",
        "Helsinki-NLP/opus-mt-fr-en@/etc/passwd",
        "Helsinki-NLP/opus-mt-fr-en@v1/../../../secret",
        "Helsinki-NLP/opus mt",
        "C:\\models\\mine",
        "~nobody-of-this-name/model",
        "a" * 5000,
        "a\0b",
    ],
)
def test_what_is_neither_folder_nor_hub_id_is_refused(
    spec: str, config: Config, network: Callable[..., list[str | None]]
) -> None:
    asked = network()
    with pytest.raises(MissingModel, match="no such folder"):
        back(spec, config)
    assert asked == []


# --- the hub ---


def test_hub_model_comes_from_the_local_cache(
    hub_cache: Path, config: Config, network: Callable[..., list[str | None]]
) -> None:
    path, asked = write_snapshot(hub_cache), network()
    folder = back(HUB, config, target="de")
    assert (folder.path, folder.revision) == (path, COMMIT)
    assert folder.languages == ("fr", "de")
    assert asked == []


def test_hub_model_at_a_revision(hub_cache: Path, config: Config) -> None:
    write_snapshot(hub_cache)
    write_snapshot(hub_cache, commit=OTHER, ref="v2")
    assert back(f"{HUB}@v2", config, target="de").revision == OTHER
    assert back(f"{HUB}@{COMMIT}", config, target="de").revision == COMMIT


@pytest.mark.parametrize("variable", [None, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_asks_nobody_and_names_the_command(
    config: Config,
    network: Callable[..., list[str | None]],
    monkeypatch: pytest.MonkeyPatch,
    variable: str | None,
) -> None:
    asked = network()
    if variable:
        monkeypatch.setenv(variable, "1")
    else:
        config = Config(cache_dir=config.cache_dir, offline=True)
    with pytest.raises(MissingModel) as caught:
        back(HUB, config, target="de")
    assert caught.value.hint == f"On a machine with a network, run: checker models pull {HUB}"
    with pytest.raises(UsageProblem):
        pull(HUB, config)
    assert asked == []


def test_a_cache_without_weights_counts_as_missing(hub_cache: Path, config: Config) -> None:
    (write_snapshot(hub_cache) / "model.safetensors").unlink()
    with pytest.raises(MissingModel, match="not on this machine"):
        back(HUB, Config(cache_dir=config.cache_dir, offline=True), target="de")


def test_a_fetched_model_stays_at_its_commit(
    hub_cache: Path, config: Config, network: Callable[..., list[str | None]]
) -> None:
    asked = network()
    assert back(HUB, config, target="de").revision == COMMIT
    assert asked == ["main"]
    write_snapshot(hub_cache, commit=OTHER)  # another program moves `main` on
    assert back(HUB, config, target="de").revision == COMMIT
    assert asked == ["main"]


def test_pull_looks_the_branch_up_again(
    config: Config, network: Callable[..., list[str | None]]
) -> None:
    network()
    assert pull(HUB, config).revision == COMMIT
    asked = network(commit=OTHER)
    assert pull(HUB, config).revision == OTHER
    assert asked == ["main"]
    assert back(HUB, config, target="de").revision == OTHER


@pytest.mark.parametrize(
    ("pair", "expected"),
    [("de-fr", "Helsinki-NLP/opus-mt-de-fr"), ("sv-fr", "Helsinki-NLP/opus-mt-sv-fr")],
)
def test_pull_by_direction(
    pair: str, expected: str, config: Config, network: Callable[..., list[str | None]]
) -> None:
    network()
    folder = pull(pair, config)
    assert (folder.name, folder.kind) == (expected, TRANSLATION)


def test_pull_asks_for_plain_data_only(
    config: Config, hub_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patterns: list[list[str]] = []

    def download(repo: str, *, allow_patterns: list[str], **options: Any) -> str:
        patterns.append(allow_patterns)
        path = hub_cache / "models--x--y" / "snapshots" / COMMIT
        if not path.exists():
            _without_weights(write_model(path))
        if "pytorch_model.bin" in allow_patterns:
            (path / "pytorch_model.bin").write_bytes(bytes(2048))
        return str(path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    assert pull("x/y", config).path.name == COMMIT
    assert len(patterns) == 2  # the old weights are asked for only when there are no others
    assert "pytorch_model.bin" not in patterns[0]
    asked = {name for some in patterns for name in some} - {"pytorch_model.bin"}
    assert {Path(name).suffix for name in asked} <= {
        ".json",
        ".txt",
        ".spm",
        ".model",
        ".safetensors",
    }


def test_pull_that_fails_is_no_traceback(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(repo: str, **options: object) -> str:
        raise OSError("no route to host\nand a long story")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    with pytest.raises(MissingModel, match=r"no route to host$"):
        pull(HUB, config)


@pytest.mark.parametrize("spec", ["embedded", "embedded fr-en"])
def test_pull_of_what_is_here_already(spec: str, config: Config) -> None:
    with pytest.raises(UsageProblem):
        pull(spec, config)


def test_hub_model_of_the_wrong_direction_is_refused_before_it_is_fetched(
    config: Config, network: Callable[..., list[str | None]]
) -> None:
    asked = network()
    with pytest.raises(MissingModel, match="translates en-fr, but fr-en is needed"):
        back("Helsinki-NLP/opus-mt-en-fr", config)
    with pytest.raises(MissingModel, match="not a causal language model"):
        language_model(HUB, config)
    assert asked == []


@pytest.mark.parametrize("damage", ["cut", "elsewhere"])
def test_a_damaged_record_is_written_anew(
    config: Config, network: Callable[..., list[str | None]], damage: str
) -> None:
    network()
    pull(HUB, config)
    (record,) = (Path(config.cache_dir or "") / "models").iterdir()
    text = record.read_text()
    record.write_text(text[:40] if damage == "cut" else text.replace(COMMIT, "../../../secret"))
    assert list(hub.locks(config)) == []
    pull(HUB, config)
    assert [lock.commit for lock in hub.locks(config)] == [COMMIT]


# --- a revision that the manifest knows ---


def test_a_known_commit_is_asked_for_and_other_content_refused(
    config: Config, network: Callable[..., list[str | None]]
) -> None:
    (commit,) = {entry.revision for entry in manifest() if entry.hub == PINNED}
    asked = network(commit=commit)
    for fetch in (pull, back):
        with pytest.raises(
            MissingModel, match=r"model\.safetensors: 2048 bytes, should be"
        ) as caught:
            fetch(PINNED, config)
        assert str(commit) in str(caught.value)
        assert f"checker models pull {PINNED}" in (caught.value.hint or "")
    assert asked == [commit]  # the second found it in the hub's cache, and would not have it either
    assert list(hub.locks(config)) == []


def test_another_revision_of_it_is_the_users_own_business(
    config: Config, network: Callable[..., list[str | None]]
) -> None:
    asked = network()
    assert pull(f"{PINNED}@main", config).revision == COMMIT
    assert back(f"{PINNED}@main", config).revision == COMMIT
    assert asked == ["main"]


def test_known_content_is_taken(
    hub_cache: Path,
    config: Config,
    network: Callable[..., list[str | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network()
    right = hub.file_entry(write_snapshot(hub_cache, PINNED) / "model.safetensors")
    entry = ModelEntry(
        name="pinned",
        kind=TRANSLATION,
        languages=("fr", "en"),
        licence="",
        provenance="",
        pairs=("fr-en",),
        hub=PINNED,
        revision=COMMIT,
        files={"model.safetensors": right},
    )
    monkeypatch.setattr(
        "checker.models.resolve.hub_entry", lambda name: entry if name == PINNED else None
    )
    assert pull(PINNED, config).revision == back(PINNED, config).revision == COMMIT


# --- lists and checksums ---


def test_list_says_what_is_here(config: Config, network: Callable[..., list[str | None]]) -> None:
    network()
    pull("x/unknown", config)
    listed = {item.entry.hub or item.entry.name: item.folder for item in list_models(config)}
    assert listed["embedded fr-en"] is not None
    assert listed[HUB] is None
    unknown = listed["x/unknown"]
    assert unknown is not None
    assert unknown.revision == COMMIT


def test_the_manifest_tells_the_truth_about_the_embedded_models(config: Config) -> None:
    results = verify(None, config)
    assert [result for result in results if not result.ok] == []
    assert {result.model for result in results} == {e.name for e in manifest() if e.folder}


def test_every_embedded_model_has_a_card_and_its_prefixes(config: Config) -> None:
    for entry in manifest():
        if entry.folder:
            path = root() / entry.folder
            assert (path / "README.md").is_file()
            tokens = ModelFolder(entry.name, path, entry.kind).prefixes
            wanted = {(entry.prefix or "").format(lang=pair[-2:]) for pair in entry.pairs} - {""}
            assert wanted <= set(tokens)


@pytest.fixture
def own_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of embedded models with one small model and a manifest that is right."""
    folder = tmp_path / "models"
    path = write_model(folder / "fr-en")
    entries = {file.name: hub.file_entry(file) for file in path.iterdir()}
    lines = [f'"{n}" = {{ size = {e.size}, sha256 = "{e.sha256}" }}' for n, e in entries.items()]
    head = (
        "# kept\n[[model]]\nname = 'embedded fr-en'\nkind = 'translation'\nlanguages = ['fr', 'en']\n"
        "licence = 'Apache-2.0'\nprovenance = 'a test'\npairs = ['fr-en']\nfolder = \"fr-en\"\n\n[model.files]\n"
    )
    (folder / "manifest.toml").write_text(head + "\n".join(lines) + "\n\n# the end\n")
    for module in ("manifest", "resolve", "inventory"):
        monkeypatch.setattr(f"checker.models.{module}.root", lambda: folder)
    return folder


def test_verify_finds_each_kind_of_damage(own_root: Path, config: Config) -> None:
    assert all(result.ok for result in verify("embedded fr-en", config))
    path = own_root / "fr-en"
    (path / "vocab.json").unlink()
    (path / "model.safetensors").write_bytes(bytes(2047) + b"x")
    (path / "tokenizer_config.json").write_text("{}")
    (path / "surprise.py").write_text("")
    found = {result.file: result.message for result in verify("embedded", config) if not result.ok}
    assert found == {
        "vocab.json": "missing",
        "model.safetensors": "the content is not what was recorded",
        "tokenizer_config.json": "2 bytes, should be 42",
        "surprise.py": "not in the manifest",
    }


def test_verify_of_a_fetched_model(
    hub_cache: Path, config: Config, network: Callable[..., list[str | None]]
) -> None:
    network()
    path = pull(HUB, config).path
    assert all(result.ok for result in verify(HUB, config))
    (path / "model.safetensors").write_bytes(bytes(2047) + b"x")
    assert [result.file for result in verify(HUB, config) if not result.ok] == ["model.safetensors"]
    (path / "model.safetensors").unlink()
    (gone,) = verify(HUB, config)
    assert not gone.ok
    assert f"checker models pull {HUB}" in gone.message


def test_verify_of_a_stranger(config: Config) -> None:
    with pytest.raises(MissingModel, match="neither"):
        verify("x/y", config)


@pytest.mark.parametrize("folder", ["../outside", "/etc", "a/b", ".hidden", ""])
def test_manifest_cannot_point_outside(own_root: Path, config: Config, folder: str) -> None:
    path = own_root / "manifest.toml"
    path.write_text(path.read_text().replace('folder = "fr-en"', f'folder = "{folder}"'))
    with pytest.raises(MissingModel, match="not a plain"):
        manifest()


@pytest.mark.parametrize("text", ["[[model]", "[[model]]\nname = 3\n", None])
def test_damaged_manifest(own_root: Path, text: str | None) -> None:
    path = own_root / "manifest.toml"
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(MissingModel):
        manifest()


def test_hub_ids_of_the_manifest_can_be_asked_for() -> None:
    entries: list[ModelEntry] = [entry for entry in manifest() if entry.hub]
    assert len({entry.name for entry in entries}) == len(entries)
    for entry in entries:
        assert _split(f"{entry.hub}@{entry.revision}") == (entry.hub, entry.revision)


def test_update_manifest_writes_checksums_and_keeps_the_rest(
    own_root: Path, config: Config
) -> None:
    import runpy

    update = runpy.run_path(str(root().parent / "models" / "update_manifest.py"))["update"]
    before = (own_root / "manifest.toml").read_text()
    assert update(own_root) == ["fr-en"]  # the order of the lines: by name
    assert update(own_root) == []
    (own_root / "fr-en" / "model.safetensors").write_bytes(bytes(4096))
    assert not all(result.ok for result in verify(None, config))
    assert update(own_root) == ["fr-en"]
    assert all(result.ok for result in verify(None, config))
    after = (own_root / "manifest.toml").read_text()
    assert after.startswith("# kept\n") and after.endswith("\n\n# the end\n")
    assert len(after) == len(before)
