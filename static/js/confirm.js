// [data-confirm]: one question at a time, Escape and 取消 close it, and a form is sent once only.
export function confirmations(page) {
  const all = page.querySelectorAll("[data-confirm]");
  all.forEach((box) => {
    const cancel = box.querySelector("[data-confirm-cancel]");
    if (cancel) cancel.hidden = false;
    cancel?.addEventListener("click", () => close(box));
    box.addEventListener("toggle", () => {
      if (!box.open) return;
      all.forEach((other) => other !== box && (other.open = false));
      box.querySelector("textarea, .confirm-sheet button")?.focus();
    });
    box.addEventListener("keydown", (event) => event.key === "Escape" && close(box));
  });
  page.addEventListener("submit", once);
}

function close(box) {
  box.open = false;
  box.querySelector("summary").focus();
}

/** A second click while the answer is under way does nothing. */
function once(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    event.submitter?.removeAttribute("aria-busy");
  }, { once: true });
}
