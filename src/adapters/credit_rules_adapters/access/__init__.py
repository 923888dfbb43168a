"""Who may do what: callers and their roles, tokens, rates, and the directory of persons. HTTP and pages ask here."""
