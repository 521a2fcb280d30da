"""Content-Usage, the AI preferences of the IETF: a header, and a line of robots.txt that may begin with a path.

draft-ietf-aipref-attach-05 (August 2026): sections "HTTP Content-Usage Header Field" and "Robots Exclusion Protocol
Content-Usage Rule"; draft-ietf-aipref-vocab-08 (September 2026): the labels `train-ai`, `ai-use` and `search`, the
preferences `y` and `n`, and how a statement is processed. Labels of earlier drafts are still out there and are
understood: `train-genai` and `genai` below `train-ai` and `ai`, these below `bots`, `all` and `tdm`.
"""

from __future__ import annotations

from newscrawl.core.rights.structured import parse_tokens

FOR_TRAINING = ("train-genai", "genai", "train-ai", "ai", "bots", "all", "tdm")
"""From the narrowest category that the training of a language model falls in to the widest."""


def parse_content_usage(value: str) -> dict[str, bool]:
    """The preferences of one statement: whether each labelled use is allowed. What is neither y nor n is left out."""
    return {label: word == "y" for label, word in parse_tokens(value).items() if word in ("y", "n")}


def usage_of_training(value: str) -> bool | None:
    """Whether one statement allows the training of AI; None where it states no preference.

    An explicit preference for a narrower category overrides that for a wider one.
    """
    preferences = parse_content_usage(value)
    return next((preferences[label] for label in FOR_TRAINING if label in preferences), None)
