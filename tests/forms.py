"""The forms of a page as a browser without JavaScript sees them: what it would send, and where to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]
#: What a person types into, and what a refusal has to give back.
TYPED = {"text", "search", "url", "tel", "email"}
#: What a page does not show by itself.
SHUT = ("dialog", "template")
ASKS = ("hx-post", "hx-put", "hx-patch", "hx-delete")


@dataclass
class Control:
    """A field or a button; ``value`` is what it would send."""

    tag: str
    attributes: Attributes
    value: str = ""
    options: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")

    @property
    def kind(self) -> str:
        usual = {"input": "text", "button": "submit"}.get(self.tag, self.tag)
        return self.attributes.get("type", usual).lower()

    @property
    def submits(self) -> bool:
        return self.kind in ("submit", "image") and "disabled" not in self.attributes

    @property
    def typed(self) -> bool:
        """Whether a person writes words into it."""
        fixed = self.attributes.keys() & {"readonly", "disabled"}
        return bool(self.name) and not fixed and (self.kind in TYPED or self.tag == "textarea")

    def sent(self) -> str | None:
        """What it adds to what is sent, if it was left as it is."""
        if not self.name or "disabled" in self.attributes or self.tag == "button":
            return None
        if self.kind in ("checkbox", "radio"):
            return self.attributes.get("value", "on") if "checked" in self.attributes else None
        if self.tag == "select":
            chosen = [value for value, selected in self.options if selected]
            return (chosen or [value for value, _selected in self.options] or [None])[0]
        return None if self.kind in ("file", "submit", "image", "reset", "button") else self.value


@dataclass
class Form:
    """One form with its controls; ``shut`` where only a script could bring it to light."""

    attributes: Attributes
    shut: bool = False
    controls: list[Control] = field(default_factory=list)

    @property
    def posts(self) -> bool:
        return self.attributes.get("method", "get").lower() == "post"

    def fields(self) -> Iterator[Control]:
        return (one for one in self.controls if one.typed)

    def filling(self) -> list[tuple[str, str]]:
        """What would be sent if it was left as it is."""
        return [(one.name, value) for one in self.controls if (value := one.sent()) is not None]


class Page(HTMLParser):
    """All forms of a page, and every element that asks the server by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.asking: list[tuple[str, Attributes, Form | None]] = []
        self._by_id: dict[str, Form] = {}
        self._apart: list[tuple[str, Control]] = []
        self._form: Form | None = None
        self._shut = 0
        self._open: Control | None = None
        self.feed(text)
        for number, control in self._apart:
            if number in self._by_id:
                self._by_id[number].controls.append(control)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in SHUT:
            self._shut += 1
        if tag == "form":
            self._form = Form(attributes, self._shut > 0)
            self.forms.append(self._form)
            self._by_id[attributes.get("id", "")] = self._form
        if any(name in attributes for name in ASKS):
            self.asking.append((tag, attributes, self._form))
        if tag in ("input", "textarea", "select", "button"):
            self._hold(Control(tag, attributes, attributes.get("value", "")))
        if tag == "option" and self._open is not None:
            value = attributes.get("value", "")
            self._open.options.append((value, "selected" in attributes))

    def _hold(self, control: Control) -> None:
        if elsewhere := control.attributes.get("form"):
            self._apart.append((elsewhere, control))
        elif self._form is not None:
            self._form.controls.append(control)
        self._open = control if control.tag in ("textarea", "select") else self._open

    def handle_endtag(self, tag: str) -> None:
        if tag in SHUT:
            self._shut -= 1
        if tag == "form":
            self._form = None
        if tag in ("textarea", "select"):
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._open.tag == "textarea":
            self._open.value += data
