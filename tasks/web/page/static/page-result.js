// The results of the page: a tab a market, pairs that light up, and what is copied.
"use strict";

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
