/* Maps on the screen: zoom and pan by wheel, touch, buttons and keys; what a mark is; the same
   kilometre shown on map and profile. Without it the maps still read. */
"use strict";
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const language = document.documentElement.lang || "en";
  const number = (value, digits) => value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const MOST = 12;

  /* ---- what a mark is ---- */

  const tipOf = (pane) => {
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "status");
    pane.append(tip);
    const show = (words, x, y) => {
      tip.textContent = words;
      const room = pane.clientWidth - tip.offsetWidth - 4;
      tip.style.left = `${Math.max(4, Math.min(x + 12, room))}px`;
      tip.style.top = `${y + tip.offsetHeight + 18 > pane.clientHeight ? y - tip.offsetHeight - 8 : y + 12}px`;
    };
    return { show, hide: () => { tip.textContent = ""; } };
  };
  const within = (pane, event) => {
    const box = pane.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const tell = (pane, tip) => {
    pane.querySelectorAll(".mark").forEach((mark) => {
      const words = mark.getAttribute("aria-label");
      const at = () => {
        const box = mark.getBoundingClientRect(), frame = pane.getBoundingClientRect();
        return [box.left + box.width / 2 - frame.left, box.top + box.height / 2 - frame.top];
      };
      mark.addEventListener("pointerenter", () => tip.show(words, ...at()));
      mark.addEventListener("pointerleave", tip.hide);
      mark.addEventListener("focus", () => tip.show(words, ...at()));
      mark.addEventListener("blur", tip.hide);
    });
  };

  /* ---- zoom and pan: a window on the drawing ---- */

  const movable = (pane, svg) => {
    const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
    const whole = { x: 0, y: 0, k: 1 };
    let view = { ...whole };
    const clamp = (value, most) => Math.min(Math.max(value, 0), most);
    const show = () => {
      view.k = Math.min(Math.max(view.k, 1), MOST);
      view.x = clamp(view.x, wide - wide / view.k);
      view.y = clamp(view.y, high - high / view.k);
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${wide / view.k} ${high / view.k}`);
      pane.classList.toggle("near", view.k > 1);
    };
    const zoom = (factor, px, py) => { /* px, py: share of the pane that stays where it is */
      const k = Math.min(Math.max(view.k * factor, 1), MOST);
      view.x += wide * px * (1 / view.k - 1 / k);
      view.y += high * py * (1 / view.k - 1 / k);
      view.k = k;
      show();
    };
    const pan = (dx, dy) => { view.x += dx * (wide / view.k); view.y += dy * (high / view.k); show(); };
    const share = (event) => {
      const box = pane.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };
    pane.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && view.k === 1 && event.deltaY > 0) return; /* the page scrolls on */
      if (!event.ctrlKey && !event.shiftKey && view.k === 1 && document.activeElement !== pane) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 300), ...share(event));
    }, { passive: false });
    const fingers = new Map();
    let spread = 0;
    const gap = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY); };
    const middle = () => { const [a, b] = [...fingers.values()]; return { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 }; };
    pane.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, event);
      if (fingers.size === 2) { spread = gap(); pane.classList.add("near"); }
      if (view.k > 1) pane.setPointerCapture(event.pointerId);
    });
    pane.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      fingers.set(event.pointerId, event);
      const box = pane.getBoundingClientRect();
      if (fingers.size === 2) {
        const now = gap();
        if (spread > 0) zoom(now / spread, ...share(middle()));
        spread = now;
      } else if (view.k > 1) {
        pan((before.clientX - event.clientX) / box.width, (before.clientY - event.clientY) / box.height);
      }
    });
    ["pointerup", "pointercancel", "pointerleave"].forEach((name) =>
      pane.addEventListener(name, (event) => { fingers.delete(event.pointerId); spread = 0; }));
    pane.addEventListener("dblclick", (event) => zoom(2, ...share(event)));
    pane.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, -0.15], ArrowDown: [0, 0.15] };
      if (event.key === "+" || event.key === "=") zoom(1.5, 0.5, 0.5);
      else if (event.key === "-") zoom(1 / 1.5, 0.5, 0.5);
      else if (event.key === "0" || event.key === "Escape") { view = { ...whole }; show(); }
      else if (moves[event.key] && view.k > 1) pan(...moves[event.key]);
      else return;
      event.preventDefault();
    });
    const bar = document.createElement("div");
    bar.className = "zoom";
    [["+", 1.5], ["\u2212", 1 / 1.5], ["\u2922", 0]].forEach(([sign, factor]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", sign);
      button.addEventListener("click", () => {
        if (factor) zoom(factor, 0.5, 0.5);
        else { view = { ...whole }; show(); }
      });
      bar.append(button);
    });
    pane.before(bar); /* over the map it would hide what lies in its corner */
    pane.classList.add("moves");
  };

  /* ---- the same kilometre on map and profile ---- */

  const dot = (svg) => {
    const group = document.createElementNS(NS, "g");
    group.setAttribute("class", "here");
    group.setAttribute("visibility", "hidden");
    group.setAttribute("pointer-events", "none");
    const add = (name, attributes) => {
      const made = document.createElementNS(NS, name);
      Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
      group.append(made);
      return made;
    };
    svg.append(group);
    return { group, add };
  };
  const link = (map, strip) => {
    const road = (map.dataset.road || "").split(" ").map((one) => one === "-" ? null : one.split(",").map(Number));
    const heights = (strip.dataset.heights || "").split(" ").map((one) => one === "-" ? null : Number(one));
    if (road.length < 2 || !strip.dataset.strip) return;
    const [left, right, length] = strip.dataset.strip.split(" ").map(Number);
    const high = Number(strip.getAttribute("viewBox").split(" ")[3]);
    const there = dot(map);
    there.add("circle", { r: 7, fill: "#fff", stroke: "#1b1b1b", "stroke-width": 2 });
    there.add("circle", { r: 2.6, fill: "#b8122b" });
    const here = dot(strip);
    here.add("path", { d: `M0 8V${high - 24}`, stroke: "#1b1b1b", "stroke-width": 1 });
    const label = here.add("text", { y: 18, "font-size": 11, "font-weight": 600, fill: "#1b1b1b", stroke: "#fff", "stroke-width": 3, "paint-order": "stroke" });
    let now = 0;
    const show = (km) => {
      now = Math.min(Math.max(km, 0), length);
      const place = Math.round(now / length * (road.length - 1));
      const at = road[place];
      there.group.setAttribute("visibility", at ? "visible" : "hidden");
      if (at) there.group.setAttribute("transform", `translate(${at[0]} ${at[1]})`);
      const x = left + now / length * (right - left);
      here.group.setAttribute("visibility", "visible");
      here.group.setAttribute("transform", `translate(${x} 0)`);
      const end = x > (left + right) / 2;
      label.setAttribute("text-anchor", end ? "end" : "start");
      label.setAttribute("x", end ? -5 : 5);
      const metres = heights[place];
      label.textContent = `${number(now, 1)}\u202fkm` + (metres === null ? "" : `, ${number(metres, 0)}\u202fm`);
    };
    const hide = () => [there, here].forEach((one) => one.group.setAttribute("visibility", "hidden"));
    const place = (svg, event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    strip.addEventListener("pointermove", (event) => show((place(strip, event).x - left) / (right - left) * length));
    strip.addEventListener("pointerleave", hide);
    const reach = 24;
    map.addEventListener("pointermove", (event) => {
      const { x, y } = place(map, event);
      const away = road.map((at) => at ? Math.hypot(at[0] - x, at[1] - y) : Infinity);
      const nearest = away.indexOf(Math.min(...away));
      if (away[nearest] < reach) show(nearest / (road.length - 1) * length);
      else hide();
    });
    map.addEventListener("pointerleave", hide);
    strip.parentElement.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: 10, PageUp: -10 }[event.key];
      if (!step) return;
      event.preventDefault();
      show(now + step * Math.max(length / 200, 0.1));
    });
    strip.parentElement.addEventListener("blur", hide);
  };

  document.querySelectorAll("figure.map .pane").forEach((pane) => {
    const svg = pane.querySelector("svg");
    tell(pane, tipOf(pane));
    if (!pane.parentElement.classList.contains("strip") && !svg.dataset.strip) movable(pane, svg);
  });
  const strips = [...document.querySelectorAll("figure.map svg[data-strip]")];
  document.querySelectorAll("figure.map svg[data-road]").forEach((map) => {
    const near = map.closest(".linked");
    const alike = (one) => !one.closest(".phones") === !map.closest(".phones");
    const strip = near ? near.querySelector("svg[data-strip]") : strips.find(alike);
    if (strip) link(map, strip);
  });
})();
