"""The motifs. Each draws one kind of product on a canvas of 400 by 300."""

import math
from collections.abc import Callable

from app.demo.drawings.canvas import CREAM, GOLD, GRANITE, Canvas


def pouch(c: Canvas) -> None:
    """A standing pouch with a label of corns or beans."""
    c.shadow(200, 254, 220)
    c.polygon([(126, 92), (274, 92), (286, 232), (272, 250), (128, 250), (114, 232)], c.shaded(c.main, 0.55))
    c.polygon([(236, 92), (274, 92), (286, 232), (272, 250), (246, 250)], c.shaded(c.main, 0.45))
    c.box(122, 70, 156, 26, c.main, radius=3)
    for place in range(13):
        c.box(130 + place * 11, 82, 6, 1.6, c.shaded(c.main, 0.4))
    c.ellipse(200, 168, 52, 52, CREAM)
    c.ring(200, 168, 46, 46, c.shaded(c.main, 0.3), 1.6)
    for place in range(19):
        angle, far = place * 2.4, 7.6 * math.sqrt(place)
        x, y = 200 + far * math.cos(angle), 168 + far * math.sin(angle)
        c.ellipse(x, y, 6, 6, c.shaded(c.second, -0.1))
        c.ellipse(x - 1.6, y - 1.8, 1.8, 1.8, c.shaded(c.second, 0.5))


def jar(c: Canvas) -> None:
    """A glass jar with a lid and a woven label."""
    c.shadow(200, 256, 190)
    c.box(128, 96, 144, 158, c.shaded(c.paper, 0.55), radius=24)
    c.box(134, 122, 132, 126, c.main, radius=20)
    c.ellipse(200, 124, 66, 10, c.shaded(c.main, 0.25))
    c.box(140, 102, 10, 130, c.shaded(c.main, 0.4), radius=5)
    c.box(130, 66, 140, 34, c.second, radius=8)
    c.box(130, 88, 140, 6, c.shaded(c.second, -0.2))
    c.box(150, 152, 100, 66, CREAM, radius=6)
    c.pucuk_rebung(156, 196, 88, 16, c.second, 8)
    c.line([(164, 168), (236, 168)], c.main, 4)
    c.line([(176, 182), (224, 182)], c.shaded(c.main, 0.4), 3)


def bottle(c: Canvas) -> None:
    """A bottle with a long neck."""
    c.shadow(200, 258, 150)
    c.box(182, 40, 36, 30, c.second, radius=5)
    c.polygon([(184, 66), (216, 66), (218, 96), (248, 130), (152, 130), (182, 96)], c.main)
    c.box(150, 122, 100, 136, c.main, radius=16)
    c.box(158, 132, 10, 112, c.shaded(c.main, 0.35), radius=5)
    c.box(150, 158, 100, 68, CREAM)
    c.pucuk_rebung(150, 158, 100, 14, c.shaded(c.second, 0.2), 7)
    c.line([(172, 190), (228, 190)], c.main, 5)
    c.line([(182, 206), (218, 206)], c.shaded(c.main, 0.4), 3)


def crackers(c: Canvas) -> None:
    """A heap of round crackers."""
    c.shadow(200, 244, 260)
    tone = c.chance.choice(("#e7b873", "#eec98d", "#d9a066", "#8a7f78"))
    spots = [(132, 210), (268, 208), (200, 222), (164, 176), (240, 174), (202, 190), (204, 142), (150, 226), (252, 226)]
    for left, top in spots:
        x, y = left + c.chance.uniform(-6, 6), top + c.chance.uniform(-4, 4)
        c.ellipse(x, y + 3, 47, 29, c.shaded(tone, -0.18))
        c.ellipse(x, y, 46, 28, tone)
        c.ellipse(x, y, 34, 19, c.shaded(tone, 0.35))
        for _ in range(4):
            c.ellipse(x + c.chance.uniform(-22, 22), y + c.chance.uniform(-11, 11), 3, 2, c.shaded(tone, -0.1))
        c.arc(x - 4, y - 2, 22, 11, 190, 300, c.shaded(tone, 0.7), 2.4)


