import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { archiveMessages } from "#subject";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "archive-"));
  path = join(folder, "scanners.jsonl");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const scan = '{"scanner":"MUC-4","parcel":"00340434161094022115"}';
const note = '{"scanner":"MUC-4","note":"Tür klemmt"}';

const linesOf = (file: string) => readFileSync(file, "utf8").split("\n");

it("writes a header and each message on a line of its own", () => {
  const summary = archiveMessages(path, [scan, note, scan]);
  expect(linesOf(path)).toEqual(['{"archive":"scanners","version":2}', scan, note, scan, ""]);
  expect(summary).toMatchObject({ messages: 3, stoppedAt: null });
});

it("tells the size of the file in bytes", () => {
  const { bytes } = archiveMessages(path, [scan, note]);
  expect(bytes).toBe(readFileSync(path).length);
});

it("replaces an earlier archive", () => {
  writeFileSync(path, "earlier\n".repeat(1000));
  archiveMessages(path, [scan]);
  expect(linesOf(path)).toHaveLength(3);
});

it("writes no file when there is no message to write", () => {
  writeFileSync(path, "earlier\n");
  expect(archiveMessages(path, [])).toEqual({ messages: 0, bytes: 0, stoppedAt: null });
  expect(existsSync(path)).toBe(false);
});

it("leaves no file when the first message is damaged", () => {
  writeFileSync(path, "earlier\n");
  const summary = archiveMessages(path, ['{"scanner":"MUC', scan]);
  expect(summary).toEqual({ messages: 0, bytes: 0, stoppedAt: 0 });
  expect(existsSync(path)).toBe(false);
});

it.each(["", '{"scanner":"MUC', 'MUC-4"}', '{"note":"two\nlines"}'])(
  "keeps what came before the damaged message %j",
  (damaged) => {
    const summary = archiveMessages(path, [scan, note, damaged, scan]);
    expect(summary).toMatchObject({ messages: 2, stoppedAt: 2 });
    expect(linesOf(path)).toHaveLength(4);
  },
);
