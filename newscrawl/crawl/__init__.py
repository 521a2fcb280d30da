"""One run of a crawl, as far as it is not Scrapy's: what it was asked for, what it holds, what it asks for next."""
