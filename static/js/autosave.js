// form[data-autosave=URL]: saves a draft while it is written, keeps a copy on the device until the server has it, and says
// plainly what happened. The server answers {version, saved_at, errors: [{field, message}]} and, when a new thing was made
// of it, {autosave, action, href}: where to save, where to send, and the address to show from now on.
import { draftOf, forget, keep, kept, leave, offer, onLeave, passOn, settle, unsaved } from "./copies.js";
import { content, encoded, filled, settled } from "./dom.js";
import { mark } from "./faults.js";
import { sweepFiles } from "./kept-files.js";

const WAIT = 1200;
const PATIENCE = 30000;
const FIRST_RETRY = 3000;
const LAST_RETRY = 60000;

export function autosave(page) {
  settle(page);
  sweepFiles();
  const all = [...page.querySelectorAll("form[data-autosave]")].map(watch);
  page.querySelectorAll("form[data-logout]").forEach((form) => form.addEventListener("submit", (event) => goodbye(event, all)));
  onLeave(() => {
    all.forEach(stop);
    location.replace("/login");
  });
}

/** What is only on this device would be gone: the person is asked once. */
function goodbye(event, all) {
  const count = unsaved();
  if (count && !confirm(filled(event.target.dataset.textUnsaved, { count }))) {
    event.preventDefault();
    return;
  }
  all.forEach(stop);
  leave();
  sweepFiles();
}

function stop(draft) {
  draft.stopped = true;
  draft.send.cancel();
  clearTimeout(draft.retry);
}

const drafts = new WeakMap();

/** Saves what a form says at once, for whoever needs the draft to have an address. */
export async function saveNow(form) {
  const draft = drafts.get(form);
  if (draft) await save(draft);
}

function watch(form) {
  const draft = {
    form, line: form.querySelector("[data-autosave-state]"), saved: content(form),
    sending: false, again: false, stopped: false, retry: 0, pause: FIRST_RETRY,
    // What was sent without an answer: the server may have it. It is sent again as it was before anything newer.
    unheard: null,
  };
  drafts.set(form, draft);
  draft.send = settled(() => save(draft), WAIT);
  const changed = (event) => {
    if (event?.target.closest?.("[data-autosave-restore]") || content(form) === draft.saved) return;
    const safe = keep(form);
    if (draft.stopped) return;
    if (!navigator.onLine) return waitFor(draft, "offline");
    if (!safe) tell(draft, "lost", "attention");
    else if (!draft.retry) tell(draft, "saving");
    draft.send();
  };
  const now = () => !draft.stopped && (draft.retry || draft.unheard) && save(draft);
  if (form.hasAttribute("data-autosave-behind")) conflict(draft);
  offer(form, introduce, () => ["draft:back", "change"].forEach((what) => form.dispatchEvent(new Event(what, { bubbles: true }))));
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", now);
  window.addEventListener("offline", () => kept(form) && waitFor(draft, "offline"));
  document.addEventListener("visibilitychange", () => {
    // Whoever turns to another program may not come back to this page.
    if (document.hidden && !draft.stopped && content(form) !== draft.saved) save(draft);
    else if (!document.hidden) now();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!draft.stopped && content(form) !== draft.saved && !kept(form)) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    stop(draft);
    passOn(form);
  });
  window.addEventListener("pageshow", (event) => event.persisted && (draft.stopped = false));
  form.querySelector("[data-autosave-theirs]")?.addEventListener("click", () => {
    stop(draft);
    forget(form);
    // Of a draft whose first answer never came the server's version stands at the id that it was made under.
    location.replace(form.action.replace(/\/new$/, `/${draftOf(form)}/edit`));
  });
  return draft;
}

/** Says when the copy was typed, and whether the server has something newer. */
function introduce(box, copy, newer) {
  const words = box.querySelector("[data-autosave-words]");
  const at = new Date(copy.at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone() });
  words.textContent = filled(newer ? words.dataset.textNewer : words.dataset.text, { time: at });
}

