"""Archives read again: the pages go the way that a crawl's go, without Scrapy's engine and without a request."""
