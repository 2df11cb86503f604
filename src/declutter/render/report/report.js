"use strict";

// What the page can do without this: show, hide, open and close. Here are keys, buttons and what is said aloud.
const byId = (id) => document.getElementById(id);
const controls = byId("controls");
const told = byId("told");
const views = ["view-all", "view-cleaned", "view-went"];
const switches = [...document.querySelectorAll("#controls .labels input")];
const entries = [...document.querySelectorAll(".why[data-label] > summary")];
const rowOf = (summary) => summary.closest(".row");

function shown() {
  if (byId("view-cleaned").checked) return [];
  const on = new Set(switches.filter((each) => each.checked).map((each) => each.value));
  return entries.filter((each) => on.has(each.parentElement.dataset.label));
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

function say() {
  const sum = (name) => switches.reduce((total, each) => total + each.checked * each.dataset[name], 0);
  const how = byId("view-cleaned").checked ? "hidden" : byId("view-went").checked ? "shown" : "marked";
  const parts = ["block", "sentence"].map((noun) => sum(`${noun}s`) && counted(sum(`${noun}s`), noun)).filter(Boolean);
  told.textContent = `${parts.join(" and ") || "Nothing"} ${how}`;
}

/** The first of some rows, in order, that is not above a line of the window. */
function firstBelow(list, line) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rowOf(list[middle]).getBoundingClientRect().top < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

function go(step) {
  const list = shown();
  if (!list.length) {
    told.textContent = "Nothing that went is shown";
    return;
  }
  const here = list.indexOf(document.activeElement);
  const next = here >= 0 ? here + step : firstBelow(list, 1) - (step < 0);
  const target = list[Math.min(Math.max(next, 0), list.length - 1)];
  rowOf(target).scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
}

function change(input, checked) {
  input.checked = checked;
  say();
}

function allLabels() {
  const on = !switches.every((each) => each.checked);
  for (const each of switches) change(each, on);
}

function allReasons() {
  const list = shown().map((each) => each.parentElement);
  const open = !list.every((each) => each.open);
  for (const each of list) each.open = open;
  if (byId("all-reasons")) byId("all-reasons").textContent = open ? "Close all reasons" : "Open all reasons";
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  e: allReasons,
  a: allLabels,
  s: () => change(byId("show-stayed"), !byId("show-stayed").checked),
  "?": () => byId("keys").showModal(),
  ...Object.fromEntries(views.map((view, index) => [String(index + 1), () => change(byId(view), true)])),
};
const buttons = { "all-labels": allLabels, "all-reasons": allReasons, help: keys["?"] };

document.addEventListener("keydown", (event) => {
  const free = !event.ctrlKey && !event.metaKey && !event.altKey && !byId("keys").open;
  if (!free || !byId("single-keys").checked || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
controls.addEventListener("click", (event) => buttons[event.target.id]?.());
controls.addEventListener("change", say);
controls.addEventListener("submit", (event) => event.preventDefault());
controls.querySelector(".buttons").hidden = false;
say();
