const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/**
 * Decodes a string literal with its quotes or long brackets (LuaJIT's lj_lex.c, `lex_string`): decimal, `\x` and `\u{}` escapes
 * give one character a byte; `\z` drops the white space that follows; a long bracket drops its first newline.
 */
export function decodeString(literal: string): string {
  const long = /^\[(=*)\[(\r\n|\n\r|\n|\r)?/.exec(literal);
  if (long) return literal.slice(long[0].length, literal.length - (long[1]?.length ?? 0) - 2);
  return literal
    .slice(1, -1)
    .replace(
      /\\(?:z\s*|x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]+)\}|(\d{1,3})|(\r\n|\n\r|[\s\S]))/g,
      (whole: string, hex?: string, unicode?: string, decimal?: string, other?: string) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        if (unicode !== undefined) return utf8Bytes(Number.parseInt(unicode, 16));
        if (decimal !== undefined) return String.fromCharCode(Number(decimal) & 0xff);
        if (other === undefined) return '';
        if (/[\r\n]/.test(other)) return '\n';
        return simpleEscapes[other] ?? whole.slice(1);
      },
    );
}

function utf8Bytes(codePoint: number): string {
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return '\ufffd';
  return Array.from(new TextEncoder().encode(String.fromCodePoint(codePoint)), (byte) =>
    String.fromCharCode(byte),
  ).join('');
}

/** The value of a number literal: decimal, hexadecimal (also with a fraction and a binary exponent), `0b`. */
export function decodeNumber(literal: string): number {
  const text = literal.toLowerCase();
  if (/(?:ll|ull|i)$/.test(text)) return Number.NaN;
  const hex = /^0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/.exec(text);
  if (!hex) return Number(text);
  const fraction = hex[2] ?? '';
  const digits = Number.parseInt((hex[1] ?? '') + fraction || '0', 16);
  return digits * 2 ** (Number(hex[3] ?? 0) - 4 * fraction.length);
}
