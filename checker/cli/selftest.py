"""Whether models do what they are for: those of a run for `checker doctor`, the embedded ones for `models verify`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from checker.config import Config
from checker.errors import CheckerError
from checker.languages import language
from checker.messages import _

if TYPE_CHECKING:
    from checker.evidence import Engines
    from checker.models.hub import FileCheck
    from checker.models.resolve import ModelFolder


def there_and_back(engines: Engines) -> list[tuple[str, str]]:
    """Easy sentences and what the models of a run make of them; empty where the text's language has none.

    Raises EngineFailure where one of the two directions does not work.
    """
    from checker.engines.build import self_test

    easy = language(engines.lang).easy
    if not easy or engines.back is None:
        return []
    out, home = engines.both
    back = self_test(out, engines.lang, engines.pivot, easy)
    self_test(home, engines.pivot, engines.lang, back)
    return list(zip(easy, back, strict=True))


def embedded(name: str | None, config: Config, leave: Collection[str] = ()) -> Iterator[FileCheck]:
    """One result for each direction of each embedded model, those of `leave` left out; `file` names the direction.

    `name` is that of a model, or None or `embedded` for all. A language without test sentences is no fault.
    """
    from checker.models.manifest import manifest, root
    from checker.models.resolve import EMBEDDED, ModelFolder

    for entry in manifest():
        if entry.folder and name in (None, EMBEDDED, entry.name) and entry.name not in leave:
            folder = ModelFolder(entry.name, root() / entry.folder, entry.kind, entry.languages)
            yield from _tried(folder, entry.pairs, config)


def _tried(folder: ModelFolder, pairs: Collection[str], config: Config) -> Iterator[FileCheck]:
    from checker.models.hub import FileCheck
    from checker.models.manifest import LANGUAGE_MODEL, QUALITY, TRANSLATION

    works = {TRANSLATION: _translates, LANGUAGE_MODEL: _reads, QUALITY: _estimates}.get(folder.kind)
    if works is None:
        return
    for what in pairs if folder.kind == TRANSLATION else folder.languages:
        try:
            outcome = works(folder, what, config)
        except CheckerError as error:
            yield FileCheck(folder.name, what, False, error.message)
        else:
            yield FileCheck(folder.name, what, True, outcome)


def _translates(folder: ModelFolder, pair: str, config: Config) -> str:
    from checker.engines import build

    source_lang, target_lang = pair.split("-")
    easy = language(source_lang).easy
    if not easy:
        return _not_tried(source_lang)
    engine = build.translation(folder.path, folder.revision, config)
    made = build.self_test(engine, source_lang, target_lang, easy)
    return f"{easy[0]} -> {made[0]}"


def _reads(folder: ModelFolder, lang: str, config: Config) -> str:
    """A language model finds each sentence more probable than its words turned round. Raises EngineFailure."""
    from checker.engines import build
    from checker.errors import EngineFailure

    easy = language(lang).easy
    if not easy:
        return _not_tried(lang)
    model = build.language_model(folder.path, folder.revision, config)
    good = model.score([((), text) for text in easy])
    bad = model.score([((), " ".join(reversed(text.split()))) for text in easy])
    if any(right.mean <= wrong.mean for right, wrong in zip(good, bad, strict=True)):
        raise EngineFailure(
            _("{model} loads but finds sentences no likelier than reversed ones").format(
                model=folder.name
            )
        )
    return _("tells sentences from reversed ones")


def _estimates(folder: ModelFolder, lang: str, config: Config) -> str:
    """Quality estimation finds each sentence better than its words turned round. Raises EngineFailure."""
    from checker.engines import build
    from checker.errors import EngineFailure

    easy = language(lang).easy
    if not easy:
        return _not_tried(lang)
    model = build.quality(folder.path, folder.revision, config)
    good = model.estimate([(None, text) for text in easy])
    bad = model.estimate([(None, " ".join(reversed(text.split()))) for text in easy])
    if any(right.error >= wrong.error for right, wrong in zip(good, bad, strict=True)):
        raise EngineFailure(
            _("{model} loads but cannot tell sentences from reversed ones").format(
                model=folder.name
            )
        )
    return _("tells sentences from reversed ones")


def _not_tried(lang: str) -> str:
    return _("not tried: there are no test sentences in {lang}").format(lang=lang)
