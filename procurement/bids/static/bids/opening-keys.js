// Opening keys by WebCrypto alone: made, locked (EOK1), proved, used. The site never sees a passphrase or a private key.
// The forms are those of offline/sealing (opening_keys, proofs, shares); a test holds both to the same known answers.
// No key is stored or cloned: the locked form is fetched and unlocked each time.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP = 4;
const ROUNDS = 1_000_000;
const FEWEST_ROUNDS = 600_000;
const MOST_ROUNDS = 10_000_000;
const HEAD = 72;
const TRIES = 3;
const X25519 = { name: "X25519" };
const crypto = globalThis.crypto;

// --- bytes and passphrases ---

const utf8 = (text) => new TextEncoder().encode(text);

export const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export function join(...parts) {
  const all = parts.map((part) => (typeof part === "string" ? utf8(part) : new Uint8Array(part)));
  const joined = new Uint8Array(all.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of all) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const isSame = (left, right) => toHex(left) === toHex(right);

const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

// Sixteen characters, 80 bits, in four groups: made here, so that no word of a person has to withstand guesses.
export function makePassphrase() {
  const characters = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte & 31]).join("");
  return characters.match(/.{4}/g).join("-");
}

// What goes into the derivation: the same on every side (offline/sealing/passphrases.py).
export function normalForm(typed) {
  return typed
    .normalize("NFKC")
    .replace(/[\t \-\u2010-\u2015\u2212]/g, "")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

// Which group of four differs first, from 0; null where none does. Only while a key is made: later nobody can know.
export function wrongGroup(typed, passphrase) {
  const [left, right] = [normalForm(typed), normalForm(passphrase)];
  if (left === right) return null;
  const at = [...right].findIndex((character, place) => left[place] !== character);
  return at < 0 ? right.length / GROUP - 1 : Math.floor(at / GROUP);
}

// --- the locked form EOK1: 136 bytes ---

// `code` names a sentence of the page: no-file, range, program, other-file, passphrase, challenge, share, line.
export class KeyFault extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export function readLocked(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length !== 136 || !isSame(file.slice(0, 4), utf8("EOK1"))) throw new KeyFault("no-file");
  if (file[4] === 2) throw new KeyFault("program");
  if (file[4] !== 1) throw new KeyFault("no-file");
  const rounds = view.getUint32(5);
  const inRange = rounds >= FEWEST_ROUNDS && rounds <= MOST_ROUNDS && !view.getUint16(9) && !file[11];
  if (!inRange) throw new KeyFault("range");
  return {
    rounds,
    salt: file.slice(12, 28),
    iv: file.slice(28, 40),
    publicKey: file.slice(40, HEAD),
    head: file.slice(0, HEAD),
    closed: file.slice(HEAD),
  };
}

async function derivedKey(passphrase, salt, rounds, usage) {
  const typed = normalForm(passphrase);
  if (!typed) throw new KeyFault("passphrase");
  const material = await crypto.subtle.importKey("raw", utf8(typed), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-512", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, [usage]);
}

// Lock a pair under a passphrase; `salt` and `iv` are named by tests alone.
export async function lockKey(privateKey, publicKey, passphrase, { rounds = ROUNDS, salt, iv } = {}) {
  const saltUsed = salt ?? crypto.getRandomValues(new Uint8Array(16));
  const ivUsed = iv ?? crypto.getRandomValues(new Uint8Array(12));
  const numbers = new Uint8Array(8);
  new DataView(numbers.buffer).setUint32(1, rounds);
  numbers[0] = 1;
  const head = join("EOK1", numbers, saltUsed, ivUsed, publicKey);
  const key = await derivedKey(passphrase, saltUsed, rounds, "wrapKey");
  const how = { name: "AES-GCM", iv: ivUsed, additionalData: head };
  return join(head, await crypto.subtle.wrapKey("pkcs8", privateKey, key, how));
}

// The private key, never its bytes. `mine`: the public half that must be in the file. `extractable` to lock it anew.
export async function unlockKey(file, passphrase, { mine, extractable = false } = {}) {
  const locked = readLocked(file);
  if (mine && !isSame(mine, locked.publicKey)) throw new KeyFault("other-file");
  const key = await derivedKey(passphrase, locked.salt, locked.rounds, "unwrapKey");
  const how = { name: "AES-GCM", iv: locked.iv, additionalData: locked.head };
  let privateKey;
  try {
    privateKey = await crypto.subtle.unwrapKey("pkcs8", locked.closed, key, how, X25519, extractable, ["deriveBits"]);
  } catch {
    throw new KeyFault("passphrase");
  }
  if (!(await belongTogether(privateKey, locked.publicKey))) throw new KeyFault("passphrase");
  return { privateKey, publicKey: locked.publicKey };
}

// Some browsers cannot read back one key of 256, so it is unlocked at once and made again if it does not open.
export async function makeKey(passphrase, { rounds = ROUNDS } = {}) {
  for (let tries = TRIES; tries; tries -= 1) {
    try {
      const pair = await crypto.subtle.generateKey(X25519, true, ["deriveBits"]);
      const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
      const locked = await lockKey(pair.privateKey, publicKey, passphrase, { rounds });
      await unlockKey(locked, passphrase, { mine: publicKey });
      return { publicKey, locked };
    } catch (fault) {
      if (tries === 1) throw fault;
    }
  }
  return null;
}

const asPublic = (raw) => crypto.subtle.importKey("raw", raw, X25519, true, []);

async function agree(privateKey, rawPublic) {
  const how = { name: "X25519", public: await asPublic(rawPublic) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, privateKey, 256));
}

