"use strict";

// A part of a page that is asked for again and again; what has changed takes its place, unless somebody is at it.
const part = document.getElementById("again");
const told = document.createElement("p");
told.className = "wrong";
told.setAttribute("role", "alert");
told.hidden = true;
told.textContent = part.dataset.lost;
part.before(told);

async function ask() {
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect" || answer?.status === 403) location.reload(); // somebody has to log in again
  told.hidden = Boolean(answer?.ok);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("again");
  if (shown(fresh) === shown(part) || part.contains(document.activeElement)) return;
  part.innerHTML = fresh.innerHTML;
}

// Keys of forms are others each time, and change nothing that is seen.
const shown = (node) => node.innerHTML.replace(/name="key" value="[^"]*"/g, "");

setInterval(ask, 1000 * Number(part.dataset.again));
