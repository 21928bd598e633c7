import { type Arguments, defineExercise, type Random } from "@bottleneck/grader/contract";
import type { printProgram } from "./baseline/index.ts";
import type { Expression, Statement } from "./baseline/syntax.ts";

export default defineExercise<typeof printProgram>({
  title: "The code printer",
  pathology: "string building",
  lesson: "L09",
  order: 460,
  difficulty: 3,
  prerequisites: ["contact-import"],
  origin: {
    url: "https://github.com/shapesecurity/shift-codegen-js/issues/87",
    summary:
      "Whenever a JavaScript code generator added a token, it looked at the end of everything it " +
      "had generated, to avoid an accidental HTML comment. Generating 547 kB took about 120 " +
      "seconds. With a more focused check it took about 4.",
  },
  entry: "printProgram",
  input: {
    make: (random, size) => program(...makeStatements(random, size)),
    sizes: { check: [3, 20, 150], time: 1200 },
    edgeCases: {
      "an empty program": () => program(),
      "nothing but empty verbatim text": () => program(verbatim(""), verbatim("")),
      "words after words": () =>
        program(
          declare("x", unary("typeof", unary("void", name("y")))),
          { kind: "return", value: name("x") },
          { kind: "return", value: number(7) },
          { kind: "return", value: { kind: "text", value: "x" } },
          { kind: "return", value: null },
          { kind: "return", value: unary("!", name("x")) },
        ),
      "signs after signs": () =>
        program(
          expression(binary("+", name("a"), unary("+", name("b")))),
          expression(binary("-", name("a"), unary("-", unary("-", number(1))))),
          expression(binary("+", name("a"), unary("-", unary("+", name("b"))))),
          expression(binary("+", name("a"), unary("++", name("b")))),
          expression(binary("-", name("a"), number(-5))),
          expression(binary("&", name("a"), unary("&", name("b")))),
          expression(binary("|", name("a"), unary("||", name("b")))),
          expression(binary("=", name("a"), unary("=", name("b")))),
        ),
      "words as operators between two sides": () =>
        program(
          expression(binary("in", name("a"), name("b"))),
          expression(binary("instanceof", number(1), { kind: "text", value: "b" })),
          expression(binary("in", call(name("a")), unary("-", name("b")))),
        ),
      "an empty verbatim text between two words": () =>
        program(verbatim("use"), verbatim(""), expression(name("strict"))),
      "an empty name between two words": () =>
        program({ kind: "return", value: unary("", unary("void", name("a"))) }),
      "an empty name between two signs": () =>
        program(expression(binary("+", name("a"), unary("", unary("+", name("b")))))),
      "verbatim text that ends in a word, a sign, a blank or a line end": () =>
        program(
          verbatim("/*!banner*/"),
          expression(name("a")),
          verbatim("x"),
          expression(name("a")),
          verbatim("x+"),
          expression(unary("+", name("a"))),
          verbatim("x "),
          expression(name("a")),
          verbatim("//x\n"),
          expression(name("a")),
        ),
      "verbatim texts after each other, with no blank between them": () =>
        program(...["de", "bugger;", "a", "", "b+", "+c"].map(verbatim)),
      "a verbatim text of a hundred thousand characters": () =>
        program(verbatim(`/*${"-".repeat(100_000)}*/x`), expression(name("a"))),
      "names beyond ASCII": () =>
        program(
          { kind: "return", value: name("größe") },
          { kind: "return", value: unary("typeof", name("名")) },
          { kind: "return", value: name("𝒳") },
          expression(binary("in", name("𝒳"), name("𝒴"))),
          expression(binary("in", name("é"), name("\u0301"))),
          verbatim("\u00a0"),
          expression(name("a")),
        ),
      "texts with quotes, line ends and halves of characters": () =>
        program(
          expression(call(name("log"), ...['"', "\n", "\ud800", "\u2028", ""].map(text))),
          expression(binary("in", text("a"), text("b"))),
        ),
      "numbers of every kind": () =>
        program(
          ...[0, -0, -1, 1e21, 1e-7, 0.5, Number.NaN, Infinity, -Infinity].map((value) =>
            expression(binary("-", number(value), number(value))),
          ),
        ),
      "blocks in blocks, and empty ones": () =>
        program(
          { kind: "function", name: "f", parameters: ["a", "b"], body: [] },
          {
            kind: "if",
            test: name("a"),
            consequent: [{ kind: "if", test: name("b"), consequent: [], alternate: [] }],
            alternate: [{ kind: "return", value: null }],
          },
          { kind: "if", test: name("a"), consequent: [], alternate: [verbatim("x")] },
        ),
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 4,
    stretch: 10,
    growth: { below: 1.5, size: 800 },
  },
  diagnosis: { function: "#wouldRunTogether", file: "output.ts", lines: [22, 22] },
  hints: [
    "Grade once and look at the hottest line. It asks for a single character. How long can that take, and does it take the same time for the first token and for the last one?",
    "As a test, let `#wouldRunTogether` always return `false`, so that no spaces are printed, and time it. You will see that adding thousands of short texts to a long one is not slow by itself. What can V8 keep instead of the joined text, as long as nobody reads it?",
    "When you add a token, V8 keeps two texts side by side. When you read a character, V8 first has to copy both into one: the whole code so far, for each token. Who knows the last character without reading it from there?",
    "When you add a token or a verbatim text, remember its last character (or the code of that character), and decide by that. Only append to the printed code and never read it, or collect its parts in an array and join them once at the end. An empty text does not change which character was last.",
  ],
});

const names = ["a", "b", "total", "index", "größe", "user", "next", "$el", "_cache", "données"];
const operators = ["+", "-", "*", "&&", "||", "<", "===", "in", "instanceof", "%"];
const unaries = ["-", "+", "!", "typeof", "void", "~"];

/** `size` statements in all, some of them inside others. */
function makeStatements(random: Random, size: number): Statement[] {
  const statements: Statement[] = [];
  for (let left = size; left > 0; ) {
    const inside = random.chance(0.15) ? random.int(0, Math.min(left - 1, 30)) : 0;
    statements.push(makeStatement(random, inside));
    left -= 1 + inside;
  }
  return statements;
}

function makeStatement(random: Random, inside: number): Statement {
  if (inside > 0) return makeCompound(random, inside);
  const kind = random.int(0, 9);
  if (kind < 4) return declare(random.pick(names), makeExpression(random, 3));
  if (kind < 6) return { kind: "return", value: makeExpression(random, 2) };
  if (kind < 7) return verbatim(random.pick(["", "/*#__PURE__*/", "debugger;", "x"]));
  return expression(makeExpression(random, 3));
}

function makeCompound(random: Random, inside: number): Statement {
  const body = makeStatements(random, inside);
  if (random.chance(0.5)) {
    return { kind: "function", name: random.pick(names), parameters: ["a", "b"], body };
  }
  return { kind: "if", test: makeExpression(random, 2), consequent: body, alternate: [] };
}

function makeExpression(random: Random, depth: number): Expression {
  if (depth === 0 || random.chance(0.2)) return makeLeaf(random);
  const kind = random.int(0, 3);
  if (kind === 0) return unary(random.pick(unaries), makeExpression(random, depth - 1));
  if (kind === 1) return call(name(random.pick(names)), makeExpression(random, depth - 1));
  return binary(
    random.pick(operators),
    makeExpression(random, depth - 1),
    makeExpression(random, depth - 1),
  );
}

function makeLeaf(random: Random): Expression {
  if (random.chance(0.6)) return name(random.pick(names));
  return random.chance(0.5) ? number(random.int(-9, 99)) : text(random.pick(["", "ok", "größer"]));
}

function program(...statements: Statement[]): Arguments<typeof printProgram> {
  return [{ statements }];
}

function declare(variable: string, value: Expression): Statement {
  return { kind: "declare", name: variable, value };
}

function expression(value: Expression): Statement {
  return { kind: "expression", value };
}

function verbatim(source: string): Statement {
  return { kind: "verbatim", text: source };
}

function name(text: string): Expression {
  return { kind: "name", name: text };
}

function number(value: number): Expression {
  return { kind: "number", value };
}

function text(value: string): Expression {
  return { kind: "text", value };
}

function unary(operator: string, operand: Expression): Expression {
  return { kind: "unary", operator, operand };
}

function binary(operator: string, left: Expression, right: Expression): Expression {
  return { kind: "binary", operator, left, right };
}

function call(callee: Expression, ...parameters: Expression[]): Expression {
  return { kind: "call", callee, parameters };
}
