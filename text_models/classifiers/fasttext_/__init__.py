"""fastText's classifier: trained by its library, asked without it."""
