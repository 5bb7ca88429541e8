"""A hostile page's way through the film, and what has to hold of the error at its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hframes.errors import HframesError, PageError
from tests.conftest import Filming

Film = Callable[..., Filming]
LAST = 5


def show(film: Film, page: str, *, last: int = LAST, **settings: Any) -> Filming:
    """Films frames 0 to `last`, the last of them proved to be on screen."""
    filming = film(f"<!doctype html><meta charset=utf-8><body>{page}", **settings)
    filming.run_to(last)
    filming.pixels()
    filming.finish()
    return filming


def refusal(film: Film, page: str, **settings: Any) -> PageError:
    """The error that the page ends in."""
    with pytest.raises(HframesError) as caught:
        show(film, page, **settings)
    assert_for_people(caught.value)
    assert isinstance(caught.value, PageError)
    return caught.value


def assert_for_people(error: HframesError) -> None:
    """One paragraph: what, where, how to mend."""
    assert error.exit_code == 1
    assert error.where
    assert error.hint
    text = str(error)
    assert "\n" not in text
    assert "Traceback" not in text
    assert ".." not in text.replace("/..", "")


def kinds(filming: Filming) -> list[str]:
    """The kinds of fault in the report."""
    return [fault.kind for fault in filming.stage.report().faults]


def later(script: str) -> str:
    """Runs a script at 0.05 s: noticed at frame 2 of 30 per second."""
    return f"<script>setTimeout(() => {{ {script} }}, 50)</script>"
