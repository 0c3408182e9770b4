// Where the drive went: the whole of it on one map.
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
