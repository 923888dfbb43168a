"""Cases written by a person as TOML files: read strictly, played through the rules, compared and explained."""
