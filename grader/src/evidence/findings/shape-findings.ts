import { plural } from "../../contract/format.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import { hotSitesOf, type MegamorphicSite, type SideEvidence } from "../evidence.ts";
import type { Finding } from "./finding.ts";

/** Hot places that see too many shapes, or that such places are gone. */
export function findingsOnShapes({
  baseline,
  candidate,
}: Readonly<Record<Side, SideEvidence>>): Finding[] {
  const now = hotSitesOf(candidate);
  const [worst, ...others] = now ?? [];
  if (worst !== undefined) return [{ topic: "shapes", text: describe(worst, others.length) }];
  const gone = now === undefined ? 0 : (hotSitesOf(baseline)?.length ?? 0);
  if (gone === 0) return [];
  const places = gone === 1 ? "hot place" : `${gone} hot places`;
  const text = `The ${places} where the baseline saw too many object shapes ${gone === 1 ? "is" : "are"} gone.`;
  return [{ topic: "shapes", text }];
}

function describe(site: MegamorphicSite, others: number): string {
  const { file, line, access, property, shapes } = site;
  const what = property === "" ? `a ${access}` : `the ${access} of ${property}`;
  const meets = `At ${file}:${line}, ${what} sees ${shapes} or more object shapes. V8 remembers fewer, so it searches each time.`;
  if (others === 0) return meets;
  return `${meets} The same is true of ${plural(others, "other hot place")}.`;
}
