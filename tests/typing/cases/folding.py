"""`fold` checks both functions against the result and has the type of their answer."""

from returns.result import Result

from credit_rules import Decision, Invoice, Money, Outcome, Rejection, fold, raise_credit


def outstanding(outcome: Outcome) -> int:
    return outcome.invoice.outstanding_minor


def nothing(refusal: Rejection) -> int:
    return len(refusal.code)


def code(refusal: Rejection) -> str:
    return refusal.code


def answered(decision: Decision, other: Result[int, str]) -> None:
    reveal_type(fold(decision, outstanding, nothing))  # R: int
    note = fold(decision, lambda outcome: outcome.note, lambda refusal: None)
    reveal_type(note)  # R: credit_rules.note.CreditNote | None
    reveal_type(fold(other, str, str.upper))  # R: str
    reveal_type(decision.map(outstanding).value_or(0))  # R: int
    again = decision.bind(lambda outcome: raise_credit(outcome.invoice, Money(1, "GBP")))
    reveal_type(again.unwrap())  # R: credit_rules.outcome.Outcome
    fold(decision, nothing, nothing)  # E: arg-type
    fold(decision, outstanding, outstanding)  # E: arg-type
    fold(decision, lambda outcome: outcome.notes_raised, nothing)  # E: attr-defined
    fold(decision, lambda outcome: 1, lambda refusal: refusal.figure)  # E: union-attr
    fold(decision, outstanding)  # E: call-arg
    fold(decision.unwrap(), outstanding, nothing)  # E: arg-type


def both_ways(invoice: Invoice) -> str:
    return fold(raise_credit(invoice, Money(1, "GBP")), lambda outcome: outcome.note.id, code)


def wrongly(invoice: Invoice) -> str:
    return fold(raise_credit(invoice, Money(1, "GBP")), outstanding, nothing)  # E: return-value
