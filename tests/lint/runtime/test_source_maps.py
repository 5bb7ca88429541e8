"""Places of a script that was made from another one."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hframes.lint.runtime.source_maps import Original, find_originals, map_address, read_map

# Two sources; line 2 of the script has no mapping, line 3 has places of both and an end of no source:
# 1:0 -> a.ts 1:0; 1:9 -> a.ts 3:4; 3:2 -> b.ts 1:1; 3:5 -> nothing; 3:8 -> a.ts 6:0
MAPPINGS = "AAAA,SAEI;;ECFJ,G,GDKA"


def made(**other: Any) -> bytes:
    told = {"version": 3, "sources": ["../src/a.ts", "b.ts"], "sourcesContent": ["A", None], "mappings": MAPPINGS}
    return json.dumps({**told, **other}).encode()


@pytest.mark.parametrize(
    ("place", "original"),
    [
        ((0, 0), Original("src/a.ts", 1, 1, "A")),
        ((0, 8), Original("src/a.ts", 1, 1, "A")),
        ((0, 9), Original("src/a.ts", 3, 5, "A")),
        ((0, 700), Original("src/a.ts", 3, 5, "A")),
        ((1, 0), None),
        ((2, 1), None),
        ((2, 2), Original("dist/b.ts", 1, 1, None)),
        ((2, 5), None),
        ((2, 9), Original("src/a.ts", 6, 1, "A")),
        ((3, 0), None),
    ],
)
def test_a_place_has_the_original_that_begins_before_it(place: tuple[int, int], original: Original | None) -> None:
    assert find_originals(made(), "dist", [place]).get(place) == original
    everywhere = [(line, column) for line in range(4) for column in (0, 1, 2, 5, 8, 9, 700)]
    assert find_originals(made(), "dist", everywhere).get(place) == original


def test_sources_are_named_from_the_folder() -> None:
    def source(**other: Any) -> str:
        return find_originals(made(**other), "dist/js", [(0, 0)])[(0, 0)].source

    assert source() == "dist/src/a.ts"
    assert source(sources=["../../../a.ts"]) == "../a.ts"
    assert source(sourceRoot="/root/", sources=["a.ts"]) == "/root/a.ts"
    assert source(sourceRoot="x", sources=["webpack://app/./a.ts"]) == "webpack://app/./a.ts"


def test_a_map_of_maps_is_read_by_its_parts() -> None:
    parts = [
        {"offset": {"line": 0, "column": 0}, "map": json.loads(made())},
        {"offset": {"line": 0, "column": 5}, "map": json.loads(made(sources=["c.ts"]))},
        {"offset": {"line": 4, "column": 0}, "map": json.loads(made(sources=["d.ts"]))},
    ]
    found = find_originals(json.dumps({"sections": parts}).encode(), "", [(0, 3), (0, 5), (0, 14), (4, 9)])
    assert {place: (one.source, one.line) for place, one in found.items()} == {
        (0, 3): ("../src/a.ts", 1),
        (0, 5): ("c.ts", 1),
        (0, 14): ("c.ts", 3),
        (4, 9): ("d.ts", 3),
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"mappings": 5}',
        made(sources=None),
        made(sources=[5]),
        made(mappings="AAAA,!"),
        made(mappings="ü"),
        made(mappings="g" * 100),
        made(mappings="AAA"),
        made(mappings="AADD"),
        made(mappings="AAAAAAAAA"),
        made(sections=[5, {"offset": 5, "map": {}}, {"offset": {"line": -1, "column": 0}, "map": {}}]),
    ],
)
def test_what_makes_no_sense_is_no_map(data: bytes) -> None:
    assert find_originals(data, "", [(0, 0)]) == {}


def test_a_guard_line_is_passed_over() -> None:
    assert (0, 0) in find_originals(b")]}'\n" + made(), "", [(0, 0)])


@given(some.text("ABCDgk+/,;9!", max_size=200), some.lists(some.tuples(some.integers(0, 5), some.integers(0, 40))))
def test_any_mappings_are_survived(mappings: str, wanted: list[tuple[int, int]]) -> None:
    assert set(find_originals(made(mappings=mappings), "", wanted)) <= set(wanted)


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("f()\n//# sourceMappingURL=a.js.map", "a.js.map"),
        ("f()\n//# sourceMappingURL=a.js.map\n\n", "a.js.map"),
        ("f(); //@ sourceMappingURL=a.js.map\r\n", "a.js.map"),
        ("//# sourceMappingURL=old.map\nf()\n//# sourceMappingURL=a.js.map", "a.js.map"),
        ("f()", None),
        ("x = 'sourceMappingURL='", None),
        ("//# sourceMappingURL=", None),
    ],
)
def test_a_script_says_where_its_map_is(script: str, address: str | None) -> None:
    assert map_address(script.encode()) == address


def test_a_map_is_in_the_address_or_in_the_folder() -> None:
    files = {"js/a.js.map": b"1", "maps/b": b"2"}
    asked: list[str] = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return files.get(path)

    assert read_map("a.js.map", "js/a.js", read) == b"1"
    assert read_map("../maps/b?x", "js/a.js", read) == b"2"
    assert read_map("/maps/b", "js/a.js", read) == b"2"
    assert read_map("../../b", "js/a.js", read) is None
    assert asked[-1] == "../b"
    inline = base64.b64encode(b"{}").decode()
    assert read_map(f"data:application/json;charset=utf-8;base64,{inline}", "a.js", read) == b"{}"
    assert read_map("data:application/json,%7B%7D", "a.js", read) == b"{}"
    for none in ("data:application/json;base64,!", "data:x", "https://example.com/a.map", "//example.com/a.map"):
        assert read_map(none, "a.js", read) is None
    assert len(asked) == 4
