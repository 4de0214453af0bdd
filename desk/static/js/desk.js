// What the frame does beyond HTML; every page works without it.

// Deeds that cannot be undone ask first.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  // A second click while the first is on its way does nothing.
  if (event.target.method === "post" && !event.target.closest("[hx-post]")) {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  }
});
// A page that is shown again from memory may send its forms again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A request that never arrived is told like any other problem.
document.addEventListener("htmx:error", (event) => {
  if (event.detail?.ctx?.response) return; // it was answered, and the answer says what is wrong
  const notices = document.getElementById("notices");
  notices.replaceChildren(document.getElementById("unreachable").content.cloneNode(true));
});

// The person's menu closes as menus do.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.person[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("details.person[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
