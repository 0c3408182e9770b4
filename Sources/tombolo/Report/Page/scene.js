// What is around the car at one moment.
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
