import { parseUrl } from '../addresses.js';

const FACILITIES: ReadonlySet<string> = new Set(
  'kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  ),
);
const SEVERITIES: ReadonlySet<string> = new Set('emerg alert crit error warn notice info debug'.split(' '));
const LONGEST_TAG = 32;

/** ngx_syslog_process_conf. @param target `syslog:server=…,facility=…` @returns nginx's words for what is wrong */
export function syslogFault(target: string): string | undefined {
  const given = new Set<string>();
  for (const part of target.slice('syslog:'.length).split(',')) {
    const [name = '', value] = part.split(/=(.*)/s);
    if (value === undefined) {
      if (name === 'nohostname') continue;
      return `unknown syslog parameter "${part}"`;
    }
    if (!['server', 'facility', 'severity', 'tag'].includes(name))
      return `unknown syslog parameter "${part}"`;
    if (given.has(name)) return `duplicate syslog "${name}"`;
    given.add(name);
    const fault = valueFault(name, value);
    if (fault !== undefined) return fault;
  }
  return given.has('server') ? undefined : 'no syslog server specified';
}

function valueFault(name: string, value: string): string | undefined {
  if (name === 'server') {
    const parsed = parseUrl(value, { defaultPort: 514 });
    return typeof parsed === 'string' ? `${parsed} in syslog server "${value}"` : undefined;
  }
  if (name === 'facility') return FACILITIES.has(value) ? undefined : `unknown syslog facility "${value}"`;
  if (name === 'severity') return SEVERITIES.has(value) ? undefined : `unknown syslog severity "${value}"`;
  if (value.length > LONGEST_TAG) return 'syslog tag length exceeds 32';
  return /^\w*$/.test(value) ? undefined : 'syslog "tag" only allows alphanumeric characters and underscore';
}
