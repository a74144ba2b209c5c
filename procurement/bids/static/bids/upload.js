// Sends files piece by piece and goes on after a broken line or a new start of the page. Without it the form sends them.
"use strict";

const SLICE = 8 * 1000 * 1000;
const PATIENCE = 60000; // for one piece; a line that is half dead would hang for ever
const TUS = { "Tus-Resumable": "1.0.0" };

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const said = (form, key, slots = {}) => form.dataset[key].replace(/\{(\w+)\}/g, (_all, name) => slots[name]);

function size(bytes) {
  const units = [[1e6, "MB"], [1e3, "kB"]];
  const [unit, label] = units.find(([step]) => bytes >= step) || [1, "B"];
  const value = bytes / unit;
  return `${value >= 10 || unit === 1 ? Math.round(value) : value.toFixed(1)}\u00a0${label}`;
}

function encoded(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

class Upload {
  constructor(form, file) {
    this.form = form;
    this.file = file;
    this.key = ["upload", form.dataset.bid, file.name, file.size, file.lastModified].join("|");
    this.offset = 0;
    this.resumed = null;
    this.paused = false;
    this.row();
  }

  row() {
    const item = document.createElement("li");
    item.innerHTML = '<span class="name"></span><span class="do"><button type="button" class="plain"></button></span>' +
      '<progress max="100" value="0"></progress><span class="said"></span>';
    item.querySelector(".name").textContent = this.file.name;
    [this.bar, this.words, this.button] = ["progress", ".said", "button"].map((part) => item.querySelector(part));
    this.bar.setAttribute("aria-label", this.file.name);
    this.button.textContent = this.form.dataset.pause;
    this.button.addEventListener("click", () => this.toggle());
    const list = document.querySelector("#files");
    list.hidden = false;
    list.append(item);
    this.item = item;
  }

  toggle() {
    this.paused = !this.paused;
    this.button.textContent = this.paused ? this.form.dataset.on : this.form.dataset.pause;
    if (this.paused) {
      this.abort?.abort();
      this.say(this.form.dataset.paused);
    }
  }

  say(text, kind = "") {
    this.words.textContent = "";
    if (kind) {
      const mark = document.createElement("span");
      mark.className = kind;
      mark.textContent = kind === "no" ? this.form.dataset.refused : said(this.form, "resumed", { size: size(this.resumed) });
      this.words.append(mark, " ");
    }
    this.words.append(text);
  }

  progress() {
    this.bar.value = this.file.size ? (100 * this.offset) / this.file.size : 100;
    const parts = [said(this.form, "going", { done: size(this.offset), all: size(this.file.size) })];
    const seconds = (Date.now() - this.began) / 1000;
    if (seconds > 10 && this.offset > this.first) {
      const left = ((this.file.size - this.offset) * seconds) / (this.offset - this.first);
      parts.push(said(this.form, "left", { minutes: Math.max(1, Math.round(left / 60)) }));
    }
    const going = `${parts.join(", ")}. ${this.form.dataset.away}`;
    if (this.resumed === null) this.say(going);
    else this.say(`${this.form.dataset.after} ${going}`, "resumed");
  }

  async ask(method, url, headers = {}, body = null) {
    this.abort = new AbortController();
    const timer = setTimeout(() => this.abort.abort(), PATIENCE);
    const token = this.form.elements.csrfmiddlewaretoken.value;
    try {
      const all = { ...TUS, "X-CSRFToken": token, ...headers };
      return await fetch(url, { method, headers: all, body, signal: this.abort.signal, credentials: "same-origin", redirect: "manual" });
    } finally {
      clearTimeout(timer);
    }
  }

  async begin() {
    const place = this.form.elements.belongs_to.value;
    const metadata = `filename ${encoded(this.file.name)},belongs_to ${encoded(place)}`;
    const answer = await this.ask("POST", this.form.dataset.url, { "Upload-Length": this.file.size, "Upload-Metadata": metadata });
    if (answer.status !== 201) throw Object.assign(new Error("refused"), { sentence: await answer.text(), status: answer.status });
    this.url = answer.headers.get("Location");
    this.offset = 0;
    localStorage.setItem(this.key, this.url);
  }

  // Where the server's file ends; begins a new one where it has none.
  async find() {
    this.url = localStorage.getItem(this.key);
    if (!this.url) return this.begin();
    const answer = await this.ask("HEAD", this.url);
    if (answer.status !== 200) {
      if (![404, 410].includes(answer.status)) throw Object.assign(new Error("refused"), { sentence: "", status: answer.status });
      localStorage.removeItem(this.key);
      return this.begin();
    }
    this.offset = Number(answer.headers.get("Upload-Offset"));
    if (this.offset) this.resumed = this.offset;
  }

  async piece() {
    const body = this.file.slice(this.offset, this.offset + SLICE);
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": this.offset };
    const answer = await this.ask("PATCH", this.url, headers, body);
    if ([204, 409].includes(answer.status)) {
      this.offset = Number(answer.headers.get("Upload-Offset"));
      if (answer.status === 409) this.resumed = this.offset; // the line broke, and the browser sent the piece twice
    } else if ([423, 503, 507].includes(answer.status)) {
      this.say(answer.status === 507 ? await answer.text() : this.form.dataset.busy);
      await sleep(1000 * Number(answer.headers.get("Retry-After") || 5));
    } else if ([404, 410].includes(answer.status)) {
      localStorage.removeItem(this.key);
      await this.begin();
    } else {
      throw Object.assign(new Error("refused"), { sentence: await answer.text(), status: answer.status });
    }
  }

  async run() {
    if (this.file.size > Number(this.form.dataset.most)) {
      return this.refuse(said(this.form, "large", { size: size(this.file.size), most: size(Number(this.form.dataset.most)) }));
    }
    let found = false;
    let pause = 500;
    this.began = Date.now();
    while (!found || this.offset < this.file.size) {
      if (this.paused) {
        found = false;
        await sleep(200);
        continue;
      }
      try {
        if (!found) await this.find();
        if (!found) this.first = this.offset;
        found = true;
        if (this.offset < this.file.size) await this.piece();
        this.progress();
        pause = 500;
      } catch (error) {
        if (error.status) return this.refuse(error.sentence);
        if (this.paused) continue;
        found = false; // the line broke: ask where the file ends, after a growing wait
        this.say(this.form.dataset.waiting);
        await sleep(pause * (0.5 + Math.random()));
        pause = Math.min(pause * 2, 30000);
      }
    }
    localStorage.removeItem(this.key);
    this.bar.remove();
    this.button.remove();
    this.say(`${size(this.file.size)}. ${this.form.dataset.stored}`);
    return true;
  }

  refuse(sentence) {
    localStorage.removeItem(this.key);
    this.bar.remove();
    this.button.remove();
    this.say(sentence, "no");
    return false;
  }
}

addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#upload");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    const files = [...form.elements.files.files];
    if (!files.length) return;
    event.preventDefault();
    form.elements.files.value = "";
    const status = document.querySelector("#upload-said");
    let whole = true;
    for (const file of files) {
      const upload = new Upload(form, file);
      const done = await upload.run();
      whole = whole && done;
      status.textContent = `${file.name}: ${upload.words.textContent}`;
    }
    if (whole) location.reload();
  });
});
