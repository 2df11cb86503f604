"use strict";

const byId = (id) => document.getElementById(id);
const token = new URLSearchParams(location.search).get("token");
const letters = {
  body: "b", promo: "p", ad: "a", author_bio: "i", comment_form: "f", comments: "c", subscribe: "s",
  related: "r", share: "h", nav: "n", tags: "t", legal: "l", other: "x",
};
let state = { documents: [], labels: [] };
let here = 0; // which document
let at = 0; // which of its blocks
let waiting; // for the person to stop typing
let asked = 0; // how often the effect was asked for: an answer that comes late is not shown

async function ask(name, given = {}) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const answer = await fetch(`/api/${name}`, { method: "POST", headers, body: JSON.stringify(given) });
  if (!answer.ok && answer.status !== 422) throw new Error(`the server says ${answer.status}`);
  return answer.json();
}

function make(tag, text, classes = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = classes;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const shown = () => state.documents[here];
const rowOf = (number) => byId("rows").children[number];

function showDocuments() {
  byId("documents").replaceChildren(...state.documents.map((each, number) => {
    const said = each.rows.filter((row) => row.said).length;
    const item = document.createElement("li");
    const words = `${each.name}${said ? ` (${said} said)` : ""}${each.saved ? " ✓" : ""}`;
    item.append(make("button", words, "", { type: "button", "data-document": number, "aria-current": number === here }));
    return item;
  }));
}

function rowFor(row, number) {
  const made = make("div", "", `row ${row.kind}${row.label ? ` went is-${row.label}` : ""}`, { role: "option", "data-block": number });
  const words = make("div", "", "words", { dir: "auto" });
  for (const [text, label] of row.pieces) {
    words.append(label && !row.label ? make("del", text, `cut is-${label}`, { "data-label": label }) : document.createTextNode(text));
  }
  const notes = make("div", "", "notes");
  if (row.label) notes.append(make("b", row.label, "tag"));
  if (row.said) notes.append(make("span", row.said === "body" ? "stays" : row.said, "verdict"));
  made.append(words, notes);
  return made;
}

function showRows() {
  const { name, rows, saved } = shown();
  byId("name").textContent = name;
  byId("saved").textContent = saved ? "saved" : "";
  byId("rows").replaceChildren(...rows.map(rowFor));
  showDocuments();
}

/** Make a block the current one. */
function select(number, focus = true) {
  const rows = shown().rows;
  if (!rows.length) return;
  at = Math.min(Math.max(number, 0), rows.length - 1);
  for (const row of byId("rows").querySelectorAll("[aria-selected]")) row.removeAttribute("aria-selected");
  rowOf(at).setAttribute("aria-selected", "true");
  rowOf(at).tabIndex = -1;
  if (focus) rowOf(at).focus({ preventScroll: true });
  rowOf(at).scrollIntoView({ block: "nearest" });
  const row = rows[at];
  byId("block-title").textContent = `Block ${row.number}: ${row.label ? `goes, ${row.label}` : "stays"}`;
  byId("reasons").replaceChildren(...row.reasons.map((reason) => make("li", reason)));
  for (const button of byId("verdicts").children) button.setAttribute("aria-pressed", String(button.value === row.said));
}

function open(number) {
  here = Math.min(Math.max(number, 0), state.documents.length - 1);
  showRows();
  select(0);
}

async function say(label) {
  if (!shown().rows.length) return;
  const given = { document: here, block: at };
  state.documents[here] = await ask("say", { ...given, label });
  byId("rule").value = await ask("draft", { ...given, label });
  showRows();
  select(at);
  await showEffect();
}

async function unsay() {
  if (!shown().rows.length) return;
  state.documents[here] = await ask("unsay", { document: here, block: at });
  showRows();
  select(at);
}

function showFaults(faults) {
  const words = ({ line, message }) => (line ? `line ${line}: ${message}` : message);
  byId("faults").replaceChildren(...faults.map((fault) => make("li", words(fault), fault.serious ? "serious" : "")));
  byId("save-rule").disabled = !byId("rule").value.trim() || faults.some((fault) => fault.serious);
}

function change({ document: number, block, label, text }, sign) {
  const item = document.createElement("li");
  const button = make("button", "", "", { type: "button", "data-to": `${number} ${block}` });
  button.append(make("span", sign, "sign"), make("b", `${label} `), document.createTextNode(text));
  item.append(button);
  return item;
}

/** Whether the person said that the current block stays, and it goes in spite of the rule. */
function stillGoes(lost) {
  const row = shown().rows[at];
  return row?.said === "body" && row.label && !lost.some((each) => each.document === here && each.block === at);
}

async function showEffect() {
  const mine = ++asked;
  const { faults, gained, lost, counts } = await ask("effect", { rule: byId("rule").value });
  if (mine !== asked) return;
  showFaults(faults);
  byId("counts").textContent = counts
    ? `${counts[0]} gained, ${counts[1]} lost, over ${state.documents.length} open documents`
    : "Nothing, until its faults are mended.";
  const advice = "It goes still, since a stronger rule sees it: narrow that one, or keep the block with --allow.";
  byId("advice").textContent = counts && stillGoes(lost) ? advice : "";
  byId("changes").replaceChildren(...gained.map((each) => change(each, "gained")), ...lost.map((each) => change(each, "lost")));
}

async function saveRule() {
  const answer = await ask("rule", { rule: byId("rule").value });
  if (answer.faults) {
    showFaults(answer.faults);
    return;
  }
  state = answer;
  byId("rule").value = "";
  showFaults([]);
  byId("changes").replaceChildren();
  byId("advice").textContent = "";
  byId("counts").textContent = `Saved to ${state.pack}.`;
  showRows();
  select(at);
}

async function saveLabels() {
  const answer = await ask("labels", { document: here });
  if (answer.faults) showFaults(answer.faults);
  else state.documents[here] = answer;
  showRows();
  select(at);
}

/** Do something; what goes wrong is told. */
function run(action) {
  byId("told").textContent = "";
  Promise.resolve().then(action).catch((error) => { byId("told").textContent = `That did not work: ${error.message}.`; });
}

const keys = {
  j: () => select(at + 1),
  k: () => select(at - 1),
  "[": () => open(here - 1),
  "]": () => open(here + 1),
  u: unsay,
  e: () => byId("rule").focus(),
  w: saveLabels,
  "?": () => byId("keys").showModal(),
  ...Object.fromEntries(Object.entries(letters).map(([label, letter]) => [letter, () => say(label)])),
};

document.addEventListener("keydown", (event) => {
  if (byId("keys").open) return;
  if (event.target === byId("rule")) {
    if (event.key === "Escape") select(at);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !byId("save-rule").disabled) run(saveRule);
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    run(keys[event.key]);
  }
});
document.addEventListener("click", (event) => {
  const { document: number, block, to } = event.target.closest("[data-document], [data-block], [data-to]")?.dataset ?? {};
  if (number !== undefined) open(Number(number));
  else if (block !== undefined) select(Number(block));
  else if (to !== undefined) {
    const [there, row] = to.split(" ").map(Number);
    open(there);
    select(row);
  }
});
byId("rule").addEventListener("input", () => {
  clearTimeout(waiting);
  byId("save-rule").disabled = true;
  waiting = setTimeout(() => run(showEffect), 250);
});
byId("verdicts").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) run(() => say(button.value));
});
byId("save-rule").addEventListener("click", () => run(saveRule));
byId("save-labels").addEventListener("click", () => run(saveLabels));
byId("help").addEventListener("click", keys["?"]);

run(async () => {
  state = await ask("state");
  byId("pack").textContent = state.pack;
  byId("gold").textContent = state.gold;
  byId("verdicts").replaceChildren(...state.labels.map((label) => {
    const button = make("button", "", "", { type: "button", value: label, "aria-pressed": "false" });
    button.append(document.createTextNode(label === "body" ? "this stays" : label), make("kbd", letters[label]));
    return button;
  }));
  open(0);
});
