// The emergency list: what is ticked stays on this device first, then goes to the hub. Ticks of all devices add up.
const KEY = "dabei-emergency";
const HOLD_MS = 5000; // so long a slip of the finger can be taken back
const EVERY_MS = 2000;
const PATIENCE_MS = 6000;
const LOST_MS = 5000;
const root = document.documentElement;
const at = (id) => document.getElementById(id);
const list = at("e-list");
let kept = null; // where a browser keeps nothing itself
let sending = new Set();
let link = "";
let busy = false;
let naps = 0;
let heard = performance.now();
let moved = -Infinity;

function load() {
  try {
    kept = JSON.parse(localStorage.getItem(KEY)) || kept;
  } catch {}
  return { id: "", drill: false, of: "", ticks: [], closed: [], queue: [], ...kept };
}

function change(how) {
  const mine = load();
  how(mine);
  kept = mine;
  try {
    localStorage.setItem(KEY, JSON.stringify(mine));
  } catch {}
  draw();
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const told = () => list.querySelector(".e-body").dataset;
const boxes = () => [...list.querySelectorAll("[data-tick]")];
const say = (mine, body) => mine.queue.push({ id: uuid(), at: Date.now(), body });
const open = (entry) => !sending.has(entry.id);
const ofTick = (entry, key) => entry.body.k === "emergency_ticked" && entry.body.outside[0] === key;

// Which emergency is going on: the hub's, unless it was ended here; else the one that began here.
function current(mine) {
  const hubs = told().emergency;
  return hubs && !mine.closed.includes(hubs) ? hubs : mine.id;
}

function begin(drill) {
  change((mine) => {
    const id = uuid();
    Object.assign(mine, { id, drill, of: id, ticks: [] });
    say(mine, { k: "emergency_began", emergency: id, drill });
  });
}

function takeBack() {
  change((mine) => {
    if (!beginning(mine)) return;
    mine.queue = mine.queue.filter((entry) => entry.body.emergency !== mine.id);
    Object.assign(mine, { id: "", of: "", ticks: [] });
  });
}

const beginning = (mine) => mine.queue.some((entry) => entry.body.k === "emergency_began" && entry.body.emergency === mine.id && open(entry));

function end() {
  change((mine) => {
    const emergency = current(mine);
    say(mine, { k: "emergency_ended", emergency });
    Object.assign(mine, { id: "", of: "", ticks: [], closed: [...mine.closed, emergency].slice(-9) });
  });
  sync();
}

function tick(key, outside) {
  change((mine) => {
    const emergency = current(mine);
    if (!emergency) return;
    mine.ticks = mine.ticks.filter((other) => other !== key);
    mine.queue = mine.queue.filter((entry) => !(ofTick(entry, key) && open(entry)));
    if (!outside) return;
    mine.ticks.push(key);
    mine.of = emergency;
    say(mine, { k: "emergency_ticked", emergency, outside: [key] });
  });
}

function draw() {
  const mine = load();
  const on = current(mine);
  let missing = 0;
  for (const box of boxes()) {
    const own = mine.ticks.includes(box.dataset.tick);
    const out = Boolean(on) && (own || "out" in box.dataset);
    const loose = own && !("out" in box.dataset) && mine.queue.some((entry) => ofTick(entry, box.dataset.tick) && open(entry));
    box.checked = out;
    box.disabled = !on || (out && !loose);
    if (!out) missing += Number(box.dataset.heads);
  }
  const drill = on && (told().emergency === on ? told().drill : mine.drill);
  root.dataset.emergency = on ? (drill ? "drill" : "alarm") : "";
  root.dataset.missing = missing ? "some" : "none";
  at("e-missing").textContent = missing;
  at("e-now").hidden = at("e-end").hidden = !on;
  at("e-begin").hidden = Boolean(on);
  at("e-back").hidden = !beginning(mine);
  const waiting = mine.queue.length;
  at("e-waiting").textContent = waiting ? `${at("e-waiting").dataset.waiting} ${waiting}` : "";
}

function show(state) {
  if (link === state) return;
  link = root.dataset.link = state;
  at("e-link").textContent = at("e-link").dataset[state];
}

async function ask(path, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  const before = naps;
  try {
    const answer = await fetch(path, { ...options, signal: stop.signal });
    if (answer.redirected) throw "door";
    if (!answer.ok) throw "lost";
    const told = await answer.json();
    watch();
    if (naps !== before) throw "lost"; // it was said before the tablet slept
    return told;
  } finally {
    clearTimeout(timer);
  }
}

async function tell() {
  const { queue } = load();
  const now = Date.now();
  const over = queue.some((entry) => entry.body.k === "emergency_ended");
  const ready = queue.filter((entry) => over || now - entry.at >= HOLD_MS || now < entry.at).slice(0, 50);
  if (!ready.length) return false;
  sending = new Set(ready.map((entry) => entry.id));
  draw();
  try {
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?dabei-form=([^;]*)/)?.[1] ?? "";
    const headers = { "content-type": "application/json", "x-dabei-form": token };
    const body = JSON.stringify(ready.map(({ id, at: when, body }) => ({ id, body, ago: Math.min(Math.max(0, now - when), 86400000) })));
    const heard = await ask("/notfall/meldung", { method: "POST", headers, body });
    settle(ready, heard);
    return heard.refused.length > 0;
  } finally {
    sending = new Set();
  }
}

