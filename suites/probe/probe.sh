# The probe function for runtimes in bash: does what its event asks, so that one function serves every test.
#
# The event is the first argument, stdout is the result, and a status other than 0 is a failure, as in AWS's tutorial.
# An event without a known action comes back unchanged. `{"probe":"describe"}` lists the actions and
# properties: a status has neither a class nor a text.

handler() {
  local event=$1
  local action='^[[:space:]]*\{[[:space:]]*"probe"[[:space:]]*:[[:space:]]*"([a-z-]+)"'
  # The beginning is enough; an event may have six megabytes.
  [[ ${event:0:100} =~ $action ]] || { printf '%s' "$event"; return; }
  case ${BASH_REMATCH[1]} in
    describe)
      printf '{"probe":1,"language":"bash","actions":["throw","text","nothing","sleep","big","child"],"properties":["PROBE_INIT=exit","PROBE_INIT=sleep","PROBE_INIT=log"]}'
      ;;
    throw)
      echo "probe: $(member message "$event")" >&2
      return 1
      ;;
    text) printf '%s' "$(member value "$event")" ;;
    nothing) ;;
    sleep)
      local ms
      ms=$(member ms "$event")
      sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
      printf '{"slept":%d}' "$ms"
      ;;
    big)
      # The two bytes are the quotes that JSON puts around a string.
      printf '"%s"' "$(head -c $(($(member bytes "$event") - 2)) /dev/zero | tr '\0' x)"
      ;;
    child)
      # The command is a child that reads the variable by itself.
      bash -c 'if [[ -v _X_AMZN_TRACE_ID ]]; then printf "{\"traceEnv\":\"%s\"}" "$_X_AMZN_TRACE_ID"; else printf "{\"traceEnv\":null}"; fi'
      ;;
    *) printf '%s' "$event" ;;
  esac
}

# A member of a flat JSON object as it is written there: a number, or a text with its quotes.
member() {
  local pattern="\"$1\"[[:space:]]*:[[:space:]]*(\"([^\"\\\\]|\\\\.)*\"|-?[0-9]+)"
  [[ $2 =~ $pattern ]] && printf '%s' "${BASH_REMATCH[1]}"
}

# Runs once, when the file is loaded.
case ${PROBE_INIT:-} in
  exit:*) exit "${PROBE_INIT#*:}" ;;
  sleep:*) sleep "$((${PROBE_INIT#*:} / 1000)).$(printf '%03d' $((${PROBE_INIT#*:} % 1000)))" ;;
  log:*)
    head -c "${PROBE_INIT#*:}" /dev/zero | tr '\0' x
    head -c "${PROBE_INIT#*:}" /dev/zero | tr '\0' x >&2
    ;;
esac
