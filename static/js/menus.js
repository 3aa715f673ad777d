// [data-menu]: a menu made of <details> closes on Escape and on a click elsewhere.
// The bar at the bottom of a phone shows the place one is at, where there are more places than fit.
export function menus(page) {
  const bar = page.querySelector(".nav");
  const here = bar?.querySelector("[aria-current]");
  if (here) bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  const all = page.querySelectorAll("details[data-menu]");
  page.addEventListener("click", (event) => all.forEach((menu) => !menu.contains(event.target) && (menu.open = false)));
  all.forEach((menu) => menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }));
}