/** Sends the draft; while one is under way the next one waits, so that the version always fits. */
async function save(draft) {
  if (draft.stopped) return;
  draft.send.cancel();
  if (draft.sending) {
    draft.again = true;
    return;
  }
  const { form } = draft;
  const sent = draft.unheard ?? { body: encoded(form), content: content(form) };
  draft.sending = true;
  clearTimeout(draft.retry);
  draft.retry = 0;
  if (draft.pause === FIRST_RETRY) tell(draft, "saving");
  try {
    const answer = await post(form, sent.body);
    // A gateway's fault does not say what became of the words behind it.
    draft.unheard = answer.status >= 500 ? sent : null;
    await heard(answer, draft, sent.content);
  } catch {
    draft.unheard = sent;
    later(draft, navigator.onLine ? "failed" : "offline");
  }
  draft.sending = false;
  if (draft.again && !draft.stopped && !draft.retry) {
    draft.again = false;
    save(draft);
  }
}

function post(form, body) {
  return fetch(form.dataset.autosave, {
    method: "POST",
    headers: { "X-Requested-With": "autosave", Accept: "application/json" },
    body,
    credentials: "same-origin",
    redirect: "manual",
    // A page that is being closed still hands over what is small enough.
    keepalive: document.hidden && body.toString().length < 60000,
    signal: AbortSignal.timeout(PATIENCE),
  });
}

async function heard(answer, draft, before) {
  if (answer.ok) {
    acknowledged(await answer.json(), draft, before);
  } else if ([409, 412, 428].includes(answer.status)) {
    conflict(draft);
  } else if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
    stop(draft);
    tell(draft, "signedOut", "danger");
  } else {
    later(draft, "failed");
  }
}

function acknowledged(answer, draft, before) {
  const { form } = draft;
  const errors = answer.errors ?? [];
  const all = content(form) === before;
  draft.saved = before;
  draft.pause = FIRST_RETRY;
  forget(form);
  if (form.elements.version && answer.version !== undefined) form.elements.version.value = answer.version;
  if (answer.autosave) {
    form.dataset.autosave = answer.autosave;
    form.querySelector("input[name=_key]")?.remove();
    if (all) draft.saved = content(form);
  }
  if (answer.action) form.action = answer.action;
  if (answer.href) history.replaceState(null, "", answer.href);
  // What was typed meanwhile stands on the new version, at the new address.
  if (!all) {
    keep(form);
    draft.again = true;
  }
  mark(form, errors);
  tell(draft, errors.length ? "faults" : "saved", errors.length ? "attention" : "", { time: clock(answer.saved_at), count: errors.length });
}

/** Somebody else saved meanwhile: both stay, on the server and here, until the person has chosen. */
function conflict(draft) {
  stop(draft);
  draft.unheard = null;
  keep(draft.form);
  tell(draft, "conflict", "danger");
  const box = draft.form.querySelector("[data-autosave-conflict]");
  if (box && !draft.form.hasAttribute("data-autosave-behind")) box.hidden = false;
}

function later(draft, what) {
  waitFor(draft, what);
  draft.pause = Math.min(LAST_RETRY, draft.pause * 2);
}

function waitFor(draft, what) {
  if (draft.stopped) return;
  const copy = kept(draft.form);
  tell(draft, copy ? what : "lost", "attention", { time: clock(copy?.at) });
  clearTimeout(draft.retry);
  draft.retry = setTimeout(() => save(draft), draft.pause);
}

/** Writes the state line; `what` names one of its data-text-… attributes. */
function tell({ form, line }, what, tone = "", values = {}) {
  if (!line) return;
  const time = values.time ?? clock(kept(form)?.at);
  line.textContent = filled(line.dataset["text" + what[0].toUpperCase() + what.slice(1)], { ...values, time });
  line.dataset.tone = tone;
}

function clock(moment) {
  const at = moment ? new Date(moment) : new Date();
  return at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone() });
}

/** Times are told as the rest of the page tells them. */
function zone() {
  return document.body.dataset.zone || undefined;
}
