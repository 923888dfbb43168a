"""How account credit flows into invoices: lots on the left, what they paid on the right, a ribbon for each payment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from attrs import frozen

from credit_rules import Account, AccountCredit, CreditClass
from credit_rules_adapters.text.money import format_amount
from credit_rules_adapters.text.whereabouts import standing, taken
from credit_rules_adapters.web.pictures.picture import Picture, gathered
from credit_rules_adapters.web.pictures.shapes import (
    LETTERS,
    Fill,
    figure,
    patterns,
    shortened,
    text,
    written,
)

_MOST = 8
_HEAD, _GAP, _SLOT, _THICKEST, _EDGE = 36, 10, 18, 48, 10
_OF_CLASS = {CreditClass.PAID: Fill.PAID, CreditClass.PROMOTIONAL: Fill.PROMOTIONAL}
_LEFT = "left"
_NO_INVOICE = {Fill.LOST, Fill.LEFT}
_INVOICE = "invoice "
_OTHER_LOTS, _OTHER_INVOICES = " other credits", " other invoices"


@frozen
class Flow:
    """How much of one lot went to one place, in minor units, and what stands for it: its class, or what took it."""

    lot: str
    place: str
    amount_minor: int
    fill: Fill


def flows(account: Account, currency: str) -> tuple[Flow, ...]:
    """Return where the lots of one currency went: to invoices, elsewhere, or nowhere yet; all of each lot."""
    removed = taken(account)
    lots = [lot for lot in account.credits.values() if lot.currency == currency]
    return tuple(flow for lot in lots for flow in _of_lot(account, lot, removed.get(lot.id, {})) if flow.amount_minor)


def _of_lot(account: Account, lot: AccountCredit, removed: Mapping[str, int]) -> Iterator[Flow]:
    for invoice, amount_minor in standing(account, lot.id):
        yield Flow(lot.id, f"{_INVOICE}{invoice}", amount_minor, _OF_CLASS[lot.credit_class])
    for what, amount_minor in removed.items():
        yield Flow(lot.id, what, amount_minor, Fill.LOST)
    yield Flow(lot.id, _LEFT, lot.remaining_minor, Fill.LEFT)


def credit_flow(account: Account, *, name: str = "credit-flow") -> tuple[Picture, ...]:
    """Draw how the account's credit flowed into its invoices: a picture a currency.

    :param account: with all its entries, for what expired or was taken is read from them
    """
    currencies = sorted({lot.currency for lot in account.credits.values()})
    return tuple(_picture(f"{name}-{currency.lower()}", flows(account, currency), currency) for currency in currencies)


def _picture(name: str, found: tuple[Flow, ...], currency: str) -> Picture:
    title = f"How account credit in {currency} was used"
    shown = _merged(found)
    left, right = _columns(shown)
    svg = figure(name, title, _described(shown, currency), max(left.height, right.height, _HEAD))
    patterns(svg, name)
    largest = max((flow.amount_minor for flow in shown), default=1)
    ribbons = SubElement(svg, "g")
    for flow in shown:
        thickness = max(1, _THICKEST * flow.amount_minor // largest)
        _ribbon(ribbons, flow, (left.middle[flow], right.middle[flow]), thickness)
        for column, x in ((left, 0), (right, None)):
            _mark(svg, name, flow, (column.middle[flow], thickness, x))
    for column, at_end in ((left, False), (right, True)):
        for label, y in column.tops.items():
            _label(svg, label, (format_amount(column.sums[label], currency), y), at_end=at_end)
    for flow in shown:
        y = right.middle[flow] + 4
        amount = format_amount(flow.amount_minor, currency)
        text(svg, amount, y, at_end=True, dx=f"-{_EDGE + 4}", **{"class": "picture-amount picture-over"})
    if not shown:
        text(svg, "No account credit yet.", 14)
    rows = ((flow.lot, flow.place, format_amount(flow.amount_minor, currency)) for flow in found)
    return Picture(written(svg), title, ("Credit", "Went to", f"Amount ({currency})"), rows, figures_from=2)


@frozen
class _Column:
    """One side: where the labels of its places stand, what each sums up to, and the middle of each flow's slot."""

    tops: Mapping[str, int]
    sums: Mapping[str, int]
    middle: Mapping[Flow, int]
    height: int


