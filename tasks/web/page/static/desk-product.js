// One product of the desk: its markets, fields, corrections and history.
"use strict";

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
  const all = make("input", { type: "checkbox" });
  const save = ([text]) => attempt(async () => {
    await ask(place(`${market}/${path}`), "PUT", { text, for_all: all.checked });
    await reload(say.saved);
  }, say.saved);
  const told = { save: say.save_edit, cancel: say.cancel };
  editing(box, [{ label: path, lang: current().language, words }], { save, leave: () => draw(), say: told }, make("label", { class: "all" }, all, ` ${say.for_all}`));
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
