/** nginx's texts behind the status (ngx_http_status_lines); a status without one is sent as the number alone. */
export const statusTexts: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Time-out',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
  507: 'Insufficient Storage',
};

/** The titles of nginx's error pages, where they differ from the status text (ngx_http_special_response.c). */
const titles: Readonly<Record<number, string>> = {
  302: 'Found',
  494: 'Request Header Or Cookie Too Large',
};

/** Statuses that have a page of nginx's. */
const withPage = new Set([
  301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416,
  421, 429, 500, 501, 502, 503, 504, 505, 507,
]);

/** `openresty-lens`, this server's name in `Server` and at the foot of its pages. */
export const SERVER_TOKEN = 'openresty-lens';

/** The body of nginx's own page for a status, or undefined where nginx has none. */
export function errorPage(status: number, server: string): string | undefined {
  if (!withPage.has(status)) return undefined;
  const title = `${status} ${titles[status] ?? statusTexts[status] ?? ''}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${server}</center>`,
    '</body>',
    '</html>',
    '',
  ];
  return lines.join('\r\n');
}

/** Statuses after which nginx closes the connection (ngx_http_special_response_handler). */
export const closesConnection: ReadonlySet<number> = new Set([400, 413, 414, 497, 495, 496, 500, 501]);
