import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { Customer, Order, OrderLine, Product, revenueByRegion } from "./baseline/index.ts";

export default defineExercise<typeof revenueByRegion>({
  title: "The regional revenue report",
  pathology: "quadratic algorithm",
  lesson: "L08",
  order: 200,
  difficulty: 1,
  prerequisites: ["contact-import"],
  origin: {
    url: "https://github.com/lightdash/lightdash/pull/19239",
    summary:
      "Lightdash's project validation looked up each broken chart with a linear search through " +
      "an array, on the server's event loop. The fix builds an index once and searches that. One " +
      "validation went from 25.5 s to 0.42 s.",
  },
  entry: "revenueByRegion",
  input: {
    make: makeExports,
    sizes: { check: [3, 20, 150], time: 850 },
    edgeCases: {
      "nothing at all": () => [[], [], []],
      "one order": () => [
        [order("ada", [{ sku: "A-1", quantity: 2 }])],
        [customer("ada", "Nordics")],
        [{ sku: "A-1", priceCents: 1250 }],
      ],
      "no customer list": () => [
        [order("ada", [{ sku: "A-1", quantity: 1 }])],
        [],
        [{ sku: "A-1", priceCents: 100 }],
      ],
      "no price list": () => [
        [order("ada", [{ sku: "A-1", quantity: 1 }])],
        [customer("ada", "Nordics")],
        [],
      ],
      "regions without orders": () => [
        [order("ada", [], "cancelled"), order("bob", [])],
        [customer("ada", "Nordics"), customer("bob", "Iberia"), customer("cy", "DACH")],
        [],
      ],
      "an older row names a region that no other row names": () => [
        [order("ada", [{ sku: "A-1", quantity: 1 }])],
        [customer("ada", "Nordics"), customer("ada", "Iberia")],
        [
          { sku: "A-1", priceCents: 100 },
          { sku: "A-1", priceCents: 900 },
        ],
      ],
      "logins and articles named like members of every object": () => [
        memberNames.map((name) => order(name, [{ sku: name, quantity: 1 }])),
        memberNames.map((name) => customer(name, "Nordics")),
        memberNames.map((name) => ({ sku: name, priceCents: 100 })),
      ],
      "unlisted logins and articles named like members of every object": () => [
        [
          ...memberNames.map((name) => order(name, [{ sku: "A-1", quantity: 1 }])),
          order(
            "ada",
            memberNames.map((name) => ({ sku: name, quantity: 1 })),
          ),
        ],
        [customer("ada", "Nordics")],
        [{ sku: "A-1", priceCents: 100 }],
      ],
      "regions named like members of every object": () => [
        memberNames.map((name) => order(name, [{ sku: "A-1", quantity: 3 }])),
        memberNames.map((name) => customer(name, name)),
        [{ sku: "A-1", priceCents: 100 }],
      ],
      "an unlisted login beside a customer without a region": () => [
        [order("gone", [{ sku: "A-1", quantity: 1 }]), order("ada", [{ sku: "A-1", quantity: 5 }])],
        [customer("ada", "")],
        [{ sku: "A-1", priceCents: 100 }],
      ],
      "logins that differ only in case, spaces or Unicode form": () => {
        const logins = ["zoë", "Zoë", "zoe\u0308", " zoë", ""];
        return [
          logins.map((login) => order(login, [{ sku: "A-1", quantity: 1 }])),
          logins.map((login, position) => customer(login, `Region ${position}`)),
          [{ sku: "A-1", priceCents: 100 }],
        ];
      },
      "names in other scripts": () => [
        [
          order("田中", [{ sku: "☕", quantity: 1 }]),
          order("🦊", [{ sku: "☕", quantity: 2 }]),
          order("🦁", [{ sku: "🍵", quantity: 4 }]),
        ],
        [customer("🦊", "Łódź"), customer("田中", "日本"), customer("🦁", "Łódź")],
        [{ sku: "☕", priceCents: 320 }],
      ],
      "lines that end in half a cent, free articles and returned units": () => [
        [
          order(
            "ada",
            [
              { sku: "A-1", quantity: 1 },
              { sku: "A-1", quantity: -1 },
              { sku: "A-1", quantity: 3 },
              { sku: "FREE", quantity: 7 },
              { sku: "A-1", quantity: 0 },
            ],
            "paid",
            50,
          ),
        ],
        [customer("ada", "Nordics")],
        [
          { sku: "A-1", priceCents: 101 },
          { sku: "FREE", priceCents: 0 },
        ],
      ],
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 15,
    stretch: 35,
    // Larger sizes would mislead: past 3,500 orders each order takes longer. The reference measures
    // as n^1.25 from this size on, and as n^1.45 from 600.
    growth: { below: 1.4, size: 400 },
  },
  diagnosis: { function: "findCustomer", file: "index.ts", lines: [90, 90] },
  hints: [
    "Grade once and open the profile of your code. Which function has the largest self time? " +
      "What does one call of it do that a person with a sorted card file would not do?",
    "Count before you change anything. With 850 orders, 850 customer rows and 16 regions, how " +
      "often does the program ask for a customer, and how many rows does it read for one answer? " +
      "Then count the same for the price list.",
    "A login belongs to the same customer for every region and every order, and an article " +
      "always has the same price. What could you prepare once, before the first order, so that " +
      "no later question has to read a list from the top?",
    "Go through the customer list once and fill a `Map` from login to region. Go through the " +
      "price list once and fill a `Map` from article to price. Then go through the orders once " +
      "and add each to the sums of its region. `find` returns the first match, so don't " +
      "overwrite an entry that exists already.",
  ],
});

// All generated text is Latin-1. One wider character makes V8 parse the whole input as two-byte
// text, and looking up such strings for the first time is several times slower.
const regions = [
  "Nordics",
  "Baltics",
  "Scotland",
  "England",
  "Ireland",
  "Nederland",
  "Rhein-Ruhr",
  "Bayern",
  "Österreich",
  "Suisse",
  "Île-de-France",
  "Midi",
  "Aragón",
  "Portugal",
  "Lombardia",
  "",
];
const givenNames = ["ada", "bo", "chloé", "dmitri", "femi", "grace", "hülya", "ines"];
const familyNames = ["okafor", "silva", "larsen", "roth", "tanaka", "müller", "weiß", "vos"];
const articles = ["BEAN", "CUP", "FILTER", "GRIND", "KETTLE", "MILK", "SYRUP"];
const memberNames = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
const statuses = ["shipped", "shipped", "shipped", "paid", "paid", "open", "cancelled"] as const;

/** As many orders as customer rows and price rows. */
function makeExports(random: Random, size: number): [Order[], Customer[], Product[]] {
  const customers = makeCustomers(random, size);
  const products = makeProducts(random, size);
  const orders = Array.from({ length: size }, (_, position) => ({
    number: `SO-${10_000 + position}`,
    login: random.chance(0.06) ? makeLogin(random, 9999) : random.pick(customers).login,
    status: random.pick(statuses),
    discountPercent: random.chance(0.3) ? random.int(1, 40) : 0,
    lines: Array.from({ length: random.int(1, 3) }, () => makeLine(random, products)),
  }));
  return [orders, customers, products];
}

/** One row in twelve is an older row of a login, often with another region. */
function makeCustomers(random: Random, count: number): Customer[] {
  const customers: Customer[] = [];
  for (let position = 0; position < count; position++) {
    const login =
      position > 0 && random.chance(1 / 12)
        ? random.pick(customers).login
        : makeLogin(random, position);
    customers.push(customer(login, random.pick(regions)));
  }
  return customers;
}

function makeLogin(random: Random, suffix: number): string {
  if (random.chance(0.01)) return random.pick(memberNames);
  const family = `${random.pick(familyNames)}${suffix}`;
  return random.chance(0.05) ? `${random.pick(givenNames)}.${family}` : family;
}

/** One row in twelve is an older price of an article. */
function makeProducts(random: Random, count: number): Product[] {
  const products: Product[] = [];
  for (let position = 0; position < count; position++) {
    const sku =
      position > 0 && random.chance(1 / 12)
        ? random.pick(products).sku
        : `${random.pick(articles)}-${100 + position}`;
    products.push({ sku, priceCents: random.int(45, 24_000) });
  }
  return products;
}

function makeLine(random: Random, products: readonly Product[]): OrderLine {
  return {
    sku: random.chance(0.03) ? "GONE-7" : random.pick(products).sku,
    quantity: random.chance(0.05) ? -random.int(1, 3) : random.int(1, 24),
  };
}

function customer(login: string, region: string): Customer {
  return { login, company: `${login} GmbH`, region };
}

function order(
  login: string,
  lines: OrderLine[],
  status: Order["status"] = "shipped",
  discountPercent = 0,
): Order {
  return { number: `SO-${login}`, login, status, discountPercent, lines };
}
