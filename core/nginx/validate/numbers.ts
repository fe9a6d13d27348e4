/** A whole number as ngx_atoi reads it: digits only, and no more than fit; undefined where it fails. */
export function parseNumber(text: string): number | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > 2n ** 63n - 1n ? undefined : Number(value);
}
