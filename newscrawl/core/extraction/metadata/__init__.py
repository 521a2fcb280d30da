"""From a page to what it says of its article: title, dates, persons, section, tags, image, access."""
