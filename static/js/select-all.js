// form[data-select-form]: a box that picks all rows, Shift-click for a stretch, and a count that is read aloud.
import { filled } from "./dom.js";

export function selectAll(page) {
  page.querySelectorAll("form[data-select-form]").forEach((form) => {
    const all = form.querySelector("[data-select-all]");
    const boxes = [...form.querySelectorAll("[data-select]:not(:disabled)")];
    const count = form.querySelector("[data-select-count]");
    const hint = count?.textContent;
    let last = null;

    const show = () => {
      const picked = boxes.filter((box) => box.checked).length;
      if (count) count.textContent = picked ? filled(count.dataset.text, { count: picked }) : hint;
      if (all) {
        all.checked = picked > 0 && picked === boxes.length;
        all.indeterminate = picked > 0 && picked < boxes.length;
      }
    };
    if (all) {
      all.hidden = boxes.length === 0;
      all.addEventListener("change", () => {
        boxes.forEach((box) => (box.checked = all.checked));
        show();
      });
    }
    boxes.forEach((box, at) => box.addEventListener("click", (event) => {
      if (event.shiftKey && last !== null) {
        for (let i = Math.min(at, last); i <= Math.max(at, last); i++) boxes[i].checked = box.checked;
      }
      last = at;
      show();
    }));
    form.addEventListener("change", show);
    show();
  });
}
