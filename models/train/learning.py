"""What both networks learn with: a fused loss, fp32 master weights, AdamW, a moving average, checkpoints.

A run that stops and goes on gives the same weights, bit for bit on a processor, as one that never stopped: the order
of the data and all chance are functions of the step.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from recipe import Schedule
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from step import Figures, Limits, Unfinished, need, say

from checker.errors import UsageProblem

CHECKPOINT = "checkpoint.safetensors"
CURVE = "curve.jsonl"
"""The learning curve: a line a minute and a checkpoint. After a crash some steps are in it twice."""

REPORT_S = 60.0
"""Seconds between two lines of progress."""

Tensors = dict[str, torch.Tensor]


@dataclass(slots=True)
class Loss:
    """The loss of one step, and sums of nats and of tokens by name for the progress line.

    Nats stay on the device, which nothing waits for before the next line of progress.
    """

    value: torch.Tensor
    nats: dict[str, torch.Tensor] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)


class _LinearCrossEntropy(torch.autograd.Function):
    """Cross-entropy of `hidden @ weight.T`, its gradients made on the way forward, some rows at a time.

    The logits of a batch (tokens x vocabulary) are never all in memory, and nothing is computed twice.
    """

    @staticmethod
    def forward(
        ctx: Any,
        hidden: torch.Tensor,
        weight: torch.Tensor,
        gold: torch.Tensor,
        smoothing: float,
        rows: int,
    ) -> Any:
        count, size = hidden.shape[0], weight.shape[0]
        d_hidden = torch.empty_like(hidden)
        d_weight = torch.zeros_like(weight, dtype=torch.float32)
        loss = nll = hidden.new_zeros((), dtype=torch.float32)
        for at in range(0, count, rows):
            part, right = hidden[at : at + rows], gold[at : at + rows, None]
            logits = (part @ weight.t()).float()  # [rows, vocabulary]
            total = logits.logsumexp(-1, keepdim=True)
            own = total - logits.gather(1, right)
            nll = nll + own.sum()
            loss = (
                loss
                + (
                    (1 - smoothing) * own + smoothing * (total - logits.mean(-1, keepdim=True))
                ).sum()
            )
            slope = logits.sub_(total).exp_().sub_(smoothing / size)
            slope.scatter_add_(1, right, torch.full_like(own, smoothing - 1))
            slope = (slope / count).to(hidden.dtype)
            d_hidden[at : at + rows] = slope @ weight
            d_weight += (slope.t() @ part).float()
        ctx.save_for_backward(d_hidden, d_weight.to(weight.dtype))
        ctx.mark_non_differentiable(nll)
        return loss / count, nll

    @staticmethod
    def backward(ctx: Any, *slopes: Any) -> Any:
        d_hidden, d_weight = ctx.saved_tensors
        return d_hidden * slopes[0], d_weight * slopes[0], None, None, None


def cross_entropy(
    hidden: torch.Tensor,
    weight: torch.Tensor,
    gold: torch.Tensor,
    smoothing: float = 0.0,
    rows: int = 1024,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean smoothed loss of `hidden` [tokens, width] against `gold` [tokens], and the sum of nats without smoothing."""
    loss, nll = _LinearCrossEntropy.apply(hidden, weight, gold, smoothing, rows)  # type: ignore[no-untyped-call]
    return loss, nll


def rate(setting: Schedule, step: int) -> float:
    """Learning rate of a step: up in a line, level, down in a line to `floor`."""
    up = min((step + 1) / max(setting.warmup, 1), 1.0)
    done = (step + 1) / setting.steps
    down = (
        1.0
        if done <= setting.hold
        else max(setting.floor, 1 - (done - setting.hold) / (1 - setting.hold))
    )
    return setting.learning_rate * up * down


