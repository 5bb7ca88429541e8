"""HF303."""

from __future__ import annotations

from collections.abc import Iterator

from hframes.lint.families.scripts import CALLED, calls_of, match
from hframes.lint.finding import Severity
from hframes.lint.project import Project
from hframes.lint.rule import Match, Rule
from hframes.lint.script import Role

_SENSORS = (
    *("Accelerometer", "LinearAccelerationSensor", "GravitySensor", "Gyroscope", "Magnetometer"),
    *("AbsoluteOrientationSensor", "RelativeOrientationSensor", "AmbientLightSensor"),
)
_EVENTS = frozenset(
    {"deviceorientation", "deviceorientationabsolute", "devicemotion", "gamepadconnected", "gamepaddisconnected"}
)
_ASKED = ("navigator.getGamepads", "navigator.getBattery")


def _check(project: Project) -> Iterator[Match]:
    yield from calls_of(project, _SENSORS, {Role.NEW}, "`{what}` measures how the machine is held")
    yield from calls_of(project, _ASKED, CALLED, "`{what}` asks for a device")
    for script in project.scripts:
        for use in script.uses:
            if use.role is Role.WRITE and use.path[-1].removeprefix("on") in _EVENTS and len(use.path) == 1:
                yield match(script, use, "`{what}` listens to a device")
            elif use.role is Role.CALL and use.path[-1] == "addEventListener" and use.arguments:
                event = script.string(use.arguments[0])
                if event in _EVENTS:
                    yield Match(script.place(use.arguments[0]), f"`{event}` comes from a device")


RULE = Rule(
    code="HF303",
    name="device-sensor",
    severity=Severity.ERROR,
    portable=Severity.ERROR,
    finds="Sensors, game controllers and the battery: `deviceorientation` and `devicemotion` listeners, "
    "`Accelerometer`, `Gyroscope`, `navigator.getGamepads`, `navigator.getBattery`.",
    why="What they say depends on the machine and on who holds it; the machine that renders has none of them.",
    hint="Write the movement down: a function of `hframes.time`, or a file in the folder",
    bad="""\
const card = document.querySelector('.card');
addEventListener('deviceorientation', (event) => {
  card.style.rotate = `${event.gamma}deg`;
});
""",
    good="""\
const card = document.querySelector('.card');
card.animate({ rotate: ['-8deg', '8deg'] }, { duration: 2000, direction: 'alternate', iterations: 4 });
""",
    check=_check,
)
