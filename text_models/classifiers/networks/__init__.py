"""Networks that are trained from scratch on a task's own texts: one rung a file.

Keras is imported when one is fitted or asked, never before.
"""
