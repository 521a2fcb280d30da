// Le Courrier du lac: every page is an empty root until this script has run.
"use strict";

function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function meta(property, content) {
  document.head.append(element("meta", { property, content }));
}

function article(data) {
  document.title = `${data.titre} | Le Courrier du lac`;
  document.head.append(element("link", { rel: "canonical", href: location.origin + "/" + data.slug }));
  meta("og:type", "article");
  meta("og:site_name", "Le Courrier du lac");
  meta("og:title", data.titre);
  meta("og:description", data.chapo);
  meta("article:published_time", data.publie);
  meta("article:section", data.rubrique);
  for (const word of data.mots_cles) meta("article:tag", word);
  document.head.append(element("meta", { name: "author", content: data.auteur }));
  const day = new Date(data.publie).toLocaleDateString("fr-FR", { dateStyle: "long", timeZone: "Europe/Paris" });
  return element("article", {},
    element("h1", {}, data.titre),
    element("p", { class: "signature" }, `Par ${data.auteur}, le `, element("time", { datetime: data.publie }, day)),
    element("div", { class: "texte" }, ...data.paragraphes.map((text) => element("p", {}, text))));
}

function front(list) {
  return element("div", {}, element("h1", {}, "À la une"), ...list.map((one) =>
    element("section", {}, element("h2", {}, element("a", { href: "/" + one.slug }, one.titre)), element("p", {}, one.chapo))));
}

async function load(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function page() {
  const path = location.pathname;
  if (path === "/") return front(await load("/api/une.json"));
  if (path.startsWith("/actualites/")) return article(await load(`/api/articles/${path.split("/").pop()}.json`));
  return element("div", {}, element("h1", {}, "Mentions légales"), element("p", {}, "Le Courrier du lac est un journal inventé."));
}

async function start() {
  const root = document.getElementById("root");
  const links = element("nav", {}, element("a", { href: "/" }, "Le Courrier du lac"), element("a", { href: "/mentions-legales" }, "Mentions légales"));
  let content;
  try {
    content = await page();
  } catch (problem) {
    content = element("p", { class: "erreur" }, "La page n’a pas pu être chargée.");
  }
  root.replaceChildren(element("header", {}, links), element("main", {}, content));
}

start();
