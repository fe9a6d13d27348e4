import type { Template } from '../program/index.js';
import type { HttpRequest } from './request.js';
import { readVariable } from './variables.js';

/** A template's text for a request; what has no value is empty. */
export function evaluate(template: Template, request: HttpRequest): string {
  if (template.constant !== undefined) return template.constant;
  let text = '';
  for (const part of template.parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'variable') text += readVariable(request, part.name) ?? '';
    else text += request.captures?.[part.index] ?? '';
  }
  return text;
}
