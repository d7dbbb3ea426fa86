// Keys and filters of the desk; the last part, which begins the work.
"use strict";

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
