"""R1: what existed before the engine enters as it stands, without history."""

from __future__ import annotations

from collections.abc import Container

from returns.result import Failure, Success

from credit_rules.credit import AccountCredit, GrantKind
from credit_rules.invoice import Invoice
from credit_rules.outcome import CreditGranted, InvoiceAdded, Outcome
from credit_rules.policy import JOININ, Policy
from credit_rules.rejection import CreditExists, InvoiceExists
from credit_rules.result import Decision
from credit_rules.rules.granting import is_free


def add_invoice(invoice: Invoice, *, taken: Container[str] = (), policy: Policy = JOININ) -> Decision:
    """Enter an invoice, as a draft or as it stands (R1).

    :param taken: the ids of the account's invoices

    Refused: `invoice_exists`.

    :raises ValueError: the invoice has history (notes or allocations): that arises from decisions alone
    """
    if invoice.notes_raised or invoice.allocations_made:
        raise ValueError(f"invoice {invoice.id} must enter without notes and without applied credit")
    if invoice.id in taken:
        return Failure(InvoiceExists(invoice.id))
    return Success(
        Outcome(effects=(InvoiceAdded(invoice),), rules=("R1",), policy=policy.fingerprint, invoices=(invoice,))
    )


def add_credit(credit: AccountCredit, *, taken: Container[str] = (), policy: Policy = JOININ) -> Decision:
    """Enter a lot that existed before the engine, as an opening balance, whatever the policy's grants (R28).

    :param taken: the ids of the account's lots

    Refused: `credit_exists`.

    :raises ValueError: the lot was used or voided: what is no longer on it is nobody's opening balance
    """
    if credit.voided or credit.remaining_minor < credit.amount_minor:
        raise ValueError(f"credit {credit.id} must enter whole: not void, and with all of its amount remaining")
    if not is_free(credit.id, taken):
        return Failure(CreditExists(credit.id))
    entered = CreditGranted(credit, GrantKind.OPENING_BALANCE)
    return Success(Outcome(effects=(entered,), rules=("R28",), policy=policy.fingerprint, credits=(credit,)))
