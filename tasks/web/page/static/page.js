// Keeps the results up to date while the seller types. The server writes all of the HTML.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const editor = $("#editor"), result = $("#result"), working = $("#working"), fix = $("#fix");
const PAUSE_MS = 350;

document.documentElement.classList.add("js");
let timer = 0, current = null, market = "";

// --- asking the server

function headers(more = {}) {
  const key = editor.elements.api_key?.value;
  return key ? { ...more, Authorization: `Bearer ${key}` } : more;
}

async function reason(response) {
  try {
    const { error } = await response.json();
    return [error.message, error.hint].filter(Boolean).join(" — ");
  } catch { return editor.dataset.failed; }
}

function show(state) {
  result.setAttribute("aria-busy", state === "busy");
  working.className = state;
  $("span", working).hidden = state !== "busy";
}

function complain(text) {
  $(".complaint")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "complaint", textContent: text });
  line.setAttribute("role", "alert");
  result.prepend(line);
}

async function translate() {
  clearTimeout(timer);
  current?.abort();
  const mine = current = new AbortController();
  show("busy");
  try {
    const response = await fetch("/", {
      method: "POST", signal: mine.signal, headers: headers({ "X-Fragment": "1" }),
      body: new URLSearchParams(new FormData(editor)),
    });
    if (!response.ok) return complain(await reason(response));
    result.innerHTML = await response.text();
    choose(market);
  } catch (error) {
    if (error.name !== "AbortError") complain(editor.dataset.failed);
  } finally {
    if (mine === current) show("");
  }
}

editor.addEventListener("input", (event) => {
  if (event.target.matches("[data-import]")) return;
  clearTimeout(timer);
  timer = setTimeout(translate, PAUSE_MS);
});
editor.addEventListener("submit", (event) => {
  if (event.submitter?.name === "to") return;
  event.preventDefault();
  translate();
});

// --- samples, tabs, pairs

for (const button of $$("[data-sample]")) {
  button.addEventListener("click", () => {
    for (const [name, value] of Object.entries(JSON.parse(button.dataset.sample))) editor.elements[name].value = value;
    translate();
  });
}

function choose(name, focus = false) {
  const tabs = $$("[role=tab]", result);
  const chosen = tabs.find((tab) => tab.id === `tab-${name}`) ?? tabs[0];
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    $(`#${CSS.escape(tab.getAttribute("aria-controls"))}`).hidden = !on;
  }
  if (!chosen) return;
  market = chosen.id.slice(4);
  if (focus) chosen.focus();
}

result.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.role !== "tab") return;
  const tabs = $$("[role=tab]", result);
  choose(tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length].id.slice(4), true);
});

function light(event) {
  const pair = event.target.closest?.("[data-pair]")?.dataset.pair;
  for (const span of $$("[data-pair]", result)) span.classList.toggle("lit", span.dataset.pair === pair);
}
result.addEventListener("pointerover", light);
result.addEventListener("pointerleave", light);

// --- copying

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  const before = button.innerHTML;
  button.classList.add("done");
  button.textContent = button.matches(".icon") ? "✓" : editor.dataset.copied;
  setTimeout(() => { button.innerHTML = before; button.classList.remove("done"); }, 1200);
}

function card(panel) {
  const parts = $$("h3, .option, dl > div, .about, .hash", panel);
  return parts.map((part) => part.textContent.trim().replace(/[ \t]+/g, " ")).join("\n");
}

// --- terms

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

let lastSelection = "";
document.addEventListener("selectionchange", () => { lastSelection = selected() || lastSelection; });

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

if (!$("[role=tab]", result)) translate();
