"""The file of a calibration: which one a run takes, read and checked, and written.

A calibration belongs to the models whose measurements it was fitted on, by their signature.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import msgspec

from checker.calibration.model import (
    ADEQUACY,
    ANY,
    BAD,
    FLUENCY,
    SCHEMA,
    WORD,
    WORD_MAJOR,
    Calibration,
    Model,
)
from checker.config import Config
from checker.disk.loading import read_file
from checker.errors import ConfigProblem
from checker.languages import primary
from checker.messages import _

SHIPPED = {"full": "calibration.json", "estimate": "calibration-estimate.json"}
"""By tier: the one of quality estimation alone has no measurement that needs translation."""

FITTED = frozenset({"fr"})
"""The languages on whose texts they were fitted."""

OTHERS = "calibration-estimate-other.json"
"""The one of every other language: few measurements of quality estimation, which rank the texts of a language well that
it was not fitted on (docs/languages.md)."""


def read(config: Config) -> Calibration:
    """The calibration that a run names, or the shipped one, for whatever models. Raises ConfigProblem."""
    if config.calibration is None:
        return _shipped(config.lang, "estimate" if config.tier == "estimate" else "full")
    path = Path(config.calibration)
    try:
        data = read_file(path)
    except OSError as error:
        raise ConfigProblem(
            _("{path}: cannot be read: {error}").format(path=path, error=error.strerror)
        ) from None
    return decode(data, str(path))


def load(config: Config, signature: str) -> Calibration:
    """The calibration of a run, for models of this signature. Raises ConfigProblem.

    A calibration fitted on other models is refused when named by the user. Of the shipped ones, that of quality
    estimation alone serves a run whose translation or language models are others: no number of theirs is in it, so the
    probabilities of a text are the same whatever translates it. Where the quality-estimation model is another one too,
    the shipped one is used all the same, since a rough probability beats none. `remark` and the signature say so.
    """
    found = read(config)
    if config.calibration is not None and found.models != signature:
        raise ConfigProblem(
            _(
                "{path} was fitted on other models:\n  {theirs}\nthan those of this run:\n  {mine}"
            ).format(path=config.calibration, theirs=found.models, mine=signature),
            _("Run `checker calibrate` with the models you use, or leave --calibration out."),
        )
    here = revisions(signature)
    if config.calibration is None and revisions(found.models) != here:
        alone = _shipped(config.lang, "estimate")
        if revisions(alone.models) <= here:
            return alone
    return found


def remark(found: Calibration, signature: str) -> str | None:
    """What people should know of the calibration of a run with models of this signature; None where it is theirs."""
    theirs, here = revisions(found.models), revisions(signature)
    if theirs == here:
        return None
    if theirs < here:
        return _(
            "no calibration for these translation and language models: probabilities and scores come from quality "
            "estimation alone; the back-translation is only there to be read. `checker calibrate` makes one."
        )
    return _(
        "no calibration for the quality-estimation model of this run: probabilities and scores are rough. "
        "`checker calibrate` makes one."
    )


def revisions(signature: str) -> frozenset[str]:
    """The models of a signature, without software, numeric type and beam, which move numbers little."""
    return frozenset(model.split("|")[0] for model in signature.split("+"))


def _shipped(lang: str, tier: str) -> Calibration:
    name = SHIPPED[tier] if primary(lang) in FITTED else OTHERS
    return decode((resources.files("checker") / "data" / name).read_bytes(), name)


def decode(data: bytes, where: str) -> Calibration:
    """A calibration from its JSON. Raises ConfigProblem."""
    try:
        found = msgspec.json.decode(data, type=Calibration)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigProblem(
            _("{path}: is not a calibration: {error}").format(path=where, error=error)
        ) from None
    if found.schema != SCHEMA:
        raise ConfigProblem(
            _("{path}: has schema {schema}; this version reads {mine}.").format(
                path=where, schema=found.schema, mine=SCHEMA
            )
        )
    for mode in (found.without_source, found.with_source):
        missing = {BAD, ANY, ADEQUACY, FLUENCY, WORD, WORD_MAJOR} - mode.models.keys()
        if missing:
            raise ConfigProblem(
                _("{path}: is not a calibration: {error}").format(
                    path=where, error=_("no model for {names}").format(names=sorted(missing))
                )
            )
        for name, model in mode.models.items():
            _require_sound(name, model, where)
    if found.document is not None:
        _require_sound("document", found.document, where)
    return found


def _require_sound(name: str, model: Model, where: str) -> None:
    xs, ys = [x for x, _ in model.curve], [y for _, y in model.curve]
    rising = xs == sorted(xs) and ys == sorted(ys)
    fault = None
    if not rising or not ys or not 0 <= ys[0] <= ys[-1] <= 1:
        fault = _("the curve of “{name}” does not rise within 0..1").format(name=name)
    elif any(item.scale <= 0 or item.low > item.high for item in model.features):
        fault = _("“{name}” has a measurement without a range").format(name=name)
    if fault is not None:
        raise ConfigProblem(
            _("{path}: is not a calibration: {error}").format(path=where, error=fault)
        )


def encode(calibration: Calibration) -> bytes:
    """Its JSON, one thing a line."""
    return msgspec.json.format(msgspec.json.encode(calibration), indent=1) + b"\n"
