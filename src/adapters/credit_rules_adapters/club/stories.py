"""What happened to the members: each lives one of these stories, so that every state and corner case is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

from attrs import frozen

from credit_rules import (
    ApplyCredit,
    ByPrice,
    Cancel,
    Collection,
    Command,
    Expire,
    Grant,
    GrantKind,
    Leaving,
    Money,
    NoteReason,
    Pause,
    RaiseCredit,
    RaiseCredits,
    RecordPayment,
    RefundCredit,
    RemoveFromProduct,
    Terms,
    Unapply,
    VoidCredit,
    VoidNote,
    WriteOff,
)
from credit_rules_adapters.club.billing import (
    CAMP,
    FOOTBALL,
    GYMNASTICS,
    SWIMMING,
    Product,
    Step,
    Term,
    billed,
    drafted,
    terms,
)
from credit_rules_adapters.club.people import Member

_AUTO = Collection.AUTO
_UNLIMITED = Terms()
_HOME = "GBP"


@frozen
class Life:
    """One member's time in the club: their steps are made here, dated by days after a term began or before today."""

    member: Member
    today: date

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms, the next one last."""
        return terms(self.today)

    def invoice(self, term: int) -> str:
        """Return the id of their invoice of a term, 1 to 5."""
        return self.terms[term - 1].invoice_id(self.member)

    def money(self, share: int, product: Product = SWIMMING) -> Money:
        """Return so many hundredths of a product's net price."""
        return Money(product.prices[self.member.currency] * share // 100, self.member.currency)

    def step(self, days_ago: int, command: Command) -> Step:
        """Return a step so many days before today."""
        return Step(self.today - timedelta(days=days_ago), self.member.account, command)

    def bill(self, term: int, *products: Product, collection: Collection = Collection.MANUAL) -> Iterator[Step]:
        """Yield an invoice for a term."""
        yield from billed(self.member, self.terms[term - 1], *products, collection=collection)

    def gift(self, days_ago: int, id: str, amount: Money, terms: Terms = _UNLIMITED) -> Step:
        """Return a promotional grant."""
        granted = Grant(id=id, account=self.member.account, amount=amount, kind=GrantKind.PROMOTIONAL, terms=terms)
        return self.step(days_ago, granted)

    def after(self, days: int) -> date:
        """Return a day after today."""
        return self.today + timedelta(days=days)


Story: TypeAlias = Callable[[Life], Iterator[Step]]


def last_season(life: Life) -> Iterator[Step]:
    """Two terms, collected and paid."""
    products = (SWIMMING, FOOTBALL) if life.member.number % 2 else (GYMNASTICS,)
    yield from life.bill(1, *products, collection=_AUTO)
    yield from life.bill(2, *products, collection=_AUTO)


def owing(life: Life) -> Iterator[Step]:
    """The autumn is paid by hand, the winter is owed."""
    yield from life.bill(3, SWIMMING, collection=_AUTO)
    yield from life.bill(4, SWIMMING, GYMNASTICS)
    yield drafted(life.member, life.terms[4], SWIMMING)


def overdue_and_part_paid(life: Life) -> Iterator[Step]:
    """The autumn is part-paid and overdue; a note on it lowers the debt first, and gives the rest back (R7)."""
    yield from life.bill(3, CAMP)
    yield life.step(60, RecordPayment(invoice=life.invoice(3), amount=life.money(60, CAMP)))
    note = RaiseCredit(invoice=life.invoice(3), amount=life.money(65, CAMP), reason=NoteReason.ORDER_CHANGE)
    yield life.step(30, note)
    yield from life.bill(4, FOOTBALL)


def collected_today(life: Life) -> Iterator[Step]:
    """The winter's collection is on its way."""
    yield from life.bill(3, FOOTBALL, collection=_AUTO)
    yield from life.bill(4, SWIMMING)
    yield life.step(2, RecordPayment(invoice=life.invoice(4), amount=life.money(120), pending=True))


def billed_wrongly(life: Life) -> Iterator[Step]:
    """A credit on an outstanding invoice: less is owed (R5)."""
    yield from life.bill(3, GYMNASTICS, collection=_AUTO)
    yield from life.bill(4, GYMNASTICS, FOOTBALL)
    note = RaiseCredit(
        invoice=life.invoice(4),
        amount={"L1": life.money(30, GYMNASTICS)},
        reason=NoteReason.BILLING_ERROR,
        memo="One session a week, not two",
    )
    yield life.step(12, note)


def credited_and_collected(life: Life) -> Iterator[Step]:
    """A credit on a paid invoice pays a part of the next one by itself (R6, R15); some of it is left."""
    yield from life.bill(3, SWIMMING, CAMP, collection=_AUTO)
    yield life.step(50, RaiseCredit(invoice=life.invoice(3), amount=life.money(110, CAMP), reason=NoteReason.GOODWILL))
    yield from life.bill(4, FOOTBALL, collection=_AUTO)
    yield drafted(life.member, life.terms[4], CAMP, collection=_AUTO)


def billed_twice(life: Life) -> Iterator[Step]:
    """A duplicate is credited in full (R12)."""
    yield from life.bill(3, FOOTBALL, collection=_AUTO)
    yield from life.bill(4, FOOTBALL, SWIMMING)
    whole = Money(life.money(100, FOOTBALL).amount_minor + life.money(120).amount_minor, life.member.currency)
    yield life.step(15, RaiseCredit(invoice=life.invoice(4), amount=whole, reason=NoteReason.DUPLICATE))


def changed_their_mind(life: Life) -> Iterator[Step]:
    """One invoice cancelled, a draft too (R26)."""
    yield from life.bill(3, CAMP)
    yield life.step(70, Cancel(invoice=life.invoice(3)))
    yield from life.bill(4, GYMNASTICS)
    yield drafted(life.member, life.terms[4], GYMNASTICS)
    yield life.step(1, Cancel(invoice=life.invoice(5)))


def gone_without_paying(life: Life) -> Iterator[Step]:
    """The debt of somebody who left is given up (R27)."""
    yield from life.bill(3, SWIMMING)
    yield life.step(55, RecordPayment(invoice=life.invoice(3), amount=life.money(20)))
    yield life.step(5, WriteOff(invoice=life.invoice(3)))


def left_a_product(life: Life) -> Iterator[Step]:
    """Swimming given up in the middle of the term: by price, for the sessions not used (R30)."""
    yield from life.bill(3, SWIMMING, FOOTBALL, collection=_AUTO)
    yield from life.bill(4, SWIMMING, FOOTBALL)
    yield drafted(life.member, life.terms[4], SWIMMING, FOOTBALL)
    who, on = life.member, life.after(-9)
    leaving = Leaving(account=who.account, product="swimming", beneficiary=who.child, from_on=on)
    yield life.step(9, RemoveFromProduct(leaving, ByPrice(7, 12)))


def given_a_gift(life: Life) -> Iterator[Step]:
    """A gift that paid a part goes back to its lot, not into money, and soon expires (R9)."""
    yield life.gift(80, "WELCOME-BACK", life.money(40), Terms(expires_on=life.after(18)))
    yield from life.bill(3, SWIMMING, collection=_AUTO)
    yield life.step(40, RaiseCredit(invoice=life.invoice(3), amount=life.money(90), reason=NoteReason.GOODWILL))
    yield from life.bill(4, GYMNASTICS)


def let_gifts_lapse(life: Life) -> Iterator[Step]:
    """A gift that expired and was removed, one that expired since, one that lasts."""
    yield life.gift(200, "SUMMER-GIFT", life.money(15), Terms(expires_on=life.after(-100)))
    yield life.gift(120, "AUTUMN-GIFT", life.money(25), Terms(expires_on=life.after(-3)))
    yield life.step(95, Expire(life.member.account))
    yield life.gift(60, "LOYALTY", life.money(10), Terms(expires_on=life.after(300)))
    yield from life.bill(4, SWIMMING)


def holding_many_kinds(life: Life) -> Iterator[Step]:
    """Lots of every kind, of which some cannot be used on the invoice that is owed (R17, R20)."""
    yield from life.bill(3, CAMP, collection=_AUTO)
    yield life.step(50, RaiseCredit(invoice=life.invoice(3), amount=life.money(30, CAMP), memo="Rained off"))
    yield life.gift(48, "FOOTBALL-ONLY", life.money(50, FOOTBALL), Terms(products=("football",)))
    yield life.gift(
        47, "AQUA-PASS", life.money(35), Terms(products=("swimming", "gymnastics"), expires_on=life.after(60))
    )
    yield life.gift(46, "ON-HOLD", life.money(20), Terms(expires_on=life.after(90)))
    yield life.step(45, Pause("ON-HOLD"))
    yield life.gift(44, "FROM-NEXT-MONTH", life.money(25), Terms(usable_from=life.after(25)))
    yield life.gift(43, "LAST-WEEK", life.money(5), Terms(expires_on=life.after(-6)))
    yield life.gift(42, "NEW-YEAR", life.money(12), Terms(expires_on=life.after(39), priority=10))
    yield from life.bill(4, SWIMMING, GYMNASTICS)
    yield life.step(10, ApplyCredit(invoice=life.invoice(4), amount=life.money(20), chosen=("AQUA-PASS",)))


def overpaid(life: Life) -> Iterator[Step]:
    """Too much was paid: it is kept as credit, and some of it paid out in cash (R28)."""
    yield from life.bill(3, FOOTBALL)
    yield life.step(60, RecordPayment(invoice=life.invoice(3), amount=life.money(100, FOOTBALL)))
    granted = Grant(
        id="OVERPAID", account=life.member.account, amount=life.money(80, FOOTBALL), kind=GrantKind.OVERPAYMENT
    )
    yield life.step(60, granted)
    yield life.step(25, RefundCredit("OVERPAID", life.money(30, FOOTBALL)))
    yield from life.bill(4, FOOTBALL)


def took_it_back(life: Life) -> Iterator[Step]:
    """A note voided, credit unapplied, a gift voided: all back where it was (R23, R25, R28)."""
    yield from life.bill(3, GYMNASTICS, collection=_AUTO)
    yield life.step(60, RaiseCredit(invoice=life.invoice(3), amount=life.money(40, GYMNASTICS)))
    yield life.step(58, VoidNote(f"{life.invoice(3)}-CN1"))
    yield life.step(57, RaiseCredit(invoice=life.invoice(3), amount=life.money(25, GYMNASTICS)))
    yield from life.bill(4, GYMNASTICS)
    yield life.step(14, ApplyCredit(invoice=life.invoice(4)))
    yield life.step(13, Unapply(invoice=life.invoice(4)))
    yield life.gift(11, "BY-MISTAKE", life.money(60))
    yield life.step(10, VoidCredit("BY-MISTAKE"))


def many_notes(life: Life) -> Iterator[Step]:
    """Many small notes on one invoice, and its credit spent here and there (R14)."""
    yield from life.bill(3, CAMP, collection=_AUTO)
    yield life.step(40, RaiseCredits([(life.invoice(3), life.money(4, CAMP))] * 9))
    yield from life.bill(4, SWIMMING, FOOTBALL)
    yield life.step(8, ApplyCredit(invoice=life.invoice(4), amount=life.money(22, CAMP)))
    yield life.step(7, RecordPayment(invoice=life.invoice(4), amount=life.money(50)))


STORIES: tuple[Story, ...] = (
    holding_many_kinds, given_a_gift, owing, overdue_and_part_paid, collected_today, billed_wrongly,
    credited_and_collected, billed_twice, changed_their_mind, gone_without_paying, left_a_product, let_gifts_lapse,
    overpaid, took_it_back, many_notes,
)  # fmt: skip


def lived(member: Member, today: date) -> Iterator[Step]:
    """Yield everything that happened to a member."""
    life = Life(member, today)
    yield from last_season(life)
    if member.currency != _HOME:
        yield life.gift(65, "VOUCHER", Money(10_00, _HOME))
    yield from STORIES[(member.number - 1) % len(STORIES)](life)
