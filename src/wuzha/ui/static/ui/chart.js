/**
 * Draws the charts of a page with ECharts, in the design's colours.
 *
 * <figure class="chart" data-chart="ID" data-library="URL of ECharts">
 *   <div class="chart__canvas"></div>
 *   <script type="application/json" id="ID">{…}</script>   never executed, so the policy lets it pass
 *   <details class="chart__table">the same figures as a table</details>
 *
 * The JSON is what `wuzha.ui.charts` makes: kind line, bar, rows or flow. Everything is
 * drawn on the canvas: ECharts' HTML tooltips would need inline styles.
 * @module
 */

const sheet = getComputedStyle(document.documentElement);
const colour = (/** @type {string} */ name) => sheet.getPropertyValue(`--${name}`).trim();
const INK = colour("ink");
const SOFT = colour("ink-soft");
const LINE = colour("line");
/** @type {Record<string, string>} */
const TONES = {
  main: colour("blue"),
  second: colour("line-strong"),
  third: "#9db4d6",
  danger: colour("red"),
  soon: colour("amber-mark"),
  done: colour("green"),
};
const TEXT = { color: INK, fontFamily: sheet.getPropertyValue("--sans"), fontSize: 13 };

/**
 * @typedef {{name: string, values: (number | null)[], tone: string}} Series
 * @typedef {{id: string, label: string, note: string, level: number, tone: string, url: string}} Place
 * @typedef {{source: string, target: string, label: string}} Link
 * @typedef {{kind: string, unit: string, labels: string[], series: Series[], nodes: Place[], links: Link[]}} Chart
 */

/** @param {Chart} chart */
function lines(chart) {
  const isRows = chart.kind === "rows";
  const names = {
    type: "category",
    data: chart.labels,
    inverse: isRows,
    boundaryGap: chart.kind !== "line",
    axisTick: { show: false },
    axisLine: { lineStyle: { color: LINE } },
    axisLabel: { ...TEXT, color: SOFT, hideOverlap: true },
  };
  const values = {
    type: "value",
    minInterval: 1,
    splitNumber: 4,
    splitLine: { lineStyle: { color: LINE } },
    axisLabel: { ...TEXT, color: SOFT },
  };
  return {
    grid: { top: chart.series.length > 1 ? 36 : 16, right: 16, bottom: 4, left: 4, containLabel: true },
    legend: {
      show: chart.series.length > 1, top: 0, left: 0, itemWidth: 18, itemHeight: 10, textStyle: TEXT,
    },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      borderColor: colour("line-strong"),
      textStyle: TEXT,
      valueFormatter: (/** @type {number | null} */ n) => (n === null ? "—" : `${n}${chart.unit}`),
    },
    xAxis: isRows ? values : names,
    yAxis: isRows ? names : values,
    series: chart.series.map((series, place) => ({
      name: series.name,
      data: series.values,
      type: chart.kind === "line" ? "line" : "bar",
      showSymbol: false,
      symbolSize: 7,
      barMaxWidth: 22,
      stack: chart.kind === "bar" && chart.series.length > 1 ? "one" : undefined,
      itemStyle: { color: TONES[series.tone] },
      // The second line is dashed: colour alone does not tell them apart.
      lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][place % 3] },
      label: isRows ? { show: true, position: "right", ...TEXT } : undefined,
    })),
  };
}

/** @param {Chart} chart accounts by level, from left to right */
function flow(chart) {
  /** @type {Map<number, number>} */
  const rows = new Map();
  const deepest = Math.max(...chart.nodes.map((node) => node.level));
  const tallest = Math.max(...chart.nodes.map((node) =>
    chart.nodes.filter((other) => other.level === node.level).length));
  const nodes = chart.nodes.map((node) => {
    const row = rows.get(node.level) ?? 0;
    rows.set(node.level, row + 1);
    const column = chart.nodes.filter((other) => other.level === node.level).length;
    return {
      id: node.id,
      name: node.id,
      value: node.note,
      x: (node.level / Math.max(1, deepest)) * 1000,
      y: ((row + 0.5) / column) * tallest * 100,
      url: node.url,
      symbol: "rect",
      symbolSize: [148, 46],
      itemStyle: { color: "#ffffff", borderColor: TONES[node.tone], borderWidth: 1.5 },
      label: {
        show: true,
        formatter: node.note ? `{a|${node.label}}\n{b|${node.note}}` : node.label,
        rich: { a: { ...TEXT, fontWeight: 600, lineHeight: 19 }, b: { ...TEXT, fontSize: 12, color: SOFT } },
        ...TEXT,
      },
    };
  });
  return {
    tooltip: { show: false },
    series: [{
      type: "graph",
      layout: "none",
      left: 84, right: 84, top: 32, bottom: 32,
      preserveAspect: false,
      data: nodes,
      links: chart.links.map((link) => ({
        source: link.source,
        target: link.target,
        label: { show: Boolean(link.label), formatter: link.label, ...TEXT, backgroundColor: "#ffffff", padding: [1, 4] },
      })),
      edgeSymbol: ["none", "arrow"],
      edgeSymbolSize: 9,
      lineStyle: { color: colour("line-strong"), width: 1.5, curveness: 0 },
      emphasis: { disabled: true },
    }],
  };
}

/** @type {Promise<any> | undefined} */
let library;

/**
 * @param {string} url
 * @returns {Promise<any>} ECharts, fetched when the first chart needs it
 */
function echarts(url) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    // @ts-ignore: the vendored script makes this name
    script.onload = () => resolve(globalThis.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

/** @param {HTMLElement} figure */
async function draw(figure) {
  const text = document.getElementById(figure.dataset.chart ?? "")?.textContent;
  const canvas = /** @type {HTMLElement | null} */ (figure.querySelector(".chart__canvas"));
  if (!text || !canvas) return;
  /** @type {Chart} */
  const chart = JSON.parse(text);
  const { getInstanceByDom, init } = await echarts(figure.dataset.library ?? "");
  const existing = getInstanceByDom(canvas);
  const drawing = existing ?? init(canvas);
  drawing.setOption(
    { animation: false, textStyle: TEXT, ...(chart.kind === "flow" ? flow(chart) : lines(chart)) },
    { notMerge: true },
  );
  if (existing) return;
  canvas.dataset.drawn = "yes";
  new ResizeObserver(() => drawing.resize()).observe(canvas);
  drawing.on("click", (/** @type {any} */ event) => {
    if (event.data?.url) location.assign(event.data.url);
  });
}

/** @param {ParentNode} place */
function drawAll(place) {
  for (const figure of place.querySelectorAll("[data-chart]")) {
    draw(/** @type {HTMLElement} */ (figure));
  }
}

drawAll(document);
for (const name of ["wuzha:refreshed", "htmx:load"]) {
  document.addEventListener(name, (event) => drawAll(/** @type {Element} */ (event.target)));
}
// A canvas does not follow the paper's width by itself.
addEventListener("beforeprint", () => {
  for (const canvas of document.querySelectorAll("[data-drawn]")) {
    // @ts-ignore: the vendored script makes this name
    globalThis.echarts?.getInstanceByDom(canvas)?.resize({ width: 640 });
  }
});
addEventListener("afterprint", () => {
  for (const canvas of document.querySelectorAll("[data-drawn]")) {
    // @ts-ignore: the vendored script makes this name
    globalThis.echarts?.getInstanceByDom(canvas)?.resize({ width: "auto" });
  }
});
