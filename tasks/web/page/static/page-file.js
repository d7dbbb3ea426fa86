// Whole files.
"use strict";

$("[data-send-file]").addEventListener("click", async (event) => {
  const [file] = $("#whole-file").files, said = $("#file-said"), bar = $("#file-progress"), { busy, done, unread } = event.target.dataset;
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
    said.replaceChildren(link, ...(state.not_read.length ? [make("p", {}, unread.replace("{}", state.not_read.join(", ")))] : []));
  } catch { said.textContent = editor.dataset.failed; }
});
