/* What a report does on screen: draws its charts as they come near, sorts and filters its tables,
   marks the chapter being read. Without it the page still reads. */
"use strict";
(() => {
  const language = document.documentElement.lang || "en";
  const words = JSON.parse(document.getElementById("words").textContent);
  const say = (name, fields = {}) =>
    Object.entries(fields).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), words[name]);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  /* ---- charts ---- */

  /* A colour of a figure, as the style sheet wants it now: --plot-1b1b1b stands in for #1b1b1b. */
  const themed = (styles, value) => {
    if (typeof value === "string") {
      const hex = /^#([0-9a-f]{6})$/i.exec(value);
      const named = hex && styles.getPropertyValue(`--plot-${hex[1].toLowerCase()}`).trim();
      return named || value;
    }
    if (Array.isArray(value)) return value.map((one) => themed(styles, one));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, themed(styles, one)]));
    }
    return value;
  };

  const layoutFor = (styles, layout) => {
    const made = themed(styles, layout);
    made.autosize = true;
    delete made.width;
    made.paper_bgcolor = "rgba(0,0,0,0)";
    made.modebar = {
      bgcolor: "rgba(0,0,0,0)",
      color: styles.getPropertyValue("--slate-light").trim(),
      activecolor: styles.getPropertyValue("--ink").trim(),
      ...made.modebar,
    };
    if (still.matches) delete made.transition;
    if (!made.hoverlabel) {
      made.hoverlabel = {
        bgcolor: styles.getPropertyValue("--paper").trim(),
        bordercolor: styles.getPropertyValue("--hairline").trim(),
        font: { color: styles.getPropertyValue("--ink").trim() },
      };
    }
    return made;
  };

  /* A drawing of fixed size, a map, keeps its own paper, colours and width; its pane scrolls. */
  const isFixed = (layout) => layout.autosize === false;
  const asDrawn = (layout) => ({ ...layout, paper_bgcolor: "#ffffff" });

  /* A chart that leaves the page takes its words with it: title, unit, source, and the notice where
     its data is simulated or estimated. It goes in the colours of paper. */
  const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const wordsOf = (figure, selector) => safe(figure.querySelector(selector)?.firstChild?.textContent.trim() || "");
  const withWords = (figure, { data, layout }) => {
    const notice = wordsOf(figure, ".notice") || safe(document.body.dataset.notice || "");
    const below = [wordsOf(figure, ".subtitle"), notice && `<b>${notice.toUpperCase()}</b>`];
    const margin = { l: 60, r: 20, t: 8, b: 40, ...layout.margin };
    const [above, under] = [64, 34];
    const line = { showarrow: false, xref: "paper", yref: "paper", x: 0, xanchor: "left", align: "left" };
    const annotations = [
      ...(layout.annotations || []),
      { ...line, text: `<b>${wordsOf(figure, ".title")}</b>`, y: 1, yanchor: "bottom", yshift: margin.t + 32, font: { size: 15 } },
      { ...line, text: below.filter(Boolean).join(" \u00b7 "), y: 1, yanchor: "bottom", yshift: margin.t + 12, font: { size: 12 } },
      { ...line, text: wordsOf(figure, ".source"), y: 0, yanchor: "top", yshift: -margin.b - 12, font: { size: 11 } },
    ];
    const size = { t: margin.t + above, b: margin.b + under };
    const height = (layout.height || 400) + above + under;
    return { data, layout: { ...layout, annotations, height, margin: { ...margin, ...size }, paper_bgcolor: "#ffffff" } };
  };
  const download = (figure) => ({
    name: "download",
    title: say("download"),
    icon: Plotly.Icons.camera,
    click: () => {
      const image = withWords(figure, plotOf(figure));
      const size = { width: image.layout.width || 900, height: image.layout.height };
      Plotly.downloadImage(image, { format: "svg", filename: figure.id, ...size });
    },
  });

  const plotOf = (figure) => JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const drawn = new Set();
  const draw = (figure) => {
    const plot = figure.querySelector(".plot");
    try {
      const { data, layout, fitted } = narrow.fit(plotOf(figure), figure.clientWidth);
      figure.classList.toggle("fitted", fitted);
      if (layout.height) plot.style.height = plot.style.minHeight = `${layout.height}px`;
      const styles = getComputedStyle(document.documentElement);
      const fixed = isFixed(layout);
      const [shown, frame] = fixed
        ? [data, asDrawn(layout)]
        : [themed(styles, data), layoutFor(styles, layout)];
      Plotly.react(plot, shown, frame, {
        responsive: !fixed,
        locale: language,
        locales: { [language]: { dictionary: { Zoom: words.zoom, Pan: words.pan, "Reset axes": words.reset } } },
        displaylogo: false,
        scrollZoom: false,
        modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", download(figure)]],
      });
      plot.setAttribute("role", "group"); // an image may hold no buttons, and its tool bar has some
      drawn.add(figure);
    } catch (fault) {
      plot.textContent = say("figure-failed");
      console.error(`${figure.id}: ${fault.message}`);
    }
  };

  const charts = [...document.querySelectorAll("figure.chart")].filter((one) => one.querySelector(".plot"));
  const drawOnce = (figure) => drawn.has(figure) || draw(figure);
  const near = new IntersectionObserver(
    (entries) =>
      entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
        near.unobserve(entry.target);
        drawOnce(entry.target);
      }),
    { rootMargin: "800px 0px" },
  );
  charts.forEach((figure) => near.observe(figure));
  dark.addEventListener("change", () => drawn.forEach(draw));
  /* Turned or resized: what was, or is now, too narrow for the page's figure is drawn anew. */
  let before = window.innerWidth;
  window.addEventListener("resize", () => {
    if (before === window.innerWidth) return;
    before = window.innerWidth;
    drawn.forEach((figure) => {
      if (figure.classList.contains("fitted") || figure.clientWidth < narrow.WIDTH) draw(figure);
    });
  });
  window.addEventListener("beforeprint", () => charts.forEach(drawOnce));

  /* ---- tables ---- */

  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.key ?? cell.textContent.trim();
  };
  const isNumber = (text) => /^[-+]?\d+(\.\d+)?$/.test(text);
  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    return isNumber(a) && isNumber(b) ? Number(a) - Number(b) : collator.compare(a, b);
  };

  const makeSortable = (table) => {
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    const bodies = [...table.tBodies].map((body) => [body, [...body.rows]]);
    const rows = bodies.flatMap(([, inside]) => inside);
    const restore = () => bodies.forEach(([body, inside]) => body.append(...inside));
    const sort = (column, order) => {
      heads.forEach((head, index) => {
        if (index === column && order) head.setAttribute("aria-sort", order);
        else head.removeAttribute("aria-sort");
      });
      restore();
      if (!order) return;
      const sign = order === "ascending" ? 1 : -1;
      const sorted = [...rows].sort((a, b) => {
        const [last, other] = [a, b].map((row) => row.classList.contains("total"));
        if (last || other) return last - other;
        const [x, y] = [keyOf(a, column), keyOf(b, column)];
        return x === "" || y === "" ? compare(x, y) : sign * compare(x, y);
      });
      bodies[0][0].append(...sorted);
    };
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.title = say("sort", { column: head.textContent.trim() });
      button.append(...head.childNodes);
      head.append(button);
      const next = { ascending: "descending", descending: null };
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        sort(column, now ? next[now] : "ascending");
      });
    });
    return rows;
  };

  const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  const makeFilter = (table, rows) => {
    const label = document.createElement("label");
    label.className = "filter screen-only";
    const box = document.createElement("input");
    box.type = "search";
    box.autocomplete = "off";
    const count = document.createElement("span");
    count.className = "count";
    count.setAttribute("role", "status");
    label.append(say("filter"), box, count);
    const texts = rows.map((row) => plain(row.textContent));
    box.addEventListener("input", () => {
      const sought = plain(box.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !sought.every((word) => texts[index].includes(word));
        shown += !row.hidden;
      });
      count.textContent = sought.length ? ` ${say("rows", { shown, all: rows.length })}` : "";
    });
    (table.closest(".scroll") || table).before(label);
  };

  document.querySelectorAll("table.sortable").forEach((table) => {
    if (!table.tHead || !table.tBodies.length) return;
    const rows = makeSortable(table);
    if (rows.length > 8) makeFilter(table, rows);
  });

  /* ---- tables that are wider than the screen: on a phone each row is a card, else they say so ---- */

  const phone = matchMedia("(max-width: 640px)");
  const CROWDED = 110; /* pixels: some six lines */
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TH: "columnheader", TD: "cell" };

  /* Every cell of a card has its column's head before it, and is still a cell to a reader. */
  const label = (table) => {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
    [table, ...table.querySelectorAll("thead, tbody, tr, th, td")].forEach((part) => {
      if (!part.hasAttribute("role")) part.setAttribute("role", roles[part.tagName]);
    });
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const named = naming(rows, heads.length);
    rows.forEach((row) => {
      row.cells[named]?.classList.add("names-row");
      [...row.cells].forEach((cell, index) => {
        cell.dataset.head = heads[index] || "";
        const value = document.createElement("span");
        value.append(...cell.childNodes);
        cell.append(value);
        if (cell.tagName === "TH") cell.setAttribute("role", "rowheader");
        const told = cell.textContent.trim();
        cell.classList.toggle("nothing", ["", "\u2013"].includes(told));
        cell.classList.toggle("in-half", told.length <= 9 && cell.dataset.head.length <= 18 && index !== named);
      });
    });
  };
  /* A card is headed by the cell that tells its row from most others: a crew, not a decision's "D1". */
  const naming = (rows, columns) => {
    const texts = [...Array(columns).keys()].map((column) => rows.map((row) => row.cells[column]?.textContent.trim() || ""));
    const different = (column) => new Set(texts[column]).size;
    const worded = (column) => texts[column].every((text) => /\p{L}{3}/u.test(text));
    const best = [...texts.keys()].filter(worded).sort((one, other) => different(other) - different(one))[0];
    const repeats = different(0) < rows.length;
    return best !== undefined && (!worded(0) || (repeats && different(0) < different(best))) ? best : 0;
  };
  /* Cells of many lines on a phone are no table that anybody reads. */
  const crowded = (table) => [...table.querySelectorAll("tbody tr")].some((row) => row.offsetHeight > CROWDED);
  const fit = (pane) => {
    const [figure, table, hint] = [pane.parentElement, pane.querySelector("table"), pane.nextElementSibling];
    const overflows = () => pane.scrollWidth > pane.clientWidth + 1;
    figure.classList.remove("stacked");
    const stacked = phone.matches && table.tHead?.rows.length === 1 && (overflows() || crowded(table));
    if (stacked && !table.dataset.labelled) {
      label(table);
      table.dataset.labelled = "yes";
    }
    figure.classList.toggle("stacked", stacked);
    const unseen = [...(table.tHead?.rows[0].cells || [])]
      .filter((head) => !stacked && getComputedStyle(head).display === "none")
      .map((head) => head.textContent.trim());
    hint.textContent = overflows() ? say("swipe-table") : say("more-columns", { columns: unseen.join(", ") });
    hint.hidden = !overflows() && !unseen.length;
  };
  const known = new WeakMap();
  const widths = new ResizeObserver((entries) =>
    entries.forEach(({ target, contentRect }) => {
      if (known.get(target) === contentRect.width) return;
      known.set(target, contentRect.width);
      requestAnimationFrame(() => fit(target));
    }),
  );
  document.querySelectorAll("figure.table > .scroll").forEach((pane) => {
    const hint = document.createElement("p");
    hint.className = "wider screen-only";
    hint.hidden = true;
    pane.after(hint);
    widths.observe(pane);
  });

  /* ---- contents: the chapter being read ---- */

  const links = new Map(
    [...document.querySelectorAll("nav.contents a")].map((link) => [link.hash.slice(1), link]),
  );
  const reading = new IntersectionObserver(
    (entries) =>
      entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
        links.forEach((link) => link.removeAttribute("aria-current"));
        links.get(entry.target.id)?.setAttribute("aria-current", "true");
      }),
    { rootMargin: "-20% 0px -70% 0px" },
  );
  document.querySelectorAll("section.chapter").forEach((chapter) => reading.observe(chapter));
})();
