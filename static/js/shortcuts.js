// `/` search, `j` `k` move in a list, Enter opens, `x` picks, `?` help. Never while somebody types.
import { typing } from "./dom.js";

export function shortcuts(page) {
  const help = page.querySelector("[data-shortcuts]");
  page.querySelectorAll("[data-shortcuts-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => help?.showModal());
  });
  page.addEventListener("keydown", (event) => {
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
  };
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