async function belongTogether(privateKey, rawPublic) {
  const other = await crypto.subtle.generateKey(X25519, false, ["deriveBits"]);
  const otherPublic = new Uint8Array(await crypto.subtle.exportKey("raw", other.publicKey));
  return isSame(await agree(privateKey, otherPublic), await agree(other.privateKey, rawPublic));
}

// --- HPKE base mode (RFC 9180), opening only: X25519, HKDF-SHA256, AES-256-GCM ---

const LABEL = utf8("HPKE-v1");
const KEM = join("KEM", [0, 0x20]);
const SUITE = join("HPKE", [0, 0x20, 0, 1, 0, 2]);
const NO_PSK = fromHex("4ce5472ecdd5093ba0aecb8f871ff13f1fbc90ee76f0e18ace1a1b7e565bafa3");

async function extractAndExpand(salt, ikm, info, size) {
  const key = await crypto.subtle.importKey("raw", join(LABEL, ikm), "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: join([size >> 8, size & 255], LABEL, info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * size));
}

async function infoHash(info) {
  const zeros = new Uint8Array(32); // an empty key is refused, and HMAC pads with zeros
  const key = await crypto.subtle.importKey("raw", zeros, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return crypto.subtle.sign("HMAC", key, join(LABEL, SUITE, "info_hash", info));
}

export async function hpkeSchedule({ privateKey, publicKey }, enc, info) {
  const dh = await agree(privateKey, enc);
  const secret = await extractAndExpand(new Uint8Array(0), join(KEM, "eae_prk", dh), join(KEM, "shared_secret", enc, publicKey), 32);
  const context = join([0], NO_PSK, await infoHash(info));
  const expand = (label, size) => extractAndExpand(secret, join(SUITE, "secret"), join(SUITE, label, context), size);
  return { secret, context, key: await expand("key", 32), nonce: await expand("base_nonce", 12) };
}

export async function hpkeOpen(pair, message, info) {
  const { key, nonce } = await hpkeSchedule(pair, message.slice(0, 32), info);
  const opening = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, opening, message.slice(32)));
}

// --- what a key is for: a proof, and halves of envelopes. The labels stand here and never come from the site ---

export async function answerChallenge(pair, { context, closed }) {
  let secret;
  try {
    secret = await hpkeOpen(pair, fromHex(closed), join("key-proof@v1\0", fromHex(context)));
  } catch {
    throw new KeyFault("challenge");
  }
  return toHex(await digest(join("key-proof-answer@v1\0", secret, fromHex(context))));
}

// The half in one wrap, as hexadecimal digits, checked before it goes anywhere.
export async function openShare(pair, headerDigest, { pair: numbers, member, closed, check }) {
  const info = join("bid-wrap@v1\0", fromHex(headerDigest), JSON.stringify([...numbers, member]));
  let share;
  try {
    share = await hpkeOpen(pair, fromHex(closed), info);
  } catch {
    throw new KeyFault("share");
  }
  if (toHex(await digest(join("bid-share@v1\0", share))) !== check) throw new KeyFault("share");
  return toHex(share);
}

