"""The edge where text becomes values and values become text: money, dates, policies, entries, sentences."""
