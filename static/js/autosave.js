// form[data-autosave=URL]: saves a draft while it is written, keeps a copy on the device until the server has it, and says
// plainly what happened. The server answers {version, saved_at, errors: [{field, message}]} and, when a new thing was made
// of it, {autosave, action, href}: where to save, where to send, and the address to show from now on.
import { keep, forget, kept, offer, passOn, settle } from "./copies.js";
import { content, encoded, filled, settled } from "./dom.js";

const WAIT = 1200;
const RETRY = 15000;

export function autosave(page) {
  settle(page);
  page.querySelectorAll("form[data-autosave]").forEach(watch);
  page.querySelectorAll("form[data-logout]").forEach((form) => form.addEventListener("submit", () => forget()));
}

function watch(form) {
  const draft = { form, line: form.querySelector("[data-autosave-state]"), sending: false, again: false, stopped: false, saved: content(form), retry: 0 };
  const send = settled(() => save(draft), WAIT);
  const changed = (event) => {
    if (draft.stopped || event.target.closest?.("[data-autosave-restore]") || content(form) === draft.saved) return;
    keep(form);
    send();
  };
  offer(form);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", () => kept(form) && send());
  window.addEventListener("offline", () => tell(draft, "offline", "attention"));
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    send.cancel();
    clearTimeout(draft.retry);
    draft.stopped = true;
    passOn(form);
  });
  window.addEventListener("pageshow", (event) => event.persisted && (draft.stopped = false));
}

/** Sends the draft; while one is under way the next one waits, so that the version always fits. */
async function save(draft) {
  if (draft.stopped) return;
  if (draft.sending) {
    draft.again = true;
    return;
  }
  const before = content(draft.form);
  draft.sending = true;
  clearTimeout(draft.retry);
  tell(draft, "saving");
  try {
    await heard(await post(draft.form), draft, before);
  } catch {
    later(draft, navigator.onLine ? "failed" : "offline");
  }
  draft.sending = false;
  if (draft.again && !draft.stopped) {
    draft.again = false;
    save(draft);
  }
}

function post(form) {
  return fetch(form.dataset.autosave, {
    method: "POST",
    headers: { "X-Requested-With": "autosave", Accept: "application/json" },
    body: encoded(form),
    credentials: "same-origin",
    redirect: "manual",
  });
}

async function heard(answer, draft, before) {
  if (answer.ok) {
    acknowledged(await answer.json(), draft, before);
  } else if ([409, 412, 428].includes(answer.status)) {
    draft.stopped = true;
    tell(draft, "conflict", "danger");
  } else if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
    draft.stopped = true;
    tell(draft, "signedOut", "danger");
  } else {
    later(draft, "failed");
  }
}

function acknowledged(answer, draft, before) {
  const { form } = draft;
  const errors = answer.errors ?? [];
  const version = form.querySelector("input[name=version]");
  if (version && answer.version !== undefined) version.value = answer.version;
  draft.saved = before;
  if (content(form) === before) forget(form);
  if (answer.autosave) form.dataset.autosave = answer.autosave;
  if (answer.action) form.action = answer.action;
  if (answer.href) history.replaceState(null, "", answer.href);
  mark(form, errors);
  tell(draft, errors.length ? "faults" : "saved", errors.length ? "attention" : "", { time: clock(answer.saved_at), count: errors.length });
}

function later(draft, what) {
  tell(draft, what, "attention");
  draft.retry = setTimeout(() => save(draft), RETRY);
}

/** Writes the state line; `what` names one of its data-text-… attributes. */
function tell({ line }, what, tone = "", values = {}) {
  if (!line) return;
  line.textContent = filled(line.dataset["text" + what[0].toUpperCase() + what.slice(1)], values);
  line.dataset.tone = tone;
}

function clock(moment) {
  const at = moment ? new Date(moment) : new Date();
  return at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** Shows the faults beside their fields and leaves the focus where it is. */
function mark(form, errors) {
  const messages = new Map(errors.map(({ field, message }) => [field, message]));
  for (const field of form.querySelectorAll("[data-field]")) {
    const message = messages.get(field.dataset.field);
    const place = field.querySelector(":scope > .field-error");
    if (!place) continue;
    place.hidden = !message;
    place.querySelector("[data-error-text]").textContent = message ?? "";
    field.toggleAttribute("data-invalid", Boolean(message));
    const input = field.matches("fieldset") ? null : field.querySelector("input, textarea, select");
    if (message) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }
}
