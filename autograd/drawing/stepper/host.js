{
  // Runs in the notebook, as the frame's onload: `this` is the frame, before it stands the picture.
  const frame = this, ask = () => frame.isConnected && frame.contentWindow.postMessage({ chainrule: theme() }, "*");
  const theme = () => {
    for (let element = frame; element; element = element.parentElement) {
      const [red, green, blue, alpha = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
      if (alpha) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128 ? "dark" : "light";
    }
    return "light";
  };
  // Not addEventListener alone: within a handler that is the frame's own.
  window.addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data.chainrule > 0) frame.style.height = `${Math.ceil(data.chainrule)}px`;
  });
  for (const element of [document.documentElement, document.body]) new MutationObserver(ask).observe(element, { attributes: true });
  frame.previousElementSibling.style.display = "none";
  frame.style.display = "block";
  ask();
}
