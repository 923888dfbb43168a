"""Credit notes as documents: found for whoever may see them, and answered as PDF (the extra `web`)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from litestar import Response

from credit_rules.rejection import NoteNotFound
from credit_rules_adapters.documents import CreditNoteDocument, credit_note_document
from credit_rules_adapters.http.problems import ProblemError, RefusedProblem
from credit_rules_adapters.http.settings import Settings

PDF = ".pdf"
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class NoPdfProblem(ProblemError):
    """This server was installed without what writes PDF."""

    status, code = HTTPStatus.NOT_IMPLEMENTED, "pdf_not_installed"


def document_of_note(settings: Settings, account: str, note: str) -> CreditNoteDocument:
    """Return the document of a credit note.

    :raises RefusedProblem: there is no such note
    """
    found = credit_note_document(settings.store, account, note, seller=settings.seller)
    if found is None:
        raise RefusedProblem(NoteNotFound(note))
    return found


def pdf_of_note(settings: Settings, account: str, note: str) -> Response[Any]:
    """Answer with a credit note as PDF.

    :raises RefusedProblem: there is no such note
    :raises NoPdfProblem: what writes PDF is not installed
    """
    document = document_of_note(settings, account, note)
    try:
        from credit_rules_adapters.documents.pdf import credit_note_pdf
    except ImportError as error:
        raise NoPdfProblem('PDF needs pip install "credit-rules[web]".') from error
    name = _NOT_IN_A_FILE_NAME.sub("-", f"{note}{PDF}")
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(credit_note_pdf(document, font=settings.font), media_type="application/pdf", headers=headers)
