// [data-rows=NAME]: adds and removes rows of a list without a round trip. The row comes from the <template>,
// where `__index__` stands for its number. Without JavaScript the same buttons are answered by the server.
export function rows(page) {
  page.querySelectorAll("[data-rows]").forEach(list);
}

function list(fieldset) {
  const body = fieldset.querySelector("[data-rows-body]");
  const blank = fieldset.querySelector(":scope > template[data-rows-blank]");
  const add = fieldset.querySelector(":scope > [data-rows-add]");
  if (!body || !blank || !add) return;
  let next = nextIndex(fieldset, body);

  const append = () => {
    const row = fresh(blank, next++);
    body.append(row);
    return body.lastElementChild;
  };
  add.addEventListener("click", (event) => {
    event.preventDefault();
    append().querySelector("input, select, textarea")?.focus();
    changed(fieldset);
  });
  body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rows-remove]");
    if (!button || button.closest("[data-rows]") !== fieldset) return;
    event.preventDefault();
    button.closest("[data-row]").remove();
    add.focus();
    changed(fieldset);
  });
  fieldset.addEventListener("rows:reach", (event) => {
    while (next <= event.detail) append();
  });
}

/** One more than the highest number in use. */
function nextIndex(fieldset, body) {
  const prefix = fieldset.dataset.rows + ".";
  const used = [...body.querySelectorAll("[name]")].map((input) => (input.name.startsWith(prefix) ? parseInt(input.name.slice(prefix.length), 10) : -1));
  return Math.max(-1, ...used.filter(Number.isInteger)) + 1;
}

/** A copy of the blank row with its number put in. */
function fresh(blank, index) {
  const row = blank.content.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("__index__")) attribute.value = attribute.value.replaceAll("__index__", index);
    }
  }
  return row;
}

function changed(element) {
  element.dispatchEvent(new Event("change", { bubbles: true }));
}
