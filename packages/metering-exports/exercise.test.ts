import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { operations, readingAt } from "@bottleneck/metering-exports/resource";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMetering } from "#subject";

let server: Server;
beforeAll(async () => {
  server = await startMetering();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

/** The fields of an export's lines, without the header. */
async function exported(day: number, meters: number): Promise<string[][]> {
  const response = await get(`/exports?day=${day}&meters=${meters}`);
  expect(response.status).toBe(200);
  const text = gunzipSync(await response.arrayBuffer()).toString();
  const [header, ...lines] = text.split("\n");
  expect(header).toBe("rank;meter;kWh;share;note");
  expect(lines.pop()).toBe("");
  return lines.map((line) => line.split(";"));
}

describe("the metering service", () => {
  it("answers pings", async () => {
    const response = await get("/ping");
    expect([response.status, await response.text()]).toEqual([200, '{"status":"ok"}']);
  });

  it.each([1, 2, 999, 1000, 1001, 5432])("exports each of %i meters once", async (meters) => {
    const lines = await exported(12, meters);
    const expected = Array.from({ length: meters }, (_, at) => readingAt(at, 12).meter);
    expect(lines.map(([, meter]) => meter).sort()).toEqual(expected.sort());
  });

  it("puts the largest consumption first, equal ones by their meters", async () => {
    const lines = await exported(12, 5432);
    const isInOrder = lines.slice(1).every(([, meter = "", kWh], index) => {
      const [, meterBefore = "", kWhBefore] = lines[index] ?? [];
      return Number(kWhBefore) > Number(kWh) || (kWhBefore === kWh && meterBefore < meter);
    });
    expect(isInOrder).toBe(true);
    expect(lines.map(([rank]) => Number(rank))).toEqual(lines.map((_, index) => index + 1));
  });

  it("tells what each meter counted, and the share of the meters so far", async () => {
    const readings = [0, 1, 2].map((at) => readingAt(at, 7));
    const total = readings.reduce((sum, { wattHours }) => sum + wattHours, 0);
    const lines = await exported(7, 3);
    let running = 0;
    for (const [, meter, kWh, share, note] of lines) {
      const reading = readings.find((one) => one.meter === meter);
      running += reading?.wattHours ?? 0;
      expect(kWh).toBe(((reading?.wattHours ?? 0) / 1000).toFixed(3));
      expect(share).toBe(((100 * running) / total).toFixed(2));
      expect(note).toBe(reading?.estimated === true ? "estimated" : "");
    }
    expect(lines.at(-1)?.[3]).toBe("100.00");
  });

  it("is the same whether or not others are exported at the time", async () => {
    const alone = await exported(3, 3000);
    const together = await Promise.all([exported(3, 3000), exported(4, 2500), exported(3, 3000)]);
    expect(together[0]).toEqual(alone);
    expect(together[2]).toEqual(alone);
  });

  it("takes the readings from the store anew for an export that it had before", async () => {
    await exported(5, 1200);
    const before = operations();
    await exported(5, 1200);
    expect(operations() - before).toBe(1200);
  });

  it.each(["day=1", "meters=5", "day=1&meters=-5", "day=x&meters=5", "day=1&meters=100001"])(
    "refuses an export of %s",
    async (parameters) => {
      expect((await get(`/exports?${parameters}`)).status).toBe(400);
    },
  );

  it("knows nothing else", async () => {
    expect((await get("/")).status).toBe(404);
    expect((await get("/exports/1")).status).toBe(404);
  });
});
