// Counts down what the server said is left. It trusts no clock of this machine to say what time it is: only how long ago
// the server was asked, so a wrong clock here changes nothing. Where that is not sure (a machine that slept, a page that
// was put aside and comes back) it shows no time at all until the server said again what is left. The server decides;
// this only shows.
"use strict";

(() => {
  const DAY = 86400, HOUR = 3600, MINUTE = 60;
  const APART = 3000; // milliseconds by which the two clocks of this machine may come apart: one stops while it sleeps
  const AWAY = 30000; // milliseconds out of sight after which the server is asked again
  const PATIENCE = 15000; // milliseconds for an answer, and between two questions that got none

  const boxes = [...document.querySelectorAll("[data-clock]")];
  const apart = () => Date.now() - performance.now();
  let answeredAt = 0; // on the clock of this page, which began when it was asked for
  let usual = apart();
  let unsure = false, asking = false, askedAt = 0, hiddenAt = null;

  const written = (box, seconds) => {
    const fill = (form, values) => form.replace(/\{(\w)\}/g, (_whole, name) => values[name]);
    const { days, hours, minutes, over, again } = box.dataset;
    if (unsure) return again;
    if (over === undefined) return box.textContent; // nothing is counted
    if (seconds <= 0) return over;
    if (seconds >= DAY) return fill(days, { d: Math.floor(seconds / DAY), h: Math.floor((seconds % DAY) / HOUR) });
    if (seconds >= HOUR) return fill(hours, { h: Math.floor(seconds / HOUR), m: Math.floor((seconds % HOUR) / MINUTE) });
    return fill(minutes, { m: Math.floor(seconds / MINUTE), s: seconds % MINUTE });
  };

  const show = () => {
    const passed = Math.floor((performance.now() - answeredAt) / 1000);
    for (const box of boxes) {
      const text = written(box, Number(box.dataset.clock) - passed);
      if (box.textContent !== text) box.textContent = text;
    }
  };

  // What the same page says now: the time left, the deadline, which may have moved, and the server's clock.
  const take = (box, fresh) => {
    const again = box.dataset.again;
    for (const name of Object.keys(box.dataset)) delete box.dataset[name];
    Object.assign(box.dataset, { again, ...fresh.dataset });
    box.textContent = fresh.textContent;
    for (const name of [".until", ".whose"]) {
      const [line, said] = [box, fresh].map((each) => each.closest(".clock")?.querySelector(name));
      if (line && said) line.textContent = said.textContent;
    }
  };

  const read = async () => {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const clocks = [...page.querySelectorAll("[data-clock]")];
    if (!answer.ok || clocks.length !== boxes.length) throw new Error("The answer says no time.");
    return clocks;
  };

  const ask = async () => {
    unsure = true;
    show();
    if (asking) return;
    asking = true;
    askedAt = Date.now();
    const [at, usualThen] = [performance.now(), apart()];
    try {
      const clocks = await read();
      boxes.forEach((box, number) => take(box, clocks[number]));
      [answeredAt, usual, unsure] = [at, usualThen, false]; // counted from the question: rather too little than too much
    } catch {
      // Nobody answered: it stays as it is, and the next look asks again.
    } finally {
      asking = false;
      look();
    }
  };

  const look = () => {
    if (Math.abs(apart() - usual) > APART && !unsure) return void ask();
    if (unsure && !asking && !document.hidden && Math.abs(Date.now() - askedAt) > PATIENCE) return void ask();
    show();
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt ??= Date.now();
    else if (hiddenAt !== null && Math.abs(Date.now() - hiddenAt) > AWAY) void ask();
    else look();
    if (!document.hidden) hiddenAt = null;
  });
  addEventListener("pageshow", (event) => (event.persisted ? void ask() : look()));
  addEventListener("online", () => unsure && void ask());
  setInterval(look, 1000);
  look();
})();
