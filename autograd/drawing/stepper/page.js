"use strict";
// The page replays a story that Python wrote: it looks up numbers, symbols and sentences, and computes none of them.
// `at` is where the reader is: 0 before the first step, k after step k. What is seen depends on `at` alone, so that a
// jump costs what a step does. walk.js follows, then perhaps map.js or outline.js, and begin.js.

const $ = (id) => document.getElementById(id);
const story = JSON.parse($("story").textContent);
const { steps, numbers, words, patterns, names, made, forward } = story;
const short = (number) => numbers[number][0];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const root = document.documentElement;

// ---- the story, looked up ------------------------------------------------------------------------------------------

const say = ([pattern, ...gaps]) => patterns[pattern].reduce((text, piece, i) => text + words[gaps[i - 1]] + piece);

// Python writes a step as a list.
const facts = (at) => {
  const step = steps[at - 1];
  if (at <= forward) {
    const [node, formula, inserted, sentence] = step;
    return { phase: "forward", node, formula, inserted, sentence };
  }
  const [node, operand, position, upstream, local, contribution, before, after, first, formula, sentence] = step;
  return { phase: "backward", node, operand, position, upstream, local, contribution, before, after, first, formula, sentence };
};

const gradients = names.map(() => []); // of each value: [step, number], in the order of the story
const delivered = new Map(); // the step in which a wire carries a gradient
if (steps.length > forward) gradients[story.output].push([forward + 1, story.one]);
steps.slice(forward).forEach(([node, operand, position, , , , , after], i) => {
  gradients[operand].push([forward + 1 + i, after]);
  delivered.set(`e${node}_${position}`, forward + 1 + i);
});

const gradientOf = (value, at) => {
  const known = gradients[value];
  let low = 0, high = known.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (known[middle][0] <= at) low = middle + 1; else high = middle;
  }
  return low ? known[low - 1][1] : null;
};

// ---- the picture ---------------------------------------------------------------------------------------------------

const view = $("view"), map = $("map"); // the map is there where the story has chapters
let readable = 0.66; // how small a picture may be made to be seen whole
let tallest = () => (parent === window ? Math.max(400, innerHeight - 345) : 540); // in a notebook, the page decides
const pictures = {}; // of each chapter, once it was opened: its svg, cards and wires
let open = null, zoom = null;

// How a picture is built: see svg_graph.py.
const read = (svg) => ({
  svg,
  cards: [...svg.querySelectorAll(".node")].map((group) => ({
    group, kind: group.getAttribute("class"), value: Number(group.id.slice(1)), box: group.querySelector("rect"),
    title: group.insertBefore(element("title", {}), group.firstChild), data: group.querySelector(".data"), grad: group.querySelector(".grad"), shown: "",
  })),
  wires: [...svg.querySelectorAll(".edge")].map((group) => ({ group, target: Number(group.id.slice(1).split("_")[0]), shown: "" })),
});

const last = view.querySelector("svg"); // the others wait in templates
const waiting = (name) => $(name)?.content.firstElementChild;

// A stop of an outline may show a part in brief.
const openChapter = (chapter, brief) => {
  const name = brief && $(`brief${chapter}`) ? `brief${chapter}` : `chapter${chapter}`;
  const wanted = (pictures[name] ??= read(waiting(name) ?? last));
  if (open === wanted) return;
  open = wanted;
  view.replaceChildren(open.svg);
  fit();
};

// `lit` are the steps that happen: one, or several at once.
const paint = (at, lit) => {
  const back = lit[0]?.phase === "backward";
  const nodes = new Set(lit.map((step) => step.node)), operands = new Set(lit.map((step) => step.operand));
  for (const card of open.cards) {
    const { value } = card;
    const known = made[value] <= at;
    const gradient = gradientOf(value, at);
    let state = known ? "" : "pending";
    if (nodes.has(value)) state = back ? "now" : "computed";
    if (back && operands.has(value)) state = "receiver";
    const data = known ? story.data[value] : null;
    const shown = `${state} ${data} ${gradient}`;
    if (card.shown === shown) continue;
    card.shown = shown;
    card.group.setAttribute("class", `${card.kind} ${state}`);
    write(card.data, data);
    write(card.grad, gradient);
    card.title.textContent = [names[value], data === null ? "" : `data ${numbers[data][1]}`, gradient === null ? "" : `grad ${numbers[gradient][1]}`].filter(Boolean).join("\n");
  }
  const flow = new Set(back ? lit.map((step) => `e${step.node}_${step.position}`) : []);
  for (const wire of open.wires) {
    const state = flow.has(wire.group.id) ? "flow" : !back && nodes.has(wire.target) ? "inflow" : delivered.get(wire.group.id) <= at ? "passed" : "";
    if (wire.shown === state) continue;
    wire.shown = state;
    wire.group.setAttribute("class", `edge ${state}`);
  }
  mark(back && lit.length === 1 ? lit[0] : null);
};

