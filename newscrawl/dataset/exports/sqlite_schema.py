"""The tables of an SQLite export."""

from __future__ import annotations

from typing import Any

SPACELESS = ("zh", "ja", "th", "lo", "km", "my", "bo", "dz", "yue", "wuu")
"""Languages written without spaces between words: unicode61 takes a whole sentence of them for one word."""

_LIST = ", ".join(f"'{code}'" for code in SPACELESS)

TABLES = """
CREATE TABLE articles (
    nr INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    authors TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    requested_url TEXT NOT NULL,
    language TEXT,
    language_score REAL,
    published_day TEXT,
    date_published TEXT,
    date_modified TEXT,
    date_source TEXT,
    publisher TEXT,
    section TEXT,
    description TEXT,
    image TEXT,
    image_width INTEGER,
    image_height INTEGER,
    image_caption TEXT,
    paywalled INTEGER,
    rights_verdict TEXT NOT NULL,
    rights_training TEXT NOT NULL,
    rights TEXT,
    content_hash TEXT,
    cluster_id TEXT,
    duplicate_of TEXT,
    fetched_at TEXT,
    discovered_by TEXT,
    rendered INTEGER NOT NULL,
    http_status INTEGER,
    archive TEXT,
    kind TEXT,
    kind_score REAL,
    quality REAL,
    extractor TEXT,
    run_id TEXT,
    extra TEXT
);
CREATE TABLE authors (nr INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE tags (nr INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE article_authors (
    article INTEGER NOT NULL REFERENCES articles (nr),
    place INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES authors (nr),
    PRIMARY KEY (article, place)
) WITHOUT ROWID;
CREATE TABLE article_tags (
    article INTEGER NOT NULL REFERENCES articles (nr),
    place INTEGER NOT NULL,
    tag INTEGER NOT NULL REFERENCES tags (nr),
    PRIMARY KEY (article, place)
) WITHOUT ROWID;
"""

AFTERWARDS = """
CREATE INDEX articles_id ON articles (id, version);
CREATE INDEX articles_url ON articles (url);
CREATE INDEX articles_source_day ON articles (source, published_day);
CREATE INDEX articles_day ON articles (published_day);
CREATE INDEX articles_language ON articles (language);
CREATE INDEX articles_duplicate_of ON articles (duplicate_of);
CREATE INDEX articles_cluster_id ON articles (cluster_id);
CREATE INDEX article_authors_author ON article_authors (author);
CREATE INDEX article_tags_tag ON article_tags (tag);

CREATE VIEW newest AS
    SELECT * FROM articles AS one WHERE NOT EXISTS (
        SELECT 1 FROM articles AS two WHERE two.id = one.id
        AND (ifnull(two.fetched_at, ''), two.version, two.nr) > (ifnull(one.fetched_at, ''), one.version, one.nr)
    );
CREATE VIEW sites AS
    SELECT source, count(*) AS articles, min(published_day) AS first_day, max(published_day) AS last_day,
        round(avg(quality), 3) AS quality FROM articles GROUP BY source;
CREATE VIEW months AS
    SELECT substr(published_day, 1, 7) AS month, source, language, count(*) AS articles
    FROM articles GROUP BY 1, 2, 3;
CREATE VIEW authors_by_articles AS
    SELECT authors.nr, authors.name, count(*) AS articles FROM authors
    JOIN article_authors ON article_authors.author = authors.nr GROUP BY authors.nr;
CREATE VIEW tags_by_articles AS
    SELECT tags.nr, tags.name, count(*) AS articles FROM tags
    JOIN article_tags ON article_tags.tag = tags.nr GROUP BY tags.nr;
CREATE VIEW spaceless_articles AS
    SELECT nr, title, text, authors FROM articles WHERE language IN (:SPACELESS);

CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, text, authors, content = 'articles', content_rowid = 'nr', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE spaceless_fts USING fts5(
    title, text, authors, content = 'spaceless_articles', content_rowid = 'nr', tokenize = 'trigram'
);
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');
INSERT INTO spaceless_fts (spaceless_fts) VALUES ('rebuild');

CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, text, authors) VALUES (new.nr, new.title, new.text, new.authors);
    INSERT INTO spaceless_fts (rowid, title, text, authors)
        SELECT new.nr, new.title, new.text, new.authors WHERE new.language IN (:SPACELESS);
END;
CREATE TRIGGER articles_gone AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, text, authors)
        VALUES ('delete', old.nr, old.title, old.text, old.authors);
    INSERT INTO spaceless_fts (spaceless_fts, rowid, title, text, authors)
        SELECT 'delete', old.nr, old.title, old.text, old.authors WHERE old.language IN (:SPACELESS);
    DELETE FROM article_authors WHERE article = old.nr;
    DELETE FROM article_tags WHERE article = old.nr;
END;
CREATE TRIGGER articles_changed AFTER UPDATE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, text, authors)
        VALUES ('delete', old.nr, old.title, old.text, old.authors);
    INSERT INTO spaceless_fts (spaceless_fts, rowid, title, text, authors)
        SELECT 'delete', old.nr, old.title, old.text, old.authors WHERE old.language IN (:SPACELESS);
    INSERT INTO articles_fts (rowid, title, text, authors) VALUES (new.nr, new.title, new.text, new.authors);
    INSERT INTO spaceless_fts (rowid, title, text, authors)
        SELECT new.nr, new.title, new.text, new.authors WHERE new.language IN (:SPACELESS);
END;
""".replace(":SPACELESS", _LIST)

_SEARCH = """
SELECT a.nr, a.published_day, a.source, a.title, snippet(articles_fts, 1, '[', ']', '…', 24) AS found
FROM articles_fts JOIN articles AS a ON a.nr = articles_fts.rowid
WHERE articles_fts MATCH :words ORDER BY articles_fts.rank LIMIT 100
"""
_SEARCH_SPACELESS = """
SELECT a.nr, a.published_day, a.source, a.title, snippet(spaceless_fts, 1, '[', ']', '…', 40) AS found
FROM spaceless_fts JOIN articles AS a ON a.nr = spaceless_fts.rowid
WHERE spaceless_fts MATCH '"' || replace(:characters, '"', '""') || '"' ORDER BY spaceless_fts.rank LIMIT 100
"""


def datasette_metadata(databases: list[str]) -> dict[str, Any]:
    """metadata.json for Datasette (https://docs.datasette.io/en/stable/metadata.html), for databases of these names."""
    tables = {
        "articles": {
            "label_column": "title",
            "sort_desc": "published_day",
            "facets": ["source", "language", "rights_training"],
            "fts_table": "articles_fts",
            "fts_pk": "nr",
        },
        "newest": {"fts_table": "articles_fts", "fts_pk": "nr", "sort_desc": "published_day"},
        "spaceless_articles": {"fts_table": "spaceless_fts", "fts_pk": "nr"},
        "authors": {"label_column": "name"},
        "tags": {"label_column": "name"},
        "articles_fts": {"hidden": True},
        "spaceless_fts": {"hidden": True},
    }
    queries = {
        "search": {"sql": _SEARCH.strip(), "title": "Articles with these words, the best first"},
        "search_spaceless": {
            "sql": _SEARCH_SPACELESS.strip(),
            "title": "Articles in scripts without spaces with these characters, three or more",
        },
    }
    return {
        "title": "News articles",
        "license": "The texts belong to their publishers",
        "databases": {name: {"tables": tables, "queries": queries} for name in databases},
    }
