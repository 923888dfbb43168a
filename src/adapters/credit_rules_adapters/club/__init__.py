"""A demo club: sixty people, four products and two seasons, told to a store by the same commands that anyone sends."""

from credit_rules_adapters.club.filling import CLUB_POLICY, fill, series_of
from credit_rules_adapters.club.people import MEMBERS, SELLER, Member

__all__ = ["CLUB_POLICY", "MEMBERS", "SELLER", "Member", "fill", "series_of"]
