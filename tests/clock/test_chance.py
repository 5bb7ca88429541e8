"""Chance comes from the seed: the same in every run, another in every frame of the page and for every other seed."""

from __future__ import annotations

import re

import pytest

DRAW = """<script>
    const draw = () => ({
        math: Array.from({length: 8}, Math.random),
        own: Array.from({length: 8}, hframes.random),
        bytes: [...crypto.getRandomValues(new Uint8Array(8))],
        uuid: crypto.randomUUID(),
    });
    var drawn = draw();
</script>"""


def test_the_same_seed_draws_the_same_and_another_seed_draws_other_numbers(film) -> None:
    first, again, other = (film(DRAW, seed=seed).ask("drawn") for seed in (7, 7, 8))
    assert first == again
    for kind in ("math", "own", "bytes", "uuid"):
        assert first[kind] != other[kind], kind


@pytest.mark.parametrize(("one", "two"), [(0, 1), (1, 2**32), (1, 2**32 + 1), (2**53 - 1, 2**53 - 2)])
def test_neighbouring_and_large_seeds_draw_unrelated_numbers(film, one: int, two: int) -> None:
    a, b = (film(DRAW, seed=seed).ask("drawn.math") for seed in (one, two))
    assert not set(a) & set(b)


def test_the_sources_are_unrelated_and_none_disturbs_another(film) -> None:
    drawn = film(DRAW).ask("drawn")
    assert not set(drawn["math"]) & set(drawn["own"])
    alone = film("<script>var own = Array.from({length: 8}, hframes.random)</script>").ask("own")
    assert alone == drawn["own"]


def test_every_frame_of_the_page_draws_its_own_numbers(film) -> None:
    page = film(
        f"""{DRAW}<iframe src=a.html></iframe><iframe src=a.html></iframe><iframe
            srcdoc="<iframe src=a.html></iframe>"></iframe>
        <script>function add() {{ const f = document.createElement('iframe'); f.src = 'a.html'; document.body.append(f);
            f.onload = () => {{ later.push(f.contentWindow.drawn); f.remove() }} }}
            var later = []; setTimeout(add, 10); setTimeout(add, 50)</script>""",
        {"a.html": DRAW},
    )
    page.run_to(3)
    drawn = page.ask("[drawn, ...[0, 1].map(n => frames[n].drawn), frames[2][0].drawn, ...later]")
    assert len(drawn) == 6
    for kind in ("math", "own"):
        numbers = [number for one in drawn for number in one[kind]]
        assert len(set(numbers)) == len(numbers), kind
    assert len({one["uuid"] for one in drawn}) == len(drawn)


@pytest.mark.parametrize(
    "source", ["Math.random()", "hframes.random()", "crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32"]
)
def test_numbers_are_evenly_spread(film, source: str) -> None:
    counts, mean, least, most = film("<p>").ask(f"""(() => {{
        const counts = Array(16).fill(0); let sum = 0, least = 1, most = 0;
        for (let n = 0; n < 160000; n++) {{ const x = {source}; counts[Math.floor(x * 16)]++; sum += x;
            least = Math.min(least, x); most = Math.max(most, x) }}
        return [counts, sum / 160000, least, most] }})()""")
    assert 0 <= least < 0.001
    assert 0.999 < most < 1
    assert mean == pytest.approx(0.5, abs=0.004)
    chi_squared = sum((count - 10_000) ** 2 / 10_000 for count in counts)
    assert chi_squared < 40  # 15 degrees of freedom: more than this has a chance of 1 in 2000


def test_every_bit_of_random_bytes_is_as_often_set_as_not(film) -> None:
    ones = film("<p>").ask("""(() => { const ones = Array(8).fill(0);
        for (const byte of crypto.getRandomValues(new Uint8Array(40000))) for (let b = 0; b < 8;
            b++) ones[b] += byte >> b & 1;
        return ones })()""")
    assert all(abs(count - 20_000) < 500 for count in ones), ones


def test_random_values_fill_what_they_are_given_and_refuse_what_the_browser_refuses(film) -> None:
    told = film("<p>").ask("""(() => {
        const buffer = new Uint8Array(16), part = buffer.subarray(4, 8);
        const same = crypto.getRandomValues(part) === part;
        const big = crypto.getRandomValues(new BigUint64Array(2));
        const refusals = [new Float32Array(2), new Uint8Array(65537), [1, 2], null].map(given => {
            try { crypto.getRandomValues(given); return 'taken' } catch (error) { return error.name } });
        return [same, [...buffer].map(Boolean).slice(0, 4), buffer.slice(4, 8).some(Boolean),
            buffer.slice(8).some(Boolean),
                typeof big[0], big[0] !== big[1], refusals, crypto.getRandomValues.name] })()""")
    assert told == [
        True,
        [False] * 4,
        True,
        False,
        "bigint",
        True,
        ["TypeMismatchError", "QuotaExceededError", "TypeError", "TypeError"],
        "getRandomValues",
    ]


def test_uuids_are_of_version_4(film) -> None:
    uuids = film("<p>").ask("Array.from({length: 50}, () => crypto.randomUUID())")
    assert len(set(uuids)) == 50
    form = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(form.fullmatch(uuid) for uuid in uuids)


MANY = """<body>DRAW<script>
    var all = [drawn];
    const inner = `ESCAPED`, blob = URL.createObjectURL(new Blob([inner], {type: 'text/html'}));
    const add = (source, into = document.body) => {
        const frame = into.ownerDocument.createElement('iframe');
        frame.onload = () => { if (frame.contentWindow.drawn) all.push(frame.contentWindow.drawn) };
        into.append(Object.assign(frame, {name: 'same'}, source));
        return frame;
    };
    for (const source of [{srcdoc: inner}, {srcdoc: inner}, {src: 'a.html'}, {src: 'a.html'}, {src: blob}]) add(source);
    const change = () => {
        document.querySelectorAll('iframe').forEach(frame => frame.remove());
        for (const source of [{src: 'a.html'}, {srcdoc: inner}, {src: blob}]) add(source);
        const empty = add({});
        all.push({math: Array.from({length: 8}, empty.contentWindow.Math.random)});
        add({srcdoc: inner}, empty.contentDocument.body);
        const written = add({}).contentDocument;
        written.open(); written.write(inner); written.close();
        all.push(written.defaultView.drawn);
    };
    setTimeout(change, 40);
    setTimeout(change, 80);
    setTimeout(() => frames[0].location.reload(), 120);
</script>""".replace("DRAW", DRAW).replace("ESCAPED", DRAW.replace("</", r"<\/"))


def test_no_two_windows_ever_draw_the_same(film) -> None:
    """Siblings of one name, nested ones, ones made again in the same place, ones without a document of their own."""
    page = film(MANY, {"a.html": DRAW})
    page.run_to(6)
    drawn = page.ask("[...new Set(all)]")
    assert len(drawn) >= 15
    for kind in ("math", "own", "bytes", "uuid"):
        values = [str(one[kind]) for one in drawn if kind in one]
        assert len(set(values)) == len(values), kind
    numbers = [number for one in drawn for number in one["math"]]
    assert len(set(numbers)) == len(numbers)
