"use strict";
// The page replays a story that Python wrote: it looks up numbers, symbols and sentences, and computes none of them.
// `at` is where the reader is: 0 before the first step, k after step k. What is seen depends on `at` alone, so that a
// jump costs what a step does.

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
const READABLE = 0.66; // how small a picture may be made to be seen whole
const tallest = () => (parent === window ? Math.max(400, innerHeight - 345) : 540); // in a notebook, the page decides
const pictures = []; // of each chapter, once it was opened: its svg, cards and wires
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
const picture = (chapter) => pictures[chapter] ??= read($(`chapter${chapter}`)?.content.firstElementChild ?? last);

const openChapter = (chapter) => {
  const wanted = picture(chapter);
  if (open === wanted) return;
  open = wanted;
  view.replaceChildren(open.svg);
  if (map) $("part").textContent = `part ${chapter + 1} of ${story.chapters.length}: ${story.chapters[chapter]}`;
  fit();
};

const paint = (at, step) => {
  const back = step?.phase === "backward";
  for (const card of open.cards) {
    const { value } = card;
    const known = made[value] <= at;
    const gradient = gradientOf(value, at);
    let state = known ? "" : "pending";
    if (step?.node === value) state = back ? "now" : "computed";
    if (back && step.operand === value) state = "receiver";
    const data = known ? story.data[value] : null;
    const shown = `${state} ${data} ${gradient}`;
    if (card.shown === shown) continue;
    card.shown = shown;
    card.group.setAttribute("class", `${card.kind} ${state}`);
    write(card.data, data);
    write(card.grad, gradient);
    card.title.textContent = [names[value], data === null ? "" : `data ${numbers[data][1]}`, gradient === null ? "" : `grad ${numbers[gradient][1]}`].filter(Boolean).join("\n");
  }
  const flow = back ? `e${step.node}_${step.position}` : null;
  for (const wire of open.wires) {
    const state = wire.group.id === flow ? "flow" : !back && step?.node === wire.target ? "inflow" : delivered.get(wire.group.id) <= at ? "passed" : "";
    if (wire.shown === state) continue;
    wire.shown = state;
    wire.group.setAttribute("class", `edge ${state}`);
  }
  mark(back ? step : null);
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

// ---- the map: which parts are computed, and which have passed their gradients on ------------------------------------

const legs = story.chapters.map(() => [[], []]); // of each chapter, the steps of either phase
steps.forEach(([node], i) => legs[story.homes[node]][i < forward ? 0 : 1].push(i + 1));
const dots = story.chapters.map((_, chapter) => ({ dot: $(`c${chapter}`), wires: document.querySelectorAll(`#map .w${chapter}`), shown: "" }));

const paintMap = (at, here) => {
  dots.forEach(({ dot, wires, shown }, chapter) => {
    if (!dot) return;
    const [there, back] = legs[chapter];
    const state = `${back.at(-1) <= at ? "passed" : there.at(-1) <= at ? "done" : ""} ${chapter === here ? "here" : ""}`;
    if (state === shown) return;
    dots[chapter].shown = state;
    dot.setAttribute("class", `dot ${state}`);
    for (const wire of wires) wire.setAttribute("class", `w${chapter} ${state}`);
  });
};

// ---- what is in view -----------------------------------------------------------------------------------------------

// A picture that would be too small to read keeps a size and is scrolled to what happens.
const fit = () => {
  if (!view.clientWidth) return; // a frame that is not shown yet
  const [width, height] = open.svg.getAttribute("viewBox").split(" ").slice(2).map(Number);
  const whole = Math.min(1.15, view.clientWidth / width, tallest() / height);
  document.querySelector("main").style.setProperty("--tallest", `${tallest()}px`);
  const scale = zoom ?? (whole < READABLE ? 0.75 : whole);
  open.scale = scale;
  open.svg.style.maxWidth = "none";
  open.svg.style.width = `${width * scale}px`;
  open.svg.style.height = `${height * scale}px`;
  $("zoom").hidden = whole >= READABLE && zoom === null;
};

const follow = (step) => {
  if (!step || (view.scrollWidth <= view.clientWidth && view.scrollHeight <= view.clientHeight)) return;
  const frame = view.getBoundingClientRect();
  const [node, operand] = [step.node, step.operand ?? step.node].map((value) => open.cards.find((card) => card.value === value).box.getBoundingClientRect());
  // Both cards in the middle; where they are too far apart for that, the one that receives is what must be seen.
  const shift = (low, high) => {
    const wanted = (Math.min(node[low], operand[low]) + Math.max(node[high], operand[high]) - frame[low] - frame[high]) / 2;
    return Math.max(operand[high] + 24 - frame[high], Math.min(operand[low] - 24 - frame[low], wanted));
  };
  view.scrollBy({ left: shift("left", "right"), top: shift("top", "bottom"), behavior: calm.matches ? "instant" : "smooth" });
};

// ---- the panel -----------------------------------------------------------------------------------------------------

const partial = (of, by) => `<math><mfrac><mrow><mo>∂</mo>${words[story.symbols[of]]}</mrow><mrow><mo>∂</mo>${words[story.symbols[by]]}</mrow></mfrac></math>`;

const term = (role, mathml, ...figures) => {
  const cell = document.createElement("div");
  cell.className = "term";
  const [above, symbol, below] = ["role", "symbol", "number"].map((name) => {
    const line = document.createElement("span");
    line.className = name;
    cell.append(line);
    return line;
  });
  above.textContent = role;
  symbol.innerHTML = mathml; // written by Python, with every name escaped
  for (const [kind, number] of figures) {
    const figure = document.createElement("span");
    figure.className = kind;
    if (typeof number === "string") figure.textContent = number;
    else {
      figure.textContent = short(number);
      figure.dataset.full = figure.title = numbers[number][1];
    }
    below.append(figure);
  }
  return cell;
};

const sign = (above, below) => {
  const cell = term("", "", ["sign", below]);
  cell.querySelector(".symbol").textContent = above;
  return cell;
};

const terms = (step) => {
  if (!step) return [];
  const { node, operand } = step;
  if (step.phase === "forward") {
    const result = term(`data of ${names[node]}`, `<math>${words[story.symbols[node]]}</math>`, ["strong data", story.data[node]]);
    const rule = term(story.operations[node], say(step.formula));
    rule.lastChild.innerHTML = say(step.inserted);
    return [result, sign("=", "="), rule];
  }
  const target = term(`added to the gradient of ${names[operand]}`, partial(story.output, operand),
    ["gradient before", step.before], ["arrow", " → "], ["gradient strong after", step.after]);
  target.classList.add("target");
  return [
    term("upstream gradient", partial(story.output, node), ["gradient upstream", step.upstream]), sign("×", "×"),
    term("local derivative", say(step.formula), ["local", step.local]), sign("", "="),
    term("contribution", "", ["gradient strong contribution", step.contribution]), target,
  ];
};

const fillPanel = (step) => {
  const panel = $("terms");
  panel.style.fontSize = "";
  panel.replaceChildren(...terms(step));
  if (panel.scrollWidth > panel.clientWidth) panel.style.fontSize = `${Math.max(10, (15 * panel.clientWidth) / panel.scrollWidth)}px`;
  $("hint").hidden = step !== null;
  $("sentence").textContent = step ? say(step.sentence) : story.start;
};

// ---- going ---------------------------------------------------------------------------------------------------------

let at = -1, timer = null, speed = 1;
const speeds = [1, 2, 4, 0.5];

const go = (wanted) => {
  const k = Math.max(0, Math.min(steps.length, wanted));
  if (k === at) return;
  at = k;
  const step = at ? facts(at) : null;
  const chapter = story.homes[step ? step.node : steps[0]?.[0]] ?? 0;
  openChapter(chapter);
  paint(at, step);
  paintMap(at, chapter);
  follow(step);
  fillPanel(step);
  $("count").textContent = at ? `step ${at} of ${steps.length}` : `${steps.length} steps`;
  const scrubber = $("scrubber");
  scrubber.value = at;
  scrubber.setAttribute("aria-valuetext", step ? `step ${at} of ${steps.length}, ${step.phase}, ${names[step.node]}` : "before the first step");
  const track = $("track"); // and not the root: a variable that all elements inherit costs 25 ms in a large picture
  track.dataset.phase = step ? step.phase : "start";
  track.style.setProperty("--at", at / Math.max(steps.length, 1));
  $("forward").setAttribute("aria-current", step?.phase === "forward");
  $("backward").setAttribute("aria-current", step?.phase === "backward");
  for (const id of ["first", "back"]) $(id).setAttribute("aria-disabled", at === 0);
  for (const id of ["next", "last"]) $(id).setAttribute("aria-disabled", at === steps.length);
  link();
};

const halt = () => {
  clearTimeout(timer);
  timer = null;
  root.classList.remove("playing");
  $("play").setAttribute("aria-label", "Play (space)");
  $("play").querySelector("span").textContent = "play";
};

const tick = () => {
  if (at === steps.length) return halt();
  go(at + 1);
  timer = setTimeout(tick, 1600 / speed);
};

const toggle = () => {
  if (timer !== null) return halt();
  root.classList.add("playing");
  $("play").setAttribute("aria-label", "Pause (space)");
  $("play").querySelector("span").textContent = "pause";
  if (at === steps.length) go(0);
  tick();
};

const move = (wanted) => {
  halt();
  go(wanted);
};

// The address follows, a little later: browsers allow only so many changes a minute, and a page inside of another none.
let linking = null;
const link = () => {
  clearTimeout(linking);
  linking = setTimeout(() => {
    try { history.replaceState(null, "", `#${at}`); } catch { /* the page is somebody's srcdoc */ }
  }, 150);
};
const linked = () => (/^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : 0);

$("first").onclick = () => move(0);
$("back").onclick = () => move(at - 1);
$("next").onclick = () => move(at + 1);
$("last").onclick = () => move(steps.length);
$("play").onclick = toggle;
$("speed").onclick = () => {
  speed = speeds[(speeds.indexOf(speed) + 1) % speeds.length];
  $("speed").textContent = `${speed === 0.5 ? "½" : speed}×`;
};
$("forward").onclick = () => move(Math.min(1, forward));
$("backward").onclick = () => move(forward + 1);
$("scrubber").oninput = (event) => move(Number(event.target.value));
view.onclick = (event) => {
  const card = event.target.closest(".node");
  if (!card) return;
  const value = Number(card.id.slice(1));
  move(at > forward ? gradients[value][0][0] : made[value]);
};

const keys = {
  ArrowLeft: () => move(at - 1), ArrowRight: () => move(at + 1), Home: () => move(0), End: () => move(steps.length), " ": toggle,
  "+": () => magnify(1.25), "-": () => magnify(1 / 1.25), 0: () => magnify(0),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  if (event.key === " " && event.target.closest("button")) return; // it presses the button
  event.preventDefault();
  keys[event.key]();
});
addEventListener("hashchange", () => move(linked()));
const refit = () => {
  fit();
  follow(at > 0 ? facts(at) : null);
};
new ResizeObserver(refit).observe(view);
addEventListener("resize", refit);

