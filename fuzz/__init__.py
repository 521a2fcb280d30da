"""Every parser of newscrawl that takes bytes or strings from outside, as a fuzz target: see CONTRIBUTING.md."""
