"""`hframes doctor`: what it finds, and what stops a render."""

from __future__ import annotations

import json
from dataclasses import replace

import imageio_ffmpeg
import pytest
import typer
from typer.testing import CliRunner

from hframes.cli.doctor import doctor
from hframes.machine.doctor import Check, CheckState, Diagnosis, examine
from tests.machine.conftest import ALL_FAMILIES, FakeMachine


def look(machine: FakeMachine, **environment: str) -> Diagnosis:
    return examine({**machine.environment, **environment}, machine.host, machine.root, machine.playwright)


def check(diagnosis: Diagnosis, name: str) -> Check:
    return next(check for check in diagnosis.checks if check.name == name)


def test_a_complete_machine_can_render_and_says_the_versions(complete: FakeMachine) -> None:
    diagnosis = look(complete)
    assert diagnosis.can_render
    assert "156.0.1.2" in check(diagnosis, "browser").found
    assert "libx264" in check(diagnosis, "ffmpeg").found
    for name in ("driver", "browser", "sandbox", "virtual screen", "ffmpeg", "fonts", "emoji font", "CJK font"):
        assert check(diagnosis, name).state is CheckState.OK, name


def test_every_gap_says_what_it_costs_and_what_mends_it(machine: FakeMachine) -> None:
    gaps = [check for check in look(machine).checks if check.state is not CheckState.OK]
    assert {gap.name for gap in gaps} >= {"browser", "virtual screen", "fonts"}
    assert all(gap.found and gap.cost and gap.command for gap in gaps)


def test_without_a_browser_nothing_can_be_rendered(complete: FakeMachine) -> None:
    (complete.programs / "chromium").unlink()
    diagnosis = look(complete)
    assert check(diagnosis, "browser").state is CheckState.MISSING
    assert not diagnosis.can_render


def test_a_browser_that_does_not_start_counts_as_missing(complete: FakeMachine) -> None:
    complete.add("chromium", "echo libnss3.so: cannot open shared object file >&2; exit 127")
    browser = check(look(complete), "browser")
    assert browser.state is CheckState.MISSING
    assert "libnss3.so" in browser.found


def test_a_wrong_hframes_browser_is_a_finding_and_no_crash(complete: FakeMachine) -> None:
    browser = check(look(complete, HFRAMES_BROWSER="/nowhere/chrome"), "browser")
    assert browser.state is CheckState.MISSING
    assert "/nowhere/chrome" in browser.found
    assert browser.command == "unset HFRAMES_BROWSER"


def test_without_a_screen_one_renders_all_the_same(complete: FakeMachine) -> None:
    (complete.programs / "Xvfb").unlink()
    diagnosis = look(complete)
    assert check(diagnosis, "virtual screen").state is CheckState.MISSING
    assert diagnosis.can_render


def test_without_any_sandbox_nothing_can_be_rendered(complete: FakeMachine) -> None:
    complete.add("unshare", "exit 1")
    diagnosis = look(complete)
    assert check(diagnosis, "sandbox").state is CheckState.MISSING
    assert not diagnosis.can_render


def test_root_without_setpriv_has_no_sandbox(complete: FakeMachine) -> None:
    as_root = replace(complete.host, as_root=True)
    sandbox = check(examine(complete.environment, as_root, complete.root, complete.playwright), "sandbox")
    assert sandbox.state is CheckState.MISSING
    assert "setpriv" in sandbox.found


def test_an_ffmpeg_without_libx264_stops_a_render(complete: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = 'case "$*" in *-encoders*) echo " V....D libvpx-vp9  VP9";; *) echo ffmpeg version 5.1;; esac'
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(complete.add("ffmpeg", lists)))
    diagnosis = look(complete)
    assert check(diagnosis, "ffmpeg").found.endswith("encoders: libvpx-vp9; no libx264")
    assert not diagnosis.can_render


def test_no_ffmpeg_at_all_stops_a_render(complete: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> str:
        raise RuntimeError("No ffmpeg exe could be found.\nInstall one")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", nothing)
    diagnosis = look(complete)
    assert check(diagnosis, "ffmpeg").found == "No ffmpeg exe could be found."
    assert not diagnosis.can_render


def test_missing_families_are_named(complete: FakeMachine) -> None:
    complete.add_fonts(*ALL_FAMILIES[1:])
    fonts = check(look(complete), "fonts")
    assert fonts.state is CheckState.WARNING
    assert ALL_FAMILIES[0] in fonts.found


def test_no_font_for_emoji_and_cjk_is_a_warning_each(complete: FakeMachine) -> None:
    complete.add("fc-list", 'case "$1" in :) echo Inter;; esac')
    diagnosis = look(complete)
    assert check(diagnosis, "emoji font").state is CheckState.WARNING
    assert check(diagnosis, "CJK font").state is CheckState.WARNING
    assert diagnosis.can_render


def test_a_machine_without_fontconfig_gets_a_warning(complete: FakeMachine) -> None:
    (complete.programs / "fc-list").unlink()
    assert check(look(complete), "fonts").state is CheckState.WARNING


def test_a_machine_without_shared_memory_gets_a_warning(complete: FakeMachine) -> None:
    nowhere = complete.root / "nowhere"
    shared = check(examine(complete.environment, complete.host, nowhere, complete.playwright), "shared memory")
    assert shared.state is CheckState.WARNING
    assert shared.command.startswith("mount")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The command on this machine, which is told of a browser that it doesn't have."""
    monkeypatch.setenv("HFRAMES_BROWSER", "/nowhere/chrome")
    app = typer.Typer()
    app.command()(doctor)
    return app


def test_the_command_prints_one_json_object_and_its_exit_code_says_that_one_cannot_render(command: typer.Typer) -> None:
    result = CliRunner().invoke(command, ["--json"])
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["can_render"] is False
    assert {"name", "state", "found", "cost", "command", "needed"} == set(told["checks"][0])


def test_the_command_prints_a_table_for_people(command: typer.Typer) -> None:
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "hframes can't render here." in lines
    assert "To mend browser, type: unset HFRAMES_BROWSER" in lines
