"""HF106."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hframes.lint.families.frameloops import frame_loops
from hframes.lint.families.scripts import short
from hframes.lint.families.steps import fixed_steps
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule

if TYPE_CHECKING:
    from tree_sitter import Node


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        steps: dict[int, Node] = {}
        for functions in frame_loops(script):
            steps.update((step.start_byte, step) for step in fixed_steps(functions))
        for _, step in sorted(steps.items()):
            message = f"`{short(script.text(step))}` is the same step in every frame, however short a frame is"
            yield Match(script.place(step), message)


RULE = Rule(
    code="HF106",
    name="frame-rate-dependent-motion",
    severity=Severity.WARNING,
    portable=Severity.ERROR,
    finds="A fixed step, such as `x += 2`, in an animation loop that asks neither its time nor a clock.",
    why="Such a thing moves twice as fast at 60 frames a second as at 30, and where it is at a moment depends on all "
    "the frames before it.",
    hint="Compute the place from the time that `requestAnimationFrame` hands over, or from `hframes.time`: "
    "`x = 120 * seconds`",
    bad="""\
const ball = document.querySelector('.ball');
let x = 0;
function tick() {
  x += 2;
  ball.style.translate = `${x}px 0`;
  requestAnimationFrame(tick);
}
requestAnimationFrame(tick);
""",
    good="""\
const ball = document.querySelector('.ball');
function tick(now) {
  ball.style.translate = `${now * 0.12}px 0`;
  requestAnimationFrame(tick);
}
requestAnimationFrame(tick);
""",
    check=_check,
)
