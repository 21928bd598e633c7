import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type MetricName, metricNames } from "../../contract/index.ts";
import type { Metric } from "./metric.ts";

export type { BatchMethod, LoadMethod, Metric, Needs, ProcessMethod, Words } from "./metric.ts";

/** The folder of the metrics: a file each, which exports one or several. */
export const kindsFolder = join(import.meta.dirname, "kinds");

/** Every metric, by the name that exercises use. */
export const metrics: Readonly<Record<MetricName, Metric>> = byName(await loadKinds());

async function loadKinds(): Promise<Metric[]> {
  const files = readdirSync(kindsFolder).filter((name) => name.endsWith(".ts"));
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(join(kindsFolder, file)).href)),
  );
  return modules.flatMap((module: { default: Metric | Metric[] }) => module.default);
}

/** @throws for a name without a metric, or a metric without a name: a mistake in this folder */
function byName(all: readonly Metric[]): Record<MetricName, Metric> {
  const found = new Map<string, Metric>(all.map((metric) => [metric.name, metric]));
  const missing = metricNames.filter((name) => !found.has(name));
  const unknown = all.filter(({ name }) => !metricNames.includes(name));
  if (missing.length > 0) throw new Error(`no file of ${kindsFolder} is about ${missing.join()}`);
  if (unknown.length > 0) {
    throw new Error(`contract/metric-names.ts lacks ${unknown.map(({ name }) => name).join()}`);
  }
  return Object.fromEntries(found) as Record<MetricName, Metric>;
}
