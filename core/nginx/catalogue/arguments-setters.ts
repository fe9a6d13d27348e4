/**
 * What the functions take that many modules share: their arguments follow from the function alone. Read from
 * ngx_conf_file.c, ngx_file.c, ngx_http_script.c, ngx_http_file_cache.c, ngx_http_upstream.c and ndk_set_var.c;
 * the notation is that of argument-syntax.ts, one string for each form.
 */
export const formsBySetter: Readonly<Record<string, readonly string[]>> = {
  ngx_conf_set_flag_slot: ['value:on|off'],
  ngx_conf_set_msec_slot: ['time:<time>'],
  ngx_conf_set_sec_slot: ['time:<seconds>'],
  ngx_conf_set_size_slot: ['size:<size>'],
  ngx_conf_set_off_slot: ['size:<offset>'],
  ngx_conf_set_num_slot: ['number:<number>'],
  ngx_conf_set_bufs_slot: ['number:<number> size:<size>'],
  ngx_conf_set_access_slot: ['users_permissions:<access rights>...'],
  ngx_conf_set_path_slot: ['path:<directory> level1:<number>? level2:<number>? level3:<number>?'],
  ngx_conf_set_keyval_slot: ['name:<string> value:<complex>'],
  ngx_conf_set_str_slot: ['string:<string>'],
  ngx_conf_set_str_array_slot: ['string:<string>'],
  ngx_http_types_slot: ['mime-type:*|<mime>...'],
  ngx_http_set_predicate_slot: ['string:<complex>...'],
  ngx_http_set_complex_value_slot: ['value:<complex>'],
  ngx_http_set_complex_value_zero_slot: ['value:<complex>'],
  ngx_http_set_complex_value_size_slot: ['size:<size>|<complex>'],
  ngx_stream_set_complex_value_slot: ['value:<complex>'],
  ngx_stream_set_complex_value_zero_slot: ['value:<complex>'],
  ngx_stream_set_complex_value_size_slot: ['size:<size>|<complex>'],
  ngx_http_file_cache_set_slot: [
    'path:<directory> keys_zone=<zone:cache!> [levels=1|2|1:2|1:1|2:2|1:2:2 use_temp_path=on|off inactive=<time> max_size=<offset> min_free=<offset> manager_files=<number> manager_sleep=<time> manager_threshold=<time> loader_files=<number> loader_sleep=<time> loader_threshold=<time> purger=on|off purger_files=<number> purger_sleep=<time> purger_threshold=<time>]',
  ],
  ngx_http_file_cache_valid_set_slot: ['code:any|<status>...? time:<seconds>'],
  ngx_http_upstream_bind_set_slot: ['address:off|<complex>|<address> [transparent]'],
  ngx_http_upstream_param_set_slot: ['parameter:<string> value:<complex> [if_not_empty]'],
  ndk_set_var_value: ['variable:<variable!> value:<complex>?'],
};
