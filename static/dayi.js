/* Dayi: comfort on top of pages that work without any script. */
"use strict";

const say = document.body.dataset;
const URL_TEXT = 600; // as the server: what is longer is posted
const WAIT = 120; // milliseconds of silence before the server is asked

/* ---------------------------------------------------------- code: copy */
const COPY_ICON = '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><rect x="9" y="9" width="11" height="11" rx="2"/><path d="M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3"/></svg>';

for (const block of document.querySelectorAll(".code")) {
  const pre = block.querySelector("pre");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.title = say.sayCopy;
  button.innerHTML = `${COPY_ICON}<span class="unseen"></span><span class="said" role="status"></span>`;
  button.querySelector(".unseen").textContent = say.sayCopy;
  const said = button.querySelector(".said");
  button.addEventListener("click", async () => {
    const done = await copy(pre.textContent.replace(/\n$/, ""));
    said.textContent = done ? say.sayCopied : say.sayUncopied;
    setTimeout(() => said.replaceChildren(), 2000);
  });
  block.append(button);
}
// What scrolls sideways must be reachable by keyboard.
for (const wide of document.querySelectorAll(".code pre, .prose table")) {
  if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text); // plain http inside a company has no clipboard API
  }
}

function copyTheOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch { /* said by the return value */ }
  area.remove();
  return done;
}

