/** A copy that shares nothing with the original, of plain data such as a database holds. */
export function deepCopy<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => deepCopy(item)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, deepCopy(item)]);
  return Object.fromEntries(entries) as Value;
}
