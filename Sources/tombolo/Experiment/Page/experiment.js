"use strict";
const REPORT = JSON.parse(document.getElementById("report").textContent);
const byID = id => document.getElementById(id);
const escapeText = text => String(text).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
const fixed = (value, digits) => value == null || !isFinite(value) ? "–" : value.toFixed(digits);
const percent = (share, digits = 0) => fixed(100 * share, digits) + " %";
const grouped = value => value.toLocaleString("en");
const STRATEGIES = ["blocking", "asynchronous", "local", "tombolo"];
const DRIVERS = {
  cloudPlan: ["cloud plan", "--cloudPlan"], heldPlan: ["held plan", "--heldPlan"],
  localPolicy: ["local policy", "--localPolicy"], stopping: ["stopping", "--stopping"],
  standstill: ["standstill", "--standstill"], nobody: ["not released", "--nobody"],
  plan: ["plan", "--cloudPlan"], heldCommand: ["last command", "--stopping"],
};
const STATES = {
  standby: ["standby", "--nobody"], nominal: ["nominal", "--cloudPlan"],
  degraded: ["degraded", "--heldPlan"], fallback: ["fallback", "--localPolicy"],
  manoeuvre: ["minimal risk manoeuvre", "--stopping"],
  condition: ["minimal risk condition", "--standstill"], emergency: ["emergency stop", "--alert"],
};
/// The cell of a strategy in a row; the local policy's is the same in each.
const cellOf = (row, strategy) => (strategy === "local" ? REPORT.local
  : row.cells.find(cell => cell.strategy === strategy))?.measures;
const present = STRATEGIES.filter(s => s === "local" ? REPORT.local
  : REPORT.rows.some(row => cellOf(row, s)));
const speedOf = cell => cell.seconds > 0 ? cell.distance / cell.seconds : 0;
const lostOf = cell => Math.max(cell.collided, cell.leftRoad) / Math.max(cell.drives, 1);
const all = strategy => strategy === "local" ? [REPORT.local?.measures].filter(Boolean)
  : REPORT.rows.map(row => cellOf(row, strategy)).filter(Boolean);
/// The name of a link; what it does is told where the pointer rests.
const nameOf = row =>
  `<span class="name" title="${escapeText(row.about)}">${escapeText(row.link)}</span>`;
const legendOf = strategies => strategies.map(s =>
  `<span><i class="dot" style="background:var(--${s})"></i>${s}</span>`).join("");
const sum = (cells, key) => cells.reduce((total, cell) => total + cell[key], 0);

