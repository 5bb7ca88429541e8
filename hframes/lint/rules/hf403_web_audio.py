"""HF403: sound on the sound card's clock."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.constructions import constructions
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule


def _check(project: Project) -> Iterator[Match]:
    for script in project.scripts:
        for _, node in constructions(script, "AudioContext", "webkitAudioContext"):
            yield Match(script.place(node), "An AudioContext runs on the machine's own time")


RULE = Rule(
    code="HF403",
    name="web-audio",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="An `AudioContext`.",
    why=(
        "It runs on the sound card's clock, or on what the machine has in its place: `currentTime`, "
        "analysers and the ends of sounds are other values in each render. An `OfflineAudioContext` computes "
        "the same sound at once, on no clock."
    ),
    hint="Compute the sound, or the curve that is drawn of it, with an `OfflineAudioContext`",
    bad="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<canvas id="bars" width="1280" height="720"></canvas>
<script>
  const audio = new (window.AudioContext || window.webkitAudioContext)();
  const analyser = audio.createAnalyser();
  const tone = audio.createOscillator();
  tone.connect(analyser);
  tone.start();
</script>
""",
    good="""\
<!doctype html>
<script type="application/json" id="hframes">{"width": 1280, "height": 720, "duration": 4}</script>
<canvas id="bars" width="1280" height="720"></canvas>
<script>
  const audio = new OfflineAudioContext(1, 48000 * 4, 48000);
  const tone = audio.createOscillator();
  tone.connect(audio.destination);
  tone.start();
  hframes.wait(audio.startRendering().then((sound) => draw(sound.getChannelData(0))), "the sound");
  function draw(samples) {
    const context = document.getElementById("bars").getContext("2d");
    for (let x = 0; x < 1280; x++) context.fillRect(x, 360, 1, 200 * samples[x * 150]);
  }
</script>
""",
    check=_check,
)
