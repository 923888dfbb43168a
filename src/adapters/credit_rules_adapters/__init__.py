"""What surrounds the rules: files, commands, and whatever else reads or writes. The rules know nothing of it."""