function header() {
  const ours = all("tombolo"), drives = sum(ours, "drives"), collided = sum(ours, "collided");
  const links = REPORT.rows.length, off = sum(ours, "offRoadSeconds");
  byID("title").textContent = ours.length
    ? `Tombolo: ${grouped(collided)} collision${collided === 1 ? "" : "s"} in ${grouped(drives)}`
      + ` drives over ${links} link${links === 1 ? "" : "s"}`
    : `${grouped(REPORT.drives)} drives over ${links} links`;
  byID("subtitle").textContent = `Each of ${grouped(REPORT.seeds)} worlds was driven over each link`
    + ` by each strategy, ${fixed(REPORT.seconds, 0)} s a drive, by ${REPORT.drivenBy}. Every link`
    + ` begins after ${fixed(REPORT.onsetSeconds, 0)} s over a perfect one, and so does the score.`;
  const met = REPORT.goals.filter(goal => goal.isMet === true).length;
  const failed = REPORT.goals.filter(goal => goal.isMet === false).length;
  const tiles = [];
  if (ours.length) tiles.push(
    [collided, "", "Tombolo’s drives that collided", collided ? "bad" : "good"],
    [fixed(off, 1), "s", "off the road with Tombolo", off > 0 ? "bad" : "good"]);
  for (const strategy of ["asynchronous", "blocking"]) {
    const cells = all(strategy);
    if (!cells.length) continue;
    const lost = cells.reduce((n, c) => n + Math.max(c.collided, c.leftRoad), 0);
    tiles.push([fixed(100 * lost / sum(cells, "drives"), 0), "%",
      `of drives lost with ${strategy} inference`, ""]);
  }
  if (ours.length) tiles.push([failed ? `${failed} of ${met + failed}` : met, "",
    failed ? "goals failed" : "goals met, none failed", failed ? "bad" : "good"]);
  byID("tiles").innerHTML = tiles.map(([value, unit, label, kind]) =>
    `<div class="tile ${kind}"><b>${value}<small>${unit}</small></b><span>${label}</span></div>`)
    .join("");
}
function heat() {
  const columns = present.map(() => "minmax(52px, 1fr)").join(" ");
  const top = present.map(s => `<span class="top">${s}</span>`).join("");
  byID("safety").innerHTML = `<div class="heat"
    style="grid-template-columns:max-content ${columns}"><span></span>${top}` + REPORT.rows.map(row =>
    nameOf(row) + present.map(strategy => {
      const cell = cellOf(row, strategy);
      if (!cell) return `<span class="cell">–</span>`;
      const share = lostOf(cell), mix = share > 0 ? 25 + 75 * share : 0;
      const colour = `color-mix(in srgb, var(--alert) ${mix}%, var(--grid))`;
      const ink = share > 0.45 ? "color:var(--card)" : share > 0 ? "" : "color:var(--soft)";
      return `<span class="cell" style="background:${colour};${ink}" title="${cell.collided} of
        ${cell.drives} collided, ${cell.leftRoad} left the road">${percent(share)}</span>`;
    }).join("")).join("") + "</div>";
}
/// Round values of an axis up to `high`.
function marks(high) {
  const raw = high / 4, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(f => f * power).find(s => s >= raw * 0.999);
  return Array.from({ length: Math.floor(high / step + 1e-9) + 1 }, (_, i) => i * step);
}
/// One line a link: a dot for each strategy on an axis from zero, each a little lower than the one
/// before so that none hides another, and a bar to `until`.
function dots(id, value, { high, until, digits = 1, unit = "" } = {}) {
  const drawn = present.filter(s => REPORT.rows.some(row => {
    const cell = cellOf(row, s);
    return cell && value(cell) != null;
  }));
  byID(id + "-legend").innerHTML = legendOf(drawn);
  const lane = s => 10.5 + (drawn.indexOf(s) - (drawn.length - 1) / 2) * 3.5;
  const values = REPORT.rows.flatMap(row => present.flatMap(s => {
    const cell = cellOf(row, s);
    return cell ? [value(cell), until ? until(cell) : null] : [];
  })).filter(v => v != null && isFinite(v));
  const top = Math.min(high ?? Infinity, Math.max(...values, 1e-9) * 1.04);
  const place = v => 100 * Math.min(v / top, 1);
  const lines = REPORT.rows.map(row => {
    const marks = drawn.map(s => {
      const cell = cellOf(row, s), v = cell && value(cell);
      if (v == null) return "";
      const end = until ? until(cell) : null;
      const bar = end == null ? "" : `<u style="left:${place(v)}%;background:var(--${s});
        width:${place(end) - place(v)}%;top:${lane(s) - 1}px"></u>`;
      const words = `${s}: ${fixed(v, digits)}${unit}`
        + (end == null ? "" : ` to ${fixed(end, digits)}${unit}`);
      return `${bar}<b style="left:${place(v)}%;top:${lane(s)}px;background:var(--${s})"
        title="${words}"></b>`;
    }).join("");
    return `${nameOf(row)}<div class="track">${marks}</div>`;
  }).join("");
  const axis = marks(top).map(v =>
    `<span style="left:${place(v)}%">${fixed(v, v % 1 ? 1 : 0)}`
    + `${v === high ? "+" : ""}</span>`).join("");
  byID(id).innerHTML = `<div class="rows">${lines}<span class="name"></span>
    <div class="axis">${axis}</div></div>`;
}
/// One stacked bar a link of Tombolo's shares by name.
function stacked(id, key, words) {
  const rows = REPORT.rows.filter(row => cellOf(row, "tombolo")?.[key].length);
  byID(id + "-card").hidden = !rows.length;
  const names = Object.keys(words).filter(name =>
    rows.some(row => cellOf(row, "tombolo")[key].some(part => part.name === name)));
  byID(id + "-legend").innerHTML = names.map(name =>
    `<span><i class="box" style="background:var(${words[name][1]})"></i>${words[name][0]}</span>`)
    .join("");
  byID(id).innerHTML = `<div class="rows">` + rows.map(row => {
    const parts = cellOf(row, "tombolo")[key].map(part => {
      const [text, colour] = words[part.name] || [part.name, "--nobody"];
      return `<i style="width:${100 * part.share}%;background:var(${colour})"
        title="${text} ${percent(part.share, 1)}"></i>`;
    }).join("");
    return `${nameOf(row)}<div class="bar">${parts}</div>`;
  }).join("") + "</div>";
}
function goals() {
  const kinds = [["safe", "no harm"], ["localSpeed", "local policy’s speed"],
    ["perfectSpeed", "perfect link’s speed"], ["latched", "latched stop"]];
  byID("goals-card").hidden = !REPORT.goals.length;
  const failed = REPORT.goals.filter(goal => goal.isMet === false).length;
  byID("goals-note").innerHTML = failed ? `<span class="failed">${failed} failed</span>`
    : `<span class="met">all met</span>`;
  byID("goals-head").innerHTML = "<tr><th>link</th>"
    + kinds.map(([, words]) => `<th>${words}</th>`).join("") + "<th>what it does</th></tr>";
  byID("goals").innerHTML = REPORT.rows.map(row => `<tr><td>${escapeText(row.link)}</td>`
    + kinds.map(([kind]) => {
      const goal = REPORT.goals.find(g => g.kind === kind && g.link === row.link);
      if (!goal) return `<td class="open">–</td>`;
      const [text, style] = goal.isMet == null ? ["–", "open"]
        : goal.isMet ? ["met", "met"] : ["failed", "failed"];
      // What failed says its numbers; what was met says how well.
      const more = goal.part != null ? percent(goal.part) : goal.isMet === false ? goal.words : "";
      return `<td title="${escapeText(goal.words)}"><span class="${style}">${text}</span>`
        + ` <span class="open">${escapeText(more)}</span></td>`;
    }).join("") + `<td class="open">${escapeText(row.about)}</td></tr>`).join("");
}
const shares = (parts, words) => parts.filter(part => part.share >= 0.0005)
  .map(part => `${(words[part.name] || [part.name])[0]} ${percent(part.share, 1)}`).join(", ");
