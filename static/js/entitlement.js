// form[data-entitlement=URL]: asks what the service matrix makes of the form as it stands and shows the answered HTML.
import { encoded, settled } from "./dom.js";

// What each panel shows, so that the same answer is not read aloud twice.
const shown = new WeakMap();

export function entitlement(page) {
  page.querySelectorAll("form[data-entitlement]").forEach((form) => {
    const panel = document.querySelector("[data-entitlement-panel]");
    if (!panel) return;
    let question = null;
    const ask = settled(async () => {
      question?.abort();
      question = new AbortController();
      panel.setAttribute("aria-busy", "true");
      await show(form, panel, question.signal);
    }, 450);
    form.addEventListener("input", ask);
    form.addEventListener("change", ask);
  });
}

async function show(form, panel, signal) {
  const fault = panel.parentElement.querySelector("[data-entitlement-error]");
  try {
    const answer = await fetch(form.dataset.entitlement, {
      method: "POST",
      headers: { "X-Requested-With": "entitlement", Accept: "text/html" },
      body: encoded(form),
      credentials: "same-origin",
      redirect: "manual",
      signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    const opened = panel.querySelector("details[open]") !== null;
    if (html !== shown.get(panel)) {
      panel.innerHTML = html;
      shown.set(panel, html);
      put(panel);
    }
    if (opened) panel.querySelector("details")?.setAttribute("open", "");
    if (fault) fault.hidden = true;
  } catch (reason) {
    if (reason.name === "AbortError") return;
    if (fault) {
      fault.textContent = panel.dataset.textFailed;
      fault.hidden = false;
    }
  }
  panel.removeAttribute("aria-busy");
}

/** template[data-puts=ID]: words of the answer that belong beside a field, such as the definition of a severity. */
function put(panel) {
  panel.querySelectorAll("template[data-puts]").forEach((words) => {
    const place = document.getElementById(words.dataset.puts);
    if (place) place.textContent = words.content.textContent;
  });
}
