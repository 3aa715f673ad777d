// What several modules share: a pause before acting, the body of a form, a line of text with holes.

/** Calls `act` once, `wait` milliseconds after the last call. */
export function settled(act, wait) {
  let timer = 0;
  const later = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** The fields of a form as application/x-www-form-urlencoded; files are left out. */
export function encoded(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") body.append(name, value);
  }
  return body;
}

/** Fills `{name}` in a text that the server rendered. */
export function filled(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}

/** True while somebody types into something. */
export function typing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

/** Fields that are about the sending, not about the content. */
export const UNSAVED = new Set(["_csrf", "version", "_action"]);

/** What a person wrote into a form, as one comparable text. */
export function content(form) {
  const body = encoded(form);
  UNSAVED.forEach((name) => body.delete(name));
  return body.toString();
}
