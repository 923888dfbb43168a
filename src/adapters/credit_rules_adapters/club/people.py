"""Who belongs to the club: sixty people, their addresses, and the currency they are billed in."""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from credit_rules_adapters.access.directory import Person

_NAMES = (
    "Ann Archer", "Ben Bailey", "Carla Conti", "Dilip Desai", "Eve Ellis", "Finn Fraser",
    "Grace Green", "Hamid Haidari", "Isla Irving", "Jack Jones", "Kim Kowalska", "Liam Lewis",
    "Maya Mistry", "Noah Novak", "Olive Owen", "Priya Patel", "Quentin Quill", "Rosa Reyes",
    "Sam Singh", "Tara Thomas", "Uma Upton", "Victor Vance", "Wendy Walsh", "Xavi Xifré",
    "Yara Young", "Zoë Zimmer", "Agnes Åkesson", "Björn Berg", "Chidi Okafor", "Daniela Dvořák",
    "Emre Yıldız", "Fatima Farouk", "Giorgos Γεωργίου", "Hana Suzuki", "Ivan Иванов", "Joan Jarvis",
    "Keiko Tanaka", "Łukasz Lis", "Mei 李", "Nguyễn Minh", "Oscar O’Brien", "Petra Pospíšil",
    "Rahul Rao", "Siân Stone", "Tomás Tully", "Ulla Uhlmann", "Vera Vidal", "Will Ward",
    "Ximena Xolotl", "Yusuf Yilmaz", "Zara Zaman", "Alan Abbott", "Beth Barker", "Colm Casey",
    "Dora Dean", "Ed Evans", "Fay Fox", "Gus Grant", "Holly Hart", "Ian Ingram",
)  # fmt: skip
_STREETS = ("Mill Lane", "Station Road", "Church Street", "The Green", "Park Avenue")
_ELSEWHERE = {"Colm Casey": "EUR", "Tomás Tully": "EUR", "Carla Conti": "EUR", "Keiko Tanaka": "JPY"}
_ELSEWHERE |= {"Hana Suzuki": "JPY", "Fatima Farouk": "KWD", "Hamid Haidari": "KWD"}


@frozen
class Member:
    """Somebody with an account: the number they joined with, their name, and the currency of their invoices."""

    number: int
    name: str
    currency: str

    @property
    def account(self) -> str:
        """The id of their account: their name in plain letters."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z]+", "-", plain).strip("-")

    @property
    def child(self) -> str:
        """Whose sessions most of their invoices are for."""
        return f"{self.name.split()[0]}’s child"

    @property
    def person(self) -> Person:
        """What the directory knows of them."""
        street = f"{self.number} {_STREETS[self.number % len(_STREETS)]}"
        tax_number = f"GB {100_000_000 + 7919 * self.number}" if self.number % 10 == 0 else ""
        address = f"{street}\nMarlow Bottom\nSL7 {self.number % 9 + 1}AB"
        return Person(name=self.name, address=address, tax_number=tax_number)


MEMBERS = tuple(Member(number, name, _ELSEWHERE.get(name, "GBP")) for number, name in enumerate(_NAMES, start=1))
SELLER = Person(
    name="Marlow Sports Club", address="The Boathouse\nThames Side\nMarlow SL7 1AA", tax_number="GB 123 4567 89"
)
