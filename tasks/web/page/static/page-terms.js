// The terms of the shop.
"use strict";

const scope = () => `/v1/glossaries/${encodeURIComponent(`seller:${editor.elements.seller_id.value.trim() || "demo"}`)}`;

function language() { return $(".panel:not([hidden])", result)?.dataset.language ?? "en"; }

function selected() {
  const field = document.activeElement;
  if (field?.selectionStart !== undefined) return field.value.slice(field.selectionStart, field.selectionEnd);
  return String(getSelection());
}

function openFix(word) {
  $("#fix-source").value = word.trim().slice(0, 200);
  $("#fix-target").value = "";
  $("#fix-language").textContent = language();
  $(".wrong", fix).textContent = "";
  fix.showModal();
  $(word.trim() ? "#fix-target" : "#fix-source").focus();
}

async function change(path, options) {
  if (!editor.elements.seller_id.value.trim()) editor.elements.seller_id.value = "demo";
  const response = await fetch(scope() + path, { ...options, headers: headers(options.headers) });
  if (response.ok) { fix.close(); await translate(); return ""; }
  return reason(response);
}

fix.addEventListener("submit", async (event) => {
  event.preventDefault();
  const kind = new FormData(event.target).get("kind");
  const term = { source: $("#fix-source").value, target: $("#fix-target").value, kind, language: language() };
  $(".wrong", fix).textContent = await change("/entries", {
    method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(term),
  });
});
$("[data-close]", fix).addEventListener("click", () => fix.close());

// The button takes the focus before it is clicked, so what was selected then is remembered; a
// keyboard reaches it with an empty selection, and nothing old is filled in.
let lastSelection = "";
result.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-fix]")) lastSelection = selected();
});

result.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const panel = button.closest(".panel"), data = button.dataset;
  if (button.getAttribute("role") === "tab") choose(button.id.slice(4));
  else if ("copy" in data) copy(button, data.copy);
  else if ("copyAll" in data) copy(button, card(panel));
  else if ("fix" in data) { openFix(lastSelection); lastSelection = ""; }
  else if ("remove" in data) {
    const query = new URLSearchParams({ source: data.remove, language: data.language });
    complainIf(await change(`/entries?${query}`, { method: "DELETE" }));
  } else if ("export" in data) download();
});

function complainIf(text) { if (text) complain(text); }

result.addEventListener("change", async (event) => {
  const [file] = event.target.matches("[data-import]") ? event.target.files : [];
  if (!file) return;
  const type = file.name.endsWith(".tsv") ? "text/tab-separated-values" : "text/csv";
  complainIf(await change("/import", { method: "POST", headers: { "Content-Type": type }, body: await file.text() }));
});

async function download() {
  const response = await fetch(`${scope()}/export`, { headers: headers() });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await response.blob()), download: "glossary.csv" });
  link.click();
  URL.revokeObjectURL(link.href);
}
