"use strict";
// The drive as the log tells it: its lines by kind, the words for them, and how values are written.
const LOG = JSON.parse(document.getElementById("log").textContent);
const PICTURES = JSON.parse(document.getElementById("pictures").textContent);
const of = kind => LOG.filter(line => line.kind === kind);
const drive = of("drive")[0], summary = of("summary")[0] || {}, road = of("road")[0];
const ticks = of("tick"), plans = of("plan"), links = of("link");
// What was really sent; logs of before told only of what the encoder made.
const latents = of("sent").length ? of("sent") : of("latent");
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
  localPolicyLate: "the local policy was late", localPolicyUnhealthy: "head or local policy failed",
  sensorsUnsound: "odometry was unsound", disarmed: "disarmed", pathLost: "no path left",
  pathEnded: "the path ended", stopLate: "the stop took too long",
  standstill: "the car stands", operatorReleased: "released by an operator",
  automaticallyReleased: "released itself, as configured",
  emergencyStop: "emergency stop", localReset: "reset at the car",
  cameraStalled: "the camera gave no picture", cameraRepeats: "the camera froze",
  cameraTimeJumps: "the camera's clock jumped",
  cameraMisshapen: "the camera's pictures had the wrong shape",
  actuatorsRefuse: "the actuators refused",
};
// Why captures were rejected or lost, as far as a name does not say it.
const FATE_CAUSES = {
  "outcome:noWorker": "no worker served this bundle",
  "outcome:noCredit": "too many were under way",
  "outcome:queueFull": "the coordinator's queue was full",
  "outcome:draining": "the coordinator or the worker was ending",
  "outcome:workerLost": "its worker fell silent",
  "outcome:workerFailed": "its worker could not run it",
  "outcome:missingReference": "what it was predicted from was not held",
  "outcome:shed": "shed: too much was asked for, others made more of the time",
  noSession: "no session", sessionLost: "the session ended", unanswered: "nothing came back",
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
const stateName = text => STATES.find(state => text.toLowerCase().includes(state)) || text
  .replace("minimalRiskManoeuvre", "manoeuvre").replace("minimalRiskCondition", "condition");
/// A path of points as an SVG line.
const points = list => list.map(p => p[0].toFixed(1) + "," + p[1].toFixed(1)).join(" ");
const line = (list, extra) => `<polyline fill="none" points="${points(list)}" ${extra}/>`;
