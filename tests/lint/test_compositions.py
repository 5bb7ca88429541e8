"""The compositions of the repository are clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from hframes.lint.options import LintOptions
from hframes.lint.run import lint_path

FOLDERS = sorted(path for path in (Path(__file__).parents[2] / "compositions").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_composition_of_ours_has_no_finding(folder: Path) -> None:
    pages = [folder / "index.html"] if (folder / "index.html").is_file() else sorted(folder.glob("*.svg"))
    assert pages
    for page in pages:
        assert lint_path(page, LintOptions()) == []
