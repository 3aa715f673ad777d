// form[data-autosave=URL]: saves a draft while it is written, keeps a copy on the device until the server has it,
// and says plainly what happened. Answer of the server: {version, saved_at, errors: [{field, message}]}.
import { encoded, filled, settled } from "./dom.js";

const PREFIX = "tierdesk:draft:";
const WAIT = 1200;
const RETRY = 15000;
const UNSAVED = new Set(["_csrf", "version", "_action"]);

export function autosave(page) {
  page.querySelectorAll("form[data-autosave]").forEach(watch);
  page.querySelectorAll("form[data-logout]").forEach((form) => form.addEventListener("submit", forget));
}

/** At logout nothing written stays on the device. */
function forget() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

function watch(form) {
  const key = PREFIX + form.dataset.autosave;
  const line = form.querySelector("[data-autosave-state]");
  const state = { sending: false, again: false, stopped: false, last: content(form), retry: 0 };
  const send = settled(() => save(form, key, line, state), WAIT);

  offerCopy(form, key, () => send());
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", () => remembered(key) && send());
  window.addEventListener("offline", () => tell(line, "offline", "attention"));
  window.addEventListener("pagehide", () => (state.sending || content(form) !== state.last) && !form.dataset.leaving && keep(key, form));
  // The server takes over: what it is given now must not come back as an unsaved copy, nor race with a save.
  form.addEventListener("submit", () => {
    send.cancel();
    clearTimeout(state.retry);
    state.stopped = true;
    form.dataset.leaving = "";
    keep(key, form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      state.stopped = false;
      delete form.dataset.leaving;
    }
  });

  function changed(event) {
    if (event.target.closest?.("[data-autosave-restore]") || state.stopped) return;
    if (content(form) === state.last) return;
    keep(key, form);
    send();
  }
}

async function save(form, key, line, state) {
  if (state.stopped) return;
  if (state.sending) {
    state.again = true;
    return;
  }
  const before = content(form);
  state.sending = true;
  clearTimeout(state.retry);
  tell(line, "saving");
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      headers: { "X-Requested-With": "autosave", Accept: "application/json" },
      body: encoded(form),
      credentials: "same-origin",
      redirect: "manual",
    });
    await heard(answer, form, key, line, state, before);
  } catch {
    later(form, key, line, state, navigator.onLine ? "failed" : "offline");
  } finally {
    state.sending = false;
    if (state.again && !state.stopped) {
      state.again = false;
      save(form, key, line, state);
    }
  }
}

async function heard(answer, form, key, line, state, before) {
  if (answer.ok) {
    const { version, saved_at, errors } = await answer.json();
    const input = form.querySelector("input[name=version]");
    if (input && version !== undefined) input.value = version;
    state.last = before;
    if (content(form) === before) localStorage.removeItem(key);
    mark(form, errors ?? []);
    const values = { time: clock(saved_at), count: (errors ?? []).length };
    tell(line, values.count ? "faults" : "saved", values.count ? "attention" : "", values);
  } else if (answer.status === 412 || answer.status === 409 || answer.status === 428) {
    state.stopped = true;
    tell(line, "conflict", "danger");
  } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    state.stopped = true;
    tell(line, "signedOut", "danger");
  } else {
    later(form, key, line, state, "failed");
  }
}

function later(form, key, line, state, what) {
  tell(line, what, "attention");
  state.retry = setTimeout(() => save(form, key, line, state), RETRY);
}

/** Writes the state line; `what` names a data-text-… attribute. */
function tell(line, what, tone = "", values = {}) {
  if (!line) return;
  const text = line.dataset["text" + what[0].toUpperCase() + what.slice(1)];
  line.textContent = filled(text, values);
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

function content(form) {
  const body = encoded(form);
  UNSAVED.forEach((name) => body.delete(name));
  return body.toString();
}

function keep(key, form) {
  try {
    localStorage.setItem(key, content(form));
  } catch {
    // The device keeps nothing (private window, full): the server's copy must do.
  }
}

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Offers what an earlier visit could not hand over. */
function offerCopy(form, key, restored) {
  const copy = remembered(key);
  const box = form.querySelector("[data-autosave-restore]");
  if (!copy) return;
  if (copy === content(form) || !box) {
    localStorage.removeItem(key);
    return;
  }
  box.hidden = false;
  box.querySelector("[data-autosave-take]").addEventListener("click", () => {
    fill(form, new URLSearchParams(copy));
    box.hidden = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    restored();
  });
  box.querySelector("[data-autosave-drop]").addEventListener("click", () => {
    localStorage.removeItem(key);
    box.hidden = true;
  });
}

/** Puts a copy back; rows that the form lacks are asked for first. */
function fill(form, copy) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const prefix = list.dataset.rows + ".";
    const wanted = [...copy.keys()].filter((name) => name.startsWith(prefix)).map((name) => parseInt(name.slice(prefix.length), 10));
    const most = Math.max(-1, ...wanted.filter(Number.isInteger));
    list.dispatchEvent(new CustomEvent("rows:reach", { detail: most }));
  }
  for (const input of form.elements) {
    if (!input.name || UNSAVED.has(input.name) || input.type === "file" || input.tagName === "BUTTON") continue;
    const values = copy.getAll(input.name);
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (values.length) input.value = values[0];
  }
}
