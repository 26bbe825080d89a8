"""A recipe: the one TOML file that says which languages, data, sizes and steps make a pair of models.

Keys are written with hyphens (`encoder-layers`); one that nobody knows is an error. Paths are relative to the file.
What each key means stands beside it here, and README.md shows two whole recipes.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from checker.errors import ConfigProblem

Count = Annotated[int, msgspec.Meta(ge=1)]
Vocabulary = Annotated[int, msgspec.Meta(ge=30, le=65_000)]
"""Piece numbers are kept in 16 bits."""
Natural = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[float, msgspec.Meta(gt=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Language = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{2,3}\Z")]
Direction = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{2,3}-[a-z]{2,3}\Z")]
Name = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][\w.-]*\Z")]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A table of the file: frozen, its keys with hyphens, unknown ones refused."""


class PairSource(Table, frozen=True, kw_only=True):
    """One parallel corpus: a TSV file (`.xz` and `.gz` too), or a corpus of OPUS by its name there."""

    name: Name
    licence: str
    path: str | None = None
    opus: str | None = None
    release: str = "latest"
    """Of the OPUS corpus."""
    columns: tuple[Language, ...] = ()
    """Languages of a TSV's first columns; the recipe's own order where it is not said."""
    origin_column: Natural | None = None
    """Column (from 0) that names where a pair is from; weights and cards then tell these apart."""
    limit: Count | None = None
    """Pairs taken, the first ones."""
    documents: bool = False
    """The pairs stand in the order of their documents, so that a language model may read one side of them."""


class TextSource(Table, frozen=True, kw_only=True):
    """One corpus of one language: a sentence a line, an empty line between documents."""

    name: Name
    licence: str
    path: str
    language: Language
    limit: Count | None = None
    """Documents taken, the first ones."""


class Cleaning(Table, frozen=True, kw_only=True):
    """What is thrown away before anything learns from it."""

    longest: Count = 120
    """Words of either side."""
    ratio: Positive = 3.0
    """Letters of the longer side for each of the shorter one, from ten letters."""
    language: Share = 0.9
    """A side of four words or more goes where it is in another language by at least this probability."""
    held_out: Natural = 1000
    """Pairs, and documents of text, that no model learns from."""


class Synthetic(Table, frozen=True, kw_only=True):
    """Pairs that a teacher model makes: distillation from the text it reads, or back-translation for the other way.

    `distillation` trains the teacher's direction on its own translations of the pairs' source side (Kim & Rush
    2016, https://arxiv.org/abs/1606.07947); `back-translation` trains the opposite direction on translations of
    texts of one language (Sennrich et al. 2016, https://arxiv.org/abs/1511.06709), each tagged with the piece `<made>`
    (Caswell et al. 2019, https://aclanthology.org/W19-5206), so that the network knows good text from a model's.
    """

    name: Name
    kind: Literal["distillation", "back-translation"]
    teacher: str
    """A folder, or a model's name as `--back-model` takes it."""
    direction: Direction
    """In which the teacher translates."""
    limit: Count | None = None
    beam: Count = 4


class VocabularySettings(Table, frozen=True, kw_only=True):
    """One SentencePiece model for both languages."""

    pieces: Vocabulary = 12000
    sample: Count = 400_000
    """Sentences that it is made from."""
    required: str = "«»…€œŒ"
    """Characters that it must know, beside printable ASCII, however rare."""
    reuse: str | None = None
    """A model folder whose vocabulary is taken instead: needed to start from its weights."""


class Schedule(Table, frozen=True, kw_only=True):
    """How long and how fast a network learns; the same for both kinds."""

    steps: Count
    batch_tokens: Count = 2500
    """Padded tokens of a batch on the longer side."""
    learning_rate: Positive = 1e-3
    warmup: Natural = 1000
    hold: Share = 0.35
    """Share of the steps after which the rate begins to fall, in a straight line."""
    floor: Share = 0.03
    """Share of the rate that is left at the end."""
    clip: Positive = 1.0
    ema: Share = 0.999
    """Decay of the moving average of the weights, which is what is kept."""
    weight_decay: Share = 0.0
    checkpoint: Count = 500
    """Steps between two checkpoints."""
    snapshots: Count = 1
    """Averages of the last checkpoints that `average` makes one model of."""
    average_with: tuple[str, ...] = ()
    """Files of weights of other runs from the same start, averaged in."""
    precision: Literal["bf16", "fp32"] = "bf16"
    """Of the computation; the weights are kept in fp32."""
    threads: Count = 1
    """On a processor. One is best: two runs of one thread learn more than one of two."""


class Translation(Schedule, frozen=True, kw_only=True):
    """The MarianMT network: post-norm, swish, one embedding for all three places."""

    directions: tuple[Direction, ...] = ()
    """Both, where none is named. With one, the texts have no `>>xx<<` before them."""
    width: Count = 256
    encoder_layers: Count = 5
    decoder_layers: Count = 3
    heads: Count = 4
    feed_forward: Count = 1024
    dropout: Share = 0.0
    label_smoothing: Share = 0.1
    longest: Count = 110
    """Pieces of either side; longer pairs are left out."""
    curriculum: tuple[tuple[Count, Count], ...] = ()
    """[until step, longest side in pieces]: short pairs first teach the cross-attention within minutes."""
    copying: Share = 0.0
    """Share of batches, during the curriculum, in which a text is to be written as it is."""
    weights: dict[str, Share] = {}
    """Share of an origin's pairs that an epoch takes; 1 where it is not said."""
    init: str | None = None
    """A model folder to start from: this pair's, or another's in the same shape that shares a language with it."""