def _columns(shown: tuple[Flow, ...]) -> tuple[_Column, _Column]:
    """Stack the lots on one side, and the invoices, then where else credit went, on the other."""
    largest = max((flow.amount_minor for flow in shown), default=1)
    slots = {flow: max(_SLOT, _THICKEST * flow.amount_minor // largest + 2) for flow in shown}
    rightwards = sorted(shown, key=lambda flow: (flow.fill in _NO_INVOICE, flow.place.endswith(_OTHER_INVOICES)))
    return (
        _stacked(slots, [(flow.lot, flow) for flow in shown]),
        _stacked(slots, [(flow.place, flow) for flow in rightwards]),
    )


def _stacked(slots: Mapping[Flow, int], labelled: Iterable[tuple[str, Flow]]) -> _Column:
    grouped: dict[str, list[Flow]] = {}
    for label, flow in labelled:
        grouped.setdefault(label, []).append(flow)
    tops, middle, y = {}, {}, 0
    for label, of_label in grouped.items():
        tops[label] = y
        y += _HEAD
        for flow in of_label:
            middle[flow] = y + slots[flow] // 2
            y += slots[flow]
        y += _GAP
    sums = {label: sum(flow.amount_minor for flow in of_label) for label, of_label in grouped.items()}
    return _Column(tops, sums, middle, y)


def _merged(found: tuple[Flow, ...]) -> tuple[Flow, ...]:
    """Let the smaller ones of too many lots, and of too many invoices, stand together, after the others."""
    lots = _names(((flow.lot, flow.amount_minor) for flow in found), _OTHER_LOTS)
    to_invoices = ((flow.place, flow.amount_minor) for flow in found if flow.fill not in _NO_INVOICE)
    places = _names(to_invoices, _OTHER_INVOICES)
    merged: dict[tuple[str, str], Flow] = {}
    for flow in found:
        key = lots[flow.lot], places.get(flow.place, flow.place)
        before = merged.get(key, Flow(*key, 0, flow.fill))
        fill = flow.fill if flow.fill is before.fill else Fill.SEVERAL
        merged[key] = Flow(*key, before.amount_minor + flow.amount_minor, fill)
    return tuple(sorted(merged.values(), key=lambda flow: flow.lot.endswith(_OTHER_LOTS)))


def _names(amounts: Iterable[tuple[str, int]], others: str) -> dict[str, str]:
    sums: Counter[str] = Counter()
    for label, amount_minor in amounts:
        sums[label] += amount_minor
    _, rest = gathered(list(sums), sums.__getitem__, _MOST)
    return {label: label for label in sums} | dict.fromkeys(rest, f"{len(rest)}{others}")


def _ribbon(parent: Element, flow: Flow, ends: tuple[int, int], thickness: int) -> None:
    """Draw a ribbon from one side to the other, as wide as the picture is."""
    start, end = (middle - thickness / 2 for middle in ends)
    top, bottom = min(start, end), max(start, end) + thickness
    stretched = {"viewBox": f"0 {top} 100 {bottom - top}", "preserveAspectRatio": "none"}
    box = {"x": "0", "y": str(top), "width": "100%", "height": str(bottom - top)}
    curve = (
        f"M0 {start}C50 {start} 50 {end} 100 {end}V{end + thickness}C50 {end + thickness} 50 {start + thickness}"
        f" 0 {start + thickness}Z"
    )
    path = {"d": curve, "fill": "currentColor", "fill-opacity": "0.14", "class": f"picture-ribbon picture-{flow.fill}"}
    outline = {"stroke": "currentColor", "stroke-opacity": "0.5", "vector-effect": "non-scaling-stroke"}
    SubElement(SubElement(parent, "svg", {**box, **stretched}), "path", {**path, **outline})


def _mark(svg: Element, name: str, flow: Flow, place: tuple[int, int, int | None]) -> None:
    """Draw the end of a ribbon, with the pattern of what it stands for."""
    middle, thickness, x = place
    size = {"y": str(middle - thickness / 2), "width": str(_EDGE), "height": str(thickness)}
    shift = {"x": "100%", "transform": f"translate(-{_EDGE} 0)"} if x is None else {"x": str(x)}
    paint = {"fill": f"url(#{name}-{flow.fill})", "stroke": "currentColor", "class": "picture-bar"}
    SubElement(svg, "rect", {**size, **shift, **paint})


def _label(svg: Element, label: str, figures: tuple[str, int], *, at_end: bool) -> None:
    amount, y = figures
    over = {"class": "picture-over"}
    text(svg, shortened(label.removeprefix(_INVOICE), LETTERS // 2 - 1), y + 14, at_end=at_end, **over)
    text(svg, amount, y + 30, at_end=at_end, **{"class": "picture-over picture-amount"})


def _described(shown: Iterable[Flow], currency: str) -> str:
    told = [f"{flow.lot} to {flow.place}: {format_amount(flow.amount_minor, currency)}" for flow in shown]
    return f"{'; '.join(told) or 'no account credit yet'}."
