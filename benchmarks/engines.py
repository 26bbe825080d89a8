"""Both engines side by side on the embedded models, and beside what one would write with transformers alone.

Usage: python benchmarks/engines.py [--text FILE] [--sentences 200] [--rounds 3] [--threads N] [--plain 40] [--busy N]

In each round the contenders take turns on the same sentences; the tables show medians over rounds. Peak memory is
that of a process that does nothing else. Nothing is asserted: on a busy machine wall times wander, and ratios are of
tokens per processor second. `--busy N` keeps N processes running beside it, as on a shared machine of CI: give as many
as there are cores.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from timing import ARTICLE, machine, middle, run, table

from checker.config import Config
from checker.engines import build
from checker.engines.pieces import Vocabulary
from checker.evidence import CONTEXT_SENTENCES
from checker.models.resolve import ModelFolder, resolve
from checker.plugins import LanguageModel, TranslationEngine
from checker.text.segment import segment
from checker.types import Block, Document, TextScore

ENGINES = ("ctranslate2", "transformers")
PLAIN = "plain `generate`"
LANG, PIVOT = "fr", "en"


@dataclass(frozen=True, slots=True)
class Work:
    """What everyone does: sentences, what they were translated into once, and sentences with those before them."""

    texts: list[str]
    backs: list[str]
    in_context: list[tuple[tuple[str, ...], str]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(back-translation, text): the text is scored given the other."""
        return list(zip(self.backs, self.texts, strict=True))


@dataclass(frozen=True, slots=True)
class Timed:
    """One operation: wall and processor seconds, how many sentences and tokens were written or scored."""

    seconds: float
    processor: float
    sentences: int
    tokens: int


def folder(kind: Any, config: Config) -> ModelFolder:
    target = PIVOT if kind == "translation" else LANG
    return resolve("embedded", kind=kind, source_lang=LANG, target_lang=target, config=config)


def loaded(config: Config) -> tuple[TranslationEngine, LanguageModel]:
    translation, causal = folder("translation", config), folder("language-model", config)
    return (
        build.translation(translation.path, translation.revision, config),
        build.language_model(causal.path, causal.revision, config),
    )


def sentences(path: Path, count: int) -> list[str]:
    blocks = tuple(Block(line) for line in path.read_text(encoding="utf-8").splitlines())
    found = [one.text for one in segment(Document(str(path), "", blocks, LANG))]
    found = [text for text in found if any(char.isalpha() for char in text)]
    return list(itertools.islice(itertools.cycle(found), count))


def in_context(texts: Sequence[str]) -> list[tuple[tuple[str, ...], str]]:
    return [(tuple(texts[max(0, i - CONTEXT_SENTENCES) : i]), t) for i, t in enumerate(texts)]


class Plain:
    """MarianMT as its own documentation shows it: float32, `generate`, one sentence at a time."""

    def __init__(self, config: Config) -> None:
        import torch
        from transformers import MarianMTModel, MarianTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        path = folder("translation", config).path
        torch.set_num_threads(config.threads)
        self._model: Any = MarianMTModel.from_pretrained(path)
        self._tokenizer: Any = MarianTokenizer.from_pretrained(path)
        self._prefix = " ".join(Vocabulary.load(path).prefix(PIVOT))
        self._beam = config.beam

    def translate(self, texts: Sequence[str]) -> list[str]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> str:
        coded = self._tokenizer(f"{self._prefix} {text}", return_tensors="pt")
        out = self._model.generate(**coded, num_beams=self._beam)
        return str(self._tokenizer.decode(out[0], skip_special_tokens=True))


def timed(call: Callable[[], Sequence[Any]], tokens: Callable[[Any], int]) -> tuple[Timed, Any]:
    started, used = time.perf_counter(), time.process_time()
    results = call()
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    return Timed(seconds, processor, len(results), sum(map(tokens, results))), results


def scored(score: TextScore) -> int:
    return len(score.tokens) + 1


def rounds(work: Work, config: dict[str, Config], options: argparse.Namespace) -> tuple[Any, Any]:
    """Times by operation and contender; the last scores by engine."""
    engines = {name: loaded(config[name]) for name in ENGINES}
    plain = Plain(config["transformers"])
    vocabulary = Vocabulary.load(folder("translation", config["transformers"]).path)

    def pieces(text: str) -> int:
        return len(vocabulary.target.encode(text)) + 1

    times: dict[str, dict[str, list[Timed]]] = {}
    scores: dict[str, list[TextScore]] = {}

    def note(operation: str, contender: str, one: Timed) -> None:
        times.setdefault(operation, {}).setdefault(contender, []).append(one)

    few = work.texts[:4]
    for engine, model in engines.values():  # first calls allocate
        engine.translate(few, LANG, PIVOT)
        model.score(in_context(few))
    plain.translate(few[:1])
    for number in range(options.rounds):
        for name, (engine, model) in engines.items():
            one, _ = timed(partial(engine.translate, work.texts, LANG, PIVOT), pieces)
            note("translate", name, one)
            one, scores[name] = timed(partial(engine.score, work.pairs, PIVOT, LANG), scored)
            note("score", name, one)
            one, _ = timed(
                partial(engine.attention, work.pairs, PIVOT, LANG), lambda a: len(a.target)
            )
            note("attention", name, one)
            one, _ = timed(partial(engine.choices, work.pairs, PIVOT, LANG), len)
            note("choices", name, one)
            one, _ = timed(partial(model.score, work.in_context), scored)
            note("language model", name, one)
        one, _ = timed(partial(plain.translate, work.texts[: options.plain]), pieces)
        note("translate", PLAIN, one)
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
    return times, scores


