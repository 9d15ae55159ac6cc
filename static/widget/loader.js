/* Dayi 答疑: the button on other people's pages; everything else comes with the first click. */
(() => {
  "use strict";
  const STYLE = __STYLE__;
  const TEXTS = __TEXTS__;
  const PANELS = __PANELS__;

  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  if (!script || document.querySelector("dayi-widget")) return;
  const { product = "", lang = "", theme = "" } = script.dataset;
  const base = new URL("./", script.src).href;
  const root = document.documentElement;
  const language = /^zh/i.test(lang || root.lang || navigator.language) ? "zh" : "en";
  const say = TEXTS[language];

  const make = (tag, names, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(names)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const host = make("dayi-widget", { lang: language === "zh" ? "zh-Hans" : "en" });
  const shadow = host.attachShadow({ mode: "open" });
  const style = (text) => {
    const sheet = new CSSStyleSheet(); // no style element: a strict policy allows it
    sheet.replaceSync(text);
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  };
  style(STYLE);
  const seal = () => make("span", { class: "seal", "aria-hidden": "true", lang: "zh-Hans" }, "答");
  const label = make("span", {}, say.open);
  const button = make("button", { type: "button", class: "opener", "aria-haspopup": "dialog", "aria-expanded": "false" }, seal(), label);
  shadow.append(make("div", { role: "region", "aria-label": say.open }, button));

  // A theme that is not given follows the page's own switch, else the system.
  const paint = () => {
    const wanted = [theme, root.dataset.theme].find((name) => name === "light" || name === "dark");
    if (wanted) host.dataset.theme = wanted;
    else delete host.dataset.theme;
  };
  paint();
  new MutationObserver(paint).observe(root, { attributes: true, attributeFilter: ["data-theme"] });

  let panel = null;
  host.open = async (question) => {
    button.setAttribute("aria-busy", "true");
    try {
      panel ??= (await import(base + PANELS[language])).default({ make, seal, style, host, shadow, button, base, product, language });
      label.textContent = say.open;
      panel.open(question);
    } catch (error) {
      label.textContent = say.failed;
      console.warn("Dayi widget:", error);
    }
    button.removeAttribute("aria-busy");
  };
  button.addEventListener("click", () => host.open());
  root.append(host); // not the body: that may be moved, scaled or replaced
})();
