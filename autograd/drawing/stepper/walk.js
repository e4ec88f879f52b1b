// What is said about a step, and how the reader goes from one to the next: continues page.js.

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

let fillPanel = (step) => {
  const panel = $("terms");
  panel.style.fontSize = "";
  panel.replaceChildren(...terms(step));
  if (panel.scrollWidth > panel.clientWidth) panel.style.fontSize = `${Math.max(10, (15 * panel.clientWidth) / panel.scrollWidth)}px`;
  $("hint").hidden = step !== null;
  $("sentence").textContent = step ? say(step.sentence) : walk.start;
};

// ---- going ---------------------------------------------------------------------------------------------------------

let at = -1, timer = null, speed = 1;
let paintMap = () => {}; // map.js and outline.js know better
const speeds = [1, 2, 4, 0.5];
const clamped = (k, most) => Math.max(0, Math.min(most, k));

// A walk is what the controls go along: here every step, in an outline its stops. `seek` goes to a place on the timeline.
const everyStep = {
  count: steps.length, start: story.start, word: "step", here: () => at, name: () => names[facts(at).node], link: () => `${at}`,
  go: (wanted) => show(clamped(wanted, steps.length), null), seek: (place) => everyStep.go(place), reach: (place) => everyStep.go(place),
};
let walk = everyStep;

const show = (place, stop) => {
  at = place;
  const step = at ? facts(at) : null;
  const lit = stop ? stop.steps.map(facts) : step ? [step] : [];
  const chapter = stop ? stop.chapter : story.homes[step ? step.node : steps[0]?.[0]] ?? 0;
  openChapter(chapter, stop !== null);
  paint(at, lit);
  paintMap(at, chapter, stop);
  fillPanel(step, stop);
  follow(lit);
  const here = walk.here(), count = `${walk.word} ${here} of ${walk.count}`;
  const phase = stop ? stop.phase : step?.phase;
  $("count").textContent = here ? count : `${walk.count} ${walk.word}s`;
  const scrubber = $("scrubber");
  scrubber.value = at;
  scrubber.setAttribute("aria-valuetext", here ? `${count}, ${phase}, ${walk.name()}` : "before the first step");
  const track = $("track"); // and not the root: a variable that all elements inherit costs 25 ms in a large picture
  track.dataset.phase = here ? phase : "start";
  track.style.setProperty("--at", at / Math.max(steps.length, 1));
  $("forward").setAttribute("aria-current", phase === "forward");
  $("backward").setAttribute("aria-current", phase === "backward");
  for (const id of ["first", "back"]) $(id).setAttribute("aria-disabled", here === 0);
  for (const id of ["next", "last"]) $(id).setAttribute("aria-disabled", here === walk.count);
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
  if (walk.here() === walk.count) return halt();
  walk.go(walk.here() + 1);
  timer = setTimeout(tick, 1600 / speed);
};

const toggle = () => {
  if (timer !== null) return halt();
  root.classList.add("playing");
  $("play").setAttribute("aria-label", "Pause (space)");
  $("play").querySelector("span").textContent = "pause";
  if (walk.here() === walk.count) walk.go(0);
  tick();
};

const moving = (way) => (wanted) => {
  halt();
  walk[way](wanted);
};
const move = moving("go"), seek = moving("seek"), reach = moving("reach");
const by = (count) => move(walk.here() + count);

// The address follows, a little later: browsers allow only so many changes a minute, and a page inside of another none.
let linking = null;
const link = () => {
  clearTimeout(linking);
  linking = setTimeout(() => {
    try { history.replaceState(null, "", `#${walk.link()}`); } catch { /* the page is somebody's srcdoc */ }
  }, 150);
};
let followLink = () => move(/^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : 0);

$("first").onclick = () => move(0);
$("back").onclick = () => by(-1);
$("next").onclick = () => by(1);
$("last").onclick = () => move(walk.count);
$("play").onclick = toggle;
$("speed").onclick = () => {
  speed = speeds[(speeds.indexOf(speed) + 1) % speeds.length];
  $("speed").textContent = `${speed === 0.5 ? "½" : speed}×`;
};
$("forward").onclick = () => reach(Math.min(1, forward));
$("backward").onclick = () => reach(forward + 1);
$("scrubber").oninput = (event) => seek(Number(event.target.value));
view.onclick = (event) => {
  const card = event.target.closest(".node");
  if (!card) return;
  const value = Number(card.id.slice(1));
  reach(at > forward ? gradients[value][0][0] : made[value]);
};

const keyboard = {
  ArrowLeft: () => by(-1), ArrowRight: () => by(1), Home: () => move(0), End: () => move(walk.count), " ": toggle,
  "+": () => magnify(1.25), "-": () => magnify(1 / 1.25), 0: () => magnify(0),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keyboard)) return;
  if (event.key === " " && event.target.closest("button")) return; // it presses the button
  event.preventDefault();
  keyboard[event.key]();
});
addEventListener("hashchange", () => followLink());
const refit = () => {
  fit();
  follow(at > 0 ? [facts(at)] : []);
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

// A notebook asks how high the page is, and tells whether it is light or dark itself. A frame that was never in view may have no
// width yet, and one word a line is 4,000 pixels high.
let host = null;
const answer = () => innerWidth && host?.postMessage({ chainrule: document.body.offsetHeight }, "*");
addEventListener("message", ({ source, data }) => {
  if (source !== parent || !["light", "dark"].includes(data?.chainrule)) return;
  if (story.theme === "auto") root.dataset.theme = data.chainrule;
  host = source;
  answer();
});
new ResizeObserver(answer).observe(document.body);
