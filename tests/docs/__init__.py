"""Tests of the pages: what they show is run, what they name exists."""
