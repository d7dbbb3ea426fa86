// A translation corrected where it stands; the server remembers the words for the shop.
"use strict";

const speak = JSON.parse(editor.dataset.say), said = $("#said");

async function remember(words, text) {
  const asked = { source: words.source, text, market, seller_id: editor.elements.seller_id.value.trim() || null };
  const answer = await fetch("/v1/memory", {
    method: "PUT", headers: headers({ "Content-Type": "application/json" }), body: JSON.stringify(asked),
  });
  if (!answer.ok) throw new Error(await reason(answer));
}

// What was decided is asked for again; the keyboard stays in its row.
async function decided(row, decisions, success) {
  const at = `.panel:not([hidden]) [data-row="${row.dataset.row}"] [data-edit]`;
  try {
    for (const [words, text] of decisions) await remember(words, text);
  } catch (error) {
    said.textContent = error instanceof TypeError ? editor.dataset.failed : error.message;
    return;
  }
  await translate();
  $(at, result)?.focus();
  said.textContent = success;
}

function correct(pencil) {
  clearTimeout(timer);
  current?.abort();  // an answer now would replace what is being written
  const row = pencil.closest("tr"), box = $(".read", row), before = [...box.childNodes];
  const words = JSON.parse(pencil.dataset.edit), lang = box.parentNode.lang;
  const leave = () => { box.replaceChildren(...before); pencil.disabled = false; pencil.focus(); };
  const save = (texts) => {
    const changed = words.map((each, i) => [each, texts[i].trim()]).filter(([each, text]) => text && text !== each.target);
    if (changed.length) decided(row, changed, speak.saved);
    else leave();
  };
  said.textContent = "";
  pencil.disabled = true;
  editing(box, words.map(({ source, target }) => ({ label: source, lang, words: target })), { save, leave, say: speak }, make("small", { lang: document.documentElement.lang }, speak.hint));
}

result.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-edit], [data-forget]");
  if (!pressed) return;
  if ("edit" in pressed.dataset) correct(pressed);
  else decided(pressed.closest("tr"), JSON.parse(pressed.dataset.forget).filter((each) => each.own).map((each) => [each, ""]), speak.forgotten);
});
