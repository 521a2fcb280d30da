"""The spider, and what its callbacks do with answers."""
