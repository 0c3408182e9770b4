"use strict";
// The report, the words for what is in it, and how numbers are written.
const REPORT = JSON.parse(document.getElementById("report").textContent);
const { runs, sweep, detail, events, plan } = REPORT;
const main = runs[0];
const byID = id => document.getElementById(id);
const escapeText = text => String(text).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
const fixed = (value, digits) => value == null || !isFinite(value) ? "–" : value.toFixed(digits);
const percent = (share, digits = 1) => fixed(100 * share, digits) + " %";
const permille = share => fixed(1000 * share, 1);
const grouped = value => value.toLocaleString("en");
const modelColour = index => `var(--m${index % 4})`;
const SCHEDULER_COLOURS = ["--cloudPlan", "--localPolicy", "--standstill", "--heldPlan", "--alert",
  "--nobody"].map(name => `var(${name})`);
const schedulers = runs.map(run => run.scheduler);
const schedulerColour = name => SCHEDULER_COLOURS[schedulers.indexOf(name) % 6];
const CAUSES = {
  late: ["late", "came after the deadline", "--localPolicy"],
  superseded: ["superseded", "a newer capture of the device took its place", "--heldPlan"],
  budgetSpent: ["expired", "its deadline passed while it waited", "--standstill"],
  budgetTooShort: ["hopeless", "could hardly have arrived in time", "--standstill"],
  shed: ["shed", "more was asked for than the workers can do", "--alert"],
  cut: ["cut", "the link was cut or the device away", "--nobody"],
  paced: ["paced", "the coordinator asked for fewer captures", "--nobody"],
  open: ["open", "still under way at the end", "--line"],
  noWorker: ["no worker", "nobody runs its model", "--alert"],
  queueFull: ["queue full", "too many waited", "--alert"],
  workerLost: ["worker lost", "its worker died with it", "--stopping"],
  workerFailed: ["worker failed", "its worker could not run it", "--stopping"],
};
const cause = name => CAUSES[name] || [name, "", "--nobody"];
const quantileAge = share => {
  let rest = 1 - share;
  for (let age = detail.ages.length - 1; age >= 0; age--) {
    rest -= detail.ages[age];
    if (rest < 0) return age + 1;
  }
  return 0;
};

