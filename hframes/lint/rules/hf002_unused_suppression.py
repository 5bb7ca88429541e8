"""HF002: comments that suppress nothing."""

from __future__ import annotations

from hframes.lint.finding import Severity
from hframes.lint.rule import Rule

RULE = Rule(
    code="HF002",
    name="unused-suppression",
    severity=Severity.WARNING,
    portable=Severity.WARNING,
    finds="Comments `hframes: ignore[...]` that suppress nothing.",
    why=(
        "Such a comment outlives what it was written for, and would hide the next finding of its line without anyone "
        "having decided so."
    ),
    hint="Take the comment out, or put it on the line of the finding or alone on the line before it",
    bad="""\
const bars = document.querySelectorAll(".bar"); // hframes: ignore[HF201] the chart library is loaded from a CDN
bars.forEach((bar, i) => bar.style.setProperty("--delay", `${i * 80}ms`));
""",
    good="""\
// hframes: ignore[HF406] the prompt is for people who open the page by hand
const name = location.hash ? prompt("Whose card?") : "Ada";
document.querySelector("h1").textContent = name;
""",
    check=lambda _: iter(()),  # known when all other rules have looked: see hframes/lint/run.py
)
