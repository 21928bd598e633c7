import { gzipSync } from "node:zlib";
import { readingAt } from "@bottleneck/metering-exports/resource";

/** Which readings an export holds: those of the store's first meters, on one day. */
export interface ExportRequest {
  readonly day: number;
  readonly meters: number;
}

/**
 * The day's consumption as a CSV file in UTF-8, compressed by gzip at zlib's level 1.
 *
 * Below a header there is one line for each meter: rank, meter, kilowatt-hours, the share of the
 * total that this meter and all before it make up, in percent, and `estimated` where it was. The
 * largest consumption comes first; meters with equal ones are in the order of their numbers, as
 * `<` has it. Lines end with a line feed.
 */
export function exportDay({ day, meters }: ExportRequest): Buffer {
  const readings = Array.from({ length: meters }, (_, position) => readingAt(position, day));
  readings.sort((a, b) => b.wattHours - a.wattHours || (a.meter < b.meter ? -1 : 1));
  const total = readings.reduce((sum, { wattHours }) => sum + wattHours, 0);
  let running = 0;
  const lines = readings.map(({ meter, wattHours, estimated }, index) => {
    running += wattHours;
    const share = ((100 * running) / total).toFixed(2);
    return `${index + 1};${meter};${(wattHours / 1000).toFixed(3)};${share};${estimated ? "estimated" : ""}\n`;
  });
  return gzipSync(`rank;meter;kWh;share;note\n${lines.join("")}`, { level: 1 });
}
