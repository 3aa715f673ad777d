// [data-diff]: a click on a value opens the remark of its field; an empty remark folds away again.
export function remarks(page) {
  page.querySelectorAll("[data-diff]").forEach((diff) => {
    diff.addEventListener("click", (event) => {
      const value = event.target.closest(".diff-new");
      const remark = value?.closest(".diff-row")?.querySelector("[data-remark]");
      if (!remark || String(getSelection())) return;
      remark.open = true;
    });
    diff.querySelectorAll("[data-remark]").forEach((remark) => remark.addEventListener("toggle", () => {
      if (remark.open) remark.querySelector("textarea").focus();
    }));
  });
}
