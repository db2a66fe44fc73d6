"""Life signs for the operator. Who may ask is the reverse proxy's matter; nothing here is about a person."""

from collections.abc import Callable

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from bot.web.ports import Health


def health_router(health: Health, metrics_page: Callable[[], bytes]) -> APIRouter:
    """``/health/live`` (the process turns), ``/health/ready`` (503 with what is missing) and ``/metrics``."""
    router = APIRouter()

    @router.get("/health/live")
    async def live() -> Response:
        return JSONResponse({"live": True})

    @router.get("/health/ready")
    async def ready() -> Response:
        problems = await health.problems()
        return JSONResponse({"problems": list(problems)}, status_code=503 if problems else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(metrics_page(), media_type=CONTENT_TYPE_LATEST)

    return router
