import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type Reading, readingAt } from "@bottleneck/metering-exports/resource";

/** Which readings an export holds: those of the store's first meters, on one day. */
export interface ExportRequest {
  readonly day: number;
  readonly meters: number;
}

/** How many readings are worked on before everybody else gets a turn: a millisecond or two. */
const sliceLength = 1000;

const compress = promisify(gzip);

/**
 * The day's consumption as a CSV file in UTF-8, compressed by gzip at zlib's level 1.
 *
 * Below a header there is one line for each meter: rank, meter, kilowatt-hours, the share of the
 * total that this meter and all before it make up, in percent, and `estimated` where it was. The
 * largest consumption comes first; meters with equal ones are in the order of their numbers, as
 * `<` has it. Lines end with a line feed.
 */
export async function exportDay({ day, meters }: ExportRequest): Promise<Buffer> {
  const slices: Reading[][] = [];
  let total = 0;
  for (let start = 0; start < meters; start += sliceLength) {
    const slice = readSlice(start, Math.min(start + sliceLength, meters), day);
    total += slice.reduce((sum, { wattHours }) => sum + wattHours, 0);
    slices.push(slice.sort(byConsumption));
    await nextTurn();
  }
  const pieces = await write(slices.flat(), total);
  return compress(Buffer.concat(pieces), { level: 1 });
}

function readSlice(start: number, end: number, day: number): Reading[] {
  return Array.from({ length: end - start }, (_, offset) => readingAt(start + offset, day));
}

/**
 * The lines of sorted readings, in pieces. As bytes, because texts that are added up are kept in
 * their parts until somebody reads them, and each part is an object for the garbage collector.
 */
async function write(readings: readonly Reading[], total: number): Promise<Buffer[]> {
  const pieces = [Buffer.from("rank;meter;kWh;share;note\n")];
  let running = 0;
  let rank = 0;
  while (rank < readings.length) {
    let piece = "";
    for (const reading of readings.slice(rank, rank + sliceLength)) {
      rank++;
      running += reading.wattHours;
      piece += lineOf(reading, rank, (100 * running) / total);
    }
    pieces.push(Buffer.from(piece));
    await nextTurn();
  }
  return pieces;
}

const byConsumption = (a: Reading, b: Reading) =>
  b.wattHours - a.wattHours || (a.meter < b.meter ? -1 : 1);

function lineOf({ meter, wattHours, estimated }: Reading, rank: number, percent: number): string {
  const kilowattHours = (wattHours / 1000).toFixed(3);
  return `${rank};${meter};${kilowattHours};${percent.toFixed(2)};${estimated ? "estimated" : ""}\n`;
}
