"""A property test for each law, and the machine that plays every command into the core and the reference."""
