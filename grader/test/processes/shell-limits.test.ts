import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { type Isolation, strongestIsolation } from "../../src/engine/sandbox/isolation.ts";
import { type CourseCopy, copyCourse, submit } from "../support/course-copy.ts";

const launcher = resolve(import.meta.dirname, "../../launch.mjs");

const levels = (["permissions", "bubblewrap"] as const).filter(
  (level) => level === "permissions" || strongestIsolation() === "bubblewrap",
);

/** Grades in a shell. @param limited what sets a limit and runs the rest of the line */
async function gradeWith(limited: string, level: Isolation, course: CourseCopy) {
  const node = JSON.stringify(process.execPath);
  const command = `${limited} ${node} ${JSON.stringify(launcher)} grade pair-sums --no-record --no-evidence --isolation ${level} --course ${JSON.stringify(course.root)}`;
  const child = spawn("/bin/sh", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { status: status as number, said: (stdout + stderr).replaceAll(/\s+/g, " ") };
}

const isLinux = process.platform === "linux";

describe.runIf(isLinux).each(levels)(
  "a grading in a shell with limits, isolated by %s",
  (level) => {
    it.each([
      ["-n 1000", "fewer open files than we would allow"],
      ["-n 64", "few open files"],
      ["-s 512", "a small stack"],
      ["-l 0", "no locked memory"],
      ["-c 0", "no core dumps"],
    ])("works with %s: %s", async (limit) => {
      const course = copyCourse();
      submit(course, "crashed/throws-in-a-call");
      const { status, said } = await gradeWith(`ulimit ${limit} && exec`, level, course);
      expect(said).toContain("RangeError: there is no fourth value");
      expect(status).toBe(1);
    });

    it.each([
      ["-n 32", "allows 32 open files (ulimit -n)"],
      ["-f 8", "kB for a file (ulimit -f)"],
      ["-f 0", "0 kB for a file (ulimit -f)"],
    ])("that are too low blames the shell: %s", async (limit, advice) => {
      const { status, said } = await gradeWith(`ulimit ${limit} && exec`, level, copyCourse());
      expect(said).toMatch(/error: /);
      expect(said).toContain(advice);
      expect(said).not.toMatch(/bug of the grader|fix it in|\bat \S+:\d+/i);
      expect(status).toBe(2);
    });

    // Root may start as many processes as it likes.
    it.runIf(process.getuid?.() === 0)(
      "that allow too few processes blames the shell",
      async () => {
        const course = copyCourse();
        chmodSync(dirname(course.root), 0o755);
        const few = "exec setpriv --reuid 64321 --clear-groups prlimit --nproc=14";
        const { status, said } = await gradeWith(few, level, course);
        expect(said).toContain("allows 14 processes (ulimit -u)");
        expect(said).not.toMatch(/bug of the grader|fix it in/i);
        expect(status).toBe(2);
      },
    );
  },
);
