"""Which browser is taken, on folders made for the purpose."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from hframes.browser.find import (
    Browser,
    Host,
    browser_version,
    download_folder,
    find_browser,
    playwright_revisions,
    require_browser,
)
from hframes.errors import SetupError


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing is installed: an empty PATH and an empty home."""
    for name in ("bin", "home"):
        (tmp_path / name).mkdir()
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path / "home")}


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host("Linux", as_root=False, shared_folder=tmp_path / "shared")


def program(path: Path, text: str = "#!/bin/sh\necho Chromium 156.0.8078.79\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return path


def downloaded(folder: Path, name: str = "chromium", inner: str = "chrome-linux64/chrome") -> Path:
    place = folder / f"{name.replace('-', '_')}-{playwright_revisions()[name]}"
    found = program(place / inner)
    (place / "INSTALLATION_COMPLETE").touch()
    return found


def test_nothing_installed_is_no_browser(environment: dict[str, str], host: Host) -> None:
    assert find_browser(environment, host) is None


def test_requiring_one_says_what_to_type(environment: dict[str, str], host: Host) -> None:
    with pytest.raises(SetupError, match="Type `hframes setup`"):
        require_browser(environment, host)


def test_the_variable_goes_before_everything(environment: dict[str, str], host: Host, tmp_path: Path) -> None:
    downloaded(tmp_path / "home/.cache/ms-playwright")
    chosen = program(tmp_path / "mine/chrome")
    environment["HFRAMES_BROWSER"] = str(chosen)
    assert find_browser(environment, host) == Browser(chosen, "HFRAMES_BROWSER", headless_only=False)


def test_playwrights_download_goes_before_the_systems_browser(
    environment: dict[str, str], host: Host, tmp_path: Path
) -> None:
    program(tmp_path / "bin/chromium")
    own = downloaded(tmp_path / "home/.cache/ms-playwright")
    assert find_browser(environment, host) == Browser(own, "playwright", headless_only=False)


def test_the_systems_browser_serves_without_a_download(environment: dict[str, str], host: Host, tmp_path: Path) -> None:
    path = program(tmp_path / "bin/google-chrome-stable")
    assert find_browser(environment, host) == Browser(path, "system", headless_only=False)


@pytest.mark.parametrize("wrong", ["nowhere/chrome", "a folder", "not executable"])
def test_a_wrong_variable_is_an_error_and_never_another_browser(
    environment: dict[str, str], host: Host, tmp_path: Path, wrong: str
) -> None:
    program(tmp_path / "bin/chromium")
    (tmp_path / "a folder").mkdir()
    (tmp_path / "not executable").write_text("text")
    environment["HFRAMES_BROWSER"] = str(tmp_path / wrong)
    with pytest.raises(SetupError, match="HFRAMES_BROWSER") as caught:
        find_browser(environment, host)
    assert str(tmp_path / wrong) in str(caught.value)


def test_an_empty_variable_counts_as_unset(environment: dict[str, str], host: Host) -> None:
    environment["HFRAMES_BROWSER"] = ""
    assert find_browser(environment, host) is None


def test_a_browser_with_windows_goes_before_a_headless_shell(
    environment: dict[str, str], host: Host, tmp_path: Path
) -> None:
    inner = "chrome-headless-shell-linux64/chrome-headless-shell"
    downloaded(tmp_path / "home/.cache/ms-playwright", "chromium-headless-shell", inner)
    headed = program(tmp_path / "bin/chromium")
    assert find_browser(environment, host) == Browser(headed, "system", headless_only=False)


def test_a_headless_shell_alone_is_taken_and_said(environment: dict[str, str], host: Host, tmp_path: Path) -> None:
    shell = program(tmp_path / "bin/chromium-headless-shell")
    assert find_browser(environment, host) == Browser(shell, "system", headless_only=True)


def test_a_headless_shell_in_the_variable_is_said(environment: dict[str, str], host: Host, tmp_path: Path) -> None:
    environment["HFRAMES_BROWSER"] = str(program(tmp_path / "old/headless_shell"))
    found = find_browser(environment, host)
    assert found is not None
    assert found.headless_only


def test_an_interrupted_download_does_not_count(environment: dict[str, str], host: Host, tmp_path: Path) -> None:
    path = downloaded(tmp_path / "home/.cache/ms-playwright")
    (path.parents[1] / "INSTALLATION_COMPLETE").unlink()
    assert find_browser(environment, host) is None


def test_a_download_for_another_playwright_does_not_count(
    environment: dict[str, str], host: Host, tmp_path: Path
) -> None:
    place = downloaded(tmp_path / "home/.cache/ms-playwright").parents[1]
    place.rename(place.with_name("chromium-1"))
    assert find_browser(environment, host) is None


@pytest.mark.parametrize("variable", ["PLAYWRIGHT_BROWSERS_PATH", "XDG_CACHE_HOME"])
def test_playwrights_own_variables_are_followed(
    environment: dict[str, str], host: Host, tmp_path: Path, variable: str
) -> None:
    folder = tmp_path / "elsewhere"
    environment[variable] = str(folder)
    own = downloaded(folder if variable == "PLAYWRIGHT_BROWSERS_PATH" else folder / "ms-playwright")
    found = find_browser(environment, host)
    assert found is not None
    assert found.path == own


def test_a_download_for_the_whole_machine_is_found_by_everyone(environment: dict[str, str], host: Host) -> None:
    own = downloaded(host.shared_folder)
    found = find_browser(environment, host)
    assert found is not None
    assert found.path == own


def test_roots_downloads_go_where_the_unprivileged_browser_can_read(environment: dict[str, str], host: Host) -> None:
    assert download_folder(environment, replace(host, as_root=True)) == host.shared_folder
    assert download_folder(environment, host).is_relative_to(environment["HOME"])


@pytest.mark.parametrize("stub", ["script", "link"])
def test_a_snap_is_passed_over_and_named(environment: dict[str, str], host: Host, tmp_path: Path, stub: str) -> None:
    if stub == "script":
        program(tmp_path / "bin/chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    else:
        program(tmp_path / "usr/snap")
        (tmp_path / "bin/chromium").symlink_to(tmp_path / "usr/snap")
    assert find_browser(environment, host) is None
    with pytest.raises(SetupError, match="is a snap"):
        require_browser(environment, host)


def test_a_snap_in_the_variable_is_an_error(environment: dict[str, str], host: Host, tmp_path: Path) -> None:
    environment["HFRAMES_BROWSER"] = str(program(tmp_path / "chromium", "#!/bin/sh\nexec /snap/bin/chromium\n"))
    with pytest.raises(SetupError, match="is a snap"):
        find_browser(environment, host)


def test_as_root_a_browser_in_a_closed_folder_is_refused(
    environment: dict[str, str], host: Host, tmp_path: Path
) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    environment["HFRAMES_BROWSER"] = str(program(tmp_path / "closed/chrome"))
    with pytest.raises(SetupError, match="only root can enter"):
        find_browser(environment, replace(host, as_root=True))


def test_as_root_a_browser_that_everyone_reaches_is_taken(environment: dict[str, str], host: Host) -> None:
    environment["HFRAMES_BROWSER"] = "/bin/sh"  # stands for one: everyone may run it
    found = find_browser(environment, replace(host, as_root=True))
    assert found is not None
    assert found.path == Path("/bin/sh").resolve()


def test_the_program_is_taken_and_not_the_launcher_script(
    environment: dict[str, str], host: Host, tmp_path: Path
) -> None:
    program(tmp_path / "bin/chromium")
    behind = program(tmp_path / "lib/chromium/chromium")
    found = find_browser(environment, host)
    assert found is not None
    assert found.path == behind


def test_googles_launcher_is_passed_over_for_the_program_beside_it(
    environment: dict[str, str], host: Host, tmp_path: Path
) -> None:
    launcher = program(tmp_path / "opt/google/chrome/google-chrome")
    behind = program(launcher.with_name("chrome"))
    (tmp_path / "bin/google-chrome-stable").symlink_to(launcher)
    found = find_browser(environment, host)
    assert found is not None
    assert found.path == behind


def test_a_mac_is_searched_in_its_applications(environment: dict[str, str], host: Host, tmp_path: Path) -> None:
    path = program(tmp_path / "home/Applications/Chromium.app/Contents/MacOS/Chromium")
    found = find_browser(environment, replace(host, system="Darwin"))
    assert found is not None
    assert found.path == path


def test_the_version_is_the_programs_own(tmp_path: Path) -> None:
    assert browser_version(program(tmp_path / "chrome")) == "156.0.8078.79"


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\necho 'libnss3.so: cannot open shared object file' >&2; exit 127\n",
        "#!/bin/sh\necho 'libnss3.so is what I print'\n",
        "#!/nowhere/libnss3.so\n",
    ],
    ids=["lacks a library", "prints no version", "can't be run"],
)
def test_a_program_that_tells_no_version_is_an_error_with_its_last_words(tmp_path: Path, text: str) -> None:
    path = program(tmp_path / "chrome", text)
    with pytest.raises(SetupError, match="can't be started") as caught:
        browser_version(path)
    assert str(path) in str(caught.value)


def test_finding_starts_no_process(
    environment: dict[str, str], host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin/chromium")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("subprocess.Popen", refuse)
    monkeypatch.setattr(os, "fork", refuse)
    assert find_browser(environment, host) is not None
