"""R30: what removing a person from a product credits, as a plan that can be seen and edited, and carrying it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias, assert_never

from attrs import evolve, field, frozen
from attrs.validators import optional
from returns.result import Failure, Result, Success

from credit_rules import checks
from credit_rules.invoice import Invoice, Status
from credit_rules.line import Line
from credit_rules.money import Money, half_up
from credit_rules.note import NoteReason
from credit_rules.ordering import in_invoice_order
from credit_rules.outcome import LinesRemoved
from credit_rules.policy import JOININ, InvoiceKey, Policy
from credit_rules.rejection import InvoiceNotFound, LineNotFound, Rejection
from credit_rules.result import Decision
from credit_rules.rules.at_hand import by_id
from credit_rules.rules.gates import refuse_amounts
from credit_rules.rules.issuing import refuse_issuing
from credit_rules.rules.raising_many import raise_credits
from credit_rules.rules.spreading import spread

_NEWEST_FIRST = Policy(invoice_order=(InvoiceKey.NEWEST,))


@frozen
class ByPrice:
    """Credit in proportion to the price: `unused` of `sessions` sessions; 0 <= unused <= sessions, sessions > 0."""

    unused: int = field(validator=checks.not_negative)
    sessions: int = field(validator=checks.positive)

    def __attrs_post_init__(self) -> None:
        if self.unused > self.sessions:
            raise ValueError(
                f"ByPrice.unused must be at most {checks.shown(self.sessions)}, not {checks.shown(self.unused)}"
            )


RemovalCredit: TypeAlias = ByPrice | Money | None
"""What is credited: in proportion to the price, a fixed amount, or nothing."""


@frozen(kw_only=True)
class Leaving:
    """Who leaves what: an account's lines of a product, of one beneficiary (None: any), from a date on (None: all).

    `from_on` leaves out lines whose `period_until` is on or before it.
    """

    account: str
    product: str
    beneficiary: str | None = None
    from_on: date | None = field(default=None, validator=optional(checks.day))

    def concerns(self, line: Line) -> bool:
        """Tell whether a line is one of those."""
        over = self.from_on is not None and line.period_until is not None and line.period_until <= self.from_on
        return line.product == self.product and self.beneficiary in {None, line.beneficiary} and not over

    def lines(self, invoice: Invoice) -> tuple[Line, ...]:
        """Return the lines of an invoice that are concerned; none of another account's."""
        return tuple(filter(self.concerns, invoice.lines)) if invoice.account == self.account else ()


