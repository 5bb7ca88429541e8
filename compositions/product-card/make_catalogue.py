"""Writes catalogue.csv, and catalogue.sqlite with the same rows; every run writes the same.

python compositions/product-card/make_catalogue.py
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path
from random import Random
from typing import NamedTuple

ROWS = 47
COLUMNS = (
    *("sku", "platform", "name", "details", "series", "price", "was", "currency", "badge"),
    *("shape", "pattern", "clay", "glaze", "paper", "disc", "ink", "stock"),
)
NUMBERS = {"price": "REAL", "was": "REAL", "stock": "INTEGER"}


class Palette(NamedTuple):
    """A series has one: the card's paper, disc and ink, and glazes that go with them."""

    series: str
    paper: str
    disc: str
    ink: str
    clay: str
    glazes: tuple[str, ...]


PALETTES = (
    Palette("Winter series", "#efe6d8", "#e58a5b", "#1d2326", "#d9b48f", ("#1f5a63", "#f2ead9", "#27364f")),
    Palette("Shoreline", "#dfe9ea", "#5fa3ad", "#12303a", "#e3cfae", ("#f4f1e6", "#143d59", "#d9694a")),
    Palette("Heather", "#f0e3ea", "#c98bb0", "#34203a", "#e0bfa6", ("#5b3b73", "#f5ece6", "#8a9a5b")),
    Palette("Kiln No. 2", "#2a2522", "#c8502f", "#f5e9dc", "#b98a63", ("#ece2d0", "#3d5a4c", "#e0a63a")),
    Palette("Moss & Stone", "#e6e8d8", "#9aab6a", "#232a1d", "#cbb396", ("#3f5a37", "#efe9da", "#b5622f")),
)
SHAPES = {
    "vase": ("Vase", 24, 38, 62),
    "bottle": ("Bottle", 26, 34, 54),
    "bowl": ("Bowl", 9, 14, 38),
    "cup": ("Cup", 8, 10, 22),
    "jar": ("Jar", 18, 26, 58),
    "planter": ("Planter", 16, 28, 46),
    "carafe": ("Carafe", 22, 28, 56),
}
FIRST = (
    *("Tidal", "Lantern", "Hollow", "Meadow", "Drift", "Ember", "Fjord", "Harbour", "Juniper", "Low Tide", "Marram"),
    *("Morning", "North", "Orchard", "Pebble", "Quarry", "Rain", "Sorrel", "Thistle", "Umber", "Vesper", "Windfall"),
)
PATTERNS = ("dip", "plain", "bands", "stripes", "dots")
PLATFORMS = (("instagram", "EUR", 1.0), ("pinterest", "GBP", 0.9), ("tiktok", "USD", 1.15))


def rows() -> list[dict[str, str | float | int | None]]:
    """The catalogue."""
    chance = Random(47)
    made = []
    for number in range(1, ROWS + 1):
        palette = PALETTES[(number - 1) % len(PALETTES)]
        shape = list(SHAPES)[(number * 3) % len(SHAPES)]
        kind, low, high, base = SHAPES[shape]
        platform, currency, rate = PLATFORMS[number % len(PLATFORMS)]
        height = chance.randint(low, high)
        price = round(base * rate * (0.8 + 0.5 * chance.random())) + chance.choice((0, 0, 0.5, 0.95))
        was = round(price * 1.25) if chance.random() < 0.28 else None
        off = f"−{round(100 * (1 - price / was))} %" if was else ""
        made.append(
            {
                "sku": f"LK-{1000 + 7 * number}",
                "platform": platform,
                "name": f"{FIRST[number % len(FIRST)]} {kind}",
                "details": f"{chance.choice(('Stoneware', 'Porcelain', 'Wood-fired clay'))}, {height} cm",
                "series": palette.series,
                "price": price,
                "was": was,
                "currency": currency,
                "badge": off or chance.choice(("New", "", "", "Last few", "Back")),
                "shape": shape,
                "pattern": PATTERNS[number % len(PATTERNS) if number % 2 else chance.randrange(len(PATTERNS))],
                "clay": palette.clay,
                "glaze": palette.glazes[number % len(palette.glazes)],
                "paper": palette.paper,
                "disc": palette.disc,
                "ink": palette.ink,
                "stock": chance.randint(0, 40),
            }
        )
    return made


def write(folder: Path) -> None:
    """Both files, over what is there."""
    catalogue = rows()
    with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(catalogue)
    database = folder / "catalogue.sqlite"
    database.unlink(missing_ok=True)
    columns = ", ".join(f"{name} {NUMBERS.get(name, 'TEXT')}" for name in COLUMNS)
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(f"CREATE TABLE cards ({columns})")
        places = ", ".join(f":{name}" for name in COLUMNS)
        connection.executemany(f"INSERT INTO cards VALUES ({places})", catalogue)
    connection.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