const write = (element, number) => {
  element.textContent = number === null ? "·" : short(number);
  if (number === null) delete element.dataset.full; else element.dataset.full = numbers[number][1];
};

const signed = (number) => (short(number).startsWith("−") ? "" : "+") + short(number);

// On the wire what the gradient is multiplied by, on the card that receives what it is given.
const mark = (step) => {
  $("marks")?.remove();
  if (!step) return;
  if (!open.svg.querySelector(`#e${step.node}_${step.position}`)) return; // it goes along in another picture
  const { box } = open.cards.find((card) => card.value === step.operand);
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name)));
  const way = open.svg.querySelector(`#e${step.node}_${step.position} .way`);
  const end = way.getPointAtLength(way.getTotalLength());
  const given = step.first ? signed(step.contribution) : `${short(step.before)} ${signed(step.contribution).replace(/^[+−]/, "$& ")}`;
  const marks = element("g", { id: "marks" });
  marks.append(pill("factor", `×${numbers[step.local][2]}`, end.x - 2, end.y), pill("given", given, x + width - 6, y + height + 2));
  open.svg.append(marks);
};

const pill = (name, text, right, middle) => {
  const group = element("g", { class: name });
  const width = 6.7 * text.length + 12;
  const label = element("text", { x: right - width / 2, y: middle + 4.2 });
  label.textContent = text;
  group.append(element("rect", { x: right - width, y: middle - 9, width, height: 18, rx: 9 }), label);
  return group;
};

const element = (name, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// ---- what is in view -----------------------------------------------------------------------------------------------

// A picture that would be too small to read keeps a size and is scrolled to what happens.
const fit = () => {
  document.querySelector("main").style.setProperty("--tallest", `${tallest()}px`);
  if (!view.clientWidth) return; // a frame that is not shown yet
  const [width, height] = open.svg.getAttribute("viewBox").split(" ").slice(2).map(Number);
  const whole = Math.min(1.15, view.clientWidth / width, tallest() / height);
  const scale = zoom ?? (whole < readable ? 0.75 : whole);
  open.scale = scale;
  open.svg.style.maxWidth = "none";
  open.svg.style.width = `${width * scale}px`;
  open.svg.style.height = `${height * scale}px`;
  $("zoom").hidden = whole >= readable && zoom === null;
};

const follow = (lit) => {
  if (!lit.length || (view.scrollWidth <= view.clientWidth && view.scrollHeight <= view.clientHeight)) return;
  const frame = view.getBoundingClientRect();
  const box = (value) => open.cards.find((card) => card.value === value)?.box.getBoundingClientRect();
  const node = box(lit[0].node);
  const operand = (lit.length > 1 ? node : box(lit[0].operand ?? lit[0].node)) ?? box(lit[0].operand) ?? node;
  if (!operand) return; // of a neuron with many terms only the strongest are drawn
  // Both cards in the middle; where they are too far apart for that, the one that receives is what must be seen.
  const shift = (low, high) => {
    const other = node ?? operand;
    const wanted = (Math.min(other[low], operand[low]) + Math.max(other[high], operand[high]) - frame[low] - frame[high]) / 2;
    return Math.max(operand[high] + 24 - frame[high], Math.min(operand[low] - 24 - frame[low], wanted));
  };
  view.scrollBy({ left: shift("left", "right"), top: shift("top", "bottom"), behavior: calm.matches ? "instant" : "smooth" });
};
