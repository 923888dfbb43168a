"""One workflow a file, each a pure function from states and a policy to an outcome or a refusal."""
