"""The Scrapy project's settings. docs/settings.md says what each of newscrawl's own does."""

from newscrawl.crawl.agent import user_agent

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders.news"]
COMMANDS_MODULE = "newscrawl.commands"
ADDONS = {"newscrawl.addons.Newscrawl": 300}

# Manners: say who it is, obey robots.txt, one request a second and host, slower where the host is slow.
USER_AGENT = user_agent()
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.25
CONCURRENT_REQUESTS_PER_DOMAIN = 2
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
METAREFRESH_MAXDELAY = 5

# Many sites at once, few pages of each (see frontier.py).
CONCURRENT_REQUESTS = 64
CONCURRENT_ITEMS = 1  # a callback yields one item at most; Scrapy starts so many tasks for each callback
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 8_000_000  # of a page; no article is written in more (core.extraction.assemble.MAX_SIZE)
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.logformat.RunLogFormatter"
REDIRECT_MAX_TIMES = 8
HTTPERROR_ALLOW_ALL = True  # every status comes to the callbacks, which know what it means for a candidate
DOWNLOADER_STATS = False  # the run's own figures (report/figures.py) cost less

WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the callbacks' source again for every page
DOWNLOADER = "newscrawl.fetching.downloader.InterruptibleDownloader"
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.fetching.handler.HttpHandler",
    "https": "newscrawl.fetching.handler.HttpHandler",
}

# No way in from outside, no network but the sites'.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.logformat.RunLogFormatter"
LOGSTATS_INTERVAL = 10.0
FEED_EXPORT_ENCODING = "utf-8"