function tables() {
  byID("runs-head").innerHTML = "<tr>" + ["link", "strategy", "drives", "collided", "off road s",
    "min TTC s", "m/s", "jerk m/s³", "ticks missed", "latched", "plan age p50 / p99 ms",
    "who drove"]
    .map(name => `<th>${name}</th>`).join("") + "</tr>";
  const line = (link, strategy, c) => `<tr><td>${escapeText(link)}</td><td>${strategy}</td>
    <td>${grouped(c.drives)}</td><td class="${c.collided ? "bad" : ""}">${c.collided}</td>
    <td class="${c.offRoadSeconds > 0 ? "bad" : ""}">${fixed(c.offRoadSeconds, 1)}</td>
    <td>${fixed(c.minimumTimeToCollision, 2)}</td><td>${fixed(speedOf(c), 2)}</td>
    <td>${fixed(c.jerk, 2)}</td><td>${grouped(c.ticksMissed)}</td><td>${c.endedLatched}</td>
    <td>${fixed(c.ageP50Milliseconds, 0)} / ${fixed(c.ageP99Milliseconds, 0)}</td>
    <td>${shares(c.drivers, DRIVERS)}</td></tr>`;
  byID("runs").innerHTML = (REPORT.local ? line("any", "local", REPORT.local.measures) : "")
    + REPORT.rows.flatMap(row => row.cells.map((cell, i) =>
      line(i ? "" : row.link, cell.strategy, cell.measures))).join("");
  byID("real-card").hidden = !REPORT.real.length;
  byID("real-head").innerHTML = "<tr>" + ["link", "", "collided", "off road s", "m/s",
    "ticks missed", "who drove", ""].map(name => `<th>${name}</th>`).join("") + "</tr>";
  const half = (name, kind, c, end) => `<tr><td>${escapeText(name)}</td><td>${kind}</td>
    <td>${c.collided}</td><td>${fixed(c.offRoadSeconds, 1)}</td><td>${fixed(speedOf(c), 2)}</td>
    <td>${c.ticksMissed}</td><td>${shares(c.drivers, DRIVERS)}</td><td>${end}</td></tr>`;
  byID("real").innerHTML = REPORT.real.map(r => half(r.link, "virtual time", r.virtual, "")
    + half("", "real", r.real, r.differences.length
      ? `<span class="failed">differs: ${escapeText(r.differences.join(", "))}</span>`
      : `<span class="met">agrees</span>`)).join("");
}
header();
heat();
dots("speed", speedOf, { digits: 2, unit: " m/s" });
stacked("drivers", "drivers", DRIVERS);
stacked("states", "states", STATES);
dots("ttc", c => c.minimumTimeToCollision, { high: 3, digits: 2, unit: " s" });
dots("jerk", c => c.jerk, { digits: 2, unit: " m/s³" });
dots("ages", c => c.ageP50Milliseconds,
  { until: c => c.ageP99Milliseconds, high: 3000, digits: 0, unit: " ms" });
goals();
tables();
byID("footer").textContent = `Seeds from ${REPORT.firstSeed}, scenarios `
  + `${REPORT.scenarios.join(", ")}, fallback budget ${fixed(REPORT.fallbackBudgetSeconds, 0)} s, digest ${REPORT.digest}.`;
