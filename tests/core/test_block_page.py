"""core.block_page: pages that keep robots out, and those that only speak of them."""

from __future__ import annotations

import pytest

from newscrawl.core.block_page import LARGEST, block_sign

STORY = (
    "<p>The small puzzles that ask whether somebody is a human have been with us for a quarter of a century, and the "
    "people who draw them say that they have never been so easy to solve by a machine as they are in this year.</p>"
)
NAV = "".join(f'<a href="/section/{n}">Section {n}</a>' for n in range(20))


def page(body: str, title: str = "", head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    "body",
    [
        page('<div id="challenge-form"><div class="g-captcha" data-sitekey="x"></div></div>'),
        page('<form action="/captcha/check"><img src="/i.png"><input name="answer"><button>Go</button></form>'),
        page('<iframe src="https://geo.example/captcha/?initial=x" width="100%"></iframe><script>var a=1</script>'),
        page(
            "<h1>Access Denied</h1>You don't have permission to access this page.<p>Reference #18.2</p>",
            "Access Denied",
        ),
        page("<noscript>Enable JavaScript and cookies to continue</noscript><script>x()</script>", "Just a moment..."),
        page("<h1>a.example</h1><p>Verify you are human by completing the action below.</p>"),
        page("<p>Please confirm that you are not a robot.</p>", "a.example"),
        page("<h1>Zugriff verweigert</h1>"),
        page("<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>"),
        page("<h1>Accès refusé</h1><p>Contactez-nous.</p>"),
        page("<p>Подтвердите, что вы не робот</p>"),
        page("<p>ロボットではありませんか。私はロボットではありません</p>"),
        page("<h1>访问被拒绝</h1>"),
        page("<p>Doğrulayın: robot değilim</p>"),
        "<html><head><title>Доступ запрещён</title></head></html>".encode("cp1251"),
        b"Access denied",
        page("<p>Checking your browser before accessing a.example.</p>" + "<script>" + "x" * 20_000 + "</script>"),
    ],
)
def test_pages_that_keep_robots_out(body: bytes) -> None:
    sign = block_sign(body, "text/html; charset=windows-1251" if b"\xc4\xee" in body else "text/html")
    assert sign is not None
    assert sign.sure, sign


@pytest.mark.parametrize(
    "body",
    [
        page(f"<h1>Are you a robot?</h1>{STORY * 3}", "Are you a robot?"),
        page(
            f"<article><h1>Access denied</h1>{STORY * 2}<div class='captcha-widget'></div></article>", "Access denied"
        ),
        page(
            f"{NAV}<h1>Just a moment</h1><p>Why waiting in line may do us good, if we know how to.</p>", "Just a moment"
        ),
        page(
            "<p>Short news of captcha makers: you are human, says one.</p>",
            head="<meta property='og:type' content='article'>",
        ),
        page("<form><input type=email><textarea></textarea><div class=g-captcha></div></form>", "Write to us"),
        page("<form><input type=password><div class=g-captcha></div></form>", "Log in"),
        page('<div id="root"></div><script src="https://x.example/recaptcha/api.js"></script>', "The Daily"),
        page('<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>', "The Daily"),
        page('<h2 class="challenger">The challenger wins</h2><p>In the last round, and by a nose.</p>'),
        page(
            "<h1>Access denied to the ballots: how a county lost its count of votes in one night</h1><p>More soon.</p>"
        ),
        page('<div id="root"></div><noscript>Your browser is no robot, but it needs JavaScript.</noscript>'),
        page("<h1>Not found</h1>"),
        b"<rss><channel><title>Captcha news</title></channel></rss>",
        b'{"captcha": false}',
        b"",
        page("captcha" + "<p>words</p>" * LARGEST),
        page(NAV + "<div class='captcha'></div>"),
    ],
)
def test_pages_that_do_not(body: bytes) -> None:
    sign = block_sign(body, "text/html")
    assert sign is None or not sign.sure, sign


def test_a_hint_is_no_proof() -> None:
    sign = block_sign(page("<p>Your request was blocked by our desk.</p>"))
    assert sign is not None
    assert not sign.sure


def test_hostile_pages_cost_little() -> None:
    challenge = "<div class=captcha><p>"
    for part in ("<script>", "<p>captcha ", challenge, "<!--", "<a href=x>captcha", "<div id='"):
        body = (part * LARGEST).encode()[:LARGEST]
        for _ in range(20):
            assert (block_sign(body) is not None) is (part == challenge)
