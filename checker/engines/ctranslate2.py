"""Models on CTranslate2: int8 on a processor, float16 on CUDA; converted once into the cache folder.

Klein et al. 2020, The OpenNMT Neural Machine Translation Toolkit, https://aclanthology.org/2020.amta-research.9
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import json
import logging
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from checker.config import Config, cache_folder
from checker.engines import provenance
from checker.engines.convert import convert
from checker.engines.device import pick
from checker.engines.marian import Draft
from checker.engines.pieces import EOS, MADE
from checker.errors import EngineFailure
from checker.messages import _
from checker.plugins import engine

log = logging.getLogger(__name__)


@engine("ctranslate2")
class CTranslate2:
    """CTranslate2: fast and small in memory; the default where the model converts."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def sequence(self, folder: Path, revision: str) -> _Sequence:
        """The MarianMT checkpoint in `folder`. Raises EngineFailure where it does not convert or load."""
        import ctranslate2

        model, home = self._load(ctranslate2.Translator, folder, revision)
        return _Sequence(model, home)

    def causal(self, folder: Path, revision: str) -> _Causal:
        """The causal language model in `folder`. Raises EngineFailure where it does not convert or load."""
        import ctranslate2

        return _Causal(self._load(ctranslate2.Generator, folder, revision)[0])

    def encoder(self, folder: Path, revision: str) -> _Encoder:
        """The quality-estimation encoder in `folder`. Raises EngineFailure where it does not convert or load."""
        import ctranslate2

        return _Encoder(self._load(ctranslate2.Encoder, folder, revision)[0])

    def _load(self, kind: Any, folder: Path, revision: str) -> tuple[Any, Path]:
        """The loaded model, and the folder of its converted form."""
        device = pick(self._config.device, "ctranslate2")
        quantization = "int8" if device == "cpu" else "float16"
        converted = _converted(folder, revision, quantization, self._config)
        threads = self._config.threads or min(os.cpu_count() or 1, MOST_WORKERS)
        compute = "int8_float32" if device == "cpu" else "float16"

        def opened(path: Path) -> Any:
            return kind(
                str(path),
                device=device,
                compute_type=compute,
                # One thread a worker: threads that share a small matrix mostly wait for each other.
                inter_threads=threads if device == "cpu" else 1,
                intra_threads=1,
            )

        try:
            return opened(converted), converted
        except (RuntimeError, ValueError):
            # The copy in the cache may be damaged: it is made anew, once.
            shutil.rmtree(converted, ignore_errors=True)
        try:
            again = _converted(folder, revision, quantization, self._config)
            return opened(again), again
        except (RuntimeError, ValueError) as error:
            raise EngineFailure(
                _("{engine} cannot load {folder}: {error}").format(
                    engine="CTranslate2", folder=folder, error=error
                )
            ) from None


MOST_WORKERS = 16
"""How many cores are taken unasked: each worker has room of its own."""

MOST_SEARCHED = 16
"""How many rows a worker searches at a time."""

MOST_ENCODED = 100
"""How many tokens a processor encodes at a time: what more take is no longer near at hand."""

LOGITS = 1 << 23
"""How many logits a batch of `choices` may hold at a time: 32 MiB of them."""


