/** Text as a binary string: one character (0–255) for each byte of its UTF-8 form. */
export function utf8(text: string): string {
  return /[^\u0000-\u007f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}
