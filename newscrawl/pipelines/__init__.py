"""Item pipelines: a page is judged, told from doubles, and written."""
