"""Date and its kin: they begin at the epoch and tell virtual time, in every form."""

from __future__ import annotations

EPOCH = 1_735_689_600_000  # 2025-01-01T00:00:00Z


def at(film, expression: str, frame: int = 3):
    """What an expression says at 0.1 s."""
    page = film("<p>")
    page.run_to(frame)
    return page.ask(expression)


def test_every_call_form_of_date_tells_virtual_time(film) -> None:
    assert at(film, "[Date.now(), +new Date(), +new Date, new Date().toISOString(), Date()]") == [
        EPOCH + 100,
        EPOCH + 100,
        EPOCH + 100,
        "2025-01-01T00:00:00.100Z",
        "Wed Jan 01 2025 00:00:00 GMT+0000 (Coordinated Universal Time)",
    ]


def test_date_with_arguments_is_the_browsers_own(film) -> None:
    told = at(
        film,
        """[+new Date(5), +new Date(2020, 1, 3), +new Date('2021-01-01'), String(new Date(undefined)),
            +new Date(new Date(9)), Date.UTC(2020, 0), Date.parse('2020-01-01T00:00:00Z'), Date(1, 2, 3) === Date()]""",
    )
    assert told == [
        5,
        1_580_688_000_000,
        1_609_459_200_000,
        "Invalid Date",
        9,
        1_577_836_800_000,
        1_577_836_800_000,
        True,
    ]


def test_date_looks_like_the_browsers_own(film) -> None:
    told = at(
        film,
        """[Date.length, Date.name, String(Date), String(Date.now), new Date() instanceof Date,
            Date.prototype.constructor === Date, new Date().constructor === Date, Object.keys(window).includes('Date'),
            Object.prototype.toString.call(new Date()), Date.now.name, Date instanceof Function,
            setTimeout instanceof Function, Function.prototype.toString.call(performance.now)]""",
    )
    assert told == [
        7,
        "Date",
        "function Date() { [native code] }",
        "function now() { [native code] }",
        True,
        True,
        True,
        False,
        "[object Date]",
        "now",
        True,
        True,
        "function now() { [native code] }",
    ]


def test_a_subclass_of_date_tells_virtual_time(film) -> None:
    told = at(
        film,
        """(() => { class Mine extends Date { twice() { return 2 * this } }
            const mine = new Mine();
            return [mine instanceof Mine, mine instanceof Date, mine.twice(), +new Mine(5), Mine.now()] })()""",
    )
    assert told == [True, True, 2 * (EPOCH + 100), 5, EPOCH + 100]


def test_formatters_given_no_date_use_virtual_time(film) -> None:
    told = at(
        film,
        """(() => { const form = new Intl.DateTimeFormat('en-US', {dateStyle: 'short', timeStyle: 'medium'});
            return [form.format(), form.format(0), form.format === form.format, form.formatToParts()[0].value,
                    new Date().toLocaleString(), new Date().toLocaleDateString('de-DE'),
                        [0].map(form.format)[0]] })()""",
    )
    assert [text.replace("\u202f", " ") if isinstance(text, str) else text for text in told] == [
        "1/1/25, 12:00:00 AM",
        "1/1/70, 12:00:00 AM",
        True,
        "1",
        "1/1/2025, 12:00:00 AM",
        "1.1.2025",
        "1/1/70, 12:00:00 AM",
    ]


def test_temporal_now_tells_virtual_time(film) -> None:
    told = at(
        film,
        """[Temporal.Now.instant().epochMilliseconds, String(Temporal.Now.plainDateTimeISO()),
            String(Temporal.Now.plainDateISO()), String(Temporal.Now.plainTimeISO()),
            String(Temporal.Now.zonedDateTimeISO('Asia/Tokyo')), Temporal.Now.timeZoneId()]""",
    )
    assert told == [
        EPOCH + 100,
        "2025-01-01T00:00:00.1",
        "2025-01-01",
        "00:00:00.1",
        "2025-01-01T09:00:00.1+09:00[Asia/Tokyo]",
        "UTC",
    ]


def test_files_and_documents_are_dated_in_virtual_time(film) -> None:
    told = at(
        film,
        """[new File(['a'], 'a.txt').lastModified, new File(['a'], 'a', {type: 'text/plain'}).type,
            new File([], 'a', {lastModified: 7}).lastModified, new File(['abc'], 'a') instanceof File,
            document.lastModified]""",
    )
    assert told == [EPOCH + 100, "text/plain", 7, True, "01/01/2025 00:00:00"]


def test_the_epoch_is_the_one_that_was_asked_for(film) -> None:
    page = film("<script>var loaded = Date.now(), origin = performance.timeOrigin</script>", epoch=86_400_000)
    page.step(0)
    assert page.ask("[loaded, origin, Date.now(), new Date().toISOString()]") == [
        86_400_000,
        86_400_000,
        86_400_000,
        "1970-01-02T00:00:00.000Z",
    ]
