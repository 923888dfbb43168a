"""What everything stands on: Arrow columns as arrays, compiling, memory and threads."""
