// A story at two levels: the stops of its outline, and every step. See outline.py. Both go along one timeline: a stop has
// the place of the step after which it is reached.

const { stops, readings, keys, flows, on, sheets, parts } = story.outline;
const markNames = story.outline.names;

// ---- the panel: a table of terms -----------------------------------------------------------------------------------

const make = (name, kind, content = "") => {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (content !== "") made.textContent = content;
  return made;
};
const formula = (name, kind, phrase) => {
  const made = make(name, kind);
  made.innerHTML = say(phrase); // written by Python, with every name escaped
  return made;
};
const figure = (number, kind, about = "") => {
  const cell = make("td", kind, short(number));
  cell.dataset.full = numbers[number][1];
  cell.title = about ? `${about} = ${numbers[number][1]}` : numbers[number][1];
  return cell;
};

$("hint").append(make("kbd", "", "d"), " one level deeper");

const MANY = 6; // rows without scrolling
const account = $("account");

const tableOf = ({ heads, rows, total, after, gradient }, title) => {
  const table = make("table", gradient ? "gradients" : "");
  table.setAttribute("aria-label", title);
  const head = table.createTHead().insertRow();
  head.append(make("th"), ...heads.map((phrase) => formula("th", "", phrase)), make("th", "bars"));
  if (after) head.append(formula("th", "", after));
  const body = table.createTBody();
  for (const [name, first, second, term, share, about, other, sum] of rows) {
    const row = body.insertRow();
    const bar = make("td", "bars"), fill = make("i", share < 0 ? "minus" : "plus");
    fill.style.width = `${Math.abs(share) / 2}%`;
    bar.append(fill);
    row.append(make("th", "", words[name]), figure(first, "first", words[about]), figure(second, "second", words[other]), figure(term, "result"), bar);
    if (after) row.append(figure(sum, "after"));
  }
  if (total) {
    const row = table.createTFoot().insertRow(), label = formula("th", "", total[0]);
    label.colSpan = 3;
    row.append(label, figure(total[1], "total"), make("td"));
    if (after) row.append(make("td"));
  }
  const frame = make("div", "frame");
  frame.append(table);
  if (rows.length > MANY) {
    frame.tabIndex = 0;
    frame.setAttribute("aria-label", `${rows.length} terms, the largest first`);
  }
  return frame;
};

const stepPanel = fillPanel;
fillPanel = (step, stop) => {
  const table = stop?.table;
  account.replaceChildren();
  $("title").textContent = step ? (step.phase === "forward" ? `forward: ${names[step.node]}` : `backward: from ${names[step.node]} to ${names[step.operand]}`) : "";
  $("terms").hidden = Boolean(table);
  stepPanel(table ? null : step, stop);
  if (!stop) return;
  $("hint").hidden = true;
  if (facts(at).first) document.querySelector("#terms .target")?.remove(); // nothing to be added to
  $("title").textContent = stop.title;
  if (table) {
    const line = formula("p", "equation", stop.equation);
    if (table.rows.length > MANY) line.append(make("small", "", `${table.rows.length} terms, the largest first`));
    account.append(line, tableOf(table, stop.title));
  }
  $("sentence").textContent = say(stop.sentence);
};

// The picture and what is said about it do not move between steps: both keep the height that the map asks for.
const [, , mapWidth, mapHeight] = map.querySelector("svg").getAttribute("viewBox").split(" ").map(Number);
tallest = () => {
  const most = parent === window ? Math.max(340, innerHeight - 420) : 460;
  return Math.round(Math.min(most, Math.max(340, (map.clientWidth * mapHeight) / mapWidth + 34)));
};
readable = 0.57;
root.style.setProperty("--wide", mapWidth / mapHeight > 1.6 ? "64%" : "56%");

// ---- the map -------------------------------------------------------------------------------------------------------

const marks = new Map(); // by key: the elements of the map, what they have to say, and what they show
for (const element of map.querySelectorAll("[data-key]")) {
  const kind = element.classList[0]; // shape, path or chip
  const mark = marks.get(element.dataset.key) ?? { elements: [], shown: "" };
  marks.set(element.dataset.key, mark);
  mark.elements.push(element);
  mark[kind] = element;
  mark[`${kind}Text`] = kind === "shape" ? element.querySelector("text[font-family]") : element.querySelector("text");
  mark[`${kind}Class`] = element.getAttribute("class");
}
for (const mark of marks.values()) {
  for (const each of mark.elements) mark.title = each.insertBefore(element("title", {}), each.firstChild);
  mark.titles = mark.elements.map((each) => each.firstChild);
  if (mark.shape) mark.outline = mark.shape.querySelector("circle, rect");
}

const placeOf = (step) => keys[step.node];
const marksOf = (stop, step) => {
  if (stop) return stop.marks ?? {};
  if (!step) return {};
  const flow = flows[at] ? [flows[at]] : [];
  if (step.phase === "backward") return { now: [placeOf(step)], receiver: keys[step.operand] === placeOf(step) ? [] : [keys[step.operand]], flow };
  const about = stops.find((each) => each.at === at && each.phase === "forward");
  return { computed: [placeOf(step)], inflow: about?.marks?.inflow ?? flow };
};

