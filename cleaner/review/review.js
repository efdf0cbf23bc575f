"use strict";
// Text from pages is only ever put into text nodes: there is no HTML made from text in this file.

const $ = (id) => document.getElementById(id);
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu; // what cannot be seen, or turns text around
const JOINERS = "\u200c\u200d"; // part of words in Persian and in the scripts of India
const SIGNS = { "\n": "\n", "\t": "⇥", "\r": "␍", "\x7f": "␡" };
const KINDS = { "name doubt": "Names in doubt", "line doubt": "Lines in doubt", "name done": "Names changed", "line done": "Lines taken out" };

let items = [];
let state = { answers: {}, decided: 0, forecast: "", left: 0, undo: 0 };
let shown = []; // ids that the filters let through
let current = null; // an item
let waiting = Promise.resolve(); // answers are sent one after the other
let pending = 0;
let total = 0;

// ── text ──────────────────────────────────────────────────────────────────

function put(node, text) {
  let at = 0;
  for (const found of text.matchAll(HIDDEN)) {
    if (JOINERS.includes(found[0]) || found[0] === "\n") continue;
    node.append(text.slice(at, found.index), element("i", sign(found[0])));
    at = found.index + found[0].length;
  }
  node.append(text.slice(at));
  return node;
}

function sign(char) {
  const code = char.codePointAt(0);
  if (char in SIGNS) return SIGNS[char];
  return code < 32 ? String.fromCodePoint(0x2400 + code) : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function element(tag, text, name) {
  const made = document.createElement(tag);
  if (text) made.append(text);
  if (name) made.className = name;
  return made;
}

function quoted(tag, text, name) {
  const made = put(element(tag, "", name), text);
  made.dir = "auto";
  return made;
}

const count = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
const percent = (share) => `${Math.round(100 * share)} %`;
const kind = (item) => `${item.kind} ${item.state}`;
const where = (item) => (item.site === null ? "all sites" : item.site || "pages without an address");
const answered = (item) => state.answers[item.id];

// ── the list ──────────────────────────────────────────────────────────────

function matches(item) {
  const wanted = $("search").value.trim().toLowerCase();
  const status = $("status").value;
  if (status && (status === "decided") !== Boolean(answered(item))) return false;
  if ($("kind").value && $("kind").value !== kind(item)) return false;
  if ($("lang").value && !item.langs.includes($("lang").value)) return false;
  if ($("site").value && where(item) !== $("site").value) return false;
  return [item.text, item.proposal, item.site || "", item.rule].some((text) => text.toLowerCase().includes(wanted));
}

function list() {
  const found = items.filter((item) => matches(item));
  shown = found.map((item) => item.id);
  $("list").replaceChildren(...found.map(row));
  const all = found.length === items.length;
  $("counted").textContent = all ? count(items.length, "question") : `${found.length} of ${count(items.length, "question")}`;
  $("reset").hidden = all;
  mark();
}

function row(item) {
  const button = element("button");
  button.type = "button";
  button.dataset.id = item.id;
  button.append(element("span", "", "sign"), element("span"));
  const title = element("span", "", "title");
  title.append(quoted("bdi", item.text));
  if (item.proposal) title.append(" → ", quoted("bdi", item.proposal));
  const small = element("small");
  if (item.site !== null) small.append(put(element("bdi"), where(item)), " · ");
  small.append(`${count(item.pages, "page")} · ${percent(item.probability)} sure`);
  button.lastChild.append(title, small, element("span", "", "hidden"));
  button.addEventListener("click", () => show(item));
  const line = element("li");
  line.append(button);
  signed(button, item);
  return line;
}

function signed(button, item) {
  const told = answered(item);
  button.className = told ? `decided ${told.answer}` : "";
  button.firstChild.textContent = told ? (told.answer === "accept" ? "✓" : "✕") : "";
  button.firstChild.ariaHidden = "true";
  button.lastChild.lastChild.textContent = told ? ` ${told.answer}ed` : "";
}

const rowOf = (item) => $("list").querySelector(`[data-id="${item.id}"]`);

function mark() {
  for (const old of $("list").querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const button = current && rowOf(current);
  if (!button) return;
  button.setAttribute("aria-current", "true");
  const box = $("list").getBoundingClientRect(), own = button.getBoundingClientRect();
  if (own.top < box.top || own.bottom > box.bottom) $("list").scrollTop += own.top - box.top - box.height / 3;
}

function options(select, values, names) {
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...values.map((value) => new Option(names ? names[value] : plain(value), value)));
  select.value = values.includes(chosen) ? chosen : "";
}

const plain = (text) => text.replace(HIDDEN, sign);

function fill() {
  const different = (of) => [...new Set(items.flatMap(of))];
  options($("kind"), Object.keys(KINDS).filter((one) => items.some((item) => kind(item) === one)), KINDS);
  options($("lang"), different((item) => item.langs).sort());
  options($("site"), different((item) => (item.site === null ? [] : [where(item)])).sort());
  $("more").hidden = !state.left;
  $("more").textContent = `Show more (${state.left.toLocaleString("en")} left)`;
}

// ── the question ──────────────────────────────────────────────────────────

function show(item) {
  current = item;
  $("write").hidden = true;
  const none = !item;
  for (const id of ["facts", "answers"]) $(id).hidden = none;
  $("line").hidden = none || item.kind === "name";
  if (none) {
    $("question").textContent = items.length ? "No question fits the filters." : "This run leaves nothing to decide.";
    $("kicker").textContent = "";
    $("verdict").hidden = true;
  } else {
    question(item);
    contexts(item);
    evidence(item);
    answers(item);
  }
  mark();
}

function question(item) {
  const told = $("question");
  told.replaceChildren();
  if (item.kind === "name" && item.state === "doubt") {
    told.append("Is ", quoted("del", item.text), " a slip of ", quoted("ins", item.proposal), "?");
  } else if (item.kind === "name") {
    told.append("Was it right to change ", quoted("del", item.text), " into ", quoted("ins", item.proposal), "?");
  } else {
    told.append(item.state === "doubt" ? "Does this line belong to the page, not to the article?" : "Was it right to take this line out?");
    $("line").replaceChildren();
    put($("line"), item.text).dir = "auto";
    $("line").className = item.state === "done" ? "gone" : "";
  }
  $("slot").hidden = item.kind === "name" || !item.text.includes("{n}");
  const kicker = [KINDS[kind(item)], plain(where(item)), item.langs.slice(0, 3).join(", "), count(item.pages, "page"), item.rule];
  $("kicker").textContent = kicker.join(" · ");
}

function contexts(item) {
  const isLine = item.kind === "line", gap = isLine ? "\n" : "";
  $("contexts").replaceChildren(...item.contexts.map((context) => {
    const made = element("figure"), passage = element("p", "", "passage");
    passage.dir = "auto";
    if (context.before) passage.append(around(item, context, context.before), gap);
    passage.append(marked(item, context));
    if (!isLine && context.role === "gone") passage.append(" ", quoted("ins", item.proposal));
    if (context.after) passage.append(gap, around(item, context, context.after));
    made.append(passage, put(element("figcaption"), `${context.role === "other" ? "The other spelling, on " : ""}${context.page}`));
    return made;
  }));
  const pages = new Set(item.contexts.map((context) => context.page)).size;
  $("contexts-title").textContent = pages < item.pages ? `Where it stands: ${pages} of ${count(item.pages, "page")}` : "Where it stands";
  if (!pages) $("contexts").append(element("p", "No place can be shown.", "note"));
}

/** Return what stands before or behind an item; the other spelling in it is marked. */
function around(item, context, text) {
  const made = element("span", "", item.kind === "line" ? "soft" : "");
  if (item.kind === "line" || context.role === "other") return put(made, text);
  const parts = text.split(item.proposal);
  parts.forEach((part, at) => {
    if (at && isWhole(parts[at - 1], part)) made.append(quoted("mark", item.proposal, "other"));
    else if (at) put(made, item.proposal);
    put(made, part);
  });
  return made;
}

const isWhole = (before, after) => !/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(after);

function marked(item, context) {
  if (context.role === "gone") return quoted("del", context.text);
  return quoted("mark", context.text, context.role === "other" ? "other" : "");
}

function evidence(item) {
  $("meter").value = item.probability;
  $("likely").textContent = `${percent(item.probability)} sure`;
  const told = item.message ? [item.message, ...item.evidence] : item.evidence;
  $("evidence").replaceChildren(...(told.length ? told : ["no figure tells for or against"]).map((text) => quoted("li", text)));
}

function answers(item) {
  const isName = item.kind === "name", isDone = item.state === "done";
  const labels = isName ? (isDone ? ["Yes, it was", "No, leave it"] : ["Yes, change it", "No, leave both"]) : (isDone ? ["Yes, it goes", "No, keep it"] : ["Yes, it goes", "No, keep it"]);
  $("accept").firstChild.textContent = labels[0];
  $("reject").firstChild.textContent = labels[1];
  $("edit").hidden = !isName;
  const [stands, , went] = [item.stands, item.other, item.went];
  const places = (reach) => `in ${count(reach[1], "place")} on ${count(reach[0], "page")}`;
  const yes = isName ? ["becomes ", quoted("ins", item.proposal), stands[1] ? ` ${places(stands)}` : " wherever it comes again"] : [stands[1] ? `goes ${places(stands)}` : "goes again, by your word"];
  const no = [isName ? "stays as it is" : "stays"];
  if (went[1]) no.push(`; what the run did ${places(went)} is not done again`);
  if (item.doubts) (no.push(`; ${count(item.doubts, "doubt")} no longer reported`));
  const rows = [[labels[0].split(",")[0], yes], [labels[1].split(",")[0], no]];
  $("effect").replaceChildren(...rows.flatMap(([name, told]) => {
    const described = element("dd");
    if (isName) described.append(quoted("bdi", item.text), " ");
    described.append(...told);
    return [element("dt", name), described];
  }));
  verdict(item);
}

function verdict(item) {
  const told = answered(item), chip = $("verdict");
  chip.hidden = $("clear").hidden = !told;
  $("undo").setAttribute("aria-disabled", String(!state.undo));
  if (!told) return;
  chip.className = `verdict ${told.answer}`;
  chip.replaceChildren();
  if (told.table === "rename") chip.append("Decided: it is ", quoted("bdi", told.right));
  else chip.append({ differ: "Decided: both stay", remove: "Decided: it goes", keep: "Decided: it stays" }[told.table]);
}

function progress() {
  total = items.length + state.left;
  $("progress").max = Math.max(1, total);
  $("progress").value = state.decided;
  $("progress-text").textContent = `${state.decided.toLocaleString("en")} of ${total.toLocaleString("en")} decided`;
  $("forecast").replaceChildren(element("b", "The next run: "), state.forecast);
  document.title = `${state.decided} of ${total} decided · Review`;
}

// ── moving and answering ──────────────────────────────────────────────────

function move(by) {
  const at = current ? shown.indexOf(current.id) : -1;
  const next = shown[Math.min(Math.max(at + by, 0), shown.length - 1)];
  const item = items.find((one) => one.id === next);
  if (item && item !== current) go(item);
}

function go(item) {
  show(item);
  scrollTo({ top: Math.min(scrollY, $("card").getBoundingClientRect().top + scrollY - 8) });
  say($("question").textContent + (item && item.kind === "line" ? ` ${item.text}` : ""));
}

function onward() {
  const at = shown.indexOf(current.id);
  const after = [...shown.slice(at + 1), ...shown.slice(0, at)];
  const next = items.find((item) => item.id === after.find((id) => !state.answers[id]));
  if (next) go(next);
  else answers(current);
}

function say(text) {
  $("said").textContent = text;
}

async function send(path, body) {
  const reply = await fetch(path, body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(await reply.text());
  return reply.json();
}

/** Send an answer behind those that wait; take the state that comes back once none waits. */
function post(path, body, then) {
  pending += 1;
  waiting = waiting.then(() => send(path, body)).then((told) => {
    pending -= 1;
    problem(told.problem);
    if (!pending || told.problem) take(told.state);
    if (told.problem) show(items.find((item) => item.id === body.item) || current);
    if (then) then(told);
  }).catch((error) => {
    pending -= 1;
    const gone = error instanceof TypeError;
    problem(gone ? "The review has ended; what was saved is saved. Start it again with `cleaner review`." : error.message);
  });
}

function problem(text) {
  if (!text && pending) return;
  $("problem").hidden = !text;
  $("problem").replaceChildren();
  if (text) put($("problem"), text);
}

function take(told) {
  state = told;
  for (const button of $("list").querySelectorAll("button")) signed(button, items.find((item) => item.id === button.dataset.id));
  progress();
  if (current) verdict(current);
}

function decide(answer, value) {
  if (!current) return;
  const item = current;
  const tables = item.kind === "name" ? { reject: "differ" } : { accept: "remove", reject: "keep" };
  const local = { answer: answer === "write" ? "accept" : answer, right: value || item.proposal, table: tables[answer] || "rename" };
  take({ ...state, answers: { ...state.answers, [item.id]: local }, decided: state.decided + (answered(item) ? 0 : 1), undo: state.undo + 1 });
  $("write").hidden = true;
  post("decide", { item: item.id, answer, ...(value ? { value } : {}) });
  onward();
}

function clear() {
  if (current && answered(current)) post("decide", { item: current.id, answer: "clear" });
}

function undo() {
  if (!state.undo && !pending) return;
  post("undo", {}, (told) => {
    const item = items.find((one) => one.id === told.item);
    if (item) go(item);
  });
}

function write() {
  if (!current || current.kind !== "name") return;
  $("write").hidden = false;
  const told = answered(current);
  $("form").value = (told && told.right) || current.proposal;
  $("form").focus();
  $("form").select();
}

function unwrite() {
  $("write").hidden = true;
  $("card").focus({ preventScroll: true });
}

const KEYS = {
  j: () => move(1), k: () => move(-1), a: () => decide("accept"), r: () => decide("reject"), e: write, w: write,
  u: undo, c: clear, "?": () => $("help").showModal(), "/": () => $("search").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && !$("help").open) {
    if (event.target === $("form")) unwrite();
    else if (event.target.closest("#filters")) $("card").focus();
    return;
  }
  const free = !event.target.closest("input, select, textarea, dialog") && !$("help").open;
  if (!free || !$("keys").checked || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  if (!event.repeat || "jk".includes(event.key)) KEYS[event.key]();
});

function connect() {
  const click = (id, work) => $(id).addEventListener("click", work);
  click("accept", () => decide("accept"));
  click("reject", () => decide("reject"));
  click("edit", write);
  click("cancel", unwrite);
  click("clear", clear);
  click("undo", undo);
  click("next", () => move(1));
  click("previous", () => move(-1));
  click("help-open", () => $("help").showModal());
  click("more", () => post("more", {}, (told) => { items.push(...told.items); take(told.state); fill(); list(); }));
  click("reset", () => { $("filters").reset(); refilter(); });
  $("write").addEventListener("submit", (event) => { event.preventDefault(); decide("write", $("form").value.trim()); $("card").focus({ preventScroll: true }); });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("input", refilter);
  $("keys").addEventListener("change", () => { localStorage.setItem("keys", $("keys").checked ? "on" : "off"); keys(); });
}

function keys() {
  document.body.classList.toggle("keys-off", !$("keys").checked);
}

function refilter() {
  list();
  if (!current || !shown.includes(current.id)) show(items.find((item) => item.id === shown[0]) || null);
}

async function start() {
  connect();
  $("keys").checked = localStorage.getItem("keys") !== "off";
  keys();
  const told = await send("items");
  items = told.items;
  state = told.state;
  put($("run"), told.run);
  put($("out"), told.out);
  $("before").hidden = !told.before;
  fill();
  list();
  progress();
  show(items.find((item) => !answered(item)) || items[0] || null);
}

start().catch((error) => problem(`The review cannot be read: ${error.message}`));
