"""From tables as given to tables whose every value is good, or the mistakes in them."""
