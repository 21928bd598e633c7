import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isAbandoned, ownPrefix } from "../../src/engine/ownership.ts";
import { removeAbandoned } from "../../src/engine/scratch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const [place = "", pid = "", start = ""] = ownPrefix().split("-").slice(1);

const days = 24 * 60 * 60 * 1000;

/** The highest id of a process that Linux gives is 2^22. */
const noProcess = 99_999_999;

const nameOf = (owner: { place?: string; pid?: number | string; start?: string }) =>
  `bottleneck-${owner.place ?? place}-${owner.pid ?? pid}-${owner.start ?? start}-aB3xYz`;

describe("a temporary folder", () => {
  it("is not abandoned while the process that made it runs, however old it is", () => {
    expect(isAbandoned(nameOf({}), 0)).toBe(false);
    expect(isAbandoned(nameOf({}), 300 * days)).toBe(false);
  });

  it("is abandoned when no process has the id of the one that made it", () => {
    expect(isAbandoned(nameOf({ pid: noProcess }), 0)).toBe(true);
  });

  it.runIf(process.platform === "linux")(
    "is abandoned when the process that now has that id started at another time",
    () => {
      expect(isAbandoned(nameOf({ start: `${Number(start) - 1}` }), 0)).toBe(true);
      expect(isAbandoned(nameOf({ pid: 1, start: "1" }), 0)).toBe(true);
    },
  );

  it("of another machine, boot or container is abandoned when no grader runs for so long", () => {
    const elsewhere = nameOf({ place: "00000000", pid: noProcess });
    expect(isAbandoned(elsewhere, 0)).toBe(false);
    expect(isAbandoned(elsewhere, days)).toBe(false);
    expect(isAbandoned(elsewhere, 3 * days)).toBe(true);
  });

  it.each([
    "bottleneck-aB3xYz",
    "bottleneck-test-aB3xYz",
    "bottleneck-running-tests-99999999",
    `bottleneck-${place}-${noProcess}-${start}`,
    `bottleneck-${place}-${noProcess}-${start}-aB3xYz.txt`,
    `my-bottleneck-${place}-${noProcess}-${start}-aB3xYz`,
    `bottleneck-${place}-x${noProcess}-${start}-aB3xYz`,
  ])("is nobody's to remove with a name such as %s", (name) => {
    expect(isAbandoned(name, 300 * days)).toBe(false);
  });
});

describe("removing what killed graders left", () => {
  const abandoned = nameOf({ pid: noProcess });

  it("removes their folders with all that is in them, and nothing else", () => {
    const parent = temporaryFolder({
      [`${abandoned}/candidate/index.ts`]: "",
      [`${nameOf({})}/index.ts`]: "",
      "bottleneck-notes/index.ts": "",
      "other.txt": "",
    });
    removeAbandoned(parent);
    expect(readdirSync(parent).sort()).toEqual(
      ["bottleneck-notes", nameOf({}), "other.txt"].sort(),
    );
    removeAbandoned(parent);
    expect(readdirSync(parent)).toHaveLength(3);
  });

  it("leaves a file and a link of such a name, and what links lead to", () => {
    const outside = temporaryFolder({ "kept.txt": "" });
    const parent = temporaryFolder({ [`${abandoned}/inside.txt`]: "" });
    const linked = nameOf({ pid: noProcess + 1 });
    const file = nameOf({ pid: noProcess + 2 });
    symlinkSync(outside, join(parent, abandoned, "link"));
    symlinkSync(outside, join(parent, linked));
    writeFileSync(join(parent, file), "");
    removeAbandoned(parent);
    expect(readdirSync(parent).sort()).toEqual([linked, file].sort());
    expect(existsSync(join(outside, "kept.txt"))).toBe(true);
  });

  it("goes by when a folder of another place was last used", () => {
    const parent = temporaryFolder();
    const [recent, old] = [1, 2].map((number) => nameOf({ place: "00000000", pid: number }));
    for (const name of [recent, old] as string[]) mkdirSync(join(parent, name));
    const longAgo = new Date(Date.now() - 3 * days);
    utimesSync(join(parent, old as string), longAgo, longAgo);
    removeAbandoned(parent);
    expect(readdirSync(parent)).toEqual([recent]);
  });

  it.runIf(process.getuid?.() === 0)("leaves what belongs to another user", () => {
    const parent = temporaryFolder({ [`${abandoned}/inside.txt`]: "" });
    chownSync(join(parent, abandoned), 12_345, 12_345);
    removeAbandoned(parent);
    expect(readdirSync(parent)).toEqual([abandoned]);
  });
});
