"""BERT, RoBERTa and ALBERT out of any Hugging Face folder, as functions of token ids."""
