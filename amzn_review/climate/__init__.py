"""Weather stations and their daily climate, as NOAA publishes them."""
