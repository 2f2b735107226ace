"use strict";

// The house, live: the server sends each panel that changes, already drawn. Silence is shown, never hidden.
const LOST_MS = 5000;
const root = document.documentElement;
const at = (id) => document.getElementById(id);
const shown = new Map();
let source;
let heard = Date.now();
let since = at("clock").textContent;
let moved = -Infinity;

function connect() {
  source = new EventSource(root.dataset.stream);
  source.addEventListener("panel", (event) => replace(JSON.parse(event.data)));
  source.addEventListener("tick", (event) => tick(JSON.parse(event.data)));
  source.addEventListener("error", lose);
}

function tick(now) {
  if (now.assets !== root.dataset.assets) location.reload(); // the hub was upgraded
  since = now.clock;
  for (const part of ["clock", "day", "weekday"]) at(part).textContent = now[part];
  heard = Date.now();
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
  const silent = Date.now() - heard;
  if (silent > LOST_MS) {
    lose();
    stale(true);
  }
  if (source.readyState === EventSource.CLOSED || silent > 3 * LOST_MS) {
    source.close();
    heard = Date.now() - LOST_MS - 1;
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
  const form = place.contains(document.activeElement) && document.activeElement.closest("form");
  const folded = new Map([...place.querySelectorAll("details")].map((part) => [part.id, part.open]));
  place.innerHTML = html;
  for (const part of place.querySelectorAll("details")) part.open = folded.get(part.id) ?? part.open;
  if (form) place.querySelector(`form[action="${form.getAttribute("action")}"] button`)?.focus();
  say(before, rows(place));
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

function headers() {
  const token = document.cookie.match(/(?:^|; )dabei-form=([^;]*)/)?.[1] ?? "";
  return { "x-dabei-live": "1", "x-dabei-form": token };
}

async function send(event) {
  const form = event.target;
  if (!form.matches("[data-live-form]")) return;
  event.preventDefault();
  if (performance.now() - moved < 400) return; // the list has just moved up: the finger meant another row
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, headers: headers() });
    at("notice").innerHTML = await answer.text();
  } catch {
    at("notice").textContent = at("notice").dataset.offline;
  }
  button.disabled = false;
}

document.addEventListener("submit", send);
setInterval(watch, 500);
connect();
