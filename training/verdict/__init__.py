"""Trains the verdict that tells articles from pages of other kinds, on pages made out of a corpus' own."""
