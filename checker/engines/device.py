"""Which processor runs the models, how its threads wait, and keeping libraries quiet while they load."""

from __future__ import annotations

import contextlib
import ctypes
import io
import logging
import os
import warnings
from collections.abc import Iterator

from checker.errors import EngineFailure
from checker.messages import _


def pick(wanted: str, backend: str) -> str:
    """cpu or cuda. Raises EngineFailure where CUDA is asked for and not there."""
    if wanted == "cpu":
        return "cpu"
    if backend == "ctranslate2":
        import ctranslate2

        there = ctranslate2.get_cuda_device_count() > 0
    else:
        import torch

        there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise EngineFailure(
            _("--device cuda: {backend} finds no CUDA device").format(backend=backend),
            _("Use --device cpu, or auto."),
        )
    return "cuda" if there else "cpu"


def wait_without_spinning() -> None:
    """Lets PyTorch's threads sleep where they wait for each other; what the environment says already stays.

    Must be called before PyTorch is imported: OpenMP reads it once. By default a thread that waits spins, which takes
    the very core that the other one needs where other programs run too, as on shared machines of CI.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def multiply_alone() -> None:
    """Has NumPy multiply in the thread that asks; what the environment says already stays.

    Must be called before NumPy is imported. The products of a sentence are too small to share, and threads of OpenBLAS
    that wait for more spin on the cores that the models need: 240 sentences took 20.5 s with them and 15.5 without.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def give_memory_back() -> None:
    """Gives the system what batches have left between blocks in use, where the C library is glibc, which keeps it.

    It takes some milliseconds: forty articles held 85 MB more without.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keeps progress bars and advice of model libraries off the terminal; errors still raise."""
    saved = {key: os.environ.get(key) for key in ("TQDM_DISABLE", "TRANSFORMERS_VERBOSITY")}
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
        for key, value in saved.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
