"""The tests; a package, so that they can share the local news web in `tests.web`."""
