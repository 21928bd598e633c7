import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { OutcomeName } from "../../src/engine/verdict/outcome.ts";
import type { SideEvidence } from "../../src/evidence/evidence.ts";
import type { GradingResult } from "../../src/grading/result.ts";
import { type PageContext, summaryOf } from "../../src/reports/page/context.ts";
import { html } from "../../src/reports/page/html.ts";
import { logAxis } from "../../src/reports/page/log-axis.ts";
import { reportPage } from "../../src/reports/page/page.ts";
import { exampleEvidence, exampleSide } from "../support/example-evidence.ts";
import {
  exampleLimit,
  exampleMeasurement,
  exampleOutcomes,
  exampleResult,
} from "../support/example-results.ts";

const sourceFolder = "packages/order-join/src";
const nothing: PageContext = { history: [], links: [] };

function pageOf(result: GradingResult, context: PageContext = nothing, reused = false): string {
  return reportPage({ result, sourceFolder, reused }, context);
}

/** A page without its head, its tags, its script and its entities: what a reader reads. */
function textOf(page: string): string {
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
  return page
    .replace(/^.*<body>/s, "")
    .replace(/<script>.*<\/script>/s, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/&(\w+|#39);/g, (_, name) => entities[name] ?? "")
    .replaceAll(/\s+/g, " ");
}

/** What a missing figure would read as; sources may say it. */
function holesIn(page: string): readonly string[] {
  const text = textOf(page.replace(/<section id="lines".*?<\/section>/s, ""));
  return text.match(/.{0,40}(undefined|NaN|\[object|Infinity).{0,40}/g) ?? [];
}

const passed = exampleResult(exampleOutcomes.passed, { evidence: exampleEvidence });

describe("a template of markup", () => {
  it("escapes what is put into it", () => {
    expect(String(html`<p title="${`"'`}">${"<b> & </b>"}</p>`)).toBe(
      '<p title="&quot;&#39;">&lt;b&gt; &amp; &lt;/b&gt;</p>',
    );
  });

  it("keeps markup as it is, in lists too, and leaves out undefined", () => {
    expect(String(html`<ul>${[html`<li>`, undefined, 1]}</ul>`)).toBe("<ul><li>1</ul>");
  });

  it("shows characters that would turn text around", () => {
    expect(String(html`${"a\u202eb"}`)).toBe("a�b");
  });
});

describe("a logarithmic axis", () => {
  it("puts equal ratios equally far apart", () => {
    const { at } = logAxis([1, 100]);
    expect(at(10) - at(1)).toBeCloseTo(at(100) - at(10));
  });

  it.each([
    ["close values", [0.98, 1.02]],
    ["usual values", [1, 4, 20, 7.9]],
    ["values far apart", [0.001, 1, 1_000_000]],
    ["no values", []],
    ["values without a logarithm", [0, Number.POSITIVE_INFINITY, -1, 3]],
  ])("labels two to six round values for %s", (_, values) => {
    const { at, ticks } = logAxis(values);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(6);
    for (const tick of ticks) expect(at(tick)).toBeGreaterThanOrEqual(0);
    for (const tick of ticks) expect(at(tick)).toBeLessThanOrEqual(100);
  });
});

describe("the report page", () => {
  it.each(Object.keys(exampleOutcomes) as OutcomeName[])("tells the outcome: %s", (name) => {
    const page = pageOf(exampleResult(exampleOutcomes[name]));
    expect(page.toLowerCase()).toContain(`</span> ${name}</h2>`);
    expect(textOf(page)).toContain("Next");
    expect(holesIn(page.replaceAll("properties of undefined", ""))).toEqual([]);
  });

  it("holds its parts in order", () => {
    const page = pageOf(passed, {
      history: [summaryOf(passed)],
      links: [{ label: "0x", state: "there", href: "0x.html" }],
      diagnosis: { statedAt: passed.gradedAt, answers: [] },
    });
    const ids = [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      ..."verdict findings history compared flame functions lines shapes vitals".split(" "),
      ..."pages diagnosis method".split(" "),
    ]);
  });

  it("shows what a wrong answer was, and where", () => {
    const text = textOf(pageOf(exampleResult(exampleOutcomes["wrong answer"])));
    for (const shown of [
      "answer.regions[2].revenue",
      "expected 42",
      "actual 41",
      "region: 'north'",
    ]) {
      expect(text).toContain(shown);
    }
  });

  it("shows where in the submission it was thrown", () => {
    const text = textOf(pageOf(exampleResult(exampleOutcomes.crashed)));
    expect(text).toContain("revenueOf (src/lookup.ts:9) unnamed function (src/index.ts:3)");
    expect(text).not.toContain("runner.ts");
  });

  it("sets a command apart from the sentence around it", () => {
    const page = pageOf(exampleResult(exampleOutcomes["grows too fast"]));
    expect(page).toContain("<code>npm run hint -- order-join</code>");
  });

  it("says that a verdict comes from the record", () => {
    expect(textOf(pageOf(passed, nothing, true))).toContain("npm run grade -- order-join --force");
  });

  it("shows both sides of each function, and what came and went", () => {
    const rows = pageOf(passed).match(/<tr><th scope="row"><code>.*?<\/tr>/gs) ?? [];
    const texts = rows.map((row) => textOf(`<body>${row}`).trim());
    expect(texts[0]).toMatch(/^findCustomer lookup.ts:12 9.3 ms – none left 75 % – 612 kB –$/);
    expect(texts.find((text) => text.startsWith("findProduct"))).toContain("990 µs 950 µs same");
    expect(texts.find((text) => text.startsWith("indexCustomers"))).toContain(
      "– 210 µs none before",
    );
  });

  it("shows the whole source, and leads from a function to its line", () => {
    const page = pageOf(passed);
    const text = textOf(page);
    for (const { sources } of Object.values(exampleEvidence)) {
      for (const line of Object.values(sources).join("\n").split("\n")) {
        expect(text).toContain(line.trim().replaceAll(/\s+/g, " "));
      }
    }
    const targets = [...page.matchAll(/href="#((?:candidate|baseline)-\d+-\d+)"/g)];
    expect(targets.length).toBeGreaterThan(5);
    for (const [, id] of targets) expect(page).toContain(`id="${id}"`);
  });

  it("leaves shapes out when there is nothing to tell of them", () => {
    const shapes = { state: "seen", megamorphic: [], deoptimizations: [] } as const;
    const side = exampleSide({ shapes });
    const page = pageOf({ ...passed, evidence: { baseline: side, candidate: side } });
    expect(page).not.toContain('<section id="shapes"');
  });

  it.each(["cpu", "allocations", "lineAllocations", "vitals", "shapes"] as const)(
    "says in place why there is no evidence of a kind: %s",
    (kind) => {
      const changes: Partial<SideEvidence> = { [kind]: { state: "missing", why: "it ran away" } };
      const evidence = { ...exampleEvidence, candidate: exampleSide(changes) };
      const page = pageOf({ ...passed, evidence });
      expect(textOf(page)).toContain("of this version (it ran away).");
      expect(holesIn(page)).toEqual([]);
    },
  );

  it("calls nothing gone when the other side has no profile", () => {
    const candidate = exampleSide({ cpu: { state: "missing", why: "it ran away" } });
    const evidence = { ...exampleEvidence, candidate };
    const page = pageOf({ ...passed, evidence });
    const sections = page.slice(
      page.indexOf('<section id="compared"'),
      page.indexOf('<section id="lines"'),
    );
    expect(textOf(`<body>${sections}`)).not.toMatch(/gone|new\b|none (left|before)/);
  });

  it("tells in words how busy the event loop was", () => {
    const loop = { utilization: 0.97, delayMs: { p99: 80, longest: 120 } };
    const vitals = {
      state: "seen",
      ...{ calls: 10, bytesPerCall: 2e6, garbageCollection: 0.3, collectionsPerCall: 2, loop },
    } as const;
    const evidence = { ...exampleEvidence, candidate: exampleSide({ vitals }) };
    const text = textOf(pageOf({ ...passed, evidence }));
    expect(text).toContain("The event loop of this version was blocked at times");
    expect(text).toContain("Garbage collection takes 30 % of its time");
  });

  it("links the pages that exist and says why others don't", () => {
    const page = pageOf(passed, {
      history: [],
      links: [
        { label: "0x of this version", state: "there", href: "0x/candidate.html" },
        { label: "Clinic Doctor", state: "missing", why: "not asked for" },
      ],
    });
    expect(page).toContain('<a href="0x/candidate.html">0x of this version</a>');
    expect(textOf(page)).toContain("Clinic Doctor: not asked for");
  });

  it("shows how the student's diagnosis was judged", () => {
    const answers = [
      { question: "Which function?", said: "findCustomer", judged: "right", why: "It takes 75 %." },
      { question: "Which line?", said: "3", judged: "wrong", why: "Line 3 takes 1 %." },
    ] as const;
    const when = "before the code was changed";
    const diagnosis = { statedAt: passed.gradedAt, when, answers };
    const text = textOf(pageOf(passed, { ...nothing, diagnosis }));
    expect(text).toContain("UTC, before the code was changed: 1 of 2 right.");
    expect(text).toContain("✗ wrong You said: 3 Line 3 takes 1 %.");
  });

  it("tells what can be told of how it was measured", () => {
    const text = textOf(pageOf(passed));
    const { provenance, submission } = passed;
    for (const fact of [submission, provenance.v8, provenance.machine, provenance.cpuModel]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain("check 100, time 200");
  });

  it("says how near the machine's limit both versions come, where that is known", () => {
    expect(textOf(pageOf({ ...passed, limit: exampleLimit }))).toContain(
      "The machine's limit: this version takes 1.5 ms; this machine could do the same work in 750 µs",
    );
    expect(textOf(pageOf(passed))).not.toContain("limit");
  });

  it("draws a speedup that is known exactly", () => {
    const { logSpeedup, ...measurement } = exampleMeasurement(5);
    const exact = { ...measurement, logSpeedup: { ...logSpeedup, halfWidth: 0 } };
    expect(holesIn(pageOf(exampleResult({ outcome: "passed", measurement: exact })))).toEqual([]);
  });

  it("is the same for the same grading", () => {
    expect(pageOf(passed)).toBe(pageOf(passed));
  });

  it("allows its own script and nothing else", () => {
    const page = pageOf(passed);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    const script = /<script>(.*)<\/script>/s.exec(page)?.[1] ?? "";
    const digest = createHash("sha256").update(script).digest("base64");
    expect(policy).toContain("default-src &#39;none&#39;");
    expect(policy).toContain(`script-src &#39;sha256-${digest}&#39;`);
    expect(page).not.toMatch(/\b(src|srcset|action)=|@import|url\(/);
  });
});

describe("a heavy grading", () => {
  /** A side with sources of 200 lines, every line of them hot, and a flame graph of 4,000 frames. */
  function heavySide(): SideEvidence {
    const text = Array.from(
      { length: 200 },
      (_, index) => `  const value${index} = compute(${index});`,
    );
    const names = Array.from({ length: 60 }, (_, index) => `aFunctionWithALongName${index}`);
    const share = 1 / names.length;
    const frame = (name: string, msPerCall: number, children: never[] = []) => ({
      ...{ name, file: "index.ts", line: 1, msPerCall, children },
    });
    const cpu = {
      state: "seen",
      ...{ msPerCall: 60, calls: 10, samples: 5000, elsewhere: [], garbageCollection: 0.1 },
      functions: names.map((name, at) => ({
        ...{ name, file: "index.ts", line: at + 1, share, msPerCall: 1 },
      })),
      lines: text.map((_, at) => ({
        ...{ function: "f", file: "index.ts", line: at + 1, share: 1 / 200, msPerCall: 0.3 },
      })),
      flame: names.map((name) => ({
        ...frame(name, 1),
        children: names.map((child) => frame(child, 1 / 60)),
      })),
    } as const;
    return exampleSide({ cpu, sources: { "index.ts": text.join("\n") } });
  }

  const evidence = { baseline: heavySide(), candidate: heavySide() };
  const history = Array.from({ length: 30 }, () => summaryOf(passed));

  it("makes a page of less than 300 KB", () => {
    const page = pageOf({ ...passed, evidence }, { history, links: [] });
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });

  it("leaves out of a very long source what was not measured, and says so", () => {
    const text = Array.from(
      { length: 4000 },
      (_, index) => `export const cold${index} = ${index};`,
    );
    const long = exampleSide({ sources: { "index.ts": text.join("\n") } });
    const page = pageOf({ ...passed, evidence: { baseline: long, candidate: long } });
    expect(textOf(page)).toContain("nothing measured; left out because the source is long");
    expect(textOf(page)).not.toContain("cold3000");
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });

  it("says how many frames were too narrow", () => {
    expect(textOf(pageOf({ ...passed, evidence }))).toContain("frames too narrow to draw");
  });
});
