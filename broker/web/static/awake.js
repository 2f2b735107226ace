"use strict";

// Whether the page has stood still: the tablet slept, its browser froze the page, or its clock was set. Two clocks tell:
// one goes on in a sleep on some systems, the other on others.
const STILL_MS = 5000;
const clocks = () => [Date.now(), performance.now()];
let ran = clocks();

function slept() {
  const now = clocks();
  const still = now.some((time, place) => Math.abs(time - ran[place]) > STILL_MS);
  ran = now;
  return still;
}
