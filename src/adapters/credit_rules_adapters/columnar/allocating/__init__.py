"""A run: good tables to words, through the kernel, and what it found back to tables."""
