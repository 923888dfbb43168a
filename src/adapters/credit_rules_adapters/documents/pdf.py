"""The credit note as a PDF, by a library in plain Python: one sheet, more only where it has too many lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from attrs import frozen
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from credit_rules_adapters.access.directory import Person
from credit_rules_adapters.documents.credit_note import CreditNoteDocument
from credit_rules_adapters.documents.letters import is_latin, latin
from credit_rules_adapters.text.money import format_amount, format_money

_BUILT_IN, _GIVEN = "Helvetica", "given"
_GREY = 90
_MARGIN = 20


def credit_note_pdf(document: CreditNoteDocument, *, font: Path | None = None) -> bytes:
    """Return a credit note as a PDF; the same note makes the same bytes.

    :param font: a TrueType font that has the letters of your customers' names; without it other than Latin letters are
        written as they sound, and a line at the foot says so
    """
    return _Sheet(document, font).written()


@frozen
class _Sheet:
    document: CreditNoteDocument
    font: Path | None

    def written(self) -> bytes:
        pdf = FPDF(format="A4")
        pdf.set_margin(_MARGIN)
        pdf.set_auto_page_break(True, _MARGIN)
        pdf.set_creation_date(datetime.combine(self.document.on, time(), UTC))
        if self.font is not None:
            for style in ("", "B"):
                pdf.add_font(_GIVEN, style, self.font)
        pdf.add_page()
        self._head(pdf)
        self._parties(pdf)
        self._facts(pdf)
        self._shares(pdf)
        self._by_tax_code(pdf)
        self._effect(pdf)
        self._foot(pdf)
        return bytes(pdf.output())

    def _family(self, pdf: FPDF, size: int, style: str = "") -> None:
        pdf.set_font(_BUILT_IN if self.font is None else _GIVEN, style, size)

    def _text(self, text: str) -> str:
        return latin(text) if self.font is None else text

    def _line(self, pdf: FPDF, text: str, size: int = 10, style: str = "") -> None:
        self._family(pdf, size, style)
        pdf.multi_cell(0, size * 0.5, self._text(text), new_x="LMARGIN", new_y="NEXT")

    def _head(self, pdf: FPDF) -> None:
        pdf.set_title(self._text(self.document.title))
        self._line(pdf, self.document.title, 18, "B")
        if self.document.note.voided:
            self._line(pdf, "VOID: this credit note no longer stands.", 12, "B")
        pdf.ln(4)

    def _parties(self, pdf: FPDF) -> None:
        top, lowest = pdf.get_y(), pdf.get_y()
        parties = (("From", self.document.seller), ("To", self.document.customer))
        for place, (title, person) in enumerate(party for party in parties if _lines(party[1])):
            pdf.set_y(top)
            for size, text in ((8, title), *((10, line) for line in _lines(person))):
                self._family(pdf, size)
                pdf.set_text_color(_GREY if size == 8 else 0)
                pdf.set_x(_MARGIN + place * pdf.epw / 2)
                pdf.multi_cell(pdf.epw / 2 - 4, 5, self._text(text), new_x="LMARGIN", new_y="NEXT")
            lowest = max(lowest, pdf.get_y())
        pdf.set_text_color(0)
        pdf.set_y(lowest + 4)

    def _facts(self, pdf: FPDF) -> None:
        note, invoice = self.document.note, self.document.invoice
        facts = [
            ("Number", self.document.numbered),
            ("Date", str(self.document.on)),
            ("For invoice", f"{invoice.id} of {invoice.issued_on}"),
            ("Reason", note.reason.value.replace("_", " ")),
            ("Note", note.memo),
        ]
        for what, told in facts:
            if told:
                self._line(pdf, f"{what}: {told}")
        pdf.ln(4)

    def _shares(self, pdf: FPDF) -> None:
        currency = self.document.note.currency
        rows = [
            (line.description or line.id, share.tax_code or "-", *_minor(currency, share.net_minor, share.tax_minor))
            for line, share in self.document.shares
        ]
        total = ("Total credited", "", *_minor(currency, self.document.net_minor, self.document.tax_minor))
        self._table(pdf, ("What is credited", "Tax code", "Net", "Tax", f"Total {currency}"), [*rows, total])

    def _by_tax_code(self, pdf: FPDF) -> None:
        currency = self.document.note.currency
        rows = [
            (each.tax_code or "without a tax code", "", *_minor(currency, each.net_minor, each.tax_minor))
            for each in self.document.note.by_tax_code
        ]
        self._table(pdf, ("By tax code", "", "Net", "Tax", f"Total {currency}"), rows)

    def _table(self, pdf: FPDF, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        self._family(pdf, 9)
        with pdf.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=(44, 14, 14, 14, 14),
            text_align=("LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT"),
            headings_style=FontFace(emphasis="BOLD"),
            line_height=6,
        ) as table:
            for cells in (titles, *rows):
                table.row([self._text(cell) for cell in cells])
        pdf.ln(5)

    def _effect(self, pdf: FPDF) -> None:
        self._line(pdf, "What became of it", 10, "B")
        for what, amount in self.document.effect:
            self._line(pdf, f"{what}: {format_money(amount)}")
        pdf.ln(4)

    def _foot(self, pdf: FPDF) -> None:
        if self.font is None and not all(map(is_latin, self._told())):
            pdf.set_text_color(_GREY)
            self._line(pdf, "Some letters are written here as they sound, in the Latin ones that this document has.", 8)

    def _told(self) -> Iterator[str]:
        """Yield every text that somebody else wrote."""
        document = self.document
        yield from (*_lines(document.seller), *_lines(document.customer), document.note.id, document.note.memo)
        for line, share in document.shares:
            yield from (line.description, line.id, share.tax_code or "")


def _lines(person: Person) -> list[str]:
    tax_number = [f"Tax number {person.tax_number}"] if person.tax_number else []
    return [line for line in (person.name, *person.address.splitlines(), *tax_number) if line]


def _minor(currency: str, net_minor: int, tax_minor: int) -> tuple[str, ...]:
    return tuple(format_amount(minor, currency) for minor in (net_minor, tax_minor, net_minor + tax_minor))
