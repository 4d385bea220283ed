"""Covers: circles on a gradient, with the title over them. The song's seed decides the colours and the shapes."""

from __future__ import annotations

import colorsys
import io
import textwrap

from PIL import Image, ImageDraw, ImageFont

from aimusic_mock.domain.ids import rng
from aimusic_mock.domain.songs import Song
from aimusic_mock.media.file import File

SIDE = 640
"""Width and height, in pixels."""

_LINE = 18
"""Letters in a line of the title: they fill the width at the size below."""

_LETTER = 56
_QUALITY = 85


def open_file(song: Song) -> File:
    """Return the cover of a song as JPEG."""
    written = io.BytesIO()
    picture(song).save(written, "JPEG", quality=_QUALITY)
    return File(written.getvalue(), written.tell())


def picture(song: Song) -> Image.Image:
    """Return the cover of a song."""
    draw = rng(song.seed, "cover", song.title)
    hue = draw.random()
    shades = Image.linear_gradient("L").resize((SIDE, SIDE)).convert("RGB")
    canvas = Image.blend(shades, Image.new("RGB", (SIDE, SIDE), _colour(hue, 0.9)), 0.75)
    pen = ImageDraw.Draw(canvas, "RGBA")
    for _ in range(9):
        x, y, radius = draw.randint(0, SIDE), draw.randint(0, SIDE), draw.randint(SIDE // 16, SIDE // 3)
        tint = _colour(hue + draw.uniform(-0.15, 0.15), draw.uniform(0.5, 1.0))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*tint, 110))
    # Half of a surrogate pair can come in a JSON string, and no font draws it.
    title = song.title.encode("utf-8", "replace").decode("utf-8")
    text = "\n".join(textwrap.wrap(title, _LINE, max_lines=4, placeholder=" …"))
    font = ImageFont.load_default(_LETTER)
    pen.multiline_text((SIDE // 16, SIDE - SIDE // 16), text, font=font, fill="white", anchor="ld")
    return canvas


def _colour(hue: float, brightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, 0.65, brightness)
    return round(255 * red), round(255 * green), round(255 * blue)
