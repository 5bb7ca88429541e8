"""What several workers did, as one."""

from __future__ import annotations

from hframes.film import Effort
from hframes.progress import ignore
from hframes.report import PageFault, PageReport
from hframes.workers.ledger import Ledger, merged


def fault(message: str, frame: int) -> PageFault:
    return PageFault(kind="page-error", message=message, frame=frame, time=frame / 10)


def test_two_browsers_that_have_spent_as_much_so_far_are_both_counted_each_once() -> None:
    ledger = Ledger(10, ignore)
    first, second = Effort(), Effort()
    for effort in (first, second, first):
        ledger.count_effort(effort)
    first.page, second.capture = 1.0, 2.0
    assert len(ledger.efforts) == 2
    assert ledger.bound() == "capture"


def test_a_fault_that_every_worker_sees_is_told_once_at_its_first_frame() -> None:
    one = PageReport(faults=(fault("a", 3), fault("b", 9)))
    other = PageReport(faults=(fault("a", 2), fault("a", 3)))
    assert [(seen.message, seen.frame) for seen in merged([one, other]).faults] == [("a", 2), ("b", 9)]
