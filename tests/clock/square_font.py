"""A TrueType font made by hand, whose only letter, A, is a filled square of one em."""

from __future__ import annotations

import struct

EM = 1000


def _glyph() -> bytes:
    header = struct.pack(">5h", 1, 0, 0, EM, EM)
    ends_and_instructions = struct.pack(">HH", 3, 0)
    on_curve = bytes([1, 1, 1, 1])
    x = struct.pack(">4h", 0, 0, EM, 0)
    y = struct.pack(">4h", 0, EM, 0, -EM)
    glyph = header + ends_and_instructions + on_curve + x + y
    return glyph + bytes(-len(glyph) % 4)


def _name() -> bytes:
    records = [(1, "Square"), (2, "Regular"), (3, "Square test"), (4, "Square"), (5, "1"), (6, "Square")]
    texts = [text.encode("utf-16-be") for _, text in records]
    table, offset = struct.pack(">3H", 0, len(records), 6 + 12 * len(records)), 0
    for (identity, _), text in zip(records, texts, strict=True):
        table += struct.pack(">6H", 3, 1, 0x409, identity, len(text), offset)
        offset += len(text)
    return table + b"".join(texts)


def square_font() -> bytes:
    """The bytes of the file. Layout: https://learn.microsoft.com/typography/opentype/spec/otff"""
    glyph = _glyph()
    letter = ord("A")
    segments = struct.pack(">4H", 4, 4, 1, 0) + struct.pack(">2H", letter, 0xFFFF) + struct.pack(">H", 0)
    segments += struct.pack(">2H", letter, 0xFFFF) + struct.pack(">2h", 1 - letter, 1) + struct.pack(">2H", 0, 0)
    subtable = struct.pack(">3H", 4, 6 + len(segments), 0) + segments
    os2 = struct.pack(">HhHHH", 4, EM, 400, 5, 0) + struct.pack(">11h", *[0] * 11) + bytes(10)
    os2 += struct.pack(">4I4s", 1, 0, 0, 0, b"NONE") + struct.pack(">3H", 0x40, letter, letter)
    os2 += struct.pack(">3h2H", EM, 0, 0, EM, 0) + struct.pack(">2I", 1, 0) + struct.pack(">2h3H", EM, EM, 0, 32, 1)
    tables = {
        b"OS/2": os2,
        b"cmap": struct.pack(">4HI", 0, 1, 3, 1, 12) + subtable,
        b"glyf": glyph * 2,
        b"head": struct.pack(
            ">4I2H2q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, 0, 0, EM, EM, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, EM, 0, 0, EM, 0, 0, EM, 1, 0, 0, 0, 0, 0, 0, 0, 2),
        b"hmtx": struct.pack(">4H", EM, 0, EM, 0),
        b"loca": struct.pack(">3I", 0, len(glyph), 2 * len(glyph)),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(),
        b"post": struct.pack(">2I2h5I", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    directory = struct.pack(">I4H", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    body, offset = b"", len(directory) + 16 * len(tables)
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4s3I", tag, total, offset + len(body), len(table))
        body += padded
    return directory + body
