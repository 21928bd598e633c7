import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { rank } from "./ranking.ts";
import { type Readings, readDay, sliceLength } from "./readings.ts";

/** Which readings an export holds: those of the store's first meters, on one day. */
export interface ExportRequest {
  readonly day: number;
  readonly meters: number;
}

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
  const readings = await readDay(day, meters);
  const pieces = await write(readings, await rank(readings));
  return compress(Buffer.concat(pieces), { level: 1 });
}

/**
 * The lines of ranked readings, in pieces. As bytes, because texts that are added up are kept in
 * their parts until somebody reads them, and each part is an object for the garbage collector.
 */
async function write(readings: Readings, ranked: Uint32Array): Promise<Buffer[]> {
  const pieces = [Buffer.from("rank;meter;kWh;share;note\n")];
  const total = readings.wattHours.reduce((sum, each) => sum + each, 0);
  let running = 0;
  let place = 0;
  while (place < ranked.length) {
    let piece = "";
    for (const position of ranked.subarray(place, place + sliceLength)) {
      place++;
      running += readings.wattHours[position] as number;
      piece += lineOf(readings, position, place, (100 * running) / total);
    }
    pieces.push(Buffer.from(piece));
    await nextTurn();
  }
  return pieces;
}

function lineOf(
  { meters, wattHours, estimated }: Readings,
  position: number,
  place: number,
  percent: number,
): string {
  const kilowattHours = ((wattHours[position] as number) / 1000).toFixed(3);
  const note = estimated[position] === 1 ? "estimated" : "";
  return `${place};${meters[position]};${kilowattHours};${percent.toFixed(2)};${note}\n`;
}
