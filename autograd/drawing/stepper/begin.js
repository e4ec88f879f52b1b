$("track").hidden = steps.length === 0;
$("scrubber").max = steps.length;
$("forward").style.width = `${(100 * forward) / Math.max(steps.length, 1)}%`;
$("track").style.setProperty("--split", forward / Math.max(steps.length, 1));
followLink();
