"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const composer = $("composer"), report = $("report"), state = $("state"), said = composer.dataset;
  const SOON = 300, LATER = 1200; // milliseconds after the last key: rules, and then the models

  const tell = (message, wrong = false) => {
    state.textContent = message;
    state.classList.toggle("wrong", wrong);
  };

  // What is to be checked: what stands in a field, under the name of the file that it came from, or a file that is no text.
  const held = { text: { name: null, file: null }, source: { name: null, file: null } };
  const hold = (field, name, file) => {
    held[field] = { name, file };
    $(`${field}-file`).hidden = name === null;
    $(`${field}-file`).querySelector("bdi").textContent = name || "";
    $(field).disabled = file !== null;
  };
  const take = async (field, file) => {
    const text = await file.text();
    const readable = !text.includes("\0") && !text.includes("\uFFFD");
    $(field).value = readable ? text : file.name;
    hold(field, file.name, readable ? null : file);
    check();
  };
  const release = (field) => {
    if (held[field].file) $(field).value = "";
    hold(field, null, null);
    check();
  };
  const given = (field) => held[field].file !== null || $(field).value.trim() !== "";

  const form = (tier) => {
    const out = new FormData();
    for (const field of ["text", "source"]) {
      if (!given(field)) continue;
      const { name, file } = held[field];
      // A field that is typed into would get other line ends; as a file it stays as it is.
      out.append(field, file || new Blob([$(field).value]), name || $(field).dataset.name);
    }
    out.append("lang", $("lang").value);
    out.append("pivot", $("pivot").value);
    out.append("tier", tier);
    out.append("ui_lang", document.documentElement.lang);
    return out;
  };

  let shown = null; // ends what the report before listens to
  const show = (html) => {
    // The style in its head is here already.
    const found = new DOMParser().parseFromString(html.slice(html.indexOf("<body")), "text/html");
    for (const one of found.querySelectorAll("script, .skip, .masthead .top")) one.remove();
    if (found.querySelectorAll("article").length < 2) found.querySelector(".ranking").remove();
    // The page has a header of its own.
    const head = found.querySelector(".masthead"), summary = document.createElement("section");
    summary.className = head.className;
    summary.setAttribute("aria-label", said.summary);
    summary.append(...head.childNodes);
    head.replaceWith(summary);
    Object.assign(document.body.dataset, found.body.dataset);
    if (shown) shown.abort();
    shown = new AbortController();
    report.replaceChildren(...found.body.children);
    showReport(shown.signal);
  };

  let running = null;
  const ask = async (tiers) => {
    clearTimeout(waiting);
    if (running) running.abort();
    if (!given("text")) {
      tell(said.empty);
      return;
    }
    const mine = (running = new AbortController()), started = performance.now();
    report.classList.add("old");
    tell(said.checking);
    try {
      for (const [at, tier] of tiers.entries()) {
        const answer = await fetch("/api/v1/check?format=html", { method: "POST", body: form(tier), signal: mine.signal });
        if (!answer.ok) {
          const problem = await answer.json();
          tell([problem.detail, problem.hint].filter(Boolean).join(" "), true);
          return;
        }
        const html = await answer.text();
        if (mine.signal.aborted) return;
        show(html);
        if (at + 1 < tiers.length) tell(said.models);
      }
      tell(said.done.replace("{seconds}", ((performance.now() - started) / 1000).toFixed(1)));
    } catch (error) {
      if (!mine.signal.aborted) tell(said.offline, true);
    } finally {
      if (running === mine) report.classList.remove("old");
    }
  };
  const check = () => ask($("tier").value === "fast" ? ["fast"] : ["fast", $("tier").value]);

  // A text that is typed in goes by the name of its language.
  const named = () => {
    for (const [field, select] of [["text", $("lang")], ["source", $("pivot")]]) {
      $(field).lang = select.value;
      $(field).dataset.name = select.selectedOptions[0].textContent;
    }
  };
  named();

  // While somebody writes, rules speak at once and models after a pause.
  let waiting = 0;
  const typed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      ask(["fast"]);
      if ($("tier").value !== "fast") waiting = setTimeout(check, LATER - SOON);
    }, SOON);
  };
  for (const field of ["text", "source"]) {
    const entry = $(field).parentElement, input = $(`${field}-input`);
    $(field).addEventListener("input", typed);
    entry.querySelector("[data-open]").addEventListener("click", () => input.click());
    entry.querySelector("[data-drop]").addEventListener("click", () => release(field));
    input.addEventListener("change", () => { if (input.files[0]) take(field, input.files[0]); input.value = ""; });
    entry.addEventListener("dragover", (event) => { event.preventDefault(); entry.classList.add("over"); });
    entry.addEventListener("dragleave", () => entry.classList.remove("over"));
    entry.addEventListener("drop", (event) => {
      entry.classList.remove("over");
      const [file] = event.dataTransfer.files;
      if (!file) return;
      event.preventDefault();
      take(field, file);
    });
  }
  // A file that misses its field must not replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  for (const name of ["lang", "pivot", "tier"]) $(name).addEventListener("change", () => {
    named();
    check();
  });
  composer.addEventListener("submit", (event) => { event.preventDefault(); check(); });
  composer.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); check(); }
  });
  if (given("text")) check(); // what the browser kept over a reload
})();
