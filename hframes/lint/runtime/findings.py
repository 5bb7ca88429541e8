"""What is to be said of a page that was run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from hframes.errors import CompositionError, HframesError, PageError
from hframes.lint.runtime.fonts import seen_of_texts
from hframes.lint.runtime.glyphs import FontFiles
from hframes.lint.runtime.merge import line_of
from hframes.lint.runtime.places import Places
from hframes.lint.runtime.requests import Asked
from hframes.lint.runtime.seen import At, Seen
from hframes.lint.runtime.sources import meaning_of_request, meaning_of_source, meaning_of_uncontrolled
from hframes.lint.runtime.visit import Visit
from hframes.report import PageFault
from hframes.serve import HOST, ORIGIN

_PLACE = re.compile(r"(\S+):(\d{1,9}):(\d{1,9})")
_LOOP = re.compile(r"it runs in .*? at (\S+:\d+:\d+)")
_UNCONTROLLED = re.compile(r"The page uses (.*) which the clock does not control", re.DOTALL)
# Codes of the faults that end a page; see hframes/page/judge.py.
_ENDS = {"dialog": "HF406", "refused-path": "HF212", "missing-file": "HF211"}
_LEAVES = "HF407"
_UNRUNNABLE = "HF505"
_LONGEST = 500  # characters of what a page says itself


def seen_of(visit: Visit, places: Places) -> list[Seen]:
    """All that was seen, each thing at each place once, with how often."""
    every = [
        *seen_of_touches(visit.touches, places),
        *_of_requests(visit, places),
        *_of_faults(visit.faults, places),
        *seen_of_texts(visit.texts, FontFiles(visit.fonts)),
    ]
    if visit.end is not None:
        every.append(_of_end(visit.end, places))
    if not visit.has_duration:
        every.append(Seen("HF402", "Nothing says how long the video is, and nothing in the page ends"))
    return added_up(every)


def seen_of_touches(touches: Iterable[Mapping[str, Any]], places: Places) -> Iterator[Seen]:
    """The sources that a page touched: `Touched` of runtime_js/page/trace.js."""
    for touch in touches:
        meaning = meaning_of_source(str(touch["name"]))
        if meaning is not None:
            at = places.of_stack(str(touch["stack"]), worker=bool(touch["worker"]))
            word = str(touch["name"]).rpartition(".")[2]
            yield Seen(meaning.code, meaning.message, at, int(touch["count"]), meaning.severity, word=word)


def codes_of_uncontrolled(faults: Iterable[PageFault]) -> frozenset[str]:
    """The rules under which those things fall of which the clock said that it does not hold them."""
    return frozenset(seen.code for seen in _of_faults(faults, None) if seen.count is None)


def added_up(every: Iterable[Seen]) -> list[Seen]:
    """The same things at the same places as one, with their counts added."""
    found: dict[tuple[str, str, At | None], Seen] = {}
    for one in every:
        key = (one.code, one.message, one.at)
        known = found.get(key)
        if known is not None and one.count is not None:
            found[key] = replace(known, count=(known.count or 0) + one.count)
        elif known is None:
            found[key] = one
    return list(found.values())


def _of_requests(visit: Visit, places: Places) -> Iterator[Seen]:
    known: set[str] = set()
    for asked in visit.asked:
        known.add(asked.url)
        at = _first(asked, places)
        if asked.is_foreign:
            meaning = meaning_of_request(asked.kind, asked.host)
            yield Seen(meaning.code, meaning.message, at, asked.count, address=asked.url)
        elif asked.is_missing:
            yield Seen("HF211", f"There is no {_path(asked.url)}", at, asked.count, address=asked.url)
    for path in dict.fromkeys(visit.refused):
        message = f"{path} is outside of the composition's folder"
        yield Seen("HF212", message, None, address=ORIGIN + quote(path))
    for fault in visit.faults:
        # What workers ask for is told by the faults only.
        if fault.kind == "missing-file":
            path = fault.message.removesuffix(" is missing: the page asked for it")
            url = ORIGIN + quote(path)
            if not any(_path(one) == path for one in known):
                yield Seen("HF211", f"There is no {path}", None, 1, address=url)
        elif fault.kind in ("blocked-request", "failed-request"):
            url = fault.message.partition(" ")[0]
            host = (urlsplit(url).hostname or "").lower()
            is_socket = url.startswith(("ws:", "wss:"))  # the trace has these
            if host not in ("", HOST) and not is_socket and url.partition("#")[0] not in known:
                meaning = meaning_of_request("", host)
                yield Seen(meaning.code, meaning.message, _at(fault.where, places), 1, address=url)


def _of_faults(faults: Iterable[PageFault], places: Places | None) -> Iterator[Seen]:
    for fault in faults:
        if fault.kind == "page-error":
            yield Seen("HF503", f"The page threw {_short(fault.message)}", _at(fault.where, places), 1)
        elif fault.kind == "uncontrolled":
            found = _UNCONTROLLED.fullmatch(fault.message)
            meaning = meaning_of_uncontrolled(_short(found[1] if found else fault.message))
            yield Seen(meaning.code, meaning.message, _at(fault.where, places))


def _of_end(end: HframesError, places: Places) -> Seen:
    """Why a page did not run to its end."""
    what = _short(end.what)
    if isinstance(end, PageError) and end.kind is not None:
        return Seen(_ENDS.get(end.kind, _LEAVES), what, _at(end.file, places), 1)
    if isinstance(end, CompositionError):
        return Seen(_UNRUNNABLE, f"The page can't be run: {what}")
    loop = _LOOP.search(end.what)
    return Seen(_UNRUNNABLE, what, _at(loop[1] if loop else getattr(end, "file", None), places))


def _first(asked: Asked, places: Places) -> At | None:
    for url, line, column in asked.calls:
        at = places.of_address(url, line, column)
        if at is not None:
            return at
    if asked.parsed is None:
        return None
    # What a script asks for by an element is told as being where the page is read just then.
    at = places.of_address(*asked.parsed)
    name = asked.url.rpartition("/")[2].partition("?")[0]
    return at if at is not None and name in line_of(places.read(at.file) or b"", at.line) else None


def _at(where: str | None, places: Places | None) -> At | None:
    """The place that file:line:column, or an address with line and column, stands for."""
    found = _PLACE.fullmatch(where or "")
    if found is None or places is None:
        return None
    file = found[1] if "://" in found[1] else f"{ORIGIN}/{found[1]}"
    return places.of_address(file, int(found[2]), int(found[3]))


def _path(url: str) -> str:
    return unquote(urlsplit(url).path)


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else one_line[:_LONGEST] + "…"
