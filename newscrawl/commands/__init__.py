"""`scrapy` commands of this project, where newscrawl's exit codes differ from Scrapy's."""
