"use strict";

// Light or dark: what the system says until a person says otherwise. Storage may be forbidden for files.
(() => {
  const root = document.documentElement;
  const remember = (value) => { try { localStorage.setItem("theme", value); } catch { /* not kept */ } };
  try { const kept = localStorage.getItem("theme"); if (kept) root.dataset.theme = kept; } catch { /* none */ }
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remember(root.dataset.theme);
  });
})();

// What people decided of findings, by fingerprint: it outlasts the report in a page that checks again.
const decisions = new Map();

// Wakes the report that stands in the page. One that another takes the place of ends with `signal`.
const showReport = (signal) => {
  const $ = (id) => document.getElementById(id);
  const rows = Array.from(document.querySelectorAll(".s"));
  const text = document.body.dataset;
  const fill = (message, values) => message.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Words become elements when a sentence is first used: thousands of sentences stay light.
  // Places count code points; strings here count UTF-16 units, so text is walked character by character.
  const cut = (element, places, name) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(".hide") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const spans = places.map(() => []);
    let at = 0, next = 0;
    for (const node of nodes) {
      const chars = Array.from(node.data), end = at + chars.length, out = document.createDocumentFragment();
      let done = at;
      while (next < places.length && places[next][0] < end) {
        const low = Math.max(places[next][0], at), high = Math.min(places[next][1], end);
        if (low > done) out.append(chars.slice(done - at, low - at).join(""));
        if (high > low) {
          const span = document.createElement("span");
          span.className = name;
          span.dataset.i = next;
          span.textContent = chars.slice(low - at, high - at).join("");
          out.append(span);
          spans[next].push(span);
        }
        done = Math.max(done, high);
        if (places[next][1] > end) break;
        next += 1;
      }
      if (done < end) out.append(chars.slice(done - at).join(""));
      node.replaceWith(out);
      at = end;
    }
    return spans;
  };

  const ready = new Map();
  const prepare = (row) => {
    if (!ready.has(row)) {
      const [words, back] = JSON.parse(row.dataset.links);
      const target = row.querySelector(".bt");
      ready.set(row, {
        words,
        left: cut(row.querySelector(".t"), words, "w"),
        right: target ? cut(target, back, "v") : [],
        word: -1,
      });
    }
    return ready.get(row);
  };

  const SVG = "http://www.w3.org/2000/svg";
  let lit = null;
  const unlight = () => {
    if (!lit) return;
    for (const element of lit.querySelectorAll(".on")) element.classList.remove("on", "alone");
    const drawn = lit.querySelector(".links");
    if (drawn) drawn.remove();
    lit.querySelector(".word").textContent = "";
    lit = null;
  };
  const light = (row, pairs, note) => {
    unlight();
    lit = row;
    const state = ready.get(row), open = isOpen(row), frame = row.getBoundingClientRect();
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("class", "links");
    drawing.setAttribute("aria-hidden", "true");
    for (const [i, j] of pairs) {
      const from = state.left[i], to = j === null ? [] : state.right[j] || [];
      for (const element of [...from, ...to]) element.classList.add("on", ...(j === null ? ["alone"] : []));
      if (!open || !from.length || !to.length) continue;
      const a = from[0].getClientRects()[0], b = to[0].getClientRects()[0];
      if (!a || !b) continue; // it is folded
      const x1 = a.left + a.width / 2 - frame.left, y1 = a.bottom - frame.top;
      const x2 = b.left + b.width / 2 - frame.left, y2 = b.top - frame.top;
      const bend = Math.max(8, (y2 - y1) / 2), path = document.createElementNS(SVG, "path");
      path.setAttribute("d", `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`);
      drawing.append(path);
    }
    row.append(drawing);
    row.querySelector(".word").textContent = note;
  };
  const lightWord = (row, i) => {
    const state = prepare(row), [, , p, back] = state.words[i];
    const said = back.map((j) => (state.right[j] || []).map((span) => span.textContent).join("")).join(" … ");
    const word = state.left[i].map((span) => span.textContent).join("");
    const risk = p === null ? "" : ` (${fill(text.risk, { p: Math.round(100 * p) })})`;
    state.word = i;
    light(row, back.length ? back.map((j) => [i, j]) : [[i, null]], `${word} → ${said || text.nothing}${risk}`);
  };
  const lightBack = (row, j) => {
    const state = prepare(row);
    const mine = state.words.flatMap((word, i) => (word[3].includes(j) ? [i] : []));
    if (mine.length) light(row, mine.map((i) => [i, j]), "");
  };

  // Sentences get their real height only when they come into view, and what is above them moves them: the way is gone
  // for a third of a second, unless a person moves the page meanwhile.
  let landing = 0;
  const land = (target, block) => {
    const mine = (landing += 1);
    const step = (left) => {
      if (mine !== landing) return;
      target.scrollIntoView({ block, behavior: "instant" });
      if (left) requestAnimationFrame(() => step(left - 1));
    };
    step(20);
  };
  for (const name of ["wheel", "touchmove", "keydown"])
    addEventListener(name, () => { landing += 1; }, { passive: true, capture: true, signal });

  const isOpen = (row) => row.querySelector(".ln").getAttribute("aria-expanded") === "true";
  const open = (row, yes) => row.querySelector(".ln").setAttribute("aria-expanded", String(yes));
  let now = null;
  const select = (row, move) => {
    if (now) now.classList.remove("now");
    unlight();
    now = row;
    if (!row) return;
    row.classList.add("now");
    prepare(row);
    if (move) {
      open(row, true);
      row.querySelector(".ln").focus({ preventScroll: true });
      land(row, "center");
    }
  };

  const notes = (row, numbers, yes) => {
    for (const mark of row.querySelectorAll("mark"))
      if (mark.dataset.f.split(" ").some((n) => numbers.includes(n))) mark.classList.toggle("lit", yes);
    for (const note of row.querySelectorAll(".m > li"))
      if (numbers.includes(note.dataset.n)) note.classList.toggle("lit", yes);
  };
  const main = $("articles");
  main.addEventListener("pointerover", (event) => {
    const row = event.target.closest(".s");
    if (!row) return;
    prepare(row);
    const word = event.target.closest(".w"), back = event.target.closest(".v");
    if (word) lightWord(row, Number(word.dataset.i));
    else if (back) lightBack(row, Number(back.dataset.i));
    else unlight();
    const mark = event.target.closest("mark"), note = event.target.closest(".m > li");
    if (mark) notes(row, mark.dataset.f.split(" "), true);
    else if (note) notes(row, [note.dataset.n], true);
  });
  main.addEventListener("pointerout", (event) => {
    const row = event.target.closest(".s");
    if (!row) return;
    for (const element of row.querySelectorAll(".lit")) element.classList.remove("lit");
    if (!row.contains(event.relatedTarget)) unlight();
  });
  main.addEventListener("click", (event) => {
    const row = event.target.closest(".s");
    const decision = event.target.closest(".judge button");
    if (decision) {
      decide(decision);
      return;
    }
    if (!row || event.target.closest("details") || String(getSelection())) return;
    const word = event.target.closest(".w"), button = event.target.closest(".ln");
    for (const element of main.querySelectorAll(".lit")) element.classList.remove("lit");
    // A finger does not hover: a tap shows which words a note means, and the other way round.
    const mark = event.target.closest("mark"), note = event.target.closest(".m > li");
    if (mark) notes(row, mark.dataset.f.split(" "), true);
    else if (note) notes(row, [note.dataset.n], true);
    select(row, false);
    if (button) open(row, !isOpen(row));
    else if (!isOpen(row)) open(row, true);
    if (word) lightWord(row, Number(word.dataset.i));
  });

  // Decisions: a click says that a finding is an error or none, a second takes that back. They are saved as rows that
  // `checker calibrate` learns from and `--baseline` honours.
  const notesOf = (row) => Array.from(row.querySelectorAll(".m > li:has(.judge)"));
  const judged = (note) => {
    const finding = JSON.parse(note.dataset.decision);
    return { finding, key: `${note.closest("article").querySelector("h2").textContent} ${finding.fingerprint}` };
  };
  const showDecision = (note) => {
    const said = decisions.get(judged(note).key);
    note.classList.toggle("dismissed", said === "dismissed");
    for (const button of note.querySelectorAll(".judge button")) button.setAttribute("aria-pressed", String(button.value === said));
  };
  const showDecisions = () => {
    const count = document.querySelectorAll(".judge [aria-pressed=true]").length;
    $("save").hidden = !count;
    $("save").textContent = fill($("save").dataset.label, { count });
  };
  const decide = (button) => {
    const note = button.closest(".m > li"), { key } = judged(note);
    if (decisions.get(key) === button.value) decisions.delete(key);
    else decisions.set(key, button.value);
    showDecision(note);
    showDecisions();
  };
  const decisionRow = (row) => {
    const all = notesOf(row).map((note) => ({ ...judged(note), note }));
    const said = all.filter(({ key }) => decisions.has(key));
    if (!said.length) return null;
    const written = row.querySelector(".t"), plain = written.cloneNode(true), source = row.querySelector(".source [lang]");
    for (const hidden of plain.querySelectorAll(".hide")) hidden.remove();
    const path = row.closest("article").querySelector("h2").textContent.trim(), target = plain.textContent;
    const out = { lang_tgt: written.lang, target };
    if (source) out.source = source.textContent;
    const accepted = said.filter(({ key }) => decisions.get(key) === "accepted");
    // Of a sentence with findings that nobody judged, nobody knows how good it is.
    if (said.length < all.length && !accepted.length) out.label = null;
    else out.errors = accepted.map(({ finding: { start, end, severity, category } }) => ({ start, end, severity, category }));
    out.dismissed = said.filter(({ key }) => decisions.get(key) === "dismissed")
      .map(({ finding: { code, fingerprint } }) => ({ path, code, fingerprint, sentence: target.slice(0, 100) }));
    return JSON.stringify(out);
  };
  $("save").addEventListener("click", () => {
    const lines = rows.map(decisionRow).filter(Boolean), link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "application/x-ndjson" }));
    link.download = "decisions.jsonl";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  for (const row of rows) if (decisions.size) notesOf(row).forEach(showDecision);
  showDecisions();

  // Filters
  const parts = rows.map((row) => ({
    row,
    article: row.closest("article"),
    severities: row.dataset.sev.trim().split(" "),
    rules: row.dataset.rules.trim().split(" "),
    text: null,
  }));
  const plain = (value) => value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const filter = () => {
    const wanted = plain($("q").value.trim()), flagged = $("flagged").checked;
    const rule = $("rule") ? $("rule").value : "", file = $("file") ? $("file").value : "";
    const severities = Array.from(document.querySelectorAll("[name=severity]:checked"), (box) => box.value);
    const alive = new Set();
    let shown = 0;
    for (const part of parts) {
      if (wanted && part.text === null) part.text = plain(part.row.textContent);
      const keep = (!file || part.article.id === file) && (!rule || part.rules.includes(rule))
        && (!flagged || part.row.classList.contains("flagged"))
        && (!severities.length || severities.some((severity) => part.severities.includes(severity)))
        && (!wanted || part.text.includes(wanted));
      part.row.hidden = !keep;
      if (keep) { shown += 1; alive.add(part.article); }
    }
    for (const article of document.querySelectorAll("article")) article.hidden = !alive.has(article);
    $("empty").hidden = shown > 0;
    $("count").textContent = fill(text.shown, { shown, all: parts.length });
  };
  let waiting = 0;
  $("q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  $("filters").addEventListener("change", filter);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("all").addEventListener("click", () => {
    const yes = $("all").getAttribute("aria-pressed") !== "true";
    $("all").setAttribute("aria-pressed", String(yes));
    for (const row of rows) open(row, yes || row.classList.contains("flagged"));
  });
  filter();

  // Links of the overview; an article that the filters hide is shown again.
  const clear = () => {
    $("filters").reset();
    filter();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    if (target.hidden) clear();
    history.replaceState(null, "", link.getAttribute("href"));
    land(target, "start");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }, { signal });
  addEventListener("load", () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) land(target, "start");
  }, { signal });

  // Keys and buttons
  const step = (by) => {
    const flagged = rows.filter((row) => !row.hidden && row.classList.contains("flagged"));
    const list = flagged.length ? flagged : rows.filter((row) => !row.hidden);
    if (!list.length) return;
    let at = list.indexOf(now);
    if (at < 0 && now) {
      // From a sentence in between, go to the nearest one in that direction.
      const place = rows.indexOf(now);
      at = list.findIndex((row) => rows.indexOf(row) > place);
      if (at < 0) at = list.length;
      if (by > 0) at -= 1;
    }
    select(list[Math.min(Math.max(at + by, 0), list.length - 1)], true);
  };
  $("next").addEventListener("click", () => step(1));
  $("previous").addEventListener("click", () => step(-1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input[type=search], select, textarea");
    if (event.key === "Escape") {
      if (typing && $("q").value) { $("q").value = ""; filter(); }
      if (typing) typing.blur();
      else select(null, false);
      return;
    }
    if (typing) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); $("q").focus(); $("q").select(); }
    else if (now && (event.key === "ArrowRight" || event.key === "ArrowLeft") && !event.target.closest("[type=checkbox]")) {
      const state = prepare(now), count = state.words.length;
      if (!count) return;
      event.preventDefault();
      open(now, true);
      lightWord(now, Math.min(Math.max(state.word + (event.key === "ArrowRight" ? 1 : -1), 0), count - 1));
    }
  }, { signal });
};
if (document.getElementById("articles")) showReport();
