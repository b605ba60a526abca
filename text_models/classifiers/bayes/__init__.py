"""Naive Bayes, and logistic regression on its log-count ratios."""
