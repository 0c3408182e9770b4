// The drive as a whole: its heading and numbers, its pictures, its tables.
/// What the log shows of a cut, in words; only what really happened.
function story() {
  if (!cuts.length) return "";
  const [from, to] = cuts[0];
  const drove = key => driverRuns.filter(run => run[0] === key && run[2] > from);
  const local = drove("localPolicy")[0];
  const back = drove("cloudPlan").find(run => run[1] >= (local?.[2] ?? to));
  // A stop after the cloud's return has another cause: the end of the drive, for one.
  if (drove("stopping").some(run => !back || run[1] < back[1])) {
    return "When the link went, the car came to a stop by itself. ";
  }
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
    [fixed(summary.frameBytesMean, 0), "B", "per frame sent, header and all; the raw picture has "
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
  const causes = key => Object.entries(summary.fateCauses || {})
    .filter(([name, n]) => n && name.startsWith(key + ":"))
    .map(([name, n]) => [name.slice(key.length + 1), n])
    .map(([name, n]) => `<tr><td>&nbsp;&nbsp;${escapeText(FATE_CAUSES[name] || name)}</td>`
      + `<td class="n">(${n})</td></tr>`).join("");
  byID("fates").innerHTML = fates.map(([key, n]) =>
    `<tr><td>${names[key] || escapeText(key)}</td><td class="n">${n}</td></tr>`
    + causes(key)).join("")
    + `<tr><td><b>captures</b></td><td class="n"><b>${total}</b>`
    + (summary.captures == null || total === summary.captures ? "" : ` of ${summary.captures}`)
    + "</td></tr>";
  byID("drivers").innerHTML = Object.entries(summary.byDriverS || {}).filter(e => e[1] > 0)
    .map(([key, s]) => `<tr><td><span class="dot" style="background:${colour(key)}"></span>`
      + `${(DRIVERS[key] || [key])[0]}</td><td class="n">${fixed(s, 1)} s</td></tr>`).join("");
  byID("footer").textContent = `Bundle ${drive.bundle}. Control every ${drive.controlPeriodMs} ms, `
    + `pictures every ${drive.capturePeriodMs} ms. One file, nothing loaded from anywhere.`;
}
