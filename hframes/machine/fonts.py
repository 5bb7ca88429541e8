"""The fonts that compositions count on, and which of them fontconfig knows on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hframes.machine.commands import find_program, run


@dataclass(frozen=True)
class Font:
    """A family that compositions use, and the package that brings it, by package manager."""

    family: str
    apt: str
    dnf: str | None = None
    pacman: str | None = None

    def package(self, manager: str) -> str | None:
        return {"apt-get": self.apt, "dnf": self.dnf, "pacman": self.pacman}.get(manager)


FONTS = (
    Font("Inter", "fonts-inter", "rsms-inter-fonts", "inter-font"),
    Font("JetBrains Mono", "fonts-jetbrains-mono", "jetbrains-mono-fonts", "ttf-jetbrains-mono"),
    Font("EB Garamond", "fonts-ebgaramond"),
    Font("Bebas Neue", "fonts-bebas-neue"),
    Font("Manrope", "fonts-manrope"),
    Font("League Spartan", "fonts-league-spartan"),
    Font("Liberation Sans", "fonts-liberation", "liberation-sans-fonts", "ttf-liberation"),
    Font("Noto Color Emoji", "fonts-noto-color-emoji", "google-noto-color-emoji-fonts", "noto-fonts-emoji"),
    Font("Noto Sans CJK JP", "fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk"),
)

_EMOJI = ":charset=1f600"
_CJK = (":lang=zh-cn", ":lang=ja", ":lang=ko")


@dataclass(frozen=True)
class FontList:
    """What `fc-list` says.

    Attributes:
        families: the name of every family, in lower case.
        emoji: at least one font draws emoji.
        cjk: Chinese, Japanese and Korean can all be drawn.
    """

    families: frozenset[str]
    emoji: bool
    cjk: bool

    @property
    def missing(self) -> tuple[Font, ...]:
        return tuple(font for font in FONTS if font.family.lower() not in self.families)


def list_fonts(environment: Mapping[str, str], *, as_root: bool) -> FontList | None:
    """The fonts the browser will see, or None where fontconfig's `fc-list` is not on this machine.

    As root the browser runs as a user without a home, so fonts in root's own home don't count.
    """
    program = find_program("fc-list", environment)
    if program is None:
        return None
    seen_by = {**environment, "HOME": "/nonexistent", "XDG_DATA_HOME": "/nonexistent"} if as_root else environment

    def ask(pattern: str) -> str:
        return run([program, pattern, "family"], seen_by, seconds=60).output

    families = (name.strip() for line in ask(":").splitlines() for name in line.split(","))
    return FontList(
        families=frozenset(name.replace("\\-", "-").lower() for name in families if name),
        emoji=bool(ask(_EMOJI).strip()),
        cjk=all(ask(pattern).strip() for pattern in _CJK),
    )
