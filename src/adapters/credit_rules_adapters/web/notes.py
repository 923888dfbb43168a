"""The credit note: a page that prints to one sheet, and the same as PDF; customers see their own alone."""

from __future__ import annotations

from typing import Any

from litestar import Response

from credit_rules_adapters.http.documents import PDF, document_of_note, pdf_of_note
from credit_rules_adapters.http.guards import own_account
from credit_rules_adapters.http.handlers import PathId
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.web.asking import Asked
from credit_rules_adapters.web.handlers import shown
from credit_rules_adapters.web.templating import show


@shown("/accounts/{account:str}/credit-notes/{note:str}", guards=[own_account])
def show_note(request: Asked, account: PathId, note: PathId) -> Response[Any]:
    """Show a credit note, or with `.pdf` after its id the document."""
    settings: Settings = request.app.state.settings
    if note.endswith(PDF):
        return pdf_of_note(settings, account, note.removesuffix(PDF))
    return show(request, "credit_note.html", document=document_of_note(settings, account, note))


HANDLERS = (show_note,)
