"""Makes what is shown out of what people write: .mo files, and the whole of Traditional Chinese.

English is translated by people, in en/LC_MESSAGES/messages.po. Traditional Chinese is made from
the Simplified message ids by OpenCC (s2twp: characters and Taiwan's words) and the glossary below,
and is never edited. Runs whenever the package is built or installed, and by hand:
``python -m zhubo_web.translations.compiling``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from opencc import OpenCC

FOLDER = Path(__file__).resolve().parent
#: What OpenCC makes of a word → what it is in this field. In order: a later row mends an earlier one.
GLOSSARY = {
    "臺": "台",
    "佈": "布",
    "台賬": "台帳",
    "賬號": "帳號",
    "許可權": "權限",
    "釋出": "發布",
    "質量": "品質",
    "專案": "項目",
    "模板": "範本",
    "程式碼": "代碼",
    "繫結": "綁定",
    "型別": "類型",
    "物件": "對象",
    "透過": "通過",
    "連線中": "連接中",
    "實時": "即時",
    "運營": "營運",
    "身份": "身分",
    "私信": "私訊",
    "退出登入": "登出",
    "回車": "按 Enter ",
    "籤": "簽",
    "標簽": "標籤",
    "抽簽": "抽籤",
    "重復": "重複",
    "復制": "複製",
    "復核": "複核",
    "錄制": "錄製",
    "天后": "天後",
    "碼里": "碼裡",
    "周計劃": "週計劃",
    "屏蔽": "封鎖",
    "屏": "螢幕",
    "公螢幕": "公屏",
    "“": "「",
    "”": "」",
}


def read_catalogue(language: str, folder: Path = FOLDER) -> Catalog:
    """The .po file of a language."""
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def to_traditional(text: str, converter: OpenCC) -> str:
    """Simplified text in Traditional characters and Taiwan's words; placeholders stay."""
    converted: str = converter.convert(text)
    for made, meant in GLOSSARY.items():
        converted = converted.replace(made, meant)
    return converted


def traditional(messages: Iterable[Message]) -> Catalog:
    """The catalogue of Traditional Chinese for these messages."""
    converter = OpenCC("s2twp")
    catalogue = Catalog(locale="zh_Hant", fuzzy=False, domain="messages")
    for message in messages:
        if not message.id:
            continue
        one = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        text = to_traditional(one, converter)
        plural = isinstance(message.id, tuple | list)
        catalogue.add(message.id, (text,) if plural else text, context=message.context)
    return catalogue


def write(catalogue: Catalog, language: str, folder: Path = FOLDER, *, po: bool = False) -> None:
    """Write a catalogue's .mo, and its .po where that is generated too."""
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    if po:
        with (place / "messages.po").open("wb") as file:
            write_po(file, catalogue, omit_header=True, width=100)


def compile_all(folder: Path = FOLDER) -> None:
    """Compile English, then make and compile Traditional Chinese."""
    english = read_catalogue("en", folder)
    write(english, "en", folder)
    write(traditional(english), "zh_Hant", folder, po=True)


class CompileHook(BuildHookInterface[Any]):
    """What hatch calls before it builds a wheel or installs the source tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into the tree that is being built."""
        compile_all(Path(self.root) / "zhubo_web" / "translations")


if __name__ == "__main__":
    compile_all()
