// [data-enclosed]: files that go with the form itself are chosen, dropped, pasted or photographed, one after the other, and
// can be left out again; large photographs are shrunk first. Where the server sends the form back, because something else
// was wrong, they are there again: they wait on this device until the next page has opened.
import { filled } from "./dom.js";
import { dropFile, filesOf, keepFile } from "./kept-files.js";
import { chosen, dropped, shrunk } from "./picked.js";

/** Under which name they wait; a page that opens takes them or lets them go. */
const DRAFT = "enclosed";

export function enclosed(page) {
  const boxes = [...page.querySelectorAll("[data-enclosed]")];
  const places = boxes.map(improve);
  handBack(places.find(({ box }) => "again" in box.dataset));
}

function improve(box) {
  const part = (name) => box.querySelector(`[data-enclosed-${name}]`);
  const place = { box, form: box.closest("form"), carrier: part("carrier"), list: part("list"), state: part("state"), files: [], busy: Promise.resolve(), ready: false };
  place.carrier.hidden = true;
  part("rich").hidden = false;
  const taken = (files) => take(place, files);
  // Its label still opens it; what is chosen then comes to what there is.
  place.carrier.addEventListener("change", () => {
    taken([...place.carrier.files]);
    carry(place);
  });
  chosen(part("choose"), part("files"), taken);
  chosen(part("camera"), part("photo"), taken);
  dropped(part("drop"), taken);
  place.form.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    taken(files);
  });
  place.form.addEventListener("submit", (event) => send(place, event), true);
  return place;
}

function take(place, files) {
  for (const file of files) place.busy = place.busy.then(() => add(place, file));
}

async function add(place, file) {
  const { box, state } = place;
  const limit = Number(box.dataset.limit) * 1024 * 1024;
  if (place.files.length >= Number(box.dataset.most)) return refuse(place, file, box.dataset.textTooMany);
  state.textContent = box.dataset.textShrinking;
  const ready = await shrunk(file);
  if (ready.size > limit) return refuse(place, file, box.dataset.textTooLarge);
  const row = line(place, ready, size(ready.size), "file-note");
  place.files.push({ row, file: ready });
  carry(place);
  state.textContent = filled(box.dataset.textChosen, { name: ready.name });
}

/** What the form sends is what the list shows. */
function carry({ carrier, files, list }) {
  const all = new DataTransfer();
  files.forEach(({ file }) => all.items.add(file));
  carrier.files = all.files;
  list.hidden = !list.childElementCount;
}

function refuse(place, file, why) {
  line(place, file, why, "field-error");
  place.list.hidden = false;
  place.state.textContent = `${file.name}: ${why}`;
}

function line(place, file, note, noteClass) {
  const { box, list } = place;
  const row = document.createElement("li");
  row.className = "file";
  const what = row.appendChild(document.createElement("div"));
  what.className = "file-what";
  const say = (className, text) => {
    const span = what.appendChild(document.createElement("span"));
    span.className = className;
    span.textContent = text;
  };
  say("file-name", file.name);
  say(noteClass, note);
  const button = row.appendChild(document.createElement("button"));
  button.type = "button";
  button.className = "button button-quiet button-small";
  button.textContent = box.dataset.textDrop;
  button.setAttribute("aria-label", filled(box.dataset.textDropNamed, { name: file.name }));
  button.addEventListener("click", () => {
    place.files = place.files.filter((one) => one.row !== row);
    row.remove();
    carry(place);
    box.querySelector("[data-enclosed-choose]").focus();
  });
  list.append(row);
  list.hidden = false;
  return row;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.floor(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Files that are still being shrunk are waited for, and what is sent is kept until the next page. */
function send(place, event) {
  if (place.ready) {
    place.ready = false;
    return;
  }
  const submitter = event.submitter;
  event.preventDefault();
  event.stopPropagation();
  if (place.sending) return;
  place.sending = true;
  place.busy
    .then(() => keepAll(place.files))
    .finally(() => {
      // Not before this very event is over: while a form is being sent it takes no second order, and without files all of
      // this comes to an end between two of its listeners.
      setTimeout(() => {
        place.sending = false;
        place.ready = true;
        place.form.requestSubmit(submitter);
      });
    });
}

/** One after the other, so that they come back in order. */
async function keepAll(files) {
  for (const { file } of files) await keepFile(DRAFT, file);
}

async function handBack(place) {
  for (const { id, file } of await filesOf(DRAFT)) {
    if (place) {
      await add(place, file);
      const again = place.box.querySelector("[data-enclosed-again]");
      if (again) again.hidden = true;
    }
    await dropFile(DRAFT, id);
  }
}
