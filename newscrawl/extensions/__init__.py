"""Scrapy extensions: what goes on beside the requests."""
