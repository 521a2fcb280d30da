"""The style of the report's pages, light and dark."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root {
  --paper: #fdfdfb; --ink: #1d1d1b; --faint: #5c5c58; --line: #d9d9d4; --link: #0b57a4;
  --missing: #b3001b; --missing-back: #fde4e4; --strike: #b3001b80; --extra: #0746a6; --extra-back: #e0ebff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16171a; --ink: #e8e8e4; --faint: #a3a39d; --line: #36373c; --link: #8ab8ff;
    --missing: #ff9d9d; --missing-back: #451a1f; --strike: #ff9d9d80; --extra: #a3c6ff; --extra-back: #16294d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
a { color: var(--link); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .75rem 0; overflow-wrap: anywhere; }
nav { display: flex; gap: 1.25rem; flex-wrap: wrap; color: var(--faint); }
small { color: var(--faint); overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { padding: .45rem .6rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; white-space: nowrap; }
.number { font-variant-numeric: tabular-nums; text-align: end; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1rem; font-size: .9rem; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.legend { display: flex; gap: 1rem; flex-wrap: wrap; font-size: .9rem; }
.text { max-width: 46rem; white-space: pre-wrap; overflow-wrap: anywhere; }
del { color: var(--missing); background: var(--missing-back); text-decoration: line-through 1px var(--strike); }
ins { color: var(--extra); background: var(--extra-back); text-decoration: underline 2px; text-underline-offset: .2em; }
"""
