"""What may be done with an account as a whole, and with all accounts at once."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response
from litestar.params import JSONBody

from credit_rules import Allocate, Expire, Needs, available, balances
from credit_rules_adapters.access import directory
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.access.directory import Person
from credit_rules_adapters.http import views
from credit_rules_adapters.http.asked import Asking
from credit_rules_adapters.http.bodies.entering import PersonBody
from credit_rules_adapters.http.bodies.leaving import LeavingBody, PlanBody, SessionBody
from credit_rules_adapters.http.guards import for_administrators, for_staff, own_account
from credit_rules_adapters.http.handlers import MAY_WAIT, PathId, change, erase, read, replace
from credit_rules_adapters.http.problems import NotFoundProblem
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.http.views import Answered, AnsweredByAccount, PolicyInForce, ShownAccount, ShownPlan
from credit_rules_adapters.text.policies import field_texts

_Asked = Request[Caller, Any, Any]


class Accounts(Controller):
    """One account."""

    path = "/accounts/{account:str}"
    tags = ("accounts",)
    guards = (own_account,)

    @read("/")
    def show(self, request: _Asked, account: PathId) -> Response[ShownAccount]:
        """Show how many entries an account has, and what its lots are worth today (R17, R29)."""
        settings: Settings = request.app.state.settings
        on = settings.now().date()
        with settings.store.reading(account) as reading:
            if reading.version == 0:
                raise NotFoundProblem("There is no such account.")
            lots = reading.load(Needs(account=account, remaining_credits=True)).credits.values()
            shown = ShownAccount(
                account=account,
                version=reading.version,
                last_on=reading.last_on,
                on=on,
                balances=balances(lots, on=on),
                available=available(lots, on=on),
            )
        return views.respond(shown, {"ETag": f'"{shown.version}"'})

    @change("/allocate")
    def allocate(self, asked: Asking, account: PathId) -> Response[Answered]:
        """Pay the account's open invoices with its lots (R21)."""
        return asked.carry_out(account, lambda: Allocate(account))

    @change("/expire")
    def expire(self, asked: Asking, account: PathId) -> Response[Answered]:
        """Remove what is past its expiry (R29)."""
        return asked.carry_out(account, lambda: Expire(account))


class Removals(Controller):
    """Removing a person from a product (R30)."""

    path = "/accounts/{account:str}/removals"
    tags = ("leaving a product",)
    guards = (own_account, for_staff)

    @change("/plan")
    def plan(self, asked: Asking, account: PathId, data: JSONBody[LeavingBody]) -> Response[ShownPlan]:
        """Plan what leaving a product credits; nothing is changed, and the amounts may be edited (R30)."""
        return asked.plan(account, lambda: data.command(account))

    @change("/", responses=MAY_WAIT)
    def carry_out(self, asked: Asking, account: PathId, data: JSONBody[PlanBody]) -> Response[Answered]:
        """Carry out a plan that was seen, and perhaps edited (R30)."""
        return asked.carry_out(account, data.command)

    @change("/unseen", responses=MAY_WAIT)
    def remove(self, asked: Asking, account: PathId, data: JSONBody[LeavingBody]) -> Response[Answered]:
        """Plan, and carry out the plan as it is (R30)."""
        return asked.carry_out(account, lambda: data.command(account))


class Everywhere(Controller):
    """All accounts at once, one after the other, accounts by id: each is answered by itself, and safe to ask again."""

    tags = ("all accounts",)
    guards = (for_administrators,)

    @change("/sessions/{product:str}/cancel")
    def cancel_session(
        self, asked: Asking, product: PathId, data: JSONBody[SessionBody]
    ) -> Response[tuple[AnsweredByAccount, ...]]:
        """Credit every account that has the product (R31)."""
        return asked.carry_out_everywhere(lambda: data.command(product))

    @change("/allocate")
    def allocate(self, asked: Asking) -> Response[tuple[AnsweredByAccount, ...]]:
        """Pay the open invoices of every account with its lots (R21)."""
        return asked.carry_out_everywhere(Allocate)

    @change("/expire")
    def expire(self, asked: Asking) -> Response[tuple[AnsweredByAccount, ...]]:
        """Remove what is past its expiry from every account (R29)."""
        return asked.carry_out_everywhere(Expire)


class People(Controller):
    """Who the person behind an account is: apart from what was recorded, so that it can be erased."""

    path = "/accounts/{account:str}/person"
    tags = ("people",)

    @read("/", guards=[for_staff])
    def show(self, request: _Asked, account: PathId) -> Response[Person]:
        """Show who the person is."""
        person = directory.person_of(request.app.state.settings.store, account)
        if person is None:
            raise NotFoundProblem("Nothing is known of this person.")
        return views.respond(person)

    @replace("/", guards=[for_administrators])
    def write(self, request: _Asked, account: PathId, data: JSONBody[PersonBody]) -> Response[Person]:
        """Write down who the person is, in place of what was written before."""
        person = data.person()
        directory.write_person(request.app.state.settings.store, account, person)
        return views.respond(person)

    @erase("/", guards=[for_administrators])
    def erase(self, request: _Asked, account: PathId) -> None:
        """Erase what is known of the person; what was recorded on the account stays."""
        if not directory.erase_person(request.app.state.settings.store, account):
            raise NotFoundProblem("Nothing is known of this person.")


@read("/policy", guards=[for_staff], tags=["policy"])
def show_policy(request: _Asked) -> Response[PolicyInForce]:
    """Show the policy in force; it is the server's, never a request's (R33)."""
    policy = request.app.state.settings.policy
    return views.respond(PolicyInForce(fingerprint=policy.fingerprint, fields=field_texts(policy)))