// A header comes whole and is hashed here: else the site could name a bid's, and get a half of it before its time.
export async function rehearsalDigest(header) {
  if (JSON.parse(header).tender.split(":")[0] !== "rehearsal") throw new KeyFault("no-rehearsal");
  return toHex(await digest(utf8(header)));
}

// All open questions with one typing: offline/sealing/questions.py has the same form.
export async function answerQuestions(pair, { questions, rehearsal }) {
  const answers = [];
  for (const question of questions) {
    answers.push({ challenge: question.challenge, answer: await answerChallenge(pair, question) });
  }
  if (!rehearsal) return { v: "key-answers@v1", answers, rehearsal: null };
  const headerDigest = await rehearsalDigest(rehearsal.header);
  const shares = [];
  for (const wrap of rehearsal.wraps) {
    shares.push({ pair: wrap.pair, share: await openShare(pair, headerDigest, wrap) });
  }
  return { v: "key-answers@v1", answers, rehearsal: { id: rehearsal.id, shares } };
}

// Halves of the bids of one tender: offline/sealing/halves.py has the same form. One that cannot be taken out is
// left out, since whoever sealed it may have made it so; where not one comes out it is another key.
export async function openHalves(pair, { tender, part, envelopes }, expectedTender) {
  const opened = [];
  for (const { id, header, wraps } of envelopes) {
    const named = JSON.parse(header).tender;
    if (named !== tender || named !== expectedTender) throw new KeyFault("other-tender");
    const headerDigest = toHex(await digest(utf8(header)));
    const shares = [];
    for (const wrap of wraps) {
      try {
        shares.push({ pair: wrap.pair, share: await openShare(pair, headerDigest, wrap) });
      } catch (fault) {
        if (fault.code !== "share") throw fault;
      }
    }
    opened.push({ id, shares });
  }
  if (opened.length && !opened.some(({ shares }) => shares.length)) throw new KeyFault("share");
  return { v: "opening-halves@v1", tender, part, envelopes: opened };
}

export async function fingerprint(publicKey) {
  return toHex(await digest(publicKey)).match(/.{4}/g).slice(0, 4).join(" ");
}

// null where keys work; else the code of a sentence. By trying, never by the browser's name.
export async function hindrance() {
  if (!crypto?.subtle) return "insecure";
  try {
    await crypto.subtle.generateKey(X25519, true, ["deriveBits"]);
    return null;
  } catch {
    return "too-old";
  }
}

// --- the pages: make (passphrase, then typed from the paper), prove, change. Their sentences stand in the page ---

const page = { root: null, texts: {}, phrase: null, pair: null, publicKey: null, locked: null, misses: 0 };
const one = (selector) => page.root.querySelector(selector);

// The site said no: its own sentence.
class Refusal extends Error {}

async function send(url, values) {
  let answer;
  let content;
  try {
    const headers = { "X-CSRFToken": page.root.dataset.csrf };
    answer = await fetch(url, { method: "POST", body: new URLSearchParams(values), headers, redirect: "error" });
    content = await answer.json();
  } catch {
    throw new KeyFault("line");
  }
  if (!answer.ok) throw new Refusal(content.detail);
  return content;
}

const sentenceOf = (fault) => (fault instanceof Refusal ? fault.message : (page.texts[fault.code] ?? page.texts.line));

function say(sentence) {
  const problem = one("[data-problem]");
  problem.textContent = sentence;
  problem.hidden = false;
  problem.focus();
}

