// Batches: over time, by size, and each of one second; then everything is drawn.
const largest = Math.max(...detail.timeline.batchLimits);
function plotBatches() {
  const bins = detail.batches;
  if (!bins.length) return;
  plot("batches", {
    label: "Members of batches over time", height: 230, left: 40,
    x: { low: 0, high: REPORT.seconds, text: t => fixed(t, t % 1 ? 1 : 0) + " s" },
    y: { low: 0, high: largest * 1.05, text: mark => mark },
    draw: (X, Y, { top, bottom }) => {
      const at = bin => X(bin.seconds + 0.125);
      // No line is drawn over time without batches.
      const pieces = [];
      bins.forEach((bin, i) => {
        if (!i || bin.seconds - bins[i - 1].seconds > 0.3) pieces.push([]);
        pieces[pieces.length - 1].push(bin);
      });
      let out = pieces.map(piece => `<path d="${path([...piece.map(bin => [at(bin), Y(bin.p90)]),
        ...[...piece].reverse().map(bin => [at(bin), Y(bin.p10)])])}Z" fill="var(--cloudPlan)"
        opacity=".2"/><path d="${path(piece.map(bin => [at(bin), Y(bin.median)]))}" fill="none"
        stroke="var(--cloudPlan)" stroke-width="1.8" stroke-linejoin="round"/>`).join("");
      for (const event of events)
        out += `<line x1="${X(event.seconds)}" x2="${X(event.seconds)}" y1="${top}"
          y2="${bottom}" stroke="var(--alert)" opacity=".7"/>`;
      return out;
    },
    tell: t => {
      const bin = bins.find(bin => t >= bin.seconds && t < bin.seconds + 0.25);
      return bin ? { text: `${fixed(bin.seconds, 2)} s: ${bin.batches} batches of ${bin.median} `
        + `(${bin.p10} to ${bin.p90})` } : null;
    },
  });
}
function plotSizes() {
  const sizes = main.batchSizes, sum = sizes.reduce((a, b) => a + b, 0) || 1;
  const peak = Math.max(...sizes, 1) / sum;
  const low = 0.4, high = Math.max(largest, sizes.length) + 0.6;
  plot("sizes", {
    label: "Batches by members", height: 230, left: 46,
    x: { low, high, text: mark => mark,
      marks: [1, ...steps(0, high, 6).filter(mark => mark >= 2)] },
    y: { low: 0, high: peak * 1.1, text: mark => fixed(100 * mark, peak < 0.04 ? 1 : 0) + " %" },
    draw: (X, Y, { bottom }) => sizes.map((count, i) => {
      const wide = Math.max((X(i + 1.42) - X(i + 0.58)), 1);
      return count ? `<rect x="${X(i + 0.58)}" width="${wide}" y="${Y(count / sum)}"
        height="${bottom - Y(count / sum)}" fill="var(--cloudPlan)"/>` : "";
    }).join(""),
    tell: at => {
      const members = Math.round(at), count = sizes[members - 1] || 0;
      return { at: members, text: `${members} members: ${percent(count / sum)}, `
        + `${grouped(count)} batches` };
    },
  });
}
function timeline() {
  const { fromSeconds, untilSeconds, workers, bars, batchLimits } = detail.timeline;
  byID("timeline-title").textContent = `${fixed(fromSeconds, 2)} s to ${fixed(untilSeconds, 2)} s`
    + (main.cells > 1 ? " of the first cell" : " of the cell");
  const models = REPORT.models.length > 1 ? REPORT.models : [];
  byID("timeline-legend").innerHTML = models.map((name, i) => `<span class="box"><i style="
    background:${modelColour(i)}"></i>${escapeText(name)}</span>`).join("")
    + (bars.some(bar => bar.isLost) ? `<span class="box"><i style="background:var(--alert)"></i>
      lost with its worker</span>` : "");
  const width = Math.max(byID("timeline").clientWidth, 720), left = 40, row = 26, gap = 5;
  const height = workers.length * row + 30, end = width - 8;
  const X = t => left + (end - left) * (t - fromSeconds) / (untilSeconds - fromSeconds);
  let out = `<defs><clipPath id="second"><rect x="${left}" y="0" width="${end - left}"
    height="${height}"/></clipPath></defs>`;
  workers.forEach((worker, i) => {
    out += `<text x="${left - 9}" y="${i * row + 16}" text-anchor="end">${worker}</text>
      <rect x="${left}" width="${end - left}" y="${i * row}" height="${row - gap}" rx="3"
      fill="var(--grid)" opacity=".55"/>`;
  });
  for (let i = 0; i <= 10; i++) {
    const t = fromSeconds + i / 10;
    out += `<line x1="${X(t)}" x2="${X(t)}" y1="0" y2="${height - 26}" stroke="var(--line)"
      opacity=".7"/><text x="${X(t)}" y="${height - 8}"
      text-anchor="${i === 10 ? "end" : "middle"}">
      ${fixed(t, 2)} s</text>`;
  }
  out += `<g clip-path="url(#second)">`;
  for (const bar of bars) {
    const from = X(bar.begin) + 0.5, wide = Math.max(X(bar.end) - X(bar.begin) - 1, 1.5);
    const colour = bar.isLost ? "var(--alert)" : modelColour(bar.model), y = bar.worker * row;
    const part = (row - gap) * Math.min(bar.members / batchLimits[bar.model], 1);
    const label = Math.min(Math.max(from, left), end) + (Math.min(from + wide, end)
      - Math.max(from, left)) / 2;
    out += `<g><title>worker ${workers[bar.worker]}: ${bar.members} of
      ${batchLimits[bar.model]} members, ${escapeText(REPORT.models[bar.model])}, ${fixed(1000
      * (bar.end - bar.begin), 1)} ms from ${fixed(bar.begin, 3)} s${bar.isLost ? ", lost" : ""}
      </title><rect x="${from}" width="${wide}" y="${y}" height="${row - gap}" rx="2"
      fill="${colour}" opacity=".22"/><rect x="${from}" width="${wide}"
      y="${y + row - gap - part}" height="${part}" rx="2" fill="${colour}" opacity=".55"/>`;
    if (wide > 15)
      out += `<text class="members" x="${label}" y="${y + 14.5}" text-anchor="middle">
        ${bar.members}</text>`;
    out += "</g>";
  }
  out += "</g>";
  for (const event of events)
    if (event.seconds >= fromSeconds && event.seconds <= untilSeconds)
      out += `<line x1="${X(event.seconds)}" x2="${X(event.seconds)}" y1="0" y2="${height - 26}"
        stroke="var(--alert)" stroke-width="1.6"><title>${escapeText(event.words)}</title></line>`;
  byID("timeline").innerHTML = `<svg viewBox="0 0 ${width} ${height}" height="${height}" role="img"
    aria-label="Workers as rows, batches as boxes, over one second">${out}</svg>`;
}
function drawAll() {
  plotPlan();
  plotSweep();
  plotGoodput();
  timeline();
  plotAges();
  plotBatches();
  plotSizes();
}
header();
fates();
tables();
drawAll();
let drawnWidth = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === drawnWidth) return;
  drawnWidth = innerWidth;
  drawAll();
});
