"""The first step on a bare machine, run with the standard library alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hframes.machine import bootstrap
from tests.machine.conftest import FakeMachine


@pytest.mark.slow
def test_it_runs_without_hframes_and_makes_an_environment_with_pip(tmp_path: Path) -> None:
    folder = tmp_path / "venv"
    script = Path(bootstrap.__file__)
    subprocess.run([sys.executable, "-I", "-S", script, folder], check=True, cwd=tmp_path)
    assert (folder / "bin" / "pip").exists()


def test_the_package_for_this_very_python_comes_first(machine: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.add_apt()
    monkeypatch.setattr("os.geteuid", lambda: 0)
    commands = [command[command.index(str(machine.programs / "apt-get")) :] for command in _commands(machine)]
    assert commands[0][-1] == "update"
    exact = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert [command[-1] for command in commands[1:]] == [exact, "python3-venv"]


def test_a_user_takes_sudo(machine: FakeMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.add_apt()
    sudo = machine.add("sudo", 'exec "$@"')
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert all(command[0] == str(sudo) for command in _commands(machine))


@pytest.mark.parametrize("lacks", ["apt-get", "sudo"])
def test_without_a_way_nothing_is_run_and_the_package_is_named(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lacks: str
) -> None:
    if lacks == "sudo":
        machine.add_apt()
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "_make", lambda *_: False)
    assert bootstrap.main([str(machine.root / "venv")], machine.environment) == 1
    assert "-venv, then try again" in capsys.readouterr().err
    assert machine.changes() == []


def test_an_environment_that_cannot_be_made_is_tried_again_after_each_package(
    machine: FakeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.add_apt()
    machine.add("apt-get", "exit 0", logged=True)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    answers = iter([False, False, True])
    monkeypatch.setattr(bootstrap, "_make", lambda *_: next(answers))
    assert bootstrap.main([str(machine.root / "venv")], machine.environment) == 0
    assert [line.split()[-1] for line in machine.changes()][-1] == "python3-venv"


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    assert bootstrap.main(["anywhere"], {}) == 1
    assert "hframes needs Python 3.11 or later" in capsys.readouterr().err


def _commands(machine: FakeMachine) -> list[list[str]]:
    return bootstrap.install_commands(machine.environment)
