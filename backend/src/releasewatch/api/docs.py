"""The interactive documentation: Swagger UI from a package, without a CDN and without inline script."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from releasewatch.api.middleware.base_path import base_path
from releasewatch.api.middleware.limits import POLICY_HEADER, POLICY_WITHOUT_TRUSTED_TYPES
from releasewatch.api.openapi import document_below

router = APIRouter(include_in_schema=False)

_PACKAGE = "fastapi-standalone-docs"
_SWAGGER_UI = Path(str(files("fastapi_standalone_docs"))) / "static" / "swagger"
_STYLE = "/docs/swagger-ui.css"
_SCRIPT = "/docs/swagger-ui-bundle.js"
_START = "/docs/start.js"
# The page asks for the package's version of the files, so that they can be kept until the next one.
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}
_PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Releasewatch API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="BASE{_STYLE}?{version(_PACKAGE)}">
</head>
<body>
<div id="swagger-ui"></div>
<script src="BASE{_SCRIPT}?{version(_PACKAGE)}"></script>
<script src="BASE{_START}"></script>
</body>
</html>
"""
_START_SCRIPT = """SwaggerUIBundle({
  url: "BASE/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""


@router.get("/docs")
async def docs_page(request: Request) -> HTMLResponse:
    """The page itself."""
    page = _PAGE.replace("BASE", base_path(request.scope))
    # Swagger UI assigns innerHTML, so this one page does without Trusted Types.
    return HTMLResponse(page, headers={"Cache-Control": "no-cache", POLICY_HEADER: POLICY_WITHOUT_TRUSTED_TYPES})


@router.get(_START)
async def docs_start(request: Request) -> Response:
    """The script that starts Swagger UI: in a file, because the page may run no inline script."""
    script = _START_SCRIPT.replace("BASE", base_path(request.scope))
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get(_STYLE)
async def docs_style() -> FileResponse:
    """Swagger UI's style sheet."""
    return FileResponse(_SWAGGER_UI / "swagger-ui.css", headers=_KEEP)


@router.get(_SCRIPT)
async def docs_script() -> FileResponse:
    """Swagger UI itself."""
    return FileResponse(_SWAGGER_UI / "swagger-ui-bundle.js", headers=_KEEP)


@router.get("/openapi.json")
async def openapi_document(request: Request) -> JSONResponse:
    """What the page describes."""
    return JSONResponse(document_below(request.app.openapi(), base_path(request.scope)))
