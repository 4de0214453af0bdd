// Moving through lists of articles by keyboard; every page works without it.

const rows = () => [...document.querySelectorAll("[data-rows] > li a.title")];
const box = () => document.getElementById("q");
const typing = (element) => element?.closest?.("input, textarea, select, dialog, [contenteditable]");

function current(all) {
  const row = document.activeElement?.closest("[data-rows] > li");
  return all.findIndex((link) => row?.contains(link));
}

function move(by) {
  const all = rows();
  const at = current(all);
  const next = at < 0 ? all.find((link) => link.getBoundingClientRect().bottom > 60) : all[at + by];
  if (next) {
    next.focus({ preventScroll: true });
    next.closest("li").scrollIntoView({ block: "nearest" });
  } else if (by > 0) {
    document.querySelector("[data-rows] > li.more a")?.click();
  }
}

const deeds = {
  j: () => move(1),
  k: () => move(-1),
  o: () => rows()[current(rows())]?.click(),
  "/": () => {
    box()?.focus();
    box()?.select();
  },
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === box()) box().blur();
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (typing(event.target) || !(event.key in deeds)) return;
  event.preventDefault();
  deeds[event.key]();
});

// On a phone what narrows a search is one tap away, and the hits come first.
if (window.matchMedia("(max-width: 56rem)").matches) {
  for (const each of document.querySelectorAll("[data-narrow]")) each.open = false;
}