function header() {
  byID("eyebrow").textContent = plan ? "Tombolo capacity plan" : "Tombolo fleet simulation";
  document.title = `Tombolo fleet: ${REPORT.name}`;
  const workers = count => `${grouped(count)} worker${count === 1 ? "" : "s"}`;
  const fleet = `${grouped(main.devices)} devices`;
  const cells = main.cells > 1 ? ` in ${main.cells} cells` : "";
  if (plan) {
    byID("title").textContent = plan.workers == null
      ? `No number of workers reaches ${percent(plan.target)}`
      : `${workers(plan.workers)} for ${fleet}`;
    byID("subtitle").textContent = plan.words;
  } else {
    byID("title").textContent =
      `${REPORT.name}: ${percent(main.goodput)} of the plans in time`;
    byID("subtitle").textContent = `${REPORT.about} ${fleet} on ${workers(main.workers)}${cells}, `
      + `asked for ${fixed(main.load, 2)} times what full batches can do.`;
  }
  const late = main.total.late / Math.max(main.total.offered, 1);
  const loss = plan && plan.loss;
  const tiles = plan ? [
    [plan.workers ?? "–", "", `workers for ${percent(plan.target)} in time`,
      plan.workers == null ? "bad" : "good"],
    [fixed(100 * plan.goodput, 1), "%", `in time with all of them; bound ${percent(plan.bound)}`,
      plan.goodput < plan.target ? "bad" : ""],
    [loss ? fixed(100 * loss.goodputAfter, 1) : "–", "%",
      loss ? `in time with ${loss.lost} lost` : "in time after a loss",
      loss && loss.goodputAfter < plan.target ? "bad" : ""],
    [loss ? fixed(100 * loss.worstHalfSecond, 1) : "–", "%",
      "in time in the worst half second after the loss", ""],
    [loss ? fixed(loss.recoverySeconds, 1) : "–", "s", "until goodput is steady again", ""],
  ] : [
    [fixed(100 * main.goodput, 1), "%", "of plans in time", main.ratio < 0.9 ? "bad" : ""],
    [fixed(100 * main.bound, 1), "%", "is the bound: no scheduler can do more", ""],
    [fixed(main.ratio, 3), "", "goodput over its bound", ""],
    [fixed(main.ageP999Milliseconds, 0), "ms", "plan age not exceeded in 999 of 1,000 of the time",
      ""],
    [fixed(100 * main.freshShare, 1), "%", "of device time with a fresh plan", ""],
    [fixed(100 * (1 - main.worstMiss), 1), "%",
      `in time at the worst device; ${main.longestStreak} missed in a row`, ""],
    [fixed(100 * late, 1), "%", "of plans late: made, sent, and of no use",
      late > 0.02 ? "bad" : ""],
    [fixed(100 * main.busyShare, 0), "%",
      `of the workers’ time busy; ${fixed(main.meanBatch, 1)} members a batch`, ""],
  ];
  byID("tiles").classList.toggle("five", tiles.length === 5);
  byID("tiles").innerHTML = tiles.map(([value, unit, label, kind]) =>
    `<div class="tile ${kind}"><b>${value}<small>${unit}</small></b><span>${label}</span></div>`)
    .join("");
}
function fates() {
  byID("fates").innerHTML = main.groups.map(group => {
    const parts = [["late", group.late], ...Object.entries(group.unanswered)]
      .filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
    const share = count => 100 * count / Math.max(group.offered, 1);
    const bar = [["onTime", group.onTime, "--cloudPlan"],
      ...parts.map(([name, count]) => [name, count, cause(name)[2]])]
      .map(([name, count, colour]) => `<i style="width:${share(count)}%;`
        + `background:var(${colour})" title="${cause(name)[0]}: ${fixed(share(count), 2)} %"></i>`);
    const list = parts.map(([name, count]) => `<span title="${cause(name)[1]}"><i
      style="background:var(${cause(name)[2]})"></i>${escapeText(cause(name)[0])}
      ${fixed(share(count), 2)} %</span>`);
    return `<div class="group"><div class="name"><b>${escapeText(group.name)}</b><span>
      ${percent(group.goodput)} in time of ${grouped(group.offered)}</span></div>
      <div class="bar">${bar.join("")}</div>`
      + (main.groups.length > 1 ? `<div class="causes">${list.join("")}</div></div>` : "</div>");
  }).join("") + reasons();
}
/// Each cause that happened, with what it means.
function reasons() {
  const { offered, onTime, late, unanswered } = main.total;
  const rows = [["in time", "at the device before its deadline", "--cloudPlan", onTime],
    ...[["late", late], ...Object.entries(unanswered)].filter(([, count]) => count > 0)
      .sort((a, b) => b[1] - a[1]).map(([name, count]) => [...cause(name), count])];
  return `<table class="why">${rows.map(([name, words, colour, count]) => `<tr><td><span
    class="dot" style="background:var(${colour})"></span>${escapeText(name)}</td>
    <td>${words}</td><td class="n">${fixed(100 * count / Math.max(offered, 1), 2)} %</td></tr>`)
    .join("")}</table>`;
}
function tables() {
  const columns = ["scheduler", "workers", "load", "in time", "bound", "ratio", "late",
    "age p99.9", "fresh", "busy", "batch", "worst device", "digest"];
  byID("runs-head").innerHTML = `<tr>${columns.map(name => `<th>${name}</th>`).join("")}</tr>`;
  byID("runs").innerHTML = [...runs, ...sweep].map(run => {
    const cells = [escapeText(run.choice), run.workers, fixed(run.load, 2),
      permille(run.goodput), permille(run.bound), fixed(run.ratio, 4),
      permille(run.total.late / Math.max(run.total.offered, 1)),
      fixed(run.ageP999Milliseconds, 0) + " ms", permille(run.freshShare),
      permille(run.busyShare), fixed(run.meanBatch, 1), permille(1 - run.worstMiss),
      `<code>${run.digest.slice(0, 8)}</code>`];
    return `<tr class="${run === main ? "main" : ""}">`
      + cells.map(cell => `<td>${cell}</td>`).join("") + "</tr>";
  }).join("");
  byID("footer").innerHTML = `Seed ${REPORT.seed}, ${REPORT.seconds} s of which the first
    ${REPORT.warmUpSeconds} s do not count, digest <code>${main.digest}</code>. Devices, links and
    workers are modelled; the scheduler is the coordinator’s own. The whole scenario is in
    results.json beside this page. One file, nothing loaded from anywhere.`;
}
