/** The program that compiles a WebAssembly text of our own, from stdin to JSON on stdout. */
import { text } from "node:stream/consumers";
import compileText from "./compile-text.ts";

process.stdout.write(JSON.stringify(await compileText(await text(process.stdin))));
