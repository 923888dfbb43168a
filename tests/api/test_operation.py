"""What an operator looks at: health, readiness, counts."""

from __future__ import annotations

from api.asking import VIEWER, Api

ACCOUNT = "/accounts/ann"


def test_health_readiness_and_metrics(over: Api) -> None:
    assert over.client.get("/health").json() == {"status": "ok"}
    assert over.client.get("/ready").json() == {"status": "ready"}
    over.get(VIEWER, ACCOUNT)
    text = over.client.get("/metrics", headers=over.headers(VIEWER)).text
    assert 'credit_rules_requests_total{method="GET",path="/v1/accounts/{account}",status="404"} 1.0' in text
    assert "ann" not in text
    with over.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    unready = over.client.get("/ready")
    assert (unready.status_code, unready.json()["code"]) == (503, "not_ready")
