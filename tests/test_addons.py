"""What the add-on makes of a project's settings."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from newscrawl.addons import Newscrawl
from newscrawl.middlewares.robots import RobotsMiddleware
from newscrawl.pipelines.verdict import VerdictPipeline
from newscrawl.pipelines.writer import WriterPipeline


class OwnPipeline:
    """A user's."""


@pytest.mark.parametrize(
    ("before", "component", "priority"),
    [
        ({}, RobotsTxtMiddleware, None),
        ({}, RobotsMiddleware, 100),
        ({"DOWNLOADER_MIDDLEWARES": {RobotsMiddleware: 150}}, RobotsMiddleware, 150),
        ({"DOWNLOADER_MIDDLEWARES": {"newscrawl.middlewares.robots.RobotsMiddleware": None}}, RobotsMiddleware, None),
    ],
)
def test_components_are_added_and_a_projects_own_wish_wins(
    before: dict[str, Any], component: type, priority: int | None
) -> None:
    settings = Settings(before)
    Newscrawl().update_settings(settings)
    found = settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")
    values = {load_object(key): value for key, value in found.items()}
    assert values.get(component) == priority


def test_a_users_pipeline_stands_among_ours() -> None:
    settings = Settings({"ITEM_PIPELINES": {OwnPipeline: 500}})
    Newscrawl().update_settings(settings)
    pipelines = settings.getdict("ITEM_PIPELINES")
    assert pipelines[VerdictPipeline] < pipelines[OwnPipeline] < pipelines[WriterPipeline]
