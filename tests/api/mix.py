"""A mix of commands and reads on one account, with the status that each must be answered with, whoever else asks."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from api.asking import gbp, invoice


@frozen(kw_only=True)
class Step:
    """One request, and the status it must be answered with."""

    status: int
    path: str
    body: object = None
    key: str | None = None
    """The key of a change; without one it is a look."""
    who: str | None = "administrator"


def round_on(account: str, number: int) -> Iterator[Step]:
    """Yield about twenty steps: one credit from its invoice to its voiding, looked at, repeated, refused on its way."""
    own = f"/v1/accounts/{account}"
    paid, owing = f"{own}/invoices/P{number}", f"{own}/invoices/O{number}"
    note = f"{own}/credit-notes/P{number}-CN1"

    def change(path: str, body: object = None, *, name: str, status: int = 200) -> Step:
        return Step(status=status, path=path, body=body, key=f"{account}-{number}-{name}")

    raising = change(f"{paid}/credit-notes", {"amount": gbp(7_000), "reason": "goodwill"}, name="raise")
    yield change(f"{own}/invoices", invoice(f"P{number}", 10_000, paid=6_000), name="paid")
    yield change(f"{own}/invoices", invoice(f"O{number}", 2_500), name="owing")
    yield Step(status=200, path=f"{paid}/credit-notes?preview=true", body=raising.body, key="preview")
    yield raising
    yield raising
    yield change(f"{paid}/credit-notes", {"amount": gbp(7_001)}, name="raise", status=409)
    yield change(f"{paid}/credit-notes", {"amount": gbp(99_000)}, name="too-much", status=422)
    yield change(f"{paid}/credit-notes", {"amount": {"amount_minor": "5"}}, name="broken", status=400)
    yield Step(status=200, path=own)
    yield Step(status=200, path=paid)
    yield Step(status=200, path=note)
    yield change(f"{owing}/apply", {"amount": gbp(2_000)}, name="apply")
    yield Step(status=200, path=f"{own}/invoices?limit=20")
    yield Step(status=200, path=f"{own}/entries?limit=20")
    yield Step(status=200, path="/v1/invoices?limit=20")
    yield Step(status=404, path=f"{own}/invoices/NONE")
    yield Step(status=404, path=own, who="customer of another account")
    yield Step(status=401, path=own, who=None)
    yield change(f"{note}/void", name="void-used", status=422)
    yield change(f"{owing}/unapply", {"amount": gbp(2_000)}, name="unapply")
    yield change(f"{note}/void", name="void")
    yield Step(status=200, path="/ready", who=None)
    yield Step(status=200, path="/metrics")
