"use strict";
// The page is whole without this. It only fetches the parts that change and puts them in the places of the old ones.
const every = 2000;
const link = document.getElementById("link");
const filter = document.getElementById("q");
let timer = 0;
let failures = 0;

function place(fresh) {
  const focused = document.activeElement ? document.activeElement.id : "";
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    if (!old) continue;
    for (const details of old.querySelectorAll("details[open]")) {
      const same = details.id && part.querySelector("#" + CSS.escape(details.id));
      if (same) same.open = true;
    }
    const changed = old.outerHTML !== part.outerHTML;
    // whoever has chosen something, and not sent it yet, has chosen it still
    for (const select of old.querySelectorAll("select")) {
      const same = part.querySelector("#" + CSS.escape(select.id));
      if (same && [...same.options].some(option => option.value === select.value)) same.value = select.value;
    }
    if (changed) old.replaceWith(document.adoptNode(part));
  }
  const again = focused && document.getElementById(focused);
  if (again && again !== document.activeElement) again.focus({preventScroll: true});
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetch("/operator/live" + location.search, {cache: "no-store", signal: AbortSignal.timeout(10000)});
    if (!answer.ok) throw new Error("status " + answer.status);
    place(new DOMParser().parseFromString(await answer.text(), "text/html"));
    failures = 0;
    link.textContent = "Live";
  } catch (error) {
    failures++;
    link.textContent = "Not connected: what you see is old. Trying again.";
  }
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, Math.min(every * 2 ** failures, 30000));
}

document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : look());

let typing = 0;
filter.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    history.replaceState(null, "", "/operator?q=" + encodeURIComponent(filter.value) + "#audiencesTitle");
    look();
  }, 250);
});

timer = setTimeout(look, every);
