"""What a rule is. Each has a file of its own in `hframes/lint/rules/`, which holds nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hframes.lint.finding import Severity
from hframes.lint.project import Place, Project


@dataclass(frozen=True)
class Match:
    """A place that a rule objects to.

    Attributes:
        place: the piece of source.
        message: what was found there, a sentence without a final full stop.
        hint: what to write instead; None for the rule's own.
        severity: None for the rule's own. At most a note where the value never reaches what is drawn.
        instead: text to put there, where that is a safe mend.
        mended: where `instead` goes, if that is another place.
    """

    place: Place
    message: str
    hint: str | None = None
    severity: Severity | None = None
    instead: str | None = None
    mended: Place | None = None


Check = Callable[[Project], Iterator[Match]]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        code: "HF" and three digits; the first says the family.
        name: a few words with hyphens.
        severity: what its findings weigh; `SILENT` where the clock makes them deterministic.
        portable: what they weigh for pages that must be deterministic in a bare browser, too.
        finds: what it finds, one sentence with a full stop.
        why: why that matters, one to four sentences.
        hint: what to do, a sentence without a final full stop.
        bad, good: pages (or scripts, where they begin with none of HTML's signs) as an author would write them: every
            finding of the first is this rule's, the second has none.
        check: looks at a project; None where only a run can tell.
    """

    code: str
    name: str
    severity: Severity
    portable: Severity
    finds: str
    why: str
    hint: str
    bad: str
    good: str
    check: Check | None
