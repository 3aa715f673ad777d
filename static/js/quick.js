// [data-now]: puts the present moment, in the zone in which the portal reads times, into the field in front of it.
// [data-preset=N]: puts a usual number there. Without JavaScript neither shows.
export function quick(page) {
  reveal(page);
  page.addEventListener("change", () => reveal(page));
  page.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-now], [data-preset]");
    const input = button?.closest("[data-field]")?.querySelector("input");
    if (!input) return;
    input.value = button.dataset.preset ?? now(input.type, page.body.dataset.zone);
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  });
}

/** Rows that were added later have such buttons too. */
function reveal(page) {
  page.querySelectorAll("[data-quick][hidden]").forEach((place) => (place.hidden = false));
}

function now(type, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone || undefined, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date());
  const of = (kind) => parts.find((part) => part.type === kind).value;
  const day = `${of("year")}-${of("month")}-${of("day")}`;
  return type === "date" ? day : `${day}T${of("hour")}:${of("minute")}`;
}
