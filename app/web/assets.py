"""Static files: bundled, font cut to our letters, named by their content, compressed once when built."""

import gzip
import hashlib
import shutil
import tempfile
from functools import cache
from importlib import import_module, metadata
from io import BytesIO
from pathlib import Path

import brotli
import fontpkg_plus_jakarta_sans
from flask import Flask, Response, abort, current_app, request, send_file, url_for
from flask.cli import AppGroup
from werkzeug.security import safe_join

from app.settings import setting
from config import ROOT

SOURCE = ROOT / "static"
LAYERS = ("tokens", "base", "layout", "components", "pages")
BUNDLE = "css/sebalai.css"
FONT = "fonts/jakarta.woff2"
FONT_CSS = f"""@font-face{{font-family:"Plus Jakarta Sans";src:url("../{FONT}") format("woff2");\
font-weight:200 800;font-display:swap}}"""
LETTERS = [*range(0x20, 0x7F), *map(ord, "\u00a0éèêáàâíóöúüñç©·×°²½–—‘’“”•…›→✓")]
COMPRESSED = {".css", ".js", ".svg", ".txt", ".webmanifest"}
FOREVER = 31_536_000

cli = AppGroup("assets", help="Static files.")


def build(target: Path) -> str:
    """Build the tree of static files below `target` unless it is there already; returns the name of the tree."""
    tree = _signature()
    if not (target / tree).is_dir():
        target.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=target, prefix=".draft-"))
        _fill(draft)
        try:
            draft.rename(target / tree)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return tree


def asset(name: str) -> str:
    """The address of a static file, with the tree it belongs to."""
    return _address(_tree(), name)


def serve(tree: str, name: str) -> Response:
    """One static file, compressed when the browser takes it."""
    path = safe_join(str(_folder()), tree, name)
    if path is None or not Path(path).is_file() or tree.startswith("."):
        abort(404)
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        if request.accept_encodings[encoding] and Path(path + suffix).is_file():
            response = send_file(path + suffix, mimetype=_mimetype(path), max_age=FOREVER)
            response.headers["Content-Encoding"] = encoding
            break
    else:
        response = send_file(path, mimetype=_mimetype(path), max_age=FOREVER)
    response.headers["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
    response.vary.add("Accept-Encoding")
    return response


@cli.command("build")
def build_now() -> None:
    """Build the static files of this version."""
    build(_folder())


def init_app(app: Flask) -> None:
    """Serve static files under their tree and let templates find them."""
    app.add_url_rule("/static/<tree>/<path:name>", "static", serve)
    app.jinja_env.globals["asset"] = asset


def _folder() -> Path:
    return Path(setting("DATA_DIR")) / "assets"


@cache
def _address(tree: str, name: str) -> str:
    return url_for("static", tree=tree, name=name)


def _tree() -> str:
    if "sebalai_assets" not in current_app.extensions:
        current_app.extensions["sebalai_assets"] = build(_folder())
    tree: str = current_app.extensions["sebalai_assets"]
    return tree


def _signature() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(metadata.version("fontpkg-plus-jakarta-sans").encode())
    for path in sorted(SOURCE.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _fill(draft: Path) -> None:
    shutil.copytree(SOURCE, draft, dirs_exist_ok=True, ignore=shutil.ignore_patterns("css"))
    (draft / "css").mkdir()
    (draft / "fonts").mkdir()
    (draft / BUNDLE).write_text(_bundle(), encoding="utf-8")
    (draft / "css/font.css").write_text(FONT_CSS, encoding="utf-8")
    (draft / FONT).write_bytes(_font())
    for path in [path for path in draft.rglob("*") if path.suffix in COMPRESSED]:
        content = path.read_bytes()
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content))
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, mtime=0))


def _bundle() -> str:
    sheets = [f"@layer {', '.join(LAYERS)};"]
    for layer in LAYERS:
        single = SOURCE / "css" / f"{layer}.css"
        paths = [single] if single.is_file() else sorted((SOURCE / "css" / layer).glob("*.css"))
        sheets += [path.read_text(encoding="utf-8") for path in paths]
    return "\n".join(sheets)


def _font() -> bytes:
    """The font with our letters. The package that cuts it costs a tenth of a start, which only a build pays."""
    subset, fonts = import_module("fontTools.subset"), import_module("fontTools.ttLib")
    package = Path(fontpkg_plus_jakarta_sans.__file__).parent
    whole = fonts.TTFont(next(path for path in package.rglob("PlusJakartaSans*.ttf") if "Italic" not in path.name))
    options = subset.Options(flavor="woff2", layout_features=["kern", "tnum"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(whole)
    whole.flavor = "woff2"
    cut = BytesIO()
    whole.save(cut)
    return cut.getvalue()


def _mimetype(path: str) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    return kinds.get(Path(path).suffix, "application/octet-stream")
