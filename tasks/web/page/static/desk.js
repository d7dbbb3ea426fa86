// The desk: what its parts share. Everything comes over the API; texts are only ever set as text.
// Loaded after edit.js, before desk-list.js, desk-product.js and desk-keys.js.
"use strict";
const desk = document.getElementById("desk");
const say = JSON.parse(desk.dataset.say), markets = JSON.parse(desk.dataset.markets);
const filters = document.getElementById("filters"), rows = document.getElementById("rows");
const list = document.getElementById("list"), one = document.getElementById("one");
const told = document.getElementById("told"), more = document.getElementById("more");
let shown = [], at = -1, cursor = null, open = null, market = null, asked = 0;
document.documentElement.classList.add("js");

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
