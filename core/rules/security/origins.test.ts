import { marked } from '../testing/configurations.js';

marked('security/origins fires', {
  'no end': `if ($http_referer !~ "^https://example\\.com"){
                     ^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
  'no beginning': `if ($http_referer !~ "https://example\\.com/"){
                     ^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
  'a dot that joins two labels': `if ($http_referer !~ '^https?:\\/\\/some.yandex\\.ru\\/') {
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
  'a dot before the last label: nobody can have that': `if ($http_origin !~ '^https?://yandex.ru$') {
                    ^^^^^^^^^^^^^^^^^^^^^^ information security/origins
}`,
  'a branch without a beginning': `if ($http_referer !~ "^https?://([^/]+\\.)?yandex\\.com/|([^/]+\\.)?webvisor\\.com/"){
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
  'an Origin that is let in': `if ($http_origin ~* "example\\.com$") {
                    ^^^^^^^^^^^^^^^ warning security/origins
    set $cors 1;
}`,
  'in a map': `map $http_origin $cors {
    "~^https://.*example\\.com$" $http_origin;
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
    default "";
}`,
});

marked('security/origins stays silent', {
  'both sides anchored': `if ($http_origin !~ '^https?:\\/\\/yandex\\.ru$') {
}`,
  'a slash at the end': `if ($http_referer !~ "^https://example\\.com/"){
}`,
  'a subdomain': `if ($http_referer !~ '^https?:\\/\\/some\\.yandex\\.ru\\/') {
}`,
  'any subdomain': `if ($http_origin !~ '^https://([\\w-]+\\.)*example\\.com(:\\d+)?$') {
}`,
  'who is turned away': `if ($http_referer ~* (semalt\\.com|buttons-for-website\\.com)) {
    return 444;
}`,
  'another header': `if ($http_user_agent !~ "example\\.com") {
}`,
  'a comparison': `if ($http_origin = "https://example.com") {
}`,
  'every host': `if ($http_origin ~ "^https?://.*$") {
    set $cors 1;
}`,
  'in a map': `map $http_origin $cors {
    "~^https://([\\w-]+\\.)?example\\.com$" $http_origin;
    "~evil\\.com" "";
    default "";
}`,
});
