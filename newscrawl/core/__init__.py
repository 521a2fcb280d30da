"""What can be a function of bytes and values: no network, no database, no Scrapy in here."""
