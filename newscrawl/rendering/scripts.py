"""What is run inside of a page: how much text it has by now, and what it looks like in the end."""

from __future__ import annotations

__all__ = ["OPEN_SHADOWS", "SCROLL", "SERIALISE", "STATE"]

OPEN_SHADOWS = """
(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) { return attach.call(this, {...options, mode: 'open'}); };
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'Notification']) { delete window[name]; }
  window.open = () => null;
  window.alert = window.print = () => undefined;
  window.confirm = () => false;
  window.prompt = () => null;
})();
"""
"""Before the page's own scripts: shadow roots can be read whatever their mode, and nothing asks for a reader."""

_WALK = """
const frameOf = element => {
  if (element.localName !== 'iframe' && element.localName !== 'frame') return null;
  try { return element.contentDocument && element.contentDocument.documentElement ? element.contentDocument : null; }
  catch { return null; }
};
const SILENT = new Set(['script', 'style', 'noscript', 'template']);
"""

STATE = (
    "() => {"
    + _WALK
    + """
  let length = 0;
  const left = document.body ? [document.body] : [];
  while (left.length) {
    const node = left.pop();
    if (node.nodeType === 3) { length += node.data.trim().length; continue; }
    if (node.nodeType === 1) {
      if (SILENT.has(node.localName)) continue;
      if (node.shadowRoot) left.push(node.shadowRoot);
      const inner = frameOf(node);
      if (inner && inner.body) { left.push(inner.body); continue; }
    }
    for (let child = node.firstChild; child; child = child.nextSibling) left.push(child);
  }
  const height = document.documentElement.scrollHeight;
  return [length, document.readyState !== 'loading', height > window.scrollY + window.innerHeight + 10];
}"""
)
"""Gives the characters that the document has, in shadow roots and frames of its own site too; whether it is parsed;
whether there is more below."""

SCROLL = "() => window.scrollTo(0, document.documentElement.scrollHeight)"

SERIALISE = (
    "() => {"
    + _WALK
    + r"""
  const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
  const RAW = new Set(['script', 'style', 'xmp', 'noembed', 'noframes', 'plaintext']);
  const NAMED = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '\xa0': '&nbsp;'};
  const text = value => value.replace(/[&<>\xa0]/g, one => NAMED[one]);
  const said = value => value.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  const attributes = element => [...element.attributes]
    .filter(one => !/^on/i.test(one.name) && /^[^\s"'<>\/=\x00]+$/.test(one.name) && one.value.length < 1e5)
    .map(one => ` ${one.name}="${said(one.value)}"`).join('');
  const whole = document.body ? document.body.textContent.length : 0;
  const isOverlay = element => {
    if (element === document.body || element === document.documentElement) return false;
    const role = (element.getAttribute('role') || '').toLowerCase();
    if (element.localName === 'dialog' || role === 'dialog' || role === 'alertdialog') return true;
    if (element.getAttribute('aria-modal') === 'true') return true;
    const view = element.ownerDocument.defaultView;
    return !!view && view.getComputedStyle(element).position === 'fixed' && 2 * element.textContent.length < whole;
  };
  const isData = element => /json/i.test(element.type || '');
  const out = [];
  // A stack in place of recursion: documents made by scripts may be nested deeper than a call may be.
  const left = [['in', document.documentElement]];
  const children = node => {
    const list = node.localName === 'slot' && node.assignedNodes
      ? (node.assignedNodes({flatten: true}).length ? node.assignedNodes({flatten: true}) : [...node.childNodes])
      : [...node.childNodes];
    for (let place = list.length - 1; place >= 0; place--) left.push(['in', list[place]]);
  };
  out.push('<!DOCTYPE html>\n');
  while (left.length) {
    const [step, node] = left.pop();
    if (step === 'out') { out.push(node); continue; }
    if (node.nodeType === 3) { out.push(text(node.data)); continue; }
    if (node.nodeType !== 1) continue;
    const name = node.localName;
    if (name === 'noscript' || name === 'template' || name === 'style') continue;
    if (name === 'script' && !isData(node)) continue;
    if (RAW.has(name)) { out.push(`<${name}${attributes(node)}>${node.textContent}</${name}>`); continue; }
    if (isOverlay(node)) continue;
    const inner = frameOf(node);
    if (inner) {
      if (!inner.body) continue;
      out.push('<div>');
      left.push(['out', '</div>']);
      children(inner.body);
      continue;
    }
    if (node.shadowRoot || name === 'slot') {
      if (name !== 'slot') { out.push(`<div${attributes(node)}>`); left.push(['out', '</div>']); }
      children(node.shadowRoot || node);
      continue;
    }
    out.push(`<${name}${attributes(node)}>`);
    if (VOID.has(name)) continue;
    left.push(['out', `</${name}>`]);
    children(node);
  }
  return out.join('');
}"""
)
"""Gives the document as HTML: what shadow roots and frames of its own site show stands where it is shown, scripts but
for data are left out, and so is what lies over the page."""
