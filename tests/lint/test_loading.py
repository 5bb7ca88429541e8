"""Which files of the folder are read, by how a page names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path

HEADER = '<!doctype html><script type="application/json" id="hframes">{"duration": 1}</script>'


@pytest.mark.parametrize(
    "body",
    [
        "<script src=a.js></script>",
        "<script type=module src=a.js></script>",
        "<script type=module src=./a.js></script>",
        "<script type=module src=/a.js></script>",
        "<link rel=modulepreload href=a.js>",
        "<script type=module>import './a.js'</script>",
        '<script type=module>import \'a\'</script><script type=importmap>{"imports": {"a": "./a.js"}}</script>',
        "<script>import('./a.js')</script>",
        "<script>new Worker('a.js')</script>",
        "<iframe src=b.html></iframe>",
    ],
)
def test_a_script_of_the_folder_is_looked_at(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.js").write_text("localStorage.getItem('x')")
    (tmp_path / "b.html").write_text("<script type=module src=a.js></script>")
    (tmp_path / "index.html").write_text(HEADER + body)
    (finding,) = lint_path(tmp_path, LintOptions())
    assert (finding.code, Path(finding.span.file).name) == ("HF304", "a.js")


@pytest.mark.parametrize("body", ["<script type=module src=c.js></script>", "<link rel=modulepreload href=c.js>"])
def test_a_module_that_is_not_there_is_missing(tmp_path: Path, body: str) -> None:
    (tmp_path / "index.html").write_text(HEADER + body)
    (finding,) = lint_path(tmp_path, LintOptions())
    assert finding.code == "HF211"


def test_typescript_is_read_with_its_types(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f"{HEADER}<script type=module src=a.ts></script>")
    (tmp_path / "a.ts").write_text(
        """type Rand = (at: typeof Date.now) => number;
const rand: Rand = Math.random as Rand;
class Dot<T extends object> {
  private readonly x: number = rand();
  constructor(private readonly made: T, public t = performance!.now()) {}
}
const film = document.querySelector<HTMLVideoElement>("video")!;
void film.play();
const theme = (localStorage.getItem("theme") as string | null) ?? "light";
const label = (d: Date): string => `${d.getHours()}`;
show<string>(navigator.userAgent satisfies string);
"""
    )
    found = [(finding.span.line, finding.code) for finding in lint_path(tmp_path, LintOptions(portable=True))]
    assert found == [(2, "HF104"), (4, "HF104"), (5, "HF101"), (8, "HF401"), (9, "HF304"), (10, "HF309"), (11, "HF305")]
