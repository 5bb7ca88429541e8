"""Opening: what is a composition, what is not, and what the error says."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hframes.composition import open_composition, source
from hframes.errors import CompositionError

PAGE = "<!doctype html><p>hello</p>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path) -> CompositionError:
    with pytest.raises(CompositionError) as caught:
        open_composition(path)
    assert caught.value.exit_code == 2
    return caught.value


@pytest.mark.parametrize("name", ["page.html", "page.htm", "PAGE.HTML", "zwei Wörter.html"])
def test_an_html_file_is_a_composition_in_its_own_folder(tmp_path: Path, name: str) -> None:
    composition = open_composition(write(tmp_path / name, PAGE))
    assert (composition.root, composition.entry, composition.kind) == (tmp_path.resolve(), name, "html")
    assert composition.page == tmp_path.resolve() / name


def test_a_folder_with_an_index_is_a_composition(tmp_path: Path) -> None:
    write(tmp_path / "intro" / "index.html", PAGE)
    composition = open_composition(tmp_path / "intro")
    assert (composition.root, composition.entry) == ((tmp_path / "intro").resolve(), "index.html")


def test_an_svg_file_is_a_composition(tmp_path: Path) -> None:
    composition = open_composition(write(tmp_path / "logo.svg", SVG))
    assert (composition.entry, composition.kind) == ("logo.svg", "svg")


def test_a_relative_path_gives_an_absolute_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "page.html", PAGE)
    monkeypatch.chdir(tmp_path)
    assert open_composition("page.html").root == tmp_path.resolve()


def test_the_header_comes_with_the_composition(tmp_path: Path) -> None:
    header = '<script type="application/json" id="hframes">{"width": 640}</script>'
    assert open_composition(write(tmp_path / "page.html", header)).header.width == 640
    assert open_composition(write(tmp_path / "bare.html", PAGE)).header.width is None


def test_a_composition_does_not_change(tmp_path: Path) -> None:
    composition = open_composition(write(tmp_path / "page.html", PAGE))
    with pytest.raises(AttributeError):
        composition.entry = "other.html"  # type: ignore[misc]


def test_a_missing_file_names_the_nearest_page(tmp_path: Path) -> None:
    write(tmp_path / "intro.html", PAGE)
    error = refusal(tmp_path / "intor.html")
    assert "no such composition" in error.what
    assert "intro.html" in str(error.hint)


def test_a_file_used_as_a_folder_is_missing(tmp_path: Path) -> None:
    assert "no such composition" in refusal(write(tmp_path / "page.html", PAGE) / "more").what


def test_a_folder_without_an_index_lists_its_pages(tmp_path: Path) -> None:
    for name in ("b.html", "a.html", "notes.txt"):
        write(tmp_path / name, PAGE)
    error = refusal(tmp_path)
    assert error.what == "the folder has no index.html"
    assert error.hint == 'Name one of its pages: "a.html", "b.html"'


def test_an_empty_folder_says_what_a_composition_is(tmp_path: Path) -> None:
    assert "A composition is" in str(refusal(tmp_path))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("movie.py", "print(1)", 'ends in ".py" is not a page'),
        ("page", PAGE, 'ends in "" is not a page'),
        ("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary data"),
        ("photo.html", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "binary data"),
        ("paper.html", b"%PDF-1.7\n<<a>>", "binary data"),
        ("zipped.svg", b"\x1f\x8b\x08\0\0\0", "binary data"),
        ("zeros.html", b"<p>" + b"\0" * 100, "binary data"),
        ("empty.html", b"", "the page is empty"),
        ("blank.svg", b" \n\t", "the page is empty"),
        ("script.html", "import sys\nprint(1 < 2)", "holds no HTML element"),
        ("data.html", '{"a": 1}', "holds no HTML element"),
    ],
)
def test_what_is_not_a_page_is_refused(tmp_path: Path, name: str, content: str | bytes, words: str) -> None:
    error = refusal(write(tmp_path / name, content))
    assert words in error.what
    assert name in str(error.where)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    assert "not a regular file" in refusal(tmp_path / "pipe.html").what


def test_an_index_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    assert "not a regular file" in refusal(tmp_path).what


def test_a_circle_of_links_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("b.html")
    (tmp_path / "b.html").symlink_to("a.html")
    assert "cannot be read" in refusal(tmp_path / "a.html").what


def test_a_file_without_the_right_to_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write(tmp_path / "page.html", PAGE)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    error = refusal(page)
    assert error.what == "the composition cannot be read: Permission denied"
    assert str(page) in str(error.where)


def test_a_page_that_links_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "secret.html", PAGE)
    (tmp_path / "comp").mkdir()
    (tmp_path / "comp" / "index.html").symlink_to(tmp_path / "elsewhere" / "secret.html")
    assert "leaves its folder" in refusal(tmp_path / "comp").what
    assert "leaves its folder" in refusal(tmp_path / "comp" / "index.html").what


def test_a_page_that_links_within_its_folder_is_fine(tmp_path: Path) -> None:
    write(tmp_path / "versions" / "two.html", PAGE)
    (tmp_path / "index.html").symlink_to("versions/two.html")
    assert open_composition(tmp_path).entry == "index.html"


def test_a_folder_that_is_a_link_is_resolved(tmp_path: Path) -> None:
    write(tmp_path / "real" / "index.html", PAGE)
    (tmp_path / "link").symlink_to("real")
    assert open_composition(tmp_path / "link").root == (tmp_path / "real").resolve()


def test_a_page_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write(tmp_path / "page.html", PAGE)
    monkeypatch.setattr(source, "MAX_PAGE_BYTES", len(PAGE))
    assert open_composition(page).kind == "html"
    monkeypatch.setattr(source, "MAX_PAGE_BYTES", len(PAGE) - 1)
    assert "larger than" in refusal(page).what


@pytest.mark.parametrize("path", ["a\0b.html", "x" * 5000 + ".html"])
def test_a_path_that_no_file_can_have_is_refused(path: str) -> None:
    assert refusal(Path(path)).exit_code == 2


HEADER = '<script type="application/json" id="hframes">{"params": {"properties": {"t": {"default": "Grüße"}}}}</script>'


@pytest.mark.parametrize(
    "content",
    [
        HEADER.encode(),
        b"\xef\xbb\xbf" + HEADER.encode(),
        b"\xff\xfe" + HEADER.encode("utf-16-le"),
        b"\xfe\xff" + HEADER.encode("utf-16-be"),
        b'<meta charset="iso-8859-1">' + HEADER.encode("latin-1"),
        b"<meta http-equiv=content-type content='text/html; charset=windows-1252'>" + HEADER.encode("cp1252"),
        b'<meta charset="zlib">' + HEADER.encode(),
    ],
)
def test_the_page_is_read_in_its_encoding(tmp_path: Path, content: bytes) -> None:
    params = open_composition(write(tmp_path / "page.html", content)).header.params
    assert params == {"properties": {"t": {"default": "Grüße"}}}


def test_bytes_outside_the_encoding_matter_only_in_the_header(tmp_path: Path) -> None:
    assert open_composition(write(tmp_path / "a.html", b"<p>\xff\xe9</p>" + HEADER.encode())).header.params
    assert "not text in the page's encoding" in refusal(write(tmp_path / "b.html", HEADER.encode("latin-1"))).what


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=300), name=st.sampled_from(["page.html", "page.svg"]))
def test_any_bytes_open_or_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    path = write(tmp_path_factory.mktemp("any", numbered=True) / name, content)
    try:
        named = str(open_composition(path).page)
    except CompositionError as error:
        named = str(error.where)
    assert str(path) in named
