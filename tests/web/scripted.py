"""Stories as pages that need JavaScript: eight ways, each with a script of its own in the page."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping

from tests.web.documents import ABOUT, story_body
from tests.web.stories import Story

__all__ = ["KINDS", "scripted"]

# In the manner of React: elements as values, made into nodes by a small reconciler, in turns.
_REACT = """
const h = (type, props, ...children) => ({type, props: props || {}, children: children.flat()});
const build = node => {
  if (typeof node !== 'object') return document.createTextNode(node);
  if (typeof node.type === 'function') return build(node.type({...node.props, children: node.children}));
  const element = document.createElement(node.type);
  for (const [name, value] of Object.entries(node.props)) element.setAttribute(name, value);
  element.append(...node.children.map(build));
  return element;
};
const Paragraph = ({children}) => h('p', null, ...children);
const Article = ({story}) => h('article', null, h('h1', null, story.title),
  h('p', {class: 'byline'}, 'By ', h('span', {rel: 'author'}, story.author)),
  ...story.paragraphs.map(text => h(Paragraph, null, text)));
const render = (node, root) => setTimeout(() => root.replaceChildren(build(node)), 30);
"""


def scripted(kind: str, story: Story) -> dict[str, str]:
    """The page of a story, with what it loads: bodies by path. `kind`: one of KINDS and OTHERS."""
    return (KINDS | OTHERS)[kind](story)


def _json(story: Story) -> str:
    said = {"title": story.title, "author": story.author, "paragraphs": story.paragraphs}
    return json.dumps(said).replace("<", "\\u003c")


def _shell(story: Story, body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(story.title)}</title>'
        f'<link rel="canonical" href="{story.url}">{head}</head><body>{body}</body></html>'
    )


def _client(story: Story) -> dict[str, str]:
    """An empty root; the script asks an API for the story and draws it."""
    code = (
        f"{_REACT}\nfetch('/api/{story.number}.json').then(answer => answer.json())"
        ".then(story => render(h(Article, {story}), document.getElementById('root')));"
    )
    root = '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>'
    return {
        story.path: _shell(story, f'{root}<script src="/app.{story.number}.js"></script>'),
        f"/app.{story.number}.js": code,
        f"/api/{story.number}.json": _json(story),
    }


def _data(story: Story) -> dict[str, str]:
    """The story stands in a script, in a form of its own, and another script draws it."""
    packed = "\\n".join("|".join(reversed(paragraph)) for paragraph in story.paragraphs).replace("'", "\\'")
    code = (
        f"{_REACT}\nconst story = {{title: {json.dumps(story.title)}, author: {json.dumps(story.author)}, paragraphs: "
        f"'{packed}'.split('\\n').map(text => text.split('|').reverse().join(''))}};"
        "render(h(Article, {story}), document.getElementById('app'));"
    )
    return {story.path: _shell(story, f'<div id="app"></div><script>{code}</script>')}


def _lazy(story: Story) -> dict[str, str]:
    """Heading and standing parts are there; the body comes when its place comes into sight."""
    fragment = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in story.paragraphs)
    said = json.dumps({"@type": "NewsArticle", "headline": story.title, "datePublished": story.published})
    code = (
        "new IntersectionObserver((seen, self) => { if (!seen[0].isIntersecting) return; self.disconnect();"
        f"fetch('/fragment/{story.number}').then(answer => answer.text())"
        ".then(text => { document.querySelector('.body').innerHTML = text; }); })"
        ".observe(document.querySelector('.body'));"
    )
    body = (
        f"<article><h1>{html.escape(story.title)}</h1><p class=byline>By {story.author}</p>"
        '<div style="height:2800px"></div><div class="body" style="min-height:50px"></div></article>'
        f"<footer>© 2026 {story.host}</footer><script>{code}</script>"
    )
    head = f'<script type="application/ld+json">{said}</script>'
    return {story.path: _shell(story, body, head), f"/fragment/{story.number}": fragment}


def _hydrated(story: Story) -> dict[str, str]:
    """The server sends a skeleton that the script replaces by what it has in parts."""
    code = (
        f"{_REACT}\nwindow.addEventListener('load', () => setTimeout(() => render(h(Article, {{story: {{"
        f"title: {json.dumps(story.title)}, author: {json.dumps(story.author)}, "
        "paragraphs: window.__flight.map(part => part[1].split('').map(c => String.fromCharCode(c.charCodeAt(0) ^ 1))"
        ".join(''))}}), document.getElementById('__next')), 200));"
    )
    coded = "".join(
        f"window.__flight.push({json.dumps(['p', ''.join(chr(ord(char) ^ 1) for char in text)])});"
        for text in story.paragraphs
    )
    skeleton = '<div class="skeleton" aria-busy="true"><i></i><i></i><i></i></div>'
    body = f'<div id="__next">{skeleton}</div><script>window.__flight = [];{coded}</script>'
    return {story.path: _shell(story, f"{body}<script>{code}</script>")}


def _shadow(story: Story) -> dict[str, str]:
    """A custom element with a closed shadow root, and the paragraphs in slots of others."""
    code = (
        "customElements.define('story-text', class extends HTMLElement { connectedCallback() {"
        "const root = this.attachShadow({mode: 'closed'});"
        f"fetch('/api/{story.number}.json').then(answer => answer.json()).then(story => {{"
        "root.innerHTML = '<article><h1></h1><slot name=\"end\"></slot></article>';"
        "root.querySelector('h1').textContent = story.title;"
        "for (const text of story.paragraphs) { const p = document.createElement('p'); p.textContent = text;"
        "root.querySelector('slot').before(p); } }); } });"
    )
    body = f"<story-text></story-text><script>{code}</script>"
    return {story.path: _shell(story, body), f"/api/{story.number}.json": _json(story)}


def _frame(story: Story) -> dict[str, str]:
    """The story is another document of the same site, in a frame that a script makes."""
    code = (
        "const frame = document.createElement('iframe');"
        f"frame.src = '/embed/{story.number}'; document.querySelector('main').append(frame);"
    )
    body = f"<header>{story.host}</header><main></main><script>{code}</script>"
    return {story.path: _shell(story, body), f"/embed/{story.number}": _shell(story, story_body(story))}


def _endless(story: Story) -> dict[str, str]:
    """Below the story a list that grows whenever its end is reached."""
    code = (
        f"{_REACT}\nconst root = document.getElementById('root');"
        f"fetch('/api/{story.number}.json').then(answer => answer.json()).then(story => {{"
        "render(h('div', null, h('main', null, h(Article, {story})), h('aside', {id: 'more'})), root);"
        "let number = 0; const grow = () => { const list = document.getElementById('more');"
        "if (list && window.scrollY + window.innerHeight > document.documentElement.scrollHeight - 200)"
        " for (let n = 0; n < 40; n++) list.append(build(h('h3', {style: 'height:80px'},"
        " h('a', {href: '/' + number}, 'More news number ' + number++))));"
        "setTimeout(grow, 60); }; grow(); });"
    )
    return {
        story.path: _shell(story, f'<div id="root"></div><script>{code}</script>'),
        f"/api/{story.number}.json": _json(story),
    }


def _consent(story: Story) -> dict[str, str]:
    """A wall that asks for consent over a story which the script draws behind it."""
    words = " ".join((*ABOUT, "We and our partners store cookies on your device. Accept all or manage choices.") * 3)
    code = (
        f"{_REACT}\nconst wall = document.createElement('div'); wall.className = 'wall';"
        "wall.style.cssText = 'position:fixed;inset:0;background:#fff;z-index:9';"
        f"wall.textContent = {json.dumps(words)}; document.body.prepend(wall);"
        "document.body.style.overflow = 'hidden';"
        f"fetch('/api/{story.number}.json').then(answer => answer.json())"
        ".then(story => render(h(Article, {story}), document.getElementById('root')));"
    )
    return {
        story.path: _shell(story, f'<div id="root"></div><script>{code}</script>'),
        f"/api/{story.number}.json": _json(story),
    }


NOSY = (
    "/pic.png", "/font.woff2", "/elsewhere", "/intern/frame", "/worker.js", "/socket", "/popup", "/allowed.js",
)  # fmt: skip
"""What the nosy page asks for of its own site beside its story."""


def _nosy(story: Story) -> dict[str, str]:
    """It asks for what a text needs not, or a crawl may not, and leads elsewhere."""
    page = _client(story)
    page["/allowed.js"] = "window.allowed = true;"
    code = (
        "setTimeout(() => { location.href = '/elsewhere'; }, 1);"
        "new WebSocket('ws://' + location.host + '/socket'); window.open('/popup');"
        "try { navigator.serviceWorker.register('/worker.js').catch(() => 0); } catch {}"
        "alert('Hello');"
    )
    added = (
        "<style>@font-face { font-family: f; src: url(/font.woff2); } body { font-family: f; }</style>"
        '<img src="/pic.png" alt=""><iframe src="/intern/frame"></iframe><script src="/allowed.js"></script>'
        '<script src="http://www.google-analytics.com/a.js"></script><script src="http://10.0.0.7/a.js"></script>'
        f"<script>{code}</script>"
    )
    page[story.path] = page[story.path].replace("</body>", f"{added}</body>")
    return page


def _hang(story: Story) -> dict[str, str]:
    """Its script never ends."""
    return {story.path: _shell(story, '<div id="root"></div><script>for (;;);</script>')}


def _hog(story: Story) -> dict[str, str]:
    """Its script takes more memory than it may, at once, and keeps it: a page that settled before would be let be."""
    code = "const kept = []; while (kept.length < 16) kept.push(new Uint8Array(1e8).fill(7));"
    return {story.path: _shell(story, f'<div id="root"></div><script>{code}</script>')}


OTHERS = {"nosy": _nosy, "hang": _hang, "hog": _hog}
KINDS = {
    "client": _client,
    "data": _data,
    "lazy": _lazy,
    "hydration": _hydrated,
    "shadow": _shadow,
    "frame": _frame,
    "endless": _endless,
    "consent": _consent,
}


def content_types(bodies: Mapping[str, str]) -> dict[str, str]:
    """The Content-Type of each path."""
    kinds = {".js": "text/javascript", "json": "application/json"}
    return {path: next((kind for end, kind in kinds.items() if path.endswith(end)), "text/html") for path in bodies}
