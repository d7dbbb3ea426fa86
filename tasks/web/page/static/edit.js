// Words edited where they stand, as the preview and the desk do it. Texts are only ever set as text.
"use strict";

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const button = (text, onclick, kind = "plain", more = {}) =>
  make("button", { type: "button", class: kind, onclick, ...more }, text);

// Put fields into a box: Ctrl-Enter saves them, Esc leaves them.
function editing(box, fields, { save, leave, say }, ...more) {
  const areas = fields.map(({ label, lang, words }) => Object.assign(make("textarea", { "aria-label": label, lang }), { value: words }));
  const send = () => save(areas.map((area) => area.value));
  for (const area of areas) {
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
      if (event.key === "Escape") { event.stopPropagation(); leave(); }
    });
  }
  box.replaceChildren(...areas, make("div", { class: "chips" }, button(say.save, send, "chip", { "data-save": true }), button(say.cancel, leave), ...more));
  areas[0].focus();
}
