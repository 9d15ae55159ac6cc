/* Dayi: comfort on top of pages that work without any script. */
"use strict";

const say = document.body.dataset;
const URL_TEXT = 600; // as the server: what is longer is posted
const WAIT = 140; // milliseconds of silence before suggestions are asked for

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

/* ---------------------------------------------------------- feedback: once is enough */
for (const form of document.querySelectorAll(".ballot")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// A page that comes back from the browser's memory may send again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll(".ballot")) delete form.dataset.sent;
});

/* ---------------------------------------------------------- search box */
document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("[data-ask] textarea");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

for (const form of document.querySelectorAll("[data-ask]")) {
  const box = form.querySelector("textarea");
  const suggestions = suggest(form, box);
  const grow = () => {
    box.classList.toggle("log", box.value.includes("\n"));
    if (CSS.supports("field-sizing", "content")) return;
    box.rows = Math.min(12, Math.max(box.defaultRows ??= box.rows, box.value.split("\n").length));
  };
  grow();
  box.addEventListener("input", () => {
    grow();
    suggestions.ask();
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || suggestions.key(event)) return; // Enter may end Pinyin
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    const text = box.value.trim();
    if (text.length > URL_TEXT) return;
    event.preventDefault(); // saves the way over the server's redirect
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    location.assign(`${form.action}?${query}`);
  });
}

/* A list under the box. A textarea may not be a combobox (ARIA in HTML), so it stays a
   text field with aria-autocomplete, and a status line says how many there are. */
function suggest(form, box) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${box.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(list, status);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let chosen = -1;
  let timer = 0;
  let request = null;

  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = list.children[chosen];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return box.setAttribute("aria-activedescendant", option.id);
  };
  const show = (found) => {
    close();
    for (const [index, { kind, text, url }] of found.entries()) {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url;
      if (kind === "tag") {
        const label = document.createElement("span");
        label.className = "kind";
        label.textContent = say.saySuggestionKindTag;
        option.append(label);
      }
      option.append(text);
      list.append(option);
    }
    list.hidden = !found.length;
    status.textContent = found.length ? say.saySuggestions.replace("{n}", found.length) : "";
  };
  const fetchThem = async (text) => {
    request?.abort();
    request = new AbortController();
    try {
      const address = `${say.suggest}?${new URLSearchParams({ q: text })}`;
      const response = await fetch(address, { signal: request.signal });
      const { suggestions } = response.ok ? await response.json() : { suggestions: [] };
      if (document.activeElement === box && box.value.trim() === text) show(suggestions);
    } catch { /* aborted or offline: searching itself needs no suggestions */ }
  };

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
  box.addEventListener("blur", close);

  return {
    ask() {
      clearTimeout(timer);
      request?.abort();
      const text = box.value.trim();
      if (text.length < 2 || text.length > 100 || text.includes("\n")) return close();
      timer = setTimeout(fetchThem, WAIT, text);
      return undefined;
    },
    /* Returns whether the key was used up here. */
    key(event) {
      if (list.hidden) return false;
      const last = list.children.length - 1;
      if (event.key === "ArrowDown") choose(chosen >= last ? -1 : chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
