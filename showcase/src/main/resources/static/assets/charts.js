// Small charts as inline SVG.

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function picture(viewBox, label, ...children) {
  return svg("svg", { viewBox, preserveAspectRatio: "none", role: "img", "aria-label": label }, ...children);
}

/** A line with an area below it. */
export function sparkline(values, label) {
  const width = 300;
  const height = 80;
  if (values.length < 2) {
    return picture(`0 0 ${width} ${height}`, label, svg("line", { class: "base", x1: 0, x2: width, y1: height, y2: height }));
  }
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const points = values.map((value, i) => {
    const x = (i / (values.length - 1)) * width;
    const y = height - 4 - ((value - low) / range) * (height - 10);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const line = `M${points.join("L")}`;
  return picture(
    `0 0 ${width} ${height}`,
    label,
    svg("path", { class: "area", d: `${line}L${width} ${height}L0 ${height}Z` }),
    svg("path", { class: "line", d: line }),
  );
}

/** How many moments fall into each of some equal stretches of time, up to now. */
export function pace(moments, now, label) {
  const width = 300;
  const height = 80;
  const count = 24;
  const buckets = new Array(count).fill(0);
  const first = moments[0] ?? now;
  const stretch = Math.max(now - first, 1000) / count;
  for (const moment of moments) {
    buckets[Math.max(0, Math.min(count - 1, Math.floor((moment - first) / stretch)))]++;
  }
  const most = Math.max(...buckets, 1);
  const step = width / count;
  const ticks = buckets.map((n, i) => {
    const tall = n ? 6 + (n / most) * (height - 12) : 2;
    return svg("rect", {
      class: n && i === count - 1 ? "tick now" : "tick",
      x: (i * step + 1.5).toFixed(1),
      y: (height - tall).toFixed(1),
      width: (step - 3).toFixed(1),
      height: tall.toFixed(1),
      opacity: n ? 1 : 0.3,
    });
  });
  return picture(`0 0 ${width} ${height}`, label, ...ticks);
}

/** A share of a whole, as a ring with its percentage. */
export function ring(part, whole, label) {
  const share = whole ? part / whole : 0;
  const around = 2 * Math.PI * 44;
  const text = svg("text", { x: 60, y: 68 }, whole ? `${Math.round(share * 100)}%` : "–");
  return svg(
    "svg",
    { viewBox: "0 0 120 120", role: "img", "aria-label": label },
    svg("circle", { class: "whole", cx: 60, cy: 60, r: 44 }),
    ...(share
      ? [
          svg("circle", {
            class: "part",
            cx: 60,
            cy: 60,
            r: 44,
            transform: "rotate(-90 60 60)",
            "stroke-dasharray": `${(share * around).toFixed(2)} ${around.toFixed(2)}`,
          }),
        ]
      : []),
    text,
  );
}

/** A horizontal bar, from 0 to 1. */
export function bar(share) {
  return svg(
    "svg",
    { "aria-hidden": "true" },
    svg("rect", { class: "rail", width: "100%", height: 14, rx: 7 }),
    svg("rect", { class: "bar", width: `${Math.max(share * 100, 2).toFixed(1)}%`, height: 14, rx: 7 }),
  );
}
