"""WARC archives (ISO 28500:2017, WARC 1.1): written beside the lines of a crawl, and read again. Needs warcio."""