function sayAtField(field, sentence) {
  const error = field.closest(".field").querySelector(".field-error");
  error.textContent = sentence;
  error.hidden = false;
  field.closest(".field").classList.add("wrong");
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

function show(step) {
  for (const section of page.root.querySelectorAll("[data-step]")) section.hidden = section.dataset.step !== step;
  one("[data-problem]").hidden = true;
  if (step !== "phrase") for (const place of page.root.querySelectorAll("[data-phrase]")) place.textContent = "";
  const heading = one(`[data-step="${step}"] h1`);
  document.title = `${heading.textContent} – Evenhand`;
  heading.focus();
}

async function showPhrase() {
  const print = await fingerprint(page.publicKey);
  for (const place of page.root.querySelectorAll("[data-phrase]")) place.textContent = page.phrase;
  for (const place of page.root.querySelectorAll("[data-fingerprint]")) place.textContent = print;
}

function showMaking() {
  const note = document.createElement("span");
  note.setAttribute("role", "status");
  note.textContent = page.texts.making;
  one("[data-phrase]").replaceChildren(note);
}

function missed(field) {
  page.misses += 1;
  const left = TRIES - page.misses;
  if (!left) {
    field.closest("form").querySelector("button").disabled = true;
    field.disabled = true;
    return say(page.texts.missed);
  }
  const group = page.texts.groups[wrongGroup(field.value, page.phrase)];
  return sayAtField(field, page.texts.typed[left - 1].replace("{group}", group));
}

async function chosenFile() {
  const file = one('input[type="file"]')?.files[0];
  return file ? new Uint8Array(await file.arrayBuffer()) : page.locked;
}

async function prove(typed) {
  const pair = await unlockKey(await chosenFile(), typed, { mine: page.publicKey });
  const ask = async () => {
    const answers = await answerQuestions(pair, await send(page.root.dataset.questions, {}));
    return send(page.root.dataset.answers, { answers: JSON.stringify(answers) });
  };
  const taken = await ask();
  return taken.more ? ask() : taken; // the last proof of a set begins its rehearsal
}

async function change(typed) {
  await unlockKey(page.locked, typed, { mine: page.publicKey });
  return send(page.root.dataset.rewrap, { wrapped: toHex(page.locked) });
}

async function giveHalves(typed) {
  const pair = await unlockKey(await chosenFile(), typed, { mine: page.publicKey });
  const halves = await openHalves(pair, await send(page.root.dataset.questions, {}), page.root.dataset.tender);
  return send(page.root.dataset.answers, { halves: JSON.stringify(halves) });
}

const ACTS = {
  // The passphrase is on paper: what goes to the site is the public half and the locked one.
  async keep() {
    if (page.pair) page.locked = await lockKey(page.pair.privateKey, page.publicKey, page.phrase);
    else await send(page.root.dataset.make, { public_key: toHex(page.publicKey), wrapped: toHex(page.locked) });
    show("typed");
  },
  async old(field) {
    page.pair = await unlockKey(page.locked, field.value, { mine: page.publicKey, extractable: true });
    field.value = "";
    page.phrase = makePassphrase();
    await showPhrase();
    show("phrase");
  },
  async half(field) {
    const { next } = await giveHalves(field.value);
    field.value = "";
    return location.assign(next);
  },
  async typed(field) {
    if (page.phrase && wrongGroup(field.value, page.phrase) !== null) return missed(field);
    const { next } = await (page.pair ? change : prove)(field.value);
    field.value = "";
    return location.assign(next);
  },
};

// Runs an act once at a time; what goes wrong is a sentence, at the field where there is one.
async function run(act, button, field) {
  button.disabled = true;
  let isOver = false;
  try {
    await ACTS[act](field);
    isOver = page.misses >= TRIES;
  } catch (fault) {
    if (field && fault.code === "passphrase") sayAtField(field, sentenceOf(fault));
    else say(sentenceOf(fault));
  }
  button.disabled = isOver;
}

function listen() {
  for (const form of page.root.querySelectorAll("form[data-act]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form.dataset.act, form.querySelector("button"), form.querySelector("input:not([type=file])"));
    });
  }
  one('[data-press="keep"]')?.addEventListener("click", (event) => run("keep", event.currentTarget, null));
  one('[data-press="print"]')?.addEventListener("click", () => globalThis.print());
}

async function start(root) {
  Object.assign(page, { root, texts: JSON.parse(document.getElementById("key-sentences").textContent) });
  const why = await hindrance();
  if (why) return say(page.texts[why]);
  const { publicKey, wrapped } = root.dataset;
  if (publicKey) Object.assign(page, { publicKey: fromHex(publicKey), locked: fromHex(wrapped) });
  else {
    page.phrase = makePassphrase();
    showMaking();
    try {
      Object.assign(page, await makeKey(page.phrase));
    } catch {
      return say(page.texts["too-old"]);
    }
    await showPhrase();
  }
  listen();
  for (const button of root.querySelectorAll("button[disabled]")) button.disabled = false;
  return root.removeAttribute("aria-busy");
}

const root = globalThis.document?.getElementById("opening-key");
if (root) start(root);
