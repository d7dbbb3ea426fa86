// The list of the desk: rows, pages of them, and what is exported.
"use strict";

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
