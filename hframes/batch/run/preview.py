"""Stills of some rows, for a look before the whole batch."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from hframes.batch.names import OutputName
from hframes.batch.safe_names import safe_part, safe_text
from hframes.batch.snapshot import FrozenRow
from hframes.composition import Composition
from hframes.errors import HframesError, OtherBrowserError
from hframes.house import House, in_house, open_house
from hframes.plan import draw_up
from hframes.rendering import still_async
from hframes.settings import RenderSettings

FOLDER = "preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """A row's still, or why there is none.

    Attributes:
        place: words for where the row is in its source.
        name: its output.
        still: the PNG file; None where it failed.
    """

    place: str
    name: str
    still: Path | None
    error: str | None


async def previews(
    rows: Sequence[tuple[FrozenRow, OutputName]], composition: Composition, settings: RenderSettings, folder: Path
) -> list[Preview]:
    """The frame in the middle of each row's video, as PNG files in a folder; one browser for all.

    Raises:
        SetupError: there is no browser.
    """
    made: list[Preview] = []
    house: House | None = None
    async with AsyncExitStack() as stack:
        for row, name in rows:
            asked = settings.model_copy(update={"params": row.params, "force": True})
            still = folder / f"{row.index:04}-{safe_part(safe_text(Path(name.name).stem))}.png"
            try:
                if house is None:
                    house = await stack.enter_async_context(open_house(draw_up(composition, asked)))
                try:
                    await still_async(composition, None, still, asked, opener=in_house(house))
                except OtherBrowserError:
                    await still_async(composition, None, still, asked)
            except HframesError as error:
                made.append(Preview(row.place, name.name, None, str(error)))
            else:
                made.append(Preview(row.place, name.name, still, None))
    return made