paintMap = (place, chapter, stop) => {
  const sheet = on[chapter];
  $("part").textContent = sheets[sheet] ?? "";
  $("left-out").textContent = stop && $(`brief${chapter}`) ? story.outline.leftOut[chapter] : "";
  const states = new Map();
  for (const [state, marked] of Object.entries(marksOf(stop, place ? facts(place) : null)))
    for (const key of marked) states.set(key, state);
  for (const [key, mark] of marks) paintMark(key, mark, place, sheet, states.get(key) ?? "", stop?.notes?.[key] ?? "");
};

const paintMark = (key, mark, place, sheet, state, note) => {
  const known = (readings[key] ?? []).filter(([, its, since]) => since <= place && (its < 0 || its === sheet));
  const latest = (where) => known.findLast(([there]) => there === where);
  const [shape, chip] = [latest("shape"), latest("chip")];
  const shown = `${state} ${shape?.[3]} ${chip?.[3]} ${chip?.[5]} ${note}`;
  if (mark.shown === shown) return;
  mark.shown = shown;
  const passed = known.some(([, , , , , gradient]) => gradient);
  const kinds = `${state} ${passed ? "passed" : ""} ${(readings[key] ?? []).length && !known.length ? "pending" : ""}`;
  for (const kind of ["shape", "path", "chip"]) mark[kind]?.setAttribute("class", `${mark[`${kind}Class`]} ${kinds} ${kind === "chip" && note ? "note" : ""}`);
  if (mark.shapeText) put(mark.shapeText, shape);
  if (mark.chip) {
    put(mark.chipText, chip);
    if (note) mark.chipText.textContent = note;
    mark.chip.classList.toggle("gradient", Boolean(chip?.[5]) && !note);
    if (mark.shape) mark.chip.toggleAttribute("hidden", !chip);
  }
  const paint = known.findLast((reading) => reading[6])?.[6];
  if (mark.outline) mark.outline.style.fill = paint ?? "";
  const told = [...new Map(known.map((reading) => [reading[4], reading])).values()];
  const title = [markNames[key], ...told.map(([, , , number, about]) => `${words[about]} = ${numbers[number][1]}`)].filter(Boolean).join("\n");
  for (const each of mark.titles) each.textContent = title;
};

const put = (text, reading) => {
  text.textContent = reading ? short(reading[3]) : "·";
  if (reading) text.dataset.full = numbers[reading[3]][1]; else delete text.dataset.full;
};

map.onclick = (event) => {
  const key = event.target.closest("[data-key]")?.dataset.key;
  const wanted = stops.findIndex((stop) => stop.phase === (at > forward ? "backward" : "forward") && aboutMark(stop, key));
  if (!key || wanted < 0) return;
  halt();
  if (walk === everyStep) walk.go(stops[wanted].at); else walk.go(wanted + 1);
};
const aboutMark = ({ marks: { computed = [], receiver = [], now = [] } = {} }, key) => [...computed, ...receiver, ...now].includes(key);

// ---- the two walks -------------------------------------------------------------------------------------------------

let stopAt = 0; // 0 before the first stop
const onStops = {
  count: stops.length, start: story.outline.start, word: "step", here: () => stopAt, name: () => stops[stopAt - 1].title,
  go: (wanted) => {
    stopAt = clamped(wanted, stops.length);
    show(stopAt ? stops[stopAt - 1].at : 0, stops[stopAt - 1] ?? null);
  },
  seek: (place) => onStops.go(stops.findLastIndex((stop) => stop.at <= place) + 1), // the latest that is reached by then
  reach: (place) => onStops.go(stops.findIndex((stop) => stop.at >= place) + 1 || stops.length),
  // Stops of the same place are told apart by a letter.
  link: () => {
    const same = stops.slice(0, Math.max(stopAt - 1, 0)).filter((stop) => stop.at === at).length;
    return stopAt ? `${at}${same ? String.fromCharCode(97 + same) : ""}` : "0";
  },
};
everyStep.word = "operation";
everyStep.link = () => `${at},operations`;

const setLevel = (wanted) => {
  walk = wanted;
  const deeper = walk === everyStep;
  $("stops").setAttribute("aria-pressed", !deeper);
  $("every").setAttribute("aria-pressed", deeper);
  root.dataset.level = deeper ? "operations" : "stops";
};
const switchTo = (wanted) => {
  if (walk === wanted) return;
  halt();
  const [place, before] = [at, stopAt];
  setLevel(wanted);
  if (walk === onStops && stops[before - 1]?.at === place) walk.go(before); else walk.seek(place);
};
$("stops").onclick = () => switchTo(onStops);
$("every").onclick = () => switchTo(everyStep);
keyboard.d = () => switchTo(walk === onStops ? everyStep : onStops);

followLink = () => {
  const [, place = "0", letter = "", deeper = ""] = /^#(\d+)([a-z]?)(,operations)?$/.exec(location.hash) ?? [];
  setLevel(deeper ? everyStep : onStops);
  halt();
  if (deeper) return walk.go(Number(place));
  const same = stops.flatMap((stop, i) => (stop.at === Number(place) ? [i + 1] : []));
  if (same.length) walk.go(same[letter ? letter.charCodeAt(0) - 97 : 0] ?? same[0]); else walk.seek(Number(place));
};
