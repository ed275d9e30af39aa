/**
 * Draws the charts of a page with ECharts, in the design's colours.
 *
 * <figure class="chart" data-chart="ID" data-library="URL of ECharts">
 *   <div class="chart__canvas"></div>
 *   <script type="application/json" id="ID">{…}</script>   never executed, so the policy lets it pass
 *   <details class="chart__table">the same figures as a table</details>
 *
 * The JSON is what `wuzha.ui.charts` makes: kind line, bar, rows, flow or net. Everything is
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

const FONT = `13px ${TEXT.fontFamily}`;

/**
 * @typedef {{name: string, values: (number | null)[], tone: string}} Series
 * @typedef {{id: string, label: string, note: string, level: number, tone: string, url: string}} Place
 * @typedef {{x: number, y: number, width: number}} Spot
 * @typedef {{source: string, target: string, label: string}} Link
 * @typedef {{x: number, y: number, width: number, height: number}} Box
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

/**
 * Who has what: small circles for the cases, named squares for what they share. Laid out
 * at once, so that nothing moves under the reader's hand; dragged and zoomed by hand.
 * @param {Chart} chart
 * @param {HTMLElement} canvas
 */
function net(chart, canvas) {
  const many = chart.nodes.length;
  const isNarrow = canvas.clientWidth < 500;
  const crowd = many > 80 ? 0.45 : 1;
  canvas.style.height = `${Math.min(720, 300 + many * 4)}px`;
  const shared = chart.nodes.filter((node) => node.level === 1).length;
  return {
    tooltip: {
      renderMode: "richText",
      borderColor: colour("line-strong"),
      textStyle: TEXT,
      formatter: (/** @type {{data: {name: string, note?: string}}} */ { data }) =>
        [data.name, data.note].filter(Boolean).join("\n"),
    },
    series: [{
      type: "graph",
      layout: "force",
      roam: true,
      draggable: true,
      force: {
        initLayout: "circular", layoutAnimation: false,
        repulsion: (isNarrow ? 70 : 150) * crowd, edgeLength: (isNarrow ? 34 : 70) * crowd, gravity: 0.16,
      },
      emphasis: { focus: "adjacency" },
      // Right of its place, or left of it where the canvas ends.
      labelLayout: (/** @type {{labelRect: Box, rect: Box}} */ { labelRect, rect }) => ({
        hideOverlap: true,
        ...(labelRect.x + labelRect.width > canvas.clientWidth
          ? { x: rect.x - 5, align: "right" } : {}),
      }),
      lineStyle: { color: colour("line-strong"), width: 1.2, opacity: 0.9 },
      data: chart.nodes.map((node) => ({
        id: node.id,
        name: node.label,
        note: node.note,
        url: node.url,
        symbol: node.level === 1 ? "rect" : "circle",
        symbolSize: node.level === 1 ? 14 : 12,
        cursor: node.url ? "pointer" : "default",
        itemStyle: { color: TONES[node.tone] },
        label: {
          ...TEXT,
          show: node.level === 1 ? shared <= 40 : many <= 40 && !isNarrow,
          position: "right",
          ...(isNarrow ? { width: 90, overflow: "truncate" } : {}),
          fontWeight: node.level === 1 ? 600 : 400,
        },
      })),
      links: chart.links.map((link) => ({ source: link.source, target: link.target })),
    }],
  };
}

const BOX = { width: 150, least: 118, height: 48, gapX: 84, gapY: 20 };

/**
 * In the order of those that the money came from, so that few arrows cross.
 * @param {Place[]} nodes of one level
 * @param {Link[]} links
 * @param {Map<string, Spot>} places of the levels before
 */
function besideTheirSources(nodes, links, places) {
  const heights = new Map(nodes.map(({ id }) => {
    const from = links.flatMap((link) => (link.target === id && places.get(link.source)) || []);
    return [id, from.reduce((sum, { y }) => sum + y, 0) / (from.length || 1)];
  }));
  return [...nodes].sort((a, b) => (heights.get(a.id) ?? 0) - (heights.get(b.id) ?? 0));
}

/**
 * Accounts by level, from left to right, in the canvas's own pixels. Drawn from shapes:
 * the graph series scales its labels, and a sankey cannot show money that comes back.
 * @param {Chart} chart
 * @param {HTMLElement} canvas
 */
