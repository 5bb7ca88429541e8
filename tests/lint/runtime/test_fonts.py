"""The fonts that text was drawn with: named or not, the page's or the machine's, with every character or not."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from hframes.lint.finding import Severity
from hframes.lint.runtime.fonts import families_of
from hframes.lint.runtime.glyphs import FontFile, FontFiles, lacks, read_fonts
from hframes.lint.runtime.texts import DrawnFont
from tests.lint.runtime.conftest import Run

HEAD = '<!doctype html><meta charset=utf-8><script id=hframes type=application/json>{"duration": 0.6}</script>\n'
LATIN = FontFile(frozenset({"latin"}), frozenset(map(ord, "abc eé-\u0301")))

PAGE = f"""{HEAD}<link rel=stylesheet href=css/text.css>
<style>
  body {{ font-family: "Inter" }}
  .gone {{ color: red; font-family: "No Such Font", sans-serif }}
  .generic {{ font: 20px monospace }}
  .arrow {{ font-family: "Bebas Neue", sans-serif }}
  .late::before {{ content: "late"; font-family: Nowhere }}
  @font-face {{ font-family: "Mine"; src: url(mine.otf) }}
  @font-face {{ font-family: "Broken"; src: url(broken.woff2) }}
</style>
<p>named</p><p class=gone>gone</p><p class=generic>generic</p><p class=arrow>up \u2191</p><p class=sheet>sheet</p>
<p style="font-family: 'Absent'">inline</p><p style="font-family: Mine">mine \ue8b6</p>
<p style="visibility: hidden; font-family: Hidden">hidden</p><p style="display: none; font-family: None">none</p>
<p style="font-family: 'Broken', Inter">broken</p><p id=later></p>
<script>
  setTimeout(() => {{ later.className = 'late' }}, 300);
  setTimeout(() => {{ later.remove() }}, 550);
</script>
"""


def test_text_is_judged_by_the_font_that_it_was_drawn_with(run: Run, inter: bytes) -> None:
    files: dict[str, str | bytes] = {
        "css/text.css": "p { margin: 0 }\n.sheet { font-family: 'Fehlt' }",
        "mine.otf": inter,
        "broken.woff2": b"wOF2 no font",
    }
    found = run(PAGE, files, seconds="0.6")
    told = {(one.code, one.span.file, one.span.line, one.span.column, one.severity.value): one.message for one in found}
    assert set(told) == {
        ("HF501", "index.html", 5, 23, "error"),
        ("HF501", "index.html", 6, 14, "warning"),
        ("HF501", "index.html", 7, 12, "error"),
        ("HF501", "css/text.css", 2, 10, "error"),
        ("HF501", "index.html", 8, 36, "error"),
        ("HF501", "index.html", 13, 11, "error"),
        ("HF502", "index.html", 13, 54, "error"),
    }
    assert "No Such Font is not there" in told["HF501", "index.html", 5, 23, "error"]
    assert "takes for monospace" in told["HF501", "index.html", 6, 14, "warning"]
    assert "\u2191 (U+2191) drawn with" in told["HF501", "index.html", 7, 12, "error"]
    assert told["HF501", "index.html", 7, 12, "error"].endswith("not in Bebas Neue")
    assert "Nowhere is not there" in told["HF501", "index.html", 8, 36, "error"]
    assert told["HF502", "index.html", 13, 54, "error"] == "U+E8B6: no font has it, and a box is drawn"


def test_text_in_a_canvas_is_judged_as_well(run: Run) -> None:
    page = (
        f"{HEAD}<canvas id=canvas></canvas><script>\nconst pen = canvas.getContext('2d');\n"
        "pen.font = '20px No Such Font, serif';\npen.fillText('canvas', 5, 20);\n"
        "pen.font = '20px Inter';\nfor (const text of ['a', 'b\\ue8b6']) pen.strokeText(text, 5, 20);\n</script>"
    )
    assert [(one.code, one.span.line, one.span.column) for one in run(page)] == [("HF501", 5, 5), ("HF502", 7, 42)]


def test_a_font_of_the_machine_counts_where_pages_must_be_portable(run: Run) -> None:
    page = f"{HEAD}<p style=\"font-family: 'Inter', sans-serif\">named</p>"
    assert run(page) == []
    assert [(one.code, one.severity) for one in run(page, portable=True)] == [("HF506", Severity.ERROR)]


@pytest.mark.parametrize(
    ("value", "families"),
    [
        ('"EB Garamond", serif', ["EB Garamond", "serif"]),
        ("a  b, 'c, d',e", ["a  b", "c, d", "e"]),
        (r'"a \"b\" c"', ['a "b" c']),
        ("", []),
        ('"', []),
    ],
)
def test_families_are_read_as_the_browser_gives_them(value: str, families: list[str]) -> None:
    assert families_of(value) == families


@pytest.mark.parametrize(
    ("character", "is_lacking"),
    [
        *[(sign, False) for sign in "aé-\u00a0\n\u200d\ufe0f\u2010\u00ad\u0103"[:-1]],
        ("e\u0301"[1], False),
        ("x", True),
        ("\u2192", True),
        ("\ue000", True),
        ("\u0103", True),  # its mark is not there
    ],
)
def test_what_a_font_lacks(character: str, is_lacking: bool) -> None:
    assert lacks(LATIN, character) is is_lacking


@pytest.mark.parametrize(
    "data", [b"", b"wOF2", b"wOF2" + b"\0" * 200, b"\0\1\0\0" + b"\xff" * 500, b"ttcf" + b"\xff" * 50]
)
@pytest.mark.parametrize("suffix", [".ttf", ".woff2", ".ttc"])
def test_a_spoilt_font_is_none(tmp_path: Path, data: bytes, suffix: str) -> None:
    (tmp_path / f"a{suffix}").write_bytes(data)
    assert read_fonts(tmp_path / f"a{suffix}") == []


def test_a_font_that_would_fill_the_memory_is_none(tmp_path: Path, inter: bytes) -> None:
    (tmp_path / "a.woff2").write_bytes(b"wOF2OTTO" + struct.pack(">III", 100, 0, 2**31) + b"\0" * 80)
    assert read_fonts(tmp_path / "a.woff2") == []
    (tmp_path / "a.otf").write_bytes(inter)
    assert "inter-regular" in read_fonts(tmp_path / "a.otf")[0].names


def test_fonts_of_the_page_are_found_by_what_is_in_them(tmp_path: Path, inter: bytes) -> None:
    (tmp_path / "x.otf").write_bytes(inter)
    (tmp_path / "page.html").write_text("")
    files = FontFiles([tmp_path / "x.otf", tmp_path / "page.html"])
    known = files.of(DrawnFont("Inter", "Inter-Regular", custom=True))
    assert known is not None
    assert ord("A") in known.characters
    assert files.of(DrawnFont("Other", "Other", custom=True)) is None
    assert files.of(DrawnFont("No Such", "NoSuch:,-Font", custom=False)) is None
