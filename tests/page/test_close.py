"""A window that held one page holds the next as if it were the first."""

from __future__ import annotations

KEEPS = """<body><script>
    localStorage.setItem('kept', 'yes');
    hframes.wait(navigator.serviceWorker.register('worker.js').then(() => navigator.serviceWorker.ready), 'worker');
    document.title = localStorage.length;
</script>"""
LOOKS = """<body><script>
    hframes.wait(navigator.serviceWorker.getRegistrations().then((found) => { document.title = found.length }), 'look');
    document.body.append(localStorage.length);
</script>"""


def test_storage_and_service_workers_do_not_outlive_their_page(film) -> None:
    first = film(KEEPS, files={"worker.js": ""})
    assert first.ask("document.title") == "1"
    first.close()
    second = film(LOOKS)
    second.run_to(1)
    second.finish()
    assert second.ask("document.title") == "0"
    assert second.ask("document.body.innerText.trim()") == "0"


def test_the_debugger_of_a_page_with_a_witness_is_not_the_next_pages(film) -> None:
    film("<p>x", witness=True).run_to(1)
    page = film("<p>y<script>debugger</script>")
    page.run_to(1)
    assert page.ask("document.body.textContent") == "ydebugger"
