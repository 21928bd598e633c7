import { Output } from "./output.ts";
import type { Expression, Program, Statement } from "./syntax.ts";

/**
 * Prints a program in as few characters as this printer knows to.
 *
 * There are no line ends, and no blanks but those without which two tokens would run together:
 * between two characters that can be part of a word (every character beyond ASCII counts as one),
 * and between two equal characters out of `+`, `-`, `&` and `|`. It is always the last character of
 * the code so far that counts, also when it came from a verbatim text. Verbatim text itself is
 * added as it is, with no blank before it. Never throws.
 */
export function printProgram(program: Program): string {
  const output = new Output();
  printStatements(output, program.statements);
  return output.code;
}

function printStatements(output: Output, statements: readonly Statement[]): void {
  for (const statement of statements) printStatement(output, statement);
}

function printBlock(output: Output, statements: readonly Statement[]): void {
  output.token("{");
  printStatements(output, statements);
  output.token("}");
}

function printStatement(output: Output, statement: Statement): void {
  switch (statement.kind) {
    case "verbatim":
      output.verbatim(statement.text);
      return;
    case "declare":
      output.token("let");
      output.token(statement.name);
      output.token("=");
      printExpression(output, statement.value);
      output.token(";");
      return;
    case "return":
      output.token("return");
      if (statement.value !== null) printExpression(output, statement.value);
      output.token(";");
      return;
    case "expression":
      printExpression(output, statement.value);
      output.token(";");
      return;
    case "if":
      output.token("if");
      output.token("(");
      printExpression(output, statement.test);
      output.token(")");
      printBlock(output, statement.consequent);
      if (statement.alternate.length === 0) return;
      output.token("else");
      printBlock(output, statement.alternate);
      return;
    case "function":
      output.token("function");
      output.token(statement.name);
      output.token("(");
      printList(output, statement.parameters, (parameter) => output.token(parameter));
      output.token(")");
      printBlock(output, statement.body);
  }
}

function printExpression(output: Output, expression: Expression): void {
  switch (expression.kind) {
    case "name":
      output.token(expression.name);
      return;
    case "number":
      output.token(String(expression.value));
      return;
    case "text":
      output.token(JSON.stringify(expression.value));
      return;
    case "unary":
      output.token(expression.operator);
      printOperand(output, expression.operand);
      return;
    case "binary":
      printOperand(output, expression.left);
      output.token(expression.operator);
      printOperand(output, expression.right);
      return;
    case "call":
      printOperand(output, expression.callee);
      output.token("(");
      printList(output, expression.parameters, (value) => printExpression(output, value));
      output.token(")");
  }
}

/** In parentheses where it has an operator of two sides itself. */
function printOperand(output: Output, operand: Expression): void {
  if (operand.kind !== "binary") {
    printExpression(output, operand);
    return;
  }
  output.token("(");
  printExpression(output, operand);
  output.token(")");
}

function printList<Item>(
  output: Output,
  items: readonly Item[],
  print: (item: Item) => void,
): void {
  for (const [position, item] of items.entries()) {
    if (position > 0) output.token(",");
    print(item);
  }
}
