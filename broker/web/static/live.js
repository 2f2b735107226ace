"use strict";

// The house, live: the server sends each panel that changes, already drawn. Silence is shown, never hidden.
const LOST_MS = 5000; // without a word
const CUT_MS = 2500; // once the stream is known to be cut
const PATIENCE_MS = 8000; // the hub itself says after 5 s that it does not know
const RETRY_MS = 2000;
const root = document.documentElement;
const at = (id) => document.getElementById(id);
const shown = new Map();
let source;
let heard = performance.now(); // a tablet's clock may be set at any time: it counts nothing here
let tried = -Infinity;
let since = at("clock").textContent;
let moved = -Infinity;

function connect() {
  tried = performance.now();
  source = new EventSource(root.dataset.stream);
  source.addEventListener("panel", (event) => wake() || replace(JSON.parse(event.data)));
  source.addEventListener("tick", (event) => wake() || tick(JSON.parse(event.data)));
  source.addEventListener("error", lose);
}

// After a sleep all that is shown is old, and so is what has waited in the stream: only a new one counts.
function wake() {
  if (!slept()) return false;
  heard = -Infinity;
  source.close();
  connect();
  lose();
  stale(true);
  return true;
}

function tick(now) {
  if (now.assets !== root.dataset.assets) location.reload(); // the hub was upgraded
  since = now.clock;
  for (const part of ["clock", "day", "weekday"]) at(part).textContent = now[part];
  heard = performance.now();
  link("live", at("link").dataset.live);
  stale(false);
}

function lose() {
  link("lost", `${at("link").dataset.lost} ${since}`);
  if (source.readyState !== EventSource.CLOSED) return;
  source.close();
  // A stream that is refused, while the page is no longer ours to see: somebody has to log in again.
  fetch(location.href, { redirect: "manual" })
    .then((answer) => (answer.type === "opaqueredirect" || answer.status === 403) && location.reload())
    .catch(() => {});
}

// A stream that is silent without an error is as good as none: a frozen hub, a pulled cable.
function watch() {
  if (wake()) return;
  const [now, closed] = [performance.now(), source.readyState === EventSource.CLOSED];
  if (now - heard > (root.dataset.link === "lost" ? CUT_MS : LOST_MS)) {
    lose();
    stale(true);
  }
  if (now - tried > (closed ? RETRY_MS : 3 * LOST_MS) && (closed || now - heard > 3 * LOST_MS)) {
    source.close();
    connect();
  }
}

function link(state, text) {
  if (root.dataset.link === state) return;
  root.dataset.link = state;
  at("link-text").textContent = text;
}

function stale(lost) {
  root.classList.toggle("stale", lost);
  at("lost").hidden = !lost;
}

function replace({ panel, html }) {
  if (shown.get(panel) === html) return;
  shown.set(panel, html);
  const place = at(`panel-${panel}`);
  const before = rows(place);
  const focused = place.contains(document.activeElement) && document.activeElement;
  const folded = new Map([...place.querySelectorAll("details")].map((part) => [part.id, part.open]));
  place.innerHTML = html;
  for (const part of place.querySelectorAll("details")) part.open = folded.get(part.id) ?? part.open;
  if (focused) counterpart(place, focused)?.focus();
  say(before, rows(place));
}

// What a finger or a keyboard was at, as it is drawn now; where that has gone, the row that it was in.
function counterpart(place, was) {
  if (was.id && place.querySelector(`#${CSS.escape(was.id)}`)) return at(was.id);
  const form = was.closest("form")?.getAttribute("action");
  const row = was.closest("[data-visit]")?.dataset.visit;
  const folded = was.closest("details")?.id;
  const same = was.matches("a") ? `a[href="${was.getAttribute("href")}"]` : form ? `form[action="${form}"] button` : folded ? `#${folded} > summary` : "";
  return (same && place.querySelector(same)) || place.querySelector(`[data-visit="${row}"] :is(a, button)`);
}

function rows(place) {
  return new Map([...place.querySelectorAll("[data-visit]")].map((row) => [row.dataset.visit, row.dataset]));
}

function say(before, after) {
  const came = [...after].filter(([visit]) => !before.has(visit)).map(([, row]) => row.came);
  const went = [...before].filter(([visit]) => !after.has(visit)).map(([, row]) => row.went);
  if (went.length) moved = performance.now();
  if (came.length + went.length) at("say").textContent = [...came, ...went].join(" ");
}

// Ask the hub, and give up after a while. What cannot be known is not claimed: only while the link was lost already
// is it sure that nothing was saved.
async function ask(url, options = {}, button = null) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  const { offline, unsure, unreached } = at("notice").dataset;
  const cut = root.dataset.link === "lost";
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?dabei-form=([^;]*)/)?.[1] ?? "";
  saving(button, true);
  try {
    const answer = await fetch(url, { ...options, headers: { "x-dabei-live": "1", "x-dabei-form": token }, signal: stop.signal });
    return { answer, html: await answer.text() };
  } catch {
    throw new Error(options.method !== "POST" ? unreached : cut ? offline : unsure);
  } finally {
    clearTimeout(timer);
    saving(button, false);
  }
}

function saving(button, busy) {
  if (!button) return;
  button.dataset.saving = at("say").textContent = busy ? at("notice").dataset.saving : "";
  button.setAttribute("aria-busy", busy);
}

async function send(event) {
  const form = event.target;
  if (!form.matches("[data-live-form]")) return;
  event.preventDefault();
  if (form.dataset.busy || performance.now() - moved < 400) return; // the list has just moved up: the finger meant another row
  form.dataset.busy = "1";
  try {
    const body = new URLSearchParams(new FormData(form));
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
    const { html } = await ask(form.action, { method: "POST", body }, event.submitter ?? form.querySelector("button"));
    at("notice").innerHTML = html;
  } catch (fault) {
    at("notice").textContent = fault.message;
  }
  delete form.dataset.busy;
}

document.addEventListener("submit", send);
for (const moment of ["visibilitychange", "resume"]) document.addEventListener(moment, wake);
addEventListener("pageshow", wake);
setInterval(watch, 500);
connect();
