# Does not parse: a runtime has to report this as a failed init.
handler() {
  printf '%s' "$1"
