"""The workflows refuse what is no Money, what lacks its date, and what is given in the wrong place."""

from datetime import date

from returns.result import Result

from credit_rules import (
    Account,
    AccountCredit,
    Allocate,
    ApplyCredit,
    Decision,
    Fees,
    Invoice,
    Money,
    NoteReason,
    Outcome,
    Policy,
    RaiseCredit,
    Rejection,
    allocate,
    apply_credit,
    available,
    available_actions,
    cancel,
    cancel_session,
    clear_payment,
    compare_with_refund,
    decide,
    expire,
    grant,
    issue,
    needs,
    pause,
    plan_removal,
    postings,
    raise_credit,
    raise_credits,
    record_payment,
    refund_credit,
    split_by_account,
    unapply,
    void_credit,
    void_note,
    why_not,
    working_set,
)


def right(account: Account, invoice: Invoice, lot: AccountCredit, policy: Policy, on: date) -> None:
    amount = Money(7000, "GBP")
    decision: Result[Outcome, Rejection] = raise_credit(invoice, amount)
    same: Decision = decision
    by_line: Decision = raise_credit(invoice, {"L1": amount}, refund=amount, policy=policy, reason=NoteReason.OTHER)
    reveal_type(same.unwrap())  # R: credit_rules.outcome.Outcome
    reveal_type(by_line.failure().code)  # R: str
    many = raise_credits([invoice], [("INV-1", amount), ("INV-1", {"L1": amount})])
    reveal_type(many.answers[0] == "INV-1-CN1")  # R: bool
    reveal_type(many)  # R: credit_rules.outcome.Outcome
    reveal_type(allocate([invoice], [lot], on=on))  # R: credit_rules.outcome.Outcome
    reveal_type(expire([lot], on=on))  # R: credit_rules.outcome.Outcome
    reveal_type(issue(invoice, [lot], on=on).unwrap().collect)  # R: credit_rules.money.Money | None
    reveal_type(apply_credit(invoice, [lot], on=on, chosen=["C1"]).unwrap())  # R: credit_rules.outcome.Outcome
    reveal_type(account.record(decision.unwrap(), on=on))  # R: credit_rules.account.Account
    reveal_type(account.replay(account.entries))  # R: credit_rules.account.Account
    reveal_type(available_actions(invoice))  # R: tuple[credit_rules.rules.actions.Action, ...]
    reveal_type(available([lot], on=on)["GBP"])  # R: int
    reveal_type(postings(decision.unwrap().effects))  # R: tuple[credit_rules.journal.Posting, ...]
    reveal_type(needs(Allocate("ann")))  # R: credit_rules.needs.Needs
    reveal_type(working_set(account, needs(Allocate())))  # R: credit_rules.account.Account
    reveal_type(decide(Allocate(), account, policy, on).unwrap())  # R: credit_rules.outcome.Outcome
    reveal_type(decision.unwrap().note.restored)  # R: tuple[credit_rules.allocation.Allocation, ...]
    reveal_type(decision.unwrap().invoice)  # R: credit_rules.invoice.Invoice
    reveal_type(decision.unwrap().reasons)  # R: tuple[tuple[str, credit_rules.outcome.Reason], ...]
    reveal_type(split_by_account(Allocate(), account)[0] == Allocate("ann"))  # R: bool


def no_money(invoice: Invoice, lot: AccountCredit, on: date) -> None:
    raise_credit(invoice, 7000)  # E: arg-type
    raise_credit(invoice, "70.00")  # E: arg-type
    raise_credit(invoice, 70.0)  # E: arg-type
    raise_credit(invoice, {"L1": 7000})  # E: dict-item
    raise_credit(invoice, Money(7000, "GBP"), refund=1000)  # E: arg-type
    record_payment(invoice, 7000)  # E: arg-type
    clear_payment(invoice, "70.00")  # E: arg-type
    unapply(invoice, amount=7000)  # E: arg-type
    apply_credit(invoice, [lot], on=on, amount=7000)  # E: arg-type
    refund_credit(lot, 500, on=on)  # E: arg-type
    grant("G1", "ann", 500, on=on)  # E: arg-type
    compare_with_refund(invoice, Money(7000, "GBP"), 50)  # E: arg-type
    compare_with_refund(invoice, Money(7000, "GBP"), Fees(0.5))  # E: arg-type
    cancel_session([invoice], "swim", 500)  # E: arg-type
    RaiseCredit(invoice="INV-1", amount=7000)  # E: arg-type


def no_date(account: Account, invoice: Invoice, lot: AccountCredit, outcome: Outcome) -> None:
    allocate([invoice], [lot])  # E: call-arg
    apply_credit(invoice, [lot])  # E: call-arg
    issue(invoice, [lot])  # E: call-arg
    expire([lot])  # E: call-arg
    refund_credit(lot, Money(500, "GBP"))  # E: call-arg
    grant("G1", "ann", Money(500, "GBP"))  # E: call-arg
    available([lot])  # E: call-arg
    account.record(outcome)  # E: call-arg
    decide(Allocate(), account, Policy())  # E: call-arg
    allocate([invoice], [lot], on="2026-03-01")  # E: arg-type
    allocate([invoice], [lot], date(2026, 3, 1))  # E: call-arg
    account.record(outcome, date(2026, 3, 1))  # E: call-arg


def in_the_wrong_place(account: Account, invoice: Invoice, lot: AccountCredit, policy: Policy, on: date) -> None:
    raise_credit(invoice, Money(7000, "GBP"), None)  # E: call-arg
    raise_credit("INV-1", Money(7000, "GBP"))  # E: arg-type
    raise_credit(invoice, Money(7000, "GBP"), on=on)  # E: call-arg
    raise_credit(invoice, Money(7000, "GBP"), reason="duplicate")  # E: arg-type
    raise_credit(invoice, Money(7000, "GBP"), policy="joinin")  # E: arg-type
    allocate([lot], [invoice], on=on)  # E: list-item
    apply_credit(invoice, lot, on=on)  # E: arg-type
    cancel(lot)  # E: arg-type
    pause(invoice)  # E: arg-type
    void_credit("C1")  # E: arg-type
    void_note("INV-1-CN1", [invoice], [lot])  # E: arg-type
    why_not("raise_credit", invoice)  # E: arg-type
    plan_removal([invoice], "swim", None)  # E: arg-type
    decide("allocate", account, policy, on)  # E: arg-type
    decide(invoice, account, policy, on)  # E: arg-type
    ApplyCredit("INV-1")  # E: call-arg
    account.record(raise_credit(invoice, Money(7000, "GBP")), on=on)  # E: arg-type
