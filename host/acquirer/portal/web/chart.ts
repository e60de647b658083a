/** Faults as lines over days and bars over parts. Draws what it is given; the numbers stand in a table beside it too. */
import uPlot from "uplot";
import { el } from "./dom.ts";
import { t } from "./shown.ts";

const COLOURS = ["#0b6e99", "#c0392b", "#2e8540", "#8e44ad", "#b9770e", "#16a085", "#7f8c8d", "#d35400"] as const;
const HEIGHT = 260;
const WIDTH_MIN = 320;
const SECOND_MS = 1_000;

export interface Line {
  readonly label: string;
  readonly values: readonly number[];
}

/** @param days YYYY-MM-DD; a value of each line for each of them */
export function dayChart(days: readonly string[], lines: readonly Line[]): HTMLElement {
  const times = days.map((day) => Date.parse(`${day}T00:00:00Z`) / SECOND_MS);
  const series = lines.map(({ label }, index) => ({ label, ...coloured(index), points: { size: 5 } }));
  return drawn((width) => ({
    options: {
      ...sized(width),
      tzDate: (time) => uPlot.tzDate(new Date(time * SECOND_MS), "Etc/UTC"),
      series: [
        {
          label: t("time"),
          value: (_, time) => (time === null ? "" : new Date(time * SECOND_MS).toISOString().slice(0, 10)),
        },
        ...series,
      ],
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
    },
    data: [times, ...lines.map(({ values }) => [...values])],
  }));
}

/** One bar for each. */
export function barChart(title: string, bars: ReadonlyArray<{ label: string; value: number }>): HTMLElement {
  const places = bars.map((_, index) => index);
  const paths = uPlot.paths.bars?.({ size: [0.6, 80] });
  return drawn((width) => ({
    options: {
      ...sized(width),
      series: [
        { label: t("part"), value: (_, place) => bars[place]?.label ?? "" },
        { label: title, ...coloured(0), ...(paths && { paths }) },
      ],
      scales: {
        x: { time: false, range: [-0.5, bars.length - 0.5] },
        y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
      },
      axes: [{ splits: () => places, values: (_, splits) => splits.map((place) => bars[place]?.label ?? "") }, {}],
    },
    data: [places, bars.map(({ value }) => value)],
  }));
}

interface Drawing {
  options: uPlot.Options;
  data: uPlot.AlignedData;
}

/** As wide as its place, which it has only once it is in the page. */
function drawn(drawingOf: (width: number) => Drawing): HTMLElement {
  const place = el("div", { class: "chart" });
  const observer = new ResizeObserver(() => {
    const width = Math.max(WIDTH_MIN, place.clientWidth);
    if (plot === undefined) {
      const { options, data } = drawingOf(width);
      plot = new uPlot(options, data, place);
    } else plot.setSize({ width, height: HEIGHT });
  });
  let plot: uPlot | undefined;
  observer.observe(place);
  return place;
}

function sized(width: number): Pick<uPlot.Options, "width" | "height"> {
  return { width, height: HEIGHT };
}

function coloured(index: number): Pick<uPlot.Series, "stroke" | "fill" | "width"> {
  const stroke = COLOURS[index % COLOURS.length]!;
  return { stroke, fill: `${stroke}22`, width: 2 };
}