def device() -> torch.device:
    """CUDA where there is some."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Learner:
    """A network that computes in its precision, and its weights and their average in fp32."""

    def __init__(self, model: torch.nn.Module, setting: Schedule) -> None:
        named = [
            (name, weight) for name, weight in model.named_parameters() if weight.requires_grad
        ]
        self.names = [name for name, _ in named]
        self._setting = setting
        where = device()
        self.masters = [
            weight.detach().to(where, torch.float32).clone().requires_grad_(True)
            for _, weight in named
        ]
        self.averages = [weight.detach().clone() for weight in self.masters]
        model.to(where, torch.bfloat16 if setting.precision == "bf16" else torch.float32)
        self._working: list[torch.Tensor] = [
            weight for weight in model.parameters() if weight.requires_grad
        ]
        self._optimizer = torch.optim.AdamW(
            self.masters, setting.learning_rate, (0.9, 0.98), 1e-9, setting.weight_decay, fused=True
        )
        self._copy()

    def _copy(self) -> None:
        with torch.no_grad():
            torch._foreach_copy_(self._working, self.masters)

    def update(self, step: int) -> None:
        """Takes one step down the gradients of the network, and clears them."""
        for working, master in zip(self._working, self.masters, strict=True):
            master.grad = None if working.grad is None else working.grad.float()
            working.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters, self._setting.clip)
        for group in self._optimizer.param_groups:
            group["lr"] = rate(self._setting, step)
        self._optimizer.step()
        self._copy()
        # A young average forgets faster.
        decay = min(self._setting.ema, (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(self.averages, self.masters, 1 - decay)

    def average(self) -> Tensors:
        """The averaged weights by name, on the processor."""
        return {n: w.cpu().clone() for n, w in zip(self.names, self.averages, strict=True)}

    def state(self) -> Tensors:
        """Everything that the next step depends on."""
        out: Tensors = {}
        for name, master, mean in zip(self.names, self.masters, self.averages, strict=True):
            out[f"weight:{name}"], out[f"average:{name}"] = master.detach(), mean
            for key, value in self._optimizer.state[master].items():
                out[f"{key}:{name}"] = value
        return {name: value.cpu().clone() for name, value in out.items()}

    def restore(self, state: Tensors) -> None:
        """Takes up what `state` gave."""
        with torch.no_grad():
            for name, master, mean in zip(self.names, self.masters, self.averages, strict=True):
                master.copy_(state[f"weight:{name}"])
                mean.copy_(state[f"average:{name}"])
                if f"exp_avg:{name}" in state:
                    self._optimizer.state[master] = {
                        key: state[f"{key}:{name}"].to(master.device).clone()
                        for key in ("step", "exp_avg", "exp_avg_sq")
                    }
        self._copy()


def learn(
    model: torch.nn.Module,
    setting: Schedule,
    folder: Path,
    identity: str,
    losses: Callable[[int], Callable[[int], Loss]],
    limits: Limits,
    seed: int,
) -> Figures:
    """Trains to the last step of `setting`, with checkpoints in `folder`; returns nats a token by name, and cost.

    `losses(start)` gives the function that computes the loss of a step, first asked for `start`. Raises
    UsageProblem where the folder holds a checkpoint of another network, Unfinished where `limits` end the go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(setting.threads)
    learner = Learner(model, setting)
    first = _resume(learner, folder, identity)
    model.train()
    loss_of = losses(first)
    nats: dict[str, torch.Tensor] = {}
    tokens: Counter[str] = Counter()
    begin = said = time.monotonic()
    recent: Figures = {}
    done = first
    for step in range(first, setting.steps):
        torch.manual_seed(seed * 1_000_003 + step)
        loss = loss_of(step)
        loss.value.backward()  # type: ignore[no-untyped-call]
        learner.update(step)
        for name, value in loss.nats.items():
            nats[name] = value.double() + nats.get(name, 0.0)
        tokens.update(loss.tokens)
        now, done = time.monotonic(), step + 1
        final = done == setting.steps
        spent = limits.minutes is not None and now - begin > limits.minutes * 60
        spent = spent or (limits.steps is not None and done - first >= limits.steps)
        kept = final or spent or done % setting.checkpoint == 0
        if kept or now - said > REPORT_S:
            recent = {
                f"nats a piece, {name}": round(float(nats[name]) / tokens[name], 3)
                for name in sorted(tokens)
            }
            pace = sum(tokens.values()) / max(now - said, 1e-3)
            say(f"  step {done}: {recent}, {pace:.0f} pieces/s")
            with (folder / CURVE).open("a", encoding="utf-8") as file:
                file.write(
                    json.dumps({"step": done, **recent, "pieces a second": round(pace)}) + "\n"
                )
            said = now
            nats.clear()
            tokens.clear()
        if kept:
            _save(learner, folder, identity, done, setting.snapshots)
        if final or spent:
            break
    size = sum(weight.numel() for weight in learner.masters)
    figures = {"steps": done, "weights": size, "device": device().type} | recent
    if done < setting.steps:
        raise Unfinished(
            f"stopped at step {done} of {setting.steps}; run it again to go on", figures
        )
    return figures


def _resume(learner: Learner, folder: Path, identity: str) -> int:
    """The step to go on with: 0 where there is no checkpoint."""
    path = folder / CHECKPOINT
    if not path.is_file():
        return 0
    with safe_open(path, "pt") as file:
        about = file.metadata()
    if about["identity"] != identity:
        raise UsageProblem(
            f"{path} belongs to a network of another shape or vocabulary",
            "Delete it to start anew, or train in another folder (--folder).",
        )
    learner.restore(load_file(path))
    say(f"  going on from step {about['step']}")
    return int(about["step"])


def _save(learner: Learner, folder: Path, identity: str, step: int, snapshots: int) -> None:
    _written(learner.average(), folder / f"average-{step:09}.safetensors", {"step": str(step)})
    for old in sorted(folder.glob("average-*.safetensors"))[:-snapshots]:
        old.unlink()
    _written(learner.state(), folder / CHECKPOINT, {"step": str(step), "identity": identity})


def last_average(folder: Path, step: str) -> Path:
    """The newest averaged weights of a run. Raises BadInput, whose hint is the step that writes them."""
    files = sorted((folder / "learning").glob("average-*.safetensors"))
    return files[-1] if files else need(folder / "learning/average-0.safetensors", step)


def _written(tensors: Tensors, path: Path, about: dict[str, str]) -> None:
    work = path.with_name(path.name + ".part")
    save_file(tensors, work, about)
    work.replace(path)


def identity(setting: Schedule, *more: str) -> str:
    """What must be equal for weights to fit: the shape of a network, and whatever else it was made for."""
    shape = ("width", "encoder_layers", "decoder_layers", "layers", "heads", "feed_forward")
    values = {name: getattr(setting, name) for name in shape if hasattr(setting, name)}
    return json.dumps([values, *more])
