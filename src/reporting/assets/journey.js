/* The journey on screen: filters choose among the encounters of the map and the timeline. Without
   it both still lead to every encounter. */
"use strict";
(() => {
  const explorer = document.querySelector("#explorer");
  const choices = explorer && explorer.querySelector(".choices");
  if (!choices) return;

  const days = [...explorer.querySelectorAll(".timeline > li")];
  const people = [...explorer.querySelectorAll(".timeline ul li")];
  const spots = [...explorer.querySelectorAll("[data-spot]")].filter((one) => !people.includes(one));
  const count = choices.querySelector(".count");
  const chosen = (name) => {
    const field = choices.elements.namedItem(name);
    return field ? field.value : "";
  };

  const fits = (one) =>
    (!chosen("theme") || one.dataset.theme === chosen("theme")) &&
    (!chosen("subject") || one.dataset.subjects.split(";").includes(chosen("subject"))) &&
    (!chosen("country") || one.dataset.country === chosen("country")) &&
    (!chosen("leg") || one.dataset.leg === chosen("leg"));

  const filter = () => {
    const shown = people.filter(fits);
    people.forEach((one) => one.classList.toggle("off", !shown.includes(one)));
    const where = new Set(shown.map((one) => one.dataset.spot));
    spots.forEach((one) => one.classList.toggle("off", !where.has(one.dataset.spot)));
    days.forEach((day) => day.classList.toggle("bare", !day.querySelector("ul li:not(.off)")));
    leadTo(shown);
    count.textContent = count.dataset.words.replace("%1", shown.length).replace("%2", people.length);
  };

  /* A place on the map leads to the first encounter there that the filters leave. */
  const leadTo = (shown) => {
    explorer.querySelectorAll(".pins li").forEach((pin) => {
      const first = shown.find((one) => one.dataset.spot === pin.dataset.spot);
      if (first) pin.querySelector("a").hash = first.querySelector("a").hash;
    });
  };

  choices.hidden = false;
  choices.addEventListener("change", filter);
  choices.addEventListener("submit", (event) => event.preventDefault());
  choices.addEventListener("reset", () => setTimeout(filter));
  filter();
})();
