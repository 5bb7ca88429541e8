"""What is to be said of the fonts that text was drawn with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hframes.lint.finding import Severity
from hframes.lint.runtime.glyphs import FontFile, FontFiles, lacks
from hframes.lint.runtime.seen import Seen
from hframes.lint.runtime.texts import DrawnFont, Text

_GENERIC = frozenset(
    {
        *("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math", "emoji", "fangsong"),
        *("ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded", "-webkit-body", "-webkit-standard"),
    }
)
# What the browser takes where nobody says anything.
_UNSAID = ["Times New Roman"]
_MOST_SHOWN = 8


def seen_of_texts(texts: Iterable[Text], files: FontFiles) -> Iterator[Seen]:
    """Text in fonts that nobody named, in fonts of the machine, and characters that no font has."""
    for text in texts:
        families = families_of(text.families)
        named = [font for font in text.fonts if font.custom or _is_named(font, families, files)]
        for font in text.fonts:
            if font not in named:
                yield _fallback(text, font, families, named, files)
            elif not font.custom:
                message = f"Text is drawn with {font.family}, as this machine has it"
                yield Seen("HF506", message, text.at)
        missing = _missing(text, files)
        if missing:
            message = f"{_shown(missing)}: no font has it, and a box is drawn"
            yield Seen("HF502", message if len(missing) == 1 else message.replace("has it", "has them"), text.at)


def families_of(value: str) -> list[str]:
    """The names in a value of `font-family`, as the browser gives it back."""
    families: list[str] = []
    name, quote, escaped = "", "", False
    for sign in value + ",":
        if escaped:
            name, escaped = name + sign, False
        elif sign == "\\":
            escaped = True
        elif quote:
            name, quote = (name, "") if sign == quote else (name + sign, quote)
        elif sign in "\"'":
            quote = sign
        elif sign == ",":
            families, name = [*families, name.strip()], ""
        else:
            name += sign
    return [family for family in families if family]


def _is_named(font: DrawnFont, families: list[str], files: FontFiles) -> bool:
    wanted = {family.lower() for family in families}
    if not wanted.isdisjoint((font.family.lower(), font.postscript.lower())):
        return True
    file = files.of(font)
    return file is not None and not wanted.isdisjoint(file.names)


def _fallback(text: Text, font: DrawnFont, families: list[str], named: list[DrawnFont], files: FontFiles) -> Seen:
    asked = [family for family in families if family.lower() not in _GENERIC]
    if named:
        known = [file for one in named if (file := files.of(one)) is not None]
        lacking = _lacking(text.characters, known) if len(known) == len(named) else []
        # One that the font does not have either is told of by itself.
        drawn = files.of(font)
        lacking = [one for one in lacking if drawn is None or not lacks(drawn, one)]
        what = _shown(lacking) if lacking else "Some characters"
        return Seen("HF501", f"{what} drawn with {font.family}, which this machine has: not in {asked[0]}", text.at)
    if not asked or asked == _UNSAID:
        takes = families[0] if families and not asked else "text without a font"
        message = f"Text is drawn with {font.family}, which is what this machine takes for {takes}"
        return Seen("HF501", message, text.at, severity=Severity.WARNING)
    there = f"{asked[0]} is not there" if len(asked) == 1 else f"none of {', '.join(asked[:4])} is there"
    return Seen("HF501", f"Text is drawn with {font.family}, which this machine has instead: {there}", text.at)


def _missing(text: Text, files: FontFiles) -> list[str]:
    """The characters of a text that none of its fonts has; nothing where a font is not known."""
    known = [files.of(font) for font in text.fonts]
    fonts = [file for file in known if file is not None]
    return _lacking(text.characters, fonts) if fonts and len(fonts) == len(known) else []


def _lacking(characters: str, fonts: list[FontFile]) -> list[str]:
    return sorted({one for one in characters if all(lacks(font, one) for font in fonts)})


def _shown(characters: list[str]) -> str:
    """Characters with their code points."""
    told = [f"{one} (U+{ord(one):04X})" if one.isprintable() else f"U+{ord(one):04X}" for one in characters]
    more = f" and {len(told) - _MOST_SHOWN} more" if len(told) > _MOST_SHOWN else ""
    return ", ".join(told[:_MOST_SHOWN]) + more
