// [data-signature]: a field to sign on with finger, pen or mouse. What is sent are the strokes, as points on 1000 × 400:
// "x,y x,y;x,y x,y". Without this script the typed name remains.
const WIDTH = 1000;
const HEIGHT = 400;
/** Points nearer than this to the last one add nothing. */
const STEP = 4;
const MOST = 5500;

export function signatures(page) {
  page.querySelectorAll("[data-signature]").forEach(improve);
}

function improve(box) {
  const part = (name) => box.querySelector(`[data-signature-${name}]`);
  const [field, strokes, error] = [part("field"), part("strokes"), part("error")];
  const ground = field.getContext("2d");
  let lines = [];
  let current = null;
  box.hidden = false;

  const clear = () => {
    lines = [];
    current = null;
    strokes.value = "";
    paint(ground, lines);
  };
  const at = (event) => {
    const place = field.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [within(((event.clientX - place.left) / place.width) * WIDTH, WIDTH), within(((event.clientY - place.top) / place.height) * HEIGHT, HEIGHT)];
  };
  const add = (event) => {
    const [x, y] = at(event);
    const last = current.at(-1);
    const count = lines.reduce((sum, line) => sum + line.length, 0);
    if (count >= MOST || (last && Math.hypot(x - last[0], y - last[1]) < STEP)) return;
    current.push([x, y]);
    paint(ground, lines);
  };
  field.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    field.setPointerCapture(event.pointerId);
    current = [];
    lines.push(current);
    add(event);
    error.hidden = true;
  });
  field.addEventListener("pointermove", (event) => {
    if (!current) return;
    // Some browsers, and events made by a script, come without the points between.
    const between = event.getCoalescedEvents?.() ?? [];
    (between.length ? between : [event]).forEach(add);
  });
  const end = () => {
    current = null;
    strokes.value = lines.map((line) => line.map((point) => point.join(",")).join(" ")).join(";");
  };
  field.addEventListener("pointerup", end);
  field.addEventListener("pointercancel", end);
  part("clear").addEventListener("click", clear);
  part("sign").addEventListener("click", (event) => {
    if (strokes.value) return;
    event.preventDefault();
    error.hidden = false;
  });
  paint(ground, lines);
}

/** Draws everything anew; ink is dark on the light field in every scheme, as on paper. */
function paint(ground, lines) {
  ground.clearRect(0, 0, WIDTH, HEIGHT);
  ground.strokeStyle = "#12263a";
  ground.lineWidth = 6;
  ground.lineCap = ground.lineJoin = "round";
  for (const line of lines) {
    ground.beginPath();
    line.forEach(([x, y], index) => (index ? ground.lineTo(x, y) : ground.moveTo(x, y)));
    if (line.length === 1) ground.lineTo(line[0][0], line[0][1]);
    ground.stroke();
  }
}
