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
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open) fill(event.target);
  }, true);

  const filter = document.getElementById("filter");
  if (!filter) return;
  const shown = document.getElementById("shown");
  const rows = [...document.querySelectorAll("#changes .row")];
  const groups = [...document.querySelectorAll("#changes .group")];
  const parts = [...document.querySelectorAll("#changes .part")];
  let texts;
  const apply = () => {
    texts ??= rows.map((row) => row.dataset.text.toLowerCase());
    const wanted = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, index) => {
      const fits = wanted.every((word) => texts[index].includes(word));
      if (fits) count += 1;
      if (row.hidden === fits) row.hidden = !fits;
    });
    for (const each of [...groups, ...parts]) each.hidden = each.querySelector(".row:not([hidden])") === null;
    const total = rows.length.toLocaleString("en");
    shown.textContent = wanted.length ? count.toLocaleString("en") + " of " + total + " changes" : total + (rows.length === 1 ? " change" : " changes");
  };
  filter.addEventListener("input", apply);
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
    } else if (event.key === "Escape" && event.target === filter) {
      filter.value = "";
      apply();
    }
  });
  for (const button of document.querySelectorAll("[data-filter]")) {
    button.addEventListener("click", () => {
      filter.value = filter.value === button.dataset.filter ? "" : button.dataset.filter;
      apply();
      filter.scrollIntoView({ block: "start" });
      filter.focus();
    });
  }
})();
`;
