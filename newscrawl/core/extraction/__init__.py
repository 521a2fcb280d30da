"""A page's bytes to an article, or to the named reason why it is none."""
