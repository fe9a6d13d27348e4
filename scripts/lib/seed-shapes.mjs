// The faults of `seed-faults.mjs`: state of one worker that a client can see. `n` keeps the names unique.

/** How a value gets out of the worker, where the phase still lets it. */
export function shower(phase) {
  if (/body_filter$/.test(phase))
    return (label, value) => [`ngx.arg[1] = (ngx.arg[1] or "") .. tostring(${value})`];
  if (phase === 'log' || phase === 'preread')
    return (label, value) => [`ngx.log(ngx.WARN, "${label}: ", ${value})`];
  return (label, value) => [`ngx.header["X-${label}"] = ${value}`];
}

const notLate = ({ phase }) => !/^(header_filter|body_filter|delayed_body_filter|log|preread)$/.test(phase);
/** The stream subsystem has no request headers and no URI. */
const http = ({ phase }) => phase !== 'preread';
/** The library is what its name says, not a module of the project under the same name. */
const plain = (name) => (place) =>
  !place.code.some((line) =>
    new RegExp(`^local (function )?${name}\\b(?!\\s*=\\s*_?G?\\.?${name}\\s*$)`).test(line),
  );

/** Each: what the place must allow, the declaration at the top level, and the statements in the function. */
export const shapes = {
  counter: {
    declare: (n) => [`local hits_${n} = 0`],
    body: (n, show) => [`hits_${n} = hits_${n} + 1`, ...show(`Hits-${n}`, `hits_${n}`)],
  },
  nested: {
    declare: (n) => [`local stats_${n} = { by_kind = { hits = 0 } }`],
    body: (n, show) => [
      `stats_${n}.by_kind.hits = stats_${n}.by_kind.hits + 1`,
      ...show(`Kind-Hits-${n}`, `stats_${n}.by_kind.hits`),
    ],
  },
  parameter: {
    declare: (n) => [`local usage_${n} = {}`, `local function bump_${n}(t)`, '  t.n = (t.n or 0) + 1', 'end'],
    body: (n, show) => [`bump_${n}(usage_${n})`, ...show(`Usage-${n}`, `usage_${n}.n`)],
  },
  object: {
    allows: plain('setmetatable'),
    declare: (n) => [
      `local meter_${n} = setmetatable({ n = 0 }, {`,
      '  __index = {',
      '    hit = function(self)',
      '      self.n = self.n + 1',
      '      return self.n',
      '    end,',
      '  },',
      '})',
    ],
    body: (n, show) => show(`Meter-${n}`, `meter_${n}:hit()`),
  },
  closure: {
    declare: (n) => [
      `local function new_counter_${n}()`,
      '  local n = 0',
      '  return function()',
      '    n = n + 1',
      '    return n',
      '  end',
      'end',
      `local next_id_${n} = new_counter_${n}()`,
    ],
    body: (n, show) => show(`Serial-${n}`, `next_id_${n}()`),
  },
  flag: {
    allows: http,
    declare: (n) => [`local locked_${n} = false`],
    body: (n, show) => [
      `if ngx.req.get_headers()["x-lock-${n}"] then`,
      `  locked_${n} = true`,
      'end',
      `if locked_${n} then`,
      ...show(`Locked-${n}`, '"1"').map((line) => `  ${line}`),
      'end',
    ],
  },
  request_data: {
    declare: (n) => [`local last_client_${n}`],
    body: (n, show) => [
      ...show(`Last-Client-${n}`, `last_client_${n}`),
      `last_client_${n} = ngx.var.remote_addr`,
    ],
  },
  race: {
    allows: ({ mayYield }) => mayYield,
    declare: (n) => [`local total_${n} = 0`],
    body: (n, show) => [
      `local seen_${n} = total_${n}`,
      'ngx.sleep(0.001)',
      `total_${n} = seen_${n} + 1`,
      ...show(`Total-${n}`, `total_${n}`),
    ],
  },
  list: {
    allows: (place) => http(place) && plain('table')(place),
    declare: (n) => [`local recent_${n} = {}`],
    body: (n, show) => [`table.insert(recent_${n}, ngx.var.uri)`, ...show(`Recent-${n}`, `#recent_${n}`)],
  },
  limit: {
    allows: notLate,
    declare: (n) => [`local used_${n} = 0`],
    body: (n) => [`used_${n} = used_${n} + 1`, `if used_${n} > 1000 then`, '  return ngx.exit(429)', 'end'],
  },
  first_decides: {
    allows: http,
    declare: (n) => [`local host_${n}`],
    body: (n, show) => [`host_${n} = host_${n} or ngx.var.host`, ...show(`First-Host-${n}`, `host_${n}`)],
  },
  lazy_secret: {
    allows: (place) => plain('math')(place) && plain('tostring')(place),
    declare: (n) => [`local secret_${n}`],
    body: (n, show) => [
      `secret_${n} = secret_${n} or tostring(math.random())`,
      ...show(`Token-${n}`, `secret_${n}`),
    ],
  },
};
