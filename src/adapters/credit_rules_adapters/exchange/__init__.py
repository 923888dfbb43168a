"""Import and export: invoices and lots from tables into a store, and a whole store as a folder and back."""
