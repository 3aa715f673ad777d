// The copy of a draft on this device: written at every change, removed when the server has it, offered when it never did,
// and all of them forgotten at logout. A device that keeps nothing (private window, full) does no harm.
import { content, UNSAVED } from "./dom.js";

const PREFIX = "tierdesk:draft:";
const SENT = "tierdesk:sent";

const nameOf = (form) => PREFIX + form.dataset.autosave;

function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

/** Keeps what the form holds now. */
export function keep(form) {
  quietly(() => localStorage.setItem(nameOf(form), content(form)));
}

/** What is kept of the form, or null. */
export function kept(form) {
  return quietly(() => localStorage.getItem(nameOf(form)));
}

/** Forgets the copy of one form, or every copy. */
export function forget(form) {
  quietly(() => {
    const all = form ? [nameOf(form)] : Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    all.forEach((name) => localStorage.removeItem(name));
  });
}

/** The form is being sent as a whole: its copy goes when the next page is not the form again. */
export function passOn(form) {
  keep(form);
  quietly(() => sessionStorage.setItem(SENT, nameOf(form)));
}

/** Called on every page: a form that was sent and taken (or comes back with data-autosave-taken) needs no copy. Login and error pages do not count as taken. */
export function settle(page) {
  const name = quietly(() => sessionStorage.getItem(SENT));
  if (!name || !page.body.hasAttribute("data-page")) return;
  const back = [...page.querySelectorAll("form[data-autosave]")].some((form) => nameOf(form) === name && !form.hasAttribute("data-autosave-taken"));
  quietly(() => {
    sessionStorage.removeItem(SENT);
    if (!back) localStorage.removeItem(name);
  });
}

/** Offers what an earlier visit could not hand over. */
export function offer(form) {
  const copy = kept(form);
  const box = form.querySelector("[data-autosave-restore]");
  if (!copy) return;
  if (copy === content(form) || !box) {
    forget(form);
    return;
  }
  box.hidden = false;
  box.querySelector("[data-autosave-take]").addEventListener("click", () => {
    fill(form, new URLSearchParams(copy));
    box.hidden = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  box.querySelector("[data-autosave-drop]").addEventListener("click", () => {
    forget(form);
    box.hidden = true;
  });
}

/** Puts a copy back; rows that the form lacks are asked for first. */
function fill(form, copy) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const prefix = list.dataset.rows + ".";
    const used = [...copy.keys()].filter((name) => name.startsWith(prefix)).map((name) => parseInt(name.slice(prefix.length), 10));
    list.dispatchEvent(new CustomEvent("rows:reach", { detail: Math.max(-1, ...used.filter(Number.isInteger)) }));
  }
  for (const input of form.elements) {
    if (!input.name || UNSAVED.has(input.name) || ["file", "submit", "button"].includes(input.type)) continue;
    const values = copy.getAll(input.name);
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (values.length) input.value = values[0];
  }
}
