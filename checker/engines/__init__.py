"""TRANSLATE and SCORE: models behind one contract.

The only folder that may import torch, transformers or ctranslate2, and only inside functions.
"""
