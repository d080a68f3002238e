"""The interactive documentation: Swagger UI from a package, without a CDN and without inline script."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, HTMLResponse

from releasewatch.api.middleware import POLICY_HEADER, POLICY_WITHOUT_TRUSTED_TYPES

router = APIRouter(include_in_schema=False)

DOCS_PATH = "/docs"

_SWAGGER_UI = Path(str(files("fastapi_standalone_docs"))) / "static" / "swagger"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Releasewatch API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""


@router.get(DOCS_PATH)
async def docs_page() -> HTMLResponse:
    """The page itself."""
    # Swagger UI assigns innerHTML, so this one page does without Trusted Types.
    return HTMLResponse(_PAGE, headers={"Cache-Control": "no-cache", POLICY_HEADER: POLICY_WITHOUT_TRUSTED_TYPES})


@router.get(f"{DOCS_PATH}/start.js")
async def docs_start() -> Response:
    """The script that starts Swagger UI: in a file, because the page may run no inline script."""
    return Response(_START, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get(f"{DOCS_PATH}/{{name}}")
async def docs_file(name: Literal["swagger-ui.css", "swagger-ui-bundle.js"]) -> FileResponse:
    """One of Swagger UI's files."""
    return FileResponse(_SWAGGER_UI / name, headers={"Cache-Control": "no-cache"})
