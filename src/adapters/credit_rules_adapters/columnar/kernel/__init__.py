"""Compiled: rows of words into pieces, together by account, in order, and paid (R20, R21)."""
