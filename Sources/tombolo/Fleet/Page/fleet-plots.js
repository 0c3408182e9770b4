// Plots: an axis below, an axis at the left, what is drawn, and what the pointer is told.
const RIGHT = 16;
/// Steps of an axis: about `count` of them between two values.
function steps(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(f => f * power).find(s => s >= raw * 0.999);
  const result = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-6; i++)
    result.push(i * step);
  return result;
}
/// One plot in the element `id`. `draw` gets the scales; `tell(x)` says what is at the pointer.
function plot(id, { height = 220, left = 52, label, x, y, draw, tell }) {
  const element = byID(id), width = element.clientWidth || 600;
  const top = 22, bottom = height - 26;
  const X = v => left + (width - left - RIGHT) * (v - x.low) / (x.high - x.low || 1);
  const Y = v => bottom - (bottom - top) * (v - y.low) / (y.high - y.low || 1);
  let out = "";
  for (const mark of y.marks || steps(y.low, y.high, 4))
    out += `<line x1="${left}" x2="${width - RIGHT}" y1="${Y(mark)}" y2="${Y(mark)}"
      stroke="var(--grid)"/><text x="${left - 8}" y="${Y(mark) + 4}" text-anchor="end">
      ${y.text(mark)}</text>`;
  const narrow = Math.max(Math.min((width - left) / 90, 10), 3);
  for (const mark of x.marks || steps(x.low, x.high, narrow))
    out += `<text x="${X(mark)}" y="${bottom + 18}" text-anchor="middle">${x.text(mark)}</text>`;
  out += `<line x1="${left}" x2="${width - RIGHT}" y1="${bottom}" y2="${bottom}"
    stroke="var(--line)"/>` + draw(X, Y, { width, left, right: width - RIGHT, top, bottom })
    + `<line class="cursor" y1="${top}" y2="${bottom}" x1="-9" x2="-9" stroke="var(--ink)"
    opacity=".5"/><text class="now ink" x="${width - RIGHT}" y="13" text-anchor="end"
    style="font-variant-numeric:tabular-nums"></text>`;
  element.innerHTML = `<svg viewBox="0 0 ${width} ${height}" height="${height}" role="img"
    aria-label="${escapeText(label)}">${out}</svg>`;
  if (!tell) return;
  const svg = element.firstElementChild, cursor = svg.querySelector(".cursor");
  const now = svg.querySelector(".now");
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) * width / box.width;
    const value = x.low + (at - left) / (width - left - RIGHT) * (x.high - x.low);
    const told = value >= x.low && value <= x.high ? tell(value) : null;
    cursor.setAttribute("x1", told ? X(told.at ?? value) : -9);
    cursor.setAttribute("x2", told ? X(told.at ?? value) : -9);
    now.textContent = told ? told.text : "";
  });
  svg.addEventListener("pointerleave", () => {
    cursor.setAttribute("x1", -9);
    cursor.setAttribute("x2", -9);
    now.textContent = "";
  });
}
const path = points => points.map(([a, b], i) =>
  `${i ? "L" : "M"}${a.toFixed(1)} ${b.toFixed(1)}`).join("");
/// The lowest end of an axis of shares: near the lowest value if all are high.
function shareFloor(values) {
  const least = Math.min(...values);
  return [0.995, 0.98, 0.95, 0.9, 0.8, 0.5].find(floor => least >= floor + (1 - floor) * 0.1) ?? 0;
}
/// Writing for an axis of shares from `low` to 1.
const shareAxis = low => ({ low, high: 1,
  text: mark => fixed(100 * mark, Math.abs(100 * mark - Math.round(100 * mark)) > 1e-6 ? 1 : 0)
    + " %" });

