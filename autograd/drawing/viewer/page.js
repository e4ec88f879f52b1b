// Moves and enlarges the picture, and says what the pointer rests on. Everything is in the picture already.
const root = document.documentElement, view = document.getElementById("view"), about = document.getElementById("about");
const svg = view.querySelector("svg"), [left, top0, wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
const framed = parent !== window;
const LARGEST = 8, STEP = 1.25, TALLEST = 620;

// ---- where we are: what stands in the middle of the view, and how large it is

let scale = 1, middle = [0, 0];
const size = () => [view.clientWidth || 1, view.clientHeight || 1];
const whole = () => Math.min(size()[0] / wide, size()[1] / high, framed ? 1 : 1.5);
const smallest = () => whole() / 2;

function show() {
  const [width, height] = size();
  svg.setAttribute("viewBox", [middle[0] - width / scale / 2, middle[1] - height / scale / 2, width / scale, height / scale].join(" "));
  root.classList.toggle("moved", Math.abs(scale - whole()) > 1e-6 || middle[0] !== left + wide / 2 || middle[1] !== top0 + high / 2);
}
function reset() {
  scale = whole();
  middle = [left + wide / 2, top0 + high / 2];
  show();
}
const at = (x, y) => {
  const box = view.getBoundingClientRect(), [width, height] = size();
  return [middle[0] + (x - box.left - width / 2) / scale, middle[1] + (y - box.top - height / 2) / scale];
};
// What is under a point of the screen stays there.
function zoom(factor, x, y) {
  const box = view.getBoundingClientRect();
  const [px, py] = x === undefined ? [box.left + box.width / 2, box.top + box.height / 2] : [x, y];
  const under = at(px, py);
  scale = Math.min(Math.max(scale * factor, smallest()), LARGEST);
  const now = at(px, py);
  move(now[0] - under[0], now[1] - under[1]);
}
function move(x, y) {
  middle = [clamp(middle[0] - x, left, wide), clamp(middle[1] - y, top0, high)];
  show();
}
const clamp = (place, from, length) => Math.min(Math.max(place, from), from + length);

// ---- hands: wheel, drag, pinch, keys, buttons

view.addEventListener("wheel", (event) => {
  // In a notebook the wheel scrolls the notebook, unless the reader has taken hold of the picture.
  if (framed && !event.ctrlKey && !event.metaKey && document.activeElement !== view) return;
  event.preventDefault();
  hush();
  const lines = event.deltaMode === 1 ? 16 : 1;
  zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * (event.ctrlKey ? 0.01 : 0.0022)), event.clientX, event.clientY);
}, { passive: false });

const hands = new Map();
const spread = () => {
  const [first, second] = [...hands.values()];
  return [Math.hypot(first[0] - second[0], first[1] - second[1]), (first[0] + second[0]) / 2, (first[1] + second[1]) / 2];
};
view.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  hands.set(event.pointerId, [event.clientX, event.clientY]);
});
view.addEventListener("pointermove", (event) => {
  if (!hands.has(event.pointerId)) return tell(event);
  const [x, y] = hands.get(event.pointerId);
  if (hands.size === 2) {
    const before = spread();
    hands.set(event.pointerId, [event.clientX, event.clientY]);
    const after = spread();
    zoom(after[0] / (before[0] || 1), after[1], after[2]);
    move((after[1] - before[1]) / scale, (after[2] - before[2]) / scale);
  } else if (hands.size === 1) {
    if (!view.classList.contains("held") && Math.hypot(event.clientX - x, event.clientY - y) < 3) return;
    view.setPointerCapture(event.pointerId);
    view.classList.add("held");
    hush();
    move((event.clientX - x) / scale, (event.clientY - y) / scale);
    hands.set(event.pointerId, [event.clientX, event.clientY]);
  }
});
for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
  view.addEventListener(name, (event) => {
    hands.delete(event.pointerId);
    view.classList.remove("held");
  });
view.addEventListener("dblclick", (event) => zoom(2, event.clientX, event.clientY));

const KEYS = {
  "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), "0": reset, Home: reset,
  ArrowLeft: () => move(60 / scale, 0), ArrowRight: () => move(-60 / scale, 0),
  ArrowUp: () => move(0, 60 / scale), ArrowDown: () => move(0, -60 / scale), Escape: () => hush(),
};
addEventListener("keydown", (event) => {
  if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.getElementById("smaller").onclick = () => zoom(1 / STEP);
document.getElementById("larger").onclick = () => zoom(STEP);
document.getElementById("whole").onclick = reset;

// ---- what a part of the picture says: its title, which is told at once and not only to a mouse that waits

for (const title of svg.querySelectorAll("title")) {
  title.parentNode.dataset.about = title.textContent;
  title.remove();
}
// The wires of the card or neuron that the pointer rests on stand out from the others.
const wires = [...svg.querySelectorAll(".edge, .path")].map((wire) =>
  [wire, wire.dataset.source, wire.dataset.target ?? wire.id.replace(/^e(\d+)_.*/, "n$1")]);
let touched;
function touch(card) {
  if (card === touched) return;
  touched = card;
  const name = card && (card.dataset.key ?? card.id);
  svg.classList.toggle("touched", Boolean(card));
  for (const [wire, source, target] of wires) wire.classList.toggle("near", card !== undefined && (source === name || target === name));
}
function tell(event) {
  touch(event.target.closest?.(".node, .shape") ?? undefined);
  const part = event.target.closest?.("[data-about]");
  if (!part) return hush();
  const [first, ...lines] = part.dataset.about.split("\n");
  const name = document.createElement("b");
  name.textContent = first;
  about.replaceChildren(name, lines.join("\n"));
  about.hidden = false;
  const box = about.getBoundingClientRect();
  const x = event.clientX + 14 + box.width > innerWidth ? event.clientX - 14 - box.width : event.clientX + 14;
  const y = event.clientY + 14 + box.height > innerHeight ? event.clientY - 14 - box.height : event.clientY + 14;
  about.style.transform = `translate(${Math.max(x, 2)}px, ${Math.max(y, 2)}px)`;
}
const hush = () => { about.hidden = true; };
view.addEventListener("pointerleave", () => { hush(); touch(); });
view.addEventListener("click", (event) => { if (event.pointerType !== "mouse") tell(event); });

// ---- the page around it

// In a notebook the picture is as high as it needs, and the notebook says whether it is light or dark.
let host;
// A frame that was never in view has no width yet: then it is as high as it would be with enough of it.
const needed = () => Math.min(Math.ceil(high * Math.min((innerWidth || wide) / wide, 1)), TALLEST);
function fit() {
  const untouched = !root.classList.contains("moved");
  if (framed) root.style.setProperty("--high", `${needed()}px`);
  if (untouched) reset(); else show();
  host?.postMessage({ chainrule: needed() }, "*");
}
addEventListener("message", ({ source, data }) => {
  if (source !== parent || !["light", "dark"].includes(data?.chainrule)) return;
  if (root.dataset.follows === "yes") root.dataset.theme = data.chainrule;
  host = source;
  fit();
});
svg.removeAttribute("style"); // it says how a picture fits that is not moved
root.classList.add("moves");
root.classList.toggle("framed", framed);
document.getElementById("zoom").hidden = false;
let width = 0;
new ResizeObserver(() => { if (framed && innerWidth === width) return; width = innerWidth; fit(); }).observe(root);
addEventListener("resize", () => { if (!framed) fit(); });
fit();
reset();
