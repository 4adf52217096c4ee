"""Pages as a browser and as a screen reader take them: forms, links, headings, landmarks."""
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}


class Form:
    """A form with the values that a browser would send if nobody typed anything."""

    def __init__(self, attributes):
        self.action = attributes.get("action") or ""
        self.method = (attributes.get("method") or "get").lower()
        self.fields = []   # (name, value) in order
        self.buttons = []  # (name, value) of buttons with a name
        self.names = set()
        self.text = ""

    def values(self, changes=None):
        """The fields with `changes` put in; a value of None takes the field out."""
        changes = dict(changes or {})
        out = [(n, v) for n, v in self.fields if n not in changes]
        for name, value in changes.items():
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    out.append((name, one))
        return out

    def value(self, name):
        return next((v for n, v in self.fields if n == name), None)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.tags = [], [], []
        self.meta, self.ids = {}, set()
        self.title = self.text = self.h1 = ""
        self.main_text = ""
        self._open = []
        self._form = self._select = self._textarea = None
        self._option = None
        self.feed(text)
        self.close()

    # -- tags ---------------------------------------------------------------------------------

    def handle_starttag(self, tag, pairs):
        attributes = {name: value if value is not None else "" for name, value in pairs}
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self._open.append(tag)
        if "id" in attributes:
            self.ids.add(attributes["id"])
        for name in ("href", "src", "action", "srcset", "poster", "data"):
            if attributes.get(name):
                self.links.append((tag, name, attributes[name]))
        if tag == "meta" and "name" in attributes:
            self.meta.setdefault(attributes["name"], attributes.get("content", ""))
        if tag == "form":
            self._form = Form(attributes)
            self.forms.append(self._form)
        elif self._form:
            self._control(tag, attributes)

    def handle_startendtag(self, tag, pairs):
        self.handle_starttag(tag, pairs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def _control(self, tag, attributes):
        name, value = attributes.get("name"), attributes.get("value", "")
        if name:
            self._form.names.add(name)
        if tag == "option" and self._select:
            self._option = [attributes.get("value"), "selected" in attributes, ""]
            self._select[1].append(self._option)
        if not name or "disabled" in attributes:
            return
        if tag == "input":
            kind = attributes.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in attributes:
                    self._form.fields.append((name, attributes.get("value", "on")))
            elif kind in ("submit", "image"):
                self._form.buttons.append((name, value))
            elif kind not in ("button", "file", "reset"):
                self._form.fields.append((name, value))
        elif tag == "button":
            self._form.buttons.append((name, value))
        elif tag == "select":
            self._select = (name, [])
        elif tag == "textarea":
            self._textarea = [name, ""]

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select and self._form:
            name, options = self._select
            chosen = [o for o in options if o[1]] or options[:1]
            self._form.fields += [(name, o[0] if o[0] is not None else o[2]) for o in chosen]
            self._select = None
        elif tag == "textarea" and self._textarea and self._form:
            name, text = self._textarea
            self._form.fields.append((name, text.removeprefix("\n")))
            self._textarea = None

    # -- text ---------------------------------------------------------------------------------

    def handle_data(self, data):
        if self._textarea:
            self._textarea[1] += data
        if self._option:
            self._option[2] += data
        if "title" in self._open and not self.title and "svg" not in self._open:
            self.title = data
        if "script" in self._open or "style" in self._open:
            return
        if "h1" in self._open:
            self.h1 += data
        if self._form:
            self._form.text += data
        if "main" in self._open:
            self.main_text += data
        self.text += data

    # -- questions ----------------------------------------------------------------------------

    def form(self, action, having=()):
        """The form whose action ends so and that has these fields; None: there is none."""
        for f in self.forms:
            if f.action.endswith(action) and all(name in f.names for name in having):
                return f
        return None

    def event_form(self, event):
        return next((f for f in self.forms if f.value("event") == event), None)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]
