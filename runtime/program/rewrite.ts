import { isChangeableVariable, isBuiltinVariable } from './variables.js';
import type { Compilation, Level } from './draft.js';
import { readLuaHandler } from './lua-handlers.js';
import { ConfProblem, type HandlerTable, type Statement } from './reader.js';
import type { RewriteStep } from './types.js';

/** The rewrite module's directives and set_by_lua, which run in the order of the file. */
export function rewriteHandlers<T extends Level>(compilation: Compilation): HandlerTable<T> {
  const { reader } = compilation;
  const setByLua = (statement: Statement, { steps }: T): void => {
    const [name = '', ...rest] = statement.args;
    const values = statement.name === 'set_by_lua_block' ? [] : rest.slice(1);
    const variable = defineVariable(name, compilation);
    const handler = readLuaHandler(statement, 'set', compilation.directories, reader);
    const templates = values.map((value) => reader.template(value, statement));
    steps.push({
      kind: 'set-lua',
      variable,
      handler,
      arguments: templates,
      file: statement.file,
      line: statement.line,
    });
  };
  return {
    set: (statement, { steps }) => {
      const [name = '', value = ''] = statement.args;
      const variable = defineVariable(name, compilation);
      const { file, line } = statement;
      steps.push({ kind: 'set', variable, value: reader.template(value, statement), file, line });
    },
    set_by_lua: setByLua,
    set_by_lua_block: setByLua,
    set_by_lua_file: setByLua,
    break: ({ file, line }, { steps }) => steps.push({ kind: 'break', file, line }),
    return: (statement, { steps }) => steps.push(readReturn(statement, compilation)),
  };
}

function defineVariable(word: string, { variables }: Compilation): string {
  if (!word.startsWith('$') || word.length < 2) throw new ConfProblem(`invalid variable name "${word}"`);
  const name = word.slice(1).toLowerCase();
  if (isBuiltinVariable(name) && !isChangeableVariable(name)) {
    throw new ConfProblem(`the duplicate "${name}" variable`);
  }
  variables.add(name);
  return name;
}

/** `return code [text] | URL` (ngx_http_rewrite_return). */
function readReturn(statement: Statement, { reader }: Compilation): RewriteStep {
  const {
    file,
    line,
    args: [first = '', text],
  } = statement;
  if (/^\d+$/.test(first) && Number(first) <= 999) {
    const body = text === undefined ? undefined : reader.template(text, statement);
    return { kind: 'return', status: Number(first), body, file, line };
  }
  const isUrl = text === undefined && /^(?:https?:\/\/|\$scheme)/i.test(first);
  if (!isUrl) throw new ConfProblem(`invalid return code "${first}"`);
  return { kind: 'return', status: 302, body: reader.template(first, statement), file, line };
}