function plotGoodput() {
  const bin = 0.1, shares = detail.offered.map((n, i) => n ? detail.onTime[i] / n : null);
  const counted = shares.filter((s, i) => s != null && i * bin >= REPORT.warmUpSeconds);
  const low = shareFloor(counted.length ? counted : [0]);
  plot("goodput", {
    label: "Goodput over time", height: 240,
    x: { low: 0, high: REPORT.seconds, text: t => fixed(t, t % 1 ? 1 : 0) + " s" },
    y: shareAxis(low),
    draw: (X, Y, { left, right, top, bottom }) => {
      let out = `<rect x="${left}" width="${X(REPORT.warmUpSeconds) - left}" y="${top}"
        height="${bottom - top}" fill="var(--shade)"/>`;
      if (REPORT.warmUpSeconds > 0)
        out += `<text x="${left + 6}" y="${bottom - 8}">warm-up</text>`;
      let piece = [];
      const flush = () => {
        if (piece.length) out += `<path d="${path(piece)}" fill="none" stroke="var(--cloudPlan)"
          stroke-width="1.8" stroke-linejoin="round"/>`;
        piece = [];
      };
      shares.forEach((share, i) => {
        if (share == null) return flush();
        piece.push([X((i + 0.5) * bin), Y(Math.max(share, low))]);
      });
      flush();
      if (main.bound >= low)
        out += `<line x1="${X(REPORT.warmUpSeconds)}" x2="${right}" y1="${Y(main.bound)}"
          y2="${Y(main.bound)}" stroke="var(--bound)" stroke-dasharray="5 4" opacity=".7"/>
          <text x="${right - 4}" y="${Y(main.bound) + (main.bound > 0.9 ? 14 : -6)}"
          text-anchor="end" class="ink">bound over all ${percent(main.bound)}</text>`;
      let ends = [];
      for (const event of events) {
        const at = X(event.seconds), wide = event.words.length * 6.4 + 8;
        const flip = at + wide > right;
        const from = flip ? at - wide : at;
        let row = 0;
        while (ends.some(e => e.row === row && from < e.to + 4 && from + wide > e.from - 4)) row++;
        ends.push({ row, from, to: from + wide });
        out += `<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" stroke="var(--alert)"
          stroke-width="1.4" opacity=".8"/><text class="alert" x="${at + (flip ? -5 : 5)}"
          y="${bottom - 26 - 15 * row}" text-anchor="${flip ? "end" : "start"}">
          ${escapeText(event.words)}</text>`;
      }
      return out;
    },
    tell: t => {
      const i = Math.floor(t / bin);
      return shares[i] == null ? { text: `${fixed(t, 1)} s: no captures` }
        : { text: `${fixed(i * bin, 1)} s: ${percent(shares[i])} of `
          + grouped(detail.offered[i]) };
    },
  });
}
function plotSweep() {
  const points = [...sweep, ...runs];
  if (new Set(points.map(run => run.load)).size < 2) return;
  byID("sweep-card").hidden = false;
  const loads = points.map(run => run.load);
  const high = Math.max(...loads) * 1.03, lowest = Math.min(...loads);
  const low = lowest > 0.3 ? Math.floor(lowest * 10 - 0.5) / 10 : 0;
  const series = name => points.filter(run => run.scheduler === name)
    .sort((a, b) => a.load - b.load);
  byID("sweep-legend").innerHTML = schedulers.map(name => `<span><i style="border-color:
    ${schedulerColour(name)}"></i>${escapeText(name)}</span>`).join("")
    + `<span class="dashed"><i style="border-color:var(--bound)"></i>bound</span>`;
  const bound = series(schedulers[0]);
  const floor = shareFloor(points.map(run => run.goodput));
  plot("sweep", {
    label: "Goodput and its bound over load", height: 300,
    x: { low, high, text: mark => fixed(mark, mark % 1 ? 2 : 0).replace(/(\.\d)0$/, "$1") },
    y: shareAxis(floor),
    draw: (X, Y, { right, top, bottom }) => {
      let out = "";
      if (high > 1)
        out += `<rect x="${X(Math.max(1, low))}" width="${right - X(Math.max(1, low))}" y="${top}"
          height="${bottom - top}" fill="var(--shade)"/><text x="${X(1) + 6}" y="${bottom - 8}">
          overload</text>`;
      out += `<path d="${path(bound.map(run => [X(run.load), Y(run.bound)]))}" fill="none"
        stroke="var(--bound)" stroke-width="1.5" stroke-dasharray="5 4"/>`;
      for (const name of [...schedulers].reverse()) {
        const list = series(name), colour = schedulerColour(name);
        out += `<path d="${path(list.map(run => [X(run.load), Y(run.goodput)]))}" fill="none"
          stroke="${colour}" stroke-width="2.2" stroke-linejoin="round"/>`;
        for (const run of list)
          out += `<circle cx="${X(run.load)}" cy="${Y(run.goodput)}" r="${runs.includes(run)
            ? 5 : 3.2}" fill="${colour}" stroke="var(--card)" stroke-width="1.5"/>`;
      }
      return out;
    },
    tell: at => {
      const run = bound.reduce((a, b) => Math.abs(b.load - at) < Math.abs(a.load - at) ? b : a);
      const all = schedulers.map(name => {
        const same = series(name).find(other => other.load === run.load);
        return same ? `${name} ${percent(same.goodput)}` : "";
      });
      return { at: run.load, text: `load ${fixed(run.load, 2)}: ${all.join(", ")}, bound `
        + percent(run.bound) };
    },
  });
  plotSweepAges(points, series, low, high);
}
/// The ages below the goodput, on the same axis of loads.
function plotSweepAges(points, series, low, high) {
  const most = Math.max(...points.map(run => run.ageP999Milliseconds));
  const last = Math.max(...REPORT.freshMilliseconds), top = Math.min(most * 1.1, 4 * last);
  plot("sweep-age", {
    label: "Age of plans over load", height: 190,
    x: { low, high, text: mark => fixed(mark, mark % 1 ? 2 : 0).replace(/(\.\d)0$/, "$1") },
    y: { low: 0, high: top, text: mark => fixed(mark, 0) },
    draw: (X, Y, { left }) => `<text class="strong" x="${left}" y="13">Plan age p99.9, ms</text>`
      + [...schedulers].reverse().map(name => {
        const list = series(name), colour = schedulerColour(name);
        const at = run => Y(Math.min(run.ageP999Milliseconds, top));
        return `<path d="${path(list.map(run => [X(run.load), at(run)]))}" fill="none"
          stroke="${colour}" stroke-width="2.2" stroke-linejoin="round"/>` + list.map(run =>
          `<circle cx="${X(run.load)}" cy="${at(run)}" r="3.2" fill="${colour}"
          stroke="var(--card)" stroke-width="1.5"/>`).join("");
      }).join(""),
    tell: at => {
      const run = points.reduce((a, b) =>
        Math.abs(b.load - at) < Math.abs(a.load - at) ? b : a);
      const all = schedulers.map(name => series(name).find(other => other.load === run.load))
        .filter(Boolean).map(other => `${other.scheduler} ${other.ageP999Milliseconds}`);
      return { at: run.load, text: all.join(", ") + " ms" };
    },
  });
}
function plotPlan() {
  if (!plan) return;
  byID("plan-card").hidden = false;
  const list = plan.steps, counts = list.map(step => step.workers);
  const low = Math.max(Math.min(...counts) - 1, 0), high = Math.max(...counts) + 1;
  const all = list.flatMap(step => [step.goodput, step.goodputAfterLoss ?? 1, plan.target]);
  const floor = shareFloor(all);
  const marks = [...new Set(steps(low, high, 10).map(Math.round))];
  plot("plan", {
    label: "Goodput over the number of workers", height: 260,
    x: { low, high, marks, text: mark => mark },
    y: shareAxis(floor),
    draw: (X, Y, { left, right }) => {
      let out = `<line x1="${left}" x2="${right}" y1="${Y(plan.target)}" y2="${Y(plan.target)}"
        stroke="var(--alert)" stroke-dasharray="5 4"/><text class="alert" x="${left + 6}"
        y="${Y(plan.target) + 15}">target ${percent(plan.target)}</text>
        <path d="${path(list.map(step => [X(step.workers), Y(step.bound)]))}" fill="none"
        stroke="var(--bound)" stroke-dasharray="5 4" opacity=".7"/>
        <path d="${path(list.map(step => [X(step.workers), Y(step.goodput)]))}" fill="none"
        stroke="var(--cloudPlan)" stroke-width="2" opacity=".5"/>`;
      for (const step of list) {
        const colour = step.meetsTarget ? "var(--cloudPlan)" : "var(--card)";
        if (step.goodputAfterLoss != null)
          out += `<line x1="${X(step.workers)}" x2="${X(step.workers)}" y1="${Y(step.goodput)}"
            y2="${Y(step.goodputAfterLoss)}" stroke="var(--localPolicy)" stroke-width="2"/>
            <circle cx="${X(step.workers)}" cy="${Y(step.goodputAfterLoss)}" r="4"
            fill="var(--localPolicy)"/>`;
        out += `<circle cx="${X(step.workers)}" cy="${Y(step.goodput)}" r="5" fill="${colour}"
          stroke="var(--cloudPlan)" stroke-width="2"/>`;
        if (step.workers === plan.workers)
          out += `<text class="strong" x="${X(step.workers)}" y="${Y(step.goodput) - 11}"
            text-anchor="middle">${step.workers}</text>`;
      }
      return out;
    },
    tell: at => {
      const step = list.reduce((a, b) =>
        Math.abs(b.workers - at) < Math.abs(a.workers - at) ? b : a);
      return { at: step.workers, text: `${step.workers} workers: ${percent(step.goodput)}, bound `
        + percent(step.bound) + (step.goodputAfterLoss == null ? ""
          : `, after the loss ${percent(step.goodputAfterLoss)}`) };
    },
  });
}
function plotAges() {
  const limits = [...new Set(REPORT.freshMilliseconds)].sort((a, b) => a - b);
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map(quantileAge);
  const last = limits[limits.length - 1];
  const high = Math.max(Math.min(p999 * 1.12, last * 1.8), last * 1.12, 10);
  const width = Math.max(1, Math.round(high / 120)), bins = [];
  for (let age = 0; age < high; age += width)
    bins.push(detail.ages.slice(age, age + width).reduce((a, b) => a + b, 0) / width);
  const peak = Math.max(...bins, 1e-9);
  const beyond = detail.ages.slice(Math.ceil(high)).reduce((a, b) => a + b, 0);
  // As high as the card beside it, where there is one.
  const height = innerWidth > 860 ? Math.min(Math.max(byID("fates").offsetHeight - 6, 230), 420)
    : 230;
  plot("ages", {
    label: "Distribution of the age of plans", height, left: 14,
    x: { low: 0, high, text: age => age + " ms" },
    y: { low: 0, high: peak * 1.12, marks: [], text: () => "" },
    draw: (X, Y, { right, top, bottom }) => {
      const points = [[X(0), bottom]];
      bins.forEach((share, i) => points.push([X((i + 0.5) * width), Y(share)]));
      points.push([X(Math.min(bins.length * width, high)), bottom]);
      let out = `<path d="${path(points)}Z" fill="var(--cloudPlan)" opacity=".22"/>
        <path d="${path(points.slice(1, -1))}" fill="none" stroke="var(--cloudPlan)"
        stroke-width="1.8"/>`;
      for (const limit of limits)
        out += `<line x1="${X(limit)}" x2="${X(limit)}" y1="${top}" y2="${bottom}"
          stroke="var(--alert)" stroke-dasharray="5 4"/>`;
      const isLeft = X(limits[0]) > 130;
      out += `<text class="alert" x="${X(isLeft ? limits[0] : last) + (isLeft ? -5 : 5)}"
        y="${top + 12}" text-anchor="${isLeft ? "end" : "start"}">fresh up to here</text>`;
      [["p50", p50], ["p99", p99], ["p99.9", p999]].forEach(([name, age], i) => {
        if (age > high) return;
        const flip = X(age) > right - 90, y = top + 32 + 17 * i;
        out += `<line x1="${X(age)}" x2="${X(age)}" y1="${y - 8}" y2="${bottom}"
          stroke="var(--ink)" opacity=".45"/><text class="ink" x="${X(age) + (flip ? -5 : 5)}"
          y="${y}" text-anchor="${flip ? "end" : "start"}">${name} ${age} ms</text>`;
      });
      if (beyond > 5e-5)
        out += `<text x="${right}" y="${bottom - 8}" text-anchor="end">
          ${percent(beyond, 2)} older →</text>`;
      return out;
    },
    tell: age => {
      const older = detail.ages.slice(Math.floor(age)).reduce((a, b) => a + b, 0);
      return { text: `${percent(older, 2)} of the time older than ${Math.floor(age)} ms` };
    },
  });
}
