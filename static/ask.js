/* Conversation: ask without leaving the page. Used by the ask page, and inside the widget. */
"use strict";

const TURNS = 20; // that a visit remembers
const SIZE = 400000; // characters of them

/* root holds .turns-list, .ask-form and a status; fields are sent with everything. Without
   a page of ours around it (outward), links lead to new tabs and no cookie is sent. */
function conversation(root, { url, key, say, fields = {}, outward = false, explain }) {
  const [list, form, status] = [".turns-list", ".ask-form", "[role=status]"].map((name) => root.querySelector(name));
  const box = form.querySelector("textarea");
  const policy = window.trustedTypes?.createPolicy("dayi", { createHTML: (text) => text });
  const memory = remembered();
  if (outward) fields.visit = memory.visit;
  let busy = false;

  const over = document.createElement("button");
  over.type = "button";
  over.className = "as-link conversation-reset";
  over.textContent = say.again;
  over.addEventListener("click", () => {
    list.replaceChildren();
    save();
    box.focus();
  });
  list.after(over);

  const rendered = [...list.children];
  for (const text of memory.turns.toReversed?.() ?? [...memory.turns].reverse()) list.prepend(made(text));
  for (const turn of list.children) polish(turn);
  for (const box of list.querySelectorAll(".llm-summary:not([data-state=done])")) {
    if (!rendered.some((turn) => turn.contains(box))) box.remove(); // it was not finished then
  }
  save();
  for (const turn of rendered) phrase(turn);

  function remembered() {
    try {
      const known = JSON.parse(sessionStorage.getItem(`dayi:${key}`));
      if (Array.isArray(known?.turns) && known.visit) return known;
    } catch { /* none yet, or storage is forbidden */ }
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    return { visit: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""), turns: [] };
  }

  function save() {
    over.hidden = !list.children.length;
    const turns = [...list.children].slice(-TURNS).map((turn) => turn.innerHTML);
    while (turns.join("").length > SIZE) turns.shift();
    try {
      sessionStorage.setItem(`dayi:${key}`, JSON.stringify({ visit: memory.visit, turns }));
    } catch { /* full or forbidden: then only this page remembers */ }
  }

  function made(text) {
    const holder = document.createElement("div");
    holder.innerHTML = policy ? policy.createHTML(text) : text; // as our server made it
    return holder;
  }

  function polish(holder) {
    for (const link of outward ? holder.querySelectorAll("a[href]") : []) {
      link.href = new URL(link.getAttribute("href"), url).href;
      link.target = "_blank";
      link.rel = "noopener";
    }
    for (const wide of holder.querySelectorAll("pre, .prose table")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    }
  }

  function send(address, data, signal) {
    const body = new URLSearchParams(data);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return fetch(address, { method: "POST", body, signal, credentials: outward ? "omit" : "same-origin" });
  }

  async function post(data) {
    try {
      return await (await send(url, data)).json();
    } catch {
      const problem = document.createElement("p");
      problem.className = "problem";
      problem.textContent = (await explain?.()) || say.offline;
      return { html: problem.outerHTML, say: problem.textContent, ok: false };
    }
  }

  async function ask(data, asked) {
    busy = true;
    const holder = document.createElement("div");
    const wait = document.createElement("p");
    wait.className = "turn-wait";
    wait.textContent = say.wait;
    holder.append(wait);
    list.append(holder);
    holder.scrollIntoView({ block: "nearest" });
    status.textContent = say.wait;
    const answer = await post(data);
    const shown = made(answer.html);
    for (const old of list.querySelectorAll(":scope > div > .problem")) old.parentElement.remove();
    holder.replaceWith(shown);
    polish(shown);
    if (answer.ok) {
      if (box.value === asked) box.value = "";
      save();
    }
    phrase(shown);
    status.textContent = answer.say;
    const { top } = shown.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) shown.scrollIntoView({ block: "start" });
    busy = false;
  }

  /* Lets a language model's words come in above the extract, in a place kept free for them:
     nothing that is being read moves. Whatever goes wrong, the extract stands. */
  async function phrase(holder) {
    const box = holder.querySelector(".llm-summary");
    if (!box) return;
    const text = box.querySelector(".llm-summary-text");
    const ending = new AbortController();
    box.querySelector(".llm-summary-stop").addEventListener("click", () => {
      ending.abort();
      box.remove();
      save();
    });
    box.dataset.state = "busy";
    box.hidden = false;
    const began = performance.now();
    const done = await stream(new URL(box.getAttribute("action"), url), new FormData(box), ending.signal, (html) => patch(text, html));
    if (!box.isConnected) return;
    for (const input of box.querySelectorAll("input")) input.remove();
    const { top, bottom } = box.getBoundingClientRect();
    const unread = performance.now() - began < 1000 || bottom < 0 || top > innerHeight;
    if (!done && unread) box.remove();
    else if (!done) text.replaceChildren();
    box.dataset.state = done ? "done" : "none";
    text.setAttribute("aria-busy", "false");
    box.classList.toggle("long", text.scrollHeight > text.clientHeight);
    if (done) save();
  }

  async function stream(address, data, signal, told) {
    let rest = "";
    let done = false;
    try {
      const { status, body } = await send(address, data, signal);
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part; status === 200 && !(part = await reader.read()).done;) {
        const lines = (rest + part.value).split("\n");
        rest = lines.pop();
        for (const line of lines.filter(Boolean)) {
          const { html, ...end } = JSON.parse(line);
          if (html) told(html);
          done = end.done ?? done;
        }
      }
    } catch { /* stopped, or broken off */ }
    return done;
  }

  function patch(target, html) {
    const fresh = made(html);
    polish(fresh);
    for (const [at, node] of [...fresh.childNodes].entries()) {
      const old = target.childNodes[at];
      if (!old) target.append(node);
      else if (!old.isEqualNode(node)) old.replaceWith(node); // what stays equal is not touched
    }
  }

  list.addEventListener("click", ({ target }) => {
    if (!target.closest(".llm-summary-more")) return;
    target.closest(".llm-summary").classList.add("whole");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!busy && box.value.trim()) ask(new FormData(form), box.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // Enter may end Pinyin
    event.preventDefault();
    form.requestSubmit();
  });
  list.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    const sent = event.target;
    const data = new FormData(sent);
    data.set("do", event.submitter.value);
    if (event.submitter.value.includes(":")) return ask(data);
    busy = true;
    const answer = await post(data);
    const note = made(answer.html);
    sent.parentElement.querySelector(":scope > .conversation-problem")?.remove();
    if (answer.ok) sent.replaceWith(...note.childNodes);
    else {
      note.className = "conversation-problem";
      sent.after(note);
    }
    polish(list);
    if (answer.ok) save();
    status.textContent = answer.say;
    busy = false;
  });
}

if (document.currentScript) {
  for (const root of document.querySelectorAll("[data-ask]")) {
    const { ask: url, store, sayWait, sayOffline, sayAgain } = root.dataset;
    const embed = root.querySelector("[name=embed]");
    conversation(root, {
      url: new URL(url, location.href).href,
      key: store,
      say: { wait: sayWait, offline: sayOffline, again: sayAgain },
      fields: embed ? { embed: "1" } : {},
      outward: Boolean(embed),
    });
  }
}