def cloth(c: Canvas) -> None:
    """A folded cual cloth with gold thread."""
    c.shadow(200, 256, 250)
    colour = c.chance.choice(("#8c1c4b", "#0b5c63", "#3d2a5c", "#7a2430", "#23423a"))
    c.box(88, 74, 224, 180, c.shaded(colour, -0.15), radius=8)
    c.box(88, 68, 224, 174, colour, radius=8)
    for row in range(4):
        for column in range(7):
            x, y = 108 + column * 31, 92 + row * 30
            c.polygon([(x, y - 12), (x + 12, y), (x, y + 12), (x - 12, y)], GOLD)
            c.polygon([(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)], colour)
            c.polygon([(x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)], c.shaded(GOLD, 0.4))
    c.box(88, 198, 224, 4, GOLD)
    c.pucuk_rebung(88, 206, 224, 28, GOLD, 14)
    c.pucuk_rebung(88, 216, 224, 18, colour, 14)
    for place in range(28):
        c.line([(92 + place * 8, 242), (92 + place * 8, 254)], c.shaded(GOLD, 0.2), 1.6)


def shirt(c: Canvas) -> None:
    """A batik shirt."""
    c.shadow(200, 264, 190)
    colour = c.main
    body = [
        (150, 62),
        (182, 54),
        (200, 66),
        (218, 54),
        (250, 62),
        (300, 104),
        (272, 142),
        (252, 126),
        (252, 260),
        (148, 260),
        (148, 126),
        (128, 142),
        (100, 104),
    ]
    c.polygon(body, colour)
    for row in range(6):
        for column in range(4):
            x, y = 166 + column * 23 + (row % 2) * 6, 108 + row * 25
            c.ellipse(x, y, 8, 5, c.shaded(GOLD, 0.2))
            c.ellipse(x, y, 3.4, 2, colour)
    c.line([(200, 68), (200, 260)], c.shaded(colour, -0.3), 2.4)
    for row in range(6):
        c.ellipse(200, 88 + row * 28, 3, 3, CREAM)
    c.polygon([(182, 54), (200, 66), (190, 84), (174, 60)], c.shaded(colour, 0.3))
    c.polygon([(218, 54), (200, 66), (210, 84), (226, 60)], c.shaded(colour, 0.3))


def bag(c: Canvas) -> None:
    """A woven bag of resam or pandan."""
    c.shadow(200, 258, 230)
    straw = c.chance.choice(("#c9a46a", "#b98d55", "#d8bd86", "#a98b5d"))
    c.arc(200, 116, 56, 74, 180, 360, c.shaded(straw, -0.35), 9)
    c.polygon([(108, 118), (292, 118), (276, 254), (124, 254)], straw)
    for row in range(9):
        for column in range(12):
            if (row + column) % 2:
                x, y = 114 + column * 14.2 + row * 1.2, 122 + row * 14.4
                if x < 284 - row * 1.4:
                    c.box(x, y, 12, 12.6, c.shaded(straw, -0.18), radius=2)
    c.box(106, 112, 188, 14, c.shaded(straw, -0.35), radius=6)
    c.pucuk_rebung(120, 176, 158, 24, c.second, 9)


def hat(c: Canvas) -> None:
    """A kopiah woven of resam."""
    c.shadow(200, 236, 230)
    straw = c.chance.choice(("#5c4632", "#7a5a38", "#3f3326"))
    c.polygon([(112, 130), (288, 130), (298, 222), (102, 222)], straw)
    c.ellipse(200, 222, 98, 20, straw)
    c.ellipse(200, 130, 88, 24, c.shaded(straw, 0.25))
    c.ring(200, 130, 70, 17, straw, 2)
    for row in range(4):
        for column in range(13):
            x, y = 110 + column * 14, 156 + row * 18
            c.line([(x, y), (x + 7, y + 9), (x + 14, y)], c.shaded(straw, 0.35), 2)


def cup(c: Canvas) -> None:
    """A pewter cup."""
    c.shadow(196, 250, 190)
    c.ring(284, 166, 34, 40, "#8d959b", 10)
    c.polygon([(120, 96), (272, 96), (258, 240), (134, 240)], "#b3bac0")
    c.polygon([(222, 96), (272, 96), (258, 240), (216, 240)], "#98a1a8")
    c.ellipse(196, 240, 62, 11, "#98a1a8")
    c.ellipse(196, 96, 76, 16, "#d5dade")
    c.ellipse(196, 98, 66, 11, "#6f777d")
    c.box(138, 112, 9, 112, "#dfe4e7", radius=4)
    c.polygon([(196, 130), (224, 166), (196, 202), (168, 166)], "#7b848a")
    c.polygon([(196, 144), (213, 166), (196, 188), (179, 166)], "#c9cfd3")


