/** The forms of what stands outside of any server, and of what every module of nginx has; see argument-syntax.ts. */
const level = 'debug|info|notice|warn|error|crit|alert|emerg';

export const coreForms: Readonly<Record<string, readonly string[]>> = {
  worker_processes: ['number:auto|<number>'],
  user: ['user:<string> group:<string>?'],
  worker_priority: ['number:<number>'],
  worker_cpu_affinity: ['cpumask:auto|<string>...'],
  working_directory: ['directory:<directory>'],
  pid: ['file:<file>'],
  lock_file: ['file:<file>'],
  env: ['variable:<string>'],
  load_module: ['file:<file>'],
  include: ['file:<conf file>'],
  worker_connections: ['number:<number>'],
  use: ['method:epoll|kqueue|eventport|/dev/poll|poll|select'],
  debug_connection: ['address:unix:|<cidr>'],
  ssl_engine: ['device:<string>'],
  google_perftools_profiles: ['file:<file>'],
  error_log: [`file:stderr|<file> level:${level}?`],
  thread_pool: ['name:<string> threads=<number> [max_queue=<number>]'],
  resolver: [
    'address:off|local=on|<address>... [valid=<time> ipv4=on|off ipv6=on|off status_zone=<zone:other!>]',
  ],
  server_name: ['name:<server name>...'],
  set_real_ip_from: ['address:unix:|<cidr>'],

  'ngx_http_core_module.listen': [
    'address:<address>|<port> [ssl http2 quic default_server proxy_protocol reuseport backlog=<number> rcvbuf=<size> sndbuf=<size> setfib=<number> fastopen=<number> accept_filter=dataready|httpready deferred bind ipv6only=on|off multipath so_keepalive=on|off|<string>]',
  ],
  'ngx_stream_core_module.listen': [
    'address:<address>|<port> [ssl udp proxy_protocol reuseport default_server backlog=<number> rcvbuf=<size> sndbuf=<size> setfib=<number> fastopen=<number> accept_filter=dataready|httpready deferred bind ipv6only=on|off multipath so_keepalive=on|off|<string>]',
  ],
  'ngx_mail_core_module.listen': [
    'address:<address>|<port> [ssl proxy_protocol backlog=<number> rcvbuf=<size> sndbuf=<size> bind ipv6only=on|off multipath so_keepalive=on|off|<string>]',
  ],

  auth_http: ['URL:<url>'],
  auth_http_header: ['header:<header> value:<string>'],
  protocol: ['protocol:imap|pop3|smtp'],
  'ngx_mail_core_module.server_name': ['name:<server name>'],
  imap_capabilities: ['extension:IMAP4|IMAP4rev1|UIDPLUS|<string>...'],
  pop3_capabilities: ['extension:TOP|USER|UIDL|<string>...'],
  smtp_capabilities: ['extension:<string>...'],
  starttls: ['value:on|off|only'],
  // Core functionality of the commercial version.
  stall_threshold: ['time:<time>'],
};

/** The files and names that TLS takes, wherever it is spoken. */
export const tlsForms: Readonly<Record<string, readonly string[]>> = {
  ssl_certificate: ['file:<file>|<complex>'],
  ssl_certificate_key: ['file:<file>|<complex>'],
  '*_ssl_certificate': ['file:<file>|<complex>'],
  '*_ssl_certificate_key': ['file:<file>|<complex>'],
  ssl_certificate_cache: ['off:off', 'max=<number> [inactive=<seconds> valid=<seconds>]'],
  '*_ssl_certificate_cache': ['off:off', 'max=<number> [inactive=<seconds> valid=<seconds>]'],
  ssl_client_certificate: ['file:<file>'],
  ssl_trusted_certificate: ['file:<file>'],
  '*_ssl_trusted_certificate': ['file:<file>'],
  ssl_password_file: ['file:<file>'],
  '*_ssl_password_file': ['file:<file>'],
  ssl_crl: ['file:<file>'],
  '*_ssl_crl': ['file:<file>'],
  ssl_dhparam: ['file:<file>'],
  ssl_ech_file: ['file:<file>'],
  ssl_session_ticket_key: ['file:<file>'],
  ssl_stapling_file: ['file:<file>'],
  ssl_stapling_responder: ['url:<url>'],
  ssl_ocsp_responder: ['url:<url>'],
  ssl_ocsp_cache: ['cache:off|shared:<string>'],
  ssl_ecdh_curve: ['curve:auto|prime256v1|secp384r1|X25519|X25519:prime256v1:secp384r1|<string>'],
  ssl_ciphers: ['ciphers:HIGH:!aNULL:!MD5|<string>'],
  '*_ssl_ciphers': ['ciphers:HIGH:!aNULL:!MD5|DEFAULT|<string>'],
  '*_ssl_name': ['name:<complex>'],
  '*_ssl_alpn': ['protocol:h2|http/1.1|<string>...'],
  ssl_alpn: ['protocol:h2|http/1.1|<string>...'],
  '*_ssl_key_log': ['path:<file>'],
  ssl_key_log: ['path:<file>'],
  ssl_session_cache: ['cache:off|none|builtin|shared:SSL:10m|<string> shared:shared:SSL:10m|<string>?'],
  ssl_conf_command: ['name:Options|Ciphersuites|MinProtocol|MaxProtocol|Groups|<string> value:<string>'],
  '*_ssl_conf_command': ['name:Options|Ciphersuites|MinProtocol|MaxProtocol|Groups|<string> value:<string>'],
  quic_host_key: ['file:<file>'],
};
