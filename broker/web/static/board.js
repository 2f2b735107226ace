"use strict";

// The carers' board: sheets over it, and forms that answer in place. Without this script each is a page of its own.
(() => {
  const board = at("board");
  const sheet = at("sheet");
  const shade = at("shade");
  let closing;
  let fading;
  let from;
  let order = "";
  let jumped = -Infinity;

  async function show(url, options, button) {
    try {
      const { answer, html } = await ask(url, options, button);
      if (answer.redirected) return location.assign("/betreuung"); // the tablet was locked, or the shift is over
      if (answer.headers.get("x-dabei-show") === "sheet") return open(html);
      if (answer.ok || sheet.hidden) close();
      tell(html, answer.ok);
    } catch (fault) {
      tell("", false, fault.message);
    }
  }

  function tell(html, good, fault = "") {
    clearTimeout(fading);
    const place = good || sheet.hidden ? at("notice") : warning();
    if (fault) place.replaceChildren(at("lost").querySelector(".icon").cloneNode(true), fault);
    else place.innerHTML = html;
    const brief = place.querySelector("[data-fades]");
    if (brief) fading = setTimeout(() => brief.remove(), 1000 * brief.dataset.fades);
    else if (good) fading = setTimeout(() => place.firstElementChild?.matches(".told") && place.replaceChildren(), 8000);
  }

  // What went wrong in a sheet is said in the sheet: there the eyes are.
  function warning() {
    let place = sheet.querySelector(".went-wrong");
    if (!place) {
      place = document.createElement("div");
      place.className = "went-wrong";
      place.setAttribute("role", "alert");
      sheet.prepend(place);
    }
    return place;
  }

  function open(html) {
    clearTimeout(closing);
    if (!at("notice").querySelector(".told")) at("notice").replaceChildren(); // whoever looks now has read it
    sheet.innerHTML = html;
    sheet.hidden = shade.hidden = false;
    sheet.scrollTop = 0;
    board.inert = true;
    document.body.classList.add("under-sheet");
    sheet.focus();
    const seconds = sheet.querySelector("[data-closes]")?.dataset.closes;
    if (seconds) closing = setTimeout(close, 1000 * seconds);
  }

  function close() {
    clearTimeout(closing);
    if (sheet.hidden) return;
    sheet.hidden = shade.hidden = true;
    sheet.replaceChildren();
    board.inert = false;
    document.body.classList.remove("under-sheet");
    if (from) document.querySelector(`a[href="${from}"]`)?.focus();
  }

  // The list has just changed its order: the finger meant another tile.
  function moved() {
    const now = [...document.querySelectorAll(".tile")].map((tile) => tile.dataset.visit + tile.dataset.kind).join();
    if (now !== order && order) jumped = performance.now();
    order = now;
  }

  function early(event) {
    return at("panel-children").contains(event.target) && performance.now() - jumped < 400;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-close]") && !sheet.hidden) {
      event.preventDefault();
      close();
    } else if (link.matches("[data-sheet]")) {
      event.preventDefault();
      if (early(event)) return;
      if (sheet.hidden) from = link.getAttribute("href");
      show(link.href);
    }
  });

  // Names are narrowed while they are typed; without this script the button asks for them.
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-filter]")) return;
    const wanted = target.value.trim().toLowerCase();
    const rows = [...sheet.querySelectorAll("[data-filtered]")];
    for (const row of rows) row.hidden = !row.dataset.filtered.toLowerCase().includes(wanted);
    for (const group of sheet.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("li:not([hidden])");
    sheet.querySelector("[data-none]").hidden = rows.some((row) => !row.hidden);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-sheet-form]")) {
      event.preventDefault();
      return show(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    }
    if (!form.matches("[data-board-form]")) return;
    event.preventDefault();
    if (early(event) || form.dataset.busy) return;
    const body = new URLSearchParams(new FormData(form));
    const pressed = event.submitter ?? document.activeElement;
    if (pressed?.form === form && pressed.name) body.set(pressed.name, pressed.value);
    form.dataset.busy = "1";
    if (sheet.hidden) from = form.closest("[data-visit]")?.querySelector("a").getAttribute("href");
    await show(form.action, { method: "POST", body }, pressed?.form === form ? pressed : null);
    delete form.dataset.busy;
  });

  document.addEventListener("keydown", (event) => {
    if (sheet.hidden) return;
    if (event.key === "Escape") close();
    if (event.key !== "Tab") return;
    const stops = [...sheet.querySelectorAll("a[href], button, input:not([type=hidden]), select")];
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const edge = event.shiftKey ? [first, sheet] : [last];
    if (!edge.includes(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  });

  shade.addEventListener("click", close);
  new MutationObserver(moved).observe(at("panel-children"), { childList: true });
  moved();
})();
