// The desk: everything comes over the API; texts are only ever set as text.
"use strict";
const desk = document.getElementById("desk");
const say = JSON.parse(desk.dataset.say), markets = JSON.parse(desk.dataset.markets);
const filters = document.getElementById("filters"), rows = document.getElementById("rows");
const list = document.getElementById("list"), one = document.getElementById("one");
const told = document.getElementById("told"), more = document.getElementById("more");
let shown = [], at = -1, cursor = null, open = null, market = null, asked = 0;
document.documentElement.classList.add("js");

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
const fill = (text, detail) => text.replace("{}", detail ?? "");
const key = () => (filters.key ? filters.key.value.trim() : "");
const path = (product, rest = "") =>
  `/v1/products/-${rest}?${new URLSearchParams({ id: product.id, seller_id: product.seller_id })}`;
const place = (rest) =>
  `/v1/translations/-/${rest}?${new URLSearchParams({ id: open.id, seller_id: open.seller_id })}`;

async function ask(url, method = "GET", body) {
  const headers = key() ? { "X-API-Key": key() } : {};
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  if (answer.ok) return answer.json();
  const error = (await answer.json().catch(() => ({}))).error || {};
  throw Object.assign(new Error(error.message || answer.status), { status: answer.status });
}

// Run what a person asked for, and tell them where it fails.
async function attempt(work, success = "") {
  try {
    await work();
    told.textContent = success;
  } catch (error) {
    told.textContent = error.status === 409 ? say.overtaken
      : error.status === 401 ? say.key_needed : fill(say.failed_desk, error.message);
  }
}

function state(standing) {
  if (!standing) return "";
  const score = standing.score === null ? null : make("b", {}, `${Math.round(100 * standing.score)}%`);
  return make("span", { class: "state" }, make("i", { class: `dot ${standing.status}`, "aria-hidden": "true" }),
    say[`status_${standing.status}`] || standing.status, score);
}

function toggle(product, after) {
  const paused = product.state === "paused";
  return button(paused ? say.paused : say.on, (event) => {
    event.stopPropagation();
    attempt(async () => after(await ask(path(product, "/switch"), "PUT", { state: paused ? "on" : "paused" })));
  }, "toggle", { "aria-pressed": String(paused), "aria-label": `${paused ? say.resume : say.pause}: ${product.title || product.id}` });
}

function row(product, index) {
  const line = make("tr", { tabindex: -1, onclick: () => show(index) },
    make("td", {}, product.title || product.id, make("small", {}, product.id)),
    make("td", {}, product.seller_id),
    ...markets.map((name) => make("td", {}, state(product.markets[name]))),
    make("td", {}, new Date(1000 * product.updated).toLocaleString()));
  const cell = make("td");
  const draw = () => cell.replaceChildren(toggle(product, (answer) => { product.state = answer.state; draw(); }));
  draw();
  line.append(cell);
  return line;
}

async function load(fresh) {
  const mine = ++asked;
  const wanted = new URLSearchParams([...new FormData(filters)].filter(([name, value]) => value && name !== "key"));
  if (!fresh && cursor) wanted.set("cursor", cursor);
  await attempt(async () => {
    const page = await ask(`/v1/products?${wanted}`);
    if (mine !== asked) return;
    if (fresh) { shown = []; at = -1; rows.replaceChildren(); }
    rows.append(...page.products.map((product, i) => row(product, shown.length + i)));
    shown.push(...page.products);
    cursor = page.next;
    more.hidden = !cursor;
    if (!shown.length) rows.append(make("tr", {}, make("td", { colspan: 9 }, say.none, make("small", {}, say.none_hint))));
    desk.dataset.ready = String(shown.length);
  });
}

function select(index) {
  if (!shown.length) return;
  rows.children[at]?.removeAttribute("aria-selected");
  at = Math.max(0, Math.min(shown.length - 1, index));
  rows.children[at].setAttribute("aria-selected", "true");
  rows.children[at].scrollIntoView({ block: "nearest" });
}

async function show(index) {
  select(index);
  await attempt(async () => {
    open = await fetched();
    const names = open.translations.map((translation) => translation.market);
    const urgent = open.translations.find((t) => t.status === "held") || open.translations.find((t) => t.status === "review");
    market = names.includes(market) && !urgent ? market : (urgent || open.translations[0]).market;
    await draw();
  });
}

const current = () => open.translations.find((translation) => translation.market === market);
const text = (document, path) => path.split(".").reduce((found, step) => found?.[step], document);

// A product, its markets in the order of the table.
async function fetched() {
  const found = await ask(path(shown[at]));
  found.translations.sort((a, b) => markets.indexOf(a.market) - markets.indexOf(b.market));
  return found;
}

async function reload(success) {
  open = await fetched();
  await draw();
  told.textContent = success;
}

async function draw() {
  const translation = current(), past = await ask(path(open, "/history"));
  const tabs = open.translations.map((each) => button("", () => { market = each.market; draw(); }, "toggle", { "aria-pressed": String(each.market === market) }));
  tabs.forEach((tab, i) => tab.replaceChildren(say[`markets_${open.translations[i].market.toLowerCase()}`] || open.translations[i].market, " ", state({ score: null, ...open.translations[i] })));
  one.replaceChildren(
    make("div", { class: "bar" }, button(`← ${say.back}`, back), ...tabs,
      toggle({ ...open, title: open.source.title }, (answer) => { open.state = answer.state; draw(); }),
      button(say.previous, () => show(at - 1)), button(say.next, () => show(at + 1)),
      button(say.accept, accept, "send", { id: "accept" })),
    ...Object.keys(translation.fields).map((path) => field(translation, path)),
    make("h2", { class: "small" }, say.history),
    make("ul", { class: "past" }, ...(past.history.length ? past.history.map(deed) : [make("li", {}, say.history_none)])));
  list.hidden = true;
  one.hidden = false;
  one.before(told);
}

