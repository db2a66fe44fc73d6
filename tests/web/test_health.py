"""Life signs."""

import httpx2

from tests.web.support import House


async def test_live_ready_and_metrics(house: House, visitor: httpx2.AsyncClient) -> None:
    assert (await visitor.get("/health/live")).status_code == 200
    assert (await visitor.get("/health/ready")).json() == {"problems": []}
    house.health.found = ("migrations are missing",)
    response = await visitor.get("/health/ready")
    assert (response.status_code, response.json()) == (503, {"problems": ["migrations are missing"]})
    metrics = await visitor.get("/metrics")
    assert "gongyi_webhook_requests_total" in metrics.text
    assert metrics.headers["content-type"].startswith("text/plain")
    assert (await visitor.get("/docs")).status_code == 404