def hamper(c: Canvas) -> None:
    """A box with a ribbon and small gifts."""
    c.shadow(200, 256, 260)
    c.box(140, 84, 34, 70, c.second, radius=8)
    c.box(144, 70, 26, 18, CREAM, radius=4)
    c.ellipse(214, 112, 32, 32, c.shaded(GOLD, 0.25))
    c.box(246, 90, 40, 60, c.shaded(c.main, 0.4), radius=6)
    c.polygon([(96, 138), (304, 138), (292, 254), (108, 254)], c.shaded("#b98d55", 0.15))
    for row in range(7):
        c.line([(98 + row * 1.6, 150 + row * 15), (302 - row * 1.6, 150 + row * 15)], c.shaded("#b98d55", -0.15), 2)
    c.box(90, 132, 220, 16, "#a87c46", radius=6)
    c.box(188, 132, 24, 122, c.main)
    c.polygon([(200, 136), (160, 112), (156, 152)], c.main)
    c.polygon([(200, 136), (240, 112), (244, 152)], c.shaded(c.main, 0.15))
    c.ellipse(200, 136, 11, 11, c.shaded(c.main, -0.2))


def fish(c: Canvas) -> None:
    """Dried fish on a leaf."""
    c.ellipse(200, 190, 150, 62, "#7c9a5a")
    c.ellipse(200, 186, 140, 54, "#8fae69")
    for place in range(3):
        x, y = 190 + place * 12, 142 + place * 40
        tone = c.shaded(c.chance.choice(("#b9a88a", "#a9b3b8", "#c4a27a")), c.chance.uniform(-0.1, 0.15))
        c.polygon([(x + 78, y), (x + 122, y - 24), (x + 112, y), (x + 122, y + 24)], c.shaded(tone, -0.15))
        c.ellipse(x, y, 92, 22, tone)
        c.ellipse(x - 6, y - 7, 72, 8, c.shaded(tone, 0.3))
        c.arc(x - 58, y, 14, 18, 280, 80, c.shaded(tone, -0.3), 2.4)
        c.ellipse(x - 70, y - 4, 5, 5, CREAM)
        c.ellipse(x - 70, y - 4, 2.6, 2.6, GRANITE)


def bowl(c: Canvas) -> None:
    """A steaming bowl."""
    c.shadow(200, 256, 220)
    for place in range(3):
        x = 160 + place * 40
        c.line([(x, 92), (x + 8, 76), (x - 4, 62), (x + 6, 44)], c.shaded(c.paper, 0.7), 5)
    c.ellipse(200, 146, 112, 34, c.shaded(c.main, 0.5))
    c.ellipse(200, 146, 100, 27, "#e9c581")
    for place in range(9):
        c.arc(140 + place * 15, 146, 26, 13, 180, 350, "#f6e0b0", 3.4)
    for x, y in ((160, 142), (238, 150), (204, 136)):
        c.ellipse(x, y, 15, 9, CREAM)
        c.ellipse(x, y - 1, 9, 5, c.shaded(c.second, 0.3))
    c.pen.pieslice([88 * 6.4, 46 * 6.4, 312 * 6.4, 254 * 6.4], 4, 176, fill=c.main)
    c.box(164, 244, 72, 12, c.shaded(c.main, -0.2), radius=4)
    c.pucuk_rebung(128, 184, 144, 22, c.shaded(c.main, 0.45), 8)


def block(c: Canvas) -> None:
    """Blocks wrapped in leaf and tied."""
    c.shadow(200, 246, 260)
    tone = c.chance.choice(("#6d3f2c", "#8a5634", "#a8713c"))
    for x, y in ((90, 160), (206, 168), (146, 104)):
        c.box(x, y + 6, 108, 72, c.shaded(tone, -0.25), radius=8)
        c.box(x, y, 108, 66, tone, radius=8)
        c.box(x + 8, y + 6, 92, 8, c.shaded(tone, 0.2), radius=4)
        c.box(x + 46, y, 16, 72, c.shaded(GOLD, 0.3))
        c.line([(x, y + 36), (x + 108, y + 36)], c.shaded(GOLD, 0.3), 4)


def cakes(c: Canvas) -> None:
    """A plate of small cakes."""
    c.ellipse(200, 226, 150, 36, c.shaded(c.paper, -0.15))
    c.ellipse(200, 220, 146, 33, CREAM)
    c.ring(200, 220, 118, 24, c.shaded(c.main, 0.5), 2)
    tone = c.chance.choice(("#d9a066", "#b5723f", "#e3c16f", "#7fa05a"))
    for x, y in ((128, 196), (200, 204), (272, 196), (164, 164), (236, 164), (200, 130)):
        c.box(x - 34, y - 8, 68, 32, c.shaded(tone, -0.2), radius=10)
        c.ellipse(x, y - 8, 34, 14, tone)
        for petal in range(6):
            angle = petal * math.pi / 3
            c.ellipse(x + 14 * math.cos(angle), y - 8 + 5.6 * math.sin(angle), 5, 3, c.shaded(tone, 0.35))
        c.ellipse(x, y - 8, 5, 3, c.second)


