"""The champions' scores beside those that another service once gave."""
