/* Dayi: the page of results, drawn again in place while one types, narrows or pages.
   Every state has its address; without this script the same addresses are pages. */
"use strict";

{
  const SETTLED = 1000; // milliseconds of silence after which a typed text was meant
  const main = document.querySelector("#main");
  const form = document.querySelector("[data-search]");
  const said = form.querySelector("[role=status]");
  const drawn = new Map(); // going back, and to what was typed before, costs nothing
  let shown = location.pathname + location.search;
  let typing = false; // whether the present address was typed: it is replaced, not followed
  let request = null;
  let timer = 0;

  const language = new URLSearchParams(location.search).get("hl");
  const box = () => form.elements.q;
  const place = (url) => url.pathname + url.search;

  function address(text) {
    const fields = [...new FormData(form)].filter(([name, value]) => name !== "q" && value);
    return spoken(new URL(`${form.getAttribute("action")}?${new URLSearchParams([["q", text], ...fields])}`, location.href));
  }

  /* A page that its address shows in a language stays in it. */
  function spoken(url) {
    if (language !== null) url.searchParams.set("hl", language);
    return url;
  }

  /* Returns the page at an address, null where there is none or another was wanted since.
     What is still being typed says so: it is no search that anybody made. */
  async function load(url, typed) {
    clearTimeout(timer);
    request?.abort();
    const mine = new AbortController();
    request = mine;
    main.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { signal: mine.signal, headers: typed ? { "X-Typing": "1" } : {} });
      const html = await response.text();
      if (mine !== request) return null;
      main.removeAttribute("aria-busy");
      const page = new DOMParser().parseFromString(html, "text/html");
      if (response.ok && page.body.classList.contains("results")) return page;
    } catch {
      if (mine !== request || mine.signal.aborted) return null;
    }
    main.removeAttribute("aria-busy");
    if (!typed) location.assign(url); // the server says what is wrong
    return null;
  }

  function show(page, url) {
    const focused = main.contains(document.activeElement) && nameOf(document.activeElement);
    const copies = (selector) => [...page.querySelectorAll(selector)].map((one) => document.importNode(one, true));
    main.replaceChildren(...copies("#main")[0].childNodes);
    document.title = page.title;
    for (const old of form.querySelectorAll("[type=hidden]")) old.remove();
    form.append(...copies("[data-search] [type=hidden]"));
    const next = page.querySelectorAll("[name=next]");
    document.querySelectorAll("[name=next]").forEach((field, at) => { field.value = next[at].value; });
    drawn.set(place(url), page);
    shown = place(url);
    if (focused !== false) find(focused).focus({ preventScroll: true });
  }

  const nameOf = (element) => `${element.closest("section")?.getAttribute("aria-labelledby")} ${(element.querySelector(".label") ?? element).textContent}`;
  const find = (name) => [...main.querySelectorAll("a, button")].find((one) => nameOf(one) === name) ?? heading();

  function heading() {
    const found = main.querySelector("h1");
    found.tabIndex = -1;
    return found;
  }

  function tell() {
    said.textContent = main.querySelector("h1").firstChild.textContent;
  }

  function follow(url) {
    history.replaceState({ ...history.state, y: scrollY }, "");
    history.pushState(null, "", url);
  }

  async function type(url) {
    if (place(url) === shown) return;
    const page = drawn.get(place(url)) ?? await load(url, true);
    if (!page) return;
    if (typing) history.replaceState(history.state, "", url);
    else follow(url);
    typing = true;
    show(page, url);
    tell();
    timer = setTimeout(settle, SETTLED, url);
  }

  /* Asks again as a search that was meant: from now on links go on with it. */
  async function settle(url) {
    const page = await load(url, false);
    if (page) show(page, url);
  }

  async function open(url) {
    const page = await load(url, false);
    if (!page) return false;
    if (place(url) !== shown) follow(url);
    typing = false;
    show(page, url);
    tell();
    return true;
  }

  form.addEventListener("dayi:typed", (event) => {
    const text = event.detail;
    if (text.length > URL_TEXT) return;
    event.preventDefault();
    clearTimeout(timer);
    request?.abort();
    if (text.length > 1) timer = setTimeout(type, WAIT, address(text));
  });
  form.addEventListener("dayi:searched", (event) => {
    if (!event.detail || event.detail.length > URL_TEXT) return;
    event.preventDefault();
    open(address(event.detail));
  });

  main.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    const text = url.searchParams.get("q") ?? "";
    if (url.pathname !== form.getAttribute("action") || url.origin !== location.origin || !text || text.includes("\n")) return;
    event.preventDefault();
    const stays = link.closest(".facets, .chips, .sorts") && matchMedia("(min-width: 60rem)").matches;
    if (!(await open(spoken(url)))) return;
    box().value = text;
    if (stays) return;
    heading().focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
  });

  addEventListener("popstate", async (event) => {
    const url = new URL(location.href);
    if (place(url) === shown) return; // only the fragment differs
    const text = url.searchParams.get("q") ?? "";
    if (!text || text.includes("\n")) return location.reload();
    typing = false;
    const page = drawn.get(place(url)) ?? await load(url, true);
    if (!page) return location.reload();
    show(page, url);
    box().value = text;
    tell();
    return scrollTo({ top: event.state?.y ?? 0, behavior: "instant" });
  });

  /* Arrows go from the box to the results and back; Enter opens, Escape returns. */
  document.addEventListener("keydown", (event) => {
    const links = [...main.querySelectorAll(".hit h2 a")];
    const at = links.indexOf(event.target);
    const leaves = event.target === box() && box().localName === "input" && form.querySelector(".live").hidden;
    if (event.isComposing || (at < 0 && !leaves)) return;
    let to = null;
    if (event.key === "ArrowDown") to = links[at + 1];
    else if (at >= 0 && event.key === "ArrowUp") to = links[at - 1] ?? box();
    else if (at >= 0 && event.key === "Escape") to = box();
    if (!to) return;
    event.preventDefault();
    to.focus();
  });

  const first = new DOMParser().parseFromString(document.documentElement.outerHTML, "text/html");
  if (location.search) drawn.set(shown, first);
}
