import type { AccessLog, TemplatePart } from '../program/index.js';
import type { ProcessServices } from '../services.js';
import type { HttpRequest } from './request.js';
import { evaluate, readVariable } from './variables.js';

type Escape = AccessLog['format']['escape'];

/** Writes a finished request to its access logs (ngx_http_log_handler). */
export function writeAccessLogs(request: HttpRequest, services: ProcessServices): void {
  for (const log of request.location.settings.accessLogs) {
    const { condition, format, path } = log;
    if (condition !== undefined && ['', '0'].includes(evaluate(condition, request))) continue;
    const line = format.template.parts.map((part) => shown(part, request, format.escape)).join('');
    try {
      services.openLog(evaluate(path, request)).write(`${line}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      services.log('crit', `open() "${evaluate(path, request)}" failed (${reason})`, request.logContext());
    }
  }
}

function shown(part: TemplatePart, request: HttpRequest, escape: Escape): string {
  if (part.kind === 'text') return part.text;
  const value = part.kind === 'variable' ? readVariable(request, part.name) : undefined;
  if (value === undefined) return escape === 'default' ? '-' : '';
  return escapeValue(value, escape);
}

function escapeValue(value: string, escape: Escape): string {
  switch (escape) {
    case 'none':
      return value;
    case 'json':
      return value.replace(/["\\\u0000-\u001f]/g, jsonCharacter);
    case 'default':
      return value.replace(/["\\\u0000-\u001f\u007f-\u00ff]/g, (c) => `\\x${hex(c)}`);
  }
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

const jsonShort: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

function jsonCharacter(character: string): string {
  return jsonShort[character] ?? `\\u00${hex(character)}`;
}
