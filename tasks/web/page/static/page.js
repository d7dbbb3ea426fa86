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

const errors = JSON.parse(editor.dataset.errors);

async function reason(response) {
  try {
    const { error } = await response.json();
    const said = errors[error.code] ?? error.message;
    return document.documentElement.lang.startsWith("zh") ? said : [said, error.hint].filter(Boolean).join(" — ");
  } catch { return editor.dataset.failed; }
}

function show(state) {
  result.setAttribute("aria-busy", state === "busy");
  working.className = state;
  $("span", working).hidden = state !== "busy";
}

function complain(text) {
  $(".complaint")?.remove();
  result.classList.add("stale");
  for (const badge of $$(".badges .badge:first-child", result)) badge.textContent = editor.dataset.stale;
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
    result.classList.remove("stale");
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

// A text that is too long for a preview is told of, never cut.
const MOST_CHARS = 10000;
editor.addEventListener("input", () => {
  const chars = ["title", "body", "attributes", "variants", "tags"].reduce((n, name) => n + editor.elements[name].value.length, 0);
  const line = $("#body-count");
  line.hidden = chars <= MOST_CHARS;
  line.textContent = editor.dataset.long.replace("{}", chars).replace("{}", MOST_CHARS);
});

// --- samples, tabs, pairs

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

// Over plain http from another machine a page has no clipboard; the older way works there.
function copyOlder(text) {
  const field = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { return copyOlder(text); }
}

async function copy(button, text) {
  const done = await copyText(text);
  const before = button.innerHTML;
  button.classList.toggle("done", done);
  button.textContent = !done ? editor.dataset.notCopied : button.matches(".icon") ? "✓" : editor.dataset.copied;
  setTimeout(() => { button.innerHTML = before; button.classList.remove("done"); }, 1200);
}

function card(panel) {
  const line = (part) => {
    if (part.matches(".option")) return [$("span", part).textContent, $$(".choice", part).map((each) => each.textContent).join(", ")].filter(Boolean).join(": ");
    if (part.matches("dl > div")) return $$("dt, dd", part).map((each) => each.textContent.trim()).filter(Boolean).join(": ");
    return part.textContent.trim().replace(/[ \t]+/g, " ");
  };
  return $$("h3, .option, dl > div, .about, .hash", panel).map(line).join("\n");
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

// --- whole files

$("[data-send-file]").addEventListener("click", async (event) => {
  const [file] = $("#whole-file").files, said = $("#file-said"), bar = $("#file-progress"), { busy, done } = event.target.dataset;
  if (!file) return $("#whole-file").focus();
  const form = new FormData();
  form.set("file", file);
  form.set("market", $("#file-market").value);
  form.set("seller_id", editor.elements.seller_id.value);
  said.textContent = "";
  try {
    const sent = await fetch("/files", { method: "POST", body: form, headers: headers() });
    if (!sent.ok) { said.textContent = await reason(sent); return; }
    let state = await sent.json();
    bar.hidden = false;
    while (state.state === "queued" || state.state === "translating") {
      await new Promise((wake) => setTimeout(wake, 500));
      state = await (await fetch(`/files/${state.id}`, { headers: headers() })).json();
      bar.value = state.total ? state.done / state.total : 0;
      said.textContent = busy.replace("{}", state.done).replace("{}", state.total);
    }
    bar.hidden = true;
    if (state.state !== "done") { said.textContent = state.message; return; }
    const link = Object.assign(document.createElement("a"), { href: state.link, download: state.name, textContent: done.replace("{}", state.name) });
    said.replaceChildren(link);
  } catch { said.textContent = editor.dataset.failed; }
});

if (!$("[role=tab]", result)) translate();
