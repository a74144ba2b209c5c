// Counts down what the server said is left. It knows no clock of this machine: only how long the page has been open,
// so a wrong clock here changes nothing. The server decides; this only shows.
"use strict";

(() => {
  const DAY = 86400, HOUR = 3600, MINUTE = 60;

  const written = (box, seconds) => {
    const fill = (form, values) => form.replace(/\{(\w)\}/g, (_whole, name) => values[name]);
    const { days, hours, minutes, over } = box.dataset;
    if (seconds <= 0) return over;
    if (seconds >= DAY) return fill(days, { d: Math.floor(seconds / DAY), h: Math.floor((seconds % DAY) / HOUR) });
    if (seconds >= HOUR) return fill(hours, { h: Math.floor(seconds / HOUR), m: Math.floor((seconds % HOUR) / MINUTE) });
    return fill(minutes, { m: Math.floor(seconds / MINUTE), s: seconds % MINUTE });
  };

  for (const box of document.querySelectorAll("[data-clock]")) {
    const start = Number(box.dataset.clock);
    const show = () => {
      const left = start - Math.floor(performance.now() / 1000);
      const text = written(box, left);
      if (box.textContent !== text) box.textContent = text;
      if (left <= 0) clearInterval(timer);
    };
    const timer = setInterval(show, 1000);
    show();
  }
})();
