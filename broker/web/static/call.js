"use strict";

// A call is seen first; where the browser allows it, it is also heard, felt, and stands in the window's title.
const place = document.getElementById("panel-calls");
const button = document.getElementById("sound");
const title = document.title;
const Sound = window.AudioContext || window.webkitAudioContext;
const CALL = [523.25, 659.25, 783.99]; // C5-E5-G5
const AGAIN_MS = 5000;
let sound;
let rung = "";
let last = -Infinity;

function tones(notes) {
  if (!sound || sound.state !== "running") return;
  notes.forEach((note, place) => {
    const start = sound.currentTime + place * 0.16;
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = note;
    loud.gain.setValueAtTime(0, start);
    loud.gain.linearRampToValueAtTime(0.3, start + 0.01);
    loud.gain.linearRampToValueAtTime(0, start + 0.15);
    tone.connect(loud).connect(sound.destination);
    tone.start(start);
    tone.stop(start + 0.16);
  });
}

function ring() {
  last = performance.now();
  tones(CALL);
  const touched = !navigator.userActivation || navigator.userActivation.hasBeenActive;
  if (navigator.vibrate && touched) navigator.vibrate([200, 120, 200, 120, 400]);
}

function look() {
  const first = place.querySelector("[data-ring]");
  const now = first ? first.dataset.ring : "";
  const words = first ? (first.querySelector("h2, b") || first).textContent.trim() : "";
  document.title = words ? `● ${words}` : title;
  if (now && now !== rung) ring();
  rung = now;
}

function again() {
  if (place.querySelector(".urgent[data-ring], .danger[data-ring]") && performance.now() - last >= AGAIN_MS) ring();
}

function allow() {
  if (Sound && !sound) sound = new Sound();
  return sound ? sound.resume().catch(() => {}) : Promise.resolve();
}

async function awake() {
  if (!navigator.wakeLock || document.hidden) return;
  await navigator.wakeLock.request("screen").catch(() => {});
}

if (button) {
  button.hidden = !Sound && !navigator.vibrate;
  button.addEventListener("click", async () => {
    await allow();
    button.setAttribute("aria-pressed", "true");
    ring();
    awake();
  });
  document.addEventListener("visibilitychange", awake);
} else {
  document.addEventListener("pointerdown", allow, { once: true });
}

new MutationObserver(look).observe(place, { childList: true });
setInterval(again, 500);
look();