def _drafts(drafts: Iterable[tuple[str, Iterable[str]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((id, tuple(lines)) for id, lines in drafts)


@frozen(kw_only=True)
class RemovalPlan:
    """What would be credited, by invoice and line, newest invoice first, and which lines would be taken off drafts.

    `left_out` is the part of a fixed amount that is above everything creditable. The amounts may be edited before the
    plan is carried out: an invoice may be credited twice, but a draft stands there once.
    """

    credits: tuple[tuple[str, Mapping[str, Money]], ...] = field(converter=tuple[tuple[str, Mapping[str, Money]], ...])
    drafts: tuple[tuple[str, tuple[str, ...]], ...] = field(converter=_drafts)
    left_out: Money | None

    def __attrs_post_init__(self) -> None:
        checks.each_once("RemovalPlan.drafts must name different invoices", (id for id, _ in self.drafts))


def plan_removal(
    invoices: Iterable[Invoice], leaving: Leaving, credit: RemovalCredit
) -> Result[RemovalPlan, Rejection]:
    """Plan what leaving a product credits; only what has been invoiced is credited (R30).

    By price, each line gets unused / sessions of its gross (half up), at most what is creditable on it. A fixed amount
    is placed on the newest invoice first, each up to what is creditable on its lines, and spread over them by R12;
    invoices in another currency get nothing. Lines on drafts are taken off whatever the credit.

    Refused: `amount_not_positive`.

    :raises ValueError: two invoices have the same id
    """
    given = by_id("invoices", invoices).values()
    refusal = refuse_credit(credit)
    return Success(offer(given, leaving, credit)) if refusal is None else Failure(refusal)


def refuse_credit(credit: RemovalCredit) -> Rejection | None:
    """Refuse a fixed amount that is not above zero (R3)."""
    return refuse_amounts(credit.currency, credit) if isinstance(credit, Money) else None


def offer(invoices: Iterable[Invoice], leaving: Leaving, credit: RemovalCredit) -> RemovalPlan:
    """Return the plan of `plan_removal` for a credit that is not refused."""
    newest_first = in_invoice_order(invoices, _NEWEST_FIRST)
    concerned = [(invoice, lines) for invoice in newest_first if (lines := leaving.lines(invoice))]
    credits, left_out = _credits([pair for pair in concerned if pair[0].status is Status.ISSUED], credit)
    return RemovalPlan(
        credits=tuple((id, shares) for id, shares in credits if shares),
        drafts=tuple(
            (invoice.id, tuple(line.id for line in lines))
            for invoice, lines in concerned
            if invoice.status is Status.DRAFT
        ),
        left_out=left_out,
    )


_Shares: TypeAlias = list[tuple[str, dict[str, Money]]]


def _credits(issued: list[tuple[Invoice, tuple[Line, ...]]], credit: RemovalCredit) -> tuple[_Shares, Money | None]:
    match credit:
        case None:
            return [], None
        case ByPrice():
            return [(invoice.id, _by_price(invoice, lines, credit)) for invoice, lines in issued], None
        case Money():
            return _fixed(issued, credit)
        case _:
            assert_never(credit)


def _by_price(invoice: Invoice, lines: Iterable[Line], price: ByPrice) -> dict[str, Money]:
    shares = {line.id: unused_share(line.gross_minor, line.creditable_minor, price) for line in lines}
    return {line: Money(share, invoice.currency) for line, share in shares.items() if share > 0}


def unused_share(gross_minor: int, creditable_minor: int, price: ByPrice) -> int:
    """Return what a line gets back by price: its gross in proportion, half up, at most what is creditable (R30)."""
    return min(creditable_minor, half_up(gross_minor * price.unused, price.sessions))


def _fixed(issued: list[tuple[Invoice, tuple[Line, ...]]], credit: Money) -> tuple[_Shares, Money]:
    left = credit.amount_minor
    placed: _Shares = []
    for invoice, lines in issued:
        if invoice.currency == credit.currency:
            part = min(left, sum(line.creditable_minor for line in lines))
            placed.append(
                (invoice.id, {share.line: Money(share.gross_minor, credit.currency) for share in spread(lines, part)})
            )
            left -= part
    return placed, Money(left, credit.currency)


def remove_from_product(invoices: Iterable[Invoice], plan: RemovalPlan, *, policy: Policy = JOININ) -> Decision:
    """Carry out a plan: raise its notes newest invoice first, and take its lines off the drafts (R30).

    An invoice that refuses keeps its place in `Outcome.answers` with the refusal, and its share is not moved to
    another. A draft left without lines is cancelled. Refused, where a draft is no longer what the plan saw:
    `invoice_not_found`, the status (R2), `invoice_already_issued`, `line_not_found`.

    :raises ValueError: two invoices have the same id, or the plan names invoices of several accounts
    """
    given = by_id("invoices", invoices)
    _demand_one_account(given, plan)
    for id, lines in plan.drafts:
        refusal = _refuse_taking_off(given[id], lines) if id in given else InvoiceNotFound(id)
        if refusal is not None:
            return Failure(refusal)
    raised = raise_credits(given.values(), plan.credits, policy=policy, reason=NoteReason.REMOVED_FROM_PRODUCT)
    emptied = [LinesRemoved(_without_lines(given[id], lines), lines) for id, lines in plan.drafts]
    return Success(
        evolve(
            raised,
            effects=(*raised.effects, *emptied),
            rules=tuple(dict.fromkeys(["R30", *raised.rules])),
            invoices=(*raised.invoices, *(effect.invoice for effect in emptied)),
            left_out=plan.left_out,
        )
    )


def _demand_one_account(given: Mapping[str, Invoice], plan: RemovalPlan) -> None:
    """One person leaves: no decision spans two accounts, however the plan was edited."""
    named = (given[id] for id, _ in (*plan.credits, *plan.drafts) if id in given)
    owners = {invoice.account: invoice.id for invoice in named}
    if len(owners) > 1:
        found = ", ".join(f"{id} of {account}" for account, id in sorted(owners.items()))
        raise ValueError(f"RemovalPlan must name invoices of one account, not {found}")


def _refuse_taking_off(draft: Invoice, lines: Iterable[str]) -> Rejection | None:
    known = {line.id for line in draft.lines}
    unknown = [LineNotFound(line) for line in lines if line not in known]
    return refuse_issuing(draft) or next(iter(unknown), None)


def _without_lines(draft: Invoice, removed: tuple[str, ...]) -> Invoice:
    left = tuple(line for line in draft.lines if line.id not in removed)
    return evolve(draft, lines=left, status=Status.DRAFT if left else Status.CANCELLED)
