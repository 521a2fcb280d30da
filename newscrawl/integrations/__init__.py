"""newscrawl inside other projects' pipelines."""
