"use strict";
const LOG = JSON.parse(document.getElementById("log").textContent);
const PICTURES = JSON.parse(document.getElementById("pictures").textContent);
const of = kind => LOG.filter(line => line.kind === kind);
const drive = of("drive")[0], summary = of("summary")[0] || {}, road = of("road")[0];
const ticks = of("tick"), plans = of("plan"), latents = of("latent"), links = of("link");
const actors = of("actor"), moves = of("actors"), sessions = of("session");
const transitions = of("transition");
const frames = of("frame").filter(frame => PICTURES[frame.file]);
const end = ticks.length ? ticks[ticks.length - 1].t : 1;
const DRIVERS = {
  cloudPlan: ["cloud plan", "the plan that came back from the cloud", ""],
  heldPlan: ["held plan", "the last cloud plan, ageing", "7 4"],
  localPolicy: ["local policy", "the small policy on board", "1.5 4.5"],
  stopping: ["stopping", "a minimal risk manoeuvre", ""],
  standstill: ["standstill", "held after a stop", ""],
  nobody: ["not released", "waiting to be ready", ""],
};
const STATES = ["standby", "nominal", "degraded", "fallback", "manoeuvre", "condition",
  "emergency"];
const STATE_LABELS = { standby: "standby", nominal: "nominal", degraded: "degraded",
  fallback: "fallback", manoeuvre: "stopping", condition: "stopped", emergency: "emergency" };
const CAUSES = {
  ready: "ready, plans are fresh", planAge: "the plan grew too old",
  planEnding: "the plan was about to end", noPlan: "no plan to follow",
  unsoundPlans: "plans were unsound", wrongBundle: "the cloud serves another bundle",
  recovered: "enough fresh plans in a row", budgetSpent: "time without the cloud was spent",
  localPolicyLate: "the local policy was late", localPolicyUnhealthy: "the local policy failed",
  sensorsUnsound: "odometry was unsound", disarmed: "disarmed", pathLost: "no path left",
  pathEnded: "the path ended", stopLate: "the stop took too long",
  standstill: "the car stands", operatorReleased: "released by an operator",
  automaticallyReleased: "released itself, as configured",
  emergencyStop: "emergency stop", localReset: "reset at the car",
};
const colour = driver => `var(--${driver})`;
const escapeText = text => String(text).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
const byID = id => document.getElementById(id);
const fixed = (value, digits) => value == null || !isFinite(value) ? "–" : value.toFixed(digits);
const milliseconds = value => value == null ? "–"
  : value >= 1000 ? fixed(value / 1000, 1) + " s" : fixed(value, 0) + " ms";

