// Files as people hand them over: chosen or photographed through a button, dropped on a place, and made small.

/** The longer side of a photograph after shrinking, in pixels. */
const SIDE = 2000;
/** A photograph below this is sent as it is. */
const SMALL = 700 * 1024;
/** A button that opens a hidden input; `taken` gets what was chosen. */
export function chosen(button, input, taken) {
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    taken([...input.files]);
    input.value = "";
  });
}

/** A place on which files are dropped. */
export function dropped(target, taken) {
  const over = (event, on) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    target.toggleAttribute("data-over", on);
  };
  target.addEventListener("dragover", (event) => over(event, true));
  target.addEventListener("dragleave", (event) => over(event, false));
  target.addEventListener("drop", (event) => {
    over(event, false);
    taken([...event.dataTransfer.files]);
  });
}

/** A large photograph as a JPEG that a slow line can carry; anything else as it is. */
export async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || file.size < SMALL) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const ground = canvas.getContext("2d");
    ground.fillStyle = "#fff";
    ground.fillRect(0, 0, canvas.width, canvas.height);
    ground.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.[^.]*$/, "") || "photo"}.jpg`, { type: "image/jpeg" });
  } catch {
    return file;
  }
}
