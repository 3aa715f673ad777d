// [data-text-file="id"]: a file chosen here is read into the text field of that id. Without JavaScript the text is pasted.
const LARGEST = 200_000;

export function textFiles(page) {
  page.querySelectorAll("[data-text-file]").forEach((input) => {
    input.closest("[hidden]")?.removeAttribute("hidden");
    input.addEventListener("change", async () => {
      const field = page.getElementById(input.dataset.textFile);
      const file = input.files?.[0];
      if (!field || !file) return;
      const fits = file.size <= LARGEST;
      input.setCustomValidity(fits ? "" : input.dataset.textTooLarge);
      if (!fits) return input.reportValidity();
      field.value = decoded(await file.arrayBuffer());
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  });
}

/** Spreadsheets of Chinese systems still save CSV in GBK. */
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
