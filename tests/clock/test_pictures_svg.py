"""An SVG that moves by SMIL or CSS is as a picture what it is in the page: pixel for pixel, at every time."""

from __future__ import annotations

import re

import numpy as np
import pytest

from .moving import paragraphs

TOP = "<!doctype html><body style='margin:0'>"
FRAMES = (0, 1, 4, 11, 29, 30, 47)
BOX = (100, 30)
SIZED = f"<svg style='display:block;width:{BOX[0]}px;height:{BOX[1]}px' "

# What moves; each in a picture of 300 by 90.
MOVES = paragraphs("moving_svgs.txt")


def xml(content: str) -> str:
    """The snippet, in which attributes go unquoted, as an SVG file."""
    content = re.sub(r"([\w:-]+)=([^\s'\"<>]+)", r"\1='\2'", content)
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='300' height='90'"
        f" viewBox='0 0 300 90'>{content}</svg>"
    )


def shown(film, pictures: list[str], files: dict[str, str]) -> list[list[np.ndarray]]:
    """What is in each box of a page, in each of FRAMES."""
    boxes = [(index % 3 * BOX[0], index // 3 * BOX[1]) for index in range(len(pictures))]
    placed = [
        f"<div style='position:absolute;left:{x}px;top:{y}px;width:{BOX[0]}px;height:{BOX[1]}px'>{picture}</div>"
        for picture, (x, y) in zip(pictures, boxes, strict=True)
    ]
    page = film(TOP + "".join(placed), files)
    found: list[list[np.ndarray]] = [[] for _ in pictures]
    for frame in range(FRAMES[-1] + 1):
        page.step(frame)
        if frame in FRAMES:
            pixels = page.pixels()[:, :, :3].astype(int)
            for index, (x, y) in enumerate(boxes):
                found[index].append(pixels[y : y + BOX[1], x : x + BOX[0]])
    return found


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in (1, 2))])
def test_a_picture_is_what_the_same_svg_is_in_the_page(film, part: int) -> None:
    names = list(MOVES)[part::3]
    svgs = [xml(MOVES[name]) for name in names]
    # Each in a tree of its own, so that names and styles are its own.
    inline = [f"<template shadowrootmode=open>{svg.replace('<svg ', SIZED)}</template>" for svg in svgs]
    images = [f"<img src={index}.svg width={BOX[0]} height={BOX[1]}>" for index in range(len(svgs))]
    in_page = shown(film, inline, {})
    as_pictures = shown(film, images, {f"{index}.svg": svg for index, svg in enumerate(svgs)})
    different = {
        name: [int(np.abs(a - b).max()) for a, b in zip(*both, strict=True)]
        for name, *both in zip(names, in_page, as_pictures, strict=True)
    }
    assert {name: found for name, found in different.items() if any(found)} == {}
    for name, found in zip(names, in_page, strict=True):
        assert len({frame.tobytes() for frame in found}) > 1, f"{name}: nothing moved"