class GuidedAlignment(Table, frozen=True, kw_only=True):
    """One attention head learns the links of a word aligner (Garg et al. 2019, https://arxiv.org/abs/1909.02074)."""

    aligner: Literal["identical", "eflomal"]
    """`identical`: words spelled alike on both sides. `eflomal`: the program of that name, if it is installed."""
    layer: Natural = 1
    """Of the decoder, from 0. Its first head is taught."""
    weight: Positive = 0.1


class LanguageModelSettings(Schedule, frozen=True, kw_only=True):
    """The causal language model in Llama's shape, of one language."""

    language: Language
    pieces: Vocabulary = 12000
    width: Count = 256
    layers: Count = 6
    heads: Count = 4
    feed_forward: Count = 704
    window: Count = 160
    """Tokens that it reads at once while it learns."""
    init: str | None = None


class Export(Table, frozen=True, kw_only=True):
    """How finished weights lie in their folders."""

    bits: Literal[8, 16] = 16
    """Of a weight. In eight, matrices are rows of int8, each with its scale: half the size, next to no loss."""


class Evaluation(Table, frozen=True, kw_only=True):
    """What the finished models are measured on; the texts are kept out of all training data."""

    pairs: str | None = None
    """TSV with the recipe's languages as its first columns; the held-out pairs where there is none."""
    sentences: Count = 400
    beam: Count = 4
    threads: Count = 1
    minimal_pairs: str | None = None
    """TSV: an acceptable sentence and its unacceptable twin."""


class Cost(Table, frozen=True, kw_only=True):
    """Assumptions of the carbon estimate (Lacoste et al. 2019, https://arxiv.org/abs/1910.09700)."""

    watts_per_core: Positive = 15.0
    """A server processor's thermal design power by its cores, memory included, rounded up."""
    watts_per_gpu: Positive = 700.0
    pue: Positive = 1.5
    """Power usage effectiveness: what cooling and supply add."""
    grams_per_kwh: Positive = 475.0
    """CO2-equivalent; the world's average of 2018 by the International Energy Agency."""


class Recipe(Table, frozen=True, kw_only=True):
    """The whole file. `languages`: the one that the checker reads first, then its pivot."""

    name: Name
    languages: tuple[Language, Language]
    seed: Natural = 1
    licence: str = "Apache-2.0"
    faults: tuple[str, ...] = ()
    """What is known to be wrong with the models, for their cards."""
    pairs: tuple[PairSource, ...]
    texts: tuple[TextSource, ...] = ()
    cleaning: Cleaning = Cleaning()
    synthetic: tuple[Synthetic, ...] = ()
    vocabulary: VocabularySettings = VocabularySettings()
    translation: Translation | None = None
    guided_alignment: GuidedAlignment | None = None
    language_model: LanguageModelSettings | None = None
    export: Export = Export()
    evaluation: Evaluation = Evaluation()
    cost: Cost = Cost()
    base: str = "."
    """The file's folder; set by `load`."""

    def path(self, named: str) -> Path:
        """A path of the file, seen from where the command runs."""
        return Path(self.base) / named

    @property
    def directions(self) -> tuple[str, ...]:
        """Which ways the translation model works."""
        first, second = self.languages
        named = self.translation.directions if self.translation else ()
        return named or (f"{first}-{second}", f"{second}-{first}")

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The tokens that ask for a language; none for a model of one direction."""
        if len(self.directions) == 1:
            return ()
        return tuple(f">>{direction.split('-')[1]}<<" for direction in self.directions)


def load(path: Path) -> Recipe:
    """The recipe in `path`. Raises ConfigProblem, which names the key and what is wrong with it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        recipe = msgspec.convert(data, Recipe)
    except (OSError, ValueError) as error:
        raise ConfigProblem(
            f"{path}: {error}", "models/train/recipe.py explains every key."
        ) from None
    problems = list(_problems(recipe, data))
    if problems:
        raise ConfigProblem(
            f"{path}: {'; '.join(problems)}", "models/train/recipe.py explains them."
        )
    return msgspec.structs.replace(recipe, base=str(path.parent))


def _problems(recipe: Recipe, data: dict[str, Any]) -> Any:
    both = set(recipe.languages)
    first, second = recipe.languages
    ways = {f"{first}-{second}", f"{second}-{first}"}
    if len(both) < 2:
        yield "`languages` names one language twice"
    if "base" in data:
        yield "`base` is not a key of the file"
    for source in recipe.pairs:
        if (source.path is None) == (source.opus is None):
            yield f"pairs `{source.name}`: give either `path` or `opus`"
        if source.columns and not both <= set(source.columns):
            yield f"pairs `{source.name}`: `columns` must name {first} and {second}"
    named = recipe.translation.directions if recipe.translation else ()
    for direction in [*named, *(item.direction for item in recipe.synthetic)]:
        if direction not in ways:
            yield f"direction `{direction}` is not one of {', '.join(sorted(ways))}"
    model = recipe.language_model
    if model and model.language not in both:
        yield f"language-model: `{model.language}` is not a language of the recipe"
    for shape in (recipe.translation, recipe.language_model):
        if shape and shape.width % (2 * shape.heads):
            yield "`width` must be a multiple of twice `heads`"
    guided = recipe.guided_alignment
    if guided and recipe.translation and guided.layer >= recipe.translation.decoder_layers:
        yield f"guided-alignment: the decoder has no layer {guided.layer}"
    names = [item.name for item in recipe.pairs]
    names += [item.name for item in recipe.texts] + [item.name for item in recipe.synthetic]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two corpora are called `{name}`"
