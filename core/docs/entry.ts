/** What can be looked up by pointing at it. */
export interface DocEntry {
  /** A directive's name, or the path by which a program reaches it: `ngx.shared.DICT.incr`, `resty.lrucache:get`. */
  readonly name: string;
  readonly kind: 'directive' | 'function' | 'method' | 'field' | 'constant' | 'module' | 'variable';
  /** Its forms, as one writes them. */
  readonly syntax: readonly string[];
  /** The value that holds without the directive. */
  readonly default?: string;
  /** A directive's blocks, or the phases in which a call works (`init_by_lua` …); none: everywhere. */
  readonly contexts?: readonly string[];
  /** The release of its module that brought it. */
  readonly since?: string;
  /** For a function that returns an object: the name before the `:` of the object's methods. */
  readonly constructs?: string;
  /** Markdown, in our own words; above all whether its value is one for a request, a worker or all workers. */
  readonly text: string;
  /** The section of the manual. */
  readonly url: string;
}
