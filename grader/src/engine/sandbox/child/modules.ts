/** What the child can import. */
import { registerHooks } from "node:module";
import { type LoadRequest, probesModule, serviceModule } from "../protocol.ts";

// The version under test asks for imports while it loads: what decides must not be what it changed.
const { parse } = URL;
const { hasOwn } = Object;

/**
 * Serves imports from what was delivered, types already stripped, which saves each process the
 * start of Node's own stripper; and serves nothing else but the modules that are allowed. The
 * exercise's resource may import more than the version under test.
 */
export function serveModules({ sources, modules, resource, recording }: LoadRequest): void {
  const hasProbes = recording === "line allocations";
  registerHooks({
    resolve(specifier, context, next) {
      if (hasProbes && specifier === probesModule) return { url: probesUrl, shortCircuit: true };
      if (specifier === resource?.specifier) return { url: resource.url, shortCircuit: true };
      const own = resource?.own ?? nothing;
      const isResource = holds(own, context.parentURL);
      if (isResource && specifier === serviceModule) return { url: serviceUrl, shortCircuit: true };
      const allowed = isResource && resource !== undefined ? resource.modules : modules;
      if (holds(allowed, specifier) || holds(allowed, `node:${specifier}`)) {
        return next(specifier, context);
      }
      const url = parse(specifier, context.parentURL)?.href ?? specifier;
      const isForeign = holds(own, url) && !isResource && hasOwn(sources, context.parentURL ?? "");
      if (hasOwn(sources, url) && !isForeign) return { url, format: "module", shortCircuit: true };
      throw new Error(whyNotServed(specifier, url, sources));
    },
    load(url, context, next) {
      if (!hasOwn(sources, url)) return next(url, context);
      return { format: "module", source: sources[url] as string, shortCircuit: true };
    },
  });
}

/** The same instance that the recorder reads. */
const probesUrl = import.meta.resolve("./probes.js");

/** The same instance that the runner uses. */
const serviceUrl = import.meta.resolve("./service-client.js");

const nothing: readonly string[] = [];

/** Array.prototype.includes, of which nothing can be replaced. */
function holds(names: readonly string[], wanted: string | undefined): boolean {
  for (let index = 0; index < names.length; index++) if (names[index] === wanted) return true;
  return false;
}

function whyNotServed(specifier: string, url: string, sources: LoadRequest["sources"]): string {
  if (Object.hasOwn(sources, `${url}.ts`)) return `write the ending too: "${specifier}.ts"`;
  return /^\.{0,2}\//.test(specifier)
    ? `${specifier} is not part of the submission: only index.ts is, and what imports name in quotes`
    : `this exercise does not allow ${specifier}`;
}
