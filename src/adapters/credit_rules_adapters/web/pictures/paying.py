"""What paid an invoice, where a lot went, and what will expire when: sums in parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from credit_rules import Account, AccountCredit, CreditClass, Invoice, Status
from credit_rules_adapters.reports import expiring
from credit_rules_adapters.text.whereabouts import standing, taken
from credit_rules_adapters.web.pictures.bars import Part, bars
from credit_rules_adapters.web.pictures.picture import Picture
from credit_rules_adapters.web.pictures.shapes import Fill

_OF_CLASS = {CreditClass.PAID: Fill.PAID, CreditClass.PROMOTIONAL: Fill.PROMOTIONAL}
_OWED = {
    Status.DRAFT: "not issued yet",
    Status.ISSUED: "still owed",
    Status.CANCELLED: "cancelled",
    Status.WRITTEN_OFF: "written off",
}


def what_paid(invoice: Invoice, *, name: str = "what-paid") -> Picture:
    """Draw what paid an invoice: cash, account credit lot by lot, credit notes, and what is still owed of its total."""
    return bars(name, f"What paid invoice {invoice.id}", _settling(invoice), invoice.currency)


def _settling(invoice: Invoice) -> Iterator[Part]:
    yield Part("cash", invoice.paid_minor - invoice.released_minor, Fill.CASH)
    yield Part("cash, given back", invoice.released_minor, Fill.RETURNED)
    lots: Counter[str] = Counter()
    for piece in invoice.allocations:
        lots[piece.credit] += piece.amount_minor
    classes = {piece.credit: piece.credit_class for piece in invoice.allocations}
    for lot, amount_minor in lots.items():
        yield Part(f"{lot} ({classes[lot].value})", amount_minor, _OF_CLASS[classes[lot]])
    yield Part("credit, given back", invoice.restored_minor, Fill.RETURNED)
    yield Part("lowered by credit notes", invoice.reduced_minor, Fill.CREDITED)
    yield Part("cash on its way", invoice.pending_minor, Fill.PENDING)
    yield Part(_OWED[invoice.status], invoice.balance_minor, Fill.LEFT)


def where_credit_went(account: Account, lot: AccountCredit, *, name: str = "where-it-went") -> Picture:
    """Draw which invoices a lot paid, what else was taken of it, and what is left.

    :param account: with all its entries, for what expired or was taken is read from them
    """
    fill = _OF_CLASS[lot.credit_class]
    parts = [Part(f"paid {invoice}", amount_minor, fill) for invoice, amount_minor in standing(account, lot.id)]
    parts += [Part(what, amount_minor, Fill.LOST) for what, amount_minor in taken(account).get(lot.id, {}).items()]
    parts.append(Part("left", lot.remaining_minor, Fill.LEFT))
    return bars(name, f"Where credit {lot.id} went", parts, lot.currency)


def what_expires(credits: Iterable[AccountCredit], *, on: date, name: str = "what-expires") -> tuple[Picture, ...]:
    """Draw what will expire when, if it is not used before: a picture a currency, dates in order, what never does last.

    Lots already past their expiry on that date are left out.
    """
    lots = [lot for lot in credits if not lot.voided and not lot.has_expired(on)]
    by_currency: defaultdict[str, list[Part]] = defaultdict(list)
    for (currency, expires_on), of_date in sorted(_by_date(lots).items()):
        by_currency[currency].append(Part(f"until {expires_on}", sum(of_date.values()), _fill(of_date)))
    for lot_currency, of_lots in _lasting(lots).items():
        by_currency[lot_currency].append(Part("never expires", sum(of_lots.values()), _fill(of_lots)))
    return tuple(
        bars(f"{name}-{currency.lower()}", f"What expires when, in {currency}", parts, currency)
        for currency, parts in sorted(by_currency.items())
    )


def _by_date(lots: Iterable[AccountCredit]) -> dict[tuple[str, date], Counter[CreditClass]]:
    found: defaultdict[tuple[str, date], Counter[CreditClass]] = defaultdict(Counter)
    for row in expiring(lots):
        found[row.currency, row.expires_on][row.credit_class] += row.amount_minor
    return found


def _lasting(lots: Iterable[AccountCredit]) -> dict[str, Counter[CreditClass]]:
    found: defaultdict[str, Counter[CreditClass]] = defaultdict(Counter)
    for lot in lots:
        if lot.expires_on is None and lot.remaining_minor > 0:
            found[lot.currency][lot.credit_class] += lot.remaining_minor
    return found


def _fill(classes: Counter[CreditClass]) -> Fill:
    return Fill.SEVERAL if len(classes) > 1 else _OF_CLASS[next(iter(classes))]
