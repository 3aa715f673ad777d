// The copy of a draft on this device: written at every change, removed when the server has it, offered when it never did.
// Each belongs to one person and says when it was typed and on which version. All of them are forgotten when that person
// logs out, in whichever tab, and when somebody else logs in. A device that keeps nothing (private window, full) says so.
import { content, UNSAVED } from "./dom.js";

const PREFIX = "tierdesk:draft:";
const SENT = "tierdesk:sent";
const LEFT = "tierdesk:left";
const FILE = "file:";
// Nothing is kept any more once the person has left.
let left = false;

const own = () => PREFIX + (document.body.dataset.user ?? "") + ":";
const key = (form) => form.querySelector("input[name=_key]")?.value;
/** The address where the form saves; of a draft that the server has not made yet with the id it will get. */
const nameOf = (form) => own() + form.dataset.autosave + (key(form) ? "#" + key(form) : "");

function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const names = (prefix) => quietly(() => Object.keys(localStorage).filter((name) => name.startsWith(prefix))) ?? [];
const read = (name) => quietly(() => JSON.parse(localStorage.getItem(name)));
const drop = (all) => quietly(() => all.forEach((name) => localStorage.removeItem(name)));

/** Keeps what the form holds now; false where the device keeps nothing. */
export function keep(form) {
  if (left) return false;
  const copy = { at: Date.now(), version: form.elements.version?.value ?? "", body: content(form) };
  return quietly(() => localStorage.setItem(nameOf(form), JSON.stringify(copy)) ?? true) ?? false;
}

/** What is kept of the form, `{at, version, body}`, or null. */
export function kept(form) {
  return read(nameOf(form));
}

/** Forgets the copy of the form. */
export function forget(form) {
  drop([nameOf(form)]);
}

/** Marks that a file of a draft is kept here (see kept-files.js); false where the device keeps nothing. */
export function mark(draft, id) {
  if (left) return false;
  return quietly(() => localStorage.setItem(own() + FILE + draft + ":" + id, "1") ?? true) ?? false;
}

/** Takes the mark of a file away. */
export function unmark(draft, id) {
  drop([own() + FILE + draft + ":" + id]);
}

/** Whether the person who is logged in keeps any file of a draft. */
export function marked(draft) {
  return names(own() + FILE + draft + ":").length > 0;
}

/** Whether a file is marked by anybody: an ended session loses nothing. */
export function hasMark(draft, id) {
  return names(PREFIX).some((name) => name.endsWith(":" + FILE + draft + ":" + id));
}

/** The id of the draft in a form; one that the server has not made yet has the id it will get. */
export function draftOf(form) {
  return key(form) ?? form.action.match(/([0-9a-f-]{36})\/edit$/)?.[1];
}

/** How many forms and files the server does not have yet. */
export function unsaved() {
  return names(own()).length;
}

/** The person leaves: nothing stays, here and in every other tab. */
export function leave() {
  left = true;
  drop(names(PREFIX));
  quietly(() => sessionStorage.removeItem(SENT));
  quietly(() => localStorage.setItem(LEFT, Date.now()));
  drop([LEFT]);
}

/** Calls `act` when the person leaves in another tab. */
export function onLeave(act) {
  window.addEventListener("storage", (event) => {
    if (event.key !== LEFT || !event.newValue) return;
    left = true;
    act();
  });
}

/** The form is being sent as a whole: its copy goes when the next page is not the form again. */
export function passOn(form) {
  keep(form);
  quietly(() => sessionStorage.setItem(SENT, nameOf(form)));
}

/** Called on every page. What others typed on this device goes when somebody is logged in. A form that was sent and taken
 * (or comes back with data-autosave-taken) needs no copy; login and error pages do not count as taken. */
export function settle(page) {
  if (!page.body.hasAttribute("data-page")) return;
  if (page.body.dataset.user) drop(names(PREFIX).filter((name) => !name.startsWith(own())));
  const name = quietly(() => sessionStorage.getItem(SENT));
  if (!name) return;
  const back = [...page.querySelectorAll("form[data-autosave]")].some((form) => nameOf(form) === name && !form.hasAttribute("data-autosave-taken"));
  quietly(() => sessionStorage.removeItem(SENT));
  if (!back) drop([name]);
}

/** The newest copy that an earlier visit could not hand over, by name. For a new form that is one of any new form. */
function waiting(form) {
  const all = key(form) ? names(own() + form.dataset.autosave + "#") : [nameOf(form)];
  const copies = all.map((name) => [name, read(name)]).filter(([, copy]) => copy);
  return copies.sort(([, one], [, other]) => other.at - one.at)[0];
}

/** Offers what an earlier visit could not hand over; `say(box, copy, newer)` writes the words, `taken(copy)` hears that it is back. */
export function offer(form, say, taken) {
  const found = waiting(form);
  const box = form.querySelector("[data-autosave-restore]");
  if (!found) return;
  const [name, copy] = found;
  if (copy.body === content(form) || !box) {
    // A form that comes back unsaved is not on the server yet.
    if (!form.hasAttribute("data-autosave-behind")) drop([name]);
    return;
  }
  const version = form.elements.version;
  say(box, copy, Boolean(version) && Number(copy.version) < Number(version.value));
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
  box.querySelector("[data-autosave-take]").addEventListener("click", () => {
    fill(form, new URLSearchParams(copy.body));
    // Typed on that version: where the server has a newer one, it says so before anything is overwritten.
    if (version) version.value = copy.version;
    box.hidden = true;
    taken(copy);
  });
  box.querySelector("[data-autosave-drop]").addEventListener("click", () => {
    drop([name]);
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