/* ---------------------------------------------------------- theme */
for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = event.submitter.value;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `kb_theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    const there = [...document.querySelectorAll("[data-theme-form] button")];
    there.find((button) => button.offsetParent)?.focus();
  });
}

/* ---------------------------------------------------------- copy as Markdown */
for (const link of document.querySelectorAll("[data-copy-from]")) {
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  link.after(said);
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const response = await fetch(link.dataset.copyFrom);
      if (!response.ok || !(await copy(await response.text()))) throw new Error("not copied");
      said.textContent = say.sayCopied;
      setTimeout(() => said.replaceChildren(), 2000);
    } catch {
      location.assign(link.href); // there it can be copied by hand
    }
  });
}

/* ---------------------------------------------------------- feedback: a click is enough */
for (const form of document.querySelectorAll(".feedback .vote-form")) voteForm(form);

function voteForm(form) {
  let before = Promise.resolve();
  const place = form.closest(".feedback");
  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  place.append(said);

  // One after the other: a vote on its way must not overtake the comment on it.
  function send(withdraw) {
    before = before.then(() => post(withdraw));
  }
  async function post(withdraw) {
    const body = new FormData(form);
    if (withdraw) body.set("action", "withdraw");
    try {
      const response = await fetch(form.getAttribute("action"), { method: "POST", body });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const told = page.querySelector(".problem") ?? page.querySelector("main h1");
      said.textContent = told?.textContent ?? say.sayUnsent;
      if (!response.ok) return;
      form.querySelector("[value=withdraw]").hidden = withdraw;
      if (withdraw) for (const one of form.querySelectorAll(":checked")) one.checked = false;
    } catch {
      said.textContent = say.sayUnsent;
    }
  }
  // The vote counts at once; a reason or a comment may follow, or not.
  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") send(false);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter?.value === "withdraw");
  });
}

/* ---------------------------------------------------------- search box */
document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("[data-search] [name=q]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

for (const form of document.querySelectorAll("[data-search]")) searchBox(form);

/* A line is an <input role=combobox> with a list under it. A log is a <textarea> with
   what was recognised under it: the one becomes the other when many lines are pasted,
   and back when it is emptied. Without this script it is a textarea for both. */
function searchBox(form) {
  let box = form.querySelector("textarea");
  const panel = document.createElement("div");
  const status = document.createElement("p");
  const known = new Map(); // what was asked before: going back costs nothing
  let chosen = -1;
  let timer = 0;
  let request = null;
  const inPlace = document.body.classList.contains("results"); // results.js shows results there

  panel.className = "live";
  panel.id = `${box.id}-live`;
  panel.hidden = true;
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(panel, status);

  const options = () => panel.querySelectorAll("[role=option]");
  const isLine = () => box.localName === "input";

  function become(tag) {
    const old = box;
    const [value, focused, at] = [old.value, document.activeElement === old, old.selectionStart];
    box = document.createElement(tag);
    for (const { name, value: given } of old.attributes) {
      if (!/^(aria-|role|rows|style)/.test(name)) box.setAttribute(name, given);
    }
    if (tag === "input") {
      const says = inPlace ? { "aria-controls": "main" } : { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": panel.id };
      for (const [name, given] of Object.entries(says)) box.setAttribute(name, given);
    } else {
      box.rows = 1;
      box.setAttribute("aria-describedby", panel.id);
    }
    box.value = value;
    old.replaceWith(box);
    form.classList.toggle("search-box-log", tag !== "input");
    if (!focused) return;
    box.focus();
    box.setSelectionRange(at, at);
  }

  function insert(text) {
    if (isLine() && text.includes("\n")) become("textarea");
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    panel.hidden = true;
    panel.replaceChildren();
    status.textContent = "";
    chosen = -1;
    if (!isLine() || inPlace) return;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const all = options();
    all[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = all[chosen];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return box.setAttribute("aria-activedescendant", option.id);
  }

  function show(html) {
    panel.innerHTML = html; // our own server's, escaped there
    panel.hidden = !html;
    chosen = -1;
    status.textContent = panel.firstElementChild?.dataset.say ?? "";
    if (isLine() && !inPlace) {
      box.setAttribute("aria-expanded", String(options().length > 0));
      box.removeAttribute("aria-activedescendant");
    }
  }

  async function look(text) {
    request?.abort();
    request = new AbortController();
    const fields = new URLSearchParams(new FormData(form));
    const long = text.length > URL_TEXT;
    try {
      const address = long ? say.live : `${say.live}?${fields}`;
      const response = await fetch(address, { signal: request.signal, ...(long && { method: "POST", body: fields }) });
      const html = response.status === 200 ? await response.text() : "";
      known.set(text, html);
      if (box.value.trim() === text && form.contains(document.activeElement)) show(html);
    } catch { /* aborted or offline: searching itself does without */ }
  }

  /* Whether the page itself does something about a text: see results.js. */
  function taken(name, detail) {
    return !form.dispatchEvent(new CustomEvent(name, { cancelable: true, detail }));
  }

  function ask() {
    clearTimeout(timer);
    request?.abort();
    const text = box.value.trim();
    if (taken("dayi:typed", text) || text.length < 2) return close();
    if (known.has(text)) return show(known.get(text));
    timer = setTimeout(look, WAIT, text);
    return undefined;
  }

  /* Returns whether the key was used up here. */
  function steer(key) {
    const last = options().length - 1;
    if (panel.hidden) return false;
    if (key === "Escape") close();
    else if (last < 0) return false;
    else if (key === "ArrowDown") choose(chosen >= last ? -1 : chosen + 1);
    else if (key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.url);
    else return false;
    return true;
  }

  if (!box.value.includes("\n")) become("input");
  else become("textarea");

  form.addEventListener("input", (event) => {
    if (!box.value && !isLine()) become("input");
    else if (!CSS.supports("field-sizing", "content") && !isLine()) box.rows = Math.min(12, box.value.split("\n").length);
    if (!event.isComposing) ask();
  });
  form.addEventListener("compositionend", ask);
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isLine() || !text.trim().includes("\n")) return;
    event.preventDefault();
    insert(text);
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target !== box) return; // Enter may end Pinyin
    if (event.key === "Enter" && event.shiftKey) {
      if (!isLine()) return;
      event.preventDefault();
      insert("\n");
    } else if (steer(event.key)) {
      event.preventDefault();
    } else if (event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    close();
    if (box.value.trim().length > URL_TEXT) return;
    if (taken("dayi:searched", box.value.trim())) return event.preventDefault();
    event.preventDefault(); // saves the way over the server's redirect
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    return location.assign(`${form.action}?${query}`);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  panel.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("a, pre")) event.preventDefault(); // keeps the focus
  });
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
}
