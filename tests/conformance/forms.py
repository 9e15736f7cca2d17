"""What a browser would send if somebody pressed the button of a form."""

from html.parser import HTMLParser

Fields = list[tuple[str, str]]


class _Form(HTMLParser):
    """Collects the fields of the form that has an input of that name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.fields: Fields = []
        self.found = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form" and not self.found:
            self.fields = []
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name:
            self._take_input(name, given)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.fields.append((self._select, given.get("value", "")))

    def _take_input(self, name: str, given: dict[str, str]) -> None:
        self.found = self.found or name == self._name
        kind = given.get("type", "text")
        if kind not in {"submit", "button", "file"} and (kind not in {"checkbox", "radio"} or "checked" in given):
            self.fields.append((name, given.get("value", "on" if kind == "checkbox" else "")))


def filled_form(page: str, name: str) -> Fields:
    """The fields of the form with an input ``name``, as they are filled in already."""
    form = _Form(name)
    # What follows belongs to other forms.
    for part in page.split("</form>"):
        form.feed(part)
        if form.found:
            return form.fields
    raise AssertionError(f"there is no form with a field {name!r}")


def changed(fields: Fields, **changes: str | None) -> Fields:
    """With other values; ``None`` is a box that is not ticked."""
    kept = [(name, value) for name, value in fields if name not in changes]
    return kept + [(name, value) for name, value in changes.items() if value is not None]
