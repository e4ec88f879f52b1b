$("track").hidden = steps.length === 0;
root.dataset.phases = steps.length > forward ? "both" : "forward"; // where nothing goes back there are no gradients to be shown
$("scrubber").max = steps.length;
$("forward").style.width = `${(100 * forward) / Math.max(steps.length, 1)}%`;
$("track").style.setProperty("--split", forward / Math.max(steps.length, 1));
followLink();
