import type { Answer, Answers, Requests } from '../../protocol.js';

/** False in the desktop VS Code: there is nobody outside to look and click. */
export const hasBrowser = Boolean(process.env['E2E_BRIDGE']);

/**
 * Asks the browser to do or see something.
 * @throws {Error} when the element it is about does not come.
 */
export async function browser<Name extends keyof Requests>(
  name: Name,
  request: Requests[Name],
): Promise<Answers[Name]> {
  const response = await fetch(`${process.env['E2E_BRIDGE'] ?? ''}/${name}`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  const answer = (await response.json()) as Answer<Answers[Name]>;
  if (!answer.ok) throw new Error(`browser ${name} ${JSON.stringify(request)}: ${answer.error}`);
  return answer.value;
}

/** A test of what is to be seen: skipped where nobody can look. */
export function visualTest(title: string, body: () => Promise<void>): void {
  test(title, function () {
    if (!hasBrowser) this.skip();
    return body();
  });
}
