"""Trained models as plain data, and what evaluates them."""
