"""Pages that do not come back: stopped, and told where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.helpers import Film, later, refusal

PATIENCE = 1.5

LOOPS = {
    "in a timer": (later("for (;;) {}"), "frame 2", "index.html"),
    "in a frame callback": (
        "<script>let n = 0; requestAnimationFrame(function draw() { while (n === 3); n++;"
        " requestAnimationFrame(draw) })</script>",
        "frame 3",
        "draw at index.html",
    ),
    "while loading": ("<script>for (;;) {}</script>", "while loading", "index.html"),
    "on the clock": (later("while (performance.now() >= 0);"), "frame 2", "index.html"),
    "in an iframe": ("<iframe srcdoc='<script>setTimeout(() => { for (;;); }, 50)</script>'></iframe>", "frame 2", ""),
    "in the host": (later("parent.eval('for (;;) {}')"), "frame 2", "index.html"),
    "of promises": (
        later("Promise.resolve().then(function again() { return Promise.resolve().then(again) })"),
        "frame 2",
        "",
    ),
}


@pytest.mark.parametrize(("page", "when", "file"), LOOPS.values(), ids=LOOPS)
def test_a_loop_without_end_is_stopped_and_its_place_told(film: Film, page: str, when: str, file: str) -> None:
    error = refusal(film, page, patience=PATIENCE, witness=True)
    assert str(error.where).startswith(when)
    assert file in error.what
    assert "--frame-timeout" in str(error.hint)


def test_the_window_can_be_used_after_a_loop(film: Film, tmp_path: Path) -> None:
    refusal(film, "<script>for (;;) {}</script>", patience=PATIENCE, witness=True)
    (tmp_path / "after.html").write_text("<p>fine")
    page = film(tmp_path / "after.html")
    page.run_to(1)
    assert page.ask("document.body.textContent") == "fine"


def test_a_wait_without_end_is_named(film: Film) -> None:
    error = refusal(film, "<script>hframes.wait(new Promise(() => 0), 'the weather')</script>", patience=PATIENCE)
    assert "the weather" in error.what
    assert error.where == "while loading"


def test_a_wait_without_end_in_the_middle_is_named_with_its_frame(film: Film) -> None:
    error = refusal(film, later("hframes.wait(new Promise(() => 0), 'the weather')"), patience=PATIENCE)
    assert "the weather" in error.what
    assert "frame 2, 0:00.066" in str(error.where)
