"use strict";
// Each timeline has a cursor: the pointer moves it, the arrow keys do, and so does a line below.
const LEFT = 64, RIGHT = 890;
const one = (value, digits) => value.toFixed(digits);
function words(story, [t, state, driver, speed, cap, age, budget]) {
  const parts = [`<b>${one(t, 2)} s</b>`, `state <b>${story.states[state]}</b>`,
    `driver <b>${story.drivers[driver]}</b>`,
    `<b class="speed">${one(speed, 1)} m/s</b>`
      + (cap == null ? "" : ` of at most <b class="cap">${one(cap, 1)}</b>`),
    age == null ? "no plan of the cloud" : `plan <b class="age">${one(1000 * age, 0)} ms</b> old`,
    `<b class="budget">${one(budget, 1)} s</b> left without the cloud`];
  return parts.join(" · ");
}
for (const section of document.querySelectorAll("section")) {
  const picture = section.querySelector("svg"), now = section.querySelector(".now");
  const cursor = section.querySelector(".cursor");
  const story = JSON.parse(section.querySelector("script").textContent);
  const lines = [...section.querySelectorAll("li")];
  const last = story.moments.length - 1;
  let place = 0;
  function go(index) {
    place = Math.min(Math.max(index, 0), last);
    const moment = story.moments[place];
    const x = LEFT + (RIGHT - LEFT) * moment[0] / story.duration;
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    cursor.style.visibility = "visible";
    now.innerHTML = words(story, moment);
    const here = lines.filter(line => parseFloat(line.textContent) <= moment[0] + 1e-6).pop();
    for (const line of lines) line.classList.toggle("is-here", line === here);
  }
  // The first moment at or after `seconds`: what a line tells of is over by then.
  const at = seconds => {
    const found = story.moments.findIndex(moment => moment[0] >= seconds - 1e-6);
    return found < 0 ? last : found;
  };
  function point(event) {
    const box = picture.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * 900;
    go(at((x - LEFT) / (RIGHT - LEFT) * story.duration));
  }
  picture.addEventListener("pointermove", point);
  picture.addEventListener("pointerdown", point);
  picture.addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (event.key === "Home") go(0);
    else if (event.key === "End") go(last);
    else if (step) go(place + step);
    else return;
    event.preventDefault();
  });
  for (const line of lines)
    line.firstElementChild.addEventListener("click", () => go(at(parseFloat(line.textContent))));
}