function deed(each) {
  const where = [each.market, each.field].filter(Boolean).join(" · ");
  const words = each.action === "edited" ? `: ${each.before} → ${each.after}` : "";
  return make("li", {}, `${new Date(1000 * each.at).toLocaleString()} · ${each.who} ${say[`did_${each.action}`]} ${where}${words}`);
}

function field(translation, path) {
  const result = translation.fields[path], target = text(translation, path) ?? "";
  const name = say[`field_${path.split(".")[0]}`] || path;
  const box = make("div", { class: "target" });
  const line = make("div", { class: `line ${result.status}`, "data-path": path },
    make("div", {}, name, make("small", {}, ` ${path.split(".").slice(1).map((step) => (/^\d+$/.test(step) ? +step + 1 : say[`part_${step}`] || "")).join(" ")}`)),
    make("div", { class: "text", lang: translation.source }, text(open.source, path) ?? ""), box);
  const edit = (words = target) => editor(box, path, words);
  const isDecided = result.issues.some((issue) => ["edited", "accepted", "edit_outdated"].includes(issue.code));
  box.replaceChildren(make("div", { class: "text", lang: translation.language, onclick: () => edit() }, target),
    issues(result), make("div", { class: "chips" },
      button(say.edit, () => edit(), "plain", { "data-edit": true }),
      button(say.others, (event) => others(event.target.parentNode, path, edit), "plain", { "data-others": true }),
      isDecided ? button(say.undo, () => attempt(async () => { await ask(place(`${market}/${path}`), "DELETE"); await reload(""); })) : null));
  return line;
}

function issues(result) {
  const lines = result.issues.map((issue) => make("li", {}, fill(say.issues[issue.code] || `${issue.code} {}`, issue.detail),
    issue.reason ? make("small", {}, `${issue.reason} ${issue.hint} (${say.law}: ${issue.law})`) : null));
  const score = result.score === undefined ? null : make("small", {}, `${say.score} ${Math.round(100 * result.score)}%`);
  return make("ul", { class: "issues" }, ...lines, score && make("li", {}, score));
}

function editor(box, path, words) {
  const area = make("textarea", { "aria-label": path }), all = make("input", { type: "checkbox" });
  area.value = words;
  const save = () => attempt(async () => {
    await ask(place(`${market}/${path}`), "PUT", { text: area.value, for_all: all.checked });
    await reload(say.saved);
  }, say.saved);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
    if (event.key === "Escape") { event.stopPropagation(); draw(); }
  });
  box.replaceChildren(area, make("div", { class: "chips" }, button(say.save_edit, save, "chip", { "data-save": true }), button(say.cancel, () => draw()),
    make("label", { class: "all" }, all, ` ${say.for_all}`)));
  area.focus();
}

async function others(where, path, edit) {
  await attempt(async () => {
    const wanted = { text: text(open.source, path), market, seller_id: open.seller_id || null };
    const found = await ask("/v1/suggestions", "POST", wanted);
    const known = found.memory.map((each) => button(`${each.target} (${say.from_memory}, ${Math.round(100 * each.likeness)}%)`, () => edit(each.target), "chip"));
    const ways = found.alternatives.map((words) => button(words, () => edit(words), "chip"));
    where.replaceChildren(...(known.length + ways.length ? [...known, ...ways] : [make("small", {}, say.none_other)]), button(say.edit, () => edit()));
  });
}

function accept() {
  return attempt(async () => {
    await ask(place(`${market}/accept`), "POST", { version: current().version });
    await reload(say.accepted_now);
  }, say.accepted_now);
}

function back() {
  one.hidden = true;
  list.hidden = false;
  filters.after(told);
  open = null;
  load(true).then(() => at >= 0 || select(0));
}

async function take(form) {
  await attempt(async () => {
    const wanted = new URLSearchParams({ format: form });
    if (filters.seller_id.value) wanted.set("seller_id", filters.seller_id.value);
    const answer = await fetch(`/v1/memory/export?${wanted}`, { headers: key() ? { "X-API-Key": key() } : {} });
    if (!answer.ok) throw Object.assign(new Error(answer.status), { status: answer.status });
    const link = make("a", { href: URL.createObjectURL(await answer.blob()), download: `memory.${form}` });
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

const keys = {
  j: () => (open ? show(at + 1) : select(at + 1)), k: () => (open ? show(at - 1) : select(at - 1)),
  n: () => open && show(at + 1), a: () => open && accept(),
  Enter: () => open || (at >= 0 && show(at)), Escape: () => open && back(),
  e: () => open && (one.querySelector(".held [data-edit], .review [data-edit]") || one.querySelector("[data-edit]"))?.click(),
  o: () => open && (one.querySelector(".held [data-others], .review [data-others]") || one.querySelector("[data-others]"))?.click(),
  "/": () => open || filters.q.focus(),
};
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.closest("button, a")) return;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

let waiting;
filters.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => { remember(); load(true); }, 200); });
filters.addEventListener("submit", (event) => { event.preventDefault(); load(true); });
more.addEventListener("click", () => load(false));
desk.querySelectorAll("[data-export]").forEach((each) => each.addEventListener("click", () => take(each.dataset.export)));
function remember() { if (filters.key) sessionStorage.setItem("haiyi-key", key()); }
if (filters.key) filters.key.value = sessionStorage.getItem("haiyi-key") || "";
if (desk.dataset.keyed && !key()) told.textContent = say.key_needed; else load(true);
