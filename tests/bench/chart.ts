/**
 * A picture of a run: one bar a row, logarithmic, coloured by who is timed. Drawn without a browser.
 */
import { load } from "./peers.ts";
import type { Row } from "./rows.ts";

/** What is used of the library. */
interface Echarts {
  init(
    dom: null,
    theme: null,
    options: { renderer: "svg"; ssr: true; width: number; height: number },
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void };
}

const WIDTH = 1000;
const HEAD_HEIGHT = 70;
const ROW_HEIGHT = 22;
const FONT = "sans-serif";

/** Who a row is about: the first that its name fits. */
const KINDS: ReadonlyArray<{ name: string; colour: string; fits: RegExp }> = [
  { name: "floor, C", colour: "#6b7280", fits: /floor/ },
  { name: "bare node:crypto", colour: "#a78bfa", fits: /bare (?:node:crypto|ciphers)/ },
  { name: "plain TypeScript", colour: "#d97706", fits: /plain typescript/ },
  { name: "other libraries", colour: "#b91c1c", fits: /peer/ },
  { name: "Tillcore", colour: "#0f766e", fits: /./ },
];

/** @returns the picture as SVG. @throws Error when the library is not installed */
export async function drawChart(rows: readonly Row[]): Promise<string> {
  const timed = rows.filter(({ ns }) => ns !== null);
  const echarts = await load<Echarts>("echarts");
  const height = HEAD_HEIGHT + ROW_HEIGHT * timed.length + 40;
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  try {
    chart.setOption(optionsOf(timed));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function optionsOf(rows: readonly Row[]): object {
  return {
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: FONT },
    title: {
      text: "Nanoseconds an operation (logarithmic: shorter is faster)",
      left: "center",
      textStyle: { fontSize: 16 },
    },
    legend: { top: 30, data: KINDS.map(({ name }) => name) },
    grid: { left: 290, right: 80, top: HEAD_HEIGHT, bottom: 30 },
    xAxis: { type: "log", min: 10 },
    yAxis: { type: "category", inverse: true, data: rows.map(({ name }) => name), axisTick: { show: false } },
    series: KINDS.map((kind) => ({
      name: kind.name,
      type: "bar",
      barGap: "-100%",
      barWidth: "70%",
      itemStyle: { color: kind.colour },
      label: { show: true, position: "right", formatter: "{c}" },
      data: rows.map(({ name, ns }) => (kindOf(name) === kind ? Math.round(ns ?? 0) : null)),
    })),
  };
}

function kindOf(name: string): (typeof KINDS)[number] | undefined {
  return KINDS.find(({ fits }) => fits.test(name));
}
