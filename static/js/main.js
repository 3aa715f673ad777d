// The one entry: every module improves what is already on the page and works without the others.
import { attachments } from "./attachments.js";
import { autosave } from "./autosave.js";
import { confirmations } from "./confirm.js";
import { copy } from "./copy.js";
import { either } from "./either.js";
import { enclosed } from "./enclosed.js";
import { entitlement } from "./entitlement.js";
import { flash } from "./flash.js";
import { menus } from "./menus.js";
import { quick } from "./quick.js";
import { refresh } from "./refresh.js";
import { remarks } from "./remarks.js";
import { rows } from "./rows.js";
import { selectAll } from "./select-all.js";
import { shortcuts } from "./shortcuts.js";
import { signatures } from "./signature.js";
import { textFiles } from "./text-file.js";

document.documentElement.classList.add("js");

for (const improve of [flash, menus, confirmations, either, rows, selectAll, copy, quick, refresh, remarks, shortcuts, entitlement, autosave, attachments, enclosed, signatures, textFiles]) {
  try {
    improve(document);
  } catch (fault) {
    console.error(fault);
  }
}