function flow(chart, canvas) {
  /** @type {Map<number, Place[]>} */
  const levels = new Map();
  for (const node of chart.nodes) levels.set(node.level, [...(levels.get(node.level) ?? []), node]);
  const columns = Math.max(...levels.keys()) + 1;
  const rows = Math.max(...[...levels.values()].map((nodes) => nodes.length));
  const gaps = (columns - 1) * BOX.gapX + 4;
  const room = ((canvas.parentElement ?? canvas).clientWidth - gaps) / columns;
  const width = Math.max(BOX.least, Math.min(BOX.width, room));
  const least = columns * width + gaps;
  canvas.style.minWidth = `${least}px`;
  canvas.style.height = `${rows * (BOX.height + BOX.gapY) + 4}px`;
  // Wider than its place, as on a phone: from the top, where the first level is in sight.
  const isCut = least > (canvas.parentElement ?? canvas).clientWidth;
  const step = columns > 1 ? (Math.max(canvas.clientWidth, least) - width - 4) / (columns - 1) : 0;
  /** @type {Map<string, Spot>} */
  const places = new Map();
  for (const level of [...levels.keys()].sort((a, b) => a - b)) {
    const nodes = besideTheirSources(levels.get(level) ?? [], chart.links, places);
    const height = ((isCut ? nodes.length : rows) * (BOX.height + BOX.gapY)) / nodes.length;
    nodes.forEach((node, row) => {
      places.set(node.id, { x: 2 + level * step, y: 2 + (row + 0.5) * height - BOX.height / 2, width });
    });
  }
  const elements = [
    ...chart.links.flatMap((link) => arrow(link, places)),
    // Above all curves, or the next one strikes the sum through.
    ...chart.links.flatMap((link) => sum(link, places)),
    ...chart.nodes.flatMap((node) => box(node, places)),
  ];
  return { graphic: { elements } };
}

/**
 * @param {Link} link
 * @param {Map<string, Spot>} places
 * @returns {{x1: number, y1: number, x2: number, y2: number} | null} from side to side
 */
function way(link, places) {
  const from = places.get(link.source);
  const to = places.get(link.target);
  if (!from || !to) return null;
  return { x1: from.x + from.width, y1: from.y + BOX.height / 2, x2: to.x - 1, y2: to.y + BOX.height / 2 };
}

/**
 * @param {Link} link
 * @param {Map<string, Spot>} places
 * @returns {object[]} a curve and its head
 */
function arrow(link, places) {
  const found = way(link, places);
  if (!found) return [];
  const { x1, y1, x2, y2 } = found;
  const middle = (x1 + x2) / 2;
  const stroke = colour("line-strong");
  return [
    {
      type: "bezierCurve",
      silent: true,
      shape: { x1, y1, x2: x2 - 8, y2, cpx1: middle, cpy1: y1, cpx2: middle, cpy2: y2 },
      style: { stroke, lineWidth: 1.5, fill: null },
    },
    {
      type: "polygon",
      silent: true,
      shape: { points: [[x2, y2], [x2 - 9, y2 - 5], [x2 - 9, y2 + 5]] },
      style: { fill: stroke },
    },
  ];
}

/**
 * @param {Link} link
 * @param {Map<string, Spot>} places
 * @returns {object[]} what is said on it, if anything
 */
function sum(link, places) {
  const found = way(link, places);
  if (!found || !link.label) return [];
  return [{
    type: "text",
    silent: true,
    x: (found.x1 + found.x2) / 2,
    y: (found.y1 + found.y2) / 2,
    style: {
      text: link.label, fill: INK, font: FONT, align: "center", verticalAlign: "middle",
      backgroundColor: colour("paper"), padding: [2, 4],
    },
  }];
}

/**
 * @param {Place} node
 * @param {Map<string, Spot>} places
 * @returns {object[]} a box with one or two lines; a link where it has an address
 */
function box(node, places) {
  const { x, y, width } = places.get(node.id) ?? { x: 0, y: 0, width: 0 };
  const centre = { align: "center", verticalAlign: "middle" };
  const lines = node.note ? [[node.label, y + 16, `600 ${FONT}`, INK], [node.note, y + 34, FONT, SOFT]]
    : [[node.label, y + BOX.height / 2, `600 ${FONT}`, INK]];
  return [
    {
      type: "rect",
      cursor: node.url ? "pointer" : "default",
      onclick: () => node.url && location.assign(node.url),
      shape: { x, y, width, height: BOX.height, r: 6 },
      style: { fill: colour("paper"), stroke: TONES[node.tone], lineWidth: 2 },
    },
    ...lines.map(([text, top, font, fill]) => ({
      type: "text",
      silent: true,
      x: x + width / 2,
      y: top,
      style: { text, font, fill, ...centre, width: width - 16, overflow: "truncate" },
    })),
  ];
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
  const show = () => {
    const option = chart.kind === "flow" ? flow(chart, canvas)
      : chart.kind === "net" ? net(chart, canvas) : lines(chart);
    drawing.resize();
    drawing.setOption({ animation: false, textStyle: TEXT, ...option }, { notMerge: true });
  };
  show();
  redraws.set(canvas, show);
  if (existing) return;
  canvas.dataset.drawn = "yes";
  if (chart.kind === "net") {
    drawing.on("click", (/** @type {{data?: {url?: string}}} */ { data }) => data?.url && location.assign(data.url));
  }
  let width = canvas.clientWidth;
  new ResizeObserver(() => {
    if (canvas.clientWidth !== width) redraws.get(canvas)?.();
    width = canvas.clientWidth;
  }).observe(canvas);
}

/** How each drawn canvas is drawn again. @type {WeakMap<Element, () => void>} */
const redraws = new WeakMap();

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
for (const name of ["beforeprint", "afterprint"]) {
  addEventListener(name, () => {
    for (const canvas of document.querySelectorAll("[data-drawn]")) redraws.get(canvas)?.();
  });
}
