"""Ten numbers of a text, under eight learners and three ways to tell several labels apart."""
