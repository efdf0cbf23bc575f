// What makes the report answer: search, filters, and pages one at a time. The page is whole without it;
// it adds no text of a page as anything but text. One file, for the page's policy admits one script by its hash.
"use strict";
(() => {
  const NOUNS = {
    change: ["change", "changes"], expectation: ["expectation", "expectations"], language: ["language", "languages"],
    rule: ["rule", "rules"], example: ["example", "examples"], site: ["site", "sites"], page: ["page", "pages"],
    doubt: ["doubt", "doubts"], name: ["name", "names"], held: ["page in quarantine", "pages in quarantine"],
    reject: ["reject", "rejects"], setting: ["setting", "settings"],
  };
  const FACETS = ["lang", "site", "rule", "out"];
  const MOST_OPTIONS = 300; // of a facet; the search finds the others
  const MOST_MARKED = 400; // places that are marked where the search found them
  const id = (name) => document.getElementById(name);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const figure = (count) => count.toLocaleString("en");

  const search = id("q"), viewer = id("viewer");
  const items = all("[data-k]").map((element) => ({
    element,
    kind: element.dataset.k,
    section: element.closest("section").getAttribute("aria-labelledby"),
    values: Object.fromEntries(FACETS.map((name) => [name, valuesOf(element, name)])),
    words: null,
  }));
  const sheets = items.filter((item) => item.element.classList.contains("sheet"));
  const groups = all("[data-g]").map((element) => ({
    element, open: element.open, items: items.filter((item) => element.contains(item.element)),
  }));
  const state = { q: "", lang: "", site: "", rule: "", out: "", page: "", view: "edits" };
  let anchor = "";

  function valuesOf(element, name) {
    const given = element.dataset[name];
    if (!given) return [];
    const values = given.split("\n");
    return name === "rule" ? [...new Set(values.flatMap((value) => [value, value.split("/")[0]]))] : values;
  }

  // What is asked for stands behind the hash, so that a link to a view can be passed on: #doubts?q=river&lang=fr
  function read() {
    const [where, asked = ""] = location.hash.slice(1).split(/\?(.*)/s);
    const given = new URLSearchParams(asked);
    anchor = decoded(where);
    for (const name of Object.keys(state)) state[name] = given.get(name) || (name === "view" ? "edits" : "");
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  function write() {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) if (value && value !== "edits") asked.set(name, value);
    const told = `${asked}` && `?${asked}`;
    history.replaceState(null, "", `#${encodeURIComponent(anchor)}${told}`);
  }

  const isAsked = () => Boolean(state.q.trim()) || FACETS.some((name) => state[name]);

  function terms() { return folded(state.q).split(/\s+/).filter(Boolean); }

  function holds(item, wanted, but) {
    if (FACETS.some((name) => name !== but && state[name] && !item.values[name].includes(state[name]))) return false;
    if (!wanted.length) return true;
    item.words ??= folded(item.element.textContent);
    return wanted.every((term) => item.words.includes(term));
  }

  function filter() {
    const wanted = terms(), asked = isAsked();
    for (const item of items) item.element.hidden = asked && !holds(item, wanted);
    for (const row of all("[data-of]")) row.hidden = id(row.dataset.of).hidden;
    for (const group of groups) {
      const some = group.items.some((item) => !item.element.hidden);
      group.element.hidden = asked && group.items.length > 0 && !some;
      if ("open" in group.element) group.element.open = asked ? some || group.open : group.open;
    }
    all(".choose").forEach((list) => { list.hidden = asked && !sheets.some((sheet) => !sheet.element.hidden); });
    for (const section of all("main > section")) {
      const own = items.filter((item) => item.section === section.getAttribute("aria-labelledby"));
      section.hidden = asked && !own.length;
      section.classList.toggle("zero", asked && own.every((item) => item.element.hidden));
    }
    document.documentElement.classList.toggle("asked", asked);
    tell(asked);
    options(wanted);
    mark(asked ? wanted : []);
    id("clear").hidden = !asked;
    id("active").textContent = FACETS.map((name) => state[name]).filter(Boolean).join(", ");
    turn(0);
  }

  function counted(some) {
    const kinds = new Map();
    for (const item of some) {
      const of = kinds.get(item.kind) || [0, 0];
      kinds.set(item.kind, [of[0] + !item.element.hidden, of[1] + 1]);
    }
    return [...kinds].map(([kind, [shown, total]]) =>
      ({ shown, text: `${figure(shown)} of ${figure(total)} ${NOUNS[kind][total === 1 ? 0 : 1]}` }));
  }

  function tell(asked) {
    for (const place of all("[data-hits]")) {
      const told = counted(items.filter((item) => item.section === place.dataset.hits));
      place.hidden = !asked || !told.length;
      place.textContent = place.hidden ? "" : told.map((one) => one.text).join(", ");
      place.classList.toggle("zero", told.every((one) => !one.shown));
    }
    for (const place of all("[data-total]")) {
      place.dataset.count ??= place.textContent;
      const own = items.filter((item) => item.section === place.dataset.total);
      const shown = own.filter((item) => !item.element.hidden).length;
      place.textContent = asked && own.length ? `${figure(shown)} of ${figure(own.length)}` : place.dataset.count;
      place.closest("li").classList.toggle("zero", asked && own.length > 0 && !shown);
    }
    const found = counted(items).filter((one) => one.shown);
    id("found").textContent = !asked ? "" : found.map((one) => one.text).join(", ") || "Nothing here matches.";
  }

  // The options of a facet count what the other facets and the search leave.
  function options(wanted) {
    for (const name of FACETS) {
      const counts = new Map();
      for (const item of items) {
        if (!item.values[name].length || item.kind === "rule" || item.kind === "site" || item.kind === "language") continue;
        const left = holds(item, wanted, name);
        for (const value of item.values[name]) counts.set(value, (counts.get(value) || 0) + left);
      }
      if (state[name] && !counts.has(state[name])) counts.set(state[name], 0);
      const order = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_OPTIONS);
      const select = id(`f-${name}`);
      if (state[name] && !order.some(([value]) => value === state[name])) order.push([state[name], 0]);
      select.replaceChildren(select.options[0], ...order.map(([value, count]) => new Option(`${value} (${figure(count)})`, value)));
      select.value = state[name];
      select.closest("p").hidden = !counts.size;
    }
  }

  // Marks what the search found; the browser paints it, so no element is added to the page.
  function mark(wanted) {
    if (!globalThis.CSS?.highlights) return;
    const ranges = [];
    for (const item of wanted.length ? items : []) {
      if (item.element.hidden || ranges.length > MOST_MARKED) continue;
      const walker = document.createTreeWalker(item.element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && ranges.length < MOST_MARKED; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        if (text.length !== node.data.length) continue; // a letter that folds into two would shift the marks
        for (const term of wanted) {
          for (let at = text.indexOf(term); at >= 0 && ranges.length < MOST_MARKED; at = text.indexOf(term, at + term.length)) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + term.length);
            ranges.push(range);
          }
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  // One page of those that match at a time.
  function turn(by) {
    if (!sheets.length) return;
    const shown = sheets.filter((sheet) => !sheet.element.hidden);
    const at = shown.findIndex((sheet) => sheet.element.dataset.id === state.page);
    const chosen = shown[(Math.max(at, 0) + by + shown.length) % (shown.length || 1)];
    if (by) state.page = chosen ? chosen.element.dataset.id : state.page;
    for (const sheet of sheets) sheet.element.classList.toggle("on", sheet === chosen);
    for (const row of all("[data-of]")) row.classList.toggle("on", Boolean(chosen) && row.dataset.of === chosen.element.id);
    viewer.dataset.view = state.view;
    viewer.hidden = !shown.length;
    id(`view-${state.view}`).checked = true;
    id("where").textContent = chosen ? `${figure(shown.indexOf(chosen) + 1)} of ${figure(shown.length)}` : "";
    for (const button of [id("previous"), id("next")]) button.disabled = shown.length < 2;
  }

  function step(by) {
    turn(by);
    write();
    viewer.scrollIntoView({ block: "start" });
  }

  function clear() {
    for (const name of ["q", ...FACETS]) state[name] = "";
    search.value = "";
    changed();
  }

  function changed() {
    write();
    filter();
  }

  // Go to a part of the page: a filter, a closed list, or the viewer may hide it.
  function go(name, focus) {
    const target = id(name);
    if (!target) return;
    if (target.classList.contains("sheet")) {
      state.page = target.dataset.id;
      turn(0);
    }
    if (target.closest("[hidden]")) clear();
    for (let up = target.parentElement; up; up = up.parentElement) if (up.matches("details")) up.open = true;
    if (!wide.matches) id("more").open = false; // it lies over the page
    anchor = name;
    write();
    const seen = target.classList.contains("sheet") ? viewer : target;
    seen.scrollIntoView({ block: "start" });
    if (!focus) return;
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  function apply() {
    read();
    if (!["edits", "before", "after"].includes(state.view)) state.view = "edits";
    search.value = state.q;
    filter();
    if (anchor) go(anchor, false);
  }

  const isTyping = (element) => element.matches("input:not([type=radio], [type=checkbox]), select, textarea");

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { if (isAsked()) clear(); search.blur(); return; }
    if (isTyping(event.target) || !id("single").checked) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  }

  // The languages, rules and sites in tables lead to what is in the report of them.
  for (const [kind, name] of [["language", "lang"], ["rule", "rule"], ["site", "site"]]) {
    for (const item of items.filter((one) => one.kind === kind && one.values[name].length)) {
      const head = item.element.querySelector("th"), link = document.createElement("a");
      link.href = `#${item.section}?${new URLSearchParams({ [name]: item.values[name][0] })}`;
      link.append(...head.childNodes);
      head.append(link);
    }
  }

  let waiting;
  search.addEventListener("input", () => {
    state.q = search.value;
    clearTimeout(waiting);
    waiting = setTimeout(changed, 80);
  });
  for (const name of FACETS) id(`f-${name}`).addEventListener("change", (event) => { state[name] = event.target.value; changed(); });
  id("find").addEventListener("submit", (event) => event.preventDefault());
  id("clear").addEventListener("click", () => { clear(); search.focus(); });
  for (const group of groups) {
    group.element.addEventListener("toggle", () => { if (!isAsked()) group.open = group.element.open; });
  }
  if (viewer) {
    id("previous").addEventListener("click", () => step(-1));
    id("next").addEventListener("click", () => step(1));
    for (const radio of all("input[name=view]")) {
      radio.addEventListener("change", () => { state.view = radio.value; turn(0); write(); });
    }
    id("turn").hidden = false;
  }
  document.addEventListener("keydown", key);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const where = link.getAttribute("href").slice(1);
    if (where.includes("?")) return; // a view: the address changes, and with it what is shown
    event.preventDefault();
    go(where, true);
  });
  window.addEventListener("hashchange", apply);
  let closed = []; // lists that are unfolded for print only
  window.addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const part of closed) part.open = true;
  });
  window.addEventListener("afterprint", () => { for (const part of closed) part.open = false; });

  // Tell in the list of sections which one is read.
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = document.querySelector(`.side a[href="#${entry.target.getAttribute("aria-labelledby")}"]`);
      if (entry.isIntersecting) link?.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0% -80% 0%" });
  for (const section of all("main > section")) near.observe(section);

  const wide = matchMedia("(min-width: 68rem)");
  const fit = () => { id("more").open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  for (const name of ["find", "facets", "keys"]) id(name).hidden = false;
  document.documentElement.classList.add("js");
  apply();
  document.documentElement.classList.add("ready");
})();
