"""Paper, colours and a few shapes. Coordinates run from 0 to 400 across and 0 to 300 down."""

import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 1280, 960, 6.4
PAPERS = ("#f3ead6", "#dcebe8", "#f0dfe3", "#e2e6d3", "#e9e3f0", "#f6e3cd", "#dfe7ee")
BRAND = ("#0b5c63", "#8c1c4b", "#d99a2b", "#6b5b43", "#2c6e3f", "#a14a2a", "#3d4f7c")
CREAM, GOLD, GRANITE = "#fff8e8", "#d99a2b", "#24282c"

Point = tuple[float, float]


class Canvas:
    """A drawing twice as large as the picture, made smooth at the end."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.paper = chance.choice(PAPERS)
        self.main, self.second = chance.sample(BRAND, 2)
        self.image = Image.new("RGB", (WIDTH * 2, HEIGHT * 2), self.paper)
        self.pen = ImageDraw.Draw(self.image)
        self._weave()

    def shadow(self, x: float, y: float, width: float) -> None:
        """The soft ground under a thing."""
        small = Image.new("L", (400, 300))
        ImageDraw.Draw(small).ellipse((x - width / 2, y - width / 14, x + width / 2, y + width / 14), fill=70)
        mask = small.filter(ImageFilter.GaussianBlur(4)).resize(self.image.size, Image.Resampling.BILINEAR)
        self.image.paste(Image.new("RGB", self.image.size, GRANITE), mask=mask)

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """A filled shape."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: str) -> None:
        """A filled ellipse around a point."""
        self.pen.ellipse(((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE), fill=colour)

    def ring(self, x: float, y: float, rx: float, ry: float, colour: str, width: float) -> None:
        """An ellipse drawn as a line."""
        box = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self.pen.ellipse(box, outline=colour, width=int(width * SCALE))

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, radius: float = 0) -> None:
        """A filled rectangle with round corners."""
        box = (x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE)
        self.pen.rounded_rectangle(box, radius=radius * SCALE, fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A line through points."""
        self.pen.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=int(width * SCALE), joint="curve")

    def arc(
        self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: str, width: float
    ) -> None:
        """A part of an ellipse."""
        box = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self.pen.arc(box, start, end, fill=colour, width=int(width * SCALE))

    def pucuk_rebung(self, x: float, y: float, width: float, height: float, colour: str, count: int) -> None:
        """A row of the woven triangles."""
        step = width / count
        for place in range(count):
            left = x + place * step
            self.polygon([(left, y + height), (left + step / 2, y), (left + step, y + height)], colour)

    def shaded(self, colour: str, share: float) -> str:
        """A colour lighter (share above 0) or darker (below 0)."""
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        goal = 255 if share > 0 else 0
        mixed = (round(part + (goal - part) * abs(share)) for part in (red, green, blue))
        return "#" + "".join(f"{part:02x}" for part in mixed)

    def finished(self) -> Image.Image:
        """The picture."""
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)

    def _weave(self) -> None:
        colour = self.shaded(self.paper, -0.08)
        for place in range(10):
            x = place * 40
            self.line([(x, 300), (x + 20, 268), (x + 40, 300)], colour, 1.6)
            self.line([(x + 10, 300), (x + 20, 284), (x + 30, 300)], colour, 1.6)
