"""What a clerk asked for is not carried out in their name once they may not ask any more; it can be rejected."""

from __future__ import annotations

import pytest

from api.asking import ADMINISTRATOR, CLERK, RAISE, VIEWER, Api, code, gbp
from credit_rules_adapters.stores.sql.tables import tokens

FIRST = "/accounts/ann/approvals/1"
OF_CLERK = tokens.c.name == CLERK.name
LOST = {
    "revoked": tokens.update().where(OF_CLERK).values(revoked_at=tokens.c.made_at),
    "expired": tokens.update().where(OF_CLERK).values(expires_at=tokens.c.made_at),
    "of another role": tokens.update().where(OF_CLERK).values(role="viewer", rights="{}"),
    "gone": tokens.delete().where(OF_CLERK),
}


@pytest.fixture
def waiting(api: Api) -> Api:
    """A clerk has asked for 60.00."""
    assert api.post(CLERK, RAISE, {"amount": gbp(6000)}, key="K1").status_code == 202
    return api


def lose(api: Api, how: str) -> None:
    """Take from the clerk what lets them ask."""
    with api.store.engine.begin() as connection:
        assert connection.execute(LOST[how]).rowcount == 1


@pytest.mark.parametrize("how", LOST)
def test_what_somebody_asked_who_may_not_any_more_is_not_approved(waiting: Api, how: str) -> None:
    assert waiting.post(ADMINISTRATOR, f"{FIRST}/approve?preview=true").status_code == 200
    lose(waiting, how)
    for path in (f"{FIRST}/approve?preview=true", f"{FIRST}/approve"):
        refused = waiting.post(ADMINISTRATOR, path, key="A1")
        assert code(refused) == (409, "asker_not_permitted")
        assert refused.json()["figures"] == {"actor": CLERK.name}
        assert f"{CLERK.name} may not ask for this any more" in refused.json()["detail"]
    assert waiting.entries("ann") == 2
    listed = waiting.get(VIEWER, "/approvals?state=pending").json()["items"]
    assert [(each["number"], each["actor"]) for each in listed] == [(1, CLERK.name)]
    assert code(waiting.post(VIEWER, f"{FIRST}/approve")) == (403, "forbidden")  # nothing is told to who may not settle
    ended = waiting.post(ADMINISTRATOR, f"{FIRST}/reject", {"reason": "who asked has left"})
    assert (ended.status_code, ended.json()["state"]) == (200, "rejected")
    assert code(waiting.post(ADMINISTRATOR, f"{FIRST}/approve")) == (409, "approval_settled")


def test_what_was_approved_before_is_answered_as_before(waiting: Api) -> None:
    done = waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1")
    lose(waiting, "revoked")
    again = waiting.post(ADMINISTRATOR, f"{FIRST}/approve", key="A1")
    assert (again.status_code, again.json()["replayed"]) == (200, True)
    assert again.json()["outcome"] == done.json()["outcome"]
    assert waiting.entries("ann") == 3
