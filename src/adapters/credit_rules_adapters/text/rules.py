"""What each rule says, in a few words, for an explanation that names it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RULES: Mapping[str, str] = MappingProxyType(
    {
        "R1": "a credit note is raised against an existing invoice",
        "R2": "what cannot be credited or changed is not offered, and is refused",
        "R3": "amounts are above zero and in the invoice's currency",
        "R4": "a credit is at most what is left to credit",
        "R5": "on an outstanding invoice the credit lowers what is owed",
        "R6": "on a reconciled invoice the whole credit is given back",
        "R7": "on a part-paid invoice it lowers what is owed; the rest is given back",
        "R8": "money on its way is not credited",
        "R9": "what is given back goes to the lots that paid; cash becomes credit",
        "R10": "cash leaves only where the policy allows refunds",
        "R11": "a refund costs fees, a credit costs none",
        "R12": "the amount is spread over net and tax of the lines, to the last unit",
        "R13": "a credit note has a number of its invoice, and carries what it did",
        "R14": "many credits are raised in order, each after the one before",
        "R15": "credit is used before an invoice is collected automatically",
        "R16": "a customer chooses which invoice to pay with credit, and how much",
        "R17": "credit is available from its first day until before its expiry date",
        "R18": "lots are used in the policy's credit order",
        "R19": "invoices are paid in the policy's invoice order",
        "R20": "credit limited to products pays only the lines of these products",
        "R21": "many lots pay many invoices, and every lot left over has a reason",
        "R22": "a sum below the minimum collection is never collected",
        "R23": "unapplying gives credit back to the very same lot, newest first",
        "R24": "a paused lot is not applied",
        "R25": "voiding a credit note undoes it exactly",
        "R26": "cancelling an invoice without cash gives applied credit back",
        "R27": "writing off gives up what is owed",
        "R28": "credit without an invoice, payouts and payments",
        "R29": "expiry removes what remains of a lot on or after its expiry date",
        "R30": "leaving a product credits what was invoiced for it",
        "R31": "cancelling a session credits every account that has the product",
        "R32": "every outcome is explained and every refusal has its figures",
        "R33": "the policy is chosen from named values",
        "R34": "every outcome is written as balanced postings",
        "R35": "what was previewed is what is committed",
        "R36": "a request made twice is answered once",
    }
)
