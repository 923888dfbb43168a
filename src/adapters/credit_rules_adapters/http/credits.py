"""What may be done with account credit and credit notes, and what they look like."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response
from litestar.params import JSONBody

from credit_rules import AccountCredit, CreditNote, Pause, Resume, VoidCredit, VoidNote
from credit_rules_adapters.access.callers import Caller
from credit_rules_adapters.http import views
from credit_rules_adapters.http.asked import Asking
from credit_rules_adapters.http.bodies.crediting import PayOutBody, RaiseManyBody
from credit_rules_adapters.http.bodies.entering import GrantBody, LotBody
from credit_rules_adapters.http.decoding import understood
from credit_rules_adapters.http.documents import PDF, pdf_of_note
from credit_rules_adapters.http.guards import own_account
from credit_rules_adapters.http.handlers import MAY_WAIT, PathId, change, read
from credit_rules_adapters.http.looking import one_credit, one_note
from credit_rules_adapters.http.views import Answered


class Credits(Controller):
    """The lots of one account."""

    path = "/accounts/{account:str}/credits"
    tags = ("account credit",)
    guards = (own_account,)

    @change("/")
    def grant(self, asked: Asking, account: PathId, data: JSONBody[GrantBody]) -> Response[Answered]:
        """Grant account credit without an invoice (R28)."""
        # whether its terms make a lot is known once the date is
        return understood(lambda: asked.carry_out(account, lambda: data.command(account)))

    @change("/opening")
    def enter(self, asked: Asking, account: PathId, data: JSONBody[LotBody]) -> Response[Answered]:
        """Enter a lot that existed before (R28)."""
        return asked.carry_out(account, lambda: data.command(account))

    @read("/{credit:str}")
    def show(self, request: Request[Caller, Any, Any], account: PathId, credit: PathId) -> Response[AccountCredit]:
        """Show a lot."""
        return views.respond(one_credit(request.app.state.settings.store, account, credit))

    @change("/{credit:str}/pause")
    def pause(self, asked: Asking, account: PathId, credit: PathId) -> Response[Answered]:
        """Pause a lot: it is not applied until it is resumed (R24)."""
        return asked.carry_out(account, lambda: Pause(credit))

    @change("/{credit:str}/resume")
    def resume(self, asked: Asking, account: PathId, credit: PathId) -> Response[Answered]:
        """Resume a lot (R24)."""
        return asked.carry_out(account, lambda: Resume(credit))

    @change("/{credit:str}/void")
    def void(self, asked: Asking, account: PathId, credit: PathId) -> Response[Answered]:
        """Void what remains of a lot (R28)."""
        return asked.carry_out(account, lambda: VoidCredit(credit))

    @change("/{credit:str}/pay-out")
    def pay_out(self, asked: Asking, account: PathId, credit: PathId, data: JSONBody[PayOutBody]) -> Response[Answered]:
        """Pay a part of a paid lot out in cash (R28)."""
        return asked.carry_out(account, lambda: data.command(credit))


class Notes(Controller):
    """The credit notes of one account."""

    path = "/accounts/{account:str}/credit-notes"
    tags = ("credit notes",)
    guards = (own_account,)

    @change("/", responses=MAY_WAIT)
    def raise_many(self, asked: Asking, account: PathId, data: JSONBody[RaiseManyBody]) -> Response[Answered]:
        """Raise many credit notes, each after the one before; a refusal of one does not stop the rest (R14)."""
        return asked.carry_out(account, data.command)

    @read("/{note:str}")
    def show(self, request: Request[Caller, Any, Any], account: PathId, note: PathId) -> Response[CreditNote]:
        """Show a credit note; with `.pdf` after its id, the document itself."""
        settings = request.app.state.settings
        if note.endswith(PDF):  # no note's id does: it ends in a number (R13)
            return pdf_of_note(settings, account, note.removesuffix(PDF))
        return views.respond(one_note(settings.store, account, note))

    @change("/{note:str}/void")
    def void(self, asked: Asking, account: PathId, note: PathId) -> Response[Answered]:
        """Void a credit note: the exact inverse of raising it (R25)."""
        return asked.carry_out(account, lambda: VoidNote(note))
