// [data-either]: shows the fields of the chosen variant only. Without JavaScript all of them stay visible.
export function either(page) {
  page.querySelectorAll("[data-either]").forEach(show);
  page.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-either-choice]")) show(event.target.closest("[data-either]"));
    else if (event.target.matches?.("form")) event.target.querySelectorAll("[data-either]").forEach(show);
  });
}

function show(fieldset) {
  for (const variant of fieldset.querySelectorAll("[data-either-fields]")) {
    const choice = variant.parentElement.querySelector("[data-either-choice]");
    variant.toggleAttribute("data-off", !choice.checked);
  }
}
