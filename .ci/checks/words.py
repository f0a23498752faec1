"""Messages: full-width punctuation beside Chinese, and English that is there and complete.

Typed or pasted Chinese punctuation can arrive half-width; beside a Chinese character that is an
error. Every message in use must have an English translation that is not fuzzy, holds the same
placeholders and no Chinese. Run by ``make words``; ``make messages`` adds what is new.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from messages import ENGLISH, gather

HAN = r"[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}\s?[,:;?!()]|[,:;?!(]\s?{HAN}|\){HAN}")
CLOCK = re.compile("时:分(:秒)?")  # how a time is written
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w+}")


def texts(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The one text, or singular and plural."""
    return (value,) if isinstance(value, str) else tuple(value or ("",))


def punctuation(message: Message) -> Iterator[str]:
    """Half-width marks beside Chinese characters."""
    for text in texts(message.id):
        if match := HALF_WIDTH.search(CLOCK.sub("x", PLACEHOLDER.sub("x", text))):
            yield f"half-width punctuation in “{match.group()}” of: {text}"


def english(message: Message, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a message's English."""
    shown = texts(message.id)[0]
    there = catalogue.get(texts(message.id)[0], message.context)
    if there is None:
        yield f"not in the English catalogue (make messages adds it): {shown}"
        return
    translated = texts(there.string)
    if not all(translated):
        yield f"no English for: {shown}"
        return
    if there.fuzzy:
        yield f"fuzzy, so nobody sees it: {shown}"
    if len(translated) != (2 if there.pluralizable else 1) or bool(there.pluralizable) != bool(
        message.pluralizable
    ):
        yield f"singular and plural do not match: {shown}"
    for text in translated:
        yield from _same(shown, text)


def _same(source: str, text: str) -> Iterator[str]:
    """Placeholders equal, and no Chinese left."""
    wanted, got = Counter(PLACEHOLDER.findall(source)), Counter(PLACEHOLDER.findall(text))
    if wanted != got:
        yield f"placeholders differ: {source} → {text}"
    if re.search(HAN, text):
        yield f"Chinese in the English of: {source} → {text}"


def faults(used: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Everything that is wrong, message by message."""
    for message in used:
        if message.id:
            where = ", ".join(sorted({path for path, _line in message.locations}))
            for text in (*punctuation(message), *english(message, catalogue)):
                yield f"{where}: {text}"
    for message in catalogue:
        if message.id and used.get(texts(message.id)[0], message.context) is None:
            yield f"no longer in use (make messages drops it): {texts(message.id)[0]}"


def main() -> int:
    """Check everything in use; the number of faults."""
    with ENGLISH.open("rb") as file:
        found = list(faults(gather(), read_po(file, locale="en")))
    for text in found:
        print(text)
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main()))