const magnify = (factor) => {
  zoom = factor ? Math.max(0.1, Math.min(3, open.scale * factor)) : null;
  refit();
};
$("smaller").onclick = () => magnify(1 / 1.25);
$("larger").onclick = () => magnify(1.25);
$("whole").onclick = () => magnify(0);
if (map) map.onclick = (event) => {
  const dot = event.target.closest(".dot");
  if (dot) move(legs[Number(dot.id.slice(1))][at > forward ? 1 : 0][0]);
};

// A notebook asks how high the page is, and tells whether it is light or dark itself.
let host = null;
const answer = () => host?.postMessage({ chainrule: document.body.offsetHeight }, "*");
addEventListener("message", ({ source, data }) => {
  if (source !== parent || !["light", "dark"].includes(data?.chainrule)) return;
  if (story.theme === "auto") root.dataset.theme = data.chainrule;
  host = source;
  answer();
});
new ResizeObserver(answer).observe(document.body);

// ---- beginning -----------------------------------------------------------------------------------------------------

$("track").hidden = steps.length === 0;
$("scrubber").max = steps.length;
$("forward").style.width = `${(100 * forward) / Math.max(steps.length, 1)}%`;
$("track").style.setProperty("--split", forward / Math.max(steps.length, 1));
go(linked());
