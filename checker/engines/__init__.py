"""TRANSLATE and SCORE: models behind one contract.

The only folder that may import torch, transformers or ctranslate2, and only inside functions.
"""

from checker.imports import later

# CTranslate2 imports it for generators that nobody here uses: with all of the network below it, 18 ms of a start.
later("asyncio")
