// What pages can do beyond links and forms; each works without it.
const root = document.documentElement;
const kept = localStorage.getItem("ground");
if (kept) root.dataset.ground = kept;

const ground = document.querySelector("button.ground");
if (ground) {
  const dark = () => (root.dataset.ground ? root.dataset.ground === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  ground.hidden = false;
  ground.setAttribute("aria-pressed", String(dark()));
  ground.addEventListener("click", () => {
    root.dataset.ground = dark() ? "light" : "dark";
    localStorage.setItem("ground", root.dataset.ground);
    ground.setAttribute("aria-pressed", String(dark()));
  });
}

// On a narrow screen the menu is folded until it is asked for.
if (matchMedia("(max-width: 52rem)").matches) document.querySelector("nav details")?.removeAttribute("open");

// On a narrow screen a table of many columns is read row by row: each cell carries the heading of its column. The
// roles say what browsers forget of a table whose rows stand as blocks.
const COLUMNS = 4;
for (const table of document.querySelectorAll(".wide table")) {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])], rows = [...table.tBodies].flatMap((it) => [...it.rows]);
  if (headings.length < COLUMNS || rows.some((row) => row.cells.length !== headings.length)) continue;
  table.classList.add("cards");
  if (!table.caption) table.setAttribute("role", "table"); // by its role it may hold rows alone, no caption with links
  for (const row of table.rows) row.setAttribute("role", "row");
  for (const heading of headings) heading.setAttribute("role", "columnheader");
  for (const cell of rows.flatMap((row) => [...row.cells])) {
    cell.setAttribute("role", cell.matches("th") ? "rowheader" : "cell");
    if (cell.textContent.trim()) cell.dataset.column = headings[cell.cellIndex].textContent.trim();
  }
}

// An act that the address names is unfolded.
const unfold = () => { const act = document.getElementById(location.hash.slice(1)); if (act?.matches("details.act")) act.open = true; };
addEventListener("hashchange", unfold);
unfold();

// "/" goes to the search; "g" and a letter to a page that the visitor's own menu has; "?" to the list of keys; "n" to
// the next page.
const places = { h: "/", l: "/log", o: "/orders", q: "/queue", c: "/cases", m: "/sites", s: "/supply", a: "/accounts", r: "/law" };
let going = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (going && places[event.key]) document.querySelector(`nav a[href="/console${places[event.key]}"]`)?.click();
  going = event.key === "g";
  if (event.key === "/") { event.preventDefault(); document.getElementById("search").focus(); }
  if (event.key === "?") location.assign("/console/keyboard");
  if (event.key === "n") document.querySelector("a[rel=next]")?.click();
});

// Long work tells how far it is; at its end the page is read again.
const work = document.querySelector("[data-events]");
if (work) {
  const events = new EventSource(work.dataset.events);
  const bar = work.querySelector("progress"), words = work.querySelector("[role=status]");
  events.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    if (now.most) { bar.max = now.most; bar.value = now.done; }
    words.textContent = now.words;
  });
  events.addEventListener("end", () => { events.close(); location.reload(); });
}

// A slider over the dates of a rulebook sends its form when it is let go.
for (const slider of document.querySelectorAll("form[data-slider] input[type=range]")) {
  const days = slider.form.dataset.slider.split(" "), field = slider.form.elements[slider.dataset.for];
  const shown = slider.form.querySelector("output");
  slider.closest("[hidden]")?.removeAttribute("hidden"); // without script it would do nothing
  slider.addEventListener("input", () => { field.value = days[slider.value]; if (shown) shown.textContent = days[slider.value]; });
  slider.addEventListener("change", () => slider.form.requestSubmit());
}
