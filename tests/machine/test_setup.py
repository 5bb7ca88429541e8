"""`hframes setup` on machines made of stubs: the order, the fail-over, the messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hframes.errors import SetupError
from hframes.machine.fonts import FONTS
from hframes.machine.setup import MachineSetup, SetupResult, Step, StepState
from tests.machine.conftest import ALL_FAMILIES, FakeMachine

FONT_PACKAGES = tuple(font.apt for font in FONTS)


def set_up(machine: FakeMachine, *, download: bool = True, **environment: str) -> SetupResult:
    told = {**machine.environment, **environment}
    return MachineSetup(told, machine.host, download=download, playwright=machine.playwright).run()


def step(result: SetupResult, name: str) -> Step:
    return next(step for step in result.steps if step.name == name)


def test_nothing_is_started_that_changes_a_complete_machine(complete: FakeMachine) -> None:
    result = set_up(complete)
    assert [step.state for step in result.steps] == [StepState.THERE] * 5
    assert result.ready
    assert complete.changes() == []


def test_the_download_comes_before_the_package_manager(complete: FakeMachine) -> None:
    (complete.programs / "chromium").unlink()
    complete.add("pw-download", complete.make_download(), logged=True)
    browser = step(set_up(complete), "browser")
    assert browser.state is StepState.DONE
    assert "159.0.3.4" in browser.detail
    assert [line.split()[0] for line in complete.changes()] == ["pw-download"]


def test_the_package_manager_serves_when_the_download_is_out_of_reach(complete: FakeMachine) -> None:
    (complete.programs / "chromium").unlink()
    program = complete.programs / "chromium"
    complete.add_apt("chromium", "chromium-sandbox", brings=complete.make_program(program, "Chromium 156.0.1.2"))
    browser = step(set_up(complete), "browser")
    assert browser.state is StepState.DONE
    assert "156.0.1.2" in browser.detail
    assert complete.changes()[0].startswith("pw-download")
    assert complete.changes()[-1].startswith("apt-get install --yes --no-install-recommends")
    assert complete.changes()[-1].endswith("chromium chromium-sandbox")


def test_without_download_only_the_package_manager_is_asked(complete: FakeMachine) -> None:
    (complete.programs / "chromium").unlink()
    set_up(complete, download=False)
    assert not any(line.startswith("pw-") for line in complete.changes())


def test_a_downloaded_browser_gets_the_libraries_it_lacks(complete: FakeMachine) -> None:
    (complete.programs / "chromium").unlink()
    broken = complete.make_download().replace("echo Chrome 159.0.3.4", "exit 127")
    complete.add("pw-download", broken, logged=True)
    complete.add("pw-libraries", complete.make_download(), logged=True)
    browser = step(set_up(complete), "browser")
    assert browser.state is StepState.DONE
    assert [line.split()[0] for line in complete.changes()] == ["pw-download", "pw-libraries"]


def test_without_any_way_the_reasons_and_the_command_are_said(machine: FakeMachine) -> None:
    result = set_up(machine)
    browser = step(result, "browser")
    assert browser.state is StepState.FAILED
    assert "getaddrinfo ENOTFOUND cdn.example.org" in browser.detail
    assert "no package manager was found" in browser.detail
    assert browser.command == "pw --with-deps"
    assert not result.ready


def test_without_sudo_nothing_is_installed_and_the_command_for_root_is_said(complete: FakeMachine) -> None:
    for name in ("chromium", "sudo"):
        (complete.programs / name).unlink()
    browser = step(set_up(complete, download=False), "browser")
    assert "needs root, or sudo" in browser.detail
    assert browser.command == (
        "su -c 'apt-get update && apt-get install --yes --no-install-recommends chromium chromium-sandbox'"
    )
    assert complete.changes() == []


def test_root_needs_no_sudo(complete: FakeMachine) -> None:
    (complete.programs / "sudo").unlink()
    (complete.programs / "Xvfb").unlink()
    xvfb = complete.programs / "Xvfb"
    complete.add_apt("xvfb", brings=complete.make_program(xvfb, "Xvfb"))
    as_root = replace(complete.host, as_root=True)
    screen = MachineSetup(complete.environment, as_root, playwright=complete.playwright).screen()
    assert screen.state is StepState.DONE
    assert complete.changes() == [
        "apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 xvfb",
    ]


def test_a_package_that_only_starts_a_snap_is_not_installed(complete: FakeMachine) -> None:
    (complete.programs / "chromium").unlink()
    complete.add("apt-cache", 'echo "Package: $3"; echo "Pre-Depends: debconf, snapd (>= 2.54)"')
    browser = step(set_up(complete, download=False), "browser")
    assert "apt-get has no package chromium" in browser.detail
    assert browser.command == "pw --with-deps"
    assert not any(" install " in line for line in complete.changes())


def test_lists_of_packages_are_fetched_once_and_only_when_something_is_unknown(machine: FakeMachine) -> None:
    machine.add("sudo", 'exec "$@"')
    machine.add_apt()  # bare: no lists, so no package is known
    set_up(machine, download=False)
    assert machine.changes() == ["apt-get update -o DPkg::Lock::Timeout=120"]


def test_old_lists_are_fetched_again_when_an_installation_fails(complete: FakeMachine) -> None:
    (complete.programs / "Xvfb").unlink()
    fetched = complete.root / "fetched"
    makes = complete.make_program(complete.programs / "Xvfb", "Xvfb")
    complete.add("apt-get", f"[ $1 = update ] && : > {fetched} || {{ [ -e {fetched} ] && {makes}; }}", logged=True)
    screen = step(set_up(complete), "screen")
    assert screen.state is StepState.DONE
    calls = [line.split()[1] for line in complete.changes() if line.startswith("apt-get")]
    assert calls == ["install", "update", "install"]


def test_fonts_that_the_distribution_lacks_are_said_and_fail_nothing(complete: FakeMachine) -> None:
    there = [family for family in ALL_FAMILIES if family not in ("Manrope", "League Spartan")]
    complete.add_fonts(*there)
    complete.add_apt("fonts-manrope", brings=f'echo Manrope >> "{complete.root}/families"')
    result = set_up(complete)
    fonts = step(result, "fonts")
    assert fonts.state is StepState.PARTLY
    assert fonts.detail == (
        "installed fonts-manrope; this distribution has no fonts-league-spartan; missing: League Spartan"
    )
    assert complete.changes()[-1].endswith(" fonts-manrope")
    assert result.ready


def test_all_missing_fonts_are_installed_at_once_with_fontconfig(complete: FakeMachine) -> None:
    complete.add_fonts(*ALL_FAMILIES)
    listing = (complete.programs / "fc-list").rename(complete.root / "fc-list")
    complete.add_apt("fontconfig", *FONT_PACKAGES, brings=f"/bin/mv {listing} {complete.programs}/fc-list")
    fonts = step(set_up(complete), "fonts")
    assert fonts.state is StepState.DONE
    assert complete.changes()[-1].endswith(" ".join(("fontconfig", *FONT_PACKAGES)))


def test_a_driver_that_lacks_a_library_gets_it_first(complete: FakeMachine) -> None:
    complete.add("pw-version", "echo error while loading shared libraries: libatomic.so.1 >&2; exit 127")
    complete.add_apt("libatomic1", brings=complete.make_program(complete.programs / "pw-version", "Version 1.2.3"))
    driver = set_up(complete).steps[0]
    assert (driver.name, driver.state) == ("driver", StepState.DONE)
    assert complete.changes()[-1].endswith(" libatomic1")


def test_without_user_namespaces_the_helper_is_installed_for_the_downloaded_browser(complete: FakeMachine) -> None:
    complete.add("unshare", "exit 1")
    complete.add("pw-download", complete.make_download(), logged=True)
    complete.add("install", "exit 0", logged=True)
    (complete.programs / "chromium").unlink()
    folder = complete.download_place / "chrome-linux64"
    folder.mkdir(parents=True)
    (folder / "chrome_sandbox").touch()
    sandbox = step(set_up(complete), "sandbox")
    wanted = f"install -o root -g root -m 4755 {folder}/chrome_sandbox {folder}/chrome-sandbox"
    assert complete.changes()[-1] == wanted
    assert sandbox.state is StepState.FAILED  # the stub installed nothing, and setup looked again


def test_a_sandbox_that_cannot_be_had_means_not_ready(complete: FakeMachine) -> None:
    complete.add("unshare", "exit 1")
    result = set_up(complete)
    assert step(result, "sandbox").state is StepState.FAILED
    assert not result.ready


def test_a_wrong_hframes_browser_stops_before_anything_is_changed(machine: FakeMachine) -> None:
    machine.add_apt("chromium", "xvfb")
    with pytest.raises(SetupError, match="HFRAMES_BROWSER"):
        set_up(machine, HFRAMES_BROWSER="/nowhere/chrome")
    assert machine.changes() == []


def test_off_linux_neither_screen_nor_fonts_are_installed(complete: FakeMachine) -> None:
    mac = replace(complete.host, system="Darwin")
    result = MachineSetup(complete.environment, mac, playwright=complete.playwright).run()
    assert step(result, "screen").state is StepState.NOT_NEEDED
    assert step(result, "fonts").state is StepState.NOT_NEEDED
    assert result.ready