class _Sequence:
    def __init__(self, model: Any, home: Path) -> None:
        self._model = model
        files = [home / "target_vocabulary.json", home / "shared_vocabulary.json"]
        file = next(path for path in files if path.is_file())
        self._names: list[str] = json.loads(file.read_text(encoding="utf-8"))
        self._ids = {name: index for index, name in enumerate(self._names)}
        self._never = [name for name in (MADE,) if name in self._ids]

    @property
    def signature(self) -> str:
        return _signature(self._model)

    def translate(
        self,
        sources: Sequence[list[str]],
        beam: int,
        longest: int,
        no_repeat: int = 0,
        never: Sequence[list[str]] = (),
        *,
        attended: bool = False,
    ) -> list[list[Draft]]:
        results = self._model.translate_batch(
            list(sources),
            beam_size=beam,
            num_hypotheses=beam,
            max_decoding_length=longest,
            no_repeat_ngram_size=no_repeat,
            suppress_sequences=[*([name] for name in self._never), *never] or None,
            return_end_token=True,
            return_scores=True,
            return_attention=attended,
            max_batch_size=_searched(self._model, len(sources)),
        )
        return [_drafts(result) for result in results]

    def score(self, pairs: Sequence[tuple[list[str], list[str]]]) -> list[list[float]]:
        results = self._model.score_batch(
            [s for s, _ in pairs],
            [t for _, t in pairs],
            max_batch_size=_together(self._model, self._model.num_translators, len(pairs)),
        )
        return [list(result.log_probs) for result in results]

    def choices(
        self, pairs: Sequence[tuple[list[str], list[str]]]
    ) -> list[list[tuple[int, float, str]]]:
        room = max(1, LOGITS // len(self._names) // max(len(t) + 1 for _, t in pairs))
        out: list[list[tuple[int, float, str]]] = []
        for start in range(0, len(pairs), room):
            part = pairs[start : start + room]
            # As for `attention`, the whole target is forced; the logits of every step come with it.
            results = self._model.translate_batch(
                [s for s, _ in part],
                target_prefix=[t for _, t in part],
                beam_size=1,
                # The end is a choice like any other, at the very start too.
                min_decoding_length=0,
                max_decoding_length=max(len(t) for _, t in part) + 1,
                return_logits_vocab=True,
                max_batch_size=_together(self._model, self._model.num_translators, len(part)),
            )
            for (_source, target), result in zip(part, results, strict=True):
                steps = result.logits[0][: len(target)]
                out.append([self._choice(*pair) for pair in zip(steps, target, strict=True)])
        return out

    def _choice(self, logits: Any, piece: str) -> tuple[int, float, str]:
        import numpy as np

        values = np.array(logits, dtype=np.float32).ravel()
        values[[self._ids[name] for name in self._never]] = -np.inf
        own = values[self._ids.get(piece, self._ids["<unk>"])]
        best = int(values.argmax())
        return int((values > own).sum()) + 1, float(values[best] - own), self._names[best]

    def attention(self, pairs: Sequence[tuple[list[str], list[str]]]) -> list[list[list[float]]]:
        # The whole target as a forced prefix, and one piece more, since a piece is read one step after it is written.
        results = self._model.translate_batch(
            [s for s, _ in pairs],
            target_prefix=[[*t, *t[-1:]] for _, t in pairs],
            beam_size=1,
            max_decoding_length=max(len(t) for _, t in pairs) + 2,
            return_attention=True,
            max_batch_size=_share(self._model.num_translators, len(pairs)),
        )
        return [
            [list(row) for row in result.attention[0][1 : len(target) + 1]]
            for result, (_, target) in zip(results, pairs, strict=True)
        ]


def _drafts(result: Any) -> list[Draft]:
    """What one search wrote.

    A piece is read one step after it is written, so the first weights are of no piece, and those of the end are of the
    last. Nothing is known of a target that came to no end: its probability lacks that of one.
    """
    attention = result.attention or [()] * len(result.hypotheses)
    return [
        Draft(tokens[:-1], score, rows[1:]) if tokens[-1:] == [EOS] else Draft(tokens)
        for tokens, score, rows in zip(result.hypotheses, result.scores, attention, strict=True)
    ]


class _Causal:
    def __init__(self, model: Any) -> None:
        self._model = model

    @property
    def signature(self) -> str:
        return _signature(self._model)

    def score(self, texts: Sequence[list[str]]) -> list[list[float]]:
        results = self._model.score_batch(
            list(texts),
            max_batch_size=_together(self._model, self._model.num_generators, len(texts)),
        )
        return [list(result.log_probs) for result in results]


class _Encoder:
    def __init__(self, model: Any) -> None:
        self._model = model

    @property
    def signature(self) -> str:
        return _signature(self._model)

    @property
    def workers(self) -> int:
        return int(self._model.num_encoders)

    def encode(self, rows: Sequence[tuple[list[int], list[int]]]) -> list[Any]:
        if self._model.device != "cpu":
            return self._states(rows)
        # As in `_together`; rows of one length need no padding, and a batch has its rows in the order of their lengths.
        return [state for group in _alike(rows) for state in self._states(group)]

    def _states(self, rows: Sequence[tuple[list[int], list[int]]]) -> list[Any]:
        import ctranslate2
        import numpy as np

        longest = max(len(ids) for ids, _kinds in rows)
        out = self._model.forward_batch(
            [ids for ids, _kinds in rows],
            token_type_ids=[kinds + [0] * (longest - len(kinds)) for _ids, kinds in rows],
        ).last_hidden_state
        if out.device != "cpu":
            out = out.to_device(ctranslate2.Device.cpu)
        states = np.array(out.to(ctranslate2.DataType.float32))
        return [state[: len(ids)] for state, (ids, _kinds) in zip(states, rows, strict=True)]


def _alike(
    rows: Sequence[tuple[list[int], list[int]]],
) -> Iterator[list[tuple[list[int], list[int]]]]:
    """Rows that stand in the order of their lengths, by length and at most `MOST_ENCODED` tokens at a time."""
    for length, group in itertools.groupby(rows, key=lambda row: len(row[0])):
        while part := list(itertools.islice(group, max(1, MOST_ENCODED // length))):
            yield part


def _share(workers: int, count: int) -> int:
    """How many of the rows each worker takes, so that all have work."""
    return max(1, math.ceil(count / workers))


def _searched(model: Any, count: int) -> int:
    """How many of the rows a worker searches at a time: on a processor few, since each has a beam with its states.

    Of 256 sentences nothing changed, and they took 35 MB less.
    """
    rows = _share(model.num_translators, count)
    return min(rows, MOST_SEARCHED) if model.device == "cpu" else rows


def _together(model: Any, workers: int, count: int) -> int:
    """How many of the rows a worker takes at a time where their exact numbers matter: one, on a processor.

    Rows of other lengths pad a batch; padded products differ in their last bits on some processors (oneDNN), and int8
    makes steps of them: up to .04 nats. A row alone has the same numbers in any company. A language model takes half
    the time so, since it keeps the logits of a batch whole.
    """
    return 1 if model.device == "cpu" else _share(workers, count)


def _signature(model: Any) -> str:
    import ctranslate2

    return f"ctranslate2-{ctranslate2.__version__}-{model.compute_type}"


def _converted(folder: Path, revision: str, quantization: str, config: Config) -> Path:
    """The model in CTranslate2's form, from the cache folder or made there: whole or not at all.

    A copy that is not as it was written, or was made from other files than those in `folder`, is made anew.
    """
    import ctranslate2

    home = cache_folder(config) / "ctranslate2"
    name = f"{revision.replace('/', '--')}-{quantization}-{ctranslate2.__version__}"
    done = home / name
    if provenance.fits(done, folder):
        return done
    try:
        home.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=home))
    except OSError as error:
        return _converted_for_now(folder, quantization, f"{home}: {error.strerror}")
    try:
        _convert(folder, work / "model", quantization)
        provenance.record(work / "model", folder)
        with contextlib.suppress(OSError):
            done.rename(work / "old")
        try:
            (work / "model").rename(done)
        except OSError:  # another process was first
            if not provenance.fits(done, folder):
                raise
        return done
    finally:
        shutil.rmtree(work, ignore_errors=True)


@functools.cache
def _converted_for_now(folder: Path, quantization: str, why: str) -> Path:
    """The same in a temporary folder, which goes when the program ends. Raises EngineFailure where there is none."""
    try:
        work = Path(tempfile.mkdtemp(prefix="checker-"))
    except OSError as error:
        raise EngineFailure(
            _("CTranslate2 cannot store its copy of {folder} in {home}: {error}").format(
                folder=folder, home=tempfile.gettempdir(), error=error.strerror
            ),
            _("Name a folder that can be written with --cache-dir."),
        ) from None
    atexit.register(shutil.rmtree, work, ignore_errors=True)
    log.warning(
        "%s",
        _("the cache cannot be written ({why}): {folder} is converted again on every run.").format(
            why=why, folder=folder.name
        ),
    )
    _convert(folder, work / "model", quantization)
    return work / "model"


def _convert(folder: Path, out: Path, quantization: str) -> None:
    try:
        convert(folder, out, quantization)
    except Exception as error:  # damaged files raise whatever they do; none of it is fatal here
        raise EngineFailure(
            _("CTranslate2 cannot convert {folder}: {error}").format(folder=folder, error=error)
        ) from error
