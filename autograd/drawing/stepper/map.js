// The map of a large graph: which parts are computed, and which have passed their gradients on.

const legs = story.chapters.map(() => [[], []]); // of each chapter, the steps of either phase
steps.forEach(([node], i) => legs[story.homes[node]][i < forward ? 0 : 1].push(i + 1));
const dots = story.chapters.map((_, chapter) => ({ dot: $(`c${chapter}`), wires: document.querySelectorAll(`#map .w${chapter}`), shown: "" }));

paintMap = (at, here) => {
  $("part").textContent = `part ${here + 1} of ${story.chapters.length}: ${story.chapters[here]}`;
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

map.onclick = (event) => {
  const dot = event.target.closest(".dot");
  if (dot) move(legs[Number(dot.id.slice(1))][at > forward ? 1 : 0][0]);
};
