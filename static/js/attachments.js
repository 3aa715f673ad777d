// [data-attachments]: files of a record are dropped, chosen or photographed, shrunk where they are large photographs, and
// sent one after the other with their progress. What goes wrong is said beside the file; nothing is lost by it: what the
// server does not have is kept on the device and sent by itself later.
import { filled } from "./dom.js";
import { saveNow } from "./autosave.js";
import { draftOf, hasMark, keep } from "./copies.js";
import { dropFile, filesOf, keepFile } from "./kept-files.js";
import { chosen, dropped, shrunk } from "./picked.js";

/** How long it waits before it sends again, in milliseconds; at once when the network is back. */
const AGAIN = 15000;

export function attachments(page) {
  page.querySelectorAll("[data-attachments]").forEach(improve);
}

function improve(box) {
  const part = (name) => box.querySelector(`[data-attachments-${name}]`);
  const place = { box, list: part("list"), queue: part("queue"), state: part("state"), form: box.closest("form"), sending: Promise.resolve() };
  box.querySelectorAll("[data-attachments-plain]").forEach((plain) => (plain.hidden = true));
  part("rich").hidden = false;
  const taken = (files) => take(place, files);
  chosen(part("choose"), part("files"), taken);
  chosen(part("camera"), part("photo"), taken);
  dropped(part("drop"), taken);
  window.addEventListener("online", () => sendAgain(place));
  place.form.addEventListener("draft:back", () => bringBack(place));
  bringBack(place);
  // Before anybody else hears of it: a record that is sent in takes no more files.
  place.form.addEventListener("submit", (event) => missing(place, event), true);
  place.list.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-confirm-cancel]");
    if (cancel) cancel.closest("details").open = false;
  });
  const removal = document.getElementById("attachment-remove");
  removal?.addEventListener("submit", (event) => {
    event.preventDefault();
    remove(place, event.submitter.formAction);
  });
  place.list.querySelectorAll("[data-confirm-cancel]").forEach((cancel) => (cancel.hidden = false));
}

function missing({ queue, box }, event) {
  const count = [...queue.children].filter((row) => !row.refused).length;
  if (count && event.submitter?.value === "submit" && !confirm(filled(box.dataset.textUnsent, { count }))) event.preventDefault();
}

/** Puts files into the queue; one is sent at a time, so that a slow line finishes some of them. */
function take(place, files) {
  for (const file of files) {
    queued(place, waiting(place, file), file);
  }
}

function queued(place, row, file) {
  row.resend = null;
  place.sending = place.sending.then(() => alone(row, () => send(place, row, file)));
}

/** Of two tabs that hold the same kept file one sends it. */
function alone(row, act) {
  return row.kept && navigator.locks ? navigator.locks.request("tierdesk:files", act) : act();
}

/** What an earlier visit could not send. */
async function bringBack(place) {
  const draft = draftOf(place.form);
  for (const { id, file } of await filesOf(draft)) {
    if ([...place.queue.children].some((row) => row.kept === id)) continue;
    const row = waiting(place, file);
    [row.kept, row.draft] = [id, draft];
    queued(place, row, file);
  }
}

function sendAgain(place) {
  clearTimeout(place.timer);
  for (const row of place.queue.children) row.resend?.();
}

/** The row goes, and with it what is kept of the file. */
function done(place, row) {
  if (row.kept) dropFile(row.draft, row.kept);
  row.remove();
  place.queue.hidden = !place.queue.childElementCount;
}

function waiting({ box, queue }, file) {
  queue.hidden = false;
  const row = document.createElement("li");
  row.className = "file";
  const what = row.appendChild(document.createElement("div"));
  what.className = "file-what";
  const line = (className, text) => {
    const span = what.appendChild(document.createElement("span"));
    span.className = className;
    span.textContent = text;
    return span;
  };
  line("file-name", file.name);
  row.bar = what.appendChild(document.createElement("progress"));
  row.bar.max = 100;
  row.bar.setAttribute("aria-label", file.name);
  row.note = line("file-note", box.dataset.textWaiting);
  row.buttons = row.appendChild(document.createElement("div"));
  row.buttons.className = "row";
  queue.append(row);
  return row;
}

