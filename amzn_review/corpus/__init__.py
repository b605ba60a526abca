"""Reviews and product metadata, real ones or made up, before anything is uploaded."""