def soap(c: Canvas) -> None:
    """Bars of soap with bubbles."""
    c.shadow(200, 246, 250)
    for x, y, colour in ((104, 170, c.main), (176, 122, c.second)):
        c.box(x, y + 8, 136, 66, c.shaded(colour, 0.25), radius=22)
        c.box(x, y, 136, 64, c.shaded(colour, 0.55), radius=22)
        c.box(x + 18, y + 12, 100, 38, c.shaded(colour, 0.7), radius=14)
        c.pucuk_rebung(x + 34, y + 22, 68, 16, c.shaded(colour, 0.3), 5)
    for _ in range(9):
        left, top, r = c.chance.uniform(70, 330), c.chance.uniform(60, 130), c.chance.uniform(6, 17)
        c.ring(left, top, r, r, c.shaded(c.paper, 0.75), 2)
        c.ellipse(left - r / 3, top - r / 3, r / 5, r / 5, "#ffffff")


def candle(c: Canvas) -> None:
    """A candle in a tin."""
    c.shadow(200, 256, 170)
    c.ellipse(200, 74, 34, 42, c.shaded(GOLD, 0.55))
    c.ellipse(200, 80, 13, 26, GOLD)
    c.ellipse(200, 88, 6, 14, CREAM)
    c.line([(200, 104), (200, 128)], GRANITE, 3)
    c.box(136, 130, 128, 124, c.main, radius=10)
    c.ellipse(200, 132, 64, 15, CREAM)
    c.box(136, 170, 128, 54, c.shaded(c.main, 0.7))
    c.pucuk_rebung(136, 196, 128, 28, c.shaded(c.main, 0.2), 8)


def sack(c: Canvas) -> None:
    """A tied sack."""
    c.shadow(200, 258, 220)
    tone = "#d8c49a"
    c.polygon([(168, 60), (232, 60), (222, 88), (178, 88)], c.shaded(tone, -0.1))
    c.polygon([(178, 86), (222, 86), (276, 132), (290, 220), (272, 256), (128, 256), (110, 220), (124, 132)], tone)
    c.polygon([(222, 86), (276, 132), (290, 220), (272, 256), (238, 256), (250, 180)], c.shaded(tone, -0.1))
    c.box(174, 82, 52, 9, c.main, radius=4)
    c.ellipse(200, 182, 46, 46, CREAM)
    for place in range(5):
        angle = math.pi / 2 + (place - 2) * 0.42
        x, y = 200 + 34 * math.cos(angle), 206 - 34 * math.sin(angle)
        c.line([(200, 214), (x, y)], c.second, 2.4)
        c.ellipse(x, y, 5, 8, c.shaded(c.second, 0.25))


def ring(c: Canvas) -> None:
    """A ring with a stone on a cushion."""
    c.shadow(200, 252, 240)
    c.box(98, 198, 204, 52, c.shaded(c.main, -0.15), radius=22)
    c.box(98, 190, 204, 50, c.main, radius=22)
    c.ring(200, 156, 56, 58, "#c2c8cd", 11)
    c.arc(200, 156, 52, 54, 150, 260, "#eef1f3", 4)
    stone = c.chance.choice((GRANITE, c.second, "#2b4a6b"))
    c.polygon([(164, 92), (182, 66), (218, 66), (236, 92), (200, 128)], stone)
    c.polygon([(182, 66), (218, 66), (208, 92), (192, 92)], c.shaded(stone, 0.4))
    c.polygon([(164, 92), (192, 92), (200, 128)], c.shaded(stone, 0.2))


def keychain(c: Canvas) -> None:
    """A pewter fob on a chain from a key ring."""
    c.shadow(200, 262, 150)
    c.ring(200, 66, 36, 36, "#c2c8cd", 8)
    for place in range(4):
        c.ring(200, 112 + place * 17, 6, 11, c.shaded("#c2c8cd", -0.1 * (place % 2)), 4)
    c.box(138, 176, 124, 82, c.shaded("#b4bbc1", -0.15), radius=16)
    c.box(138, 170, 124, 82, "#c2c8cd", radius=16)
    c.line([(152, 224), (172, 196), (192, 224), (212, 196), (232, 224), (248, 202)], c.main, 6)


MOTIFS: dict[str, Callable[[Canvas], None]] = {
    motif.__name__: motif
    for motif in (
        pouch,
        jar,
        bottle,
        crackers,
        cloth,
        shirt,
        bag,
        hat,
        cup,
        hamper,
        fish,
        bowl,
        block,
        cakes,
        soap,
        candle,
        sack,
        ring,
        keychain,
    )
}
