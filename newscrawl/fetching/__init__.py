"""What lies under the downloader middlewares: slots, connections and how they end."""
