"""The output: refused before anything is rendered, complete under its name or not there at all."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hframes.errors import OutputError, UsageError
from hframes.output import claim_output


def refused(target: Path, *, force: bool = False) -> UsageError | OutputError:
    with pytest.raises((UsageError, OutputError)) as caught, claim_output(target, ".mp4", force=force):
        raise AssertionError("the block was entered")
    return caught.value


def write(
    target: Path, content: bytes = b"video", *, force: bool = False, meanwhile: Callable[[], object] = lambda: None
) -> None:
    with claim_output(target, ".mp4", force=force) as claim:
        file = claim.workshop / "joined.mp4"
        file.write_bytes(content)
        meanwhile()
        claim.publish(file)


def test_a_published_file_is_all_that_stays(tmp_path):
    write(tmp_path / "a.mp4")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.mp4", b"video")]


def test_until_it_is_published_there_is_nothing_under_the_name(tmp_path):
    target = tmp_path / "a.mp4"
    with claim_output(target, ".mp4", force=False) as claim:
        (claim.workshop / "joined.mp4").write_bytes(b"half")
        assert not target.exists()
        assert claim.workshop.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, OutputError])
def test_a_failure_leaves_nothing(tmp_path, failure):
    def render() -> None:
        with claim_output(tmp_path / "a.mp4", ".mp4", force=False) as claim:
            (claim.workshop / "segment-000000.nut.part").write_bytes(b"half")
            raise failure("x")

    with pytest.raises(failure):
        render()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file_alone(tmp_path):
    target = tmp_path / "a.mp4"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError), claim_output(target, ".mp4", force=True):
        raise RuntimeError
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.mp4", b"old")]


def test_an_existing_file_is_kept_unless_forced(tmp_path):
    target = tmp_path / "a.mp4"
    target.write_bytes(b"old")
    error = refused(target)
    assert error.exit_code == 2
    assert "--force" in str(error)
    assert target.read_bytes() == b"old"
    write(target, b"new", force=True)
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_is_not_a_file(tmp_path, force):
    (tmp_path / "a.mp4").mkdir()
    error = refused(tmp_path / "a.mp4", force=force)
    assert error.exit_code == 2
    assert "folder" in str(error)


@pytest.mark.parametrize("name", ["a", "a.mov", "a.mp4.txt", ".mp4", "mp4", "a.png"])
def test_another_suffix_is_refused_with_the_right_one(tmp_path, name):
    error = refused(tmp_path / name)
    assert error.exit_code == 2
    assert ".mp4" in str(error)
    assert list(tmp_path.iterdir()) == []


def test_the_suffix_may_be_in_capitals(tmp_path):
    write(tmp_path / "A.MP4")
    assert (tmp_path / "A.MP4").exists()


def test_the_folder_is_made(tmp_path):
    write(tmp_path / "one/two/a.mp4")
    assert (tmp_path / "one/two/a.mp4").read_bytes() == b"video"


@pytest.mark.parametrize(
    "name",
    [
        "with space.mp4",
        "-o.mp4",
        "--force.mp4",
        "漢字 ü 🎬.mp4",
        'it\'s "quoted".mp4',
        "a\nb.mp4",
        "%d.mp4",
        "$(x).mp4",
    ],
)
def test_any_name_will_do(tmp_path, name):
    write(tmp_path / name)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["é" * 120 + ".mp4", "x" * 251 + ".mp4", "🎬" * 62 + ".mp4"])
def test_a_name_as_long_as_names_can_be_will_do(tmp_path, name):
    write(tmp_path / name)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["x" * 252 + ".mp4", "d/" * 3000 + "a.mp4"])
def test_a_name_that_is_too_long_is_refused_before_the_work(tmp_path, name):
    assert os.strerror(errno.ENAMETOOLONG) in str(refused(tmp_path / name))


def test_a_file_in_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    error = refused(tmp_path / "file/a.mp4")
    assert error.exit_code == 1
    assert str(tmp_path / "file/a.mp4") in str(error)


def test_where_nothing_can_be_written_is_told():
    error = refused(Path("/proc/hframes/a.mp4"))
    assert isinstance(error, OutputError)
    assert error.exit_code == 1


# Root may write everywhere, so the claim is made by an ordinary user there.
AS_ORDINARY_USER = """
import os, sys
from pathlib import Path
from hframes.errors import HframesError
from hframes.output import claim_output
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    with claim_output(Path(sys.argv[1]), ".mp4", force=True):
        print("entered")
except HframesError as error:
    print(error.exit_code, error)
"""


@pytest.mark.parametrize("what", ["folder", "parent"])
def test_a_folder_without_the_right_to_write_is_told(what):
    target = Path("/usr/hframes-test.mp4" if what == "folder" else "/usr/hframes-test/a.mp4")
    run = subprocess.run(
        [sys.executable, "-c", AS_ORDINARY_USER, str(target)], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.startswith("1 "), run.stderr
    assert str(target) in run.stdout


def test_a_target_that_became_a_folder_meanwhile_is_told(tmp_path):
    target = tmp_path / "a.mp4"
    with pytest.raises(OutputError, match=r"a\.mp4"):
        write(target, meanwhile=target.mkdir, force=True)
    assert [file.name for file in tmp_path.iterdir()] == ["a.mp4"]


def test_a_file_that_came_up_meanwhile_is_not_replaced(tmp_path):
    target = tmp_path / "a.mp4"
    with pytest.raises(UsageError, match="--force"):
        write(target, meanwhile=lambda: target.write_bytes(b"somebody else's"))
    assert target.read_bytes() == b"somebody else's"


def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path):
    (tmp_path / "real.mp4").write_bytes(b"old")
    (tmp_path / "a.mp4").symlink_to("real.mp4")
    write(tmp_path / "a.mp4", force=True)
    assert (tmp_path / "real.mp4").read_bytes() == b"old"
    assert (tmp_path / "a.mp4").read_bytes() == b"video"


def test_a_broken_link_is_something_that_exists(tmp_path):
    (tmp_path / "a.mp4").symlink_to("gone.mp4")
    assert refused(tmp_path / "a.mp4").exit_code == 2


def test_two_at_once_do_not_share_a_workshop(tmp_path):
    target = tmp_path / "a.mp4"
    with claim_output(target, ".mp4", force=True) as one, claim_output(target, ".mp4", force=True) as two:
        assert one.workshop != two.workshop


def test_folders_that_were_made_for_an_output_that_did_not_come_are_gone(tmp_path):
    (tmp_path / "there").mkdir()
    with claim_output(tmp_path / "there" / "new" / "newer" / "a.mp4", ".mp4", force=False) as claim:
        assert claim.workshop.is_dir()
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]


def test_a_folder_that_someone_else_uses_meanwhile_stays(tmp_path):
    with claim_output(tmp_path / "new" / "a.mp4", ".mp4", force=False):
        (tmp_path / "new" / "other.txt").touch()
    assert (tmp_path / "new" / "other.txt").exists()
