"""States are built from ints, dates and choices of their kind, and never change."""

from datetime import date

from credit_rules import (
    Account,
    AccountCredit,
    ByPrice,
    Collection,
    CreditClass,
    Fees,
    Invoice,
    Leaving,
    Line,
    Policy,
    Refunds,
    Status,
    Terms,
)

day = date(2026, 3, 1)
line = Line("L1", 5000, 1000, product="swim", tax_code="S")
invoice = Invoice("INV-1", "ann", "GBP", [line], issued_on=day, paid_minor=100)
lot = AccountCredit("C1", "ann", "GBP", 500, issued_on=day, products=["swim"])
account = Account(invoices={"INV-1": invoice}, credits={"C1": lot})

reveal_type(invoice.lines)  # R: tuple[credit_rules.line.Line, ...]
reveal_type(invoice.outstanding_minor)  # R: int
reveal_type(invoice.creditable_minor)  # R: int
reveal_type(invoice.state)  # R: credit_rules.invoice.InvoiceState
reveal_type(invoice.credit_state)  # R: credit_rules.invoice.CreditState
reveal_type(invoice.issued_on)  # R: datetime.date | None
reveal_type(invoice.allocations)  # R: tuple[credit_rules.allocation.Allocation, ...]
reveal_type(lot.remaining_minor)  # R: int
reveal_type(lot.products)  # R: tuple[str, ...] | None
reveal_type(account.invoices["INV-1"])  # R: credit_rules.invoice.Invoice
reveal_type(account.credits["C1"])  # R: credit_rules.credit.AccountCredit
reveal_type(account.notes["INV-1-CN1"])  # R: credit_rules.note.CreditNote
reveal_type(account.entries[0].on)  # R: datetime.date

Invoice("INV-1", "ann", "GBP", [line], status="issued")  # E: arg-type
Invoice("INV-1", "ann", "GBP", [line], collection="auto")  # E: arg-type
Invoice("INV-1", "ann", "GBP", [line], paid_minor=1.0)  # E: arg-type
Invoice("INV-1", "ann", "GBP", [line], paid="100")  # E: call-arg
Invoice("INV-1", "ann", "GBP", [line], Status.ISSUED)  # E: call-arg
Invoice("INV-1", "ann", "GBP", 10000)  # E: arg-type
Invoice("INV-1", "ann", "GBP", [line], issued_on="2026-03-01")  # E: arg-type
Line("L1", "50.00")  # E: arg-type
Line("L1", 5000, 1000, "swim")  # E: call-arg
AccountCredit("C1", "ann", "GBP", 500)  # E: call-arg
AccountCredit("C1", "ann", "GBP", 500, issued_on=day, credit_class="paid")  # E: arg-type
AccountCredit("C1", "ann", "GBP", 500, issued_on=day, expires_on="never")  # E: arg-type
Fees(0.5)  # E: arg-type
ByPrice(3)  # E: call-arg
Leaving("ann", "swim")  # E: call-arg
Terms(50)  # E: call-arg
Policy(refunds="allowed")  # E: arg-type
Policy(refunds=True)  # E: arg-type
Policy(credit_order=["priority"])  # E: list-item
Policy(refund=Refunds.ALLOWED)  # E: call-arg

invoice.paid_minor = 0  # E: misc
invoice.outstanding_minor = 0  # E: misc
lot.paused = True  # E: misc
line.net_minor = 0  # E: misc
account.invoices["INV-2"] = invoice  # E: index
account.number = 7  # E: misc
Policy().refunds = Refunds.ALLOWED  # E: misc

choices: tuple[Status, Collection, CreditClass] = (Status.DRAFT, Collection.AUTO, CreditClass.PAID)
