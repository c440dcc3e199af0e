# Does not parse: a runtime must report a failed init.
handler() {
  printf '%s' "$1"
