"""The documents of a site that name articles: bytes to candidates and further sources."""
