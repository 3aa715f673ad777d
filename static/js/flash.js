// [data-flash]: can be closed; the error summary takes the focus so that it is read first.
export function flash(page) {
  page.querySelectorAll("[data-flash]").forEach((notice) => {
    const close = notice.querySelector("[data-flash-close]");
    if (!close) return;
    close.hidden = false;
    close.addEventListener("click", () => notice.remove());
  });
  page.querySelector("[data-error-summary]")?.focus();
  page.querySelectorAll("[data-error-summary] a").forEach((link) => link.addEventListener("click", () => unfold(link.hash)));
  unfold(location.hash);
  page.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

/** Opens the sections around a field, so that a link to it arrives, and puts the focus into it. */
function unfold(hash) {
  const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  for (let section = target?.closest("details"); section; section = section.parentElement?.closest("details")) section.open = true;
  if (target) setTimeout(() => target.focus());
}
