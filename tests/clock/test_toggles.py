"""Tasks that the browser queues for elements come in the frame that caused them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("change", "event"),
    [
        ("document.querySelector('details').open = true", "toggle"),
        ("document.querySelector('#tip').showPopover()", "toggle"),
        ("document.querySelector('dialog').show(); document.querySelector('dialog').close()", "close"),
    ],
)
@pytest.mark.parametrize("where", ["timer", "frame"])
def test_a_toggle_is_told_and_shown_in_its_frame(film, change: str, event: str, where: str) -> None:
    begin = {
        "timer": "setTimeout(change, 50)",
        "frame": "requestAnimationFrame(function f() { hframes.frame === 2 ? change() : requestAnimationFrame(f) })",
    }[where]
    page = film(
        f"""<body><details><p>x</p></details><div id=tip popover>x</div><dialog>x</dialog><script>
        var log = [];
        const change = () => {{ {change} }};
        document.addEventListener('{event}', () => {{
            log.push(hframes.frame, document.timeline.currentTime);
            document.body.style.background = 'blue';
        }}, true);
        {begin}</script>"""
    )
    page.run_to(1)
    assert page.ask("log") == []
    page.step(2)
    assert page.ask("log.length") == 2
    assert page.ask("log[0]") == 2
    assert page.pixels()[170, 310, :3].tolist() == [255, 0, 0]
