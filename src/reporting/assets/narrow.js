/* A chart for a phone: the figure that was drawn for a page's width, its words broken to fit, higher
   where they need it. Nothing is left out but every other of many ticks; all values stay. */
"use strict";
const narrow = (() => {
  const WIDTH = 544; // Below this [CSS pixels] a chart is drawn anew; above, as it was made.
  const LEFT = 0.36;
  const RIGHT = 0.27; // How much of the width words may take, on either side.
  const LINE = 1.28; // Height of a line, in sizes of its letters.
  const SMALLEST = 10.5;
  const pen = document.createElement("canvas").getContext("2d");

  const bare = (text) => String(text).replace(/<[^>]*>/g, "").replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const wide = (text, size, font) => {
    pen.font = `${/<b>/.test(text) || font?.weight >= 600 ? 600 : 400} ${size}px 'Source Sans 3', sans-serif`;
    return Math.max(...String(text).split(/<br ?\/?>/).map((line) => pen.measureText(bare(line)).width));
  };
  const lines = (text) => String(text).split(/<br ?\/?>/).length;
  const wrapped = (text, room, size, font) => {
    const words = String(text).replaceAll(/<br ?\/?>/g, " ").replace(/^(\d+) +/, "$1\u00a0").split(/[ \u2002]+/);
    return words.reduce((told, word) => {
      const last = told.slice(told.lastIndexOf("<br>") + 1);
      if (!told) return word;
      return wide(`${last} ${word}`.replace(/^br>/, ""), size, font) <= room ? `${told} ${word}` : `${told}<br>${word}`;
    }, "");
  };

  /* Numbers as plotly writes them: a list, or the bytes of one. */
  const KINDS = { f8: Float64Array, f4: Float32Array, i4: Int32Array, i2: Int16Array, i1: Int8Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
  const listed = (values) => {
    if (Array.isArray(values)) return values;
    if (!values?.bdata) return [];
    const bytes = Uint8Array.from(atob(values.bdata), (sign) => sign.charCodeAt(0));
    return [...new KINDS[values.dtype](bytes.buffer)];
  };

  /* Labels of the rows: ticks of the axis, each on as many lines as it needs. */
  const rows = (data, layout, width) => {
    const axis = layout.yaxis;
    if (!axis || axis.visible === false) return 1;
    const named = [...new Set(data.flatMap((trace) => listed(trace.y)).filter((one) => typeof one === "string"))];
    const labels = axis.ticktext || named;
    if (!labels.length) return 1;
    const size = Math.max(SMALLEST, (axis.tickfont?.size || 12) - 1);
    const told = labels.map((one) => `${wrapped(one, width * LEFT, size).replaceAll("<br>", "\u00a0<br>")}\u00a0`);
    Object.assign(axis, { tickmode: "array", tickvals: axis.tickvals || named, ticktext: told, tickfont: { ...axis.tickfont, size } });
    const most = Math.max(...told.map(lines));
    const now = (layout.height - layout.margin.t - 30) / labels.length;
    return most > 1 ? Math.max(1, (most * size * LINE + 5) / now) : 1;
  };

  /* Words beside the drawing: what ends at its left edge, what begins at its right one. */
  const beside = (layout, width, height) => {
    const all = layout.annotations || [];
    const turned = (one) => Math.abs(one.textangle || 0) > 0;
    const left = layout.margin.l > 60 ? all.filter((one) => one.xanchor === "right" && (one.xref !== "paper" || one.x === 0) && !turned(one)) : [];
    const right = layout.margin.r > 60 ? all.filter((one) => one.xanchor === "left" && one.yref !== "paper" && !turned(one)) : [];
    const near = new Set([...left, ...right]);
    let grow = 1;
    [[left, "l", LEFT], [right, "r", RIGHT]].forEach(([group, side, share]) => {
      if (!group.length) return;
      let most = 0;
      group.forEach((one) => {
        const size = Math.max(SMALLEST, (one.font?.size || 12) - 1);
        one.font = { ...one.font, size };
        one.text = wrapped(one.text, width * share, size, one.font);
        most = Math.max(most, wide(one.text, size, one.font));
      });
      layout.margin[side] = Math.ceil(most) + 14;
      const spots = [...new Set(group.map((one) => one.y))].sort((a, b) => a - b);
      const span = layout.yaxis.range ? Math.abs(layout.yaxis.range[1] - layout.yaxis.range[0]) : spots.length;
      const inner = height - layout.margin.t - layout.margin.b;
      const gaps = spots.slice(1).map((spot, at) => ((spot - spots[at]) / span) * inner);
      const tall = Math.max(...group.map((one) => lines(one.text) * one.font.size * LINE));
      if (gaps.length) grow = Math.max(grow, tall / Math.max(8, Math.min(...gaps)));
    });
    return { near, grow: Math.min(grow, 2.2) };
  };

  /* Heads of columns: upright where they would touch, and marks no wider than their column. */
  const columns = (data, layout, width) => {
    const all = layout.annotations || [];
    const turned = all.filter((one) => Math.abs(one.textangle || 0) > 0);
    const level = all.filter((one) => one.xanchor === "center" && one.xref !== "paper");
    const heads = turned.length ? turned : level.filter((one) => one.y === level[0].y);
    if (heads.length < 3 || !layout.xaxis.range) return 0;
    const size = Math.max(SMALLEST, (heads[0].font?.size || 12) - 1);
    const [low, high] = layout.xaxis.range;
    if (turned.length) layout.margin.r = 8;
    const step = (width - layout.margin.l - layout.margin.r) / Math.abs(high - low);
    if (turned.length || heads.some((one) => wide(one.text, size, one.font) > step - 2)) {
      const most = Math.max(...heads.map((one) => wide(one.text, size, one.font)));
      heads.forEach((one) => Object.assign(one, { textangle: -90, xanchor: "center", yanchor: "bottom", xshift: 0, font: { ...one.font, size } }));
      const more = Math.max(0, Math.ceil(most) + 16 - layout.margin.t);
      layout.margin.t += more;
      return more;
    }
    return 0;
  };
  const marks = (data, layout, inner) => {
    if (!layout.xaxis?.range || layout.xaxis2 || layout.xaxis.visible !== false) return data;
    const step = inner / Math.abs(layout.xaxis.range[1] - layout.xaxis.range[0]);
    return data.map((trace) => {
      const size = trace.marker?.size;
      if (trace.mode !== "markers+text" || typeof size !== "number" || size < step) return trace;
      return { ...trace, marker: { ...trace.marker, size: Math.max(8, step - 1) }, textfont: { ...trace.textfont, size: 9 } };
    });
  };

  /* Heads over parts of the drawing: each within its part. */
  const above = (layout, width) => {
    const heads = (layout.annotations || []).filter((one) => one.yref === "paper" && one.y === 1 && one.xref === "paper" && one.yanchor !== "top" && (one.yshift || 0) >= 0 && one.xanchor === "left");
    const paper = (layout.annotations || []).filter((one) => one.xref === "paper" && one.yref === "paper" && one.xanchor === "right");
    paper.forEach((one) => Object.assign(one, { font: { ...one.font, size: Math.min(one.font?.size || 12, 11.5) } }));
    if (heads.length < 2) return;
    heads.forEach((one, at) => {
      const size = Math.max(SMALLEST, (one.font?.size || 12) - 1);
      const room = ((heads[at + 1]?.x ?? 1) - one.x) * (width - layout.margin.l - layout.margin.r) - 10;
      one.font = { ...one.font, size };
      one.text = wrapped(one.text, room, size);
      layout.margin.t = Math.max(layout.margin.t, lines(one.text) * size * LINE + 14);
    });
  };

  /* Ticks along the foot: turned where they would touch, one of several where they are too many. */
  const foot = (layout, inner) => {
    let more = 0;
    Object.keys(layout).filter((key) => key.startsWith("xaxis")).forEach((key) => {
      const axis = layout[key];
      if (!axis.ticktext || axis.visible === false || !axis.range) return;
      const domain = axis.domain ? axis.domain[1] - axis.domain[0] : 1;
      const step = (inner * domain) / Math.abs(axis.range[1] - axis.range[0]);
      const places = listed(axis.tickvals);
      const gap = Math.min(...places.slice(1).map((one, at) => (one - places[at]) * step));
      const size = axis.tickfont?.size || 12;
      if (axis.tickangle === -90) {
        const every = Math.ceil((size * 1.15) / gap);
        const keep = (_, at) => at % every === 0;
        if (every > 1) Object.assign(axis, { tickvals: places.filter(keep), ticktext: axis.ticktext.filter(keep) });
      } else if (places.length > 2 && axis.ticktext.some((one) => wide(one, size) > gap - 4)) {
        Object.assign(axis, { tickangle: -90, ticktext: axis.ticktext.map((one) => wrapped(one, 110, size)) });
        more = Math.max(more, ...axis.ticktext.map((one) => wide(one, size) - 20));
      }
    });
    return more;
  };

  /* Room for what is written behind a bar or a point. */
  const behind = (data, layout, inner, near) => {
    const axis = layout.xaxis;
    if (!axis?.range || layout.xaxis2) return;
    const [low, high] = axis.range;
    const spots = (layout.annotations || [])
      .filter((one) => one.xanchor === "left" && one.xref !== "paper" && one.yref !== "paper" && typeof one.x === "number" && !near.has(one))
      .map((one) => [one.x, wide(one.text, one.font?.size || 12) + (one.xshift || 0)]);
    data.forEach((trace) => {
      const size = trace.textfont?.size || trace.outsidetextfont?.size || 12;
      const base = listed(trace.base);
      const outside = trace.type === "bar" && trace.orientation === "h" && [].concat(trace.textposition).includes("outside");
      const right = trace.type === "scatter" && String(trace.textposition).includes("right");
      if (!outside && !right) return;
      const xs = listed(trace.x);
      listed(trace.text).forEach((text, at) => spots.push([xs[at] + (base[at] || 0), wide(text, size) + 10]));
    });
    const more = (end) => Math.max(...spots.filter(([x]) => (x - end.from) * end.sign > 0).map(([x, px]) => {
      const part = inner - Math.min(px, inner * 0.75);
      return (end.sign * (x - end.from) * inner) / part;
    }), 0);
    const out = more({ from: low < 0 ? 0 : low, sign: 1 });
    if (low >= 0) axis.range = [low, Math.max(high, low + out)];
    else {
      // On both sides of nought each label needs its own share of the width.
      const px = Math.max(0, ...spots.map(([, one]) => one));
      const reach = (high - low) * (inner / Math.max(inner - 2 * px, inner / 3) - 1) / 2;
      axis.range = [low - reach, high + reach];
    }
  };

  const legend = (data, layout, inner) => {
    if (!layout.showlegend) return 0;
    const items = data.filter((trace) => trace.showlegend !== false && trace.name);
    const all = items.map((trace) => wide(trace.name, layout.legend?.font?.size || 12) + 48);
    const more = all.reduce((sum, one) => sum + one, 0) > inner ? 19 * (items.length - 1) : 0;
    layout.margin.t += more;
    return more;
  };

  /* Return the figure for a pane that is `width` pixels wide; as it is where that is wide enough. */
  const fit = ({ data, layout }, width) => {
    if (width >= WIDTH || layout.autosize === false) return { data, layout, fitted: false };
    const made = structuredClone(layout);
    made.margin = { l: 8, r: 8, t: 8, b: 8, ...made.margin };
    const height = made.height || 400;
    const { near, grow: words } = beside(made, width, height);
    const grow = Math.max(rows(data, made, width), words);
    let more = columns(data, made, width) + legend(data, made, width);
    above(made, width);
    const labels = made.yaxis?.ticktext && made.yaxis.visible !== false ? Math.max(...made.yaxis.ticktext.map((one) => wide(one, made.yaxis.tickfont.size))) + 10 : 0;
    const inner = width - Math.max(made.margin.l, labels) - made.margin.r;
    more += foot(made, inner);
    behind(data, made, inner, near);
    made.height = Math.round(height * grow + more);
    return { data: marks(data, made, inner), layout: made, fitted: true };
  };
  return { fit, WIDTH };
})();
