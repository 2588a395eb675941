import { ACTION_WORDS } from "./everyday";

/** Looked for as whole words, and not among attributes: `destroy` is no `force_destroy`. */
const ACTIONS = JSON.stringify(Object.values(ACTION_WORDS).flatMap((each) => each.split(" ")));

/**
 * All that runs on a page: it opens attribute diffs, and filters changes.
 *
 * It makes text nodes alone of what a plan holds. The page's policy knows it by its hash.
 */
export const SCRIPT = `
"use strict";
(() => {
  const data = document.getElementById("differences");
  let lines;
  const words = { "+": "plus", "-": "minus", "~": "tilde", "#": "note" };
  const actions = new Set(${ACTIONS});
  const letter = /[\\p{L}\\p{N}]/u;
  const has = (text, word, isWhole) => {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      const begins = at === 0 || !letter.test(text[at - 1]) || !letter.test(word[0]);
      if (begins && !(isWhole && letter.test(text[at + word.length] ?? ""))) return true;
    }
    return false;
  };
  let wanted = [];
  const mark = (row) => {
    for (const line of row.querySelectorAll(".diff > span")) {
      const text = line.textContent.toLowerCase();
      line.classList.toggle("hit", wanted.some((word) => !actions.has(word) && has(text, word, false)));
    }
  };
  const fill = (row) => {
    if (row.dataset.fold === undefined || row.querySelector(".diff")) return;
    lines ??= JSON.parse(data.textContent);
    const list = document.createElement("pre");
    list.className = "diff";
    list.tabIndex = 0;
    list.setAttribute("aria-label", "Attributes");
    const all = lines[Number(row.dataset.fold)] ?? [];
    for (const each of all.length ? all : ["#no attribute differs"]) {
      const line = document.createElement("span");
      line.className = words[each[0]] ?? "";
      line.textContent = each[0] + " " + each.slice(1) + "\\n";
      list.append(line);
    }
    row.append(list);
    mark(row);
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open) fill(event.target);
  }, true);

  const visibleBox = (number) =>
    [...document.querySelectorAll('svg [data-box="' + number + '"]')].find((box) => box.getClientRects().length > 0);
  const find = (element) => {
    for (const each of document.querySelectorAll(".found")) each.classList.remove("found");
    element.classList.add("found");
    element.scrollIntoView({ block: "center" });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-box]");
    const box = link && visibleBox(link.dataset.box);
    if (!box) return;
    event.preventDefault();
    find(box);
  });

  const filter = document.getElementById("filter");
  if (!filter) return;
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const rows = [...document.querySelectorAll("#changes .row")];
  const groups = [...document.querySelectorAll("#changes .group")];
  const parts = [...document.querySelectorAll("#changes .part")];
  let texts;
  let attributes;
  const read = () => {
    lines ??= JSON.parse(data.textContent);
    texts = rows.map((row) => row.dataset.text.toLowerCase());
    attributes = rows.map((row) => (lines[Number(row.dataset.fold)] ?? []).join("\\n").toLowerCase());
  };
  const fits = (index, word) =>
    actions.has(word)
      ? has(texts[index], word, true)
      : has(texts[index], word, false) || has(attributes[index], word, false);
  const apply = () => {
    if (!texts) read();
    wanted = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, index) => {
      const isShown = wanted.every((word) => fits(index, word));
      if (isShown) count += 1;
      if (row.hidden === isShown) row.hidden = !isShown;
    });
    for (const diff of document.querySelectorAll("#changes .diff")) mark(diff.parentElement);
    for (const each of [...groups, ...parts]) each.hidden = each.querySelector(".row:not([hidden])") === null && wanted.length > 0;
    nothing.hidden = count > 0;
    const total = rows.length.toLocaleString("en");
    shown.textContent = wanted.length ? count.toLocaleString("en") + " of " + total + " shown" : total + (rows.length === 1 ? " change" : " changes");
  };
  const look = (words) => {
    filter.value = words;
    apply();
  };
  filter.addEventListener("input", apply);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#change-"]');
    const box = event.target.closest("svg [data-box]");
    const row = link
      ? document.getElementById(link.hash.slice(1))
      : box && rows.find((each) => each.dataset.box === box.dataset.box);
    if (!row) return;
    event.preventDefault();
    look("");
    row.open = true;
    find(row);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
    } else if (event.key === "Escape" && event.target === filter) look("");
    else if (event.key === "Enter" && event.target === filter) {
      event.preventDefault();
      rows.find((row) => !row.hidden)?.querySelector("summary").focus();
    }
  });
  for (const button of document.querySelectorAll("[data-filter]")) {
    button.addEventListener("click", () => {
      look(filter.value === button.dataset.filter ? "" : button.dataset.filter);
      filter.scrollIntoView({ block: "start" });
      filter.focus();
    });
  }
})();
`;
