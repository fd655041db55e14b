"""Our own illustrations, one motif per kind of product, varied by a seed."""

import random

from PIL import Image, ImageDraw, ImageFont

from app.demo.drawings import motifs
from app.demo.drawings.canvas import Canvas

BY_WORD = {
    "hampers": "hamper", "kotak rapat": "hamper", "paket": "hamper", "stoples": "jar", "toples": "jar",
    "lilin": "candle", "sabun": "soap", "minyak": "bottle", "semprotan": "bottle", "karbol": "bottle",
    "kopiah": "hat", "topi": "hat", "tas": "bag", "keranjang": "bag", "dompet": "bag", "bakul": "bag",
    "tikar": "cloth", "selendang": "cloth", "kain": "cloth", "sarung": "cloth", "kemeja": "shirt", "batik": "shirt",
    "cincin": "ring", "gelang": "ring", "kalung": "ring", "liontin": "ring", "gantungan": "keychain", "bros": "ring",
    "cangkir": "cup", "gelas": "cup", "teh": "cup", "kopi": "pouch", "drip": "pouch",
    "madu": "jar", "selai": "jar", "sambal": "jar", "abon": "jar", "bee pollen": "jar", "serundeng": "jar",
    "kecap": "bottle", "sirup": "bottle", "saus": "bottle", "cuka": "bottle", "rusip": "bottle", "cold brew": "bottle",
    "terasi": "block", "belacan": "block", "gula": "block", "dodol": "block",
    "ikan asin": "fish", "teri": "fish", "cumi asin": "fish", "ikan selar": "fish", "ikan bilis": "fish",
    "getas": "crackers", "kemplang": "crackers", "ampiang": "crackers", "kerupuk": "crackers", "keripik": "crackers",
    "beras": "sack", "tepung": "sack", "briket": "sack", "mie": "bowl", "pantiaw": "bowl", "sup": "bowl",
    "tekwan": "bowl", "pempek": "bowl", "otak-otak": "bowl", "lada": "pouch",
}  # fmt: skip
BY_CATEGORY = {
    "kain-busana": "cloth", "camilan-laut": "crackers", "kerajinan-timah": "cup", "frozen": "bowl",
    "fermentasi": "bottle", "minuman": "bottle", "kue-camilan": "cakes", "lauk-sambal": "jar", "bumbu-rempah": "pouch",
    "hampers": "hamper", "mie-olahan": "bowl", "anyaman": "bag", "madu-hutan": "jar", "perawatan": "soap",
    "hasil-laut": "fish", "kerajinan-lain": "cup", "hasil-kebun": "sack", "aksesori": "ring",
}  # fmt: skip


def kind_of(category_slug: str, name: str) -> str:
    """The motif for a product: by the first word of its name that has one, else by its category."""
    folded = f" {name.casefold()} "
    found = [(folded.find(f" {word} "), kind) for word, kind in BY_WORD.items() if f" {word} " in folded]
    return min(found)[1] if found else BY_CATEGORY.get(category_slug, "hamper")


def draw(kind: str, *, seed: int) -> Image.Image:
    """The illustration of a motif; the seed chooses colours and arrangement."""
    chance = random.Random(seed)  # noqa: S311 - colours, not secrets
    canvas = Canvas(chance)
    motifs.MOTIFS[kind](canvas)
    return canvas.finished()


def draw_card(name: str, last_digits: str) -> Image.Image:
    """A card that stands for an identity card and cannot be taken for one."""
    card = Image.new("RGB", (1280, 806), "#dcebe8")
    pen = ImageDraw.Draw(card)
    pen.rounded_rectangle((24, 24, 1256, 782), radius=48, outline="#0b5c63", width=8)
    pen.rounded_rectangle((940, 220, 1180, 540), radius=24, fill="#9fb9b5")
    pen.ellipse((1005, 270, 1115, 380), fill="#f3ead6")
    pen.pieslice((970, 400, 1150, 640), 180, 360, fill="#f3ead6")
    lines = (("KARTU CONTOH", 72), (name, 56), (f"Nomor: ... {last_digits}", 48), ("Bukan kartu identitas", 48))
    for place, (text, size) in enumerate(lines):
        pen.text((90, 130 + place * 140), text, fill="#24282c", font=ImageFont.load_default(size))
    return card
