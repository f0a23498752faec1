"""What stands in every row of every page: icons, shapes and attributes, drawn without a template.

Templates meet them as macros of templates/ui. As a macro each cost more than the row around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from zhubo_web.core.lasting import static_url

SPRITE = "ui/icons.svg"
KEPT = 2_000
_SVG = Markup('<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>')
_READ, _UNREAD = Markup('role="img" aria-label="{}"'), Markup('aria-hidden="true"')


def icon(name: str, label: str | None = None, size: str | None = None) -> Markup:
    """One icon of the sprite. Without a label it is decoration, which readers of screens pass over."""
    return _drawn(f"icon icon--{size}" if size else "icon", label, static_url(SPRITE), name)


def shape(kind: str, label: str | None = None) -> Markup:
    """The shape of a kind of note: praise ▲ remind ■ issue ◆ mark ●."""
    return _drawn(f"shape shape--{kind}", label, static_url(SPRITE), f"shape-{kind}")


@lru_cache(KEPT)
def _drawn(look: str, label: str | None, sprite: str, name: str) -> Markup:
    return _SVG.format(look, _READ.format(label) if label else _UNREAD, sprite, name)


def attrs(pairs: Mapping[str, Any]) -> Markup:
    """Attributes. Names: hx_get becomes hx-get, class_ becomes class. None and False are left out,
    True stands alone, `confirm` opens into the attributes of the one dialog."""
    return Markup("").join(_written(key, value) for key, value in pairs.items())


def _written(key: str, value: Any) -> Markup:
    if value is None or value is False:
        return Markup("")
    if key == "confirm":
        return confirm(**value)
    name = escape(key.removesuffix("_").replace("_", "-"))
    return Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)


def confirm(
    title: str, text: str | None = None, verb: str | None = None, danger: bool = False
) -> Markup:
    """The attributes by which a control asks before it acts."""
    return attrs(
        {
            "data-confirm": title,
            "data-confirm-text": text or None,
            "data-confirm-verb": verb or None,
            "data-confirm-danger": danger,
        }
    )
