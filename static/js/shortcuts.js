// `/` search, `j` `k` move in a list, Enter opens, `x` picks, `?` help, and what a page marks with data-key: `e` edit,
// `a` accept or assign. Never while somebody types. Ctrl+Enter sends a form[data-send-keys] from any of its fields.
import { typing } from "./dom.js";

export function shortcuts(page) {
  const help = page.querySelector("[data-shortcuts]");
  page.querySelectorAll("[data-shortcuts-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => help?.showModal());
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) return send(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = actions(help)[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

function actions(help) {
  return {
    "/": () => document.querySelector("[data-search]")?.focus() ?? undefined,
    "?": () => help?.showModal(),
    j: () => move(1),
    k: () => move(-1),
    x: pick,
    e: () => press("e"),
    a: () => press("a"),
  };
}

/** Sends the form that is being filled, as its visible button would. */
function send(event) {
  const form = event.target.closest?.("form[data-send-keys]");
  if (!form) return;
  event.preventDefault();
  // A form may hold buttons that only show where no scripts run.
  const buttons = [...form.querySelectorAll("button[type=submit]:not(.visually-hidden)")];
  form.requestSubmit(buttons.filter((button) => button.checkVisibility()).pop());
}

/** Follows a link, sends a form, or goes to the field that the page marks with this key; in a list those of the row. */
function press(key) {
  const row = document.activeElement?.closest("tr");
  const place = (row ?? document).querySelector(`[data-key="${key}"]`) ?? document.querySelector(`[data-key="${key}"]`);
  if (!place && key === "e" && row?.dataset.href) location.href = `${row.dataset.href}/edit`;
  if (!place) return false;
  if (place.matches("form")) place.requestSubmit();
  else if (place.matches("a, button, summary")) place.click();
  else place.focus();
}

function links() {
  return [...document.querySelectorAll("[data-list] .row-link")];
}

/** Puts the focus on the next or previous row; Enter then opens it, as on any link. */
function move(by) {
  const all = links();
  if (!all.length) return false;
  const here = all.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const at = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by));
  all[at].focus();
  all[at].closest("tr").scrollIntoView({ block: "nearest" });
}

function pick() {
  const box = document.activeElement?.closest("tr")?.querySelector("[data-select]");
  if (!box) return false;
  box.click();
}
