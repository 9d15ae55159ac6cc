/* The panel of the widget: a dialog around the same conversation as on the ask page. */
const STYLE = __STYLE__;
const TEXTS = __TEXTS__;

export default function panel({ make, seal, style, host, shadow, button, base, product, language }) {
  style(STYLE);
  const wide = matchMedia("(min-width: 520px)");
  const close = make("button", { type: "button", class: "closer", "aria-label": TEXTS.close, title: TEXTS.close }, "×");
  const page = `${base}ask/${product ? `?product=${encodeURIComponent(product)}` : ""}`;
  const box = make("textarea", { id: "question", name: "question", rows: 2, maxlength: 300000, required: "", autocapitalize: "off", spellcheck: "false", "aria-describedby": "secrets", placeholder: TEXTS.example });
  const dialog = make("dialog", { class: "panel", "aria-labelledby": "title" },
    make("div", { class: "head" }, seal(), make("h2", { id: "title" }, TEXTS.title),
      make("a", { href: page, target: "_blank", rel: "noopener", class: "whole" }, TEXTS.page), close),
    make("div", { class: "body", tabindex: "0", role: "group", "aria-label": TEXTS.turns },
      make("p", { class: "lead" }, TEXTS.lead), make("div", { class: "turns-list" })),
    make("form", { class: "ask-form" },
      make("label", { for: "question", class: "unseen" }, TEXTS.question), box,
      make("div", { class: "send" }, make("p", { class: "privacy", id: "secrets" }, TEXTS.secrets), make("button", { class: "button" }, TEXTS.ask))),
    make("p", { class: "unseen", role: "status" }));
  shadow.append(dialog);

  let blocked = false;
  document.addEventListener("securitypolicyviolation", (event) => {
    blocked ||= event.blockedURI.startsWith(base.replace(/\/$/, ""));
  });
  // Why an answer did not come, as far as a browser lets one know.
  const explain = async () => {
    if (!navigator.onLine) return TEXTS.offline;
    if (blocked) return TEXTS.policy.replace("{origin}", new URL(base).origin);
    try {
      await fetch(`${base}healthz`, { mode: "no-cors", credentials: "omit" });
      return TEXTS.origin.replace("{origin}", location.origin);
    } catch {
      return blocked ? TEXTS.policy.replace("{origin}", new URL(base).origin) : TEXTS.offline;
    }
  };
  conversation(dialog, {
    url: `${base}ask/turn`,
    key: `widget:${product}`,
    say: TEXTS,
    fields: { embed: "1", channel: "widget", lang: language, product },
    outward: true,
    explain,
  });

  // The page's own shortcuts do not hear what is typed here.
  for (const name of ["keydown", "keyup", "keypress"]) dialog.addEventListener(name, (event) => event.stopPropagation());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) dialog.close();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    button.setAttribute("aria-expanded", "false");
    host.classList.remove("open");
    button.focus();
  });

  return {
    open(question) {
      if (!dialog.open) {
        if (wide.matches) dialog.show();
        else dialog.showModal(); // it covers a phone: what is behind is out of reach
      }
      host.classList.add("open");
      button.setAttribute("aria-expanded", "true");
      if (typeof question === "string") box.value = question;
      box.focus();
    },
  };
}
