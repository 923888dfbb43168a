"""A second, naive implementation of the rules, written from their text alone, to hold the engine against."""
