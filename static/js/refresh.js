// A part of a page that goes on by itself: fetched again from the same address until the server says it is at its end.
// Without scripts, the link above it does the same.

/** How long to wait after the network failed. */
const TROUBLED = 10000;

async function fresh(part) {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "refresh" }, redirect: "manual" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(part.id);
}

function follow(part) {
  const wait = Number(part.dataset.refresh);
  if (!wait) return;
  const again = async () => {
    try {
      const next = await fresh(part);
      if (!next) return;
      part.replaceWith(next);
      follow(next);
    } catch {
      setTimeout(again, TROUBLED);
    }
  };
  setTimeout(again, wait);
}

/** Keeps every part with `data-refresh="MILLISECONDS"` and an id up to date. */
export function refresh(root) {
  root.querySelectorAll("[data-refresh][id]").forEach(follow);
}
