// [data-menu]: a menu made of <details> closes on Escape and on a click elsewhere.
export function menus(page) {
  const all = page.querySelectorAll("details[data-menu]");
  page.addEventListener("click", (event) => all.forEach((menu) => !menu.contains(event.target) && (menu.open = false)));
  all.forEach((menu) => menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }));
}
