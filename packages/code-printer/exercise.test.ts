import { describe, expect, it } from "vitest";
import { printProgram } from "#subject";
import type { Expression, Statement } from "./baseline/syntax.ts";

function print(...statements: Statement[]): string {
  return printProgram({ statements });
}

function name(text: string): Expression {
  return { kind: "name", name: text };
}

function unary(operator: string, operand: Expression): Expression {
  return { kind: "unary", operator, operand };
}

function binary(operator: string, left: Expression, right: Expression): Expression {
  return { kind: "binary", operator, left, right };
}

function expression(value: Expression): Statement {
  return { kind: "expression", value };
}

function verbatim(text: string): Statement {
  return { kind: "verbatim", text };
}

describe("printProgram", () => {
  it("prints nothing for an empty program", () => {
    expect(print()).toBe("");
  });

  it("prints statements without blanks where none is needed", () => {
    const sum = binary("+", name("a"), binary("*", name("b"), { kind: "number", value: 2 }));
    const log: Expression = { kind: "call", callee: name("log"), parameters: [sum, name("c")] };
    expect(
      print(
        { kind: "declare", name: "x", value: sum },
        { kind: "function", name: "f", parameters: ["a", "b"], body: [expression(log)] },
      ),
    ).toBe("let x=a+(b*2);function f(a,b){log(a+(b*2),c);}");
  });

  it("prints blocks of an if", () => {
    const leave: Statement = { kind: "return", value: null };
    const empty: Statement = { kind: "if", test: name("b"), consequent: [], alternate: [] };
    expect(print({ kind: "if", test: name("a"), consequent: [empty], alternate: [leave] })).toBe(
      "if(a){if(b){}}else{return;}",
    );
  });

  it("puts a blank between words, and none between a word and anything else", () => {
    expect(print({ kind: "return", value: unary("typeof", name("a")) })).toBe("return typeof a;");
    expect(print({ kind: "return", value: unary("!", name("a")) })).toBe("return!a;");
    expect(print({ kind: "return", value: { kind: "text", value: "a" } })).toBe('return"a";');
    expect(print(expression(binary("in", name("a"), name("b"))))).toBe("a in b;");
  });

  it.each(["größe", "名", "𝒳", "$", "_"])("takes %s for a word", (word) => {
    expect(print(expression(unary("void", unary("void", name(word)))))).toBe(`void void ${word};`);
    expect(print(expression(binary("in", name(word), name(word))))).toBe(`${word} in ${word};`);
  });

  it.each([
    ["+", "+", "a+ +b;"],
    ["-", "-", "a- -b;"],
    ["+", "-", "a+-b;"],
    ["+", "++", "a+ ++b;"],
    ["&", "&", "a& &b;"],
    ["=", "=", "a==b;"],
  ])("prints %s and %s as %s", (one, other, code) => {
    expect(print(expression(binary(one, name("a"), unary(other, name("b")))))).toBe(code);
  });

  it("keeps a negative number away from a minus", () => {
    const minusOne: Expression = { kind: "number", value: -1 };
    expect(print(expression(binary("-", name("a"), minusOne)))).toBe("a- -1;");
  });

  it("adds verbatim text as it is", () => {
    expect(print(verbatim("de"), verbatim("bugger;"), verbatim("\n"))).toBe("debugger;\n");
  });

  it("looks at the end of verbatim text before it adds a token", () => {
    expect(print(verbatim("x"), expression(name("a")))).toBe("x a;");
    expect(print(verbatim("x "), expression(name("a")))).toBe("x a;");
    expect(print(verbatim("x+"), expression(unary("+", name("a"))))).toBe("x+ +a;");
    expect(print(expression(name("a")), verbatim("//\n"), expression(name("b")))).toBe("a;//\nb;");
  });

  it("does not take empty text for the end of anything", () => {
    expect(print(verbatim("use"), verbatim(""), expression(name("a")))).toBe("use a;");
    expect(print(expression(unary("void", unary("", name("a")))))).toBe("void a;");
  });

  it("starts every program anew", () => {
    print(verbatim("x"));
    expect(print(expression(name("a")))).toBe("a;");
  });

  it("leaves the program as it was", () => {
    const program = { statements: [verbatim("x"), expression(unary("-", name("a")))] };
    const copy = structuredClone(program);
    printProgram(program);
    expect(program).toEqual(copy);
  });
});
