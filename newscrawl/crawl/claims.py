"""Articles between the verdict and their line on disk: the store does not know them yet."""

from __future__ import annotations


class Claims:
    """Who is about to write which article; at most a few hundred at a time."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._contents: dict[str, str] = {}
        self._held: dict[int, tuple[str, str | None]] = {}

    def claim(self, holder: int, article_id: str, content_hash: str | None) -> str | None:
        """Claim an id and a text for a page, `id(page)`. Returns the id of the article that has one of them."""
        if article_id in self._ids:
            return article_id
        if content_hash and content_hash in self._contents:
            return self._contents[content_hash]
        self._ids.add(article_id)
        if content_hash:
            self._contents[content_hash] = article_id
        self._held[holder] = (article_id, content_hash)
        return None

    def release(self, holder: int) -> None:
        """Give up what the page holds, if anything."""
        article_id, content_hash = self._held.pop(holder, ("", None))
        self._ids.discard(article_id)
        if content_hash:
            self._contents.pop(content_hash, None)
