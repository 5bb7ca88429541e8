"""What the clock does not hold is in the report."""

from __future__ import annotations

import base64

import pytest

# A second of silence would do as well; this is the shortest WAV file that plays: one sample.
WAV = base64.b64encode(
    b"RIFF\x25\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x01\0\0\0\x80"
).decode()


@pytest.mark.parametrize(
    ("script", "named"),
    [
        (
            f"const sound = new Audio('data:audio/wav;base64,{WAV}'); document.body.append(sound); sound.play()",
            "an audio element, data:audio/wav",
        ),
        (f"new Audio('data:audio/wav;base64,{WAV}').play()", "an audio element, data:audio/wav"),
        ("CSS.paintWorklet.addModule('data:text/javascript,').catch(() => 0)", "a worklet, data:text/javascript,"),
        ("navigator.serviceWorker.register('none.js').catch(() => 0)", "a service worker, none.js,"),
        (
            "document.body.innerHTML = '<object type=text/html data=\"data:text/html,x\"></object>'",
            "a frame of another origin",
        ),
    ],
)
def test_what_runs_outside_the_clock_is_reported_once(film, script: str, named: str) -> None:
    page = film(f"<body><script>addEventListener('load', () => {{ {script} }})</script>", best_effort=True)
    page.run_to(3)
    page.finish()
    told = [fault for fault in page.stage.report().faults if fault.kind == "uncontrolled"]
    assert len(told) == 1
    assert named in told[0].message


def test_a_page_that_uses_nothing_of_it_is_not_suspected(film) -> None:
    page = film("<body><script>setTimeout(() => document.body.append('x'), 10)</script><iframe srcdoc=x></iframe>")
    page.run_to(3)
    page.finish()
    assert page.stage.report().faults == ()