function settle(ready, { done, refused }) {
  change((mine) => {
    mine.queue = mine.queue.filter((entry) => !done.includes(entry.id) && !refused.includes(entry.id));
    const wrong = ready.filter((entry) => refused.includes(entry.id)).map((entry) => entry.body.emergency);
    mine.closed = mine.closed.filter((id) => !wrong.includes(id));
  });
}

async function look() {
  const news = await ask(`/notfall/stand?seen=${list.dataset.seen}`);
  if (!news.html) return;
  const keys = () => boxes().map((box) => box.dataset.tick).join();
  const before = keys();
  const focus = document.activeElement.dataset.tick;
  list.innerHTML = news.html;
  list.dataset.seen = news.seen;
  if (before !== keys()) moved = performance.now();
  change(forget);
  if (focus) boxes().find((box) => box.dataset.tick === focus)?.focus();
}

// Drop what is of an emergency that is over for everybody.
function forget(mine) {
  const ended = told().ended.split(" ");
  if (ended.includes(mine.id)) mine.id = "";
  if (ended.includes(mine.of)) Object.assign(mine, { of: "", ticks: [] });
}

async function sync() {
  if (busy) return;
  busy = true;
  try {
    const refused = await tell();
    await look();
    heard = performance.now();
    show(refused ? "refused" : "live");
  } catch (fault) {
    show(fault === "door" ? "door" : "lost");
  }
  busy = false;
  draw();
}

// A list that is old does not say "live", and least of all after a sleep.
function watch() {
  if (slept()) naps += 1;
  else if (performance.now() - heard <= LOST_MS) return;
  if (link !== "door") show("lost");
}

list.addEventListener("click", (event) => {
  if (performance.now() - moved < 400) event.preventDefault(); // the list has just moved: the finger meant another row
});
list.addEventListener("change", (event) => tick(event.target.dataset.tick, event.target.checked));
for (const button of document.querySelectorAll("[data-begin]")) button.addEventListener("click", () => begin(button.dataset.begin === "drill"));
document.querySelector("[data-end]")?.addEventListener("click", end);
at("e-back").addEventListener("click", takeBack);
at("e-print").addEventListener("click", () => print());
at("e-print").hidden = false;
addEventListener("storage", draw);
addEventListener("beforeunload", (event) => {
  if (root.dataset.emergency && link !== "live") event.preventDefault(); // without the hub this page does not come back
});
change(forget);
for (const moment of ["visibilitychange", "resume"]) document.addEventListener(moment, watch);
addEventListener("pageshow", watch);
setInterval(watch, 500);
setInterval(sync, EVERY_MS);
sync();