/// The last entry of a list ordered by time that is not after `t`.
function latest(list, t, key = "t") {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle][key] <= t + 1e-9) low = middle + 1; else high = middle;
  }
  return low ? list[low - 1] : null;
}
/// Stretches of ticks in which `key` stays the same: [value, from, to].
function runs(key) {
  const result = [];
  for (const tick of ticks) {
    const last = result[result.length - 1];
    if (last && last[0] === tick[key]) last[2] = tick.t;
    else { if (last) last[2] = tick.t; result.push([tick[key], tick.t, tick.t]); }
  }
  return result;
}
const driverRuns = runs("driver");
/// The stretches in which the link was cut: [from, to].
const cuts = [];
for (const link of links) {
  if (link.event === "cut") cuts.push([link.t, end]);
  else if (cuts.length) cuts[cuts.length - 1][1] = link.t;
}
/// The ticks at which something was touched that had not been before.
const crashes = ticks.filter((tick, i) => i && tick.collisions > ticks[i - 1].collisions);
function quantile(values, q) {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/// What the log shows of a cut, in words; only what really happened.
function story() {
  if (!cuts.length) return "";
  const [from, to] = cuts[0];
  const drove = key => driverRuns.filter(run => run[0] === key && run[2] > from);
  const local = drove("localPolicy")[0], stop = drove("stopping")[0];
  const back = local && drove("cloudPlan").find(run => run[1] >= local[2]);
  if (stop) return "When the link went, the car came to a stop by itself. ";
  if (!local) return "The cut was short enough to be bridged by the last plan. ";
  return `${fixed(local[1] - from, 1)} s after the link went, the policy on board took over`
    + (back ? `; ${fixed(back[1] - to, 1)} s after its return the cloud drove again. ` : ". ");
}

function header() {
  const seconds = Math.round(summary.durationS ?? end);
  const lost = cuts.map(cut => fixed(cut[1] - cut[0], 1) + " s").join(" and ");
  byID("title").textContent = `${seconds} seconds through “${drive.scenario}”`
    + (cuts.length ? `, the link cut for ${lost}` : "");
  byID("subtitle").textContent = "The first layers of the network and a small policy run in the "
    + "car, the rest in the cloud. "
    + story()
    + `World seed ${drive.seed}.`;
  document.title = `Tombolo drive: ${drive.scenario}, seed ${drive.seed}`;
  const l = summary.latencyMs || {};
  const touched = summary.collisions ?? (ticks.length ? ticks[ticks.length - 1].collisions : 0);
  const tiles = [
    [fixed(summary.distanceM, 0), "m", "driven", false],
    [touched, "", touched === 1 ? "collision" : "collisions", touched > 0],
    [fixed(summary.offRoadS, 1), "s", "off the road", summary.offRoadS > 0],
    [fixed(l.p50, 0), "ms", `camera to plan, median; p95 ${fixed(l.p95, 0)}, `
      + `p99 ${fixed(l.p99, 0)}`, false],
    [fixed(summary.frameBytesMean, 0), "B", "per frame sent; the raw picture has "
      + (drive.pictureBytes ?? 0).toLocaleString("en"), false],
    [summary.missed ?? 0, "", `of ${(summary.ticks ?? 0).toLocaleString("en")} control ticks `
      + `missed; worst ${fixed(summary.worstLateMs, 1)} ms late`, summary.missed > 0],
  ];
  byID("tiles").innerHTML = tiles.map(([value, unit, label, bad]) =>
    `<div class="tile${bad ? " bad" : ""}"><b>${value}<small>${unit}</small></b>`
    + `<span>${label}</span></div>`).join("");
  const seen = Object.keys(DRIVERS).filter(key => driverRuns.some(run => run[0] === key));
  byID("legend").innerHTML = seen.map(key => {
    const style = DRIVERS[key][2] === "" ? "" : key === "heldPlan" ? "dash" : "dots";
    return `<span class="${style}" title="${DRIVERS[key][1]}">`
      + `<i style="border-color:${colour(key)}"></i>${DRIVERS[key][0]}</span>`;
  }).join("");
}

const points = list => list.map(p => p[0].toFixed(1) + "," + p[1].toFixed(1)).join(" ");
const line = (list, extra) => `<polyline fill="none" points="${points(list)}" ${extra}/>`;
/// The part of the road near the driven path, as indices of its points.
const stretch = (() => {
  if (!road || !ticks.length) return [0, 0];
  const nearest = tick => {
    let best = 0, distance = Infinity;
    road.points.forEach((p, i) => {
      const d = (p[0] - tick.x) ** 2 + (p[1] - tick.y) ** 2;
      if (d < distance) { distance = d; best = i; }
    });
    return best;
  };
  const first = nearest(ticks[0]), last = nearest(ticks[ticks.length - 1]);
  return [Math.max(0, Math.min(first, last) - 15),
    Math.min(road.points.length - 1, Math.max(first, last) + 25)];
})();
/// The path driven between two times, as runs of one driver: [driver, [[x, y], ...]].
function pathRuns(from, to) {
  const result = [];
  for (const tick of ticks) {
    if (tick.t < from || tick.t > to) continue;
    const last = result[result.length - 1];
    if (last && last[0] === tick.driver) last[1].push([tick.x, tick.y]);
    else {
      if (last) last[1].push([tick.x, tick.y]);
      result.push([tick.driver, [[tick.x, tick.y]]]);
    }
  }
  return result;
}
let mapView = null;
/// Draws the map once: turned so that the drive lies flat, everything but the car.
function map() {
  if (!road || !ticks.length) return;
  const svg = byID("map"), width = svg.clientWidth || 1100, margin = 46, sky = 26;
  const near = road.points.slice(stretch[0], stretch[1] + 1);
  const mean = [0, 1].map(k => near.reduce((sum, p) => sum + p[k], 0) / near.length);
  let xx = 0, yy = 0, xy = 0;
  for (const p of near) {
    const dx = p[0] - mean[0], dy = p[1] - mean[1];
    xx += dx * dx; yy += dy * dy; xy += dx * dy;
  }
  let angle = -0.5 * Math.atan2(2 * xy, xx - yy);
  const a = near[0], b = near[near.length - 1];
  if ((b[0] - a[0]) * Math.cos(angle) - (b[1] - a[1]) * Math.sin(angle) < 0) angle += Math.PI;
  const turn = (x, y) => [
    (x - mean[0]) * Math.cos(angle) - (y - mean[1]) * Math.sin(angle),
    -((x - mean[0]) * Math.sin(angle) + (y - mean[1]) * Math.cos(angle))];
  const turned = near.map(p => turn(p[0], p[1]));
  const xs = turned.map(p => p[0]), ys = turned.map(p => p[1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((width - 2 * margin) / Math.max(right - left, 1), 4,
    420 / Math.max(bottom - top, 1));
  const height = (bottom - top) * scale + 2 * margin + sky + 34;
  const place = (x, y) => {
    const p = turn(x, y);
    return [(p[0] - (left + right) / 2) * scale + width / 2,
      (p[1] - top) * scale + margin + sky];
  };
  mapView = { svg, place };
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const middle = near.map(p => place(p[0], p[1]));
  // Drawn wider than it is, or a road of a kilometre would be a hair.
  const wide = Math.max(13, road.lanes * road.laneWidth * scale);
  let out = line(middle, `stroke="var(--road)" stroke-width="${wide + 3}" opacity=".22"
    stroke-linecap="round" stroke-linejoin="round"`);
  out += line(middle, `stroke="var(--road)" stroke-width="${wide}" opacity=".28"
    stroke-linecap="round" stroke-linejoin="round"`);
  for (const actor of actors) {
    const isNear = near.some(p => Math.hypot(p[0] - actor.x, p[1] - actor.y) < 25);
    if (isNear) out += mapMark(actor, place(actor.x, actor.y));
  }
  for (const [driver, path] of pathRuns(0, end)) {
    out += line(path.map(p => place(p[0], p[1])), `stroke="${colour(driver)}" stroke-width="4"
      stroke-linejoin="round" stroke-dasharray="${DRIVERS[driver][2]}"
      ${driver === "localPolicy" ? 'stroke-linecap="round"' : ""}`);
  }
  // Flags that would cover each other stand higher or lower.
  const flags = [];
  const flag = (t, text, up, fill) => {
    const tick = latest(ticks, t) || ticks[0];
    const p = place(tick.x, tick.y), side = up ? -1 : 1;
    let y = p[1] + (up ? -30 : 34);
    const covers = f => Math.abs(f[0] - p[0]) < 125 && Math.abs(f[1] - y) < 15;
    while (flags.some(covers)) y += 15 * side;
    flags.push([p[0], y]);
    const anchor = p[0] < 90 ? "start" : p[0] > width - 90 ? "end" : "middle";
    return `<line x1="${p[0]}" y1="${p[1]}" x2="${p[0]}" y2="${y + (up ? 4 : -13)}"
      stroke="${fill}" stroke-width="1.5"/><circle cx="${p[0]}" cy="${p[1]}" r="4.5"
      fill="var(--card)" stroke="${fill}" stroke-width="2"/>
      <text x="${p[0]}" y="${y}" text-anchor="${anchor}" style="fill:${fill};font-weight:600">
      ${text}</text>`;
  };
  out += flag(0, "start", false, "var(--soft)") + flag(end, "end", false, "var(--soft)");
  for (const [from, to] of cuts) {
    out += flag(from, `link cut at ${fixed(from, 1)} s`, true, "var(--alert)");
    if (to < end) out += flag(to, `link back at ${fixed(to, 1)} s`, false, "var(--ink)");
  }
  for (const tick of crashes) out += flag(tick.t, `collision at ${fixed(tick.t, 1)} s`, true,
    "var(--alert)");
  out += `<line x1="${margin}" x2="${margin + 50 * scale}" y1="${height - 12}"
    y2="${height - 12}" stroke="var(--soft)" stroke-width="2"/>
    <text x="${margin + 50 * scale + 8}" y="${height - 8}">50 m</text>
    <g id="here"><circle r="9" fill="var(--ink)" opacity=".18"/><circle r="5"
    fill="var(--ink)" stroke="var(--card)" stroke-width="2"/></g>`;
  svg.innerHTML = out;
}
function mapMark(actor, p) {
  const at = `transform="translate(${p[0].toFixed(1)} ${p[1].toFixed(1)})"`;
  const name = `<title>${escapeText(actor.type)}</title>`;
  if (actor.type === "pedestrian")
    return `<circle ${at} r="2.6" fill="var(--actor)" opacity=".75">${name}</circle>`;
  if (actor.type === "cone" || actor.type === "barrier")
    return `<path ${at} d="M0-3.6L3.4 2.8H-3.4z" fill="var(--actor)" opacity=".6">${name}</path>`;
  return `<rect ${at} x="-3.6" y="-2.2" width="7.2" height="4.4" rx="1" fill="var(--actor)"
    opacity=".55">${name}</rect>`;
}

/// Draws the surroundings of the car at `t`, seen from above, the car's heading upwards.
function scene(t) {
  const tick = latest(ticks, t) || ticks[0];
  if (!tick) return;
  const width = 640, height = 400, scale = 8.2, carX = 320, carY = 318;
  const [c, s] = [Math.cos(tick.heading), Math.sin(tick.heading)];
  const place = (x, y) => {
    const dx = x - tick.x, dy = y - tick.y;
    return [carX + (s * dx - c * dy) * scale, carY - (c * dx + s * dy) * scale];
  };
  let out = road ? sceneRoad(place, scale, tick) : "";
  for (const [driver, path] of pathRuns(t - 8, t)) {
    out += line(path.map(p => place(p[0], p[1])), `stroke="${colour(driver)}" stroke-width="5"
      stroke-linejoin="round" opacity=".85" stroke-dasharray="${DRIVERS[driver][2]}"`);
  }
  const moved = latest(moves, t), now = new Map((moved?.poses || []).map(p => [p[0], p]));
  for (const actor of actors) {
    const pose = now.get(actor.id) || [actor.id, actor.x, actor.y, actor.heading];
    const p = place(pose[1], pose[2]);
    if (p[0] < -60 || p[0] > width + 60 || p[1] < -60 || p[1] > height + 60) continue;
    out += sceneActor(actor, p, tick.heading - pose[3], scale);
  }
  out += scenePlan(tick, place);
  out += sceneCar(carX, carY, scale, tick);
  const svg = byID("scene");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.innerHTML = out;
}
function sceneRoad(place, scale, tick) {
  const near = road.points.filter(p => Math.hypot(p[0] - tick.x, p[1] - tick.y) < 90);
  const half = road.lanes * road.laneWidth / 2;
  const middle = near.map(p => place(p[0], p[1]));
  const shifted = d => near.map(p => place(p[0] - d * Math.sin(p[2]), p[1] + d * Math.cos(p[2])));
  let out = line(middle, `stroke="var(--road)" opacity=".55"
    stroke-width="${2 * (half + road.shoulder) * scale}"`);
  out += line(middle, `stroke="var(--road)" stroke-width="${2 * half * scale}"`);
  for (const side of [-half, half])
    out += line(shifted(side), 'stroke="var(--mark)" stroke-width="2"');
  for (let lane = 1; lane < road.lanes; lane++)
    out += line(shifted(-half + lane * road.laneWidth),
      'stroke="var(--mark)" stroke-width="1.6" stroke-dasharray="24 33" opacity=".8"');
  return out;
}
function sceneActor(actor, p, angle, scale) {
  const degrees = angle * 180 / Math.PI;
  const [l, w] = [Math.max(actor.length, 0.7) * scale, Math.max(actor.width, 0.7) * scale];
  const round = actor.type === "pedestrian" || actor.type === "cone";
  const fill = actor.type === "cone" || actor.type === "barrier"
    ? "var(--localPolicy)" : "var(--actor)";
  const shape = round ? `<circle r="${w / 2 + 1}" fill="${fill}"/>`
    : `<rect x="${-w / 2}" y="${-l / 2}" width="${w}" height="${l}" rx="3" fill="${fill}"/>`;
  return `<g transform="translate(${p[0].toFixed(1)} ${p[1].toFixed(1)})
    rotate(${degrees.toFixed(1)})"><title>${escapeText(actor.type)}</title>${shape}</g>`;
}
/// The plan of the cloud, where it is what drives.
function scenePlan(tick, place) {
  if (tick.driver !== "cloudPlan" && tick.driver !== "heldPlan") return "";
  const plan = latest(plans, tick.t);
  const from = plan && latest(ticks, plan.captureT);
  if (!from || !plan.path) return "";
  const [c, s] = [Math.cos(from.heading), Math.sin(from.heading)];
  const path = [[0, 0], ...plan.path].map(p =>
    place(from.x + c * p[0] - s * p[1], from.y + s * p[0] + c * p[1]));
  return line(path, 'stroke="var(--card)" stroke-width="7" opacity=".7" stroke-linecap="round"')
    + line(path, `stroke="${colour(tick.driver)}" stroke-width="3.5" stroke-linecap="round"`)
    + path.slice(1).map(p => `<circle cx="${p[0].toFixed(1)}" cy="${p[1].toFixed(1)}" r="4"
      fill="var(--card)" stroke="${colour(tick.driver)}" stroke-width="2"/>`).join("");
}
function sceneCar(x, y, scale, tick) {
  const [w, l] = [1.8 * scale, 4.2 * scale];
  return `<g transform="translate(${x} ${y})"><rect x="${-w / 2}" y="${-3.3 * scale}"
    width="${w}" height="${l}" rx="5" fill="${colour(tick.driver)}" stroke="var(--card)"
    stroke-width="2"/><rect x="${-w / 2 + 2.5}" y="${-2.2 * scale}" width="${w - 5}"
    height="${0.9 * scale}" rx="2" fill="var(--card)" opacity=".8"/></g>`;
}
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
const stateName = text => STATES.find(state => text.toLowerCase().includes(state)) || text
  .replace("minimalRiskManoeuvre", "manoeuvre").replace("minimalRiskCondition", "condition");
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
  plot("Bytes per frame", "latent and state as sent", 112, 0, high, [0, high / 2, high],
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
let now = 0, playing = null;
function reads(t) {
  const tick = latest(ticks, t) || {}, latent = latest(latents, t), plan = latest(plans, t);
  const driver = DRIVERS[tick.driver] || ["–"];
  const rows = [
    [driver[0], "who drives", colour(tick.driver)],
    [fixed(tick.speed, 1) + " m/s", "speed"],
    [milliseconds(tick.ageMs), "plan age"],
    [fixed(latent?.bytes, 0) + " B", "last frame"],
    [milliseconds(plan?.latencyMs), "last latency"],
    [tick.link ? "up" : "down", "link", tick.link ? null : "var(--alert)"],
  ];
  byID("reads").innerHTML = rows.map(([value, label, tint]) =>
    `<div style="${tint ? `border-color:${tint}` : ""}"><b>${value}</b>`
    + `<span>${label}</span></div>`).join("");
}
/// Shows the moment `t` everywhere.
function setTime(t) {
  now = Math.min(Math.max(t, 0), end);
  byID("slider").value = now;
  byID("clock").textContent = fixed(now, 1) + " s";
  for (const move of cursors) move(now);
  const tick = latest(ticks, now) || ticks[0];
  if (mapView && tick) {
    const p = mapView.place(tick.x, tick.y);
    byID("here").setAttribute("transform", `translate(${p[0]} ${p[1]})`);
  }
  scene(now);
  reads(now);
  const frame = latest(frames, now) || frames[0];
  const camera = byID("camera");
  if (frame && camera.dataset.file !== frame.file) {
    camera.dataset.file = frame.file;
    camera.src = PICTURES[frame.file];
    camera.alt = `What the camera saw at ${fixed(frame.t, 1)} s`;
  }
}
function band() {
  const svg = byID("band"), width = svg.clientWidth || 1000;
  svg.setAttribute("viewBox", `0 0 ${width} 18`);
  svg.setAttribute("preserveAspectRatio", "none");
  // The slider's thumb is 16 px wide, so its middle runs from 8 to width - 8.
  const x = t => 8 + (width - 16) * t / end;
  svg.innerHTML = driverRuns.map(([driver, from, to]) => `<rect x="${x(from)}" y="4" height="10"
    width="${Math.max(x(to) - x(from), 1)}" fill="${colour(driver)}"/>`).join("")
    + cuts.map(([from, to]) => `<rect x="${x(from)}" y="0" height="2.5"
      width="${Math.max(x(to) - x(from), 1)}" fill="var(--alert)"/>`).join("");
}
/// Twelve pictures: evenly spread, with the moments about a cut among them.
function strip() {
  const wanted = [];
  for (const [from, to] of cuts) wanted.push(from - 1, (from + to) / 2, to + 1, to + 4);
  const rest = 12 - wanted.length;
  for (let i = 0; i < rest; i++) wanted.push(0.5 + (end - 1) * i / Math.max(rest - 1, 1));
  const chosen = [];
  for (const t of wanted) {
    const frame = frames.reduce((a, b) => (!a || Math.abs(b.t - t) < Math.abs(a.t - t) ? b : a),
      null);
    if (frame && !chosen.includes(frame)) chosen.push(frame);
  }
  for (const frame of frames)
    if (chosen.length < 12 && !chosen.includes(frame)) chosen.push(frame);
  chosen.sort((a, b) => a.t - b.t);
  byID("strip").innerHTML = chosen.map(frame => {
    const driver = (latest(ticks, frame.t) || ticks[0])?.driver;
    return `<button type="button" data-t="${frame.t}"><img alt="Camera at ${fixed(frame.t, 1)} s"
      src="${PICTURES[frame.file]}" style="border-color:${colour(driver)}">
      <span><b>${fixed(frame.t, 1)} s</b>${(DRIVERS[driver] || [""])[0]}</span></button>`;
  }).join("");
  byID("strip").addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button) setTime(Number(button.dataset.t));
  });
}
function tables() {
  const label = text => STATE_LABELS[stateName(text)] || text;
  const rows = [
    ...transitions.map(e => [e.t, `${label(e.from)} → ${label(e.to)}`, CAUSES[e.cause] || e.cause,
      e.ageMs, "var(--ink)"]),
    ...crashes.map(e => [e.t, "collision", "", null, "var(--alert)"]),
    ...links.map(e => [e.t, e.event === "cut" ? "link cut" : "link healed", "by this demo", null,
      "var(--alert)"]),
    ...sessions.map(e => [e.t, "session " + e.event,
      e.reason || (e.epoch ? `epoch ${e.epoch}` : ""), null, "var(--soft)"]),
  ].sort((a, b) => a[0] - b[0]);
  byID("events").innerHTML = rows.slice(0, 200).map(([t, what, why, age, tint]) =>
    `<tr><td>${fixed(t, 2)} s</td><td><span class="dot" style="background:${tint}"></span>`
    + `${escapeText(what)}</td><td>${escapeText(why)}</td>`
    + `<td class="n">${age == null ? "" : milliseconds(age)}</td></tr>`).join("");
  const names = { answered: "answered in time", answeredLate: "answered late",
    superseded: "superseded by a newer one", rejected: "rejected", expired: "expired",
    lost: "lost with the link", skipped: "not sent: no link or no credit",
    inFlight: "still under way" };
  const fates = Object.entries(summary.fates || {}).filter(([key, n]) => n || key === "answered");
  const total = fates.reduce((sum, [, n]) => sum + n, 0);
  byID("fates").innerHTML = fates.map(([key, n]) =>
    `<tr><td>${names[key] || escapeText(key)}</td><td class="n">${n}</td></tr>`).join("")
    + `<tr><td><b>captures</b></td><td class="n"><b>${total}</b>`
    + (summary.captures == null || total === summary.captures ? "" : ` of ${summary.captures}`)
    + "</td></tr>";
  byID("drivers").innerHTML = Object.entries(summary.byDriverS || {}).filter(e => e[1] > 0)
    .map(([key, s]) => `<tr><td><span class="dot" style="background:${colour(key)}"></span>`
      + `${(DRIVERS[key] || [key])[0]}</td><td class="n">${fixed(s, 1)} s</td></tr>`).join("");
  byID("footer").textContent = `Bundle ${drive.bundle}. Control every ${drive.controlPeriodMs} ms, `
    + `pictures every ${drive.capturePeriodMs} ms. One file, nothing loaded from anywhere.`;
}
function draw() {
  byID("plots").textContent = "";
  cursors = [];
  map(); band();
  plotSpeed(); plotAge(); plotState(); plotLatency(); plotBytes(); plotAxis();
  setTime(now);
}
function play() {
  const button = byID("play");
  const stop = () => { playing = null; button.innerHTML = "&#9654;"; };
  if (playing) { cancelAnimationFrame(playing); return stop(); }
  button.innerHTML = "&#10074;&#10074;";
  let last = performance.now();
  if (now >= end) setTime(0);
  const step = at => {
    setTime(now + (at - last) / 1000 * 2);
    last = at;
    if (now >= end) return stop();
    playing = requestAnimationFrame(step);
  };
  playing = requestAnimationFrame(step);
}
byID("slider").max = end;
byID("slider").addEventListener("input", event => setTime(Number(event.target.value)));
byID("play").addEventListener("click", play);
let pending = null;
addEventListener("resize", () => { clearTimeout(pending); pending = setTimeout(draw, 120); });
now = cuts.length ? cuts[0][0] + 1.5 : end / 2;
header(); strip(); tables(); draw();
