"""The edge where text becomes values and values become text: money, dates, policies, entries, sentences."""

from credit_rules_adapters.text.rejections import describe

__all__ = ["describe"]
