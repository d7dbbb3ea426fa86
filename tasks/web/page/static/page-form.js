// The form of the page: what is typed, and the samples; the last part, which begins the work.
"use strict";

editor.addEventListener("input", (event) => {
  if (result.contains(event.target)) return;
  clearTimeout(timer);
  timer = setTimeout(translate, PAUSE_MS);
});
editor.addEventListener("submit", (event) => {
  if (event.submitter?.name === "to") return;
  event.preventDefault();
  translate();
});

// A text that is too long for a preview is told of, never cut.
const MOST_CHARS = 10000;
editor.addEventListener("input", () => {
  const chars = ["title", "body", "attributes", "variants", "tags"].reduce((n, name) => n + editor.elements[name].value.length, 0);
  const line = $("#body-count");
  line.hidden = chars <= MOST_CHARS;
  line.textContent = editor.dataset.long.replace("{}", chars).replace("{}", MOST_CHARS);
});

$("[data-clear]").addEventListener("click", () => {
  for (const name of ["title", "body", "attributes", "variants", "tags"]) editor.elements[name].value = "";
  editor.elements.title.focus();
  translate();
});

for (const button of $$("[data-sample]")) {
  button.addEventListener("click", () => {
    for (const [name, value] of Object.entries(JSON.parse(button.dataset.sample))) editor.elements[name].value = value;
    translate();
  });
}

if (!$("[role=tab]", result)) translate();
