"""Health, readiness and metrics: the three addresses that operators and supervisors read."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from storywire.http.routes import Route, json_response

Check = Callable[[], Awaitable[str]]


def health_routes(
    registry: CollectorRegistry, checks: Sequence[Check], *, measure: Callable[[], Awaitable[None]]
) -> Sequence[Route]:
    """Return /healthz, /readyz and /metrics.

    Each check returns "" or what is not ready; `measure` sets what is measured when asked for.
    """

    async def alive(_: web.Request) -> web.Response:
        return json_response({"status": "ok"})

    async def ready(_: web.Request) -> web.Response:
        faults = [fault for fault in [await check() for check in checks] if fault]
        body = {"status": "ok" if not faults else "not ready", "faults": faults}
        return json_response(body, status=503 if faults else 200)

    async def metrics(_: web.Request) -> web.Response:
        await measure()
        return web.Response(body=generate_latest(registry), content_type="text/plain")

    return (
        Route("GET", "/healthz", alive, "The process lives."),
        Route("GET", "/readyz", ready, "It can do its work now."),
        Route("GET", "/metrics", metrics, "Prometheus metrics.", media_type="text/plain"),
    )
