"""Finds the header in HTML the way a browser's parser would.

Own code, since it must be right for hostile pages: the standard library's `html.parser` takes quadratic time on
unclosed comments, reads scripts inside `<textarea>`, `<title>` and `<noscript>`, ends a script at the first
`</script>` even where HTML's escaped states do not, and changes between patch releases of Python.

The tokenizer follows https://html.spec.whatwg.org/multipage/parsing.html#tokenization as far as it decides which
script elements exist: tags with their attributes, comments, raw text, escaped scripts, templates, inline SVG and
MathML. It runs in linear time: every search goes forward, and one that finds nothing ends the scan.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from hframes.composition.header_script import HEADER_ID, HeaderScript

_TAG_NAME = re.compile(r"[A-Za-z][^\t\n\f />]*")
_ATTRIBUTE_NAME = re.compile(r"=?[^\t\n\f />=]*")
_EQUALS = re.compile(r"[\t\n\f ]*=[\t\n\f ]*")
_UNQUOTED = re.compile(r"[^\t\n\f >]*")
_BETWEEN_ATTRIBUTES = re.compile(r"[\t\n\f /]*")
_COMMENT_END = re.compile(r"--!?>")
_SCRIPT_MARK = re.compile(r"<!--|-->|<(/?)script(?=[\t\n\f />])", re.IGNORECASE)

_RAW_TEXT = frozenset({"style", "xmp", "iframe", "noembed", "noframes", "noscript", "textarea", "title"})
_FOREIGN = frozenset({"svg", "math"})
_HTML_INSIDE_FOREIGN = frozenset({"foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"})
_LEAVES_FOREIGN_NAMES = (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta "
    "nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)
_LEAVES_FOREIGN = frozenset(_LEAVES_FOREIGN_NAMES.split())


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    self_closing: bool
    end: int


class UnclosedHeaderError(ValueError):
    """The header's script element runs to the end of the page; `line` is its 1-based line."""

    def __init__(self, line: int) -> None:
        super().__init__("the header is not closed")
        self.line = line


def find_header_scripts(text: str) -> list[HeaderScript]:
    """The script elements with the header's id that belong to the document, in order; at most two.

    Args:
        text: the page with its newlines normalised to `\\n`.

    Raises:
        UnclosedHeaderError: such a script has no end tag.
    """
    return _Scan(text).run()


