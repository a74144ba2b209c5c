// Saves a section of a bid while it is typed. The form works without this; what is typed is only ever in the fields:
// nothing is put into the storage of the browser. One request at a time, with the version that was seen.
"use strict";

const WAIT = 1200; // milliseconds after the last letter
const TRIES = [2000, 4000, 8000, 15000, 30000]; // between tries while nothing gets through

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.saved = new Map(this.names().map((name) => [name, this.text(name)]));
    this.ticked = new Map(this.places().map((name) => [name, this.ticks(name)])); // as the server has them
    this.places().forEach((name) => this.ticks(name).forEach((file) => this.offerElsewhere(file, name)));
    this.clashing = new Set();
    this.choices = new Map(); // field: which of two readings was chosen
    this.busy = false;
    this.failures = 0;
    form.querySelectorAll("[id$='-clash']").forEach((box) => this.clashing.add(this.nameIn(box)));
    form.addEventListener("input", () => this.later(WAIT));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("submit", () => (this.leaving = true));
    addEventListener("online", () => this.later(0));
    addEventListener("beforeunload", (event) => {
      if (!this.leaving && (this.unsaved().length || this.moved().length)) event.preventDefault();
    });
  }

  names() {
    return [...new Set([...this.form.querySelectorAll("[data-field]")].map((control) => control.name))];
  }

  controls(name) {
    return [...this.form.querySelectorAll("[data-field]")].filter((control) => control.name === name);
  }

  text(name) {
    const controls = this.controls(name);
    if (controls[0].type === "radio") return controls.find((control) => control.checked)?.value ?? "";
    return controls[0].value;
  }

  // Files that are ticked for a requirement or an interface: {its list: ids}. They are sent whole, list by list.
  places() {
    return [...new Set([...this.form.querySelectorAll("input[name$='__files']")].map((box) => box.name))];
  }

  boxes(name) {
    return [...this.form.querySelectorAll("input[name$='__files']")].filter((box) => box.name === name);
  }

  ticks(name) {
    return this.boxes(name).filter((box) => box.checked).map((box) => box.value);
  }

  moved() {
    return this.places().filter((name) => this.ticks(name).join() !== this.ticked.get(name).join());
  }

  // A file belongs to one place: where it is ticked, no other list offers it.
  offerElsewhere(file, name) {
    const others = [...this.form.querySelectorAll("input[name$='__files']")].filter((box) => box.value === file && box.name !== name);
    const taken = this.ticks(name).includes(file);
    others.forEach((box) => (box.closest(".choice").hidden = taken));
  }

  nameIn(box) {
    return box.querySelector("input").name.replace(/__choice$/, "");
  }

  unsaved() {
    return this.names().filter((name) => this.text(name) !== this.saved.get(name) || this.choices.has(name));
  }

  changed(control) {
    if (control.name.endsWith("__marks")) this.choices.set(control.name.slice(0, -"__marks".length), control.value);
    if (control.name.endsWith("__files")) this.offerElsewhere(control.value, control.name);
    if (control.name.endsWith("__choice")) return; // of the form without this script: sent with the button
    this.later(0);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  say(text, kind = "") {
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.dataset.kind = kind;
  }

  async save() {
    const names = this.unsaved().filter((name) => !this.clashing.has(name));
    const places = new Map(this.moved().map((name) => [name, this.ticks(name)]));
    if (this.busy || !(names.length || places.size)) return;
    this.busy = true;
    this.say(this.form.dataset.saving);
    const sent = new Map(names.map((name) => [name, this.text(name)]));
    const marks = new Map(names.filter((name) => this.choices.has(name)).map((name) => [name, this.choices.get(name)]));
    let wait = null;
    try {
      wait = await this.receive(await this.send(sent, marks, places), sent, marks, places);
      this.failures = 0;
    } catch {
      this.say(this.form.dataset.lost, "lost");
      wait = TRIES[Math.min(this.failures++, TRIES.length - 1)];
    }
    this.busy = false;
    if (wait !== null) this.later(wait);
  }

  send(sent, marks, places) {
    const body = new URLSearchParams({ seen: this.form.elements.seen.value });
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    sent.forEach((text, name) => body.set(name, text));
    marks.forEach((value, name) => body.set(`${name}__marks`, value));
    places.forEach((files, name) => {
      body.set(`${name}_shown`, "1");
      files.forEach((file) => body.append(name, file));
    });
    return fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  }

  // Milliseconds until the next save, or null where there is nothing more to do by itself. Throws to try again.
  async receive(response, sent, marks, places) {
    if (response.type === "opaqueredirect" || response.status === 403 || response.status === 401) {
      this.say(this.form.dataset.out, "lost");
      return TRIES.at(-1);
    }
    if (response.status === 409) return this.refused(await response.json());
    if (!response.ok) throw new Error(String(response.status));
    const answer = await response.json();
    this.form.elements.seen.value = answer.seen;
    sent.forEach((text, name) => this.keep(name, text, answer.kept[name]));
    marks.forEach((value, name) => this.choices.get(name) === value && this.choices.delete(name));
    places.forEach((files, name) => this.ticked.set(name, files));
    this.write(answer);
    if (this.clashing.size) this.say(this.form.dataset.clash, "lost");
    else this.say(answer.saved);
    return this.moved().length || this.unsaved().some((name) => !this.clashing.has(name)) ? WAIT : null;
  }

  // A text that is kept in other digits stands in the field, unless somebody is writing in it.
  keep(name, sent, kept) {
    const [control] = this.controls(name);
    if (kept !== undefined && control.value === sent && control !== document.activeElement) {
      control.value = kept;
      this.saved.set(name, kept);
    } else this.saved.set(name, sent);
  }

  write(answer) {
    Object.entries(answer.notes).forEach(([id, html]) => {
      const note = document.getElementById(`${id}-note`);
      if (note && note.innerHTML.trim() !== html.trim()) note.innerHTML = html; // the server's own template, escaped there
      const control = document.getElementById(id);
      const wrong = html.includes("fault");
      if (wrong) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
      control?.closest("tr")?.classList.toggle("lack", wrong || html.includes("lacks"));
    });
    Object.entries(answer.amounts ?? {}).forEach(([id, text]) => {
      this.form.querySelector(`[data-amount="${id}"]`).textContent = text;
    });
    Object.entries(answer.totals ?? {}).forEach(([lot, [label, total]]) => {
      this.form.querySelector(`[data-total-label="${lot}"]`).textContent = label;
      this.form.querySelector(`[data-total="${lot}"]`).textContent = total;
    });
    const heading = document.getElementById("answer");
    if (heading) heading.textContent = answer.heading;
  }

  // Somebody else wrote the same field, or nothing can be saved any more. What was typed stays where it is.
  refused(answer) {
    const clashes = Object.entries(answer.clashes);
    if (!clashes.length) {
      this.say(answer.refusal, "lost");
      return null;
    }
    this.form.elements.seen.value = answer.seen;
    clashes.forEach(([name, texts]) => this.ask(name, texts.theirs));
    this.say(this.form.dataset.clash, "lost");
    return 0; // the other fields go on
  }

  ask(name, theirs) {
    const [control] = this.controls(name);
    this.clashing.add(name);
    const box = document.createElement("fieldset");
    box.className = "clash";
    const legend = box.appendChild(document.createElement("legend"));
    legend.textContent = this.form.dataset.clashLegend;
    const quote = document.createElement("q");
    quote.textContent = theirs || this.form.dataset.nothing;
    const mine = this.button(this.form.dataset.mine);
    const other = this.button(this.form.dataset.theirs);
    other.append(" ", quote);
    const buttons = box.appendChild(document.createElement("div"));
    buttons.append(mine, other);
    mine.addEventListener("click", () => this.choose(name, box, this.text(name), theirs));
    other.addEventListener("click", () => this.choose(name, box, theirs, theirs));
    (control.closest("fieldset.field, .field, td") ?? control.parentElement).append(box);
  }

  button(text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = text;
    return button;
  }

  choose(name, box, text, theirs) {
    this.controls(name).forEach((control) => {
      if (control.type === "radio") control.checked = control.value === text;
      else control.value = text;
    });
    this.saved.set(name, theirs); // what stands, so that ours is saved over it and theirs is not sent
    this.clashing.delete(name);
    box.remove();
    this.controls(name)[0].focus();
    this.later(0);
    if (!this.unsaved().length) this.say("");
  }
}

addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-autosave]");
  if (form?.querySelector("[data-status]")) new Autosave(form);
});
