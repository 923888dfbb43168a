"""Tables at random for the bulk run, and its law."""