async function send(place, row, file) {
  const { box } = place;
  // Left out meanwhile, or sent from another tab.
  if (!row.isConnected || (row.kept && !hasMark(row.draft, row.kept))) return done(place, row);
  let ready = file;
  row.buttons.replaceChildren();
  row.note.className = "file-note";
  row.bar.hidden = false;
  try {
    row.note.textContent = box.dataset.textShrinking;
    ready = await shrunk(file);
    if (ready.size > Number(box.dataset.limit) * 1024 * 1024) throw new Told(box.dataset.textTooLarge);
    const address = await whereTo(place);
    const html = await posted(address, ready, Boolean(row.tried || row.kept), (percent) => {
      row.bar.value = percent;
      row.note.textContent = filled(box.dataset.textSending, { percent });
    });
    show(place, html);
    place.state.textContent = filled(box.dataset.textDone, { name: ready.name });
    done(place, row);
  } catch (fault) {
    await failed(place, row, ready, fault);
  }
}

/** Something to tell in the words it carries. */
class Told extends Error {}

/** The server said no: that is told. It said nothing: the file is kept, and sent again by itself. */
async function failed(place, row, file, fault) {
  const { box, form } = place;
  const refused = fault instanceof Told || fault.final;
  row.refused = refused;
  row.tried = true;
  row.bar.hidden = true;
  if (!refused && !row.kept) {
    row.draft = draftOf(form);
    row.kept = await keepFile(row.draft, file);
    // A draft that the server has not made yet is found again by what was typed into it.
    if (row.kept && !/\/edit$/.test(form.action)) keep(form);
  }
  const waits = !refused && !fault.signedOut && row.kept;
  row.note.className = waits ? "file-note" : "field-error";
  row.note.textContent = fault instanceof Told ? fault.message : fault.signedOut ? box.dataset.textSignedOut : waits ? box.dataset.textKept : box.dataset.textFailed;
  if (waits) {
    row.resend = () => queued(place, row, file);
    clearTimeout(place.timer);
    place.timer = setTimeout(() => sendAgain(place), AGAIN);
  }
  place.state.textContent = `${file.name}: ${row.note.textContent}`;
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet button-small";
    made.textContent = label;
    made.addEventListener("click", act);
    row.buttons.append(made);
  };
  if (!refused) button(box.dataset.textAgain, () => queued(place, row, file));
  button(box.dataset.textDrop, () => done(place, row));
}

/** A record that has no address yet gets one: what was typed is saved first. */
async function whereTo({ form }) {
  if (!/\/edit$/.test(form.action)) await saveNow(form);
  if (!/\/edit$/.test(form.action)) throw new Error("no draft");
  return form.action.replace(/\/edit$/, "/attachments");
}

/** Sent `again` it may be there already, as only the answer was lost: then it is not added twice. */
function posted(address, file, again, progress) {
  const body = new FormData();
  body.append("_csrf", document.querySelector("#attachment-upload input[name=_csrf]").value);
  body.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-Requested-With", "attachments");
    if (again) request.setRequestHeader("X-Again", "1");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(Math.floor((event.loaded / event.total) * 100)));
    request.addEventListener("error", () => reject(new Error("network")));
    request.addEventListener("load", () => {
      if (request.status === 200) return resolve(request.responseText);
      reject(told(request.status, request.responseText));
    });
    request.send(body);
  });
}

function told(status, text) {
  if (status === 401) return Object.assign(new Error("signed out"), { signedOut: true });
  if (status >= 500) return new Error("server");
  try {
    const problem = JSON.parse(text);
    return new Told(problem.errors?.[0]?.message ?? problem.detail);
  } catch {
    // Whoever refuses it without a reason, such as a gateway, would do so again.
    return Object.assign(new Error("unreadable"), { final: true });
  }
}

function show({ list }, html) {
  list.innerHTML = html;
  list.querySelectorAll("[data-confirm-cancel]").forEach((cancel) => (cancel.hidden = false));
}

async function remove(place, address) {
  const body = new URLSearchParams(new FormData(document.getElementById("attachment-remove")));
  const removal = document.getElementById("attachment-remove");
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-Requested-With": "attachments" }, credentials: "same-origin" });
    const text = await answer.text();
    if (!answer.ok) throw told(answer.status, text);
    show(place, text);
  } catch (fault) {
    place.state.textContent = fault instanceof Told ? fault.message : place.box.dataset.textFailed;
    place.state.className = "field-error";
  } finally {
    delete removal.dataset.sent;
  }
}
