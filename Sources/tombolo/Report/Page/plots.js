// How the drive went over time: one plot below the other, with a common cursor.
const LEFT = 76, RIGHT = 14;
let cursors = [];
/// One plot over time. `content(x, y)` draws it; `mark(t)` says where the cursor's dot is.
function plot(title, unit, height, low, high, marks, content, value) {
  const width = byID("plots").clientWidth || 1100;
  const [top, bottom] = [24, height - 6];
  const x = t => LEFT + (width - LEFT - RIGHT) * t / end;
  const y = v => bottom - (bottom - top) * (v - low) / (high - low || 1);
  let out = "";
  for (const mark of marks) {
    out += `<line x1="${LEFT}" x2="${width - RIGHT}" y1="${y(mark)}" y2="${y(mark)}"
      stroke="var(--grid)"/><text x="${LEFT - 8}" y="${y(mark) + 4}" text-anchor="end">
      ${mark.toLocaleString("en")}</text>`;
  }
  for (const [from, to] of title ? cuts : []) {
    const wide = Math.max(x(to) - x(from), 1);
    out += `<rect x="${x(from)}" width="${wide}" y="${top}"
      height="${bottom - top}" fill="url(#hatch)"/>`;
  }
  out += content(x, y, width, top, bottom);
  out += `<text x="${LEFT}" y="14" style="fill:var(--ink);font-weight:600">${title}
    <tspan style="font-weight:400;fill:var(--soft)">${unit}</tspan></text>
    <text class="now" x="${width - RIGHT}" y="14" text-anchor="end"
    style="fill:var(--ink);font-variant-numeric:tabular-nums"></text>
    <line class="cursor" y1="${top}" y2="${title ? bottom : top}" stroke="var(--ink)" opacity=".55"/>`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title + " over time");
  svg.innerHTML = `<defs><pattern id="hatch" width="7" height="7"
    patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7"
    fill="var(--alert)" opacity=".05"/><line y2="7" stroke="var(--alert)" stroke-width="2"
    opacity=".22"/></pattern></defs>` + out;
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) * width / box.width;
    setTime((at - LEFT) / (width - LEFT - RIGHT) * end);
  });
  byID("plots").append(svg);
  const cursor = svg.querySelector(".cursor"), now = svg.querySelector(".now");
  cursors.push(t => {
    cursor.setAttribute("x1", x(t));
    cursor.setAttribute("x2", x(t));
    now.textContent = value(t);
  });
}
/// A list cut where it has a gap in time, so that no line is drawn over what was not there.
function pieces(list) {
  const result = [];
  list.forEach((entry, i) => {
    if (!i || entry.t - list[i - 1].t > 0.35) result.push([]);
    result[result.length - 1].push(entry);
  });
  return result;
}
function ceiling(value, steps) {
  return steps.find(step => step >= value) ?? value;
}
function threshold(y, x1, x2, text, top) {
  if (y < top) return "";
  return `<line x1="${x1}" x2="${x2}" y1="${y}" y2="${y}" stroke="var(--alert)" opacity=".75"
    stroke-dasharray="5 4"/><text x="${x2 - 4}" y="${y - 4}" text-anchor="end"
    style="fill:var(--alert)">${text}</text>`;
}
function plotSpeed() {
  const peak = Math.max(4, ...ticks.map(tick => tick.speed));
  const high = ceiling(peak * 1.08, [5, 8, 10, 12, 15, 20, 30]);
  const marks = high <= 8 ? [0, 2, 4, 6, 8] : [0, 5, 10, 15, 20].filter(m => m <= high);
  plot("Speed", "m/s; the band below says who drives", 168, 0, high,
    marks.filter(m => m <= high), (x, y, width, top, bottom) => {
      let out = "";
      for (const [driver, from, to] of driverRuns) {
        out += `<rect x="${x(from)}" width="${Math.max(x(to) - x(from), 1)}" y="${top}"
          height="${bottom - top}" fill="${colour(driver)}" opacity=".10"/>
          <rect x="${x(from)}" width="${Math.max(x(to) - x(from), 1)}" y="${bottom - 5}"
          height="5" fill="${colour(driver)}"/>`;
        if (x(to) - x(from) > 84)
          out += `<text x="${(x(from) + x(to)) / 2}" y="${bottom - 11}" text-anchor="middle"
            style="fill:${colour(driver)};font-weight:600">${DRIVERS[driver][0]}</text>`;
      }
      out += line(ticks.map(tick => [x(tick.t), y(tick.speed)]),
        'stroke="var(--ink)" stroke-width="1.8" stroke-linejoin="round"');
      for (const tick of crashes)
        out += `<line x1="${x(tick.t)}" x2="${x(tick.t)}" y1="${top}" y2="${bottom}"
          stroke="var(--alert)" stroke-width="1.5"/><text x="${x(tick.t) + 5}" y="${top + 28}"
          style="fill:var(--alert);font-weight:600">collision</text>`;
      for (const [from] of cuts)
        out += `<text x="${x(from) + 6}" y="${top + 14}" style="fill:var(--alert);
          font-weight:600">link cut</text>`;
      return out;
    }, t => fixed(latest(ticks, t)?.speed, 1) + " m/s");
}
function plotAge() {
  const high = Math.max(2 * (drive.fallbackAgeMs || 500), 400);
  const ages = ticks.filter(tick => tick.ageMs != null);
  plot("Plan age", "ms since the picture the cloud’s newest plan was made from", 150, 0, high,
    [0, high / 4, high / 2, 3 * high / 4, high], (x, y, width, top) => {
      let out = threshold(y(drive.degradedAgeMs), LEFT, width - RIGHT,
        `degraded above ${drive.degradedAgeMs} ms`, top)
        + threshold(y(drive.fallbackAgeMs), LEFT, width - RIGHT,
          `local policy above ${drive.fallbackAgeMs} ms`, top);
      for (const piece of pieces(ages))
        out += line(piece.map(tick => [x(tick.t), y(Math.min(tick.ageMs, high))]),
          'stroke="var(--cloudPlan)" stroke-width="1.6" stroke-linejoin="round"');
      const peak = ages.reduce((a, b) => (b.ageMs > (a?.ageMs ?? 0) ? b : a), null);
      if (peak && peak.ageMs > high)
        out += `<text x="${x(peak.t) + 6}" y="${top + 13}" style="fill:var(--ink)">up to
          ${milliseconds(peak.ageMs)} ↑</text>`;
      return out;
    }, t => milliseconds(latest(ticks, t)?.ageMs));
}
function plotState() {
  const seen = STATES.filter(state => ticks.some(tick => stateName(tick.state) === state));
  const rows = [...seen].reverse();
  plot("Failsafe", "state, more serious ones further up", 36 + 22 * rows.length, 0, rows.length, [],
    (x, y, width, top, bottom) => {
      const step = (bottom - top) / rows.length;
      let out = rows.map((state, i) => `<text x="${LEFT - 8}" y="${top + step * (i + 0.5) + 4}"
        text-anchor="end">${STATE_LABELS[state]}</text><line x1="${LEFT}" x2="${width - RIGHT}"
        y1="${top + step * (i + 0.5)}" y2="${top + step * (i + 0.5)}" stroke="var(--grid)"/>`)
        .join("");
      for (const [raw, from, to] of runs("state")) {
        const i = rows.indexOf(stateName(raw)), driver = latest(ticks, from)?.driver;
        const fill = stateName(raw) === "degraded" ? "var(--heldPlan)" : colour(driver);
        out += `<rect x="${x(from)}" width="${Math.max(x(to) - x(from), 2)}"
          y="${top + step * i + 4}" height="${step - 8}" rx="3" fill="${fill}"/>`;
      }
      return out;
    }, t => STATE_LABELS[stateName(latest(ticks, t)?.state || "")] || "");
}
function plotBytes() {
  const peak = Math.max(1, ...latents.map(latent => latent.bytes));
  const high = ceiling(peak * 1.1, [500, 800, 1000, 1500, 2000, 3000, 4000, 6000, 10000, 16000]);
  plot("Bytes per frame", "header, latent and state as sent", 112, 0, high, [0, high / 2, high],
    (x, y) => pieces(latents).map(piece => line(
      piece.map(latent => [x(latent.t), y(latent.bytes)]),
      'stroke="var(--cloudPlan)" stroke-width="1.4" stroke-linejoin="round"')).join(""),
    t => fixed(latest(latents, t)?.bytes, 0) + " B");
}
function plotLatency() {
  const values = plans.map(plan => plan.latencyMs);
  const peak = quantile(values, 0.995) ?? 100;
  const high = ceiling(peak * 1.15, [50, 80, 100, 150, 200, 300, 400, 500, 800, 1000, 2000]);
  plot("Latency", "ms from the picture to the plan in hand, one dot a plan", 138, 0, high,
    [0, high / 2, high], (x, y, width) => {
      const median = quantile(values, 0.5);
      let out = plans.map(plan => `<circle cx="${x(plan.t).toFixed(1)}"
        cy="${y(Math.min(plan.latencyMs, high)).toFixed(1)}" r="2" fill="var(--cloudPlan)"
        opacity=".75"/>`).join("");
      if (median != null)
        out += `<line x1="${LEFT}" x2="${width - RIGHT}" y1="${y(median)}" y2="${y(median)}"
          stroke="var(--ink)" opacity=".55" stroke-dasharray="2 4"/><text x="${width - RIGHT - 4}"
          y="${y(high) + 12}" text-anchor="end">dotted: median ${fixed(median, 0)} ms</text>`;
      return out;
    }, t => milliseconds(latest(plans, t)?.latencyMs));
}
function plotAxis() {
  const step = ceiling(end / 9, [1, 2, 5, 10, 15, 20, 30, 60, 120]);
  plot("", "", 40, 0, 1, [], (x, y, width, top) => {
    let out = "";
    for (let t = 0; t <= end + 0.01; t += step)
      out += `<text x="${x(t)}" y="${top - 8}" text-anchor="middle">${t} s</text>`;
    return out;
  }, () => "");
}
