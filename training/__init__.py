"""Trains the models in newscrawl/core/models from a corpus folder; not part of the package."""
