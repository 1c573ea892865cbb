"""/docs, /openapi.json and the pages that problem types point to. Scripts are served by us, so a strict CSP holds."""

from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse
from pydantic.json_schema import models_json_schema

from api.problems import FRAMEWORK, PROBLEMS
from api.schemas.briefs import FlatOut
from api.schemas.common import ProblemOut, problems
from api.schemas.interactions import EventIn
from engine.errors import NotFound, TooLarge

router = APIRouter(include_in_schema=False)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
)
ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon.png": "image/png"}
"""Swagger UI (Apache-2.0) as the package fastapi-offline (MIT) carries it."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>rapport API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/docs/assets/favicon.png"><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/assets/start.js"></script></body></html>
"""
START = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, tryItOutEnabled: true,
  persistAuthorization: false, validatorUrl: null, presets: [SwaggerUIBundle.presets.apis]
});
"""
ABOUT = """rapport remembers every buyer a sales team talks to: every channel writes into one graph, and whoever
answers the buyer reads one brief out of it.

Send `Authorization: Bearer <key>`. Times are RFC 3339 with an offset in, UTC out.
Errors are problem documents (RFC 9457). Lists answer `{"items": […], "cursor": … or null}`."""
TAGS = [
    {"name": "in", "description": "What happened: events, batches, providers' webhooks"},
    {"name": "brief", "description": "What to know before answering a buyer"},
    {"name": "buyers", "description": "The buyer's graph"},
    {"name": "identity", "description": "Who is who, why, and what people decided about it"},
    {"name": "sources", "description": "Connected systems, and deliveries that could not be read"},
    {"name": "configuration", "description": "What the tenant sells, and how it wants things done"},
    {"name": "operation", "description": "For those who run it"},
]


def _static() -> Path:
    return Path(str(files("fastapi_offline"))) / "static"


@router.get("/docs")
async def show_docs() -> HTMLResponse:
    """The API, to read and to try."""
    return HTMLResponse(PAGE, headers={"content-security-policy": CSP, "x-content-type-options": "nosniff"})


@router.get("/docs/assets/start.js")
async def show_start() -> Response:
    """What the page runs; apart from it, so that the CSP needs no inline scripts."""
    return Response(START, media_type="text/javascript")


@router.get("/docs/assets/{name}")
async def show_asset(name: str) -> FileResponse:
    """One file of Swagger UI."""
    if name not in ASSETS:
        raise NotFound
    return FileResponse(
        _static() / name, media_type=ASSETS[name], headers={"cache-control": "public, max-age=86400"}
    )


@router.get("/problems/{slug}")
async def show_problem(slug: str) -> HTMLResponse:
    """What a problem's `type` means."""
    kinds = {kind.slug: (kind, cls.__doc__ or "") for cls, kind in PROBLEMS.items()}
    kinds |= {kind.slug: (kind, kind.title + ".") for kind in FRAMEWORK.values()}
    if slug not in kinds:
        raise NotFound
    kind, about = kinds[slug]
    title = escape(f"{kind.status} {kind.title}")
    page = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><p>{escape(about)}</p></html>"
    return HTMLResponse(page, headers={"content-security-policy": "default-src 'none'"})


def describe(app: FastAPI) -> None:
    """Make /openapi.json complete: what the routes declare, and the bodies that are read by hand."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title, version=app.version, description=ABOUT, routes=app.routes, tags=TAGS
            )
            by_hand = [(EventIn, "validation"), (ProblemOut, "serialization"), (FlatOut, "serialization")]
            _, extra = models_json_schema(
                by_hand,  # type: ignore[arg-type]
                ref_template="#/components/schemas/{model}",
            )
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            for name, found in extra.get("$defs", {}).items():
                schemas.setdefault(name, found)
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            _problems_only(schema)
            _too_large(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _problems_only(schema: dict[str, Any]) -> None:
    """FastAPI adds its own 422 where a route takes parameters; ours is a problem document."""
    ours = {
        "description": PROBLEMS_422,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }
    for path in schema["paths"].values():
        for operation in path.values():
            answers = operation.get("responses", {})
            if "application/json" in answers.get("422", {}).get("content", {}):
                answers["422"] = ours


def _too_large(schema: dict[str, Any]) -> None:
    """Whatever takes a body may find it too large: `api.limits` stands before every route."""
    for path in schema["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                for status, found in problems(TooLarge).items():
                    operation["responses"].setdefault(str(status), found)


PROBLEMS_422 = "The input cannot be taken as it is"
