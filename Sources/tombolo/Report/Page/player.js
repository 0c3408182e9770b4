// The moment shown: the slider, the running clock, and everything that follows them.
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
