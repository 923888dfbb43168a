"""Documents for people: the credit note, found in a store with all that stands on it, and as a PDF."""

from credit_rules_adapters.documents.credit_note import CreditNoteDocument, credit_note_document

__all__ = ["CreditNoteDocument", "credit_note_document"]
