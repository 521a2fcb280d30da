"""What measures newscrawl: how right its extraction is, and how fast it and a whole crawl are."""
