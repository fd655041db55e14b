"""What browsers may do with our pages, and who may keep a copy."""

from flask import Flask, Response, g, request

from app.settings import setting
from app.web.csrf import has_session

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def lead_forms_to(*places: str) -> None:
    """Let a form of this page end at other places too: browsers also check where the answer to it leads."""
    g.places_of_forms = places


def add_headers(response: Response) -> Response:
    """Strict policy everywhere; pages of a person are never kept by anybody."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
    if setting("SESSION_COOKIE_SECURE"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        is_personal = has_session() or request.method != "GET"
        headers["Cache-Control"] = "private, no-store" if is_personal else "no-cache"
        response.vary.add("Cookie")
    return response


def _policy() -> str:
    return POLICY.replace("form-action 'self'", " ".join(("form-action 'self'", *g.get("places_of_forms", ()))))


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(add_headers)
