"""The room is cheap to import, and pays for the schema library only where there are params."""

import subprocess
import sys

import pytest

LATE = ("jsonschema", "referencing")


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*(name for name in {LATE!r} if name in sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    )


def test_importing_the_room_loads_no_schema_library() -> None:
    assert loaded_after("import hframes.composition") == set()


@pytest.mark.parametrize(("params", "expected"), [("", False), ('"params": {}', True)])
def test_only_params_load_the_schema_library(params: str, expected: bool) -> None:
    page = f'<script type="application/json" id="hframes">{{{params}}}</script>'
    code = f"from hframes.composition.header import read_html_header\nread_html_header({page!r}, 'page.html')"
    assert ("jsonschema" in loaded_after(code)) is expected
