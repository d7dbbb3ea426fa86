// The page: what its parts share, and how the server is asked. It writes all of the HTML.
// Loaded before page-result.js, page-terms.js, page-file.js, page-correct.js and page-form.js.
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
