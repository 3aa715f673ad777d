// Shows the faults that the server named beside their fields and on the heads of their sections; the focus stays.
import { filled } from "./dom.js";

export function mark(form, errors) {
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
  form.querySelectorAll("details.section").forEach(count);
}

/** A folded section says how much is wrong inside. */
function count(section) {
  const mark = section.querySelector("[data-section-errors]");
  if (!mark) return;
  const wrong = section.querySelectorAll("[data-field][data-invalid] > .field-error:not([hidden])").length;
  mark.hidden = wrong === 0;
  mark.querySelector("[data-section-count]").textContent = filled(mark.dataset.text, { count: wrong });
}
