"""setTimeout and setInterval on the virtual clock."""

from __future__ import annotations


def test_timers_fire_at_their_own_time_in_order_of_due_time_then_creation(film) -> None:
    page = film("""<script>
        const log = [];
        for (const [name, delay] of [['c', 30], ['a', 10], ['b', 20], ['a2', 10]])
            setTimeout(() => log.push([name, performance.now()]), delay);
    </script>""")
    page.run_to(1)
    assert page.ask("log") == [["a", 10], ["a2", 10], ["b", 20], ["c", 30]]


def test_microtasks_are_drained_between_two_timers_of_one_frame(film) -> None:
    page = film("""<script>
        const log = [];
        setTimeout(() => { log.push('one'); Promise.resolve().then(() => 0).then(() => 0).then(() => log.push('micro')) }, 1);
        setTimeout(() => log.push('two'), 2);
    </script>""")
    page.run_to(1)
    assert page.ask("log") == ["one", "micro", "two"]
