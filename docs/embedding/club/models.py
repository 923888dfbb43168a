"""The club's own tables. The columns with amounts are the sums that the rules work on, in minor units."""

from django.db import models


class Member(models.Model):
    """Who holds credit; the row that is locked while something of theirs is decided."""

    name = models.CharField(max_length=100, unique=True)


class Invoice(models.Model):
    """An invoice as the club keeps it."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    number = models.CharField(max_length=40, unique=True)
    currency = models.CharField(max_length=3, default="GBP")
    issued = models.BooleanField(default=False)
    automatic = models.BooleanField(default=True)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    paid_minor = models.BigIntegerField(default=0)
    pending_minor = models.BigIntegerField(default=0)
    allocations_made = models.IntegerField(default=0)
    notes_raised = models.IntegerField(default=0)
    reduced_minor = models.BigIntegerField(default=0)
    restored_minor = models.BigIntegerField(default=0)
    released_minor = models.BigIntegerField(default=0)


class Line(models.Model):
    """A line of an invoice, and what notes took of it."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    text = models.CharField(max_length=100)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    credited_net_minor = models.BigIntegerField(default=0)
    credited_tax_minor = models.BigIntegerField(default=0)


class Credit(models.Model):
    """A lot of account credit."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    number = models.CharField(max_length=50, unique=True)
    currency = models.CharField(max_length=3)
    credit_class = models.CharField(max_length=12, default="paid")
    amount_minor = models.BigIntegerField()
    remaining_minor = models.BigIntegerField()
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)


class Allocation(models.Model):
    """What a lot paid of an invoice, and still stands."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="allocations")
    credit = models.ForeignKey(Credit, on_delete=models.PROTECT)
    number = models.IntegerField()
    amount_minor = models.BigIntegerField()


class CreditNote(models.Model):
    """The document."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="notes")
    number = models.CharField(max_length=50, unique=True)
    amount_minor = models.BigIntegerField()
    reduced_minor = models.BigIntegerField()
    account_credit_minor = models.BigIntegerField()
    raised_on = models.DateField()