def speed(times: dict[str, dict[str, list[Timed]]]) -> list[dict[str, str]]:
    rows = []
    for operation, contenders in times.items():
        rate = {
            name: middle(one.tokens / one.processor for one in ran)
            for name, ran in contenders.items()
        }
        for name, ran in contenders.items():
            rows.append(
                {
                    "operation": operation,
                    "by": name,
                    "sentences/s": f"{middle(one.sentences / one.seconds for one in ran):.1f}",
                    "tokens/s": f"{middle(one.tokens / one.seconds for one in ran):.0f}",
                    "tokens/processor second": f"{rate[name]:.0f}",
                    "against transformers": f"{rate[name] / rate['transformers']:.1f} x",
                }
            )
    return rows


def agreement(scores: dict[str, list[TextScore]]) -> list[dict[str, str]]:
    """How far the log-probabilities of int8 lie from those of float32."""
    tokens = [
        abs(a.logprob - b.logprob)
        for one, other in zip(scores["ctranslate2"], scores["transformers"], strict=True)
        for a, b in zip(one.tokens, other.tokens, strict=True)
        if a.logprob is not None and b.logprob is not None
    ]
    means = [
        abs(a.mean - b.mean)
        for a, b in zip(scores["ctranslate2"], scores["transformers"], strict=True)
    ]
    return [
        {
            "log-probability of": name,
            "mean difference, nats": f"{statistics.fmean(values):.4f}",
            "99 in 100 below": f"{sorted(values)[math.ceil(0.99 * len(values)) - 1]:.4f}",
            "largest": f"{max(values):.4f}",
        }
        for name, values in (("a token", tokens), ("a sentence (mean of its tokens)", means))
    ]


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that do nothing, as fast as they can."""
    idle = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for one in idle:
            one.kill()
            one.wait()


def use(contender: str, texts: list[str], config: Config) -> None:
    """What a process does whose memory is looked at."""
    if contender == PLAIN:
        Plain(config).translate(texts[:20])
        return
    engine, model = loaded(config)
    backs = [one.text for one in engine.translate(texts, LANG, PIVOT)]
    engine.score(list(zip(backs, texts, strict=True)), PIVOT, LANG)
    engine.attention(list(zip(backs, texts, strict=True)), PIVOT, LANG)
    engine.choices(list(zip(backs, texts, strict=True)), PIVOT, LANG)
    model.score(in_context(texts))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--text", type=Path, default=ARTICLE, help="French text")
    parser.add_argument("--sentences", type=int, default=200, help="repeated where it has fewer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--plain", type=int, default=40, help=f"sentences for {PLAIN}")
    parser.add_argument(
        "--busy", type=int, default=0, help="processes that keep cores busy beside it"
    )
    parser.add_argument("--use", choices=[*ENGINES, PLAIN], help=argparse.SUPPRESS)
    options = parser.parse_args()
    settings = Config(threads=options.threads, offline=True)
    config = {
        "ctranslate2": replace(settings, engine="ctranslate2"),
        "transformers": replace(settings, engine="transformers"),
    }
    texts = sentences(options.text, options.sentences)
    if options.use:
        use(options.use, texts, config.get(options.use, config["transformers"]))
        return
    print(f"{machine(options.threads)}\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        os.environ["CHECKER_CACHE_DIR"] = name
        arguments: tuple[str, ...] = (__file__, "--text", str(options.text.resolve()))
        arguments += ("--sentences", str(options.sentences), "--threads", str(options.threads))
        run((*arguments, "--use", "ctranslate2"), cache)  # converts the models
        memory = [
            {"by": by, "peak MiB": f"{run((*arguments, '--use', by), cache).peak:.0f}"}
            for by in (*ENGINES, PLAIN)
        ]
        print(table("Memory: all models loaded, all of it done once", memory), flush=True)
        read = loaded(config["ctranslate2"])[0].translate(texts, LANG, PIVOT)
        backs = [one.text for one in read]
        work = Work(texts, backs, in_context(texts))
        with busy(options.busy):
            times, scores = rounds(work, config, options)
    print(table(f"Speed: {len(texts)} sentences, median of {options.rounds} rounds", speed(times)))
    print(table("Agreement: CTranslate2 (int8) against transformers (float32)", agreement(scores)))


if __name__ == "__main__":
    main()
