"""Cutting Chinese into words with jieba's dictionary: pure Python, no model, nothing downloaded.

The dictionary takes a second and some memory, so it is loaded at the first text and only the worker
cuts. jieba keeps a cache that it reads with ``marshal``: it lies in the instance folder, never in
a shared temporary one where somebody else could put theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

Cut = Callable[[str], list[str]]
CACHE = "words.cache"


class Cutter:
    """Cuts texts into words; the same text always in the same way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._tokenizer: Any = None

    def __call__(self, text: str) -> list[str]:
        """The words of a text, in order, without blanks."""
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = self._loaded()
        cut = self._tokenizer.cut(text, HMM=False)
        return [word for word in cut if not word.isspace()]

    def _loaded(self) -> Any:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir, tokenizer.cache_file = str(self._folder), CACHE
        tokenizer.initialize()
        return tokenizer
