"""Imports what extraction and discovery need, so that worker processes are forked with it in memory."""

from __future__ import annotations

import gc

import rensa  # noqa: F401 (what core.doubles asks for when it first makes a sketch)

import newscrawl.core.discovery.feeds
import newscrawl.core.discovery.links
import newscrawl.core.discovery.sitemaps
import newscrawl.core.extraction  # noqa: F401

# What is imported stays: no collection looks at it again, in any worker.
gc.collect()
gc.freeze()
