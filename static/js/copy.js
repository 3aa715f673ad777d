// [data-copy-from="id"]: copies the value of that field and says so; a read-only field is selected when it is entered.
export function copy(page) {
  page.querySelectorAll("[data-copy]").forEach((field) => field.addEventListener("focus", () => field.select()));
  page.querySelectorAll("[data-copy-from]").forEach((button) => {
    const field = page.getElementById(button.dataset.copyFrom);
    if (!field || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value);
      button.querySelector("span").textContent = button.dataset.textDone;
    });
  });
}