class _Scan:
    """One pass over one page: the position and the few open elements that change how text is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[str] = []
        self.open_names: Counter[str] = Counter()
        self.templates = 0
        self.found: list[HeaderScript] = []

    def run(self) -> list[HeaderScript]:
        position: int | None = 0
        while position is not None:
            # Two headers are an error already: nothing is gained by finding a million.
            start = self.text.find("<", position) if len(self.found) < 2 else -1
            position = self._markup(start) if start >= 0 else None
        return self.found

    def _markup(self, start: int) -> int | None:
        """Reads what begins at a `<`; where reading goes on, or None at the page's end."""
        text = self.text
        if text.startswith("<!--", start):
            return self._comment(start + 4)
        if text.startswith("<![CDATA[", start) and self._in_foreign():
            return _after(text, "]]>", start + 9)
        if text.startswith(("<!", "<?"), start):
            return _after(text, ">", start + 2)
        closing = text.startswith("</", start)
        tag_start = start + (2 if closing else 1)
        if not _TAG_NAME.match(text, tag_start):
            return _after(text, ">", tag_start) if closing else tag_start
        tag = _read_tag(text, tag_start)
        if tag is None:
            return None
        if closing:
            self._close(tag.name)
            return tag.end
        return self._element(tag, start)

    def _comment(self, start: int) -> int | None:
        for empty in (">", "->"):
            if self.text.startswith(empty, start):
                return start + len(empty)
        end = _COMMENT_END.search(self.text, start)
        return end.end() if end else None

    def _in_foreign(self) -> bool:
        return bool(self.open) and self.open[-1] in _FOREIGN

    def _close(self, name: str) -> None:
        if name == "template":
            self.templates = max(0, self.templates - 1)
        elif self.open_names[name]:
            while self._pop() != name:
                pass

    def _push(self, name: str) -> None:
        self.open.append(name)
        self.open_names[name] += 1

    def _pop(self) -> str:
        name = self.open.pop()
        self.open_names[name] -= 1
        return name

    def _element(self, tag: _Tag, start: int) -> int | None:
        name = tag.name
        if self._in_foreign():
            if name in _LEAVES_FOREIGN:
                while self._in_foreign():
                    self._pop()
            else:
                return self._foreign_element(tag, start)
        if name in _FOREIGN:
            if not tag.self_closing:
                self._push(name)
        elif name == "template":
            self.templates += 1
        elif name == "script":
            return self._script(tag, start, _script_end(self.text, tag.end))
        elif name == "plaintext":
            return None
        elif name in _RAW_TEXT:
            return _raw_text_end(self.text, name, tag.end)
        return tag.end

    def _foreign_element(self, tag: _Tag, start: int) -> int | None:
        # Scripts are no raw text here: only a header's is taken as one, since JSON holds no tags.
        if tag.name == "script" and tag.attributes.get("id") == HEADER_ID:
            end = tag.end if tag.self_closing else _raw_text_end(self.text, "script", tag.end)
            return self._script(tag, start, end)
        if tag.name in _FOREIGN | _HTML_INSIDE_FOREIGN and not tag.self_closing:
            self._push(tag.name)
        return tag.end

    def _script(self, tag: _Tag, start: int, end: int | None) -> int | None:
        if tag.attributes.get("id") != HEADER_ID or self.templates:
            return end
        line = self.text.count("\n", 0, start) + 1
        if end is None:
            raise UnclosedHeaderError(line)
        text_line = self.text.count("\n", 0, tag.end) + 1
        column = tag.end - self.text.rfind("\n", 0, tag.end)
        kind = tag.attributes.get("type")
        self.found.append(
            HeaderScript(
                line=line,
                type=kind.strip(" \t\n\f").lower() if kind is not None else None,
                src=tag.attributes.get("src", tag.attributes.get("href")),
                text=self.text[tag.end : end],
                marks=((0, text_line, column),),
            )
        )
        return end


def _after(text: str, mark: str, start: int) -> int | None:
    index = text.find(mark, start)
    return index + len(mark) if index >= 0 else None


def _read_tag(text: str, start: int) -> _Tag | None:
    """The tag whose name begins at `start`; None where the page ends inside it."""
    name = _TAG_NAME.match(text, start)
    assert name is not None
    attributes: dict[str, str] = {}
    position = name.end()
    while True:
        between = _BETWEEN_ATTRIBUTES.match(text, position)
        assert between is not None
        position = between.end()
        if position >= len(text):
            return None
        if text[position] == ">":
            return _Tag(name.group().lower(), attributes, between.group().endswith("/"), position + 1)
        attribute = _ATTRIBUTE_NAME.match(text, position)
        assert attribute is not None
        position = attribute.end()
        value = ""
        if equals := _EQUALS.match(text, position):
            position = equals.end()
            quote = text[position : position + 1]
            if quote in ('"', "'"):
                end = text.find(quote, position + 1)
                if end < 0:
                    return None
                value, position = text[position + 1 : end], end + 1
            elif unquoted := _UNQUOTED.match(text, position):
                value, position = unquoted.group(), unquoted.end()
        attributes.setdefault(attribute.group().lower(), _resolved(value))


def _resolved(value: str) -> str:
    if "&" not in value:
        return value
    from html import unescape

    return unescape(value)


def _raw_text_end(text: str, name: str, start: int) -> int | None:
    """Where the end tag of a raw text element begins."""
    end = re.compile(rf"</{name}(?=[\t\n\f />])", re.IGNORECASE).search(text, start)
    return end.start() if end else None


def _script_end(text: str, start: int) -> int | None:
    """Where a script's end tag begins, past the ends that HTML's "double escaped" state hides."""
    position = start
    escaped = doubly = False
    while mark := _SCRIPT_MARK.search(text, position):
        position = mark.end()
        if mark.group() == "<!--":
            # `<!-->` opens and closes at once: its dashes count for the end mark, too.
            position = mark.start() + 2
            escaped = True
        elif mark.group() == "-->":
            escaped = doubly = False
        elif mark.group(1):
            if not doubly:
                return mark.start()
            doubly = False
        elif escaped:
            doubly = True
    return None
