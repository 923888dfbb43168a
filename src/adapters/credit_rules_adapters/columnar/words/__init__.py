"""Keys and orders as 64-bit words that compare as they do."""
