import type { AnyNode, ImportDeclaration, Program, VariableDeclarator } from "acorn";
import { fullAncestor, simple } from "acorn-walk";

/** Where functions of a source call what is not of the source. Lines count from 1. */
export interface CallSites {
  /**
   * The lines on which a function calls something that was seen running below it: those that call
   * it by the outermost name that is found there, or else all that call something of unknown name.
   *
   * @param place a place in the function, outside of the functions in it; columns count from 0
   * @param names what was running, as V8 names it, the outermost first
   */
  linesCalling(place: Place, names: readonly string[]): readonly number[];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

type FunctionNode = AnyNode & { type: (typeof functionTypes)[number] };

const functionTypes = [
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
] as const;

/** A call, or an access to a property that may be a getter or a setter. */
interface Site {
  readonly line: number;
  readonly names: readonly string[];
  /** The number of the function whose own code it is; -1 for the top level. */
  readonly within: number;
  readonly isCall: boolean;
}

/** What `CallSites` are made from; plain data. */
export interface CallSiteData {
  readonly sites: readonly Site[];
  /** Where each function is, in the order of the source: those around others before these. */
  readonly functions: readonly Extent[];
  /** The names of what is of the sources itself. */
  readonly ofSources: readonly string[];
}

interface Extent {
  readonly start: Place;
  readonly end: Place;
}

/** Reads the calls from a syntax tree. @param own names of the functions of this source */
export function readCallSites(program: Program, own: readonly string[]): CallSiteData {
  const otherNames = otherNamesIn(program);
  const found: (Omit<Site, "within"> & { readonly within: FunctionNode | undefined })[] = [];
  const nodes: FunctionNode[] = [];
  fullAncestor(program, (any, _state, ancestors) => {
    const node = any as AnyNode;
    if (isFunction(node)) nodes.push(node);
    const within = (ancestors as AnyNode[]).findLast((one) => one !== node && isFunction(one));
    for (const site of sitesAt(node)) {
      const others = site.names.flatMap((name) => otherNames.get(name) ?? []);
      const names = [...site.names, ...others];
      found.push({ ...site, names, within: within as FunctionNode | undefined });
    }
  });
  const functions = [...new Set(nodes)].sort((a, b) => a.start - b.start);
  const numbers = new Map(functions.map((node, number) => [node, number]));
  return {
    sites: found.map((site) => ({ ...site, within: numberOf(site.within, numbers) })),
    functions: functions.map(extentOf),
    ofSources: [...own, ...importedFromSources(program)],
  };
}

function numberOf(node: FunctionNode | undefined, numbers: ReadonlyMap<FunctionNode, number>) {
  return node === undefined ? -1 : (numbers.get(node) ?? -1);
}

/** Where functions call what is not of the source, by what was read of that. */
export function callSitesFrom({ sites, functions, ofSources }: CallSiteData): CallSites {
  const own = new Set(ofSources);
  return {
    linesCalling(place, names) {
      const within = functions.findLastIndex((one) => contains(one, place));
      const inside = sites.filter((site) => site.within === within);
      for (const name of names.flatMap(namesInSource)) {
        const lines = linesOf(inside.filter((site) => site.names.includes(name)));
        if (lines.length > 0) return lines;
      }
      if (names.some(isPattern)) return [];
      return linesOf(
        inside.filter((site) => site.isCall && !site.names.some((name) => own.has(name))),
      );
    },
  };
}

const linesOf = (sites: readonly Site[]) => [...new Set(sites.map(({ line }) => line))];

function isFunction(node: AnyNode): node is FunctionNode {
  return (functionTypes as readonly string[]).includes(node.type);
}

/** V8 names a regular expression by its pattern. */
const isPattern = (name: string) => name.startsWith("RegExp: ");

const methodsWithPatterns = [
  ...["exec", "test", "match", "matchAll", "replace", "replaceAll", "search", "split"],
];

const namesInSource = (name: string) => (isPattern(name) ? methodsWithPatterns : [name]);

/** The calls and accesses that a node is: of a chain over several lines, each has its own line. */
function sitesAt(node: AnyNode): Omit<Site, "within">[] {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression":
      return named(node.callee, (name) => ({ names: [name], isCall: true }));
    case "TaggedTemplateExpression":
      return named(node.tag, (name) => ({ names: [name], isCall: true }));
    case "MemberExpression":
      return named(node, (name) => ({ names: [`get ${name}`, `set ${name}`], isCall: false }));
    default:
      return [];
  }
}

function named(
  callee: AnyNode,
  siteOf: (name: string) => Pick<Site, "names" | "isCall">,
): Omit<Site, "within">[] {
  const isKey = callee.type === "MemberExpression";
  const name = isKey ? callee.property : callee;
  const line = name.loc?.start.line ?? 0;
  if (name.type === "Identifier" && !(isKey && callee.computed)) {
    return [{ line, ...siteOf(name.name) }];
  }
  if (name.type === "Literal") return [{ line, ...siteOf(String(name.value)) }];
  return [{ line, ...siteOf("") }];
}

/** The names that functions had before a source gave them others, by the names it gave them. */
function otherNamesIn(program: Program): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const add = (local: AnyNode, original: AnyNode) => {
    if (local.type !== "Identifier" || original.type !== "Identifier") return;
    if (local.name === original.name) return;
    names.set(local.name, [...(names.get(local.name) ?? []), original.name]);
  };
  simple(program, {
    ImportDeclaration({ specifiers }) {
      for (const one of specifiers) {
        if (one.type === "ImportSpecifier") add(one.local, one.imported);
      }
    },
    VariableDeclarator: (node) => addDeclared(node, add),
  });
  return names;
}

/** `const { log: print } = console`, `const print = console.log`, and that with `.bind(console)`. */
function addDeclared(
  { id, init }: VariableDeclarator,
  add: (local: AnyNode, original: AnyNode) => void,
): void {
  for (const property of id.type === "ObjectPattern" ? id.properties : []) {
    if (property.type === "Property") add(property.value, property.key);
  }
  const callee = init?.type === "CallExpression" ? init.callee : undefined;
  const isBound = callee?.type === "MemberExpression" && nameOf(callee.property) === "bind";
  const value = isBound ? callee.object : init;
  if (value?.type === "MemberExpression" && !value.computed) add(id, value.property);
}

const nameOf = (node: AnyNode) => (node.type === "Identifier" ? node.name : undefined);

/** Local names of what other files of the version export. */
function importedFromSources(program: Program): string[] {
  return program.body
    .filter((node): node is ImportDeclaration => node.type === "ImportDeclaration")
    .filter(({ source }) => String(source.value).startsWith("."))
    .flatMap(({ specifiers }) => specifiers.map(({ local }) => local.name));
}

function extentOf({ loc }: AnyNode): Extent {
  const nowhere = { line: 0, column: 0 };
  const { start, end } = loc ?? { start: nowhere, end: nowhere };
  const placeOf = ({ line, column }: Place) => ({ line, column });
  return { start: placeOf(start), end: placeOf(end) };
}

function contains({ start, end }: Extent, { line, column }: Place): boolean {
  const afterStart = line > start.line || (line === start.line && column >= start.column);
  return afterStart && (line < end.line || (line === end.line && column <= end.column));
}
